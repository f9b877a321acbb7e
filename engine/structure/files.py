"""The JSON Schemas of the other files beside the forms: parts, what authorities add, procedures, facts, units, lists."""

import re
from collections.abc import Mapping

from engine.compiler import vocabulary as words
from engine.facts import FACT_KEYS, FACTS
from engine.fields.kinds import KINDS
from engine.library import UNITS
from engine.messages import shape_text
from engine.procedures import vocabulary as procedure_words
from engine.shapes import Block, Schema
from engine.structure.forms import DRAFT, EXPRESSION, Assembly, list_of, one_or_more

_REFERENCE = re.compile(r"#/\$defs/(\w+)")


def part_schema(language: str = "zh") -> Schema:
    """That of a part that forms include."""
    return _Files(language).part()


def overlay_schema(language: str = "zh") -> Schema:
    """That of what an authority adds to a form."""
    return _Files(language).overlay()


def procedures_schema(language: str = "zh") -> Schema:
    """That of the file of procedures."""
    return _Files(language).procedures()


def facts_schema(language: str = "zh") -> Schema:
    """That of the file of facts."""
    return _Files(language).facts()


def units_schema(language: str = "zh") -> Schema:
    """That of the file of units."""
    return {"$schema": DRAFT, **_Files(language).block(UNITS)}


def list_schema(blocks: Mapping[str, Block], language: str = "zh") -> Schema:
    """That of a file that is a list of blocks, told apart by a key each has."""
    assembly = _Files(language)
    items: Schema = {}
    for key, block in blocks.items():
        items = {
            "if": {"required": [key]},
            "then": assembly.block(block),
            "else": items or assembly.block(block),
        }
    return {"$schema": DRAFT, "type": "array", "items": items}


class _Files(Assembly):
    def part(self) -> Schema:
        """Lists of whole blocks as forms have them, and lists of what fields are made of."""
        lists = {
            f"{name}s": list_of(f"{name}_or_include")
            for name in ("section", "field", "check", "document", "indicator", "conclusion")
        }
        keys = {name: key for kind in KINDS.values() for name, key in kind.keys.items()}
        lists |= self.keys({name: keys[name] for name in words.PART_LISTS if name in keys})
        return self._file(self.block(words.PART, lists))

    def overlay(self) -> Schema:
        finer: dict[str, Schema] = {
            "sections": list_of("section_or_include"),
            "indicators": list_of("indicator_or_include"),
            "documents": list_of("document_or_include"),
            "parameters": {"type": "object", "additionalProperties": {"$ref": "#/$defs/parameter"}},
            "conditions": {"type": "object", "additionalProperties": list_of("item")},
            "basis": one_or_more({"$ref": "#/$defs/basis"}),
        }
        return self._file(self.block(words.OVERLAY, finer))

    def procedures(self) -> Schema:
        conditions = self.conditions()
        before = self.block(procedure_words.BEFORE, conditions)
        supplied = {"anyOf": [EXPRESSION, {"type": "array", "items": self.block(procedure_words.SUPPLY)}]}
        finer: dict[str, Schema] = {
            "form": {"type": "string"},
            "forms": {"type": "array", "items": {"type": "string"}, "minItems": 2},
            "basis": one_or_more({"$ref": "#/$defs/basis"}),
            "open_to": {"$ref": "#/$defs/gate"},
            "before": {"type": "array", "items": before, "minItems": 1},
            "season": one_or_more(self.block(procedure_words.SEASON)),
            "notice": self.block(procedure_words.NOTICE),
            "pinned": {"type": "array", "items": self.block(procedure_words.PIN), "minItems": 1},
            "supplies": {"type": "object", "additionalProperties": supplied},
            "gives": {"type": "object", "additionalProperties": EXPRESSION},
            "grants": self.block(procedure_words.GRANT),
        }
        each = self.block(procedure_words.PROCEDURE, finer)
        whole = self.block(procedure_words.PROCEDURES, {"procedures": {"type": "array", "items": each}})
        return self._file(whole)

    def facts(self) -> Schema:
        common = self.keys(FACT_KEYS)
        common["type"] = {"enum": list(KINDS), "description": shape_text("type", self.language)}
        fact = {
            "type": "object",
            "properties": common,
            "required": [name for name, key in FACT_KEYS.items() if key.required],
            "allOf": self.kinds(common),
        }
        named: Schema = {"type": "object", "patternProperties": {r"\.": fact}, "additionalProperties": False}
        names: Schema = {"type": "array", "items": {"type": "string"}}
        whole = self.block(FACTS, {"facts": named, "from_forms": names})
        return {"$schema": DRAFT, **whole}

    def _file(self, schema: Schema) -> Schema:
        """The schema of a file, with the definitions it speaks of."""
        every = self.definitions()
        used: dict[str, Schema] = {}
        waiting = [schema]
        while waiting:
            for name in _REFERENCE.findall(str(waiting.pop())):
                if name not in used:
                    used[name] = every[name]
                    waiting.append(every[name])
        kept = {name: each for name, each in every.items() if name in used}
        return {"$schema": DRAFT, **schema, "$defs": kept}

"""The JSON Schema of a form file, assembled from the words of the language and the table of field kinds.

The compiler reads forms by the same shapes, so schema and compiler cannot disagree. Kinds of field are told apart by
``if``/``then`` on their type: ``oneOf`` would complain of every kind at once.
"""

from collections.abc import Mapping
from typing import Any

from engine.compiler import vocabulary as words
from engine.fields.kinds import KINDS
from engine.messages import shape_text
from engine.shapes import Block, Key, Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def form_schema(language: str = "zh") -> Schema:
    """The JSON Schema (draft 2020-12) of a form file, described in one language."""
    return Assembly(language).form()


class Assembly:
    """Puts schemas together from blocks of the language, described in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def form(self) -> Schema:
        form = self.block(words.FORM)
        form["properties"] |= self.block(Block(words.LIKE_KEYS, "form"))["properties"]
        form["properties"] |= {
            "sections": {"minItems": 1, **list_of("section_or_include")},
            "checks": list_of("check_or_include"),
            "documents": list_of("document_or_include"),
            "conclusions": list_of("conclusion_or_include"),
            "levels": list_of("level"),
            "routes": list_of("route"),
            "score": {"$ref": "#/$defs/score"},
            "applies_to": {"$ref": "#/$defs/applies_to"},
            "local": {"$ref": "#/$defs/local"},
            "open_to": {"$ref": "#/$defs/gate"},
            "before": {"$ref": "#/$defs/gate"},
            "basis": {"anyOf": [{"$ref": "#/$defs/basis"}, list_of("basis")]},
            "parameters": {"type": "object", "additionalProperties": {"$ref": "#/$defs/parameter"}},
            "change": {"type": "object", "additionalProperties": {"type": "object"}},
        }
        self.describe(form["properties"], "form")
        required = form.pop("required")
        return {
            "$schema": DRAFT,
            "title": shape_text("form", self.language),
            **form,
            "if": {"required": ["like"]},
            "then": {"required": [name for name in required if name != "sections"]},
            "else": {"required": required},
            "$defs": self.definitions(),
        }

    def conditions(self) -> dict[str, Schema]:
        return {
            "all": list_of("item"),
            "any": list_of("item"),
            "none": list_of("item"),
            "cases": list_of("condition_case"),
            "some": self._some(),
        }

    def definitions(self) -> dict[str, Schema]:
        conditions = self.conditions()
        points = {
            "best": list_of("rule"),
            "sum": list_of("rule"),
            "cases": list_of("points_case"),
            "each": self._each(),
        }
        own = {
            "section": (
                words.SECTION,
                {"fields": list_of("field_or_include"), "checks": list_of("check_or_include")},
            ),
            "include": (words.INCLUDE, {}),
            "local": (words.LOCAL, {}),
            "fact_field": (words.FACT_FIELD, {}),
            "check": (words.CHECK, {"at": one_or_more({"type": "string"})}),
            "basis": (words.BASIS, {}),
            "condition": (words.CONDITION, conditions),
            "condition_case": (words.CONDITION_CASE, {**conditions, "cases": list_of("condition_case")}),
            "score": (words.SCORE, {"groups": list_of("group")}),
            "group": (
                words.GROUP,
                {"indicators": list_of("indicator_or_include"), "groups": list_of("group")},
            ),
            "indicator": (words.INDICATOR, points),
            "rule": (words.PARTIAL_RULE, points),
            "points_case": (words.POINTS_CASE, {**conditions, **points}),
            "conclusion": (words.CONCLUSION, conditions),
            "gate": (words.GATE, conditions),
            "level": (words.LEVEL, conditions),
            "route": (words.ROUTE, {name: each for name, each in conditions.items() if name != "cases"}),
        }
        made = {name: self.block(block, finer) for name, (block, finer) in own.items()}
        made |= {"field": self._field(), "document": self._document(), "parameter": self._parameter()}
        made["applies_to"] = self._applies_to()
        made["item"] = {"anyOf": [EXPRESSION, {"$ref": "#/$defs/condition"}]}
        for name in ("section", "check", "document", "conclusion", "indicator"):
            made[f"{name}_or_include"] = _either("include", "include", name)
        made["field_or_include"] = _either("include", "include", "field_or_fact")
        made["field_or_fact"] = _either("fact", "fact_field", "field")
        return made

    def block(self, block: Block, finer: Mapping[str, Schema] | None = None) -> Schema:
        """The schema of a block; `finer` says more of keys the compiler reads itself."""
        schema = block.schema()
        properties = {**schema["properties"], **(finer or {})}
        self.describe(properties, block.name)
        return {**schema, "properties": properties}

    def describe(self, properties: dict[str, Any], block: str) -> None:
        for name, each in properties.items():
            said = shape_text(f"{block}.{name}", self.language) or shape_text(name, self.language)
            if said is not None:
                properties[name] = {**each, "description": said}

    def _applies_to(self) -> Schema:
        """What names have a dot are facts with their values; the rest is said about the whole."""
        values: Schema = {"type": ["string", "number", "boolean"]}
        return {
            **self.block(words.APPLIES_TO),
            "patternProperties": {
                r"\.": {"anyOf": [values, {"type": "array", "items": values, "minItems": 1}]}
            },
        }

    def _field(self) -> Schema:
        """Every key any kind takes; each kind says below which of them are its own."""
        common = self.keys(words.COMMON_FIELD_KEYS)
        kinds = self.kinds(common)
        common["type"] = {"enum": list(KINDS), "description": shape_text("type", self.language)}
        common["value"] = {"anyOf": [EXPRESSION, self._value()]}
        self.describe(common, "field")
        required = [name for name, key in words.COMMON_FIELD_KEYS.items() if key.required]
        return {"type": "object", "properties": common, "required": required, "allOf": kinds}

    def kinds(self, common: Mapping[str, Schema]) -> list[Schema]:
        """What each kind of field takes beside the `common` keys."""
        return [
            {
                "if": {"properties": {"type": {"const": kind}}},
                "then": {
                    "properties": {**dict.fromkeys(common, True), **self.keys(type_.keys)},
                    "required": [name for name, key in type_.keys.items() if key.required],
                    "additionalProperties": False,
                },
            }
            for kind, type_ in KINDS.items()
        ]

    def keys(self, keys: Mapping[str, Key]) -> dict[str, Schema]:
        found = {name: _with_parts(name, key.shape.schema()) for name, key in keys.items()}
        self.describe(found, "field")
        return found

    def _document(self) -> Schema:
        from engine.fields.attachment import Attachment

        return self.block(Block({**words.DOCUMENT_KEYS, **Attachment.keys}, "document"))

    def _parameter(self) -> Schema:
        value: Schema = {"type": ["number", "string"]}
        dated = {
            "type": "object",
            "patternProperties": {r"^\d{4}-\d{2}-\d{2}$": value},
            "additionalProperties": False,
        }
        block = self.block(words.PARAMETER, {"value": {"anyOf": [value, dated]}})
        return {
            "if": {"type": "object", "required": ["value"]},
            "then": block,
            "else": {"anyOf": [value, dated]},
        }

    def _value(self) -> Schema:
        return {
            "type": "object",
            "properties": {"table": words.TABLE.schema()},
            "required": ["table"],
            "additionalProperties": False,
        }

    def _some(self) -> Schema:
        return {
            "type": "object",
            "properties": {"at_least": {"type": "integer", "minimum": 1}, "of": list_of("item")},
            "required": ["at_least", "of"],
            "additionalProperties": False,
        }

    def _each(self) -> Schema:
        return {"anyOf": [{"type": "string"}, list_of("item")]}


EXPRESSION: Schema = {"type": ["string", "number", "boolean"]}


def list_of(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _with_parts(name: str, schema: Schema) -> Schema:
    """The schema of a key; a list that parts may fill also takes an ``include``."""
    if name not in words.PART_LISTS or "items" not in schema:
        return schema
    include = {"$ref": "#/$defs/include"}
    items = {"if": {"type": "object", "required": ["include"]}, "then": include, "else": schema["items"]}
    return {**schema, "items": items}


def one_or_more(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


def _either(key: str, with_it: str, without: str) -> Schema:
    """One of two blocks, told apart by a key."""
    return {
        "if": {"required": [key]},
        "then": {"$ref": f"#/$defs/{with_it}"},
        "else": {"$ref": f"#/$defs/{without}"},
    }

"""Facts: what forms take from outside themselves. Some are declared one by one, others are the fields of a form.

Every field of a form named under ``from_forms`` is a fact of all other forms: field ``region`` of the form ``enterprise``
is ``enterprise.region``. Such a form is only looked through here; compiling it tells its mistakes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.diagnostics import Collector
from engine.fields.base import Building, FieldType, Years
from engine.fields.kinds import KINDS
from engine.fields.yearly import Yearly
from engine.json_value import Json
from engine.parts import put_parts_in_place
from engine.shapes import AnyNode, Block, Entries, Key, ListOf, OneOf, WholeNumber, Words, describe, nearest
from engine.source import Mapping as MappingNode
from engine.source import Node, Scalar, Sequence, read

FACTS_FILE = "facts.yaml"
PROVIDERS = ("enterprise", "authority")
"""Who provides a fact: what an authority has yet to provide, the enterprise does not owe."""

_ANY_YEAR = 2000

Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a form takes from outside itself: its type, how people call it, and who has to provide it.

    `absent` is its value, as JSON, where nothing is known: no record is an answer of its own (None: it is not).
    `form` is the form it is a field of ("" where facts.yaml declares it), `files` what that form was read from.
    """

    name: str
    type: FieldType
    label: str
    help: str = ""
    provided_by: str = "enterprise"
    short: str = ""
    form: str = ""
    files: tuple[str, ...] = ()
    absent: Json = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts by name, and the forms whose fields are facts."""

    by_name: Mapping[str, Fact]
    forms: tuple[str, ...] = ()


def read_facts(files: Files, building: Building) -> Facts:
    """The facts that `files` know. Mistakes go to the collector of `building`."""
    text = files.get(FACTS_FILE)
    root = None if text is None else read(text, FACTS_FILE, building.collector)
    entries = None if root is None else FACTS.read(root, building.collector)
    if entries is None:
        return Facts({})
    found: dict[str, Fact] = {}
    forms: list[str] = []
    for node in entries.get("from_forms", ()):
        form = _FormFacts(getattr(node, "text", ""), files, building)
        if form.is_whole(node, building.collector):
            forms.append(form.name)
            found |= {each.name: each for each in form.read()}
    for entry in entries.get("facts", ()):
        fact = _declared(entry.key.text, entry.value, building)
        if fact is None:
            continue
        if fact.name in found:
            building.collector.add("F330", entry.key.span, name=fact.name, form=found[fact.name].form)
        found.setdefault(fact.name, fact)
    return Facts(found, tuple(forms))


class _Declarations:
    """The mapping of facts, read one by one because each has the keys of its own kind."""

    def read(self, node: Node, collector: Collector) -> MappingNode | None:
        if isinstance(node, MappingNode):
            return node
        collector.add("F205", node.span, wanted="mapping", found="…")
        return None

    def schema(self) -> dict[str, object]:
        return {"type": "object"}


FACT_KEYS = {
    "type": Key(Words(), True),
    "label": Key(Words(), True),
    "help": Key(Words()),
    "provided_by": Key(OneOf(PROVIDERS)),
    "absent": Key(AnyNode({"type": ["string", "number", "boolean"]})),
}
"""What every fact may say beside the keys of its kind."""

FACTS = Block({"facts": Key(_Declarations(), required=True), "from_forms": Key(ListOf(AnyNode()))}, "facts")


def _declared(name: str, node: Node, building: Building) -> Fact | None:
    """A fact that facts.yaml declares itself."""
    if not isinstance(node, MappingNode):
        building.collector.add("F205", node.span, wanted="mapping", found="…")
        return None
    written = getattr(node.get("type"), "text", "")
    kind = KINDS.get(written)
    if kind is None:
        near = nearest(written, tuple(KINDS))
        building.collector.add("F201", node.span, suggestion=near, found=written, known=", ".join(KINDS))
        return None
    entries: Entries | None = Block({**kind.keys, **FACT_KEYS}, "fact").read(node, building.collector)
    if entries is None:
        return None
    made = Fact(
        name,
        kind.build(entries, building),
        entries.get("label", name),
        entries.get("help", ""),
        entries.get("provided_by", PROVIDERS[0]),
    )
    return replace(made, absent=_absent(made, entries["absent"], building.collector))


def _absent(fact: Fact, node: Node | None, collector: Collector) -> Json:
    """What a fact is where nothing is known of it, as JSON."""
    if node is None:
        return None
    raw = {"true": True, "false": False}.get(node.text, node.text) if isinstance(node, Scalar) else None
    read = fact.type.read(raw, Years(_ANY_YEAR))
    if raw is None or read.problems:
        found = describe(node)
        collector.add("F333", node.span, name=fact.name, label=fact.label, found=found)
        return None
    return fact.type.write(read.value)


# -- The fields of a form --------------------------------------------------------------------------------------------


_FIELD_KEYS = {
    "id": Key(Words()),
    "label": Key(Words()),
    "short": Key(Words()),
    "help": Key(Words()),
    "years": Key(WholeNumber(1)),
    "filled_by": Key(Words()),
}


class _FormFacts:
    """The facts that the fields of one form are. Nothing is reported: compiling the form reports it."""

    def __init__(self, name: str, files: Files, building: Building) -> None:
        self.name = name
        self._files = files
        self._read: dict[str, None] = {}
        self._building = Building(Collector(), building.units, building.tables)
        self._root = self._load(f"{name}.yaml")

    def is_whole(self, node: Node, collector: Collector) -> bool:
        """Whether there is such a form and it stands for itself; what is wrong is reported at `node`."""
        if f"{self.name}.yaml" not in self._files:
            known = [each.removesuffix(".yaml") for each in self._files if "/" not in each]
            collector.add("F311", node.span, suggestion=nearest(self.name, known), name=self.name)
        elif self._root is not None and self._root.get("like") is not None:
            collector.add("F332", node.span, name=self.name)
        else:
            return True
        return False

    def read(self) -> list[Fact]:
        found = [fact for section in _blocks(self._root, "sections") for fact in self._section(section)]
        return [replace(each, files=tuple(self._read)) for each in found]

    def _section(self, section: MappingNode) -> Iterator[Fact]:
        by = getattr(section.get("filled_by"), "text", "enterprise")
        for each in _blocks(section, "fields"):
            yield from self._field(each, by, "")

    def _field(self, node: MappingNode, by: str, inside: str) -> Iterator[Fact]:
        """The fact that a field is, and those that the fields its options ask for are."""
        kind = KINDS.get(getattr(node.get("type"), "text", ""))
        if kind is None or not kind.answerable:
            return
        keys = {**kind.keys, **_FIELD_KEYS}
        known = MappingNode(tuple(each for each in node if each.key.text in keys), node.span)
        entries: Entries | None = Block(keys, "field").read(known, self._building.collector)
        if entries is None or entries["id"] is None:
            return
        cell, years, by = kind.build(entries, self._building), entries["years"], entries.get("filled_by", by)
        name = f"{inside}{entries['id']}"
        yield Fact(
            f"{self.name}.{name}",
            Yearly(cell, years) if years is not None and cell.yearly else cell,
            entries.get("label", name),
            entries.get("help", ""),
            "authority" if by == "recommender" else PROVIDERS[0],
            entries.get("short", ""),
            self.name,
        )
        for option in _blocks(node, "options"):
            for asked in _blocks(option, "asks"):
                yield from self._field(asked, by, f"{name}.{getattr(option.get('id'), 'text', '')}.")

    def _load(self, path: str, within: tuple[str, ...] = ()) -> MappingNode | None:
        """What a file holds, with shared parts in their place; none of a file that holds itself."""
        text = None if path in within else self._files.get(path)
        found = None if text is None else read(text, path, self._building.collector)
        if text is not None:
            self._read[path] = None
        if not isinstance(found, MappingNode):
            return None

        def part(include: Node) -> MappingNode | None:
            name = getattr(include, "text", "")
            folder = "" if f"{name}.yaml" in self._files else "parts/"
            return self._load(f"{folder}{name}.yaml", (*within, path))

        placed = put_parts_in_place(found, part, self._building.collector)
        return placed if isinstance(placed, MappingNode) else None


def _blocks(block: MappingNode | None, key: str) -> Iterator[MappingNode]:
    """The blocks of a list."""
    several = None if block is None else block.get(key)
    for item in several.items if isinstance(several, Sequence) else ():
        if isinstance(item, MappingNode):
            yield item

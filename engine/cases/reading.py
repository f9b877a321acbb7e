"""Case files become cases: each complete, with what it takes from the case it is like."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.diagnostics import Collector, Span
from engine.shapes import AnyNode, Block, Code, Day, Entries, Key, ListOf, WholeNumber, Words, nearest
from engine.source import Mapping as MappingNode
from engine.source import Node, Scalar, Sequence, read

CASE = Block(
    {
        "case": Key(Words(), True),
        "form": Key(Words()),
        "edition": Key(Day()),
        "overlay": Key(Code()),
        "like": Key(Words()),
        "on": Key(Day()),
        "reporting_year": Key(WholeNumber(1900, 2999)),
        "facts": Key(AnyNode({"type": "object"})),
        "answers": Key(AnyNode({"type": "object"})),
        "but": Key(AnyNode({"type": "object"})),
        "expect": Key(AnyNode({"type": "object"}), True),
    },
    "case",
)
REPEATED = Block(
    {
        "cases": Key(Words(), True),
        "form": Key(Words(), True),
        "edition": Key(Day()),
        "but": Key(AnyNode({"type": "object"})),
        "without": Key(ListOf(Words())),
    },
    "repeated_cases",
)
"""All the cases of another file once more, for another form."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation: the name it is about, the value as JSON, and where both stand."""

    name: str
    value: Any
    span: Span
    value_span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A complete case: what is answered, on which day, and what must come of it.

    `edition` is None where the day decides; `edition_span` is the place of what decides. `overlay` is the code of the
    authority whose additions count, "" for none.
    """

    name: str
    form: str
    edition: date | None
    overlay: str
    on: date
    reporting_year: int | None
    answers: Mapping[str, Any] = field(hash=False)
    facts: Mapping[str, Any] = field(hash=False)
    expected: tuple[Expected, ...]
    span: Span
    form_span: Span
    edition_span: Span
    overlay_span: Span
    spans: Mapping[str, Span] = field(hash=False, repr=False)


def read_cases(
    files: Mapping[str, str | bytes], facts: Container[str], collector: Collector
) -> tuple[Case, ...]:
    """The cases of several files; a case may be like one of any file, its own first. `facts` are the names of facts."""
    roots = {name: read(text, name, collector) for name, text in files.items()}
    blocks = {name: list(_blocks(root, collector)) for name, root in roots.items()}
    names: dict[tuple[str, str], Entries] = {}
    for file, entries in blocks.items():
        for block in entries:
            key = (file, block.get("case", ""))
            if key in names:
                first = names[key].span("case").start.line
                collector.add("F701", block.span("case"), name=key[1], first=first)
            names.setdefault(key, block)
    found = (
        _complete(block, file, names, facts, collector)
        for file, several in blocks.items()
        for block in several
    )
    cases = [each for each in found if each is not None]
    for file, root in roots.items():
        for again in _repeated(root, collector):
            cases += _again(again, file, blocks, names, facts, collector)
    return tuple(cases)


def _repeated(root: Node | None, collector: Collector) -> Iterator[Entries]:
    """The blocks that repeat the cases of another file."""
    for item in root.items if isinstance(root, Sequence) else ():
        entries = REPEATED.read(item, collector) if _repeats(item) else None
        if entries is not None and entries["cases"] is not None and entries["form"] is not None:
            yield entries


def _repeats(item: Node) -> bool:
    return isinstance(item, MappingNode) and item.get("cases") is not None


def _again(
    again: Entries,
    file: str,
    blocks: Mapping[str, list[Entries]],
    names: Mapping[tuple[str, str], Entries],
    facts: Container[str],
    collector: Collector,
) -> Iterator[Case]:
    """The cases of another file for the form of `again`, told at the place that repeats them."""
    name = again["cases"]
    of = next((each for each in blocks if each.rpartition("/")[2].removesuffix(".yaml") == name), None)
    if of is None or of == file:
        known = [each.rpartition("/")[2].removesuffix(".yaml") for each in blocks if each != file]
        collector.add("F714", again.span("cases"), suggestion=nearest(name, known), name=name)
        return
    without = again.get("without", ())
    known = [each["case"] for each in blocks[of]]
    for each in without:
        if each not in known:
            collector.add("F703", again.span("without"), suggestion=nearest(each, known), name=each)
    for block in blocks[of]:
        if block["case"] not in without:
            case = _complete(block, of, names, facts, Collector(), again)
            if case is not None:
                yield replace(
                    case,
                    name=f"{case.name} ({again['form']})",
                    form=again["form"],
                    edition=again["edition"],
                    span=again.span("cases"),
                    form_span=again.span("form"),
                    edition_span=again.span("edition" if again.has("edition") else "form"),
                )


def _blocks(root: Node | None, collector: Collector) -> Iterator[Entries]:
    if root is None:
        return
    if not isinstance(root, Sequence):
        collector.add("F205", root.span.part(0, 1), wanted="list", found="…")
        return
    for item in root.items:
        if _repeats(item):
            continue
        entries = CASE.read(item, collector)
        if entries is not None and entries["case"] is not None:
            yield entries


def _complete(
    block: Entries,
    file: str,
    names: Mapping[tuple[str, str], Entries],
    known_facts: Container[str],
    collector: Collector,
    again: Entries | None = None,
) -> Case | None:
    """The whole case; what `again` changes is laid over the case it starts from."""
    chain = _chain(block, file, names, collector)
    if chain is None:
        return None
    form = _first(chain, "form")
    on = _first(chain, "on")
    if form is None or on is None:
        missing = "form" if form is None else "on"
        if not any(each.has(missing) for each in chain):
            collector.add("F204", block.span("case"), block="case", key=missing)
        return None
    given = _Given(known_facts)
    for each in reversed(chain):
        given.gather(each)
        if again is not None and each is chain[-1]:
            given.gather(again)
    year = _first(chain, "reporting_year")
    nearer = next(place for place, each in enumerate(chain) if each is form)
    named = _first(chain[: nearer + 1], "edition")
    laid = _first(chain[: nearer + 1], "overlay")
    expected = tuple(_expected(block["expect"]))
    if not expected and block["expect"] is not None:
        collector.add("F702", block.span("expect"), name=block["case"])
    return Case(
        block["case"],
        form["form"],
        named["edition"] if named is not None else None,
        laid["overlay"] if laid is not None else "",
        on["on"],
        year["reporting_year"] if year is not None else None,
        given.answers,
        given.facts,
        expected,
        block.span("case"),
        form.span("form"),
        (on if named is None else named).span("on" if named is None else "edition"),
        laid.span("overlay") if laid is not None else block.span("case"),
        given.spans,
    )


def _first(chain: list[Entries], key: str) -> Entries | None:
    """The nearest case of a chain that says something of `key`."""
    return next((each for each in chain if each[key] is not None), None)


def _chain(
    block: Entries, file: str, names: Mapping[tuple[str, str], Entries], collector: Collector
) -> list[Entries] | None:
    """The case and all it is like, nearest first."""
    chain = [block]
    while (like := chain[-1]["like"]) is not None:
        found = names.get((file, like)) or next(
            (each for (_, name), each in names.items() if name == like), None
        )
        if found is None:
            known = tuple(dict.fromkeys(name for _, name in names))
            near = nearest(like, known)
            collector.add("F703", chain[-1].span("like"), suggestion=near, name=like)
            return None
        if any(found.node is each.node for each in chain):
            collector.add("F704", block.span("like"), name=block["case"])
            return None
        chain.append(found)
    return chain


class _Given:
    """Answers and facts, each case laid over the one it is like; ``but`` holds both."""

    def __init__(self, known_facts: Container[str]) -> None:
        self._known_facts = known_facts
        self.answers: dict[str, Any] = {}
        self.facts: dict[str, Any] = {}
        self.spans: dict[str, Span] = {}

    def gather(self, block: Entries) -> None:
        for key in ("answers", "facts", "but"):
            node = block[key]
            for entry in node.entries if isinstance(node, MappingNode) else ():
                name = entry.key.text
                is_fact = key == "facts" or (key == "but" and name in self._known_facts)
                target = self.facts if is_fact else self.answers
                target[name] = _laid_over(target.get(name), as_json(entry.value))
                self.spans[name] = entry.key.span


def _laid_over(before: Any, after: Any) -> Any:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {**before, **{key: _laid_over(before.get(key), value) for key, value in after.items()}}
    return after


def _expected(node: Node | None) -> Iterator[Expected]:
    for entry in node.entries if isinstance(node, MappingNode) else ():
        yield Expected(entry.key.text, as_json(entry.value), entry.key.span, entry.value.span)


def as_json(node: Node) -> Any:
    """A YAML value as the JSON it stands for. Numbers stay text: each field reads its own, exactly."""
    if isinstance(node, MappingNode):
        return {entry.key.text: as_json(entry.value) for entry in node}
    if isinstance(node, Scalar):
        return _PLAIN.get(node.text, node.text) if node.style == "plain" else node.text
    return [as_json(item) for item in node.items]


_PLAIN: Mapping[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}

"""The file of procedures becomes procedures: each block read, its forms found, its conditions compiled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.compiler import Compiled, compile_form
from engine.compiler.head import read_basis
from engine.compiler.hygiene import note_sources
from engine.compiler.over_facts import compile_over_facts
from engine.diagnostics import Collector, Report
from engine.editions import editions, forms_of
from engine.library import Library
from engine.procedures.agreement import check_agreement
from engine.procedures.giving import read_gives, read_grant, read_keeping, read_supplies
from engine.procedures.periods import check_periods, period_of, several_of
from engine.procedures.types import FILE, Before, Notice, Pin, Procedure, Season, Use
from engine.procedures.vocabulary import PROCEDURE, PROCEDURES, SEASON
from engine.shapes import Entries, nearest
from engine.source import Node, Scalar, read

Compile = Callable[[str], Compiled]
"""Compiles the form in a file."""


@dataclass(frozen=True, slots=True)
class CompiledProcedures:
    """Every procedure that could be compiled, in the order of the file, and what is wrong with it."""

    procedures: tuple[Procedure, ...]
    report: Report

    def get(self, name: str) -> Procedure | None:
        return next((each for each in self.procedures if each.id == name), None)


def compile_procedures(library: Library, compile_: Compile | None = None) -> CompiledProcedures:
    """Compile the procedures of `library`; none where it has no such file. `compile_` may know the forms already."""
    text = library.files.get(FILE)
    if text is None:
        return CompiledProcedures((), Report())
    collector = Collector()
    root = read(text, FILE, collector)
    entries = PROCEDURES.read(root, collector) if root is not None else None
    blocks = [
        (node, block)
        for node in (entries.get("procedures", ()) if entries is not None else ())
        if (block := PROCEDURE.read(node, collector)) is not None
    ]
    compiler = _Compiler(library, compile_ or (lambda path: compile_form(path, library)), collector)
    made = tuple(compiler.compile(blocks))
    if root is not None:
        note_sources(root, collector)
    check_agreement(made, [block for _, block in blocks], library, collector)
    return CompiledProcedures(made, collector.report())


class _Compiler:
    def __init__(self, library: Library, compile_: Compile, collector: Collector) -> None:
        self._library = library
        self._compile = compile_
        self._collector = collector
        self._forms = forms_of(library)
        self._uses: dict[str, tuple[Use, ...]] = {}

    def compile(self, blocks: list[tuple[Node, Entries]]) -> Iterator[Procedure]:
        first: dict[str, int] = {}
        names = [block["procedure"] for _, block in blocks if block["procedure"] is not None]
        for _, block in blocks:
            name, span = block["procedure"], block.span("procedure")
            if name is None:
                continue
            if name in first:
                self._collector.add("F382", span, name=name, first=first[name])
                continue
            first[name] = span.start.line
            yield self._procedure(block, names)

    def _procedure(self, block: Entries, names: list[str]) -> Procedure:
        forms = tuple(self._named_forms(block))
        gates = {} if block["open_to"] is None else {"open_to": block["open_to"]}
        before = {f"before {place}": each for place, each in enumerate(block.get("before", ()), 1)}
        rules = compile_over_facts(
            block["procedure"], block.get("title", ""), {**gates, **before}, self._library, self._collector
        )
        uses = {form: self._uses_of(form) for form in forms}
        return Procedure(
            id=block["procedure"],
            title=block.get("title", ""),
            kind=block.get("kind", ""),
            forms=forms,
            uses=uses,
            rules=rules,
            stages=block.get("chain", ()),
            before=tuple(Before(name, self._mend(each, names)) for name, each in before.items()),
            pins=self._pins(block, uses),
            seasons=self._seasons(block),
            windows=block["windows"],
            repeatable=block["repeatable"] is True,
            supplies=read_supplies(block, self._library, self._collector),
            gives=read_gives(block, uses, self._library, self._collector),
            grants=read_grant(block, self._library, self._collector),
            keeps_titles=read_keeping(block, uses, self._collector),
            basis=read_basis(block, self._collector),
            summary=block.get("summary", ""),
            notice=_notice(block["notice"]),
            menu=block.get("menu", ""),
            clause=block.get("clause", ""),
            source=block.get("source", "verified"),
            span=block.span("procedure"),
        )

    # -- Forms and editions --------------------------------------------------------------------------------------------

    def _named_forms(self, block: Entries) -> Iterator[str]:
        several, one = block["forms"], block.node.get("form")
        if (one is None) == (not block.has("forms")) and not {"form", "forms"} & block.mistyped:
            self._collector.add("F381", block.span("procedure"), name=block["procedure"])
        for node in several or ((one,) if one is not None else ()):
            name = node.text if isinstance(node, Scalar) else ""
            if name in self._forms:
                yield name
            else:
                near = nearest(name, self._forms)
                self._collector.add("F380", node.span, suggestion=near, name=name)

    def _uses_of(self, form: str) -> tuple[Use, ...]:
        if form not in self._uses:
            found = editions(self._library, form)
            self._uses[form] = tuple(Use(each, self._compile(each.path).form) for each in found)
        return self._uses[form]

    def _pins(self, block: Entries, uses: Mapping[str, tuple[Use, ...]]) -> tuple[Pin, ...]:
        found = []
        for each in block.get("pinned", ()):
            day = each["edition"]
            for form, several in uses.items():
                known = [use.edition.since for use in several]
                if day is not None and day not in known:
                    listed = ", ".join(known_day.isoformat() for known_day in known)
                    self._collector.add("F385", each.span("edition"), form=form, edition=day, known=listed)
                    day = None
            if day is not None:
                found.append(
                    Pin(day, period_of(each), each.get("clause", ""), each.get("source", "verified"))
                )
        check_periods(block.get("pinned", ()), self._collector)
        return tuple(found)

    # -- When, and what comes first --------------------------------------------------------------------------------------

    def _seasons(self, block: Entries) -> tuple[Season, ...]:
        several = [
            entries
            for node in several_of(block["season"])
            if (entries := SEASON.read(node, self._collector)) is not None
        ]
        check_periods(several, self._collector)
        found = []
        for each in several:
            opens, closes = each["opens"], each["closes"]
            if opens is None or closes is None:
                continue
            if closes < opens:
                said = {"opens": _said(opens), "closes": _said(closes)}
                self._collector.add("F388", each.span("closes"), **said)
            clause, source = each.get("clause", ""), each.get("source", "verified")
            found.append(Season(opens, closes, period_of(each), clause, source))
        return tuple(found)

    def _mend(self, block: Entries, names: list[str]) -> str | None:
        name: str | None = block["mend"]
        if name is not None and name not in names:
            near = nearest(name, names)
            self._collector.add("F383", block.span("mend"), suggestion=near, name=name)
            return None
        return name


def _notice(block: Entries | None) -> Notice | None:
    """What is to be read first; none where its title or its texts are missing."""
    if block is None or not block["title"] or not block["texts"]:
        return None
    said = {"clause": block.get("clause", ""), "source": block.get("source", "verified")}
    return Notice(block["title"], block["texts"], block.get("seconds", 0), **said)


def _said(day: Any) -> str:
    return f"{day[0]:02d}-{day[1]:02d}"

"""Whether procedures agree with one another, with the editions of their forms, and with all who might begin them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from engine.authorities import LEVELS, chain_of
from engine.diagnostics import Collector
from engine.editions import editions, forms_of, without_edition
from engine.library import Library
from engine.procedures.matching import check_matching
from engine.procedures.types import Procedure
from engine.reference import CodeEntry
from engine.shapes import Entries

_FAR_ENOUGH = timedelta(days=2 * 366)
"""How far days without an edition are followed when they never end: every season comes by."""


def check_agreement(
    procedures: Sequence[Procedure], blocks: Sequence[Entries], library: Library, collector: Collector
) -> None:
    """What can only be seen when all procedures and their forms are there."""
    by_name: dict[str, Entries] = {}
    for block in blocks:
        by_name.setdefault(block["procedure"] or "", block)
    for each in procedures:
        block = by_name[each.id]
        _check_chain(each, block, collector)
        _check_editions(each, block, collector)
        if len(each.forms) > 1:
            check_matching(each, block.span("forms"), collector)
    _check_authorities(procedures, by_name, library, collector)
    _check_mending(procedures, by_name, collector)
    if not collector.has_errors:
        _note_forms(procedures, library, collector)


def _check_chain(procedure: Procedure, block: Entries, collector: Collector) -> None:
    """Whoever looks at it comes from below, each level once."""
    wanted = _from_below(procedure)
    if procedure.stages != wanted:
        collector.add("F397", block.span("chain"), mended=f"[{', '.join(wanted)}]")


def _from_below(procedure: Procedure) -> tuple[str, ...]:
    return tuple(sorted(set(procedure.stages), key=LEVELS.index, reverse=True))


def _check_authorities(
    procedures: Sequence[Procedure], blocks: dict[str, Entries], library: Library, collector: Collector
) -> None:
    """The level that decides is there for every region; levels below it may be skipped."""
    if not library.authorities.named:
        return
    lacking = _lacking(library)
    for each in procedures:
        several = lacking.get(each.stages[-1], ()) if each.stages else ()
        if several and each.stages == _from_below(each):
            block = blocks[each.id]
            example = f"{several[0].code} {several[0].name}"
            level, count = each.stages[-1], len(several)
            collector.add("F398", block.span("chain"), level=level, count=count, example=example)


def _lacking(library: Library) -> dict[str, list[CodeEntry]]:
    """For each level the regions, without anything below them, whose chain does not have it."""
    regions = library.authorities.regions
    found: dict[str, list[CodeEntry]] = {}
    for entry in regions.entries.values():
        if entry.code not in regions.children:
            levels = {each.level for each in chain_of(library.authorities, entry.code)}
            for level in LEVELS:
                if level not in levels:
                    found.setdefault(level, []).append(entry)
    return found


def _check_editions(procedure: Procedure, block: Entries, collector: Collector) -> None:
    """On every day of its seasons there is an edition to use."""
    for form in procedure.forms if procedure.seasons else ():
        day = next(_uncovered(procedure, form), None)
        if day is not None:
            collector.add("F390", block.span("season"), form=form, day=day)


def _uncovered(procedure: Procedure, form: str) -> Iterator[date]:
    several = tuple(each.edition for each in procedure.uses[form])
    if not several:
        return
    firsts = [each.period.first for each in procedure.seasons if each.period.first is not None]
    stretches: list[tuple[date, date | None]] = list(without_edition(several))
    if firsts and min(firsts) < several[0].since:
        stretches.insert(0, (min(firsts), several[0].since - timedelta(days=1)))
    for first, last in stretches:
        day, end = first, last or first + _FAR_ENOUGH
        while day <= end:
            if procedure.in_season(day) and procedure.edition_on(day, form) is None:
                yield day
            day += timedelta(days=1)


def _check_mending(procedures: Sequence[Procedure], blocks: dict[str, Entries], collector: Collector) -> None:
    """What must be done first never leads back to where it began."""
    mends = {each.id: [step.mend for step in each.before if step.mend is not None] for each in procedures}
    told: set[frozenset[str]] = set()
    for each in procedures:
        cycle = _cycle(each.id, mends)
        if cycle and frozenset(cycle) not in told:
            told.add(frozenset(cycle))
            second = cycle[1]
            step = next(step for step in blocks[each.id]["before"] if step["mend"] == second)
            collector.add("F384", step.span("mend"), cycle=" → ".join(cycle))


def _cycle(start: str, mends: dict[str, list[str]]) -> tuple[str, ...]:
    """The way from `start` back to itself, empty where there is none."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for name in mends.get(way[-1], ()):
            if name == start:
                return (*way, name)
            if name not in seen:
                seen.add(name)
                waiting.append((*way, name))
    return ()


def _note_forms(procedures: Sequence[Procedure], library: Library, collector: Collector) -> None:
    """A form that nothing leads to cannot be filled by anyone."""
    named = {form for each in procedures for form in each.forms}
    for form in forms_of(library):
        if form not in named:
            newest = editions(library, form)[-1:]
            for each in newest:
                collector.add("F902", each.span, form=form)

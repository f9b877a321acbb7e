"""Conditions over facts alone, without a form around them: compiled by the same rules, so that they explain themselves."""

from collections.abc import Iterator, Mapping
from datetime import date

from engine.compiler.answers import years_since
from engine.compiler.facts import Facts
from engine.compiler.outcomes import conclusion_of
from engine.compiler.workshop import Workshop
from engine.diagnostics import Collector
from engine.expression.tree import Symbol
from engine.expression.types import DATE, NumberType
from engine.form import ON, REPORTING_YEAR, YEARS, Conclusion, Form
from engine.library import Library
from engine.program import assemble
from engine.shapes import Entries


def compile_over_facts(
    name: str, title: str, blocks: Mapping[str, Entries], library: Library, collector: Collector
) -> Form:
    """A form without fields of its own that concludes whether each of `blocks` holds, by the key it stands under."""
    workshop = Workshop(library, collector)
    facts = Facts(workshop)
    for span in (each.span_of_block for each in tuple(blocks.values())[:1]):
        workshop.declare(Symbol("submission_date", ON, DATE, "date"), span)
        workshop.declare(Symbol("reporting_year", REPORTING_YEAR, NumberType(integer=True), "year"), span)
    workshop.step(YEARS, frozenset((REPORTING_YEAR,)), years_since(REPORTING_YEAR, None))
    conclusions = tuple(_conclude(blocks, workshop))
    return Form(
        id=name,
        title=title,
        edition=date.min,
        digest="",
        sections=(),
        fields=dict(facts.made),
        program=assemble(len(workshop.slot_names), workshop.steps),
        conclusions=conclusions,
        facts=tuple(facts.made),
        expressions=tuple(workshop.expressions),
        slot_names=dict(workshop.slot_names),
    )


def _conclude(blocks: Mapping[str, Entries], workshop: Workshop) -> Iterator[Conclusion]:
    for name, entries in blocks.items():
        found = conclusion_of(entries, name, workshop, span=entries.span_of_block)
        if found is not None:
            yield found

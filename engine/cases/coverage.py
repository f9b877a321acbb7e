"""What the cases of a form exercise: every band, option, condition, row, conclusion and level, and which were reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.binding import Bound
from engine.expression.types import NumberType
from engine.fields.numbers import show_number
from engine.form import Field, Form, Indicator
from engine.program import Frame
from engine.rules.base import Condition, Formula, PointsRule
from engine.rules.conditions import ByCase, Ensure, Together
from engine.rules.decisions import DecisionTable
from engine.rules.points import (
    Bands,
    ByCases,
    ByFormula,
    ByTable,
    Combined,
    CountChosen,
    CountHolding,
    FullSteps,
    OptionPoints,
)
from engine.values import all_hold, decided, exact, is_final, is_missing

SHARES = {
    "bands": ("band", "otherwise", "undefined", "some_points", "no_points"),
    "options": ("option",),
    "conditions": ("holds", "fails", "each", "case", "check"),
    "rows": ("row",),
    "conclusions": ("conclusion_true", "conclusion_false"),
    "levels": ("level", "route"),
}
"""The kinds of places, put together as a report counts them."""

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One thing a case can exercise: whose it is, of which kind, and which of them."""

    owner: str
    kind: str
    detail: str = ""

    @property
    def share(self) -> str:
        """What it counts among: ``bands``, ``options``, ``conditions``, ``rows``, ``conclusions`` or ``levels``."""
        return next(name for name, kinds in SHARES.items() if self.kind in kinds)


Visit = tuple[Place, bool]


def places_of(form: Form) -> tuple[Place, ...]:
    """Everything of a form that a case can exercise, in the order of the form."""
    return tuple(dict.fromkeys(place for place, _ in _visits(form, None)))


def own_places(form: Form) -> tuple[Place, ...]:
    """What of a form its overlay adds or changes; of a form without one everything."""
    overlay = form.overlay
    if overlay is None:
        return places_of(form)
    added: tuple[Field | Indicator, ...] = (*form.fields.values(), *form.indicators)
    own = {each.id for each in added if each.span is not None and each.span.file == overlay.path}
    raised = (each.owner for each in form.expressions if each.expression.reads & set(overlay.raised))
    own |= {*overlay.extended, *raised}
    checks = {
        each.ensure.expression.text
        for each in form.checks
        if each.span is not None and each.span.file == overlay.path
    }
    return tuple(
        each
        for each in places_of(form)
        if each.owner in own or (each.kind == "check" and each.detail in checks)
    )


def reached(bound: Bound) -> frozenset[Place]:
    """What one bound form exercises."""
    return frozenset(place for place, hit in _visits(bound.form, bound.frame) if hit)


def _visits(form: Form, frame: Frame | None) -> Iterator[Visit]:
    for number, check in enumerate(form.checks, 1):
        owner = check.at[0] if check.at else str(number)
        outcome = None if frame is None else frame[check.slot]
        broken = outcome is False or (isinstance(outcome, tuple) and any(each is False for each in outcome))
        yield Place(owner, "check", check.ensure.expression.text), broken
    for name, asked in form.fields.items():
        if isinstance(asked.computed, DecisionTable):
            yield from _table(name, asked.computed, frame)
    for indicator in form.indicators:
        yield from _rule(indicator.id, indicator.rule, frame)
    asked_before = (each for each in (form.open_to, form.before) if each is not None)
    for conclusion in (*form.conclusions, *asked_before):
        for wanted in (True, False):
            hit = frame is not None and frame[conclusion.slot] is wanted
            yield Place(conclusion.id, f"conclusion_{str(wanted).lower()}"), hit
        if not isinstance(conclusion.condition, Ensure):
            yield from _leaves(conclusion.id, conclusion.condition, frame)
    for level in form.levels:
        hit = frame is not None and form.level_slot is not None and frame[form.level_slot] == level.level
        yield Place("level", "level", str(level.level)), hit
        yield from _leaves(f"level {level.level}", level.condition, frame)
    yield from _routes(form, frame)


def _routes(form: Form, frame: Frame | None) -> Iterator[Visit]:
    open_still = True
    for number, each in enumerate(form.routes, 1):
        truth = True if each.slot is None else frame is not None and frame[each.slot]
        yield (
            Place("route", "route", f"{number} {each.to}"),
            frame is not None and open_still and truth is True,
        )
        open_still = open_still and truth is False


def _rule(owner: str, rule: PointsRule, frame: Frame | None) -> Iterator[Visit]:
    if isinstance(rule, Bands):
        yield from _bands(owner, rule, frame)
    elif isinstance(rule, OptionPoints):
        chosen = None if frame is None else rule.of.run(frame)
        for option in rule.points:
            yield Place(owner, "option", option), _has(chosen, option)
    elif isinstance(rule, ByCases):
        yield from _cases(owner, rule, frame)
    elif isinstance(rule, CountHolding):
        for each in rule.each:
            hit = frame is not None and each.evaluate(frame) is True
            yield Place(owner, "each", _condition(each)), hit
    elif isinstance(rule, ByTable):
        yield from _table(owner, rule.table, frame)
    elif isinstance(rule, Combined):
        for inner in rule.rules:
            yield from _rule(owner, inner, frame)
    elif isinstance(rule, FullSteps | CountChosen | ByFormula):
        yield from _measured(owner, rule.of, rule, frame)


def _bands(owner: str, rule: Bands, frame: Frame | None) -> Iterator[Visit]:
    value = None if frame is None else rule.of.run(frame)
    known = frame is not None and not is_missing(value)
    band = next((each for each in rule.bands if each.holds(value)), None) if known else None
    measure = rule.of.expression.text
    for each in rule.bands:
        said = f"{measure} {_SIGNS[each.operator]} {_number(rule.of, each.threshold)}"
        yield Place(owner, "band", said), each is band
    yield Place(owner, "otherwise", measure), known and band is None
    if rule.undefined is not None:
        yield Place(owner, "undefined", measure), is_final(value)


def _measured(owner: str, of: Formula, rule: PointsRule, frame: Frame | None) -> Iterator[Visit]:
    """A rule without bands is exercised by points and by none."""
    points: Any = None if frame is None else rule.evaluate(frame)
    known = frame is not None and not is_missing(points)
    yield Place(owner, "some_points", of.expression.text), known and points != 0
    yield Place(owner, "no_points", of.expression.text), known and points == 0


def _cases(owner: str, rule: ByCases, frame: Frame | None) -> Iterator[Visit]:
    open_still = frame is not None
    for number, case in enumerate(rule.cases, 1):
        applies = (
            open_still and frame is not None and (case.when is None or decided(case.when.evaluate(frame)))
        )
        detail = case.title or (_condition(case.when) if case.when is not None else "")
        yield Place(owner, "case", f"{number} {detail}".strip()), applies is True
        yield from _rule(f"{owner}", case.then, frame if applies is True else None)
        open_still = applies is False and open_still


def _table(owner: str, table: DecisionTable, frame: Frame | None) -> Iterator[Visit]:
    values = [] if frame is None else [each.run(frame) for each in table.inputs]
    hit: int | None = None
    for number, row in enumerate(table.rows, 1):
        if frame is not None and hit is None:
            fits = all_hold(cell.fits(value) for cell, value in zip(row.cells, values, strict=True))
            hit = number if fits is True else 0 if fits is not False else None
        yield Place(owner, "row", str(number)), hit == number


def _leaves(owner: str, condition: Condition, frame: Frame | None) -> Iterator[Visit]:
    """Every condition of a tree that is one comparison, as it holds and as it does not."""
    if isinstance(condition, Together):
        for each in condition.items:
            yield from _leaves(owner, each, frame)
    elif isinstance(condition, ByCase):
        open_still = frame is not None
        for number, case in enumerate(condition.cases, 1):
            applies = (
                open_still and frame is not None and (case.when is None or decided(case.when.run(frame)))
            )
            yield Place(owner, "case", f"{number} {_condition(case.then)}"), applies is True
            yield from _leaves(owner, case.then, frame if applies is True else None)
            open_still = applies is False and open_still
    elif isinstance(condition, Ensure):
        outcome = None if frame is None else condition.evaluate(frame)
        yield Place(owner, "holds", _condition(condition)), outcome is True
        yield Place(owner, "fails", _condition(condition)), outcome is False


def _condition(condition: Condition) -> str:
    if condition.title:
        return condition.title
    if isinstance(condition, Ensure):
        return condition.formula.expression.text
    return ", ".join(each.expression.text for each in condition.formulas)


def _number(formula: Formula, number: Any) -> str:
    type_ = formula.expression.type
    if isinstance(type_, NumberType) and type_.is_ratio:
        return f"{show_number(exact(Fraction(number) * 100))}%"
    return show_number(number)


def _has(chosen: Any, option: str) -> bool:
    return chosen == option if isinstance(chosen, str) else isinstance(chosen, frozenset) and option in chosen

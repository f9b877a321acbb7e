"""Conditions that are sound each by itself and yet can never, or must always, hold together.

Every finding here comes from the limits and options of the fields alone; where that does not decide, nothing is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.checking import never_or_always
from engine.expression.tree import Conditional, Constant, Expression, Logic, Tree
from engine.expression.types import TRUTH, TruthType
from engine.form import Conclusion, Indicator, Level
from engine.rules.base import Condition, Formula, PointsRule
from engine.rules.conditions import ByCase, Ensure, Together
from engine.rules.points import ByCases, Combined

_MOST_TOGETHER = 12


def find_unreachable(
    workshop: Workshop,
    conclusions: Sequence[Conclusion],
    levels: Sequence[Level],
    indicators: Sequence[Indicator],
) -> None:
    """Report conclusions that are settled beforehand, and cases never reached."""
    told = {
        each.span
        for each in workshop.collector.report().diagnostics
        if each.code in ("F610", "F611", "F407", "F525", "F616", "F617")
    }
    for conclusion in conclusions:
        _find_settled(workshop, conclusion.condition, conclusion.id, conclusion.span, told)
    for level in levels:
        span = next((each.expression.span for each in level.condition.formulas), None)
        _find_settled(workshop, level.condition, f"level {level.level}", span, told)
    for condition in (*(each.condition for each in conclusions), *(each.condition for each in levels)):
        for case in _condition_cases(condition):
            _find_covered(workshop, [(one.when, one.when) for one in case.cases], told)
    for indicator in indicators:
        for rule in _point_cases(indicator.rule):
            _find_covered(workshop, [(one.when, _formula(one.when)) for one in rule.cases], told)


def _decides(trees: list[Tree], formula: Formula) -> bool | None:
    """Whether trees hold together always (True), never (False), or as the answers have it."""
    expression = formula.expression
    joined = Logic("and", tuple(trees), expression.type, expression.span)
    return never_or_always(replace(expression, tree=joined))


# -- Conclusions and levels ------------------------------------------------------------------------------------------


def _find_settled(
    workshop: Workshop, condition: Condition, name: str, span: Span | None, told: set[Span]
) -> None:
    if (
        span is None
        or isinstance(condition, Ensure)
        or any(each.expression.span in told for each in condition.formulas)
    ):
        return
    first = next((each for each in condition.formulas), None)
    tree, complete = _joined(condition)
    if first is None or tree is None:
        return
    decided = never_or_always(Expression(name, tree, TRUTH, first.expression.hazards, frozenset(), span))
    if decided is False and (complete or _is_all(condition)):
        workshop.collector.add("F614", span, name=name)
    elif decided is True and (complete or _is_any(condition)):
        workshop.collector.add("F615", span, name=name)


def _is_all(condition: Condition) -> bool:
    return isinstance(condition, Together) and condition.kind == "all"


def _is_any(condition: Condition) -> bool:
    return isinstance(condition, Together) and condition.kind == "any"


def _joined(condition: Condition) -> tuple[Tree | None, bool]:
    """A condition as one tree, and whether nothing of it was left out. Names of other conclusions are left out."""
    if isinstance(condition, Ensure):
        expression = condition.formula.expression
        usable = isinstance(expression.type, TruthType)
        return (expression.tree, True) if usable else (None, False)
    if isinstance(condition, Together) and condition.kind in ("all", "any", "none"):
        return _together(condition)
    return _by_case(condition) if isinstance(condition, ByCase) else (None, False)


def _together(condition: Together) -> tuple[Tree | None, bool]:
    found = [_joined(each) for each in condition.items]
    if condition.kind != "all" and not all(complete for _, complete in found):
        return (None, False) if condition.kind == "none" else _some_of(condition, found)
    trees = tuple(tree for tree, complete in found if tree is not None and complete)
    if not trees:
        return None, False
    joined = Logic("and" if condition.kind == "all" else "or", trees, TRUTH, trees[0].span)
    whole = Logic("not", (joined,), TRUTH, joined.span) if condition.kind == "none" else joined
    return whole, len(trees) == len(found)


def _some_of(condition: Together, found: list[tuple[Tree | None, bool]]) -> tuple[Tree | None, bool]:
    """Those items of an ``any`` that are known: they can only tell that it always holds."""
    trees = tuple(tree for tree, complete in found if tree is not None and complete)
    return (Logic("or", trees, TRUTH, trees[0].span), False) if trees else (None, False)


def _by_case(condition: ByCase) -> tuple[Tree | None, bool]:
    span = condition.formulas[0].expression.span if condition.formulas else None
    if span is None:
        return None, False
    whole: Tree = Constant(False, TRUTH, span)
    for case in reversed(condition.cases):
        then, complete = _joined(case.then)
        if then is None or not complete:
            return None, False
        whole = (
            then if case.when is None else Conditional(case.when.expression.tree, then, whole, TRUTH, span)
        )
    return whole, True


# -- Cases -----------------------------------------------------------------------------------------------------------


def _condition_cases(condition: Condition) -> Iterator[ByCase]:
    if isinstance(condition, ByCase):
        yield condition
        for case in condition.cases:
            yield from _condition_cases(case.then)
    elif isinstance(condition, Together):
        for each in condition.items:
            yield from _condition_cases(each)


def _point_cases(rule: PointsRule) -> Iterator[ByCases]:
    if isinstance(rule, ByCases):
        yield rule
        for case in rule.cases:
            yield from _point_cases(case.then)
    elif isinstance(rule, Combined):
        for each in rule.rules:
            yield from _point_cases(each)


def _formula(condition: Condition | None) -> Formula | None:
    return condition.formulas[0] if condition is not None and condition.formulas else None


def _find_covered(
    workshop: Workshop, cases: Sequence[tuple[Condition | Formula | None, Formula | None]], told: set[Span]
) -> None:
    """A case that never comes up because those before it take all that it takes."""
    before: list[Tree] = []
    for when, formula in cases[:_MOST_TOGETHER]:
        if when is None or formula is None:
            return
        tree = when.expression.tree if isinstance(when, Formula) else _joined(when)[0]
        complete = isinstance(when, Formula) or _joined(when)[1]
        if tree is None or not complete:
            continue
        span = formula.expression.span
        if before and span not in told and _decides([*before, tree], formula) is False:
            workshop.collector.add("F525", span, expression=formula.expression.text)
        else:
            before.append(Logic("not", (tree,), TRUTH, tree.span))

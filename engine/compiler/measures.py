"""What points are measured by: one number, set against thresholds and steps of its own kind."""

from itertools import pairwise
from unicodedata import normalize

from engine.compiler.workshop import Workshop
from engine.diagnostics import Span
from engine.expression.context import unit_label
from engine.expression.reckoning import as_percent
from engine.expression.types import AnyType, NumberType, SeriesType
from engine.rules.base import Formula
from engine.shapes import Entries
from engine.source import Mapping, Scalar
from engine.units import RATIO
from engine.values import Number


def number_measured(formula: Formula, workshop: Workshop) -> NumberType | None:
    """The type of a measure that is one number; None for anything else (reported)."""
    type_, expression = formula.expression.type, formula.expression
    if isinstance(type_, NumberType):
        return type_
    if isinstance(type_, SeriesType):
        workshop.collector.add("F419", expression.span, met=expression.text)
    elif not isinstance(type_, AnyType):
        workshop.collector.add("F511", expression.span, expression=expression.text)
    return None


def check_kind(type_: NumberType, written: str, number: Number, span: Span, workshop: Workshop) -> bool:
    """Whether a number as `written` may stand beside the measure: a ratio beside a ratio, no other beside it."""
    carries = written.strip().endswith("%")
    if type_.is_ratio and not carries and number != 0:
        workshop.collector.add("F404", span, suggestion=as_percent(number), met=written)
        return False
    if carries and not type_.is_ratio:
        left, right = unit_label(type_.unit), unit_label(RATIO)
        workshop.collector.add("F403", span, met=written, left=left, right=right)
        return False
    return True


def check_thresholds(
    key: str, entries: Entries, type_: NumberType, *, falling: bool, workshop: Workshop
) -> None:
    """Thresholds of the kind of the measure, in order, each once, within what the measure can be."""
    node = entries.node.get(key)
    pairs = node if isinstance(node, Mapping) else ()
    written = {each.key.span: normalize("NFKC", each.key.text) for each in pairs}  # full-width signs are told
    before: Number | None = None
    for threshold, _, span in entries.get(key, ()):
        if before is not None and threshold == before:
            workshop.collector.add("F508", span, key=key)
        elif before is not None and (threshold > before) == falling:
            workshop.collector.add("F509", span, key=key, order="falling" if falling else "rising")
        before = threshold
        if check_kind(type_, written.get(span, ""), threshold, span, workshop):
            _check_limits(type_, threshold, span, workshop)
    if not workshop.collector.has_errors_within(entries.span(key)):
        _check_points(key, entries, workshop)


def _check_points(key: str, entries: Entries, workshop: Workshop) -> None:
    """From band to band points only fall, or (for what counts against an enterprise) only rise."""
    several = [(points, span) for _, points, span in entries.get(key, ())]
    last = entries["otherwise"]
    given = [points for points, _ in several] + ([] if last is None else [last])
    steps = list(pairwise(given))
    rising = next((place for place, (one, two) in enumerate(steps) if two > one), None)
    if rising is not None and any(two < one for one, two in steps):
        span = several[min(rising + 1, len(several) - 1)][1]
        one, two = (_said(each, False) for each in steps[rising])
        workshop.collector.add("F528", span, key=key, more=two, less=one)


def _check_limits(type_: NumberType, threshold: Number, span: Span, workshop: Workshop) -> None:
    beyond = (type_.low is not None and threshold < type_.low) or (
        type_.high is not None and threshold > type_.high
    )
    if beyond:
        low = "-∞" if type_.low is None else _said(type_.low, type_.is_ratio)
        high = "∞" if type_.high is None else _said(type_.high, type_.is_ratio)
        workshop.collector.add("F514", span, threshold=_said(threshold, type_.is_ratio), low=low, high=high)


def check_step(entries: Entries, type_: NumberType, formula: Formula, workshop: Workshop) -> bool:
    """Whether ``per`` is a step that can be counted: more than 0, and of the kind of the measure."""
    per, node = entries["per"], entries.node.get("per")
    if per is None or not isinstance(node, Scalar):
        return False
    if type_.irrational:
        workshop.collector.add("F416", formula.expression.span, met=formula.expression.text)
        return False
    if per <= 0:
        workshop.collector.add("F526", node.span, found=node.text)
        return False
    return check_kind(type_, node.text, per, node.span, workshop)


def _said(number: Number, ratio: bool) -> str:
    shown = number * 100 if ratio else number
    text = str(shown) if shown.denominator == 1 else f"{shown.numerator}/{shown.denominator}"
    return f"{text}%" if ratio else text

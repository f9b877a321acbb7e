"""Compares what a case expects of one name with what the form made of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.assessment import Assessment
from engine.binding import Bound
from engine.fields.numbers import show_number
from engine.form import Field, Form
from engine.problems import Problem
from engine.values import is_missing, is_unknown

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)\Z")
PENDING = "pending"

Verdict = str | None
"""What was found instead, None where it is as expected."""


class NotAnExpectation(ValueError):
    """What is expected could never come out; the argument is the key of what could."""


def names_of(form: Form) -> tuple[str, ...]:
    """Everything a case may expect something of."""
    groups = form.score.every_group if form.score is not None else ()
    return (
        *(("score", PENDING) if form.score is not None else ()),
        "problems",
        *(("level",) if form.levels else ()),
        *(("route",) if form.routes else ()),
        *(each.id for each in groups),
        *(each.id for each in form.indicators),
        *(each.id for each in form.conclusions),
        *form.gates,
        *form.fields,
    )


def judge(name: str, value: Any, bound: Bound, assessment: Assessment) -> Verdict:
    """What was found instead of `value` under `name`. Raises `NotAnExpectation` for a value that makes no sense."""
    form = bound.form
    judges: Mapping[str, Callable[[], Verdict]] = {
        "problems": lambda: _problems(value, assessment),
        PENDING: lambda: _pending(value, bound),
        "route": lambda: _route(value, assessment),
        "level": lambda: _number(value, bound.frame[form.level_slot or 0]),
    }
    if name in judges:
        return judges[name]()
    slot = points_slot(form, name)
    if slot is not None:
        return _number(value, bound.frame[slot])
    slot = _truth_slot(form, name)
    if slot is not None:
        return _truth(value, bound.frame[slot])
    return _field(value, form.fields[name], bound)


def points_slot(form: Form, name: str) -> int | None:
    """Where the points of the score, a group or an indicator stand."""
    if form.score is None:
        return None
    if name == "score":
        return form.score.slot
    slots = {each.id: each.slot for each in form.score.every_group} | {
        each.id: each.slot for each in form.indicators
    }
    return slots.get(name)


def _truth_slot(form: Form, name: str) -> int | None:
    found = form.gates.get(name) or next((each for each in form.conclusions if each.id == name), None)
    return None if found is None else found.slot


def _number(expected: Any, found: Any) -> Verdict:
    said = said_number(found)
    if expected in (PENDING, None):
        return None if is_unknown(found) else said
    text = str(expected)
    if match := _RANGE.match(text):
        low, high = Fraction(match[1]), Fraction(match[2])
        return None if is_unknown(found) and (found.low or 0) == low and found.high == high else said
    if isinstance(expected, bool) or not _NUMBER.match(text):
        raise NotAnExpectation("expect_number")
    return None if not is_missing(found) and found == Fraction(text) else said


def said_number(found: Any) -> str:
    """Points as they came out; the range while they are pending."""
    if is_unknown(found):
        high = "…" if found.high is None else show_number(found.high)
        return f"{PENDING} ({show_number(found.low or 0)}..{high})"
    return "-" if is_missing(found) else show_number(found)


def _truth(expected: Any, found: Any) -> Verdict:
    said = str(found).lower() if isinstance(found, bool) else PENDING
    if expected not in (True, False, None, PENDING):
        raise NotAnExpectation("expect_truth")
    return None if said == (PENDING if expected in (None, PENDING) else str(expected).lower()) else said


def _route(expected: Any, assessment: Assessment) -> Verdict:
    found = assessment.route.to if assessment.route is not None else None
    wanted = None if expected == PENDING else expected
    return None if found == wanted else found or PENDING


def _pending(expected: Any, bound: Bound) -> Verdict:
    """``true`` or ``false`` of the whole score, or the list of everything that is pending."""
    form = bound.form
    if isinstance(expected, bool):
        found = form.score is not None and is_unknown(bound.frame[form.score.slot])
        return None if found is expected else str(found).lower()
    if not isinstance(expected, Sequence) or isinstance(expected, str):
        raise NotAnExpectation("expect_pending")
    waiting = [each.id for each in form.indicators if is_unknown(bound.frame[each.slot])]
    return None if sorted(map(str, expected)) == sorted(waiting) else _listed(waiting)


def _problems(expected: Any, assessment: Assessment) -> Verdict:
    """A list of all codes, or for some fields the codes each has; an empty one means that nothing is wrong."""
    told = [each.problem for each in assessment.problems]
    if isinstance(expected, Mapping) and expected:
        for name, codes in expected.items():
            found = [each.code for each in told if each.field == name]
            if sorted(found) != sorted(_codes(codes)):
                return f"{name}: {_listed(found)}"
        return None
    found = [each.code for each in told]
    if sorted(found) == sorted(_codes(expected)):
        return None
    return _listed([_named(each) for each in told])


def _named(problem: Problem) -> str:
    return f"{problem.field}: {problem.code}"


def _codes(expected: Any) -> list[str]:
    if expected is None or expected == {}:
        return []
    if isinstance(expected, str):
        return [expected]
    if not isinstance(expected, Sequence):
        raise NotAnExpectation("expect_problems")
    return [str(each) for each in expected]


def _field(expected: Any, asked: Field, bound: Bound) -> Verdict:
    """A field's value: read as an answer would be, or just as people see it."""
    found = bound.frame[asked.value_slot]
    said = asked.type.show(found, "zh", bound.years)
    if expected in (None, PENDING):
        return None if is_missing(found) else said
    read = asked.type.read(expected, bound.years)
    if read.problems:
        raise NotAnExpectation("expect_answer")
    same = _same(read.value, found) or str(expected) == said
    return None if same else said or PENDING


def _same(wanted: Any, found: Any) -> bool:
    """Whether values agree; of a yearly value only the years that were written count."""
    if isinstance(wanted, tuple) and isinstance(found, tuple) and len(wanted) == len(found):
        return all(is_missing(one) or _same(one, other) for one, other in zip(wanted, found, strict=True))
    if is_missing(wanted) or is_missing(found):
        return is_missing(wanted) and is_missing(found)
    return bool(wanted == found)


def _listed(found: Sequence[str]) -> str:
    return f"[{', '.join(found)}]"

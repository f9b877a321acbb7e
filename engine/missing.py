"""What stands where a value is missing: `Unknown` (none yet) and `Final` (never one)."""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any, Self

from engine import intervals

Number = int | Fraction


class Cause(IntEnum):
    """Why a value is unknown, the most hopeful cause first: that one is told when several meet.

    What the authorities have yet to give comes last: it is told only where nothing else is missing.
    """

    UNANSWERED = 1
    UNREADABLE = 2
    EMPTY = 3
    HIDDEN = 4
    MISSING_FACT = 5
    AWAITING_AUTHORITY = 6


class Reason(IntEnum):
    """Why there will never be a value."""

    UNDEFINED = 1
    NOT_APPLICABLE = 2


class Missing:
    """What `Unknown` and `Final` share: arithmetic goes through `_combine`, order through `_compare`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError("a missing value has no truth; use the functions of engine.values")

    def _combine(self, other: Any, operation: str, reflected: bool) -> Any:
        raise TypeError(operation)

    def _compare(self, other: Any, operation: str) -> Any:
        raise TypeError(operation)

    def __add__(self, other: Any) -> Any:
        return self._combine(other, "add", False)

    def __radd__(self, other: Any) -> Any:
        return self._combine(other, "add", True)

    def __sub__(self, other: Any) -> Any:
        return self._combine(other, "subtract", False)

    def __rsub__(self, other: Any) -> Any:
        return self._combine(other, "subtract", True)

    def __mul__(self, other: Any) -> Any:
        return self._combine(other, "multiply", False)

    def __rmul__(self, other: Any) -> Any:
        return self._combine(other, "multiply", True)

    def __neg__(self) -> Any:
        return self._combine(0, "subtract", True)

    def __lt__(self, other: Any) -> Any:
        return self._compare(other, "lt")

    def __le__(self, other: Any) -> Any:
        return self._compare(other, "le")

    def __gt__(self, other: Any) -> Any:
        return self._compare(other, "gt")

    def __ge__(self, other: Any) -> Any:
        return self._compare(other, "ge")


@dataclass(frozen=True, slots=True, eq=True)
class Final(Missing):
    """There will never be a value here; it swallows whatever it meets."""

    reason: Reason

    def _combine(self, other: Any, operation: str, reflected: bool) -> Self:
        return self

    def _compare(self, other: Any, operation: str) -> Self:
        return self


UNDEFINED = Final(Reason.UNDEFINED)
NOT_APPLICABLE = Final(Reason.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, eq=True)
class Unknown(Missing):
    """No value yet. A number lies between `low` and `high` (None: without bound); `may_end` tells that it could turn
    out undefined or not applicable."""

    cause: Cause = Cause.UNANSWERED
    low: Number | None = None
    high: Number | None = None
    may_end: bool = False

    def _combine(self, other: Any, operation: str, reflected: bool) -> Any:
        if isinstance(other, Final):
            return other
        left, right = (other, self) if reflected else (self, other)
        low, high = _COMBINE[operation](bounds(left), bounds(right))
        return Unknown(cause_of(left, right), low, high, may_end(left, right))

    def _compare(self, other: Any, operation: str) -> Any:
        if isinstance(other, Final):
            return other
        low, high = bounds(self)
        other_low, other_high = bounds(other)
        if not may_end(self, other):
            if operation in ("gt", "ge"):
                if low is not None and other_high is not None and _holds(low, other_high, operation):
                    return True
                if high is not None and other_low is not None and not _holds(high, other_low, operation):
                    return False
            else:
                if high is not None and other_low is not None and _holds(high, other_low, operation):
                    return True
                if low is not None and other_high is not None and not _holds(low, other_high, operation):
                    return False
        return Unknown(cause_of(self, other), may_end=may_end(self, other))


UNANSWERED = Unknown(Cause.UNANSWERED)
UNREADABLE = Unknown(Cause.UNREADABLE)
EMPTY = Unknown(Cause.EMPTY)
HIDDEN = Unknown(Cause.HIDDEN)
MISSING_FACT = Unknown(Cause.MISSING_FACT)


def is_missing(value: object) -> bool:
    """Whether `value` is unknown or will never be."""
    return isinstance(value, Missing)


def is_unknown(value: object) -> bool:
    return value.__class__ is Unknown


def is_final(value: object) -> bool:
    return value.__class__ is Final


def awaits_authority(value: object) -> bool:
    """Whether `value` (in every year, in every cell) is unknown only because of what the authorities have yet to give."""
    if isinstance(value, tuple):
        return bool(value) and all(awaits_authority(each) for each in value)
    return isinstance(value, Unknown) and value.cause is Cause.AWAITING_AUTHORITY


def bounds(value: Any) -> tuple[Any, Any]:
    """The least and the greatest a number can be; None where there is no bound."""
    if value.__class__ is Unknown:
        return value.low, value.high
    return value, value


def may_end(*values: object) -> bool:
    """Whether any of `values` could still turn out undefined or not applicable."""
    return any(isinstance(each, Unknown) and each.may_end for each in values)


def cause_of(*values: object) -> Cause:
    """The cause that is told when several values are missing together: the one someone can still mend."""
    return min((each.cause for each in values if isinstance(each, Unknown)), default=Cause.UNANSWERED)


_COMBINE = {"add": intervals.add, "subtract": intervals.subtract, "multiply": intervals.multiply}


def _holds(left: Any, right: Any, operation: str) -> bool:
    if operation == "lt":
        return bool(left < right)
    if operation == "le":
        return bool(left <= right)
    if operation == "gt":
        return bool(left > right)
    return bool(left >= right)

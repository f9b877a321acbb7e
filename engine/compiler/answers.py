"""The steps that turn a raw answer into the value rules see: read, then settled by visibility and by what emptiness counts as."""

from typing import Any

from engine.fields.base import ABSENT, FieldType, Read, Years
from engine.program import Frame, Run
from engine.values import Cause, awaits_authority, hull, is_final, is_unknown


def reading(type_: FieldType, raw_slot: int, years_slot: int) -> Run:
    """Reads the raw answer. A field nobody answered is read as null."""
    read = type_.read

    def run(frame: Frame) -> Read:
        raw = frame[raw_slot]
        return read(None if raw is ABSENT else raw, frame[years_slot])

    return run


def taking(read_slot: int) -> Run:
    """The value of a field that is always visible and required: exactly what was read."""
    return lambda frame: frame[read_slot].value


def settling(
    type_: FieldType,
    read_slot: int,
    visible_slot: int | None,
    required: bool | int,
    counts_as: Any,
    empty: Cause,
) -> Run:
    """The value of a field that may be hidden or left empty.

    Hidden answers are unknown to every rule. While it is not decided whether the field is asked for, its value is not
    known either. `required` is a constant or the slot that decides it.
    """
    hidden = type_.fill(type_.missing(Cause.UNANSWERED), Cause.HIDDEN, counts_as)
    pending = type_.missing(Cause.UNANSWERED)
    awaiting = type_.fill(pending, Cause.AWAITING_AUTHORITY, None)
    if counts_as is not None:
        pending, awaiting = _either(pending, hidden), _either(awaiting, hidden)

    def run(frame: Frame) -> Any:
        value = frame[read_slot].value
        if visible_slot is not None:
            visible = frame[visible_slot]
            if visible is not True:
                open_ = is_unknown(visible) and visible.cause is Cause.UNANSWERED
                stands = awaiting if awaits_authority(visible) else pending if open_ else hidden
                return _but_ended(stands, value)
        needed = required if required.__class__ is bool else frame[required]
        if needed is True or (counts_as is None and is_unknown(needed)):
            return value
        filled = type_.fill(value, empty, counts_as)
        return _either(value, filled) if is_unknown(needed) else filled

    return run


def _but_ended(stands: Any, value: Any) -> Any:
    """What stands for an answer, but for the years that will never have one."""
    if not isinstance(value, tuple) or not any(is_final(each) for each in value):
        return stands
    return tuple(each if is_final(each) else other for each, other in zip(value, stands, strict=True))


def _either(first: Any, second: Any) -> Any:
    """What may turn out as one or the other: of several years or rows, each for itself."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        return tuple(_either(*pair) for pair in zip(first, second, strict=True))
    return hull((first, second))


def supplying(type_: FieldType, read_slot: int, absent: Cause) -> Run:
    """The value of a fact; one that is not known is missing for the cause `absent`."""
    return lambda frame: type_.fill(frame[read_slot].value, absent, None)


def years_since(reporting_slot: int, since_slot: int | None) -> Run:
    """The years answers speak of, from the reporting year and the day the enterprise came into being."""

    def run(frame: Frame) -> Years:
        since = None if since_slot is None else frame[since_slot]
        year = getattr(since, "year", None)
        return Years(frame[reporting_slot], year)

    return run


def truth_only(run: Run) -> Run:
    """The outcome of a visibility or requirement: what can never be decided is no."""

    def decided_run(frame: Frame) -> Any:
        truth = run(frame)
        return False if is_final(truth) else truth

    return decided_run

"""The parts of an assessment out of the JSON they were written as."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.problems import Problem
from engine.routing import Decision, LevelReached, Outcome
from engine.rules.base import Finding
from engine.scoring import GroupTotal, Input, Line, Scoresheet
from engine.values import Number, exact

Stored = Mapping[str, Any]


def number(stored: Any) -> Number:
    """An exact number: whole, with decimals, or as text (``2.5``, ``1/3``)."""
    return exact(Fraction(stored))


def _known(stored: Any) -> Number | None:
    return None if stored is None else number(stored)


def _range(stored: Stored) -> tuple[Number, Number]:
    low, high = stored["range"]
    return number(low), number(high)


def problem(stored: Stored) -> Problem:
    return Problem(
        stored["code"],
        stored["field"],
        stored["row"],
        stored["column"],
        stored["year"],
        tuple((name, value) for name, value in stored.get("arguments", ())),
        stored.get("text"),
        stored["blocks"],
    )


def scoresheet(stored: Stored | None) -> Scoresheet | None:
    if stored is None:
        return None
    low, high = _range(stored)
    return Scoresheet(
        number(stored["out_of"]),
        _known(stored["total"]),
        low,
        high,
        tuple(_group(each) for each in stored["groups"]),
        number(stored["awaiting_authority"]),
        _known(stored.get("without_authority")),
        stored.get("told", ""),
    )


def _group(stored: Stored) -> GroupTotal:
    low, high = _range(stored)
    return GroupTotal(
        stored["id"],
        stored["title"],
        number(stored["out_of"]),
        _known(stored["points"]),
        low,
        high,
        _known(stored["minimum"]),
        stored["reached"],
        tuple(_line(each) for each in stored["lines"]),
        tuple(_group(each) for each in stored.get("groups", ())),
    )


def _line(stored: Stored) -> Line:
    low, high = _range(stored)
    return Line(
        stored["id"],
        stored["number"],
        stored["title"],
        stored["clause"],
        stored["source"],
        number(stored["out_of"]),
        _known(stored["points"]),
        low,
        high,
        stored["because"],
        tuple(
            Input(each["field"], each["label"], each["shown"], each["pending"]) for each in stored["inputs"]
        ),
        stored["awaits_authority"],
    )


def finding(stored: Stored) -> Finding:
    return Finding(
        stored["truth"],
        stored["text"],
        stored["title"],
        stored["clause"],
        tuple(finding(child) for child in stored["children"]),
        stored["undecidable"],
        stored.get("source", "verified"),
        stored.get("awaits_authority", False),
        stored.get("unasked", False),
    )


def outcome(stored: Stored) -> Outcome:
    return Outcome(
        stored["id"],
        stored["title"],
        stored["truth"],
        stored["clause"],
        stored["source"],
        finding(stored["finding"]),
        stored.get("awaits_authority", False),
    )


def level(stored: Stored | None) -> LevelReached | None:
    if stored is None:
        return None
    gates = ((each["level"], each["title"], finding(each["finding"])) for each in stored["gates"])
    low, high = stored["range"]
    awaits = stored.get("awaits_authority", False)
    return LevelReached(stored["level"], stored["title"], low, high, tuple(gates), awaits)


def decision(stored: Stored | None) -> Decision | None:
    if stored is None:
        return None
    because = stored["because"]
    awaits = stored.get("awaits_authority", False)
    return Decision(stored["to"], stored["title"], None if because is None else finding(because), awaits)

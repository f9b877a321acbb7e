"""Where an answer was taken from: kept beside it, and told as long as what was taken still stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.json_value import encode
from web import messages


def earlier_origin(title: str, reporting_year: int, value: Any) -> dict[str, Any]:
    """The origin of an answer that was given in an earlier record."""
    return {"text": messages.origin_of(title, reporting_year, _years_of(value)), "value": value}


def trial_origin(value: Any) -> dict[str, Any]:
    """The origin of an answer that was given while trying the form."""
    return {"text": messages.ORIGIN_TRIAL, "value": value}


def origins_shown(answers: Mapping[str, Any], origins: Mapping[str, Any]) -> dict[str, str]:
    """Where answers were taken from, of those that still stand as they were."""
    return {name: text for name, origin in origins.items() if (text := _shown(origin, answers.get(name)))}


def _shown(origin: Mapping[str, Any], value: Any) -> str:
    """Of a yearly answer only the years that were taken need to stand."""
    carried = origin["value"]
    if isinstance(carried, Mapping) and isinstance(value, Mapping):
        same = all(encode(value.get(year)) == encode(part) for year, part in carried.items())
    else:
        same = encode(value) == encode(carried)
    return str(origin["text"]) if same else ""


def _years_of(value: Any) -> tuple[str, ...]:
    """The years of a yearly answer, the latest first."""
    if not isinstance(value, Mapping):
        return ()
    return tuple(
        sorted((str(year) for year in value if str(year).isdigit() and len(str(year)) == 4), reverse=True)
    )

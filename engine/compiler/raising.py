"""A parameter of a form raised by an overlay: never below what the form says, on no day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.compiler.vocabulary import PARAMETER
from engine.diagnostics import Collector, Span
from engine.parts import overlaid
from engine.shapes import Day, Quantity
from engine.source import Entry, Mapping, Node, Scalar


def raised(own: Entry, entry: Entry, edition: date, collector: Collector) -> Mapping | None:
    """The parameter `own` with the value `entry` gives it; None where that is lower on some day (reported).

    Before the first day of a dated value the form's own stays in force.
    """
    value = _value(entry.value)
    base, given = _versions(_value(own.value), edition, Collector()), _versions(value, edition, collector)
    lowered = _lowered(base, given)
    if lowered is not None:
        least = _at(base, lowered.day).node.text
        collector.add("F359", lowered.node.span, name=entry.key.text, value=lowered.node.text, least=least)
        return None
    earlier = [each for each in base if given and each.day < given[0].day]
    if earlier:
        value = _dated([*earlier, *given], value)
    kept = [each for each in _block(own).entries if each.key.text not in ("value", "source")]
    said = [each for each in _block(entry).entries if each.key.text != "value"]
    change = Mapping((*said, Entry(new_key("value", entry.key.span), value)), entry.value.span)
    return overlaid(Mapping(tuple(kept), own.value.span), change)


def edition_of(form: Mapping) -> date:
    """The day a form takes effect."""
    node = form.get("edition")
    return (Day().read(node, Collector()) if node is not None else None) or date.min


@dataclass(frozen=True, slots=True)
class _Version:
    """The value of a parameter from a day on, and where it is written."""

    day: date
    value: Any
    node: Scalar


def _value(node: Node) -> Node:
    """The value of a parameter, whether it is written alone or with its title and clause."""
    value = node.get("value") if isinstance(node, Mapping) else None
    return node if value is None else value


def _block(entry: Entry) -> Mapping:
    """What is said of a parameter beside its value."""
    node = entry.value
    written = isinstance(node, Mapping) and any(each.key.text in PARAMETER.keys for each in node)
    return node if written and isinstance(node, Mapping) else Mapping((), entry.key.span)


def _versions(node: Node, edition: date, collector: Collector) -> list[_Version]:
    """The values of a parameter with the days they take effect, the oldest first; without a day, that of the edition."""
    pairs = [(each.key, each.value) for each in node] if isinstance(node, Mapping) else [(None, node)]
    found = []
    for key, value in pairs:
        day = edition if key is None else Day().read(key, collector)
        number = Quantity(percent=True).read(value, collector)
        if day is not None and number is not None and isinstance(value, Scalar):
            found.append(_Version(day, number, value))
    return sorted(found, key=lambda each: each.day)


def _lowered(base: list[_Version], given: list[_Version]) -> _Version | None:
    """The first of the given values that is below the form's while it is in force, on the first such day."""
    if not base or not given:
        return None
    for day in sorted({each.day for each in (*base, *given) if each.day >= given[0].day}):
        mine = _at(given, day)
        if mine.value < _at(base, day).value:
            return _Version(day, mine.value, mine.node)
    return None


def _at(versions: list[_Version], day: date) -> _Version:
    """The version in force on a day; before all of them, the first."""
    return next((each for each in reversed(versions) if each.day <= day), versions[0])


def _dated(versions: list[_Version], like: Node) -> Mapping:
    entries = (Entry(new_key(each.day.isoformat(), each.node.span), each.node) for each in versions)
    return Mapping(tuple(entries), like.span)


# --- Nodes that nobody wrote -----------------------------------------------------------------------------------------


def new_key(text: str, span: Span) -> Scalar:
    """A key that stands for what is written at `span`."""
    return Scalar(text, "plain", span)


def with_value(mapping: Mapping, key: str, value: Node) -> Mapping:
    """The mapping with another value under a key."""
    if mapping.get(key) is None:
        return Mapping((*mapping.entries, Entry(new_key(key, value.span), value)), mapping.span, mapping.flow)
    entries = (Entry(each.key, value) if each.key.text == key else each for each in mapping.entries)
    return Mapping(tuple(entries), mapping.span, mapping.flow)


def text_of(node: Node | None) -> str:
    """The words of a scalar, none of anything else."""
    return node.text if isinstance(node, Scalar) else ""

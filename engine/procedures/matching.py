"""Whether the forms of one procedure divide all applicants among them: each has exactly one.

The values of every fact that ``applies_to`` speaks of are tried one by one, all codes of a table among them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.diagnostics import Collector, Span
from engine.fields.coded import Coded
from engine.form import Field, Form
from engine.procedures.types import Procedure
from engine.reference import CodeTable
from engine.values import MISSING_FACT

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact with all the values it can have."""

    field: Field
    values: tuple[Any, ...]

    def said(self, values: Sequence[Any]) -> str:
        """Some of the values in few words."""
        if isinstance(self.field.type, Coded):
            return compact(self.field.type.table, frozenset(values))
        return ", ".join(self.field.type.show(each) for each in values)


def check_matching(procedure: Procedure, span: Span, collector: Collector) -> None:
    """Tell which applicants have no form, and which have several, from the first day on which that is so."""
    told: set[tuple[str, str, frozenset[str]]] = set()
    for day in _days(procedure):
        forms = _forms_on(procedure, day)
        for fact in _facts(forms):
            for fitting, values in _divided(fact, forms).items():
                said = fact.said(values)
                if (fact.field.id, said, fitting) in told:
                    continue
                told.add((fact.field.id, said, fitting))
                code = "F395" if fitting == _NOBODY else "F396"
                listed = ", ".join(sorted(fitting) or procedure.forms)
                collector.add(code, span, label=fact.field.label, values=said, forms=listed, day=day)


def _days(procedure: Procedure) -> list[date]:
    """The days on which what is used may change, and every form has an edition."""
    begun = {use.edition.since for several in procedure.uses.values() for use in several}
    begun |= {pin.period.first for pin in procedure.pins if pin.period.first is not None}
    return sorted(
        day for day in begun if all(procedure.use_on(day, form) is not None for form in procedure.forms)
    )


def _forms_on(procedure: Procedure, day: date) -> dict[str, Form]:
    """The forms in use on a day; none of them where one has errors."""
    found = {form: use.form for form in procedure.forms if (use := procedure.use_on(day, form)) is not None}
    compiled = {name: form for name, form in found.items() if form is not None}
    return compiled if len(compiled) == len(procedure.forms) else {}


def _facts(forms: Mapping[str, Form]) -> Iterator[_Fact]:
    """The facts that ``applies_to`` of any of the forms speaks of, if all their values can be tried."""
    seen: set[str] = set()
    for form in forms.values():
        read = form.applies_to.condition.slots if form.applies_to is not None else frozenset()
        for name, field in form.fields.items():
            values = _values(field) if field.fact and field.value_slot in read and name not in seen else ()
            seen |= {name} if values else set()
            if values:
                yield _Fact(field, values)


def _values(field: Field) -> tuple[Any, ...]:
    type_ = field.type
    if isinstance(type_, Coded):
        return tuple(code for code, each in type_.table.entries.items() if type_.is_deep_enough(each))
    if type_.kind == "yes_no":
        return (True, False)
    return tuple(each.id for each in getattr(type_, "options", ())) if type_.kind == "choice" else ()


def _divided(fact: _Fact, forms: Mapping[str, Form]) -> dict[frozenset[str], list[Any]]:
    """The values that lead to no form or to several, by the forms they lead to."""
    found: dict[frozenset[str], list[Any]] = {}
    for value in fact.values:
        truths = {name: _applies(form, fact.field.id, value) for name, form in forms.items()}
        certain = frozenset(name for name, truth in truths.items() if truth is True)
        if len(certain) > 1 or all(truth is False for truth in truths.values()):
            found.setdefault(certain, []).append(value)
    return found


def _applies(form: Form, fact: str, value: Any) -> Any:
    """Whether a form is meant for whom one fact is known of."""
    if form.applies_to is None:
        return True
    frame: list[Any] = [MISSING_FACT] * form.program.size
    if fact in form.fields:
        frame[form.fields[fact].value_slot] = value
    return form.applies_to.condition.evaluate(frame)


# --- Codes in few words --------------------------------------------------------------------------------------------


def compact(table: CodeTable, codes: frozenset[str]) -> str:
    """Codes without anything below them, said by the highest codes that hold them and nothing else, and by ranges."""
    return ", ".join(_ranges(tuple(_covering(table, "", codes))))


def _covering(table: CodeTable, parent: str, codes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a covering code and the code of its sibling before it, in the order of the table."""
    before = ""
    for entry in table.children.get(parent, ()):
        if _holds_all(table, entry.code, codes):
            yield entry.code, before
        else:
            yield from _covering(table, entry.code, codes)
        before = entry.code


def _holds_all(table: CodeTable, code: str, codes: frozenset[str]) -> bool:
    below = table.children.get(code)
    return all(_holds_all(table, each.code, codes) for each in below) if below else code in codes


def _ranges(found: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Codes that follow on one another as a range, such as ``13..43``."""
    first, last = "", ""
    for code, before in (*found, ("", "-")):
        if first and before != last:
            yield first if first == last else f"{first}..{last}"
            first = ""
        first, last = first or code, code

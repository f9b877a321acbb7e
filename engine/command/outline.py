"""A compiled form as an outline: plain JSON values that `tidu show` prints and other programs read."""

from collections.abc import Mapping
from typing import Any

from engine.command.outline_local import basis_outline, local_outline, overlay_outline
from engine.command.outline_rules import condition_outline, number_text, rule_outline, table_outline
from engine.fields.base import FieldType
from engine.fields.fixed_table import FixedTable
from engine.fields.table import Table
from engine.fields.yearly import Yearly
from engine.form import Conclusion, Field, Form, Group, Indicator
from engine.rules.decisions import DecisionTable

Outline = dict[str, Any]


def outline(form: Form) -> Outline:
    """The whole form: what it asks, what it reckons, what it concludes, and what depends on what."""
    return {
        "form": form.id,
        "title": form.title,
        "edition": form.edition.isoformat(),
        "until": form.until.isoformat() if form.until is not None else None,
        "digest": form.digest,
        "summary": form.summary,
        "source": form.source,
        "basis": basis_outline(form.basis),
        "overlay": overlay_outline(form),
        "local": local_outline(form),
        "parameters": _parameters(form),
        "applies_to": _conclusion(form.applies_to),
        "open_to": _conclusion(form.open_to),
        "before": _conclusion(form.before),
        "sections": _sections(form),
        "checks": [_check(each) for each in form.checks],
        "score": _score(form),
        "conclusions": [_conclusion(each) for each in form.conclusions],
        "levels": [
            {
                "level": each.level,
                "title": each.title,
                "clause": each.clause,
                "condition": condition_outline(each.condition),
            }
            for each in form.levels
        ],
        "routes": [
            {
                "to": each.to,
                "title": each.title,
                "condition": condition_outline(each.when) if each.when is not None else None,
            }
            for each in form.routes
        ],
        "depends": depends(form),
    }


def depends(form: Form) -> dict[str, list[str]]:
    """For everything the form reckons or decides, the names it rests on directly, in alphabetical order."""
    found: dict[str, set[str]] = {}
    for each in form.expressions:
        found.setdefault(each.owner, set()).update(each.expression.reads - {each.owner})
    for name, asked in form.fields.items():
        if asked.parent is not None:
            found.setdefault(name, set()).add(asked.parent[0])
    for group in form.score.every_group if form.score is not None else ():
        found[group.id] = {each.id for each in (group.groups or group.indicators)}
    if form.score is not None:
        found["score"] = {each.id for each in form.score.groups}
    return {owner: sorted(names) for owner, names in found.items() if names}


def _parameters(form: Form) -> list[Outline]:
    return [
        {
            "id": each.id,
            "title": each.title,
            "unit": each.unit,
            "clause": each.clause,
            "source": each.source,
            "versions": [
                {"from": day.isoformat() if day is not None else None, "value": number_text(value)}
                for day, value in each.versions
            ],
        }
        for each in form.parameters
    ]


def _sections(form: Form) -> list[Outline]:
    roles = _roles(form)
    children: dict[str, list[Field]] = {}
    for asked in form.fields.values():
        if asked.parent is not None:
            children.setdefault(asked.parent[0], []).append(asked)
    made = []
    for section in form.sections:
        fields: list[Outline] = []
        for name in section.fields:
            _add(form.fields[name], children, roles, form, fields)
        visible = roles.get(section.id, {}).get("visible")
        made.append(
            {
                "id": section.id,
                "title": section.title,
                "help": section.help,
                "filled_by": section.filled_by,
                "visible": visible,
                "fields": fields,
            }
        )
    return made


def _add(
    asked: Field,
    children: Mapping[str, list[Field]],
    roles: Mapping[str, Mapping[str, str]],
    form: Form,
    into: list[Outline],
) -> None:
    into.append(_field(asked, roles.get(asked.id, {}), form))
    for child in children.get(asked.id, ()):
        _add(child, children, roles, form, into)


def _roles(form: Form) -> dict[str, dict[str, str]]:
    """The text of every expression by what it belongs to and what it decides there."""
    found: dict[str, dict[str, str]] = {}
    for each in form.expressions:
        found.setdefault(each.owner, {}).setdefault(each.role, each.expression.text)
    return found


def _field(asked: Field, roles: Mapping[str, str], form: Form) -> Outline:
    table = asked.computed if isinstance(asked.computed, DecisionTable) else None
    return {
        "id": asked.id,
        "label": asked.label,
        **_type(asked.type),
        "help": asked.help,
        "required": roles.get("required", asked.required),
        "visible": roles.get("visible"),
        "readonly": roles.get("readonly", asked.readonly),
        "value": roles.get("value") if asked.computed is not None and table is None else None,
        "table": table_outline(table) if table is not None else None,
        "counts_as": None if asked.counts_as is None else number_text(asked.counts_as or 0),
        "fact": asked.fact,
        "document": asked.document,
        "filled_by": asked.filled_by,
        "provided_by": asked.provided_by,
        "asked_by": list(asked.parent) if asked.parent is not None else None,
        "clause": asked.clause,
        "source": asked.source,
        "used_by": list(form.used_by.get(asked.id, ())),
    }


def _type(type_: FieldType) -> Outline:
    inner = type_.cell if isinstance(type_, Yearly) else type_
    found: Outline = {
        "type": inner.kind,
        "years": type_.count if isinstance(type_, Yearly) else None,
        "unit": getattr(inner, "unit_label", ""),
        "limits": _limits(inner),
        "options": _options(inner),
    }
    if isinstance(inner, Table | FixedTable):
        found["columns"] = [
            {"id": each.id, "label": each.label, "required": each.required, **_type(each.type)}
            for each in inner.table_columns
        ]
    if isinstance(inner, FixedTable):
        found["rows"] = [{"id": each.id, "title": each.title} for each in inner.rows]
    return found


def _limits(type_: FieldType) -> dict[str, str]:
    limits = getattr(type_, "limits", type_)
    found = {name: getattr(limits, name, None) for name in ("min", "max", "above", "below")}
    ratio = type_.kind == "percent"
    return {name: number_text(value, ratio) for name, value in found.items() if value is not None}


def _options(type_: FieldType) -> list[Outline]:
    return [
        {"id": each.id, "label": each.label, "points": getattr(each, "points", None)}
        for each in getattr(type_, "options", ())
    ]


def _check(check: Any) -> Outline:
    return {
        "ensure": check.ensure.expression.text,
        "message": check.message,
        "at": list(check.at),
        "blocks": check.blocks,
        "clause": check.clause,
    }


def _score(form: Form) -> Outline | None:
    card = form.score
    if card is None:
        return None
    return {"title": card.title, "out_of": card.out_of, "groups": [_group(each) for each in card.groups]}


def _group(group: Group) -> Outline:
    """A group with the groups it is made of, or else its indicators."""
    return {
        "id": group.id,
        "title": group.title,
        "out_of": group.out_of,
        "minimum": group.minimum,
        "clause": group.clause,
        "source": group.source,
        "groups": [_group(each) for each in group.groups],
        "indicators": [] if group.groups else [_indicator(each) for each in group.indicators],
    }


def _indicator(each: Indicator) -> Outline:
    return {
        "id": each.id,
        "number": each.number,
        "title": each.title,
        "out_of": each.out_of,
        "clause": each.clause,
        "source": each.source,
        "rule": rule_outline(each.rule),
    }


def _conclusion(each: Conclusion | None) -> Outline | None:
    if each is None:
        return None
    return {
        "id": each.id,
        "title": each.title,
        "clause": each.clause,
        "source": each.source,
        "condition": condition_outline(each.condition),
    }

"""The parts of an assessment as plain JSON values; unknown is null."""

from typing import Any

from engine.problems import Problem
from engine.routing import Decision, LevelReached, Outcome
from engine.rules.base import Finding
from engine.scoring import GroupTotal, Line, Scoresheet


def problem(found: Problem, message: str) -> dict[str, Any]:
    written: dict[str, Any] = {
        "code": found.code,
        "field": found.field,
        "row": found.row,
        "column": found.column,
        "year": found.year,
        "blocks": found.blocks,
        "message": message,
    }
    if found.arguments:
        written["arguments"] = [list(each) for each in found.arguments]
    return written if found.text is None else {**written, "text": found.text}


def scoresheet(sheet: Scoresheet) -> dict[str, Any]:
    return {
        "total": sheet.points,
        "out_of": sheet.out_of,
        "pending": sheet.pending,
        "range": [sheet.low, sheet.high],
        "awaiting_authority": sheet.awaiting_authority,
        "without_authority": sheet.without_authority,
        "told": sheet.told,
        "groups": [_group(group) for group in sheet.groups],
    }


def _group(group: GroupTotal) -> dict[str, Any]:
    return {
        "id": group.id,
        "title": group.title,
        "points": group.points,
        "out_of": group.out_of,
        "range": [group.low, group.high],
        "minimum": group.minimum,
        "reached": group.reached,
        "lines": [_line(line) for line in group.lines],
        "groups": [_group(each) for each in group.groups],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "number": line.number,
        "title": line.title,
        "points": line.points,
        "out_of": line.out_of,
        "range": [line.low, line.high],
        "clause": line.clause,
        "source": line.source,
        "because": line.because,
        "pending": line.pending,
        "awaits_authority": line.awaits_authority,
        "inputs": [
            {"field": each.field, "label": each.label, "shown": each.shown, "pending": each.pending}
            for each in line.inputs
        ],
    }


def finding(found: Finding) -> dict[str, Any]:
    written: dict[str, Any] = {
        "truth": found.truth,
        "title": found.title,
        "clause": found.clause,
        "text": found.text,
        "undecidable": found.undecidable,
        "source": found.source,
        "awaits_authority": found.awaits_authority,
        "children": [finding(child) for child in found.children],
    }
    return {**written, "unasked": True} if found.unasked else written


def outcome(each: Outcome) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "truth": each.truth,
        "clause": each.clause,
        "source": each.source,
        "awaits_authority": each.awaits_authority,
        "finding": finding(each.finding),
    }


def level(reached: LevelReached) -> dict[str, Any]:
    gates = [
        {"level": number, "title": title, "finding": finding(found)} for number, title, found in reached.gates
    ]
    return {
        "level": reached.level,
        "title": reached.title,
        "range": [reached.low, reached.high],
        "awaits_authority": reached.awaits_authority,
        "gates": gates,
    }


def decision(taken: Decision) -> dict[str, Any]:
    because = finding(taken.because) if taken.because else None
    return {
        "to": taken.to,
        "title": taken.title,
        "because": because,
        "awaits_authority": taken.awaits_authority,
    }

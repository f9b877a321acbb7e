"""Rules and conditions of an outline as lines for people."""

from collections.abc import Iterator
from typing import Any

from engine.diagnostics.columns import pad, width
from engine.fields.numbers import show_number
from engine.messages import command_text

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def rule_lines(rule: dict[str, Any], language: str, depth: int) -> Iterator[str]:
    """How points are given."""
    indent = "  " * depth
    kind = rule["kind"]
    if kind == "bands":
        yield f"{indent}{rule['of']}"
        yield from _pairs(_bands(rule, language), depth + 1, language)
    elif kind == "options":
        yield f"{indent}{rule['of']}  {_how(rule['take'], language)}"
        yield from _pairs([(each["id"], each["points"]) for each in rule["options"]], depth + 1, language)
    elif kind in ("best", "sum"):
        yield f"{indent}{_how(kind, language)}"
        for each in rule["rules"]:
            yield from rule_lines(each, language, depth + 1)
    elif kind == "cases":
        yield from _cases(rule, language, depth)
    elif kind == "table":
        yield from table_lines(rule["table"], 2 * depth)
    else:
        yield from _measured(rule, language, depth)


def _measured(rule: dict[str, Any], language: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    blanks = {name: show_number(rule[name]) for name in ("points", "out_of") if rule.get(name) is not None}
    if rule["kind"] == "fixed":
        yield indent + command_text("show_out_of", language, points=blanks.get("points", ""))
    elif rule["kind"] == "formula":
        yield indent + rule["of"]
    elif rule["kind"] == "steps":
        yield indent + command_text("show_steps", language, of=rule["of"], per=rule["per"], **blanks)
    else:
        yield indent + command_text("show_each", language, of=rule.get("of", ""), **blanks).strip()
        for each in rule.get("each", ()):
            yield from condition_lines(each, language, depth + 1)


def _bands(rule: dict[str, Any], language: str) -> list[tuple[str, Any]]:
    pairs = [(f"{_SIGNS[each['operator']]} {each['threshold']}", each["points"]) for each in rule["bands"]]
    pairs.append((command_text("show_otherwise", language), rule["otherwise"]))
    if rule["undefined"] is not None:
        pairs.append((command_text("show_undefined", language), rule["undefined"]))
    return pairs


def _pairs(pairs: list[tuple[str, Any]], depth: int, language: str) -> Iterator[str]:
    column = max((width(name) for name, _ in pairs), default=0)
    for name, points in pairs:
        said = command_text("show_out_of", language, points=show_number(points))
        yield f"{'  ' * depth}{pad(name, column)}  {said}"


def _cases(rule: dict[str, Any], language: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for each in rule["cases"]:
        if each["when"] is None:
            yield f"{indent}{each['title'] or command_text('show_otherwise', language)}"
        elif each["title"] or each["when"]["kind"] != "ensure":
            yield f"{indent}{each['title']}".rstrip() or indent
            yield from condition_lines(each["when"], language, depth + 1)
        else:
            yield f"{indent}{each['when']['expression']}"
        yield from rule_lines(each["then"], language, depth + 1)


def condition_lines(condition: dict[str, Any], language: str, depth: int) -> Iterator[str]:
    """A condition with those below it, indented."""
    indent = "  " * depth
    title, clause = condition["title"], condition["clause"]
    tail = command_text("show_clause", language, clause=clause) if clause else ""
    kind = condition["kind"]
    if kind == "ensure":
        said = f"{title}：{condition['expression']}" if title else condition["expression"]
        yield f"{indent}{said}{tail}"
        return
    if kind in ("conclusion", "other"):
        yield f"{indent}{title}{tail}"
        return
    heading = command_text(f"show_{kind}", language, at_least=condition.get("at_least", ""))
    yield f"{indent}{f'{title}：' if title else ''}{heading}{tail}"
    for each in condition.get("items", ()):
        yield from condition_lines(each, language, depth + 1)
    for case in condition.get("cases", ()):
        yield f"{indent}  {case['when'] or command_text('show_otherwise', language)}"
        yield from condition_lines(case["then"], language, depth + 2)


def table_lines(table: dict[str, Any], blanks: int) -> Iterator[str]:
    """A decision table in columns."""
    rows = [[*table["inputs"], "→"], *table["rows"]]
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = "  ".join(pad(cell, widths[place]) for place, cell in enumerate(row))
        yield f"{' ' * blanks}{cells}".rstrip()


def _how(take: str, language: str) -> str:
    return command_text(f"show_take_{take}", language)

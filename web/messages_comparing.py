"""How the places of a field are called where two fillings of a form are compared."""

from __future__ import annotations

BETWEEN = "，"


def year(number: int) -> str:
    return f"{number}年"


def cell(row: str, column: str) -> str:
    """A cell of a row that the form names."""
    return f"{row}：{column}"


def row_cell(number: int, column: str) -> str:
    """A cell of a row that people added."""
    return f"第{number}行：{column}"


def row_added(number: int) -> str:
    return f"新增第{number}行"


def row_removed(number: int) -> str:
    return f"删除原第{number}行"

"""Python code for the functions of the language: over arguments, over years, over rows."""

from typing import TYPE_CHECKING

from engine.expression import rows
from engine.expression.lifting import element
from engine.expression.tree import Call, Constant, Tree
from engine.expression.types import ChoicesType, ListType, NumberType, SeriesType, TableType

if TYPE_CHECKING:
    from engine.expression.writing import Writer


def write_call(writer: "Writer", tree: Call, year: int | None, outcome: bool) -> str:
    first = tree.arguments[0]
    if isinstance(first.type, TableType | ListType):
        return _over_rows(writer, tree, outcome)
    match tree.function:
        case "growth":
            assert year is not None
            return f"growth({writer.write(first, year)}, {writer.write(first, year + 1)})"
        case "compound_growth":
            years = _whole(tree.arguments[1])
            return f"compound_growth({writer.write(first, 1)}, {writer.write(first, 1 + years)}, {years})"
        case "round":
            return f"rounded({writer.write(first, year)}, {_whole(tree.arguments[1])})"
        case "months_after":
            return f"months_after({writer.write(first, year)}, {_whole(tree.arguments[1])})"
        case "abs" | "floor":
            return f"{'magnitude' if tree.function == 'abs' else 'whole_below'}({writer.write(first, year)})"
        case "years_between" | "default":
            return f"{tree.function}({writer.write(first, year)}, {writer.write(tree.arguments[1], year)})"
        case "lies_in":
            where = tree.arguments[2]
            assert isinstance(where, Constant)
            code, place = (writer.write(each, year) for each in tree.arguments[:2])
            return f"lies_in({code}, {place}, {writer.keep(where.value)})"
    return _aggregate(writer, tree, outcome)


def _whole(tree: Tree) -> int:
    assert isinstance(tree, Constant)
    return int(tree.value)


def _aggregate(writer: "Writer", tree: Call, outcome: bool) -> str:
    """A function over arguments or over the years of one series."""
    first = tree.arguments[0]
    if isinstance(first.type, ChoicesType):
        exclusive = frozenset(first.type.exclusive)
        most = len(first.type.options) - len(exclusive)
        return f"count_options({writer.write(first, None)}, {most}, {writer.keep(exclusive)})"
    inner = outcome and tree.function in ("any", "every", "count")
    if isinstance(first.type, SeriesType):
        items = [writer.write(first, each, inner) for each in range(first.type.first, first.type.last + 1)]
    else:
        items = [writer.write(each, None, inner) for each in tree.arguments]
    if tree.function == "sum":
        return f"({' + '.join(items)})"
    if tree.function == "average":
        return f"divide({' + '.join(items)}, {len(items)})"
    every = "all_hold" if outcome else "conjunction"
    name = {"any": "any_holds", "every": every, "count": "count", "min": "smallest", "max": "greatest"}[
        tree.function
    ]
    return f"{name}(({', '.join(items)},))"


def _over_rows(writer: "Writer", tree: Call, outcome: bool) -> str:
    """A function over the rows of a table, or over the values of a repeated column."""
    table = writer.write(tree.arguments[0], None)
    taken = tree.arguments[1] if len(tree.arguments) > 1 else None
    of = writer.function(taken, None, outcome) if taken else writer.keep(lambda _frame, row: row)
    # A row whose condition is undefined does not count; for `any` that condition is part of the truth it gives.
    settled = outcome or tree.function != "any"
    where = "None" if tree.predicate is None else writer.function(tree.predicate, None, settled)
    match tree.function:
        case "count":
            plain = isinstance(tree.arguments[0].type, ListType)
            most = getattr(tree.arguments[0].type, "most", None)
            return f"count_rows(f, {table}, {of if plain else where}, {most})"
        case "any":
            return f"any_row(f, {table}, {of if tree.predicate is None else where})"
        case "every":
            return f"every_row(f, {table}, {of}, {where}, {'all_hold' if outcome else 'conjunction'})"
        case "sum":
            kind = element((taken or tree.arguments[0]).type)
            limits = (kind.low, kind.high) if isinstance(kind, NumberType) else (None, None)
            low, high = (writer.literal(each) for each in limits)
            return f"sum_rows(f, {table}, {of}, {where}, {low}, {high})"
    return f"pick_rows({writer.keep(rows.select(tree.function))}, f, {table}, {of}, {where})"

"""One value, one for each year, or one for each row: what an operator makes of them together."""

from engine.expression.types import ANY, AnyType, ListType, SeriesType, Type


def element(of: Type) -> Type:
    """The type of one value of a series or of a column, or `of` itself."""
    return of.of if isinstance(of, SeriesType | ListType) else of


def lift(to: Type, *operands: Type) -> Type | None:
    """`to` for each year that all yearly operands have, or for each row; None where the operands do not go together."""
    if any(isinstance(each, AnyType) for each in operands):
        return ANY
    yearly = [each for each in operands if isinstance(each, SeriesType)]
    lists = [each for each in operands if isinstance(each, ListType)]
    if lists:
        together = not yearly and len({each.table for each in lists}) == 1 and lists[0].table
        return ListType(to, lists[0].table) if together else None
    if not yearly:
        return to
    first, last = max(each.first for each in yearly), min(each.last for each in yearly)
    return SeriesType(to, first, last) if first <= last else None


def replaced(of: Type, by: Type) -> Type:
    """A series or list like `of`, its values of the type `by`."""
    if isinstance(of, SeriesType):
        return SeriesType(by, of.first, of.last)
    return ListType(by, of.table) if isinstance(of, ListType) else by

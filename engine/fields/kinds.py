"""Every kind of field, by the word an author writes behind ``type:``."""

from collections.abc import Mapping

from engine.fields.base import Building, FieldType
from engine.fields.choice import Choice
from engine.fields.choices import Choices
from engine.fields.decimal import Decimal
from engine.fields.integer import Integer
from engine.fields.money import Money
from engine.fields.paragraph import Paragraph
from engine.fields.percent import Percent
from engine.fields.text import Text
from engine.fields.yearly import Yearly
from engine.fields.yes_no import YesOrNo
from engine.shapes import Entries

KINDS: Mapping[str, type[FieldType]] = {
    kind.kind: kind
    for kind in (
        Text,
        Paragraph,
        Integer,
        Decimal,
        Money,
        Percent,
        YesOrNo,
        Choice,
        Choices,
    )
}


def build(kind: str, entries: Entries, building: Building, years: int | None = None) -> FieldType:
    """The type of a field that is of `kind` and, with `years`, asks for each of so many years."""
    built = KINDS[kind].build(entries, building)
    return built if years is None else Yearly(built, years)

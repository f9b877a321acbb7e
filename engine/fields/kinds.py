"""Every kind of field, by the word an author writes behind ``type:``."""

from collections.abc import Mapping

from engine.fields.attachment import Attachment
from engine.fields.authority import AuthorityField
from engine.fields.base import Building, FieldType
from engine.fields.choice import Choice
from engine.fields.choices import Choices
from engine.fields.date import DateField
from engine.fields.decimal import Decimal
from engine.fields.declaration import Declaration
from engine.fields.email import Email
from engine.fields.identifier import IdentifierField
from engine.fields.industry import Industry
from engine.fields.integer import Integer
from engine.fields.money import Money
from engine.fields.note import Note
from engine.fields.paragraph import Paragraph
from engine.fields.percent import Percent
from engine.fields.phone import Phone
from engine.fields.product import Product
from engine.fields.region import Region
from engine.fields.table import Table
from engine.fields.text import Text
from engine.fields.year import Year
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
        DateField,
        Year,
        YesOrNo,
        Choice,
        Choices,
        Region,
        Industry,
        AuthorityField,
        Product,
        IdentifierField,
        Phone,
        Email,
        Attachment,
        Declaration,
        Note,
        Table,
    )
}


def build(kind: str, entries: Entries, building: Building, years: int | None = None) -> FieldType:
    """The type of a field that is of `kind` and, with `years`, asks for each of so many years."""
    built = KINDS[kind].build(entries, building)
    return built if years is None else Yearly(built, years)

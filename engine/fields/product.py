"""A product: one of those listed under an industry, or any other in the words of who fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from engine.expression.types import CodeType, Type
from engine.fields.base import Building
from engine.fields.text import LONGEST_LINE, Text
from engine.reference import CodeTable, code_table
from engine.shapes import Entries, Formula, Key, WholeNumber, Words
from engine.values import Value, is_missing

SYSTEM, INDUSTRIES = "products", "industries"
MOST_LISTED = 200


@dataclass(frozen=True)
class Product(Text):
    """``type: product``; `of` is the industry whose products the control lists."""

    products: CodeTable = field(default_factory=lambda: code_table(SYSTEM, (), INDUSTRIES), repr=False)
    industries: CodeTable = field(default_factory=lambda: code_table(INDUSTRIES, ()), repr=False)

    kind: ClassVar[str] = "product"
    keys: ClassVar[Mapping[str, Key]] = {
        "of": Key(Formula(), required=True),
        "max_length": Key(WholeNumber(1, LONGEST_LINE)),
        "placeholder": Key(Words()),
    }
    in_table: ClassVar[bool] = False
    beside: ClassVar[Type | None] = CodeType(INDUSTRIES)

    @classmethod
    def build(cls, entries: Entries, building: Building) -> "Product":
        return cls(
            entries.get("max_length", LONGEST_LINE),
            placeholder=entries.get("placeholder", ""),
            products=building.tables.get(SYSTEM) or code_table(SYSTEM, (), INDUSTRIES),
            industries=building.tables.get(INDUSTRIES) or code_table(INDUSTRIES, ()),
        )

    def listed(self, industry: Value) -> tuple[str, ...]:
        """The products of an industry and of those below it; none while the industry is not known."""
        if is_missing(industry):
            return ()
        found: dict[str, None] = {}
        waiting = [str(industry)]
        while waiting and len(found) < MOST_LISTED:
            code = waiting.pop(0)
            found.update(dict.fromkeys(each.name for each in self.products.children.get(code, ())))
            waiting = [*(each.code for each in self.industries.children.get(code, ())), *waiting]
        return tuple(found)[:MOST_LISTED]

"""The shapes a form file is made of: how a key's value is read, what is said when it does not fit, and its JSON Schema.

Each shape is one small frozen value. `read` gives the value, or None after reporting the mistake; `schema` gives the JSON
Schema that editors complete from. The compiler and `tidu schema` use the same shapes, so they cannot disagree.
"""

from engine.shapes.base import Schema, Shape, describe, nearest
from engine.shapes.blocks import AnyNode, Block, Entries, Key, ListOf, PairsOf
from engine.shapes.scalars import (
    IDENTIFIER,
    Code,
    Day,
    Formula,
    Identifier,
    OneOf,
    Quantity,
    WholeNumber,
    Words,
    YesNo,
)

__all__ = [
    "IDENTIFIER", "AnyNode", "Block", "Code", "Day", "Entries", "Formula", "Identifier", "Key", "ListOf", "OneOf",
    "PairsOf", "Quantity", "Schema", "Shape", "WholeNumber", "Words", "YesNo", "describe", "nearest",
]  # fmt: skip

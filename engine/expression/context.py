"""What the checker knows while it reads one expression, and the few things every part of it says."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.diagnostics import Collector
from engine.expression.codes import tell_unknown
from engine.expression.syntax import AnyNode, Name, Node, Quantity, Syntax, Words
from engine.expression.tree import Constant, Reference, Scope, Symbol, Tree
from engine.expression.types import (
    ANY,
    AnyType,
    ChoicesType,
    ChoiceType,
    CodeType,
    DateType,
    ListType,
    NumberType,
    SeriesType,
    TableType,
    TextType,
    TruthType,
    Type,
)
from engine.reference import CodeTable
from engine.shapes import nearest
from engine.units import Unit, Units


@dataclass(frozen=True, slots=True)
class Context:
    """The scope, the units and, under ``where``, the table whose columns come first.

    `reader` reads any node; `collector` gathers what is wrong with this one expression.
    """

    syntax: Syntax
    scope: Scope
    units: Units
    collector: Collector
    reader: Callable[[AnyNode, "Context", Type | None], Tree]
    table: Reference | None = None

    def read(self, node: AnyNode, hint: Type | None = None) -> Tree:
        """The typed tree of `node`; `hint` is the type its place expects, which options and codes are read by."""
        return self.reader(node, self, hint)

    def within(self, table: Reference) -> "Context":
        return replace(self, table=table)

    def wrong(self, node: Node, code: str, *, suggestion: str | None = None, **arguments: object) -> Tree:
        """Report a mistake at `node`; what stands for it fits everywhere, so that it is told once."""
        span = self.syntax.span_of(node)
        self.collector.add(code, span, suggestion=suggestion, **arguments)
        return Constant(0, ANY, span)

    def words(self, node: Node) -> str:
        return self.syntax.words_of(node)

    def find(self, name: str) -> Reference | None:
        """What `name` means here; its span is still to be set."""
        span = self.syntax.span
        if self.table is not None:
            column = self._column(name)
            if column is not None:
                return Reference(column, column.type, span, in_row=True)
        plain = name.removeprefix("form.")
        symbol = self.scope.lookup(plain)
        if symbol is not None and symbol.kind != "column":
            return Reference(symbol, symbol.type, span)
        table, _, column_name = plain.rpartition(".")
        owner = self.scope.lookup(table) if table else None
        if owner is None or not isinstance(owner.type, TableType):
            return None
        column = self._column_of(Reference(owner, owner.type, span), column_name)
        return None if column is None else Reference(column, ListType(column.type, table), span, in_row=True)

    def _column(self, name: str) -> Symbol | None:
        assert self.table is not None
        own = name.removeprefix(f"{self.table.symbol.name}.")
        return self._column_of(self.table, own)

    def _column_of(self, table: Reference, name: str) -> Symbol | None:
        """The column `name` of a table: the scope's own symbol where it has one, with its label and hazards."""
        assert isinstance(table.type, TableType)
        if name not in table.type.columns:
            return None
        named = self.scope.lookup(f"{table.symbol.name}.{name}")
        if named is not None and named.kind == "column":
            return named
        slot = list(table.type.columns).index(name)
        label = table.type.labels.get(name, "")
        return Symbol(name, slot, table.type.columns[name], "column", label=label)

    def nearest_name(self, name: str) -> str | None:
        """The name that was probably meant, also where the author wrote a label."""
        names = self.scope.names()
        if self.table is not None and isinstance(self.table.type, TableType):
            names = (*self.table.type.columns, *names)
        if name.isascii():
            prefix = "form." if name.startswith("form.") else ""
            near = nearest(name.removeprefix("form."), names)
            return prefix + near if near else None
        by_label = {
            symbol.label: each for each in names if (symbol := self.scope.lookup(each)) and symbol.label
        }
        label = nearest(name, tuple(by_label))
        return by_label[label] if label else None

    def code_table(self, system: str) -> CodeTable | None:
        """The table of a system of codes, where the scope has it."""
        tables = getattr(self.scope, "tables", {})
        found = tables.get(system)
        return found if isinstance(found, CodeTable) else None

    def has_code(self, system: str, code: str) -> bool:
        """Whether a code exists; without a table every code does."""
        table = self.code_table(system)
        if table is not None:
            return code in table
        exists = getattr(self.scope, "code_exists", None)
        return exists is None or bool(exists(system, code))

    def wrong_code(self, node: Node, system: str, code: str) -> Tree:
        """Report a code that its table does not have, or has no more."""
        span = self.syntax.span_of(node)
        tell_unknown(self.collector, span, self.code_table(system), system, code)
        return Constant(0, ANY, span)


def plain_text(node: AnyNode) -> str | None:
    """The text of a node that can name an option or a code: a bare word, a bare number or quoted text."""
    if isinstance(node, Name | Words) or (isinstance(node, Quantity) and not node.unit):
        return node.text
    return None


_KINDS: tuple[tuple[type, str], ...] = (
    (TextType, "kind.text"),
    (TruthType, "kind.truth"),
    (DateType, "kind.date"),
    (ChoiceType, "kind.choice"),
    (ChoicesType, "kind.choices"),
    (CodeType, "kind.code"),
    (TableType, "kind.table"),
    (ListType, "kind.list"),
    (SeriesType, "kind.series"),
    (AnyType, "kind.any"),
)


def kind_of(of: Type) -> str:
    """The key of the words that name a kind of value."""
    if isinstance(of, NumberType):
        return "@kind.ratio" if of.is_ratio else "@kind.number"
    return next(f"@{key}" for kind, key in _KINDS if isinstance(of, kind))


def unit_label(unit: Unit | None) -> str:
    """How a unit is named in a message."""
    if unit is None:
        return "@unit.none"
    if unit.is_ratio:
        return "@unit.ratio"
    return unit.label or "@unit.points"

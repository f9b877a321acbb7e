"""Functions on codes: what lies in what, and where there is somebody to ask for."""

from typing import NamedTuple

from engine.expression.arguments import made, refuse
from engine.expression.codes import prefixes
from engine.expression.context import Context, kind_of
from engine.expression.lifting import element, lift
from engine.expression.syntax import AnyNode, Called
from engine.expression.tree import Constant, Membership, Tree
from engine.expression.types import TEXT, TRUTH, AnyType, CodeType
from engine.reference import CodeTable

PLACES, ASKED = "regions", "authorities"


class Places(NamedTuple):
    """The codes something lies in, and the table of those that stand for one of them (an authority for its region)."""

    codes: CodeTable
    standing_for: CodeTable | None

    def holds(self, code: str, place: str) -> bool:
        stands = self.standing_for.get(place) if self.standing_for else None
        wanted = place if stands is None else stands.parent
        return not wanted or any(entry.code == wanted for entry in self.codes.path(code))


def read_lies_in(node: Called, context: Context) -> Tree | None:
    """``lies_in(a, b)``: whether code a is code b or below it."""
    if len(node.arguments) != 2:
        return context.wrong(node, "F411", function=node.function, form="lies_in(a, b)")
    first = context.read(node.arguments[0])
    of = element(first.type)
    second = context.read(node.arguments[1], of if isinstance(of, CodeType) else None)
    if isinstance(of, AnyType) or isinstance(second.type, AnyType):
        return None
    if not isinstance(of, CodeType):
        return refuse(node, node.arguments[0], first, "kind.code", context)
    table, standing = context.code_table(of.system), None
    place = element(second.type)
    if isinstance(place, CodeType) and place.system != of.system:
        standing = context.code_table(place.system)
    if not isinstance(place, CodeType) or (standing and standing.of != of.system):
        return _refuse_place(node, node.arguments[1], second, of, context)
    lifted = lift(TRUTH, first.type, second.type)
    if lifted is None:
        return context.wrong(node, "F420", met=context.words(node))
    if table is None or (standing is None and place.system != of.system):
        return Constant(False, TRUTH, context.syntax.span_of(node))
    where = Constant(Places(table, standing), TEXT, context.syntax.span_of(node))
    return made(node, context, (first, second, where), lifted)


def _refuse_place(node: Called, at: AnyNode, tree: Tree, of: CodeType, context: Context) -> Tree:
    place = element(tree.type)
    kind = f"@system.{place.system}" if isinstance(place, CodeType) else kind_of(tree.type)
    expected = f"@system.{of.system}"
    return context.wrong(
        at, "F430", function=node.function, met=context.words(at), expected=expected, kind=kind
    )


def read_asked_in(node: Called, context: Context) -> Tree | None:
    """``asked_in(a)``: whether in region a there is an authority that is asked for."""
    if len(node.arguments) != 1:
        return context.wrong(node, "F411", function=node.function, form="asked_in(a)")
    first = context.read(node.arguments[0])
    of = element(first.type)
    if isinstance(of, AnyType):
        return None
    if of != CodeType(PLACES):
        return refuse(node, node.arguments[0], first, f"system.{PLACES}", context)
    regions, asked = context.code_table(PLACES), context.code_table(ASKED)
    places = {each.parent for each in asked.entries.values()} if asked else set()
    found = sorted({prefix for each in places if regions for prefix in prefixes(regions, each)})
    span = context.syntax.span_of(node)
    lifted = lift(TRUTH, first.type)
    return (
        None
        if lifted is None
        else Membership("in", first, tuple((each, each) for each in found), (), lifted, span)
    )

"""Says a bound form's names, values and reckonings as people read them: in labels and years, with units."""

from fractions import Fraction
from typing import Any

from engine.binding import Bound
from engine.expression.lifting import element
from engine.expression.phrasing import close_brackets, phrase
from engine.expression.tree import Comparison, Reference, Symbol, YearOf
from engine.expression.types import ChoicesType, ChoiceType, NumberType, SeriesType
from engine.fields.base import FieldType
from engine.fields.numbers import show_number
from engine.form import Field
from engine.json_value import fixed_text
from engine.messages import word
from engine.program import Frame
from engine.roots import Root
from engine.rules.base import Finding, Formula
from engine.rules.decisions import DecisionTable
from engine.values import Cause, awaits_authority, exact, is_final, is_missing, is_unknown


class BoundWording:
    """The wording of one bound form in one language."""

    def __init__(self, bound: Bound, language: str = "zh") -> None:
        self._bound = bound
        self.language = language
        self._by_slot = {each.value_slot: each for each in bound.form.fields.values()}

    def word(self, key: str, /, **blanks: object) -> str:
        return word(key, self.language, **blanks)

    def awaited(self, slots: frozenset[int]) -> str:
        """That the authorities have yet to give what stands in `slots`: facts they provide, or what they fill in."""
        open_ones = (slot for slot in slots if awaits_authority(self._bound.frame[slot]))
        fields = (self._by_slot.get(slot) for slot in open_ones)
        return self.word(_awaited_word(any(each is not None and each.fact for each in fields)))

    def label(self, asked: Field) -> str:
        return asked.short or asked.label

    def name(self, symbol: Symbol, offset: int | None) -> str:
        """A name as people know it, with its year where it has one."""
        asked = self._by_slot.get(symbol.slot) if symbol.kind in ("field", "fact") else None
        label = self.label(asked) if asked is not None else symbol.label or self._own_name(symbol)
        if symbol.kind in _TOLD_KINDS:
            return self._with_value(symbol, label)
        if offset is None:
            return label
        return self.word("label_with_year", label=label, year=self._bound.years.calendar(offset))

    def _with_value(self, symbol: Symbol, label: str) -> str:
        """What is given with its value: what is compared with it shall be seen beside it."""
        value, asked = self._bound.frame[symbol.slot], self._by_slot.get(symbol.slot)
        if is_missing(value) or not isinstance(symbol.type, NumberType):
            return label
        if symbol.kind == "year":
            shown = str(value)
        elif asked is not None:
            shown = asked.type.show(value, self.language)
        else:
            shown = _number_beside(value, symbol.type, ())
        return self.word("label_with_value", label=label, value=shown)

    def _own_name(self, symbol: Symbol) -> str:
        """What people call a name that the engine gives itself: the total score, the level, the reporting year."""
        return self.word(f"name_{symbol.name}") if symbol.kind in _OWN_KINDS else symbol.name

    def explain_named(self, slot: int, frame: Frame) -> Finding:
        """The finding of the conclusion whose truth stands in `slot`."""
        form = self._bound.form
        several = [*form.conclusions, *form.gates.values()]
        found = next(each for each in several if each.slot == slot)
        return found.condition.explain(frame, self)

    def phrase(self, formula: Formula) -> str:
        """A formula in words; a fact that something is compared with is told with its value."""
        tree = formula.expression.tree
        right = tree.right if isinstance(tree, Comparison) else None
        limit = right.symbol if isinstance(right, Reference) and right.symbol.kind == "fact" else None

        def name(symbol: Symbol, offset: int | None) -> str:
            said = self.name(symbol, offset)
            return self._with_value(symbol, said) if symbol is limit else said

        return phrase(tree, name, self.language, option=self.option)

    def option(self, symbol: Symbol, value: str) -> str:
        """An option or a code of a symbol by its label."""
        asked = self._by_slot.get(symbol.slot) if symbol.kind != "column" else None
        if asked is None:
            of = element(symbol.type)
            return of.labels.get(value, value) if isinstance(of, ChoiceType | ChoicesType) else value
        option = getattr(asked.type, "by_id", {}).get(value)
        return option.label if option is not None else asked.type.show(value, self.language) or value

    def number(self, value: Any) -> str:
        if is_unknown(value):
            low, high = value.low, value.high
            return (
                f"{show_number(low or 0)}–{show_number(high)}" if high is not None else self.word("pending")
            )
        return self.word("never") if is_final(value) else show_number(value)

    def value(self, formula: Formula, value: Any, limits: tuple[Any, ...] = ()) -> str:
        """A value of a formula: ratios as percent, money with its unit, options by their labels.

        What is rounded for display never seems to have reached a limit that it missed, nor to have missed one it reached.
        """
        if is_missing(value):
            return self.word("never" if is_final(value) else "pending")
        type_ = formula.expression.type
        asked = self._field_of(formula)
        if asked is not None and not isinstance(asked.type.type, SeriesType):
            kept = not isinstance(type_, NumberType) or _stays_beside(value, type_, asked.type, limits)
            if kept:
                return asked.type.show(value, self.language)
        if isinstance(type_, NumberType):
            return _number_beside(value, type_, limits)
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        return show_number(value) if isinstance(value, int | Fraction) else str(value)

    def _field_of(self, formula: Formula) -> Field | None:
        tree = formula.expression.tree
        return (
            self._by_slot.get(tree.symbol.slot) if isinstance(tree, Reference) and not tree.in_row else None
        )

    def reckoning(self, formula: Formula, frame: Frame, limits: tuple[Any, ...] = ()) -> str:
        """What was reckoned and what came out; a computed field is told by its own reckoning."""
        value = formula.run(frame)
        said = self._origin(formula) or self.phrase(formula)
        if is_unknown(value):
            return said
        return close_brackets(self.word("reckoned", said=said, value=self.value(formula, value, limits)))

    def _origin(self, formula: Formula) -> str | None:
        """The formula behind a computed field, in the year the expression speaks of."""
        whole = formula.expression.tree
        one_year = isinstance(whole, YearOf) and whole.first == whole.last and not whole.prior
        tree = whole.of if isinstance(whole, YearOf) and one_year else whole
        offset = whole.first if isinstance(whole, YearOf) and one_year else None
        if not isinstance(tree, Reference) or tree.in_row:
            return None
        asked = self._by_slot.get(tree.symbol.slot)
        if asked is None or not isinstance(asked.computed, Formula):
            return None
        inner = phrase(asked.computed.expression.tree, self.name, self.language, offset, option=self.option)
        return self.word("label_reckoned", label=self.name(tree.symbol, offset), formula=inner)

    def reckoning_of(self, asked: Field) -> str:
        """How a computed field comes about, for the line below it; nothing of one that only takes over another."""
        if isinstance(asked.computed, DecisionTable):
            return asked.computed.explain(
                self._bound.frame, self, lambda value: asked.type.show(value, self.language)
            )
        if not isinstance(asked.computed, Formula):
            return ""
        said = phrase(asked.computed.expression.tree, self.name, self.language, option=self.option)
        return "" if said == self.label(asked) else said

    # -- Inputs of a line --------------------------------------------------------------------------------------------

    def shown(self, asked: Field) -> str:
        value = self._bound.frame[asked.value_slot]
        if self.is_pending(asked):
            if awaits_authority(value):
                return self.word(_awaited_word(asked.fact))
            return self.word(_CAUSES[value.cause] if is_unknown(value) else "pending")
        return asked.type.show(value, self.language, self._bound.years)

    def is_pending(self, asked: Field) -> bool:
        value = self._bound.frame[asked.value_slot]
        return is_unknown(value) or (
            isinstance(value, tuple) and bool(value) and all(is_unknown(each) for each in value)
        )


_OWN_KINDS = ("score", "level", "year", "date")
_TOLD_KINDS = ("parameter", "year")
"""The kinds of names that are always told with their value."""

_CAUSES = {
    Cause.UNANSWERED: "to_be_answered",
    Cause.UNREADABLE: "to_be_mended",
    Cause.EMPTY: "left_empty",
    Cause.HIDDEN: "not_asked",
    Cause.MISSING_FACT: "fact_missing",
}


def _awaited_word(fact: bool) -> str:
    return "awaits_fact" if fact else "awaits_authority"


def _number_beside(value: Any, type_: NumberType, limits: tuple[Any, ...]) -> str:
    """A number with its unit, rounded only as far as it stays on its own side of every limit."""
    scale = 100 if type_.is_ratio else 1
    unit = "%" if type_.is_ratio else f" {type_.unit.label}" if type_.unit and type_.unit.label else ""
    places, shown = 0, Fraction(0)
    for places in (2, 4, 6, 9, 12):
        shown = _rounded(value, scale, places)
        if all(_side(shown, limit * scale) == _side(value, limit) for limit in limits):
            break
    return f"{show_number(exact(shown), places)}{unit}"


def _stays_beside(value: Any, type_: NumberType, shown_by: FieldType, limits: tuple[Any, ...]) -> bool:
    """Whether a number, rounded as its field shows it, stays on its side of every limit."""
    scale = 100 if type_.is_ratio else 1
    places = getattr(shown_by, "places", None)
    shown = _rounded(value, scale, 2 if places is None else places) if limits else None
    return all(_side(shown, limit * scale) == _side(value, limit) for limit in limits)


def _rounded(value: Any, scale: int, places: int) -> Fraction:
    digits = places + (2 if scale == 100 else 0)
    if isinstance(value, Root):
        return value.to_places(digits) * scale
    return Fraction(fixed_text(value * scale, places))


def _side(value: Any, limit: Any) -> int:
    return int(value > limit) - int(value < limit)

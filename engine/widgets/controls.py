"""A control: what one answer, or one cell of a table, is typed into."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from engine.fields.attachment import Attachment, size_text
from engine.fields.base import FieldType, Years
from engine.fields.choice import Choice
from engine.fields.choices import Choices
from engine.fields.coded import Coded
from engine.fields.reading import GREATEST, LONGEST_TEXT, people_count, printable, typed
from engine.fields.words import word
from engine.json_value import Json
from engine.reference import CodeEntry
from engine.values import UNANSWERED, Cause, Final, Unknown, Value, is_missing
from engine.widgets.environment import render

LONGEST_IN_LINE = 12
"""How long the words of an option may be for several to stand in one line."""


@dataclass(frozen=True, slots=True)
class Control:
    """All that a control's template needs. `label` names it where no element does; `labelled_by` and `described_by` are
    ids. A `compact` control stands in a cell. `beside` is the value of what its choices are listed for."""

    type: FieldType
    name: str
    id: str
    raw: Json
    value: Value
    years: Years
    language: str = "zh"
    label: str = ""
    labelled_by: str = ""
    described_by: str = ""
    required: bool = False
    invalid: bool = False
    warned: bool = field(default=False, kw_only=True)
    compact: bool = False
    asks: Mapping[str, Markup] = field(default_factory=dict, hash=False)
    beside: Value = UNANSWERED

    @property
    def word(self) -> Callable[..., str]:
        return lambda key, **blanks: word(key, self.language, **blanks)

    @property
    def stored(self) -> Json:
        """The answer as it was typed, or the value's JSON where nothing was."""
        return self.type.write(self.value, self.years) if self.raw is None else self.raw

    @property
    def text(self) -> str:
        """What stands in the input: the answer as it was typed."""
        return as_text(self.stored)

    @property
    def chosen(self) -> str | None:
        """The id of the option chosen; None where what came is none of them."""
        if not is_missing(self.value):
            return as_text(self.type.write(self.value, self.years))
        return None

    @property
    def unknown(self) -> str:
        """What came that is none of the options, kept so that posting the page loses nothing."""
        return "" if self.chosen is not None else self.text

    @property
    def ticked(self) -> frozenset[str]:
        """The ids of the options ticked, also when they do not go together."""
        if not isinstance(self.type, Choices):
            return frozenset()
        reads = ((each, self.type.read([each], self.years).value) for each in self._several)
        return frozenset(ident for _, value in reads if isinstance(value, frozenset) for ident in value)

    @property
    def unknown_ticks(self) -> tuple[str, ...]:
        """What was ticked and is none of the options."""
        kept = (each for each in self._several if is_missing(self.type.read([each], self.years).value))
        return tuple(dict.fromkeys(text for each in kept if (text := as_text(each))))

    @property
    def _several(self) -> list[Any]:
        stored = self.stored
        return (
            list(stored)[:1000]
            if isinstance(stored, list | tuple)
            else []
            if stored in (None, "")
            else [stored]
        )

    @property
    def as_radio_buttons(self) -> bool:
        return isinstance(self.type, Choice) and self.type.grouped and not self.compact

    @property
    def option_class(self) -> str:
        """Whether each option has a line of its own: where one of them is long, all do."""
        options = self.type.options if isinstance(self.type, Choice | Choices) else ()
        long = any(len(each.told(self.language)) > LONGEST_IN_LINE or each.help for each in options)
        return "option option--line" if long else "option"

    @property
    def path(self) -> tuple[CodeEntry, ...]:
        """The codes from the top to the one chosen, as deep as it goes."""
        if not isinstance(self.type, Coded):
            return ()
        found = self.type.find(self.text) if self.text and len(self.text) < 200 else ()
        return self.type.table.path(found[0].code) if len(found) == 1 else ()

    def below(self, code: str) -> tuple[CodeEntry, ...]:
        return self.type.table.children.get(code, ()) if isinstance(self.type, Coded) else ()

    @property
    def candidates(self) -> tuple[CodeEntry, ...]:
        """What may have been meant by words that are no code."""
        if not isinstance(self.type, Coded) or not is_missing(self.value) or not self.text:
            return ()
        found = self.type.find(self.text) if len(self.text) < 200 else ()
        deep = tuple(each for each in found if self.type.is_deep_enough(each))
        return deep if len(deep) > 1 else self.type.candidates(self.text, 20)

    @property
    def length(self) -> int:
        """How many characters were typed, as people count them."""
        return people_count(self.text[: 2 * LONGEST_TEXT])

    @property
    def files(self) -> tuple[tuple[str, str, str], ...]:
        """The id, the name and the size of each file that is there."""
        kept = (each for each in self._several if isinstance(each, Mapping))
        files = ((as_text(each.get("id")), as_text(each.get("name")), each.get("size")) for each in kept)
        return tuple(
            (ident, name, size_text(size) if isinstance(size, int) else "") for ident, name, size in files
        )

    @property
    def largest(self) -> str:
        return size_text(self.type.max_size) if isinstance(self.type, Attachment) else ""

    @property
    def shown(self) -> str:
        return self.type.show(self.value, self.language, self.years)


def render_control(control: Control) -> Markup:
    return render(control.type.widget or control.type.kind, c=control)


def as_text(raw: Any) -> str:
    """An answer as it stands in an input. Lists and objects do not fit into one."""
    if isinstance(raw, Decimal):
        return format(raw, "f") if raw.is_finite() and abs(raw.adjusted()) < 40 else str(raw)
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, int) and not -GREATEST < raw < GREATEST:
        return ""
    text = typed(raw)
    return "" if text is None else printable(text)


def shown_or_missing(kind: FieldType, value: Value, years: Years, language: str) -> str:
    """A value as people read it, or why there is none."""
    if isinstance(value, Unknown):
        return word(f"missing.{Cause(value.cause).name.lower()}", language)
    if isinstance(value, Final):
        return word(f"missing.{value.reason.name.lower()}", language)
    return kind.show(value, language, years) or word("nothing", language)

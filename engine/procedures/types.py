"""A procedure as it was compiled: frozen, resolved, and asked with a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from engine.diagnostics import Span
from engine.editions import Edition, newest_on
from engine.fields.base import FieldType
from engine.form import Basis, Form

FILE = "procedures.yaml"
KINDS = ("profile", "assess", "declare", "register", "update", "renew", "change")

YearlyDay = tuple[int, int]
"""A day of every year: month and day."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which something is so, both ends included; without ends: whenever nothing else is said."""

    first: date | None = None
    last: date | None = None

    @property
    def is_always(self) -> bool:
        return self.first is None and self.last is None

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: "Period") -> bool:
        """Whether some day belongs to both."""
        return (self.first is None or other.last is None or self.first <= other.last) and (
            other.first is None or self.last is None or other.first <= self.last
        )


class Dated(Protocol):
    """What holds in a period."""

    @property
    def period(self) -> Period: ...


_Dated = TypeVar("_Dated", bound=Dated)


def in_effect(several: Iterable[_Dated], day: date) -> _Dated | None:
    """What holds on `day`: the one whose period covers it, else the one without a period."""
    standing: _Dated | None = None
    for each in several:
        if each.period.is_always:
            standing = each
        elif each.period.covers(day):
            return each
    return standing


@dataclass(frozen=True, slots=True)
class Season:
    """The days of every year on which a procedure is open, both included."""

    opens: YearlyDay
    closes: YearlyDay
    period: Period = Period()
    clause: str = ""
    source: str = "verified"

    def includes(self, day: date) -> bool:
        return self.opens <= (day.month, day.day) <= self.closes


@dataclass(frozen=True, slots=True)
class Pin:
    """The edition that is used in a period, whatever the day would decide."""

    edition: date
    period: Period = Period()
    clause: str = ""
    source: str = "verified"


@dataclass(frozen=True, slots=True)
class Supply:
    """A fact the procedure brings to its form, as JSON."""

    fact: str
    value: Any
    period: Period = Period()
    clause: str = ""
    source: str = "verified"


@dataclass(frozen=True, slots=True)
class Gift:
    """A fact that a completed procedure gives: from a name of its form, or (`name` empty) the same truth every time. `type`
    is the fact's, which writes it."""

    fact: str
    type: FieldType = field(compare=False, repr=False)
    name: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a success certifies: a truth that holds for so many years, with the days it began and ends as facts."""

    fact: str
    years: int
    clause: str = ""
    source: str = "verified"

    @property
    def since_fact(self) -> str:
        return f"{self.fact}_since"

    @property
    def until_fact(self) -> str:
        return f"{self.fact}_until"


@dataclass(frozen=True, slots=True)
class Before:
    """What must be done first: the conclusion of the procedure's rules that says so, and the procedure that mends it."""

    conclusion: str
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be read before a procedure is begun, for so many seconds at least."""

    title: str
    texts: tuple[str, ...]
    seconds: int = 0
    clause: str = ""
    source: str = "verified"


@dataclass(frozen=True, slots=True)
class Use:
    """An edition of a form that a procedure may use, compiled (None where it has errors)."""

    edition: Edition
    form: Form | None = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure. `rules` concludes ``open_to`` and what must be done `before`, over facts alone; `stages` are the
    levels that look at it, from below, of which the last decides; `windows` the level that opens it by itself; `menu`
    what it is called where it stands in the menu ("": it does not); `keeps_titles` the conclusion of its forms without
    which, once it was accepted, it is proposed to cancel the titles that are held."""

    id: str
    title: str
    kind: str
    forms: tuple[str, ...]
    uses: Mapping[str, tuple[Use, ...]] = field(hash=False, repr=False)
    rules: Form = field(compare=False, repr=False)
    stages: tuple[str, ...] = ()
    before: tuple[Before, ...] = ()
    pins: tuple[Pin, ...] = ()
    seasons: tuple[Season, ...] = ()
    windows: str | None = None
    repeatable: bool = False
    supplies: tuple[Supply, ...] = ()
    gives: tuple[Gift, ...] = ()
    grants: Grant | None = None
    keeps_titles: str | None = None
    basis: tuple[Basis, ...] = ()
    summary: str = ""
    notice: Notice | None = None
    menu: str = ""
    clause: str = ""
    source: str = "verified"
    span: Span | None = field(default=None, compare=False, repr=False)

    def pin_on(self, day: date) -> Pin | None:
        """What pins the edition on `day`."""
        return in_effect(self.pins, day)

    def use_on(self, day: date, form: str | None = None) -> Use | None:
        """The edition used when the procedure is begun on `day`: the one that is pinned, else the one in effect."""
        several = self.uses.get((*self.forms, "")[0] if form is None else form, ())
        pin = self.pin_on(day)
        if pin is not None:
            return next((each for each in several if each.edition.since == pin.edition), None)
        found = newest_on(tuple(each.edition for each in several), day)
        return next((each for each in several if each.edition is found), None)

    def edition_on(self, day: date, form: str | None = None) -> Edition | None:
        """As `use_on`, without the compiled form."""
        found = self.use_on(day, form)
        return None if found is None else found.edition

    def supplied(self, day: date) -> dict[str, Any]:
        """The facts the procedure brings to its form on `day`."""
        found: dict[str, Any] = {}
        for fact in dict.fromkeys(each.fact for each in self.supplies):
            supply = in_effect((each for each in self.supplies if each.fact == fact), day)
            if supply is not None:
                found[fact] = supply.value
        return found

    def season_on(self, day: date) -> Season | None:
        """The season that is laid down for the year of `day`."""
        return in_effect(self.seasons, day)

    def in_season(self, day: date) -> bool | None:
        """Whether the procedure is open on `day`; None where no season is laid down for that year."""
        if not self.seasons:
            return True
        season = self.season_on(day)
        return None if season is None else season.includes(day)

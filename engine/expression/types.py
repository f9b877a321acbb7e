"""What an expression can be: the types the compiler checks and the editors describe."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.units import RATIO, Unit
from engine.values import Number


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number. `unit` None is a bare number, which takes the unit of the other side.

    `low` and `high` are the limits every value keeps (None: no limit), used to find conditions that can never hold.
    An `irrational` number (compound growth) can be compared and shown, not reckoned with.
    """

    unit: Unit | None = None
    low: Number | None = None
    high: Number | None = None
    integer: bool = False
    irrational: bool = False

    @property
    def is_ratio(self) -> bool:
        return self.unit is not None and self.unit.is_ratio


RATIO_TYPE = NumberType(RATIO)


@dataclass(frozen=True, slots=True)
class TextType:
    """Words."""


@dataclass(frozen=True, slots=True)
class TruthType:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class DateType:
    """A day."""


@dataclass(frozen=True, slots=True)
class ChoiceType:
    """One of several options, by id; `ordered` options can be compared by rank, the first is the least. `labels` are what
    people call them."""

    options: tuple[str, ...]
    ordered: bool = False
    labels: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ChoicesType:
    """Any number of options, by id. `exclusive` options ("none of these") stand alone and count 0 in ``count``. `labels`
    are what people call them."""

    options: tuple[str, ...]
    exclusive: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CodeType:
    """A code of a reference table (``regions``, ``industries``): contained in another by prefix, never reckoned with."""

    system: str


@dataclass(frozen=True, slots=True)
class SeriesType:
    """A value for each of several years; `first` and `last` count years back from the reporting year, which is 1."""

    of: "Type"
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ListType:
    """Several values of one type: the cells of a column of `table`, or ("") of a repeated column within one row."""

    of: "Type"
    table: str = ""


@dataclass(frozen=True, slots=True)
class TableType:
    """Rows of named columns; a fixed row also carries the attributes its form declares.

    A cell's place in its row is the place of its column in `columns`. There are at least `least` rows, at most `most`.
    `labels` are what people call the columns.
    """

    columns: Mapping[str, "Type"] = field(hash=False)
    least: int = 0
    most: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class AnyType:
    """The type of an expression already reported as wrong: it fits everywhere, so that one mistake is told once."""


Type = (
    NumberType
    | TextType
    | TruthType
    | DateType
    | ChoiceType
    | ChoicesType
    | CodeType
    | SeriesType
    | ListType
    | TableType
    | AnyType
)

TEXT, TRUTH, DATE, ANY = TextType(), TruthType(), DateType(), AnyType()

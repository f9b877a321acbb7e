"""Units of measure: what may be added, compared and converted.

Quantities and their units are declared in ``forms/units.yaml``; the engine knows none by name but the three it makes
itself: ratios, points and bare numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of quantities, with the factor to their base units: a ten-thousand is the base times 10000.

    A unit without powers is a ratio (its factor is always 1).
    """

    powers: tuple[tuple[str, int], ...]
    factor: Fraction = Fraction(1)
    label: str = ""

    @property
    def is_ratio(self) -> bool:
        return not self.powers

    def same_quantity(self, other: "Unit") -> bool:
        return self.powers == other.powers

    def times(self, other: "Unit", sign: int = 1) -> "Unit":
        """The unit of a product (`sign` 1) or of a quotient (`sign` -1)."""
        powers = dict(self.powers)
        for quantity, power in other.powers:
            powers[quantity] = powers.get(quantity, 0) + sign * power
        kept = tuple(sorted((quantity, power) for quantity, power in powers.items() if power))
        mark = "" if not self.label or not other.label else ("×" if sign > 0 else "/")
        label = f"{self.label}{mark}{other.label}" if kept else ""
        return Unit(kept, self.factor * other.factor**sign, label)


RATIO = Unit(())
POINTS = Unit((("points", 1),))


@dataclass(frozen=True, slots=True)
class Units:
    """The units an author may write, by their label."""

    by_label: Mapping[str, Unit]

    def get(self, label: str) -> Unit | None:
        return self.by_label.get(label)

    def labels(self, quantity: str | None = None) -> tuple[str, ...]:
        """All labels, or those of one quantity."""
        return tuple(
            label
            for label, unit in self.by_label.items()
            if quantity is None or unit.powers == ((quantity, 1),)
        )

"""Points on the options that were chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.program import Frame
from engine.rules.base import Formula, MeasuredRule, Wording, cap
from engine.values import (
    Number,
    Unknown,
    is_final,
    is_unknown,
)


@dataclass(frozen=True, slots=True)
class OptionPoints(MeasuredRule):
    """Points on the options chosen: their sum, or the best of them."""

    of: Formula
    points: Mapping[str, Number] = field(hash=False)
    labels: Mapping[str, str] = field(hash=False)
    take: str
    out_of: Number
    undefined: Number = 0

    @property
    def range(self) -> tuple[Number, Number]:
        low, high = self._chosen_range
        return min(low, self.undefined), max(high, self.undefined)

    @property
    def _chosen_range(self) -> tuple[Number, Number]:
        """What any choice can give."""
        several = list(self.points.values())
        if self.take == "sum":
            least = sum(each for each in several if each < 0)
            return least, min(sum(each for each in several if each > 0), self.out_of)
        if self.take == "best":
            several.append(0)
        return min(min(several), self.out_of), min(max(several), self.out_of)

    def evaluate(self, frame: Frame) -> Any:
        value = self.of.run(frame)
        if is_final(value):
            return self.undefined
        if is_unknown(value):
            low, high = self.range if value.may_end else self._chosen_range
            return low if low == high else Unknown(value.cause, low, high)
        chosen = (value,) if isinstance(value, str) else value
        several = [self.points.get(each, 0) for each in chosen]
        return cap(sum(several) if self.take == "sum" else max(several, default=0), self.out_of)

    def explain(self, frame: Frame, wording: Wording) -> str:
        value = self.of.run(frame)
        measure = wording.phrase(self.of)
        if is_final(value):
            points = wording.number(self.undefined)
            return wording.word("band_undefined", measure=wording.reckoning(self.of, frame), points=points)
        if is_unknown(value):
            return wording.word("options_pending", measure=measure)
        chosen = [value] if isinstance(value, str) else [each for each in self.points if each in value]
        parts = [
            wording.word(
                "option_points",
                option=self.labels.get(each, each),
                points=wording.number(self.points.get(each, 0)),
            )
            for each in chosen
        ]
        listed = wording.word("list_comma").join(parts) or wording.word("nothing_chosen")
        return wording.word("options_chosen", measure=measure, chosen=listed)

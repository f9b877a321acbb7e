"""A region or an industry in a fixed form: the engine's field and its control, with or without JavaScript."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from markupsafe import Markup
from wtforms import Field, ValidationError

from engine.fields.base import Posted, Years
from engine.fields.coded import Coded
from engine.fields.industry import LEVELS as INDUSTRY_LEVELS
from engine.fields.industry import SYSTEM as INDUSTRIES
from engine.fields.industry import Industry
from engine.fields.region import LEVELS as REGION_LEVELS
from engine.fields.region import SYSTEM as REGIONS
from engine.fields.region import Region
from engine.values import UNANSWERED, Value, is_missing
from engine.widgets.controls import Control, render_control
from web.requests import platform

_NO_YEARS = Years(0)

SHOW = "_show"
"""The button by which a browser without modules asks for the next level, or for what was meant."""


class _CodedField(Field):
    """One code of a table; `data` is what was posted, `code` the code it means."""

    grouped = False

    @cached_property
    def kind(self) -> Coded:
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        found = self.kind.collect(Posted({self.name: valuelist}), self.name) if valuelist else ""
        self.data = found if isinstance(found, str) else ""

    @property
    def code(self) -> str:
        """The code that was chosen; '' where none was."""
        return "" if is_missing(self._value) else str(self._value)

    @property
    def shown(self) -> str:
        """The names of the code that was chosen."""
        return self.kind.show(self._value)

    @property
    def _value(self) -> Value:
        return self.kind.read(self.data or None, _NO_YEARS).value

    def pre_validate(self, form: Any) -> None:
        read = self.kind.read(self.data or None, _NO_YEARS)
        if read.value is UNANSWERED:
            raise ValidationError(f"请选择{self.label.text}。")
        if read.problems:
            told = read.problems[0].message(self.label.text)
            raise ValidationError(f"{told.removesuffix('。')}。")

    def __call__(self, **attributes: Any) -> Markup:
        return render_control(
            Control(
                self.kind,
                self.name,
                self.id,
                self.data or None,
                self._value,
                _NO_YEARS,
                described_by=attributes.get("aria-describedby", ""),
                invalid=bool(self.errors),
                required=True,
            )
        )


class RegionField(_CodedField):
    """A region, from the province down to the county."""

    grouped = True

    @cached_property
    def kind(self) -> Region:
        return Region(platform().catalogue.tables[REGIONS], REGION_LEVELS)


class IndustryField(_CodedField):
    """An industry by its class."""

    @cached_property
    def kind(self) -> Industry:
        return Industry(platform().catalogue.tables[INDUSTRIES], INDUSTRY_LEVELS)

"""The form of a window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, NumberRange, StopValidation

from web import messages_window_settings as messages
from web.forms_registration import trimmed
from web.models_review import Window
from web.services.window_rules import LEAST_PUBLICITY, LONGEST_TITLE, MOST_PUBLICITY, Wanted, Wrong

USUAL_DAYS = 5


class Day(DateField):
    """A day; what cannot be read as one is told in our words, and stays as it was typed."""

    needed = ""

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = date.fromisoformat(text)
        except ValueError:
            raise ValueError(messages.DAY_NEEDED) from None


class Number(IntegerField):
    """A whole number; anything else is told in our words."""

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        try:
            super().process_formdata(list(valuelist) if valuelist else None)
        except ValueError:
            raise ValueError(messages.PUBLICITY_WRONG) from None


def _needed(text: str) -> Any:
    def check(_: FlaskForm, field: Field) -> None:
        if field.data is None:
            raise StopValidation(None if field.errors else text)

    return check


class WindowForm(FlaskForm):
    """What a window is to be."""

    procedure = SelectField("事项", validate_choice=False)
    title = StringField(
        "名称（可以不填）",
        filters=[trimmed],
        validators=[Length(max=LONGEST_TITLE, message=messages.TITLE_TOO_LONG)],
    )
    opens = Day("企业申报开始日期", validators=[_needed(messages.OPENS_NEEDED)])
    closes = Day("企业申报截止日期", validators=[_needed(messages.CLOSES_NEEDED)])
    county_due = Day("县级审核截止日期（可以不填）")
    city_due = Day("市级审核截止日期（可以不填）")
    province_due = Day("省级审核截止日期（可以不填）")
    publicity_days = Number(
        "公示天数",
        default=USUAL_DAYS,
        validators=[
            _needed(messages.PUBLICITY_WRONG),
            NumberRange(LEAST_PUBLICITY, MOST_PUBLICITY, message=messages.PUBLICITY_WRONG),
        ],
    )
    repeats = BooleanField("每年重复：结束后自动按同样的日期设好下一年的")

    def offer(self, procedures: Sequence[tuple[str, str]]) -> None:
        """Let one of these be chosen."""
        choices = [SelectChoice("", "请选择"), *(SelectChoice(code, title) for code, title in procedures)]
        self.procedure.choices = choices
        self.procedure.validators = [
            AnyOf([code for code, _ in procedures], message=messages.PROCEDURE_NEEDED)
        ]

    def show(self, window: Window) -> None:
        """Fill it with a window as it is."""
        for field in self:
            if hasattr(window, field.short_name):
                field.data = getattr(window, field.short_name)

    def wanted(self) -> Wanted:
        """What was filled in, once it is valid."""
        return Wanted(
            **{
                field.short_name: field.data
                for field in self
                if field.short_name in Wanted.__dataclass_fields__
            }
        )

    def tell(self, wrong: Sequence[Wrong]) -> None:
        """Put what is wrong at its fields."""
        for each in wrong:
            field = self[each.field or "opens"]
            field.errors = [*field.errors, each.text]

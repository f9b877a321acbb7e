"""The forms of officers about one submission: each deed on its own small page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from web import messages_reviewing as messages
from web.services.certifying import LONGEST_PUBLICITY
from web.workflow import Deed

LONGEST_NOTE = 1000
LONGEST_NAME = 100


def _stripped(text: Any) -> Any:
    return text.strip() if isinstance(text, str) else text


def _text(label: str, needed: str = "", most: int = LONGEST_NOTE) -> TextAreaField:
    rules: list[Any] = [DataRequired(needed)] if needed else [Optional()]
    rules.append(Length(max=most, message=messages.too_long(most)))
    return TextAreaField(label, filters=[_stripped], validators=rules)


def _line(label: str, needed: str = "", most: int = LONGEST_NAME) -> StringField:
    rules: list[Any] = [DataRequired(needed)] if needed else [Optional()]
    rules.append(Length(max=most, message=messages.too_long(most)))
    return StringField(label, filters=[_stripped], validators=rules)


class DayField(DateField):
    """A day; what is none is told in plain words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([each.strip() for each in valuelist])
        except ValueError as wrong:
            raise ValueError(messages.DAY_WRONG) from wrong


class CountField(IntegerField):
    """A whole number; what is none is told in plain words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([each.strip() for each in valuelist])
        except ValueError as wrong:
            raise ValueError(messages.DAYS_WRONG) from wrong


def _day(label: str) -> DayField:
    return DayField(label, validators=[InputRequired(messages.DAY_WRONG)])


class BeginForm(FlaskForm):
    """Nothing is to be said."""


class RecommendForm(FlaskForm):
    note = _text(messages.NOTE_LABELS[Deed.RECOMMEND], messages.NOTE_NEEDED[Deed.RECOMMEND])


class RefuseForm(FlaskForm):
    note = _text(messages.NOTE_LABELS[Deed.REFUSE], messages.NOTE_NEEDED[Deed.REFUSE])


class ApproveForm(FlaskForm):
    note = _text(messages.NOTE_LABELS[Deed.APPROVE])


class ReopenForm(FlaskForm):
    note = _text(messages.NOTE_LABELS[Deed.REOPEN], messages.NOTE_NEEDED[Deed.REOPEN])


class PublicityForm(FlaskForm):
    first = _day("公示从哪一天开始")
    days = CountField(
        "公示天数",
        validators=[
            InputRequired(messages.DAYS_WRONG),
            NumberRange(1, LONGEST_PUBLICITY, messages.DAYS_WRONG),
        ],
    )


class CertificateForm(FlaskForm):
    batch = _line("批次", messages.BATCH_NEEDED)
    number = _line("证书编号（没有的不填）", most=64)
    on = _day("公告、认定日期")


class ReasonForm(FlaskForm):
    """A reason of a return: of which field, and what."""

    field = SelectField("针对", validate_choice=True)
    text = _text("原因")


class RemarkForm(FlaskForm):
    field = SelectField("针对", validate_choice=True)
    text = _text("意见", messages.TEXT_NEEDED)
    kind = RadioField(
        "给谁看",
        choices=[("internal", "只给各级审核人员看"), ("enterprise", "退回时给企业看，作为退回原因")],
        default="internal",
        validators=[InputRequired(messages.FIELD_UNKNOWN)],
    )


class SpotCheckForm(FlaskForm):
    on = _day("抽查日期")
    people = _line("抽查人员", messages.PEOPLE_NEEDED, 200)
    agrees = RadioField(
        "实地情况与申报材料",
        choices=[("yes", "一致"), ("no", "不一致")],
        validators=[InputRequired(messages.AGREES_NEEDED)],
    )
    found = _text("抽查发现的情况", messages.FOUND_NEEDED)


class ObjectionForm(FlaskForm):
    received = _day("收到日期")
    text = _text("异议的内容", messages.TEXT_NEEDED)


class SettlementForm(FlaskForm):
    how = _text("处理结果", messages.TEXT_NEEDED)


class CancelForm(FlaskForm):
    on = _day("从哪一天起取消")
    reason = _text("原因", messages.REASON_NEEDED, 500)


FORMS: Mapping[Deed, type[FlaskForm]] = {
    Deed.BEGIN: BeginForm,
    Deed.RETURN: ReasonForm,
    Deed.RECOMMEND: RecommendForm,
    Deed.REFUSE: RefuseForm,
    Deed.APPROVE: ApproveForm,
    Deed.PUBLICISE: PublicityForm,
    Deed.REOPEN: ReopenForm,
    Deed.CERTIFY: CertificateForm,
}


def offer_fields(field: Any, sections: Iterable[tuple[str, list[tuple[str, str]]]]) -> None:
    """Let a remark be about any field, under the titles of their sections, or about the whole."""
    field.choices = {messages.WHOLE: [("", messages.WHOLE)], **dict(sections)}

"""The forms by which people prove who they are, and those by which officers decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from engine.fields.phone import Phone
from engine.values import UNREADABLE
from web import messages_identities as messages
from web.captcha_fields import CaptchaFields
from web.coded_fields import IndustryField, RegionField
from web.services.credentials import (
    credit_code_problems,
    document_number_problems,
    normal_credit_code,
    normal_document_number,
    normal_mobile,
    normal_organisation_code,
)
from web.services.identities import Filled
from web.services.identity_standing import ID_CARD

LONGEST_NAME, LONGEST_PERSON, LONGEST_ADDRESS, LONGEST_REASON = 100, 50, 200, 200
LONGEST_KEPT = 500
_UNIFIED_AT_LEAST = 10
"""From so many characters on, a code is read as a unified one: an organisation code has nine."""

_NOT_KEPT = {"code", "captcha_answer", "captcha_id", "captcha_kind", "csrf_token"}

Check = Callable[[Any, Field], None]


def filled(most: int = LONGEST_NAME) -> Check:
    """Something is typed, and not too much of it."""

    def check(_form: Any, field: Field) -> None:
        text = _one_line(field.data or "")
        if not text:
            raise ValidationError(messages.missing(field.label.text))
        if len(text) > most:
            raise ValidationError(messages.too_long(field.label.text, most, len(text)))

    return check


def chosen(_form: Any, field: Field) -> None:
    """One of those offered is chosen."""
    if field.data not in {each.value for each in field.choices if each.value}:
        raise ValidationError(messages.missing(field.label.text, chosen=True))


def code_is_right(_form: Any, field: Field) -> None:
    """A unified social credit code, or an organisation code."""
    if normal_code(field.data or "") is None:
        text = (field.data or "").strip()
        if not text:
            raise ValidationError(messages.missing(field.label.text))
        raise ValidationError(" ".join(credit_code_problems(text)))


def number_is_right(form: Any, field: Field) -> None:
    """The number of the document chosen above."""
    text = (field.data or "").strip()
    if not text:
        raise ValidationError(messages.missing(field.label.text))
    told = document_number_problems(form.id_kind.data or ID_CARD, text)
    if told:
        raise ValidationError(" ".join(told))


def phone_is_right(_form: Any, field: Field) -> None:
    """A mobile number or a landline."""
    if not (field.data or "").strip():
        raise ValidationError(messages.missing(field.label.text))
    if Phone().read_text(field.data).value is UNREADABLE:
        raise ValidationError(messages.PHONE_WRONG)


def mobile_is_right(_form: Any, field: Field) -> None:
    """A mobile number."""
    if not (field.data or "").strip():
        raise ValidationError(messages.missing(field.label.text))
    if normal_mobile(field.data) is None:
        raise ValidationError(messages.MOBILE_WRONG)


def promised(_form: Any, field: Field) -> None:
    """The box is ticked."""
    if not field.data:
        raise ValidationError(messages.NO_PROMISE)


def normal_code(text: str) -> str | None:
    """A unified social credit code or an organisation code as it is kept; None where it is neither."""
    if len(text.replace(" ", "").replace("-", "")) >= _UNIFIED_AT_LEAST:
        return normal_credit_code(text)
    return normal_organisation_code(text)


def _choices(options: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in options.items()]


def _choice(
    name: str, options: Mapping[str, str], labels: Mapping[str, str] = messages.LABELS
) -> SelectField:
    choices = _choices({"": "请选择", **options})
    return SelectField(labels[name], choices=choices, validators=[chosen], validate_choice=False, default="")


def _text(name: str, *checks: Check, labels: Mapping[str, str] = messages.LABELS) -> StringField:
    return StringField(labels[name], validators=[*checks])


class LegalForm(CaptchaFields, FlaskForm):
    """法人实名认证, in the order of the manual; the region is asked besides."""

    legal_kind = _choice("legal_kind", messages.LEGAL_KINDS)
    credit_code = _text("credit_code", code_is_right)
    name = _text("name", filled())
    legal_representative = _text("legal_representative", filled(LONGEST_PERSON))
    id_kind = _choice("id_kind", messages.ID_KINDS)
    id_number = _text("id_number", number_is_right)
    region = RegionField(messages.LABELS["region"])
    address = _text("address", filled(LONGEST_ADDRESS))
    phone = _text("phone", phone_is_right)
    industry = IndustryField(messages.LABELS["industry"])
    scale = _choice("scale", messages.SCALES)
    control = _choice("control", messages.CONTROLS)
    manual = BooleanField("申请人工核验")
    promise = BooleanField("我已阅读并同意上述承诺", validators=[promised])

    def filled(self) -> Filled:
        """What was typed, as it is kept; only of a form without mistakes."""
        number = normal_code(self.credit_code.data) or ""
        details = details_of(self) | {
            "credit_code": number,
            "id_number": normal_document_number(self.id_kind.data, self.id_number.data) or "",
            "region": self.region.code,
            "industry": self.industry.code,
        }
        manual = bool(self.manual.data) or self.id_kind.data != ID_CARD
        return Filled(details["name"], number, details, self.region.code, manual)


class NaturalForm(CaptchaFields, FlaskForm):
    """自然人实名认证."""

    name = _text("name", filled(LONGEST_PERSON), labels=messages.LABELS_OF_PEOPLE)
    id_kind = _choice("id_kind", messages.ID_KINDS, messages.LABELS_OF_PEOPLE)
    id_number = _text("id_number", number_is_right, labels=messages.LABELS_OF_PEOPLE)
    promise = BooleanField("我已阅读并同意上述承诺", validators=[promised])

    def filled(self) -> Filled:
        """What was typed, as it is kept; only of a form without mistakes."""
        number = normal_document_number(self.id_kind.data, self.id_number.data) or ""
        details = details_of(self) | {"id_number": number}
        return Filled(details["name"], number, details, manual=self.id_kind.data != ID_CARD)


class LegalMobileForm(FlaskForm):
    """人工核验 of a change of mobile, for a legal person."""

    legal_kind = _choice("legal_kind", messages.LEGAL_KINDS)
    credit_code = _text("credit_code", code_is_right)
    name = _text("name", filled())
    legal_representative = _text("legal_representative", filled(LONGEST_PERSON))
    id_kind = _choice("id_kind", messages.ID_KINDS)
    id_number = _text("id_number", number_is_right)
    new_mobile = _text("new_mobile", mobile_is_right)
    code = StringField("短信验证码", validators=[filled()])

    def filled(self) -> Filled:
        """What was typed, as it is kept; only of a form without mistakes."""
        number = normal_code(self.credit_code.data) or ""
        details = details_of(self) | {
            "user": "legal",
            "credit_code": number,
            "id_number": normal_document_number(self.id_kind.data, self.id_number.data) or "",
            "new_mobile": normal_mobile(self.new_mobile.data) or "",
        }
        return Filled(details["name"], number, details, manual=True)


class NaturalMobileForm(FlaskForm):
    """人工核验 of a change of mobile, for a natural person."""

    name = _text("name", filled(LONGEST_PERSON), labels=messages.LABELS_OF_PEOPLE)
    id_kind = _choice("id_kind", messages.ID_KINDS, messages.LABELS_OF_PEOPLE)
    id_number = _text("id_number", number_is_right, labels=messages.LABELS_OF_PEOPLE)
    new_mobile = _text("new_mobile", mobile_is_right)
    code = StringField("短信验证码", validators=[filled()])

    def filled(self) -> Filled:
        """What was typed, as it is kept; only of a form without mistakes."""
        number = normal_document_number(self.id_kind.data, self.id_number.data) or ""
        details = details_of(self) | {
            "user": "natural",
            "id_number": number,
            "new_mobile": normal_mobile(self.new_mobile.data) or "",
        }
        return Filled(details["name"], number, details, manual=True)


class DecisionForm(FlaskForm):
    """An officer's decision: why not, where it is refused."""

    decision = RadioField(
        "决定", choices=_choices({"approve": "通过", "refuse": "不通过"}), validate_choice=False
    )
    usual = SelectField(
        "常用原因",
        choices=_choices({"": "请选择", **{each: each for each in messages.REASONS}}),
        validate_choice=False,
        default="",
    )
    reason = TextAreaField("不通过的原因")

    def validate_decision(self, field: Field) -> None:
        if field.data not in {"approve", "refuse"}:
            raise ValidationError(messages.DECISION_MISSING)

    def validate_reason(self, field: Field) -> None:
        if self.decision.data != "refuse":
            return
        if not self.told:
            raise ValidationError(messages.REASON_MISSING)
        if len(self.told) > LONGEST_REASON:
            raise ValidationError(messages.REASON_TOO_LONG)

    @property
    def told(self) -> str:
        """The reason that is told: the usual one that was chosen, and what was typed."""
        usual = self.usual.data if self.usual.data in messages.REASONS else ""
        typed = "".join(each if each.isprintable() else " " for each in self.reason.data or "")
        return " ".join(filter(None, (usual, " ".join(typed.split()))))


def details_of(form: FlaskForm) -> dict[str, str]:
    """All that was typed, as it stands: what the next visit begins with."""
    return {
        each.name: _one_line(str(each.data or ""))
        for each in form
        if isinstance(each, StringField | SelectField | RegionField | IndustryField)
        and each.name not in _NOT_KEPT
    }


def _one_line(text: str) -> str:
    """What was typed into one line, without what nobody sees."""
    return "".join(each for each in text if each.isprintable()).strip()[:LONGEST_KEPT]

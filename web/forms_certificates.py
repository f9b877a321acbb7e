"""The form by which everybody asks for the titles of an enterprise."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, StringField, ValidationError

from web import messages_portal as messages
from web.captcha_fields import CaptchaFields
from web.services.certificates import Question
from web.services.credentials import credit_code_problems, normal_credit_code

SHORTEST_NAME, LONGEST_NAME = 4, 100


class CertificatesForm(CaptchaFields, FlaskForm):
    """By name, by credit code, or by both."""

    ORDER = ("name", "credit_code", "captcha_answer")

    name = StringField("企业名称")
    credit_code = StringField("统一社会信用代码")

    def validate_name(self, field: Field) -> None:
        """A name that says something, or none where there is a code."""
        name = one_line(field.data)
        if not name and not one_line(self.credit_code.data):
            raise ValidationError(messages.NAME_OR_CODE)
        if name and len(name) < SHORTEST_NAME:
            raise ValidationError(messages.NAME_TOO_SHORT)
        if len(name) > LONGEST_NAME:
            raise ValidationError(messages.NAME_TOO_LONG)

    def validate_credit_code(self, field: Field) -> None:
        """A code that is one, or nothing."""
        text = one_line(field.data)
        if text and normal_credit_code(text) is None:
            raise ValidationError(" ".join(credit_code_problems(text)))

    def question(self) -> Question:
        """Whom is asked for; only of a form that is right."""
        code = one_line(self.credit_code.data)
        return Question(one_line(self.name.data), (normal_credit_code(code) or "") if code else "")


def one_line(text: str | None) -> str:
    """What was typed, without what nobody sees."""
    return " ".join((text or "").replace("\0", "").split())

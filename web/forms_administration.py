"""The forms of those who look after accounts."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from web import messages_administration as messages

LONGEST_REASON = 500


def _stripped(text: Any) -> Any:
    """What was typed without blanks at its ends, and without what no database keeps; a reason may have several lines."""
    if not isinstance(text, str):
        return text
    kept = (each for each in text if each in "\r\n\t" or unicodedata.category(each) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def _reason() -> TextAreaField:
    rules = [
        DataRequired(messages.REASON_NEEDED),
        Length(max=LONGEST_REASON, message=messages.REASON_TOO_LONG),
    ]
    return TextAreaField("原因", filters=[_stripped], validators=rules)


class DeedForm(FlaskForm):
    """Why something is done to an account."""

    reason = _reason()


class AuthorityForm(FlaskForm):
    """An authority, as its code or as the name of its region, and whether an officer manages accounts there."""

    authority = StringField(
        "主管部门",
        filters=[_stripped],
        validators=[DataRequired(messages.AUTHORITY_NEEDED), Length(max=100)],
    )
    manages = BooleanField("可以管理本部门和下级部门的账号")


class ChangeForm(AuthorityForm):
    """What becomes of an officer, and why."""

    display_name = StringField(
        "姓名",
        filters=[_stripped],
        validators=[DataRequired(messages.NAME_NEEDED), Length(max=100, message=messages.NAME_TOO_LONG)],
    )
    reason = _reason()


class InvitationForm(AuthorityForm):
    """Whom to invite, and where the link goes."""

    name = StringField(
        "姓名",
        filters=[_stripped],
        validators=[DataRequired(messages.NAME_NEEDED), Length(max=100, message=messages.NAME_TOO_LONG)],
    )
    address = StringField(
        "邮箱", filters=[_stripped], validators=[DataRequired(messages.EMAIL_WRONG), Length(max=254)]
    )

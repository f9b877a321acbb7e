"""The forms of the officers' desk."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from web import messages_desk as messages
from web.forms_registration import trimmed
from web.services.saved_views import LONGEST_NAME

LONGEST_NOTE = 1000


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class ViewForm(FlaskForm):
    """The name of a view that is kept."""

    name = StringField(
        "视图名称",
        filters=[trimmed],
        validators=[
            DataRequired(messages.NAME_NEEDED),
            Length(max=LONGEST_NAME, message=messages.NAME_TOO_LONG),
        ],
    )


class BulkForm(FlaskForm):
    """What is said of all cases at once, where something must be."""

    note_is_needed = False

    note = TextAreaField(
        "推荐意见", filters=[_stripped], validators=[Length(max=LONGEST_NOTE, message=messages.NOTE_TOO_LONG)]
    )

    def validate_note(self, field: Field) -> None:
        if self.note_is_needed and not field.data:
            raise ValidationError(messages.NOTE_NEEDED)

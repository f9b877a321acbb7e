"""The forms by which officers write and publish announcements."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, StringField, TextAreaField, ValidationError

from web import messages_announcing as messages
from web.services.announcing import Text

LONGEST_TITLE, LONGEST_BODY = 200, 50_000


class WritingForm(FlaskForm):
    """An announcement as it is written; `version` is the one that was on the page."""

    title = StringField("标题")
    body = TextAreaField("正文")
    version = HiddenField()

    def validate_title(self, field: Field) -> None:
        """One line, not too long."""
        text = " ".join((field.data or "").split())
        if not text:
            raise ValidationError(messages.TITLE_MISSING)
        if len(text) > LONGEST_TITLE:
            raise ValidationError(messages.TITLE_LONG)

    def validate_body(self, field: Field) -> None:
        """Something to read."""
        if not (field.data or "").strip():
            raise ValidationError(messages.BODY_MISSING)
        if len(field.data) > LONGEST_BODY:
            raise ValidationError(messages.BODY_LONG)

    def written(self) -> Text:
        """What was written, without what no database keeps."""
        title = " ".join((self.title.data or "").replace("\0", "").split())
        return Text(title, (self.body.data or "").replace("\0", "").replace("\r\n", "\n").strip())


class PublishingForm(FlaskForm):
    """From which day on it is read."""

    day = DateField("发布日期", render_kw={"type": "date"})

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.problem = ""

    def validate(self, *arguments: Any, **named: Any) -> bool:
        """Whether there is a day; what is wrong stands in `problem`."""
        super().validate(*arguments, **named)
        self.problem = messages.DAY_MISSING if self.day.data is None else ""
        return not self.problem and "csrf_token" not in self.errors

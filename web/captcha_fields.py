"""The captcha of a form: its fields, the question beside them, the answer that came back.

A form with one inherits `CaptchaFields`, and its page shows `components/captcha.html`:

    class EnquiryForm(CaptchaFields, FlaskForm): ...

    if captcha_fields.is_another_asked_for():            # 换一张, 改用文字问题: nothing else is done
        return page(form, captcha_fields.ask(form))
    if not captchas.check(platform, session, captcha_fields.given(form)): ...   # in the service, used up by it
"""

from __future__ import annotations

from uuid import UUID

from flask import request
from wtforms import Form, HiddenField, StringField

from web.requests import place, platform
from web.services import captchas
from web.services.captchas import PICTURE, WORDS, Answer, Asked

BUTTON = "captcha"


class CaptchaFields(Form):
    """What a form with a captcha holds besides its own fields."""

    captcha_answer = StringField("验证问题")
    captcha_id = HiddenField()
    captcha_kind = HiddenField()


def is_another_asked_for() -> bool:
    """Whether this request comes from a button that asks for another question."""
    return request.method == "POST" and BUTTON in request.form


def ask(form: CaptchaFields) -> Asked | None:
    """A new question for a form that is shown (again): of the kind its button asks for, else of the kind it had. None
    where too many were asked from this place; the page says so."""
    wanted = request.form.get(BUTTON) or form.captcha_kind.data
    asked = captchas.ask(platform(), place().address, WORDS if wanted == WORDS else PICTURE)
    form.captcha_answer.data = ""
    form.captcha_id.data = str(asked.id) if asked else ""
    form.captcha_kind.data = asked.kind if asked else ""
    return asked


def given(form: CaptchaFields) -> Answer | None:
    """The answer that came with the form, if there is one."""
    try:
        return Answer(UUID(form.captcha_id.data or ""), form.captcha_answer.data or "")
    except ValueError:
        return None

"""The button 获取验证码: the same answer for a page that is shown again and for our module.

A form with a code field is posted to its own address with `send_code` when the button is pressed. The view asks its
service for a code and either answers with `as_json(news)` or shows its page again with the news (`components/code_field.html`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, jsonify, request
from wtforms import Form

from web import messages_accounts as messages
from web.answers import json_error
from web.masking import mask_address
from web.services.codes import (
    BETWEEN,
    Checked,
    Expired,
    Issued,
    Right,
    Sent,
    TooMany,
    TooSoon,
    Unavailable,
    Used,
    Wrong,
)

BUTTON = "send_code"


@dataclass(frozen=True)
class News:
    """What came of asking for a code: whether it is on its way, what to say, after how many seconds to ask again."""

    sent: bool
    message: str
    wait: int
    reason: str = ""
    status: int = 200


def is_asked_for() -> bool:
    """Whether this request comes from the button that asks for a code."""
    return request.method == "POST" and BUTTON in request.form


def news_of(issued: Issued, address: str) -> News:
    """What to tell of a code that was asked for; the telephone or mailbox is masked."""
    match issued:
        case Sent():
            return News(True, messages.code_sent(mask_address(address)), _seconds(BETWEEN))
        case TooSoon(wait):
            return News(False, messages.code_too_soon(wait), _seconds(wait), "too_soon", 429)
        case TooMany(wait):
            return News(False, messages.code_too_many(wait), _seconds(wait), "too_many", 429)
        case Unavailable():
            return News(False, messages.CODE_UNAVAILABLE, 0, "unavailable", 503)


def problem_of(checked: Checked) -> str:
    """What to say of a code that was typed; nothing of one that is right."""
    match checked:
        case Right():
            return ""
        case Wrong(left):
            return messages.code_wrong(left)
        case Expired():
            return messages.CODE_EXPIRED
        case Used():
            return messages.CODE_USED


def as_json(news: News) -> Response:
    """The answer for our module: {"sent", "wait", "message"}, or an error that says how long to wait."""
    if news.sent:
        return jsonify(sent=True, wait=news.wait, message=news.message)
    answer = json_error(news.status, news.reason, news.message, wait=news.wait)
    if news.wait:
        answer.headers["Retry-After"] = str(news.wait)
    return answer


def wrong_as_json(errors: Mapping[str, str]) -> Response:
    """The answer for our module where no code can be sent for what was typed: the first sentence, and all by field id."""
    return json_error(422, "wrong", next(iter(errors.values()), ""), fields=dict(errors))


def errors_of(form: Form, *names: str) -> dict[str, str]:
    """The sentences about these fields of a form, by the id of the field; all fields where none is named."""
    fields = [form[name] for name in names] if names else list(form)
    return {field.id: " ".join(map(str, field.errors)) for field in fields if field.errors}


def _seconds(wait: timedelta) -> int:
    return max(0, -(-wait // timedelta(seconds=1)))

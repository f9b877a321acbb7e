"""Answering captchas, as a person would who can read them."""

from __future__ import annotations

import re
from uuid import UUID

from web.platform import Platform
from web.services import captchas
from web.services.captchas import Answer


def right_answer(platform: Platform, captcha_id: UUID) -> Answer:
    """The answer to the sum of a picture."""
    text = captchas.sum_of(platform, captcha_id)
    assert text is not None
    one, sign, other = text.removesuffix(" = ?").split(" ")
    return Answer(captcha_id, str(int(one) + int(other) if sign == "+" else int(one) - int(other)))


def answered(platform: Platform, address: str = "127.0.0.1") -> Answer:
    """A question that was asked, with its right answer."""
    asked = captchas.ask(platform, address)
    assert asked is not None
    return right_answer(platform, asked.id)


def fields_of(platform: Platform, page: str) -> dict[str, str]:
    """What a form sends with the right answer to the picture that its page shows."""
    found = re.search(r"/captcha/([0-9a-f-]{36})\.png", page)
    assert found is not None
    answer = right_answer(platform, UUID(found.group(1)))
    return {"captcha_id": str(answer.id), "captcha_answer": answer.text, "captcha_kind": "picture"}

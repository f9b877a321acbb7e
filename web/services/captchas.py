"""Captchas: a question, one answer, five minutes. The answer is kept as a keyed hash only."""

from __future__ import annotations

import hmac
import json
import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from web.models_accounts import Captcha
from web.platform import Platform
from web.sealing import derived_key, keyed_hash
from web.services.captcha_questions import question_in_words, same_answer, sum_in_signs
from web.services.lock_out import network_of

PICTURE, WORDS = "picture", "words"
LASTS = timedelta(minutes=5)
MOST, WITHIN = 120, timedelta(minutes=10)
"""How many are asked of one place on the network, and within how long."""

_KEPT = timedelta(hours=1)
_chance = random.SystemRandom()


@dataclass(frozen=True)
class Asked:
    """A question on its way: `text` where it is asked in words, '' where it is a picture."""

    id: UUID
    kind: str
    text: str = ""


@dataclass(frozen=True)
class Answer:
    """What was answered to which question."""

    id: UUID
    text: str


def ask(platform: Platform, address: str, kind: str = PICTURE) -> Asked | None:
    """A new question; none where too many were asked of this place on the network."""
    text, right = question_in_words(_chance) if kind == WORDS else sum_in_signs(_chance)
    captcha_id, now = uuid4(), platform.clock.now()
    origin = _hashed(platform, "origin", network_of(address))
    with platform.database.write() as session:
        platform.database.lock(session, f"captcha {origin}")
        asked = select(func.count()).where(Captcha.origin_key == origin, Captcha.asked_at > now - WITHIN)
        if (session.scalar(asked) or 0) >= MOST:
            return None
        session.add(
            Captcha(
                id=captcha_id,
                question={"kind": kind, "text": text},
                answer_key=_answer_key(platform, captcha_id, right),
                origin_key=origin,
                asked_at=now,
                expires_at=now + LASTS,
            )
        )
    return Asked(captcha_id, kind, text if kind == WORDS else "")


def sum_of(platform: Platform, captcha_id: UUID) -> str | None:
    """The sum that a picture shows; None where there is no such picture, or its time is over."""
    with platform.database.read() as session:
        captcha = session.get(Captcha, captcha_id)
    if captcha is None or captcha.used_at is not None or captcha.expires_at <= platform.clock.now():
        return None
    question: dict[str, str] = captcha.question
    return question["text"] if question["kind"] == PICTURE else None


def check(platform: Platform, session: Session, answer: Answer | None) -> bool:
    """Whether this is the answer; right or wrong, the question is used up, in the transaction that is under way."""
    if answer is None:
        return False
    now = platform.clock.now()
    used = session.execute(
        update(Captcha)
        .where(Captcha.id == answer.id, Captcha.used_at.is_(None), Captcha.expires_at > now)
        .values(used_at=now)
    )
    if getattr(used, "rowcount", 0) != 1:
        return False
    kept = session.scalar(select(Captcha.answer_key).where(Captcha.id == answer.id)) or ""
    return hmac.compare_digest(kept, _answer_key(platform, answer.id, answer.text))


def forget_old(platform: Platform) -> None:
    """Delete the questions that nobody can answer any more."""
    with platform.database.write() as session:
        session.execute(delete(Captcha).where(Captcha.asked_at < platform.clock.now() - _KEPT))


def _answer_key(platform: Platform, captcha_id: UUID, text: str) -> str:
    return _hashed(platform, "answer", captcha_id.hex, same_answer(text))


def _hashed(platform: Platform, kind: str, *parts: str) -> str:
    key = derived_key(platform.config.secret_key.encode(), f"tidu captcha {kind}")
    return keyed_hash(key, json.dumps(parts))

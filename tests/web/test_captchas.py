"""Captchas: varied questions, one answer, five minutes, pictures that nobody keeps."""

from __future__ import annotations

import random
import threading
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from tests.web.captchas import right_answer
from tests.web.support import Time
from web.captcha_images import HEIGHT, WIDTH, draw
from web.models_accounts import Captcha
from web.platform import Platform
from web.services import captchas
from web.services.captcha_questions import (
    in_digits,
    in_words,
    question_in_words,
    same_answer,
    sum_in_signs,
)
from web.services.captchas import LASTS, MOST, WITHIN, WORDS, Answer, Asked


def ask(platform: Platform, kind: str = "picture", address: str = "192.0.2.1") -> Asked:
    asked = captchas.ask(platform, address, kind)
    assert asked is not None
    return asked


def check(platform: Platform, answer: Answer | None) -> bool:
    with platform.database.write() as session:
        return captchas.check(platform, session, answer)


def test_right_answer_is_taken_once(any_platform: Platform) -> None:
    answer = right_answer(any_platform, ask(any_platform).id)
    assert check(any_platform, answer)
    assert not check(any_platform, answer)


def test_right_answer_sent_many_times_at_once_is_taken_once(any_platform: Platform) -> None:
    answer, results = right_answer(any_platform, ask(any_platform).id), list[bool]()
    threads = [threading.Thread(target=lambda: results.append(check(any_platform, answer))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 5 + [True]


def test_wrong_answer_uses_the_question_up(platform: Platform) -> None:
    answer = right_answer(platform, ask(platform).id)
    assert not check(platform, Answer(answer.id, "1000"))
    assert not check(platform, answer)


def test_answer_of_another_question_is_wrong(platform: Platform) -> None:
    first = ask(platform)
    assert not check(platform, Answer(uuid4(), right_answer(platform, first.id).text))
    assert not check(platform, None)


def test_question_lasts_five_minutes(platform: Platform, time: Time) -> None:
    early, late = ask(platform), ask(platform)
    answers = right_answer(platform, early.id), right_answer(platform, late.id)
    time.move(seconds=LASTS.total_seconds() - 1)
    assert check(platform, answers[0])
    time.move(seconds=1)
    assert not check(platform, answers[1])


def test_answer_is_kept_as_a_hash(platform: Platform) -> None:
    asked = ask(platform)
    answer = right_answer(platform, asked.id)
    with platform.database.read() as session:
        row = session.scalars(select(Captcha)).one()
    assert len(row.answer_key) == 64
    assert answer.text not in {row.answer_key, *row.question.values()}


def test_questions_are_limited_for_each_place(platform: Platform, time: Time) -> None:
    for _ in range(MOST):
        ask(platform)
    assert captchas.ask(platform, "192.0.2.1") is None
    ask(platform, address="192.0.2.2")
    time.move(seconds=WITHIN.total_seconds())
    ask(platform)


def test_questions_are_forgotten(platform: Platform, time: Time) -> None:
    ask(platform)
    time.move(hours=2)
    ask(platform)
    captchas.forget_old(platform)
    with platform.database.read() as session:
        assert len(session.scalars(select(Captcha)).all()) == 1


# --- Questions -----------------------------------------------------------------------------------------------


def test_questions_in_words_are_many() -> None:
    chance = random.Random(1)
    assert len({question_in_words(chance) for _ in range(2000)}) > 1000


def test_questions_in_words_have_the_answer_that_a_person_gives() -> None:
    chance = random.Random(2)
    for _ in range(2000):
        question, answer = question_in_words(chance)
        assert answer == reckoned(question)


def reckoned(question: str) -> str:
    """The answer, found in the words again."""
    if "哪一个不是" in question:
        listed, kind = question.removesuffix("？").split("”里，哪一个不是")
        from web.services.captcha_questions import _WORDS

        return next(each for each in listed.removeprefix("“").split("、") if each not in _WORDS[kind])
    plain = question.removesuffix("等于多少？").removesuffix("的数是多少？").removesuffix("，")
    for sign, change in (("大", 1), ("小", -1), ("减", -1)):
        if sign in plain:
            one, other = plain.removeprefix("比").split(sign)
            return str(number(one) + change * number(other))
    product, _, more = plain.partition("，再加") if "乘以" in plain else plain.partition("加")
    factors = product.split("乘以")
    whole = number(factors[0]) * (number(factors[1]) if len(factors) > 1 else 1)
    return str(whole + number(more))


def number(words: str) -> int:
    found = in_digits(words)
    assert found is not None, words
    return found


def test_sums_have_answers_that_are_not_negative() -> None:
    chance = random.Random(3)
    for _ in range(500):
        question, answer = sum_in_signs(chance)
        assert int(answer) >= 0
        assert eval(question.removesuffix(" = ?")) == int(answer)


def test_numbers_in_words_are_read_as_written() -> None:
    assert [in_digits(in_words(each)) for each in range(100)] == list(range(100))


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("42", "42"),
        (" ４２ ", "42"),
        ("042", "42"),
        ("四十二", "42"),
        ("四十二。", "42"),
        ("十", "10"),
        ("零", "0"),
        ("“铁路”", "铁路"),
        ("", ""),
        ("\ud800", "\ud800"),
        ("9" * 5000, "9" * 40),
    ],
)
def test_answers_are_compared_by_what_they_mean(typed: str, same: str) -> None:
    assert same_answer(typed) == same


# --- Pictures ------------------------------------------------------------------------------------------------


def test_picture_is_a_png(client: FlaskClient, platform: Platform) -> None:
    response = client.get(f"/captcha/{ask(platform).id}.png")
    assert response.content_type == "image/png"
    assert Image.open(BytesIO(response.data)).size == (WIDTH, HEIGHT)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_picture_is_the_same_however_often_it_is_looked_at() -> None:
    assert draw("7 + 12 = ?", 1) == draw("7 + 12 = ?", 1) != draw("7 + 12 = ?", 2)


def test_picture_ends_with_its_question(client: FlaskClient, platform: Platform, time: Time) -> None:
    used, old = ask(platform), ask(platform)
    check(platform, Answer(used.id, ""))
    assert client.get(f"/captcha/{used.id}.png").status_code == 404
    time.move(minutes=5)
    assert client.get(f"/captcha/{old.id}.png").status_code == 404


def test_question_in_words_has_no_picture(client: FlaskClient, platform: Platform) -> None:
    asked = ask(platform, WORDS)
    assert asked.text
    assert client.get(f"/captcha/{asked.id}.png").status_code == 404
    assert client.get(f"/captcha/{UUID(int=0)}.png").status_code == 404

"""Codes and links of one use: how often, how long, how many tries, and what the database tells of them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.web.support import Time
from web import messages_accounts as messages
from web.carriers import MAIL
from web.models_delivery import OneTimeCode, Outgoing
from web.platform import Platform
from web.services import codes
from web.services.codes import (
    Checked,
    Expired,
    Followed,
    Issued,
    Request,
    Right,
    Sent,
    TooMany,
    TooSoon,
    Unavailable,
    Used,
    Wrong,
)

PHONE = "13800001234"
REGISTER = Request("register", f"phone:{PHONE}", PHONE, "192.0.2.1")
RESET = Request("reset", "account:12", "reader@example.com", "192.0.2.1")
BASE = "https://example.cn/reset/"


@pytest.fixture
def issuing(any_platform: Platform) -> Platform:
    """A platform that keeps what it would send."""
    return replace(any_platform, config=replace(any_platform.config, demonstration=True))


def send(platform: Platform, request: Request = REGISTER) -> Issued:
    with platform.database.write() as session:
        return codes.send_code(platform, session, request)


def check(platform: Platform, typed: str, request: Request = REGISTER) -> Checked:
    with platform.database.write() as session:
        return codes.check_code(platform, session, request, typed)


def mail(platform: Platform, request: Request = RESET) -> Issued:
    with platform.database.write() as session:
        return codes.send_link(platform, session, request, lambda token: BASE + token, "密码重置")


def look(platform: Platform, token: str, purpose: str = "reset") -> Followed:
    with platform.database.write() as session:
        return codes.look_at_link(platform, session, purpose, token)


def use(platform: Platform, token: str, purpose: str = "reset") -> Followed:
    with platform.database.write() as session:
        return codes.use_link(platform, session, purpose, token)


def last_text(platform: Platform) -> str:
    with platform.database.read() as session:
        return session.scalars(select(Outgoing).order_by(Outgoing.id.desc())).first().text or ""  # type: ignore[union-attr]


def last_code(platform: Platform) -> str:
    return re.findall(r"\b\d{6}\b", last_text(platform))[0]


def last_token(platform: Platform) -> str:
    return re.findall(rf"{re.escape(BASE)}(\S+)", last_text(platform))[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def queued(platform: Platform) -> int:
    with platform.database.read() as session:
        return len(session.scalars(select(Outgoing.id)).all())


# --- A code --------------------------------------------------------------------------------------------------


def test_code_is_right_once(issuing: Platform) -> None:
    assert send(issuing) == Sent(issuing.clock.now() + timedelta(minutes=5))
    code = last_code(issuing)
    assert check(issuing, f" {code} ") == Right(REGISTER.subject)
    assert check(issuing, code) == Used()


def test_code_lasts_five_minutes(issuing: Platform, time: Time) -> None:
    send(issuing)
    time.move(seconds=299)
    assert isinstance(check(issuing, other_than(last_code(issuing))), Wrong)
    time.move(seconds=1)
    assert check(issuing, last_code(issuing)) == Expired()


def test_code_can_be_tried_five_times(issuing: Platform) -> None:
    send(issuing)
    code = last_code(issuing)
    lefts = [check(issuing, other_than(code)) for _ in range(6)]
    assert lefts == [Wrong(4), Wrong(3), Wrong(2), Wrong(1), Wrong(0), Wrong(0)]
    assert check(issuing, code) == Wrong(0)


def test_code_may_be_right_at_the_fifth_try(issuing: Platform) -> None:
    send(issuing)
    code = last_code(issuing)
    for _ in range(4):
        check(issuing, other_than(code))
    assert check(issuing, code) == Right(REGISTER.subject)


def test_newer_code_replaces_the_older(issuing: Platform, time: Time) -> None:
    send(issuing)
    older = last_code(issuing)
    time.move(seconds=60)
    send(issuing)
    newer = last_code(issuing)
    assert older == newer or check(issuing, older) == Wrong(4)
    assert isinstance(check(issuing, newer), Right)


def test_code_that_was_never_sent_is_expired(issuing: Platform) -> None:
    assert check(issuing, "123456") == Expired()


@pytest.mark.parametrize(
    "other",
    [
        replace(REGISTER, purpose="reset"),
        replace(REGISTER, subject="phone:13900001234"),
        replace(REGISTER, address="13900001234"),
    ],
)
def test_code_is_good_for_what_it_was_sent_for_only(issuing: Platform, other: Request) -> None:
    send(issuing)
    assert not isinstance(check(issuing, last_code(issuing), other), Right)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "\ud800", "0" * 10_000])
def test_anything_may_be_typed(issuing: Platform, typed: str) -> None:
    send(issuing)
    assert check(issuing, typed) == Wrong(4)


def test_many_tries_at_once_are_five(issuing: Platform) -> None:
    send(issuing)
    code = last_code(issuing)
    together = threading.Barrier(8)
    found: list[Checked] = []

    def attempt() -> None:
        together.wait()
        found.append(check(issuing, other_than(code)))

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lefts = sorted(each.left for each in found if isinstance(each, Wrong))
    assert lefts == [0, 0, 0, 0, 1, 2, 3, 4]


def test_code_by_mail_is_the_same(issuing: Platform) -> None:
    with issuing.database.write() as session:
        codes.send_code(issuing, session, RESET, MAIL)
    assert check(issuing, last_code(issuing), RESET) == Right("account:12")


# --- How often -----------------------------------------------------------------------------------------------


def test_codes_are_a_minute_apart(issuing: Platform, time: Time) -> None:
    send(issuing)
    time.move(seconds=20)
    assert send(issuing) == TooSoon(timedelta(seconds=40))
    time.move(seconds=40)
    assert isinstance(send(issuing), Sent)


def test_one_telephone_gets_one_message_a_minute_whoever_asks(issuing: Platform) -> None:
    send(issuing)
    asked = replace(REGISTER, purpose="sign_in", subject="account:3", origin="192.0.2.9")
    assert send(issuing, asked) == TooSoon(timedelta(seconds=60))


def test_one_subject_gets_one_message_a_minute_wherever_it_goes(issuing: Platform) -> None:
    send(issuing)
    assert isinstance(send(issuing, replace(REGISTER, address="13900001234")), TooSoon)


def sent_until_refused(platform: Platform, time: Time, requests: Iterator[Request]) -> tuple[int, Issued]:
    for count, request in enumerate(requests):
        answer = send(platform, request)
        if not isinstance(answer, Sent):
            return count, answer
        time.move(seconds=60)
    raise AssertionError("never refused")


def test_five_codes_an_hour(issuing: Platform, time: Time) -> None:
    count, answer = sent_until_refused(issuing, time, (REGISTER for _ in range(99)))
    assert (count, answer) == (5, TooMany(timedelta(minutes=55)))
    time.move(minutes=55)
    assert isinstance(send(issuing), Sent)


def test_ten_codes_a_day(issuing: Platform, time: Time) -> None:
    sent = 0
    for _ in range(40):
        sent += isinstance(send(issuing), Sent)
        time.move(minutes=30)
    assert sent == 10


def test_one_address_is_not_flooded_under_many_names(issuing: Platform, time: Time) -> None:
    many = (replace(REGISTER, subject=f"account:{n}", origin=f"192.0.2.{n}") for n in range(99))
    assert sent_until_refused(issuing, time, many)[0] == 5


def test_one_place_does_not_ask_for_everybody(issuing: Platform, time: Time) -> None:
    phones = [f"139{n:08}" for n in range(99)]
    answers = []
    for phone in phones:
        answers.append(send(issuing, Request("register", f"phone:{phone}", phone, "192.0.2.1")))
        time.move(seconds=1)
    assert sum(isinstance(each, Sent) for each in answers) == 60
    assert isinstance(answers[-1], TooMany)


def test_requests_at_once_send_one(issuing: Platform) -> None:
    together = threading.Barrier(6)
    found: list[Issued] = []

    def ask() -> None:
        together.wait()
        found.append(send(issuing))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in found) == ["Sent", *["TooSoon"] * 5]
    assert queued(issuing) == 1


def test_request_for_nobody_is_answered_and_limited_the_same_but_not_sent(
    issuing: Platform, time: Time
) -> None:
    quiet = replace(REGISTER, quiet=True)
    answers = [send(issuing, quiet), send(issuing, quiet)]
    assert [type(each) for each in answers] == [Sent, TooSoon]
    assert queued(issuing) == 0
    assert check(issuing, "123456", quiet) == Wrong(4)


def test_code_that_nothing_can_send_is_not_issued(any_platform: Platform) -> None:
    assert send(any_platform) == Unavailable()
    assert check(any_platform, "123456") == Expired()


# --- A link --------------------------------------------------------------------------------------------------


def test_link_is_used_once(issuing: Platform) -> None:
    assert isinstance(mail(issuing), Sent)
    token = last_token(issuing)
    assert look(issuing, token) == look(issuing, token) == Right("account:12")
    assert use(issuing, token) == Right("account:12")
    assert look(issuing, token) == use(issuing, token) == Used()


def test_link_lasts_half_an_hour(issuing: Platform, time: Time) -> None:
    mail(issuing)
    token = last_token(issuing)
    time.move(seconds=30 * 60 - 1)
    assert isinstance(look(issuing, token), Right)
    time.move(seconds=1)
    assert look(issuing, token) == use(issuing, token) == Expired()


def test_link_is_good_for_its_purpose_only(issuing: Platform) -> None:
    mail(issuing)
    assert use(issuing, last_token(issuing), "change_phone") == Expired()


def test_using_a_link_uses_up_its_sisters(issuing: Platform, time: Time) -> None:
    mail(issuing)
    first = last_token(issuing)
    time.move(seconds=60)
    mail(issuing)
    assert isinstance(use(issuing, first), Right)
    assert use(issuing, last_token(issuing)) == Used()


def test_link_followed_twice_at_once_works_once(issuing: Platform) -> None:
    mail(issuing)
    token = last_token(issuing)
    together = threading.Barrier(6)
    found: list[Followed] = []

    def follow() -> None:
        together.wait()
        found.append(use(issuing, token))

    threads = [threading.Thread(target=follow) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in found) == ["Right", *["Used"] * 5]


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 10_000])
def test_link_that_was_never_sent_is_expired(issuing: Platform, token: str) -> None:
    assert use(issuing, token) == Expired()


def test_code_is_no_link(issuing: Platform) -> None:
    send(issuing)
    assert look(issuing, last_code(issuing), "register") == Expired()


# --- At rest -------------------------------------------------------------------------------------------------


@contextmanager
def rows(platform: Platform, table: str) -> Iterator[str]:
    with platform.database.read() as session:
        yield repr(session.execute(text(f"SELECT * FROM {table}")).all())


def test_database_tells_no_code_no_link_no_address(issuing: Platform) -> None:
    send(issuing)
    mail(issuing)
    secrets = (PHONE, "reader@example.com", "account:12", "192.0.2.1", last_token(issuing))
    for table in ("one_time_code", "outgoing"):
        with rows(issuing, table) as kept:
            assert not [each for each in secrets if each in kept]


def test_codes_are_hashed_under_a_key_of_the_platform(issuing: Platform) -> None:
    send(issuing)
    other = replace(issuing, config=replace(issuing.config, secret_key="another" * 8))
    assert not isinstance(check(other, last_code(issuing)), Right)


def test_message_is_of_no_use_after_its_code(issuing: Platform) -> None:
    send(issuing)
    with issuing.database.read() as session:
        row = session.scalars(select(Outgoing)).one()
    assert row.until == issuing.clock.now() + timedelta(minutes=5)


def test_old_codes_are_forgotten(issuing: Platform, time: Time) -> None:
    send(issuing)
    time.move(days=3)
    codes.forget_old(issuing)
    with issuing.database.read() as session:
        assert session.scalars(select(OneTimeCode)).all() == []


def test_link_lasts_as_long_as_it_is_said_to(issuing: Platform, time: Time) -> None:
    with issuing.database.write() as session:
        issued = codes.send_link(
            issuing, session, RESET, lambda token: BASE + token, "邀请", lasts=timedelta(days=7)
        )
    assert issued == Sent(issuing.clock.now() + timedelta(days=7))
    assert "请在 7 天内打开" in last_text(issuing)
    token = last_token(issuing)
    time.move(days=6, hours=23)
    codes.forget_old(issuing)
    assert look(issuing, token) == Right(RESET.subject)
    time.move(hours=1)
    assert look(issuing, token) == Expired()
    codes.forget_old(issuing)
    with issuing.database.read() as session:
        assert session.scalars(select(OneTimeCode)).all() == []


def test_link_brings_the_words_it_is_given(issuing: Platform) -> None:
    with issuing.database.write() as session:
        codes.send_link(
            issuing,
            session,
            RESET,
            lambda token: BASE + token,
            "邀请",
            text_of=lambda address: f"来吧 {address}",
        )
    assert last_text(issuing).startswith(f"来吧 {BASE}")


# --- Words ---------------------------------------------------------------------------------------------------


def test_words_say_how_long_and_how_often() -> None:
    assert messages.code_too_soon(timedelta(seconds=40)) == "验证码刚刚发过，请在 40 秒后再获取。"
    assert messages.code_too_many(timedelta(minutes=55)) == "获取次数过多，请在 55 分钟后再试。"
    assert messages.code_too_many(timedelta(hours=3, seconds=1)) == "获取次数过多，请在 4 小时后再试。"
    assert messages.code_wrong(4) == "验证码不正确，还可以再试 4 次。"
    assert messages.code_wrong(0) == messages.CODE_SPENT

"""Messages on their way out: queued with what causes them, sent once by whoever comes round, given up in the end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from tests.databases import give_tables
from tests.web.receivers import Gateway, gateway, mail_server
from tests.web.support import Time, make_config
from web.application import create_application
from web.carriers import MAIL, SMS, HttpCarrier, Letter, SmtpCarrier
from web.models_delivery import GIVEN_UP, SENT, SHOWN, WAITING, Outgoing
from web.platform import Platform
from web.sealing import new_key, read_keys
from web.sender import Sender
from web.services import delivery
from web.services.delivery import AT_ONCE, CLAIMED_FOR, can_send, delay_after, forget_old, queue, send_due

PHONE = "13800001234"
TEXT = "验证码 123456，5 分钟内有效。"


@pytest.fixture
def found() -> Iterator[Gateway]:
    with gateway() as each:
        yield each


@pytest.fixture
def sending(any_platform: Platform, found: Gateway) -> Platform:
    """A platform whose short messages go to the gateway."""
    return replace(any_platform, carriers={SMS: HttpCarrier(found.url, "")})


def put(platform: Platform, address: str = PHONE, channel: str = SMS, **options: Any) -> bool:
    with platform.database.write() as session:
        return queue(platform, session, channel, address, TEXT, purpose="register", **options)


def states(platform: Platform) -> list[tuple[str, int]]:
    with platform.database.read() as session:
        rows = session.execute(select(Outgoing.state, Outgoing.tries).order_by(Outgoing.id))
        return [(row.state, row.tries) for row in rows]


# --- Queuing -------------------------------------------------------------------------------------------------


def test_message_is_sent_once(sending: Platform, found: Gateway) -> None:
    assert put(sending)
    assert [send_due(sending), send_due(sending)] == [1, 0]
    assert [each["phone"] for each in found.asked] == [PHONE]
    assert states(sending) == [(SENT, 1)]


def test_message_of_a_transaction_that_fails_is_never_sent(sending: Platform, found: Gateway) -> None:
    def fail() -> None:
        with sending.database.write() as session:
            queue(sending, session, SMS, PHONE, TEXT, purpose="register")
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert send_due(sending) == 0


def test_message_that_nothing_sends_is_not_queued(
    any_platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    assert not can_send(any_platform, SMS)
    assert not put(any_platform)
    assert states(any_platform) == []
    assert "no way to send sms" in caplog.text


@pytest.mark.parametrize("bad", ["138\r\nBcc: x", "138\x00", "138\u2028"])
def test_address_and_subject_are_one_line(sending: Platform, bad: str) -> None:
    for given in ({"address": bad}, {"subject": bad}):
        with pytest.raises(ValueError, match="one line"):
            put(sending, **given)


def test_address_and_content_are_sealed_at_rest(sending: Platform) -> None:
    put(sending, subject="主题甲")
    with sending.database.read() as session:
        row = session.execute(text("SELECT * FROM outgoing")).one()
    assert not [each for each in row if isinstance(each, str) and ("138" in each[:3] or "123456" in each)]
    assert "主题甲" not in row


def test_content_is_erased_once_it_was_sent(sending: Platform) -> None:
    put(sending)
    send_due(sending)
    with sending.database.read() as session:
        row = session.scalars(select(Outgoing)).one()
    assert (row.text, row.subject) == (None, None)


def test_mail_and_short_messages_go_their_own_ways(sending: Platform, found: Gateway) -> None:
    with mail_server() as box:
        mail = SmtpCarrier(f"smtp://127.0.0.1:{box.port}", "noreply@example.cn")
        both = replace(sending, carriers={**sending.carriers, MAIL: mail})
        put(both, "reader@example.com", MAIL, subject="验证码")
        put(both)
        assert send_due(both) == 2
    assert (len(box.mails), len(found.asked)) == (1, 1)
    assert box.mails[0].get_content().strip() == TEXT


# --- Trying again --------------------------------------------------------------------------------------------


def test_delay_grows_to_an_hour() -> None:
    waits = [delay_after(tries) // timedelta(seconds=1) for tries in range(1, 10)]
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_message_that_failed_is_sent_later_under_the_same_key(
    sending: Platform, found: Gateway, time: Time
) -> None:
    put(sending)
    found.answers += [500, 503]
    assert send_due(sending) == 1
    assert send_due(sending) == 0
    time.move(seconds=30)
    assert send_due(sending) == 1
    time.move(seconds=60)
    assert send_due(sending) == 1
    assert len(found.keys) == 3
    assert len(set(found.keys)) == 1
    assert states(sending) == [(SENT, 3)]


def test_message_is_given_up_after_a_day(sending: Platform, found: Gateway, time: Time) -> None:
    put(sending)
    found.answers += [500] * 100
    for _ in range(100):
        send_due(sending)
        time.move(hours=1)
    ((state, tries),) = states(sending)
    assert state == GIVEN_UP
    assert 20 < tries < 30
    with sending.database.read() as session:
        row = session.scalars(select(Outgoing)).one()
    assert (row.text, row.trouble) == (None, "the gateway answered 500")


def test_message_that_is_of_no_more_use_is_not_sent(sending: Platform, found: Gateway, time: Time) -> None:
    put(sending, until=sending.clock.now() + timedelta(minutes=5))
    time.move(minutes=5)
    send_due(sending)
    assert found.asked == []
    assert states(sending)[0][0] == GIVEN_UP


def test_message_that_is_refused_is_given_up_at_once(sending: Platform, found: Gateway) -> None:
    put(sending)
    found.answers.append(422)
    send_due(sending)
    assert states(sending) == [(GIVEN_UP, 1)]


def test_message_that_fails_does_not_hold_up_the_others(sending: Platform, found: Gateway) -> None:
    for _ in range(3):
        put(sending)
    found.answers += [500]
    assert send_due(sending) == 3
    assert sorted(states(sending)) == [(SENT, 1), (SENT, 1), (WAITING, 1)]


def test_fault_of_ours_is_a_failure_like_others(sending: Platform, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def send(self, letter: Letter) -> None:
            raise KeyError(letter.address)

    put(sending)
    send_due(replace(sending, carriers={SMS: Broken()}))
    assert states(sending) == [(WAITING, 1)]


def test_message_whose_key_is_lost_is_given_up(
    sending: Platform, tmp_path: Path, found: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    put(sending)
    keys = read_keys(new_key())
    config = replace(sending.config, sealing_keys=keys)
    other = replace(Platform.from_config(config, sending.clock), carriers=sending.carriers)
    assert send_due(other) == 1
    assert states(sending) == [(GIVEN_UP, 1)]
    assert "no key named" in caplog.text
    other.database.dispose()


def test_one_round_is_bounded(sending: Platform) -> None:
    for _ in range(AT_ONCE + 3):
        put(sending)
    assert [send_due(sending), send_due(sending)] == [AT_ONCE, 3]


def test_round_ends_when_the_server_stops(sending: Platform) -> None:
    put(sending)
    assert send_due(sending, stopped=lambda: True) == 0


def test_log_tells_neither_address_nor_content(
    sending: Platform, found: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    found.answers += [500, 422]
    for _ in range(3):
        put(sending)
    send_due(sending)
    assert "138****1234" in caplog.text
    assert "not sent: the gateway answered 500" in caplog.text
    assert "given up: the gateway answered 422" in caplog.text
    assert PHONE not in caplog.text
    assert "123456" not in caplog.text


def test_old_messages_are_forgotten(sending: Platform, found: Gateway, time: Time) -> None:
    put(sending)
    send_due(sending)
    time.move(days=31)
    put(sending)
    forget_old(sending)
    assert states(sending) == [(WAITING, 0)]


# --- Several workers, and one that dies ----------------------------------------------------------------------


def test_two_workers_never_send_the_same(sending: Platform, found: Gateway) -> None:
    """Four threads on two connections pools, as two processes would be."""
    for _ in range(30):
        put(sending)
    second = replace(Platform.from_config(sending.config, sending.clock), carriers=sending.carriers)
    together = threading.Barrier(4)

    def work(platform: Platform) -> None:
        together.wait()
        while send_due(platform):
            pass

    threads = [threading.Thread(target=work, args=[each]) for each in (sending, second) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.database.dispose()
    assert len(found.keys) == len(set(found.keys)) == 30
    assert states(sending) == [(SENT, 1)] * 30


def test_message_is_not_taken_while_somebody_sends_it(sending: Platform, found: Gateway) -> None:
    taken_meanwhile: list[int] = []
    found.before = lambda: taken_meanwhile.append(send_due(sending))
    put(sending)
    send_due(sending)
    assert taken_meanwhile == [0]


class Killed(BaseException):
    """The process is gone."""


def test_message_is_sent_again_when_its_worker_died_before_saying_so(
    sending: Platform, found: Gateway, time: Time
) -> None:
    """At least once, under the same key: the gateway can tell that it is the same message."""

    class Dying:
        def send(self, letter: Letter) -> None:
            HttpCarrier(found.url, "").send(letter)
            raise Killed

    put(sending)
    with pytest.raises(Killed):
        send_due(replace(sending, carriers={SMS: Dying()}))
    assert send_due(sending) == 0
    time.moment += CLAIMED_FOR
    assert send_due(sending) == 1
    assert len(found.keys) == 2
    assert len(set(found.keys)) == 1
    assert states(sending) == [(SENT, 2)]


def test_worker_that_took_too_long_does_not_undo_what_another_did(
    sending: Platform, found: Gateway, time: Time
) -> None:
    class Slow:
        def send(self, letter: Letter) -> None:
            time.moment += CLAIMED_FOR
            assert send_due(sending) == 1
            raise delivery.Undelivered("too slow")

    put(sending)
    send_due(replace(sending, carriers={SMS: Slow()}))
    assert states(sending) == [(SENT, 2)]


def test_sender_sends_until_it_is_stopped(sending: Platform, found: Gateway) -> None:
    arrived = threading.Event()
    found.before = arrived.set
    sender = Sender(sending, every=0.05)
    sender.start()
    put(sending)
    assert arrived.wait(10)
    sender.stop()
    put(sending)
    assert not sender._thread.is_alive()
    assert len(found.asked) == 1


def test_sender_survives_a_database_that_is_away(
    sending: Platform, found: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("web.sender.AFTER_TROUBLE", 0.05)
    with sending.database.write() as session:
        session.execute(text("ALTER TABLE outgoing RENAME TO away"))
    arrived = threading.Event()
    found.before = arrived.set
    sender = Sender(sending, every=0.05)
    sender.start()
    while "cannot be worked on" not in caplog.text:
        arrived.wait(0.02)
    with sending.database.write() as session:
        session.execute(text("ALTER TABLE away RENAME TO outgoing"))
    put(sending)
    assert arrived.wait(10)
    sender.stop()


# --- The outbox of a demonstration ---------------------------------------------------------------------------


@pytest.fixture
def demonstration(tmp_path: Path, sqlite_url: str, time: Time) -> Iterator[Flask]:
    config = replace(make_config(tmp_path, sqlite_url), demonstration=True)
    application = create_application(config, clock=time.clock)
    give_tables(application.extensions["tidu"].database)
    yield application
    application.extensions["tidu"].database.dispose()


def test_demonstration_shows_what_it_would_send(demonstration: Flask) -> None:
    platform: Platform = demonstration.extensions["tidu"]
    put(platform)
    put(platform, "reader@example.com", MAIL, subject="密码重置")
    page = demonstration.test_client().get("/outbox").text
    assert TEXT in page
    assert "密码重置" in page
    assert "138****1234" in page
    assert PHONE not in page
    assert send_due(platform) == 0
    assert states(platform) == [(SHOWN, 0), (SHOWN, 0)]


def test_outbox_escapes_what_it_shows(demonstration: Flask) -> None:
    platform: Platform = demonstration.extensions["tidu"]
    put(platform)
    with platform.database.write() as session:
        session.execute(update(Outgoing).values(text="<script>alert(1)</script>"))
    assert "<script>alert" not in demonstration.test_client().get("/outbox").text


def test_outbox_that_is_empty_says_so(demonstration: Flask) -> None:
    assert "还没有发出过" in demonstration.test_client().get("/outbox").text


def test_outbox_is_there_in_a_demonstration_only(client: FlaskClient) -> None:
    assert client.get("/outbox").status_code == 404


def test_outbox_is_gone_when_everything_is_really_sent(demonstration: Flask) -> None:
    platform: Platform = demonstration.extensions["tidu"]
    real = {
        SMS: HttpCarrier("http://127.0.0.1:1", ""),
        MAIL: SmtpCarrier("smtp://127.0.0.1:1", "a@example.cn"),
    }
    demonstration.extensions["tidu"] = replace(platform, carriers=real)
    assert demonstration.test_client().get("/outbox").status_code == 404

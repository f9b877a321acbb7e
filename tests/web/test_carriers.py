"""Mail over real SMTP, short messages over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.receivers import HOST, PASSWORD, USER, free_port, gateway, mail_server, make_certificate
from web import carriers
from web.carriers import MAIL, SMS, HttpCarrier, Letter, SmtpCarrier, Undelivered, compose

AT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
SENDER = "示例平台 <noreply@example.cn>"
TEXT = "您好！\n\n验证码 123456，5 分钟内有效。\n"


def mail(address: str = "reader@example.com", subject: str = "验证码", text: str = TEXT) -> Letter:
    return Letter("key-1", MAIL, address, subject, text, AT)


def smtp(port: int, scheme: str = "smtp", user: str = "") -> SmtpCarrier:
    return SmtpCarrier(f"{scheme}://{user}{HOST}:{port}", SENDER)


WITH_PASSWORD = f"{USER}:{quote(PASSWORD, safe='')}@"


# --- Mail ----------------------------------------------------------------------------------------------------


def test_mail_arrives_as_plain_chinese_text() -> None:
    with mail_server() as box:
        smtp(box.port).send(mail())
    received = box.mails[0]
    assert received.get_content_type() == "text/plain"
    assert received.get_content_charset() == "utf-8"
    assert received.get_content() == TEXT
    assert (received["Subject"], received["From"], received["To"]) == ("验证码", SENDER, "reader@example.com")
    assert box.receivers == [["reader@example.com"]]


def test_mail_carries_its_key_and_says_that_nobody_wrote_it() -> None:
    message = compose(mail(), SENDER)
    assert message["Message-ID"] == "<key-1@example.cn>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Sun, 01 Mar 2026 04:00:00 +0000"


def test_mail_uses_tls_where_it_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(tls_context=context) as box:
        smtp(box.port, user=WITH_PASSWORD).send(mail())
    assert (box.secure, box.signed_in) == ([True], [USER])


def test_mail_uses_tls_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(ssl_context=context, auth_require_tls=False) as box:
        smtp(box.port, "smtps", WITH_PASSWORD).send(mail())
    assert (len(box.mails), box.signed_in) == (1, [USER])


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_mail_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path, scheme: str) -> None:
    context, _ = make_certificate(tmp_path)
    options = {"tls_context": context} if scheme == "smtp" else {"ssl_context": context}
    with mail_server(**options) as box, pytest.raises(Undelivered, match="SSL") as failure:
        smtp(box.port, scheme, WITH_PASSWORD).send(mail())
    assert not failure.value.final
    assert (box.mails, box.signed_in) == ([], [])


def test_password_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "_is_this_machine", lambda host: False)
    with mail_server(auth_require_tls=False) as box, pytest.raises(Undelivered, match="no TLS"):
        smtp(box.port, user=WITH_PASSWORD).send(mail())
    assert (box.mails, box.signed_in) == ([], [])


def test_wrong_password_may_be_right_later() -> None:
    with mail_server(auth_require_tls=False) as box, pytest.raises(Undelivered, match="535") as failure:
        smtp(box.port, user=f"{USER}:wrong@").send(mail())
    assert not failure.value.final


@pytest.mark.parametrize(
    ("answer", "final"), [("550 no such mailbox", True), ("450 busy", False), ("452 full", False)]
)
def test_receiver_that_is_refused(answer: str, final: bool) -> None:
    with mail_server() as box:
        box.refused["reader@example.com"] = answer
        with pytest.raises(Undelivered, match=answer[:3]) as failure:
            smtp(box.port).send(mail())
    assert failure.value.final is final
    assert "reader" not in failure.value.reason


@pytest.mark.parametrize(("answer", "final"), [("554 no", True), ("451 later", False)])
def test_content_that_is_refused(answer: str, final: bool) -> None:
    with mail_server() as box:
        box.answers.append(answer)
        with pytest.raises(Undelivered, match=answer[:3]) as failure:
            smtp(box.port).send(mail())
    assert failure.value.final is final


def test_mail_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(Undelivered) as failure:
        smtp(free_port()).send(mail())
    assert not failure.value.final


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "名 <a@example.com>",
        "a@example.com b@example.com",
        "nobody",
        "",
    ],
)
def test_address_is_one_address(address: str) -> None:
    with pytest.raises(Undelivered) as failure:
        compose(mail(address), SENDER)
    assert failure.value.final


def test_subject_is_one_line() -> None:
    message = compose(mail(subject="甲\r\nBcc: b@example.com\r\n\r\n乙"), SENDER)
    assert message["Subject"] == "甲 Bcc: b@example.com 乙"
    assert message["Bcc"] is None


# --- Short messages ------------------------------------------------------------------------------------------


def sms() -> Letter:
    return Letter("key-1", SMS, "13800000000", "", "验证码 123456", AT)


def test_short_message_arrives_with_its_key_and_token() -> None:
    with gateway() as found:
        HttpCarrier(found.url, "hush").send(sms())
    assert found.asked == [{"key": "key-1", "phone": "13800000000", "text": "验证码 123456"}]
    assert found.headers[0]["Authorization"] == "Bearer hush"
    assert found.headers[0]["Idempotency-Key"] == "key-1"


@pytest.mark.parametrize(
    ("status", "final"), [(400, True), (422, True), (401, False), (429, False), (500, False), (302, False)]
)
def test_gateway_that_refuses(status: int, final: bool) -> None:
    with gateway() as found:
        found.answers.append(status)
        with pytest.raises(Undelivered, match=str(status)) as failure:
            HttpCarrier(found.url, "").send(sms())
    assert failure.value.final is final
    assert len(found.asked) == 1


def test_gateway_that_is_away_is_tried_again() -> None:
    with pytest.raises(Undelivered) as failure:
        HttpCarrier(f"http://{HOST}:{free_port()}/", "").send(sms())
    assert not failure.value.final


def test_gateway_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    released = threading.Event()
    monkeypatch.setattr(carriers, "TIMEOUT", 0.3)
    with gateway() as found:
        found.before = lambda: released.wait(10) and None
        with pytest.raises(Undelivered, match=r"[Tt]ime"):
            HttpCarrier(found.url, "").send(sms())
        released.set()


def test_failures_tell_nothing_of_the_letter() -> None:
    assert "13800000000" not in repr(sms())
    assert "123456" not in repr(sms())
    assert "hush" not in repr(HttpCarrier("http://x", "hush"))
    assert "hush" not in repr(smtp(1, user=WITH_PASSWORD))

"""The verifier that is asked over HTTP, against a real server; whatever goes wrong is left to an officer."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator

import pytest

from tests.web.receivers import HOST, Answers, answering, free_port
from web import verifiers
from web.config import Config, ConfigError
from web.verifiers import (
    ByOfficer,
    Claim,
    HttpVerifier,
    NotVerified,
    Undecided,
    Verified,
    verifier,
)

CLAIM = Claim("legal", "示例实名有限公司", "91350211MADEM00113", {"legal_representative": "示例甲"})


@pytest.fixture
def service() -> Iterator[Answers]:
    with answering() as found:
        yield found


def asked(service: Answers, body: object, status: int = 200) -> object:
    service.answer = (status, body if isinstance(body, bytes) else json.dumps(body).encode())
    return HttpVerifier(service.url, "hush").verify(CLAIM)


def test_officers_decide_where_nothing_is_set() -> None:
    assert verifier("", "") == ByOfficer()
    assert ByOfficer().verify(CLAIM) == Undecided()


def test_service_is_told_the_claim_and_the_token(service: Answers) -> None:
    asked(service, {"result": "verified"})
    assert service.asked == [
        {
            "kind": "legal",
            "name": "示例实名有限公司",
            "number": "91350211MADEM00113",
            "details": {"legal_representative": "示例甲"},
        }
    ]
    assert service.headers[0]["Authorization"] == "Bearer hush"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({"result": "verified"}, Verified()),
        ({"result": "refused", "reason": "名称不一致。"}, NotVerified("名称不一致。")),
        ({"result": "refused", "reason": "一\n二"}, NotVerified("一 二")),
        ({"result": "refused"}, NotVerified("")),
        ({"result": "undecided"}, Undecided()),
        ({"result": "yes"}, Undecided()),
        ({}, Undecided()),
        ([], Undecided()),
        (b"not json", Undecided()),
        (b"\xff\xfe", Undecided()),
    ],
)
def test_answer_is_read(service: Answers, answer: object, verdict: object) -> None:
    assert asked(service, answer) == verdict


@pytest.mark.parametrize("status", [201, 302, 307, 400, 401, 500])
def test_other_statuses_are_left_to_an_officer(service: Answers, status: int) -> None:
    assert asked(service, {"result": "verified"}, status) == Undecided()
    assert len(service.asked) == 1


def test_service_that_is_away_is_left_to_an_officer(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert HttpVerifier(f"http://{HOST}:{free_port()}/", "hush").verify(CLAIM) == Undecided()
    assert "ConnectionRefusedError" in caplog.text
    for secret in ("示例", "91350211MADEM00113", "hush"):
        assert secret not in caplog.text


def test_service_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch, service: Answers) -> None:
    released = threading.Event()
    monkeypatch.setattr(verifiers, "TIMEOUT", 0.2)
    service.before = lambda: released.wait(10) and None
    assert asked(service, {"result": "verified"}) == Undecided()
    released.set()


def test_token_is_not_shown() -> None:
    assert "hush" not in repr(HttpVerifier("http://x", "hush"))


@pytest.mark.parametrize(
    "values",
    [
        {"TIDU_VERIFIER_URL": "ftp://x"},
        {"TIDU_VERIFIER_URL": "https://"},
        {"TIDU_VERIFIER_TOKEN": "密"},
    ],
)
def test_settings_that_cannot_be_used_are_named(values: dict[str, str]) -> None:
    given = {"TIDU_SECRET_KEY": "s" * 40, "TIDU_SEALING_KEYS": f"a:{'A' * 43}=", **values}
    with pytest.raises(ConfigError, match=next(iter(values))):
        Config.from_environment(given)

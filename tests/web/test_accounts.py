"""Accounts: signing in, and the lock-out that makes guessing slow."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from tests.web.captchas import answered
from tests.web.support import FACTS, PASSWORD, Firm, Time, make_firm
from web.models import Account, Event, SignInAttempt
from web.platform import Platform
from web.services import accounts
from web.services.accounts import (
    Halfway,
    confirm_password,
    create_account,
    set_password,
    sign_in,
    sign_out_everywhere,
)
from web.services.attempts import Refusal, forget_old
from web.services.captchas import Answer
from web.services.devices import remember
from web.services.lock_out import (
    CAPTCHA_FROM,
    CAPTCHA_FROM_ALL,
    CAPTCHA_FROM_NAMES,
    FREE_TRIES,
    MOST_A_DAY,
)
from web.services.logins import HIDDEN, find_login
from web.services.passwords import generate_password, verify_password
from web.services.people import SignedIn
from web.services.sessions import Place, find_person

HERE = Place("127.0.0.1", "Chrome（Windows）")
ELSEWHERE = Place("203.0.113.7", "Firefox（Linux）")
KNOWN = Place("127.0.0.1", "Chrome（Windows）", "0123456789abcdef" * 4)
CODE = FACTS["enterprise.credit_code"]


def attempt(
    platform: Platform,
    password: str = "wrong",
    name: str = "tester",
    *,
    place: Place = HERE,
    answer: Answer | None = None,
) -> SignedIn | Halfway | Refusal:
    return sign_in(platform, name, password, place, answer=answer)


def fail(platform: Platform, times: int = FREE_TRIES, name: str = "tester", place: Place = HERE) -> None:
    """Fail so often, answering each captcha."""
    for _ in range(times):
        result = attempt(platform, name=name, place=place, answer=answered(platform, place.address))
        assert isinstance(result, Refusal)
        assert result.reason == "wrong"


def outcomes(platform: Platform) -> list[str]:
    with platform.database.read() as session:
        return list(session.scalars(select(SignInAttempt.outcome).order_by(SignInAttempt.id)))


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often, and for whom, a password was compared: `somebody` or `nobody`."""
    calls: list[str] = []

    def count(kept: str | None, password: str) -> bool:
        calls.append("somebody" if kept else "nobody")
        return verify_password(kept, password)

    monkeypatch.setattr(accounts, "verify_password", count)
    return calls


def test_passwords_are_hashed_at_the_price_of_rfc_9106(shipped_hasher: PasswordHasher) -> None:
    """Argon2id with 64 MiB, three passes and four lanes: the second recommendation of RFC 9106, section 4."""
    shipped = shipped_hasher
    assert (shipped.type.name, shipped.memory_cost, shipped.time_cost, shipped.parallelism) == (
        "ID",
        65536,
        3,
        4,
    )


def test_sign_in_with_the_password(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    result = attempt(any_platform, PASSWORD)
    assert isinstance(result, SignedIn)
    assert result.enterprise_id == firm.enterprise_id


def test_sign_in_takes_the_login_name_in_any_width_and_case(platform: Platform, firm: Firm) -> None:
    assert isinstance(attempt(platform, PASSWORD, " ＴＥＳＴＥＲ "), SignedIn)


def test_sign_in_does_not_tell_which_part_was_wrong(platform: Platform, firm: Firm) -> None:
    assert attempt(platform, "wrong") == attempt(platform, "wrong", "nobody") == Refusal("wrong")


@pytest.mark.parametrize("odd", ["a\0b", "\ud800", "\udfff\0", "名\ud83d"])
def test_sign_in_takes_what_is_no_text_for_a_wrong_password(any_platform: Platform, odd: str) -> None:
    make_firm(any_platform)
    assert attempt(any_platform, odd) == Refusal("wrong")
    assert attempt(any_platform, "wrong", odd) == Refusal("wrong")


def test_sign_in_refuses_a_password_that_only_begins_right(platform: Platform) -> None:
    create_account(platform, "long", "x" * 128, "", None)
    assert attempt(platform, "x" * 129, "long") == Refusal("wrong")


# --- The lock-out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tester", "nobody"])
def test_lock_out_begins_after_the_free_tries(platform: Platform, firm: Firm, name: str) -> None:
    fail(platform, name=name)
    result = attempt(platform, name=name)
    assert isinstance(result, Refusal)
    assert (result.reason, result.wait) == ("locked", timedelta(seconds=30))


def test_lock_out_holds_for_the_right_password_too(platform: Platform, firm: Firm) -> None:
    fail(platform)
    result = attempt(platform, PASSWORD, answer=answered(platform))
    assert isinstance(result, Refusal)
    assert result.reason == "locked"


def test_lock_out_ends(platform: Platform, firm: Firm, time: Time) -> None:
    fail(platform)
    time.move(seconds=30)
    assert isinstance(attempt(platform, PASSWORD, answer=answered(platform)), SignedIn)


def test_lock_out_grows(platform: Platform, firm: Firm, time: Time) -> None:
    fail(platform)
    time.move(seconds=30)
    fail(platform, 1)
    assert attempt(platform) == Refusal("locked", timedelta(seconds=60), captcha=True)


def test_lock_out_is_not_longer_for_trying_while_it_lasts(platform: Platform, firm: Firm, time: Time) -> None:
    fail(platform)
    for _ in range(10):
        attempt(platform)
    assert attempt(platform) == Refusal("locked", timedelta(seconds=30), captcha=True)


def test_lock_out_starts_again_after_success(platform: Platform, firm: Firm) -> None:
    fail(platform, FREE_TRIES - 1)
    attempt(platform, PASSWORD, answer=answered(platform))
    fail(platform, FREE_TRIES)


def test_lock_out_touches_one_login_name_only(platform: Platform, firm: Firm) -> None:
    fail(platform, name="somebody")
    assert isinstance(attempt(platform, PASSWORD), SignedIn)


def test_lock_out_touches_one_place_only(platform: Platform, firm: Firm) -> None:
    fail(platform)
    assert isinstance(attempt(platform, PASSWORD, place=ELSEWHERE), SignedIn)


def test_lock_out_counts_guesses_made_at_once(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    remember(any_platform, firm.account_id, KNOWN.browser)
    results = at_once(any_platform, KNOWN, FREE_TRIES + 7)
    assert results.count("wrong") == FREE_TRIES
    assert results.count("locked") == 7


def test_lock_out_lets_guesses_made_at_once_not_slip_past_the_captcha(any_platform: Platform) -> None:
    make_firm(any_platform)
    results = at_once(any_platform, HERE, CAPTCHA_FROM + 7)
    assert results.count("wrong") == CAPTCHA_FROM
    assert results.count("captcha") == 7


def at_once(platform: Platform, place: Place, times: int) -> list[str]:
    results: list[str] = []

    def run() -> None:
        result = attempt(platform, place=place)
        results.append(result.reason if isinstance(result, Refusal) else "")

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_known_browser_does_not_suffer_from_strangers(platform: Platform, firm: Firm) -> None:
    remember(platform, firm.account_id, KNOWN.browser)
    fail_from_everywhere(platform, MOST_A_DAY + 1)
    assert isinstance(attempt(platform, PASSWORD, place=ELSEWHERE, answer=answered(platform)), Refusal)
    assert isinstance(attempt(platform, PASSWORD, place=KNOWN), SignedIn)


def test_known_browser_has_its_own_lock_out(platform: Platform, firm: Firm) -> None:
    remember(platform, firm.account_id, KNOWN.browser)
    for _ in range(FREE_TRIES):
        assert attempt(platform, place=KNOWN) == Refusal("wrong")
    assert attempt(platform, PASSWORD, place=KNOWN) == Refusal("locked", timedelta(seconds=30))
    assert isinstance(attempt(platform, PASSWORD), SignedIn)


def test_browser_known_to_another_account_is_none_of_this_one(platform: Platform, firm: Firm) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    remember(platform, other.account_id, KNOWN.browser)
    for _ in range(CAPTCHA_FROM):
        attempt(platform, place=KNOWN)
    assert attempt(platform, PASSWORD, place=KNOWN) == Refusal("captcha", captcha=True)


def test_captcha_is_asked_from_the_third_failure(platform: Platform, firm: Firm) -> None:
    for _ in range(CAPTCHA_FROM - 1):
        assert attempt(platform) == Refusal("wrong")
    assert attempt(platform) == Refusal("wrong", captcha=True)
    assert attempt(platform, PASSWORD) == Refusal("captcha", captcha=True)
    assert isinstance(attempt(platform, PASSWORD, answer=answered(platform)), SignedIn)


@pytest.mark.parametrize("name", ["tester", "nobody"])
def test_captcha_is_asked_everywhere_after_failures_from_many_places(
    platform: Platform, firm: Firm, time: Time, name: str
) -> None:
    fail_from_everywhere(platform, CAPTCHA_FROM_ALL - 1, name)
    assert attempt(platform, name=name, place=ELSEWHERE) == Refusal("wrong", captcha=True)
    assert attempt(platform, PASSWORD, name) == Refusal("captcha", captcha=True)
    time.move(hours=1, seconds=1)
    assert attempt(platform, name=name) == Refusal("wrong")


def test_captcha_is_asked_where_many_names_failed(platform: Platform, firm: Firm) -> None:
    for number in range(CAPTCHA_FROM_NAMES):
        attempt(platform, name=f"guess{number}")
    assert attempt(platform, PASSWORD) == Refusal("captcha", captcha=True)
    assert isinstance(attempt(platform, PASSWORD, place=ELSEWHERE), SignedIn)


def test_captcha_that_is_not_answered_compares_no_password(
    platform: Platform, firm: Firm, verified: list[str]
) -> None:
    fail(platform, CAPTCHA_FROM)
    verified.clear()
    attempt(platform, PASSWORD)
    assert verified == []


def test_one_name_waits_everywhere_after_a_hundred_failures_a_day(
    platform: Platform, firm: Firm, time: Time
) -> None:
    fail_from_everywhere(platform, MOST_A_DAY)
    fail(platform, 1, place=ELSEWHERE)
    result = attempt(platform, PASSWORD, answer=answered(platform))
    assert result == Refusal("locked", timedelta(seconds=30), captcha=True)
    time.move(seconds=30)
    assert isinstance(attempt(platform, PASSWORD, answer=answered(platform)), SignedIn)


def fail_from_everywhere(platform: Platform, times: int, name: str = "tester") -> None:
    """As if each guess had come from a place of its own."""
    with platform.database.write() as session:
        kept = find_login(platform, session, name).kept
        session.add_all(
            SignInAttempt(login_name=kept, address=f"198.51.100.{number}", at=platform.clock.now())
            for number in range(times)
        )


# --- What nobody learns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "who"), [("tester", "somebody"), ("nobody", "nobody")])
def test_sign_in_compares_one_password_whoever_is_named(
    platform: Platform, firm: Firm, verified: list[str], name: str, who: str
) -> None:
    attempt(platform, name=name)
    assert verified == [who]


def test_sign_in_compares_one_password_for_a_closed_account_too(
    platform: Platform, firm: Firm, verified: list[str]
) -> None:
    close(platform, firm)
    assert attempt(platform, PASSWORD) == Refusal("wrong")
    assert verified == ["somebody"]


def test_failures_of_one_name_do_not_tell_which_other_is_the_same_account(
    platform: Platform, firm: Firm
) -> None:
    fail(platform)
    assert attempt(platform, name=CODE) == Refusal("wrong")


def test_attempts_are_recorded_with_what_came_of_them(platform: Platform, firm: Firm) -> None:
    attempt(platform, PASSWORD)
    fail(platform, CAPTCHA_FROM)
    attempt(platform)
    fail(platform, FREE_TRIES - CAPTCHA_FROM)
    attempt(platform)
    assert outcomes(platform) == ["signed_in", *["wrong"] * 3, "captcha", "wrong", "wrong", "locked"]
    with platform.database.read() as session:
        whose = {*session.scalars(select(SignInAttempt.account_id))}
    assert whose == {firm.account_id}


def test_attempt_of_a_closed_account_is_recorded_as_such(platform: Platform, firm: Firm) -> None:
    close(platform, firm)
    attempt(platform, PASSWORD)
    assert outcomes(platform) == ["closed"]


def close(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).active = False


@pytest.mark.parametrize(
    "typed", ["11010519491231002X", "13800000000", "Passw0rd!typed-here", "1101051949123100"]
)
def test_attempt_keeps_nothing_personal(platform: Platform, firm: Firm, typed: str) -> None:
    attempt(platform, name=typed)
    with platform.database.read() as session:
        kept = session.scalars(select(SignInAttempt.login_name)).one()
    assert typed.casefold() not in kept.casefold()
    assert kept.startswith(HIDDEN)


# --- The password asked for again ----------------------------------------------------------------------------


def test_password_is_confirmed_without_a_trace(platform: Platform, firm: Firm) -> None:
    assert confirm_password(platform, firm.account_id, PASSWORD, HERE) is None
    assert outcomes(platform) == []


def test_password_asked_for_again_is_guarded_like_signing_in(platform: Platform, firm: Firm) -> None:
    for _ in range(FREE_TRIES):
        refused = confirm_password(platform, firm.account_id, "wrong", HERE)
        assert refused is not None
        assert refused.reason == "wrong"
    refused = confirm_password(platform, firm.account_id, PASSWORD, HERE)
    assert refused is not None
    assert refused.reason == "locked"


# --- Sessions ------------------------------------------------------------------------------------------------


def test_session_ends_when_signed_out_everywhere(platform: Platform, firm: Firm) -> None:
    person = attempt(platform, PASSWORD)
    assert isinstance(person, SignedIn)
    assert find_person(platform, person.get_id()) == person
    sign_out_everywhere(platform, firm.account_id)
    assert find_person(platform, person.get_id()) is None


def test_session_ends_with_a_new_password(any_platform: Platform) -> None:
    make_firm(any_platform)
    person = attempt(any_platform, PASSWORD)
    assert isinstance(person, SignedIn)
    set_password(any_platform, "tester", "another-passphrase")
    assert find_person(any_platform, person.get_id()) is None
    assert isinstance(attempt(any_platform, "another-passphrase"), SignedIn)


@pytest.mark.parametrize("token", ["", "1.0", "nothing", "\ud800"])
def test_session_of_nobody_is_nobody(platform: Platform, firm: Firm, token: str) -> None:
    assert find_person(platform, token) is None


def test_password_is_kept_as_argon2(platform: Platform, firm: Firm) -> None:
    with platform.database.read() as session:
        assert session.scalars(select(Account.password_hash)).one().startswith("$argon2id$")


def test_password_made_for_handing_out_is_new_each_time() -> None:
    assert len({generate_password() for _ in range(100)}) == 100
    assert len(generate_password()) == 14


def test_sign_in_is_recorded(platform: Platform, firm: Firm) -> None:
    attempt(platform, PASSWORD)
    with platform.database.read() as session:
        whats = session.scalars(select(Event.what).order_by(Event.id)).all()
    assert whats == ["account_created", "signed_in"]


def test_sign_in_attempts_are_forgotten_after_a_month(platform: Platform, firm: Firm, time: Time) -> None:
    attempt(platform)
    time.move(days=31)
    attempt(platform)
    forget_old(platform)
    with platform.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM sign_in_attempt")).scalar() == 1

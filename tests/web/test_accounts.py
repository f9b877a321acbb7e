"""Accounts: signing in, and the lock-out that makes guessing slow."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from tests.web.support import PASSWORD, Firm, Time, make_firm
from web.models import Account, Event
from web.platform import Platform
from web.services.accounts import (
    FREE_TRIES,
    LONGEST_DELAY,
    Refusal,
    create_account,
    delay_after,
    set_password,
    sign_in,
    sign_out_everywhere,
)
from web.services.passwords import generate_password
from web.services.people import SignedIn
from web.services.sessions import Place, find_person


def attempt(platform: Platform, password: str = "wrong", name: str = "tester") -> SignedIn | Refusal:
    return sign_in(platform, name, password, Place("127.0.0.1", "Chrome（Windows）"))


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


def test_sign_in_refuses_a_closed_account(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).active = False
    assert attempt(platform, PASSWORD) == Refusal("wrong")


def test_sign_in_refuses_a_password_that_only_begins_right(platform: Platform) -> None:
    create_account(platform, "long", "x" * 128, "", None)
    assert attempt(platform, "x" * 129, "long") == Refusal("wrong")


@pytest.mark.parametrize("name", ["tester", "nobody"])
def test_lock_out_begins_after_the_free_tries(platform: Platform, firm: Firm, name: str) -> None:
    for _ in range(FREE_TRIES):
        assert attempt(platform, name=name) == Refusal("wrong")
    assert attempt(platform, name=name) == Refusal("locked", timedelta(seconds=30))


def test_lock_out_holds_for_the_right_password_too(platform: Platform, firm: Firm) -> None:
    for _ in range(FREE_TRIES):
        attempt(platform)
    assert attempt(platform, PASSWORD) == Refusal("locked", timedelta(seconds=30))


def test_lock_out_ends(platform: Platform, firm: Firm, time: Time) -> None:
    for _ in range(FREE_TRIES):
        attempt(platform)
    time.move(seconds=30)
    assert isinstance(attempt(platform, PASSWORD), SignedIn)


def test_lock_out_grows(platform: Platform, firm: Firm, time: Time) -> None:
    for _ in range(FREE_TRIES):
        attempt(platform)
    time.move(seconds=30)
    assert attempt(platform) == Refusal("wrong")
    assert attempt(platform) == Refusal("locked", timedelta(seconds=60))


def test_lock_out_is_not_longer_for_trying_while_it_lasts(platform: Platform, firm: Firm, time: Time) -> None:
    for _ in range(FREE_TRIES + 10):
        attempt(platform)
    assert attempt(platform) == Refusal("locked", timedelta(seconds=30))


def test_lock_out_starts_again_after_success(platform: Platform, firm: Firm) -> None:
    for _ in range(FREE_TRIES - 1):
        attempt(platform)
    attempt(platform, PASSWORD)
    for _ in range(FREE_TRIES):
        assert attempt(platform) == Refusal("wrong")


def test_lock_out_touches_one_login_name_only(platform: Platform, firm: Firm) -> None:
    for _ in range(FREE_TRIES):
        attempt(platform, name="somebody")
    assert isinstance(attempt(platform, PASSWORD), SignedIn)


def test_lock_out_delay_doubles_up_to_a_limit() -> None:
    delays = [delay_after(failures).total_seconds() for failures in range(4, 12)]
    assert delays == [0, 30, 60, 120, 240, 480, 900, 900]
    assert delay_after(10_000) == LONGEST_DELAY


def test_lock_out_counts_guesses_made_at_once(any_platform: Platform) -> None:
    make_firm(any_platform)
    results: list[SignedIn | Refusal] = []
    threads = [
        threading.Thread(target=lambda: results.append(attempt(any_platform))) for _ in range(FREE_TRIES + 7)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result == Refusal("wrong") for result in results) == FREE_TRIES


def test_session_ends_when_signed_out_everywhere(platform: Platform, firm: Firm) -> None:
    person = attempt(platform, PASSWORD)
    assert isinstance(person, SignedIn)
    assert find_person(platform, person.get_id()) == person
    sign_out_everywhere(platform, firm.account_id)
    assert find_person(platform, person.get_id()) is None


def test_session_ends_with_a_new_password(platform: Platform, firm: Firm) -> None:
    person = attempt(platform, PASSWORD)
    assert isinstance(person, SignedIn)
    set_password(platform, "tester", "another-passphrase")
    assert find_person(platform, person.get_id()) is None
    assert isinstance(attempt(platform, "another-passphrase"), SignedIn)


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
    with platform.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM sign_in_attempt")).scalar() == 1

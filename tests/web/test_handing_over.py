"""Handing an account over: whoever registered somebody else's enterprise keeps no way in, by whichever door the rightful
owner comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests.web.identities import (
    CODE,
    EMAIL,
    MOBILE,
    NEW_MOBILE,
    account_of,
    enterprise_of,
    make_account,
    make_colleague,
    make_legal,
    sent_to,
    with_outbox,
)
from tests.web.support import PASSWORD
from tests.web.test_mobile_changes import ask, legal
from web.models import ADMINISTRATOR, LEGAL, NATURAL, SUBMIT, Account, Enterprise
from web.models_accounts import KnownDevice, RecoveryCode
from web.platform import Platform
from web.services import totp
from web.services.handing_over import take_ways_in
from web.services.identity_decisions import Decided, Decision, decide
from web.services.invitations import Sender, Wanted, invite
from web.services.invited import list_waiting
from web.services.passwords import verify_password
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.sessions import Place, begin_session, find_person
from web.services.unified import Claims, NotLinked, is_linked, link, sign_in_from

SQUATTER, OWNER = Claims("https://login.example.cn", "squatter"), "示例核实（厦门）有限公司"
RIGHTFUL = Claims("https://login.example.cn", "owner", "", CODE, OWNER)


@dataclass(frozen=True)
class Squat:
    """Somebody else's enterprise as a stranger has furnished it."""

    person: SignedIn
    accomplice: SignedIn
    tokens: tuple[str, str]


def squat(platform: Platform) -> Squat:
    person = make_legal(platform)
    accomplice = make_colleague(platform, person.enterprise_id)
    assert link(platform, SQUATTER, person.account_id)
    wanted = Wanted("colleague", "示例丁", "next@example.com", person.enterprise_id, role=ADMINISTRATOR)
    made = invite(platform, wanted, Sender(person.account_id, "192.0.2.1"), lambda token: token)
    assert not isinstance(made, Refused)
    now = platform.clock.now()
    with platform.database.write() as session:
        account = session.get_one(Account, person.account_id)
        account.role = SUBMIT
        session.get_one(Account, accomplice.account_id).role = ADMINISTRATOR
        account.totp_secret, account.totp_since = totp.new_secret(), now
        totp.give_recovery_codes(session, account.id)
        session.add(KnownDevice(account_id=account.id, device_hash="x" * 64, seen_at=now))
        tokens = [
            begin_session(
                platform, session, session.get_one(Account, each.account_id), "password", Place()
            ).token
            for each in (person, accomplice)
        ]
    return Squat(person, accomplice, (tokens[0], tokens[1]))


def by_officer(platform: Platform) -> None:
    assert decide(platform, ask(platform, legal()), Decision(approve=True)) == Decided(approved=True)


def by_unified_login(platform: Platform) -> None:
    found = sign_in_from(platform, RIGHTFUL, Place())
    assert isinstance(found, SignedIn)
    assert found.is_verified


@pytest.fixture(params=[by_officer, by_unified_login], ids=["officer", "unified"])
def hand_over(request: pytest.FixtureRequest) -> Callable[[Platform], None]:
    found: Callable[[Platform], None] = request.param
    return found


def test_squatter_keeps_no_way_in(any_platform: Platform, hand_over: Callable[[Platform], None]) -> None:
    platform = with_outbox(any_platform)
    squatted = squat(platform)
    hand_over(platform)
    account = account_of(platform, squatted.person)
    assert not verify_password(account.password_hash, PASSWORD)
    assert account.email is None
    assert account.mobile != MOBILE
    assert account.totp_since is None
    assert [find_person(platform, each) for each in squatted.tokens] == [None, None]
    with platform.database.read() as session:
        assert session.scalars(select(KnownDevice)).all() == []
        assert session.scalars(select(RecoveryCode)).all() == []


def test_login_that_the_squatter_linked_opens_nothing(
    any_platform: Platform, hand_over: Callable[[Platform], None]
) -> None:
    platform = with_outbox(any_platform)
    squat(platform)
    hand_over(platform)
    assert isinstance(sign_in_from(platform, SQUATTER, Place()), NotLinked)


def test_accomplices_work_for_the_enterprise_no_longer(
    any_platform: Platform, hand_over: Callable[[Platform], None]
) -> None:
    platform = with_outbox(any_platform)
    squatted = squat(platform)
    hand_over(platform)
    accomplice = account_of(platform, squatted.accomplice)
    assert (accomplice.enterprise_id, accomplice.role) == (None, None)
    assert accomplice.active
    assert list_waiting(platform, enterprise_id=squatted.person.enterprise_id) == ()


def test_owner_is_the_administrator_whoever_was(
    any_platform: Platform, hand_over: Callable[[Platform], None]
) -> None:
    platform = with_outbox(any_platform)
    squatted = squat(platform)
    hand_over(platform)
    assert account_of(platform, squatted.person).role == ADMINISTRATOR


def test_places_that_were_bound_are_told(
    any_platform: Platform, hand_over: Callable[[Platform], None]
) -> None:
    platform = with_outbox(any_platform)
    squat(platform)
    hand_over(platform)
    for address in (MOBILE, EMAIL):
        assert "退出" in sent_to(platform, address)[-1]
        assert NEW_MOBILE not in sent_to(platform, address)[-1]


def test_colleagues_of_a_verified_enterprise_stay(platform: Platform) -> None:
    platform = with_outbox(platform)
    squatted = squat(platform)
    with platform.database.write() as session:
        firm = session.get_one(Enterprise, squatted.person.enterprise_id)
        firm.verified_at = platform.clock.now()
    by_officer(platform)
    accomplice = account_of(platform, squatted.accomplice)
    assert accomplice.enterprise_id == squatted.person.enterprise_id


def test_unified_login_of_a_verified_enterprise_takes_nothing_away(platform: Platform) -> None:
    person = make_legal(platform)
    with platform.database.write() as session:
        session.get_one(Enterprise, person.enterprise_id).verified_at = platform.clock.now()
    by_unified_login(platform)
    account = account_of(platform, person)
    assert verify_password(account.password_hash, PASSWORD)
    assert (account.mobile, account.email) == (MOBILE, EMAIL)
    assert is_linked(platform, person.account_id)


def test_unified_login_verifies_the_enterprise_it_hands_over(platform: Platform) -> None:
    platform = with_outbox(platform)
    squatted = squat(platform)
    by_unified_login(platform)
    enterprise = enterprise_of(platform, squatted.person)
    assert enterprise.name == OWNER
    assert enterprise.verified_at is not None


def test_accounts_of_people_keep_where_they_work(platform: Platform) -> None:
    """A natural person who changes their telephone by 人工核验 is a colleague as before."""
    platform = with_outbox(platform)
    firm = make_legal(platform)
    clerk = make_account(platform, "clerk01", kind=NATURAL, role=SUBMIT, enterprise_id=firm.enterprise_id)
    with platform.database.write() as session:
        take_ways_in(platform, session, session.get_one(Account, clerk.account_id))
    account = account_of(platform, clerk)
    assert (account.kind, account.role, account.enterprise_id) == (NATURAL, SUBMIT, firm.enterprise_id)
    assert account_of(platform, firm).kind == LEGAL

"""By what people sign in: a login name, the credit code of a verified legal person, the number of a verified person."""

from __future__ import annotations

import pytest

from tests.web.support import FACTS, PASSWORD, Firm, make_firm
from web.models import FILL, NATURAL, OFFICER, Account, Enterprise
from web.platform import Platform
from web.services.accounts import create_account, sign_in
from web.services.contacts import set_id_number
from web.services.logins import HIDDEN, Login, find_login
from web.services.people import SignedIn
from web.services.sessions import Place

CODE = FACTS["enterprise.credit_code"]
NUMBER = "11010519491231002X"


def find(platform: Platform, typed: str) -> Login:
    with platform.database.read() as session:
        return find_login(platform, session, typed)


def account_id(platform: Platform, typed: str) -> int | None:
    account = find(platform, typed).account
    return account.id if account else None


def make_person(
    platform: Platform, name: str = "person", *, verified: bool = True, enterprise_id: int | None = None
) -> int:
    number = create_account(platform, name, PASSWORD, "示例丙", enterprise_id)
    with platform.database.write() as session:
        account = session.get_one(Account, number)
        account.kind, account.role = NATURAL, FILL if enterprise_id else None
        set_id_number(platform, account, "id_card", NUMBER)
        account.verified_at = platform.clock.now() if verified else None
    return number


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), f" {CODE} ", "９１３５０２１１ＭＡＤＥＭ００１１３"])
def test_credit_code_of_a_verified_enterprise_is_its_account(any_platform: Platform, typed: str) -> None:
    firm = make_firm(any_platform)
    assert find(any_platform, typed).kept == CODE
    assert isinstance(sign_in(any_platform, typed, PASSWORD, Place()), SignedIn)
    assert account_id(any_platform, typed) == firm.account_id


def test_credit_code_of_an_enterprise_not_verified_is_nobody(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Enterprise, firm.enterprise_id).verified_at = None
    assert find(platform, CODE) == Login(CODE, None)


def test_credit_code_means_the_first_administrator(platform: Platform, firm: Firm) -> None:
    create_account(platform, "second", PASSWORD, "", firm.enterprise_id)
    assert account_id(platform, CODE) == firm.account_id


def test_credit_code_means_no_colleague(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).kind = NATURAL
    assert account_id(platform, CODE) is None


def test_credit_code_means_the_account_that_is_open(platform: Platform, firm: Firm) -> None:
    second = create_account(platform, "second", PASSWORD, "", firm.enterprise_id)
    with platform.database.write() as session:
        session.get_one(Account, firm.account_id).active = False
    assert account_id(platform, CODE) == second


def test_number_of_a_verified_person_is_theirs(any_platform: Platform) -> None:
    person = make_person(any_platform)
    assert account_id(any_platform, NUMBER) == account_id(any_platform, NUMBER.lower()) == person
    assert isinstance(sign_in(any_platform, NUMBER, PASSWORD, Place()), SignedIn)


def test_number_of_a_colleague_is_theirs(platform: Platform, firm: Firm) -> None:
    assert account_id(platform, NUMBER) is None
    colleague = make_person(platform, enterprise_id=firm.enterprise_id)
    assert account_id(platform, NUMBER) == colleague


def test_number_of_a_person_not_verified_is_nobody(platform: Platform) -> None:
    make_person(platform, verified=False)
    assert account_id(platform, NUMBER) is None


def test_number_is_found_past_those_that_only_claim_it(platform: Platform) -> None:
    make_person(platform, "claims", verified=False)
    owner = make_person(platform, "owner")
    assert account_id(platform, NUMBER) == owner


def test_number_of_an_officer_is_nobody(platform: Platform) -> None:
    officer = make_person(platform)
    with platform.database.write() as session:
        session.get_one(Account, officer).kind = OFFICER
    assert account_id(platform, NUMBER) is None


def test_number_is_never_kept(platform: Platform) -> None:
    make_person(platform)
    kept = find(platform, NUMBER).kept
    assert kept.startswith(HIDDEN)
    assert NUMBER not in kept
    assert kept == find(platform, f" {NUMBER.lower()} ").kept


def test_login_name_comes_before_a_number(platform: Platform) -> None:
    """An account of before the rules of login names may be called like a number."""
    make_person(platform)
    named = create_account(platform, NUMBER, PASSWORD, "", None)
    assert account_id(platform, NUMBER) == named


def test_login_name_of_nobody_is_kept_as_a_hash(platform: Platform, firm: Firm) -> None:
    found = find(platform, "mistyped")
    assert found.account is None
    assert found.kept.startswith(HIDDEN)
    assert len(found.kept) <= 64

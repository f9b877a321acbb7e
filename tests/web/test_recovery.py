"""账号找回 and 忘记密码: who receives what, what ends, and that nobody learns who exists."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.owners import (
    CARD,
    CREDIT_CODE,
    FIRM_NAME,
    MAILBOX,
    MOBILE,
    NEW_PASSWORD,
    OTHER_MAILBOX,
    OTHER_MOBILE,
    PASSWORD,
    PLACE,
    codes_kept,
    events_of,
    last_code,
    last_link,
    make_owner,
    make_person,
    open_session,
    open_sessions,
    other_than,
    read_account,
    told,
)
from tests.web.support import Firm, Time, make_config
from web.config import Config
from web.models import Account
from web.platform import Platform
from web.services import recovery
from web.services.accounts import sign_in as sign_in_service
from web.services.codes import Expired, Right, Sent, TooMany, TooSoon, Used, Wrong
from web.services.passwords import verify_password
from web.services.people import SignedIn
from web.services.recovery import Claim, Recovered, Refusal, Wanted

FIRM = Wanted("legal", FIRM_NAME, CREDIT_CODE)
CLAIM = Claim("tester", MOBILE)
MODULE = {"Accept": "application/json"}


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """A platform that shows what it would send."""
    return replace(make_config(tmp_path, sqlite_url), demonstration=True)


@pytest.fixture
def recovering(any_platform: Platform) -> Platform:
    """The same on both databases."""
    return replace(any_platform, config=replace(any_platform.config, demonstration=True))


@pytest.fixture
def owner(platform: Platform) -> Firm:
    return make_owner(platform)


def set_by_code(platform: Platform, code: str, claim: Claim = CLAIM) -> Recovered | Refusal:
    return recovery.set_password_by_code(platform, claim, code, NEW_PASSWORD, PLACE)


def mail_link(platform: Platform, claim: Claim) -> object:
    return recovery.send_password_link(platform, claim, PLACE, lambda token: f"http://localhost/link/{token}")


def kept_password(platform: Platform, firm: Firm) -> str:
    return read_account(platform, firm.account_id).password_hash


# --- 账号找回 ------------------------------------------------------------------------------------------------


def find(platform: Platform, wanted: Wanted, address: str = MOBILE) -> str:
    """What the owner of the address is told."""
    assert isinstance(recovery.send_name_code(platform, address, PLACE), Sent)
    checked = recovery.send_names(platform, wanted, address, last_code(platform), PLACE)
    assert isinstance(checked, Right)
    last = told(platform)[-1]
    assert last.address == address
    return last.text


def test_login_name_is_sent_to_the_bound_telephone(recovering: Platform) -> None:
    firm = make_owner(recovering)
    assert "登录名为 tester。" in find(recovering, FIRM)
    assert events_of(recovering, firm.account_id)[-1] == "login_name_sent"


def test_login_name_is_sent_to_the_bound_mailbox(recovering: Platform) -> None:
    make_owner(recovering)
    assert "登录名为 tester。" in find(recovering, FIRM, MAILBOX)
    assert told(recovering)[-1].channel == "mail"


def test_login_name_of_a_natural_person_is_found_by_its_number(platform: Platform) -> None:
    make_person(platform)
    assert "somebody" in find(platform, Wanted("natural", "示例甲", CARD))


def test_colleague_who_never_gave_a_number_is_found_by_name_and_telephone(platform: Platform) -> None:
    make_person(platform, number=None)
    assert "somebody" in find(platform, Wanted("natural", "示例甲", CARD))


@pytest.mark.parametrize("name", ["示例测试(厦门)有限公司", "示例测试（厦门） 有限公司"])
def test_name_may_be_typed_with_other_brackets(platform: Platform, owner: Firm, name: str) -> None:
    assert "tester" in find(platform, replace(FIRM, name=name))


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        (replace(FIRM, name="示例其他有限公司"), MOBILE),
        (replace(FIRM, number="91440305MADEM002XW"), MOBILE),
        (replace(FIRM, kind="natural"), MOBILE),
        (FIRM, OTHER_MOBILE),
        (FIRM, OTHER_MAILBOX),
    ],
)
def test_login_name_of_another_is_not_sent(
    platform: Platform, owner: Firm, wanted: Wanted, address: str
) -> None:
    text = find(platform, wanted, address)
    assert "没有找到" in text
    assert "tester" not in text


def test_login_name_of_a_closed_account_is_not_sent(platform: Platform, owner: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).active = False
    assert "没有找到" in find(platform, FIRM)


def test_login_name_is_not_sent_without_the_code(platform: Platform, owner: Firm) -> None:
    recovery.send_name_code(platform, MOBILE, PLACE)
    wrong = other_than(last_code(platform))
    assert recovery.send_names(platform, FIRM, MOBILE, wrong, PLACE) == Wrong(4)
    assert len(told(platform)) == 1


# --- 忘记密码 by the telephone -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tester", "Tester", CREDIT_CODE, CREDIT_CODE.lower()])
def test_password_is_set_by_whoever_holds_the_telephone(recovering: Platform, who: str) -> None:
    firm, claim = make_owner(recovering), Claim(who, MOBILE)
    assert isinstance(recovery.send_password_code(recovering, claim, PLACE), Sent)
    assert told(recovering)[-1].address == MOBILE
    assert set_by_code(recovering, last_code(recovering), claim) == Recovered(firm.account_id)
    assert isinstance(sign_in_service(recovering, "tester", NEW_PASSWORD, PLACE), SignedIn)


def test_password_of_a_natural_person_is_set_by_its_number(platform: Platform) -> None:
    account_id, claim = make_person(platform), Claim(CARD.lower(), MOBILE)
    recovery.send_password_code(platform, claim, PLACE)
    assert set_by_code(platform, last_code(platform), claim) == Recovered(account_id)


def test_new_password_ends_every_session_and_tells_the_owner(platform: Platform, owner: Firm) -> None:
    open_session(platform, owner.account_id)
    recovery.send_password_code(platform, CLAIM, PLACE)
    set_by_code(platform, last_code(platform))
    assert open_sessions(platform, owner.account_id) == 0
    assert [(each.channel, each.address) for each in told(platform)[1:]] == [
        ("sms", MOBILE),
        ("mail", MAILBOX),
    ]
    assert "已修改登录密码" in told(platform)[1].text
    assert events_of(platform, owner.account_id)[-1] == "password_changed"


def test_new_password_is_instead_of_the_one_for_a_single_sign_in(platform: Platform, owner: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).must_change_password = True
    recovery.send_password_code(platform, CLAIM, PLACE)
    set_by_code(platform, last_code(platform))
    assert not read_account(platform, owner.account_id).must_change_password


@pytest.mark.parametrize(
    "claim",
    [
        Claim("tester", OTHER_MOBILE),
        Claim("nobody-here", MOBILE),
        Claim("nobody-here", OTHER_MOBILE),
        Claim("91440305MADEM002XW", MOBILE),
        Claim("", MOBILE),
        Claim("tester", OTHER_MAILBOX),
    ],
)
def test_address_that_is_not_bound_receives_nothing(recovering: Platform, claim: Claim) -> None:
    make_owner(recovering)
    assert isinstance(recovery.send_password_code(recovering, claim, PLACE), Sent)
    assert told(recovering) == []
    assert codes_kept(recovering) == 1


def test_code_of_an_account_that_was_closed_is_not_sent(platform: Platform, owner: Firm) -> None:
    with platform.database.write() as session:
        session.get_one(Account, owner.account_id).active = False
    assert isinstance(recovery.send_password_code(platform, CLAIM, PLACE), Sent)
    assert told(platform) == []


@pytest.mark.parametrize("claim", [CLAIM, Claim("nobody-here", MOBILE), Claim("tester", OTHER_MOBILE)])
def test_guessing_a_code_stops_the_same_for_everybody(platform: Platform, owner: Firm, claim: Claim) -> None:
    recovery.send_password_code(platform, claim, PLACE)
    wrong = other_than(last_code(platform)) if claim == CLAIM else "000000"
    found = [set_by_code(platform, wrong, claim) for _ in range(6)]
    assert found == [Refusal(Wrong(left)) for left in (4, 3, 2, 1, 0, 0)]


def test_right_code_is_worth_nothing_after_five_wrong_ones(platform: Platform, owner: Firm) -> None:
    recovery.send_password_code(platform, CLAIM, PLACE)
    for _ in range(5):
        set_by_code(platform, other_than(last_code(platform)))
    assert set_by_code(platform, last_code(platform)) == Refusal(Wrong(0))
    assert verify_password(kept_password(platform, owner), PASSWORD)


def test_code_sets_a_password_once(platform: Platform, owner: Firm) -> None:
    recovery.send_password_code(platform, CLAIM, PLACE)
    code = last_code(platform)
    set_by_code(platform, code)
    assert set_by_code(platform, code) == Refusal(Used())


def test_code_lasts_five_minutes(platform: Platform, owner: Firm, time: Time) -> None:
    recovery.send_password_code(platform, CLAIM, PLACE)
    time.move(minutes=5)
    assert set_by_code(platform, last_code(platform)) == Refusal(Expired())


def test_code_of_one_account_is_none_of_another(platform: Platform, owner: Firm) -> None:
    make_owner(platform, "second", "91440305MADEM002XW")
    recovery.send_password_code(platform, CLAIM, PLACE)
    found = set_by_code(platform, last_code(platform), Claim("second", MOBILE))
    assert found == Refusal(Expired())


def test_code_to_find_a_name_sets_no_password(platform: Platform, owner: Firm) -> None:
    recovery.send_name_code(platform, MOBILE, PLACE)
    assert set_by_code(platform, last_code(platform)) == Refusal(Expired())


def test_password_with_the_login_name_leaves_the_code_good(platform: Platform, owner: Firm) -> None:
    claim = Claim(CREDIT_CODE, MOBILE)
    recovery.send_password_code(platform, claim, PLACE)
    code = last_code(platform)
    found = recovery.set_password_by_code(platform, claim, code, "my-Tester-27!", PLACE)
    assert found == Refusal(named=True)
    assert isinstance(set_by_code(platform, code, claim), Recovered)


def test_stranger_who_knows_the_login_name_uses_up_nothing_of_the_owner(
    platform: Platform, owner: Firm, time: Time
) -> None:
    stranger = Claim("tester", OTHER_MOBILE)
    for _ in range(11):
        recovery.send_password_code(platform, stranger, PLACE)
        time.move(minutes=61)
    assert isinstance(recovery.send_password_code(platform, stranger, PLACE), TooMany)
    assert isinstance(recovery.send_password_code(platform, CLAIM, PLACE), Sent)


@pytest.mark.parametrize("claim", [CLAIM, Claim("nobody-here", MOBILE), Claim("tester", OTHER_MOBILE)])
def test_codes_are_limited_the_same_for_everybody(
    platform: Platform, owner: Firm, claim: Claim, time: Time
) -> None:
    def ask() -> type:
        return type(recovery.send_password_code(platform, claim, PLACE))

    found = [ask(), ask()]
    for _ in range(5):
        time.move(seconds=61)
        found.append(ask())
    assert found == [Sent, TooSoon, Sent, Sent, Sent, Sent, TooMany]


# --- 忘记密码 by the mailbox ---------------------------------------------------------------------------------

BY_MAIL = Claim("tester", MAILBOX)


def test_link_sets_a_password(recovering: Platform) -> None:
    firm = make_owner(recovering)
    assert isinstance(mail_link(recovering, BY_MAIL), Sent)
    assert told(recovering)[-1].address == MAILBOX
    token = last_link(recovering)
    assert isinstance(recovery.look_at_link(recovering, token), Right)
    found = recovery.set_password_by_link(recovering, token, NEW_PASSWORD)
    assert found == Recovered(firm.account_id)
    assert isinstance(sign_in_service(recovering, "tester", NEW_PASSWORD, PLACE), SignedIn)


def test_link_is_used_once(platform: Platform, owner: Firm) -> None:
    mail_link(platform, BY_MAIL)
    token = last_link(platform)
    recovery.set_password_by_link(platform, token, NEW_PASSWORD)
    assert recovery.set_password_by_link(platform, token, PASSWORD) == Refusal(Used())
    assert verify_password(kept_password(platform, owner), NEW_PASSWORD)


def test_link_lasts_half_an_hour(platform: Platform, owner: Firm, time: Time) -> None:
    mail_link(platform, BY_MAIL)
    time.move(minutes=30)
    assert recovery.look_at_link(platform, last_link(platform)) == Expired()
    found = recovery.set_password_by_link(platform, last_link(platform), NEW_PASSWORD)
    assert found == Refusal(Expired())


def test_link_is_over_once_the_password_is_another_one(platform: Platform, owner: Firm, time: Time) -> None:
    mail_link(platform, BY_MAIL)
    token = last_link(platform)
    time.move(minutes=1)
    recovery.send_password_code(platform, CLAIM, PLACE)
    set_by_code(platform, last_code(platform))
    assert recovery.look_at_link(platform, token) == Expired()
    assert recovery.set_password_by_link(platform, token, PASSWORD) == Refusal(Expired())


def test_link_is_over_once_the_mailbox_is_another_one(platform: Platform, owner: Firm) -> None:
    from web.services.contacts import set_email

    mail_link(platform, BY_MAIL)
    with platform.database.write() as session:
        set_email(platform, session.get_one(Account, owner.account_id), OTHER_MAILBOX)
    assert recovery.look_at_link(platform, last_link(platform)) == Expired()


def test_link_stays_good_when_the_password_has_the_login_name(platform: Platform, owner: Firm) -> None:
    mail_link(platform, BY_MAIL)
    token = last_link(platform)
    assert recovery.set_password_by_link(platform, token, "my-Tester-27!") == Refusal(named=True)
    assert isinstance(recovery.set_password_by_link(platform, token, NEW_PASSWORD), Recovered)


@pytest.mark.parametrize("claim", [Claim("tester", OTHER_MAILBOX), Claim("nobody-here", MAILBOX)])
def test_mailbox_that_is_not_bound_receives_nothing(platform: Platform, owner: Firm, claim: Claim) -> None:
    assert isinstance(mail_link(platform, claim), Sent)
    assert told(platform) == []
    assert codes_kept(platform) == 1


def test_link_that_was_made_up_opens_nothing(platform: Platform, owner: Firm) -> None:
    assert recovery.look_at_link(platform, "x" * 43) == Expired()
    assert recovery.set_password_by_link(platform, "x" * 43, NEW_PASSWORD) == Refusal(Expired())


# --- At once -------------------------------------------------------------------------------------------------


def test_link_followed_by_several_at_once_sets_one_password(recovering: Platform) -> None:
    make_owner(recovering)
    mail_link(recovering, BY_MAIL)
    token, found = last_link(recovering), []

    def follow(number: int) -> None:
        found.append(recovery.set_password_by_link(recovering, token, f"Harbour!tin8{number}"))

    threads = [threading.Thread(target=follow, args=(each,)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(type(each).__name__ for each in found) == ["Recovered", "Refusal", "Refusal", "Refusal"]


def test_guesses_made_at_once_are_all_counted(recovering: Platform) -> None:
    make_owner(recovering)
    recovery.send_password_code(recovering, CLAIM, PLACE)
    wrong, found = other_than(last_code(recovering)), []
    threads = [
        threading.Thread(target=lambda: found.append(set_by_code(recovering, wrong))) for _ in range(6)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    left = sorted(
        each.code.left for each in found if isinstance(each, Refusal) and isinstance(each.code, Wrong)
    )
    assert left == [0, 0, 1, 2, 3, 4]

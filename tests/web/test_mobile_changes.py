"""人工核验 of a change of mobile: anybody may ask, nobody learns anything, an approval hands the account over."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select, update

from tests.web.files import PDF
from tests.web.identities import (
    CODE,
    EMAIL,
    ID_NUMBER,
    JIMEI,
    MINISTRY,
    MOBILE,
    NEW_MOBILE,
    account_of,
    enterprise_of,
    events_of,
    handed_in,
    legal_filled,
    make_legal,
    make_natural,
    make_officer,
    natural_filled,
    put_file,
    request_of,
    sent_to,
    with_outbox,
)
from tests.web.support import PASSWORD, Time
from web.models import Account
from web.models_accounts import KnownDevice, SignInSession
from web.platform import Platform
from web.services import mobile_changes
from web.services.codes import Right, Sent, Wrong
from web.services.identities import Filled, NotHandedIn
from web.services.identity_decisions import Already, Decided, Decision, Impossible, decide
from web.services.identity_queue import look_at_request
from web.services.passwords import verify_password
from web.services.sessions import Place, begin_session, list_sessions

ORIGIN = "192.0.2.1"
YES = Decision(approve=True)


def legal(number: str = CODE, mobile: str = NEW_MOBILE) -> Filled:
    details = {
        "user": "legal",
        "legal_kind": "enterprise",
        "credit_code": number,
        "name": "示例实名（厦门）有限公司",
        "legal_representative": "示例甲",
        "id_kind": "id_card",
        "id_number": ID_NUMBER,
        "new_mobile": mobile,
    }
    return Filled(details["name"], number, details, manual=True)


def natural(mobile: str = NEW_MOBILE) -> Filled:
    details = {
        "user": "natural",
        "name": "示例乙",
        "id_kind": "id_card",
        "id_number": ID_NUMBER,
        "new_mobile": mobile,
    }
    return Filled(details["name"], ID_NUMBER, details, manual=True)


def begun(platform: Platform) -> UUID:
    request_id = mobile_changes.begin(platform, None)
    for purpose in ("licence", "front", "back", "screenshot"):
        put_file(platform, request_id, purpose, PDF)
    return request_id


def code_for(platform: Platform, mobile: str = NEW_MOBILE) -> str:
    assert isinstance(mobile_changes.send_code(platform, mobile, ORIGIN), Sent)
    found = re.search(r"\d{6}", sent_to(platform, mobile)[-1])
    assert found is not None
    return found[0]


def ask(platform: Platform, filled: Filled, user: str = "legal") -> UUID:
    request_id = begun(platform)
    code = code_for(platform, filled.details["new_mobile"])
    outcome = mobile_changes.hand_in(platform, request_id, user, filled, code, ORIGIN)
    assert isinstance(outcome, Right)
    return request_id


def test_request_finds_the_account_of_the_code(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    person = make_legal(platform, **{"enterprise.region": "350211"})
    request = request_of(platform, ask(platform, legal()))
    assert (request.account_id, request.enterprise_id) == (person.account_id, person.enterprise_id)
    assert (request.region, request.state, request.manual) == ("350211", "waiting", True)


def test_region_is_that_of_the_last_request_where_the_profile_is_empty(platform: Platform) -> None:
    platform = with_outbox(platform)
    handed_in(platform, make_legal(platform), legal_filled())
    assert request_of(platform, ask(platform, legal())).region == "350211"


def test_number_that_nobody_has_is_taken_all_the_same(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    request_id = ask(platform, legal())
    request = request_of(platform, request_id)
    assert (request.account_id, request.region, request.state) == (None, "", "waiting")
    assert look_at_request(platform, make_officer(platform, JIMEI), request_id) is None
    found = look_at_request(platform, make_officer(platform, MINISTRY), request_id)
    assert found is not None
    assert found.account is None
    assert decide(platform, request_id, YES) == Impossible("no_account")


def test_natural_person_is_found_by_a_number_that_is_verified(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    person = make_natural(platform)
    decide(platform, handed_in(platform, person, natural_filled()), YES)
    assert request_of(platform, ask(platform, natural(), "natural")).account_id == person.account_id


def test_wrong_code_hands_nothing_in_and_counts(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    request_id = begun(platform)
    code = code_for(platform)
    wrong = "000000" if code != "000000" else "111111"
    for left in (4, 3):
        outcome = mobile_changes.hand_in(platform, request_id, "legal", legal(), wrong, ORIGIN)
        assert outcome == Wrong(left)
    assert request_of(platform, request_id).state == "begun"
    assert isinstance(mobile_changes.hand_in(platform, request_id, "legal", legal(), code, ORIGIN), Right)


def test_missing_file_does_not_use_the_code_up(platform: Platform) -> None:
    platform = with_outbox(platform)
    request_id = mobile_changes.begin(platform, None)
    code = code_for(platform)
    outcome = mobile_changes.hand_in(platform, request_id, "legal", legal(), code, ORIGIN)
    assert outcome == NotHandedIn("files", ("licence", "front", "back", "screenshot"))
    for purpose in outcome.files:
        put_file(platform, request_id, purpose)
    assert isinstance(mobile_changes.hand_in(platform, request_id, "legal", legal(), code, ORIGIN), Right)


def test_asking_again_replaces_what_was_asked_before(any_platform: Platform, time: Time) -> None:
    platform = with_outbox(any_platform)
    make_legal(platform)
    first = ask(platform, legal())
    time.move(minutes=2)
    second = ask(platform, legal())
    assert [request_of(platform, each).state for each in (first, second)] == ["withdrawn", "waiting"]


def test_stranger_replaces_nothing(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    make_legal(platform)
    mine = ask(platform, legal())
    strange = ask(platform, legal(mobile="13700001111"))
    assert [request_of(platform, each).state for each in (mine, strange)] == ["waiting", "waiting"]


def test_request_that_was_handed_in_is_not_begun_any_more(platform: Platform) -> None:
    platform = with_outbox(platform)
    first = ask(platform, legal())
    assert mobile_changes.begin(platform, first) != first
    assert mobile_changes.kept_files(platform, first) == {}


def test_requests_of_others_cannot_be_filled_in(platform: Platform) -> None:
    """The number of somebody's own begun request is no key to it: that page is for signed-in people only."""
    from web.services import identities

    theirs = identities.begin(platform, make_legal(platform), {})
    assert mobile_changes.begin(platform, theirs) != theirs
    assert mobile_changes.kept_files(platform, theirs) == {}


def test_approval_hands_the_account_over(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    person = make_legal(platform)
    with platform.database.write() as session:
        account = session.get_one(Account, person.account_id)
        begin_session(platform, session, account, "password", Place())
        session.add(KnownDevice(account_id=account.id, device_hash="x" * 64, seen_at=platform.clock.now()))
    assert decide(platform, ask(platform, legal()), YES) == Decided(approved=True)
    account = account_of(platform, person)
    assert (account.mobile, account.email, account.password_hash) == (NEW_MOBILE, None, "")
    assert not verify_password(account.password_hash, PASSWORD)
    assert list_sessions(platform, person) == []
    with platform.database.read() as session:
        assert all(each.ended_at for each in session.scalars(select(SignInSession)))
        assert session.scalars(select(KnownDevice)).all() == []
    assert enterprise_of(platform, person).verified_at is None


def test_approval_tells_the_new_mobile_the_login_name_and_the_old_places_the_loss(
    any_platform: Platform,
) -> None:
    platform = with_outbox(any_platform)
    make_legal(platform)
    decide(platform, ask(platform, legal()), YES)
    assert "登录名是 legal01" in sent_to(platform, NEW_MOBILE)[-1]
    for address in (MOBILE, EMAIL):
        (told,) = sent_to(platform, address)
        assert "如非本人操作" in told
        assert "legal01" not in told
        assert NEW_MOBILE not in told


def test_refusal_goes_to_the_new_mobile_only(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    person = make_legal(platform)
    decide(platform, ask(platform, legal()), Decision(approve=False, reason="没有盖章。"))
    assert "没有盖章" in sent_to(platform, NEW_MOBILE)[-1]
    assert "legal01" not in sent_to(platform, NEW_MOBILE)[-1]
    assert sent_to(platform, MOBILE) == sent_to(platform, EMAIL) == []
    assert account_of(platform, person).mobile == MOBILE


def test_change_of_mobile_is_an_event_without_the_number(platform: Platform) -> None:
    platform = with_outbox(platform)
    person = make_legal(platform)
    decide(platform, ask(platform, legal()), YES)
    (event,) = events_of(platform, "mobile_changed")
    assert (event.subject, event.details) == (f"account:{person.account_id}", {"by": "officer"})


def test_closed_account_is_not_handed_over(platform: Platform) -> None:
    platform = with_outbox(platform)
    person = make_legal(platform)
    request_id = ask(platform, legal())
    with platform.database.write() as session:
        session.execute(update(Account).where(Account.id == person.account_id).values(active=False))
    assert decide(platform, request_id, YES) == Impossible("closed")
    assert decide(platform, request_id, Decision(approve=False, reason="停用。")) == Decided(approved=False)
    assert isinstance(decide(platform, request_id, YES), Already)

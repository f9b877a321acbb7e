"""What follows from a decision, and that there is only one."""

from __future__ import annotations

import threading

from sqlalchemy import update

from tests.web.identities import (
    CODE,
    EMAIL,
    ID_NUMBER,
    MOBILE,
    OTHER_CODE,
    account_of,
    enterprise_of,
    events_of,
    handed_in,
    legal_filled,
    make_legal,
    make_natural,
    make_officer,
    natural_filled,
    request_of,
    sent_to,
    with_outbox,
)
from tests.web.support import Time
from web.models import Account, Enterprise
from web.platform import Platform
from web.services import contacts, identities
from web.services.identity_decisions import Already, Decided, Decision, Impossible, decide
from web.services.identity_standing import look_at_standing

YES = Decision(approve=True)
NO = Decision(approve=False, reason="扫描件不清楚。")
ORGANISATION = "MADEM0011"


def test_approval_gives_the_enterprise_its_identity(any_platform: Platform, time: Time) -> None:
    person = make_legal(any_platform)
    request_id = handed_in(any_platform, person, legal_filled(legal_kind="institution"))
    assert decide(any_platform, request_id, YES) == Decided(approved=True)
    enterprise = enterprise_of(any_platform, person)
    assert (enterprise.name, enterprise.credit_code) == ("示例实名（厦门）有限公司", CODE)
    assert (enterprise.legal_kind, enterprise.verified_at) == ("institution", time.moment)
    assert enterprise.facts == {
        "identity.name": "示例实名（厦门）有限公司",
        "identity.credit_code": CODE,
        "identity.legal_representative": "示例甲",
    }


def test_profile_repeats_the_new_name(platform: Platform) -> None:
    person = make_legal(platform, **{"enterprise.name": "旧名", "enterprise.region": "350211"})
    decide(platform, handed_in(platform, person), YES)
    facts = enterprise_of(platform, person).facts
    assert facts["enterprise.name"] == "示例实名（厦门）有限公司"
    assert facts["enterprise.region"] == "350211"
    assert "enterprise.credit_code" not in facts


def test_organisation_code_is_no_credit_code(platform: Platform) -> None:
    person = make_legal(platform)
    decide(platform, handed_in(platform, person, legal_filled(credit_code=ORGANISATION)), YES)
    enterprise = enterprise_of(platform, person)
    assert enterprise.credit_code == ORGANISATION
    assert "identity.credit_code" not in enterprise.facts


def test_approval_is_told_by_sms_and_mail(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    decide(platform, handed_in(platform, make_legal(platform)), YES)
    for address in (MOBILE, EMAIL):
        assert ["法人实名认证已通过" in each for each in sent_to(platform, address)] == [True]


def test_refusal_tells_why(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    person = make_legal(platform)
    request_id = handed_in(platform, person)
    assert decide(platform, request_id, NO) == Decided(approved=False)
    assert enterprise_of(platform, person).verified_at is None
    assert request_of(platform, request_id).reason == "扫描件不清楚。"
    for address in (MOBILE, EMAIL):
        assert ["扫描件不清楚" in each for each in sent_to(platform, address)] == [True]


def test_decision_is_an_event_without_anything_personal(any_platform: Platform) -> None:
    officer = make_officer(any_platform, "350211")
    person = make_legal(any_platform)
    request_id = handed_in(any_platform, person)
    decide(any_platform, request_id, Decision(False, "示例甲的证件号不对。", officer.account_id))
    (event,) = events_of(any_platform, "identity_refused")
    assert (event.subject, event.account_id, event.note) == (
        f"identity:{request_id}",
        officer.account_id,
        None,
    )
    assert event.details == {"kind": "legal", "account": person.account_id, "verifier": "officer"}


def test_old_identity_stays_until_the_new_one_is_approved(any_platform: Platform, time: Time) -> None:
    person = make_legal(any_platform)
    decide(any_platform, handed_in(any_platform, person), YES)
    time.move(days=30)
    renamed = handed_in(any_platform, person, legal_filled(name="示例更名有限公司"))
    assert enterprise_of(any_platform, person).name == "示例实名（厦门）有限公司"
    standing = look_at_standing(any_platform, person)
    assert (standing.state, standing.again) == ("verified", "waiting")
    decide(any_platform, renamed, YES)
    assert enterprise_of(any_platform, person).name == "示例更名有限公司"
    assert look_at_standing(any_platform, person).again == ""


def test_refused_renaming_leaves_the_identity(platform: Platform, time: Time) -> None:
    person = make_legal(platform)
    decide(platform, handed_in(platform, person), YES)
    time.move(days=1)
    decide(platform, handed_in(platform, person, legal_filled(name="示例更名有限公司")), NO)
    standing = look_at_standing(platform, person)
    assert (standing.state, standing.again, standing.name) == (
        "verified",
        "refused",
        "示例实名（厦门）有限公司",
    )


def test_code_that_was_taken_meanwhile_cannot_be_approved(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    request_id = handed_in(any_platform, person, legal_filled(credit_code=OTHER_CODE))
    make_legal(any_platform, OTHER_CODE, "legal02")
    assert decide(any_platform, request_id, YES) == Impossible("code_taken")
    assert request_of(any_platform, request_id).state == "waiting"
    assert enterprise_of(any_platform, person).credit_code == CODE
    assert events_of(any_platform, "identity_approved") == []


def test_natural_person_is_verified_with_their_number(any_platform: Platform, time: Time) -> None:
    person = make_natural(any_platform)
    decide(any_platform, handed_in(any_platform, person, natural_filled()), YES)
    account = account_of(any_platform, person)
    assert (account.verified_at, account.display_name) == (time.moment, "示例乙")
    assert (account.id_kind, account.id_number) == ("id_card", ID_NUMBER)
    with any_platform.database.read() as session:
        found = contacts.find_accounts(any_platform, session, contacts.ID_NUMBER, ID_NUMBER)
    assert [each.id for each in found] == [person.account_id]


def test_number_is_verified_for_one_person_only(any_platform: Platform) -> None:
    first, second = make_natural(any_platform), make_natural(any_platform, "natural2")
    requests = [handed_in(any_platform, each, natural_filled()) for each in (first, second)]
    assert decide(any_platform, requests[0], YES) == Decided(approved=True)
    assert decide(any_platform, requests[1], YES) == Impossible("number_taken")
    assert account_of(any_platform, second).verified_at is None


def test_closed_account_cannot_be_approved(platform: Platform) -> None:
    person = make_legal(platform)
    request_id = handed_in(platform, person)
    with platform.database.write() as session:
        session.execute(update(Account).where(Account.id == person.account_id).values(active=False))
    assert decide(platform, request_id, YES) == Impossible("closed")


def test_second_decision_is_told_of_the_first(any_platform: Platform, time: Time) -> None:
    officer = make_officer(any_platform, "350211")
    request_id = handed_in(any_platform, make_legal(any_platform))
    decide(any_platform, request_id, Decision(False, "不清楚。", officer.account_id))
    outcome = decide(any_platform, request_id, YES)
    assert outcome == Already("refused", "示例officer350211", time.moment)


def test_request_that_was_taken_back_cannot_be_decided(platform: Platform) -> None:
    person = make_legal(platform)
    request_id = handed_in(platform, person)
    identities.withdraw(platform, person)
    outcome = decide(platform, request_id, YES)
    assert isinstance(outcome, Already)
    assert outcome.state == "withdrawn"


def at_once(*jobs: object) -> list[object]:
    """What each of these gives when all begin together."""
    ready, outcomes = threading.Barrier(len(jobs)), []

    def go(job: object) -> None:
        ready.wait()
        outcomes.append(job())  # type: ignore[operator]

    threads = [threading.Thread(target=go, args=(each,)) for each in jobs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return outcomes


def test_of_two_officers_at_once_one_wins(any_platform: Platform) -> None:
    platform = with_outbox(any_platform)
    request_id = handed_in(platform, make_legal(platform))
    officers = [make_officer(platform, "350211", f"officer{each}").account_id for each in (1, 2)]
    outcomes = at_once(
        lambda: decide(platform, request_id, Decision(True, by=officers[0])),
        lambda: decide(platform, request_id, Decision(False, "不清楚。", officers[1])),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Already", "Decided"]
    decided = events_of(platform, "identity_approved") + events_of(platform, "identity_refused")
    assert len(decided) == 1
    assert len(sent_to(platform, MOBILE)) == 1


def test_of_two_enterprises_with_one_code_at_once_one_gets_it(any_platform: Platform) -> None:
    people = [make_legal(any_platform), make_legal(any_platform, OTHER_CODE, "legal02")]
    third = "91320506MADEM0038N"
    requests = [handed_in(any_platform, each, legal_filled(credit_code=third)) for each in people]
    outcomes = at_once(*(lambda each=each: decide(any_platform, each, YES) for each in requests))
    assert sorted(map(str, outcomes)) == sorted([str(Decided(True)), str(Impossible("code_taken"))])
    codes = {enterprise_of(any_platform, each).credit_code for each in people}
    assert third in codes
    assert len(codes) == 2


def test_taking_back_and_deciding_at_once_is_one_of_both(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    request_id = handed_in(any_platform, person)
    outcomes = at_once(
        lambda: decide(any_platform, request_id, YES), lambda: identities.withdraw(any_platform, person)
    )
    state = request_of(any_platform, request_id).state
    approved = Decided(True) in outcomes
    assert state == ("approved" if approved else "withdrawn")
    with any_platform.database.read() as session:
        verified = session.get_one(Enterprise, person.enterprise_id).verified_at is not None
    assert verified is approved

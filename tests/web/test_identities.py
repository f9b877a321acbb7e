"""Handing in who one is: begun, kept, handed in, taken back; what a verifier decides at once."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import select, text

from tests.web.files import HOSTILE, JPG, PDF
from tests.web.identities import (
    CODE,
    DETAILS,
    EMAIL,
    ID_NUMBER,
    MOBILE,
    OTHER_CODE,
    account_of,
    answered,
    begin,
    enterprise_of,
    events_of,
    handed_in,
    legal_filled,
    make_colleague,
    make_legal,
    make_natural,
    natural_filled,
    put_file,
    request_of,
    send,
    sent_to,
    with_outbox,
)
from tests.web.support import Time
from web.models_accounts import IdentityRequest
from web.platform import Platform
from web.services import identities, identity_standing
from web.services.captchas import Answer
from web.services.identities import NotHandedIn
from web.services.identity_decisions import Decided
from web.services.identity_files import FRONT, LARGEST, LICENCE, Chosen, FileRefusal, keep_file
from web.services.identity_standing import look_at_begun, look_at_standing
from web.verifiers import Claim, NotVerified, Undecided, Verdict, Verified


class Told:
    """A verifier that says what it is told to say, and remembers what it was asked."""

    name = "service"

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.asked: list[Claim] = []

    def verify(self, claim: Claim) -> Verdict:
        self.asked.append(claim)
        return self.verdict


# --- Standing ------------------------------------------------------------------------------------------------


def test_account_begins_without_a_verified_identity(platform: Platform) -> None:
    standing = look_at_standing(platform, make_legal(platform))
    assert (standing.kind, standing.state) == ("legal", "none")


def test_handing_in_waits_since_then(any_platform: Platform, time: Time) -> None:
    person = make_legal(any_platform)
    handed_in(any_platform, person)
    standing = look_at_standing(any_platform, person)
    assert (standing.state, standing.since) == ("waiting", time.moment)


def test_colleague_sees_the_enterprise_and_not_themselves(platform: Platform) -> None:
    person = make_legal(platform)
    handed_in(platform, person)
    standing = look_at_standing(platform, make_colleague(platform, person.enterprise_id))
    assert (standing.kind, standing.state, standing.is_colleague) == ("legal", "waiting", True)


def test_form_begins_with_what_was_said_at_registration(platform: Platform) -> None:
    begun = look_at_begun(platform, make_legal(platform))
    assert (begun.details["credit_code"], begun.details["name"]) == (CODE, "示例注册有限公司")


# --- Filling in ----------------------------------------------------------------------------------------------


def test_what_was_typed_and_chosen_is_kept(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    begin(any_platform, person)
    begun = look_at_begun(any_platform, person)
    assert begun.details == DETAILS
    assert set(begun.files) == {"licence", "front", "back", "screenshot"}
    assert look_at_standing(any_platform, person).state == "none"


def test_another_file_takes_the_place_of_the_first_and_its_bytes_go(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    request_id = identities.begin(any_platform, person, {})
    assert request_id is not None
    put_file(any_platform, request_id, content=JPG)
    first = look_at_begun(any_platform, person).files[LICENCE]
    put_file(any_platform, request_id, content=PDF)
    second = look_at_begun(any_platform, person).files[LICENCE]
    assert second.kind == "pdf"
    assert not any_platform.storage.exists(first.sha256)
    assert any_platform.storage.exists(second.sha256)


def test_the_same_file_chosen_again_stays(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    request_id = identities.begin(any_platform, person, {})
    assert request_id is not None
    for _ in range(2):
        put_file(any_platform, request_id, content=JPG)
    kept = look_at_begun(any_platform, person).files[LICENCE]
    assert any_platform.storage.exists(kept.sha256)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_file_is_refused(platform: Platform, name: str) -> None:
    request_id = identities.begin(platform, make_legal(platform), {})
    assert request_id is not None
    refusal = keep_file(platform, request_id, Chosen(LICENCE, "a.jpg", BytesIO(HOSTILE[name])))
    assert isinstance(refusal, FileRefusal)
    assert refusal.reason == ("empty" if not HOSTILE[name] else "kind")


def test_file_that_is_too_large_is_refused(platform: Platform) -> None:
    request_id = identities.begin(platform, make_legal(platform), {})
    assert request_id is not None
    stream = BytesIO(JPG + bytes(LARGEST))
    refusal = keep_file(platform, request_id, Chosen(LICENCE, "a.jpg", stream))
    assert refusal is not None
    assert refusal.reason == "too_large"


# --- Handing in ----------------------------------------------------------------------------------------------


def test_one_request_waits_at_a_time(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    handed_in(any_platform, person)
    assert identities.begin(any_platform, person, DETAILS) is None
    assert send(any_platform, person, legal_filled()) == NotHandedIn("waiting")


def test_two_at_once_hand_in_one_request(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    begin(any_platform, person)
    answers = [answered(any_platform) for _ in range(2)]
    outcomes: list[object] = []
    ready = threading.Barrier(2)

    def go(answer: Answer) -> None:
        ready.wait()
        outcomes.append(identities.hand_in(any_platform, person, legal_filled(), answer))

    threads = [threading.Thread(target=go, args=(each,)) for each in answers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(str, outcomes)) == sorted([str(NotHandedIn("waiting")), "None"])
    with any_platform.database.read() as session:
        assert len(session.scalars(select(IdentityRequest)).all()) == 1


def test_licence_must_be_there(platform: Platform) -> None:
    person = make_legal(platform)
    identities.begin(platform, person, DETAILS)
    assert send(platform, person, legal_filled()) == NotHandedIn("files", (LICENCE,))


def test_other_documents_need_the_materials_of_manual_verification(platform: Platform) -> None:
    person = make_legal(platform)
    request_id = identities.begin(platform, person, DETAILS)
    assert request_id is not None
    put_file(platform, request_id)
    filled = legal_filled(id_kind="passport", id_number="E12345678")
    assert send(platform, person, filled) == NotHandedIn("files", ("front", "back", "screenshot"))


def test_natural_person_with_an_identity_card_needs_no_file(platform: Platform) -> None:
    person = make_natural(platform)
    identities.begin(platform, person, natural_filled().details)
    assert send(platform, person, natural_filled()) is None


def test_wrong_captcha_hands_nothing_in(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    request_id = begin(any_platform, person)
    wrong = Answer(answered(any_platform).id, "1000")
    assert identities.hand_in(any_platform, person, legal_filled(), wrong) == NotHandedIn("captcha")
    assert request_of(any_platform, request_id).state == "begun"


def test_captcha_answers_once(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    make_legal(any_platform, OTHER_CODE, "legal02")
    begin(any_platform, person)
    answer = answered(any_platform)
    taken = legal_filled(credit_code=OTHER_CODE)
    assert identities.hand_in(any_platform, person, taken, answer) == NotHandedIn("code_taken")
    assert identities.hand_in(any_platform, person, legal_filled(), answer) == NotHandedIn("captcha")


def test_code_of_another_enterprise_is_taken(any_platform: Platform) -> None:
    make_legal(any_platform, OTHER_CODE, "legal02")
    person = make_legal(any_platform)
    filled = legal_filled(credit_code=OTHER_CODE)
    begin(any_platform, person, filled)
    assert send(any_platform, person, filled) == NotHandedIn("code_taken")


def test_handing_in_is_an_event_without_anything_personal(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    request_id = handed_in(any_platform, person)
    (event,) = events_of(any_platform, "identity_handed_in")
    assert (event.subject, event.account_id) == (f"identity:{request_id}", person.account_id)
    assert event.details == {"kind": "legal", "manual": False}


def test_what_was_handed_in_is_sealed_at_rest(any_platform: Platform) -> None:
    handed_in(any_platform, make_legal(any_platform))
    with any_platform.database.read() as session:
        (row,) = session.execute(text("SELECT * FROM identity_request")).mappings().all()
        told = json.dumps({key: str(value) for key, value in row.items()}, ensure_ascii=False)
    for secret in (ID_NUMBER, CODE, "示例甲", "示例路", "0592-0000001"):
        assert secret not in told


# --- Taking back ---------------------------------------------------------------------------------------------


def test_what_was_taken_back_is_there_to_be_changed(any_platform: Platform) -> None:
    person = make_legal(any_platform)
    first = handed_in(any_platform, person)
    assert identities.withdraw(any_platform, person)
    begun = look_at_begun(any_platform, person)
    assert (begun.details, begun.is_waiting) == (DETAILS, False)
    second = identities.begin(any_platform, person, DETAILS)
    assert second != first
    assert send(any_platform, person, legal_filled()) is None
    assert [request_of(any_platform, each).state for each in (first, second) if each] == [
        "withdrawn",
        "waiting",
    ]


def test_nothing_waits_to_be_taken_back(platform: Platform) -> None:
    person = make_legal(platform)
    begin(platform, person)
    assert not identities.withdraw(platform, person)


# --- Verifiers -----------------------------------------------------------------------------------------------


def test_verifier_that_verifies_decides_at_once(any_platform: Platform) -> None:
    told = Told(Verified())
    platform = replace(with_outbox(any_platform), verifier=told)
    person = make_legal(platform)
    begin(platform, person)
    assert send(platform, person, legal_filled()) == Decided(approved=True)
    assert enterprise_of(platform, person).verified_at is not None
    assert told.asked == [Claim("legal", DETAILS["name"], CODE, DETAILS)]
    assert any("已通过" in each for each in sent_to(platform, MOBILE))


def test_verifier_that_refuses_tells_why(any_platform: Platform) -> None:
    platform = replace(with_outbox(any_platform), verifier=Told(NotVerified("名称与登记的不一致。")))
    person = make_legal(platform)
    begin(platform, person)
    assert send(platform, person, legal_filled()) == Decided(approved=False)
    standing = look_at_standing(platform, person)
    assert (standing.state, standing.reason) == ("refused", "名称与登记的不一致。")
    assert any("名称与登记的不一致" in each for each in sent_to(platform, EMAIL))


def test_verifier_that_does_not_know_leaves_it_to_officers(platform: Platform) -> None:
    person = make_legal(platform)
    request_id = handed_in(replace(platform, verifier=Told(Undecided())), person)
    assert request_of(platform, request_id).state == "waiting"


def test_manual_verification_is_for_officers_only(platform: Platform) -> None:
    told = Told(Verified())
    person = make_legal(platform)
    filled = legal_filled(id_kind="passport", id_number="E12345678")
    request_id = handed_in(replace(platform, verifier=told), person, filled)
    assert request_of(platform, request_id).state == "waiting"
    assert told.asked == []


def test_verifier_is_asked_outside_of_any_transaction(platform: Platform) -> None:
    """Another writer gets its turn while the verifier thinks: on SQLite it would wait in vain."""

    class Writing(Told):
        def verify(self, claim: Claim) -> Verdict:
            with platform.database.write() as session:
                session.execute(text("UPDATE account SET display_name = 'x'"))
            return super().verify(claim)

    person = make_legal(platform)
    handed_in(replace(platform, verifier=Writing(Verified())), person)
    assert account_of(platform, person).display_name == "x"


def test_refused_request_is_filled_in_again_with_its_files(any_platform: Platform) -> None:
    platform = replace(any_platform, verifier=Told(NotVerified("不一致。")))
    person = make_legal(platform)
    handed_in(platform, person)
    again = identities.begin(platform, person, DETAILS)
    assert isinstance(again, UUID)
    assert FRONT in look_at_begun(platform, person).files


def test_natural_person_proves_themselves(platform: Platform) -> None:
    assert identity_standing.kind_of(make_natural(platform)) == "natural"

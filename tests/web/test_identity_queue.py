"""The officers' queue: whose requests an officer sees, what of them, and who may decide."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.web.files import JPG
from tests.web.identities import (
    FUJIAN,
    JIMEI,
    MINISTRY,
    OTHER_CODE,
    SHENZHEN,
    SIMING,
    XIAMEN,
    begin,
    events_of,
    handed_in,
    legal_filled,
    make_legal,
    make_natural,
    make_officer,
    natural_filled,
    request_of,
)
from tests.web.support import Time
from web.models_accounts import IdentityRequest
from web.platform import Platform
from web.services import identities, identity_queue
from web.services.identity_decisions import Decided
from web.services.identity_queue import (
    decide_as_officer,
    list_requests,
    look_at_request,
    open_file,
    show_numbers,
)
from web.services.people import SignedIn

CORPS = "660000"
SEES = {
    MINISTRY: True,
    FUJIAN: False,
    XIAMEN: True,
    JIMEI: True,
    SIMING: False,
    SHENZHEN: False,
    CORPS: False,
}
"""Which authorities decide on a request of 集美区: its own, those above; not the sibling, another city, an asked one."""


@pytest.fixture
def person(any_platform: Platform) -> SignedIn:
    return make_legal(any_platform)


@pytest.fixture
def waiting(any_platform: Platform, person: SignedIn) -> UUID:
    return handed_in(any_platform, person)


def listed(platform: Platform, officer: SignedIn, **options: object) -> list[UUID]:
    return [each.id for each in list_requests(platform, officer, **options).entries]  # type: ignore[arg-type]


@pytest.mark.parametrize("authority", SEES)
def test_request_is_for_officers_of_its_region_and_above(
    any_platform: Platform, waiting: UUID, authority: str
) -> None:
    officer = make_officer(any_platform, authority)
    sees = SEES[authority]
    assert listed(any_platform, officer) == ([waiting] if sees else [])
    assert (look_at_request(any_platform, officer, waiting) is not None) is sees
    assert identity_queue.count_waiting(any_platform, officer) == (1 if sees else 0)


@pytest.mark.parametrize("authority", SEES)
def test_only_officers_of_its_region_decide(any_platform: Platform, waiting: UUID, authority: str) -> None:
    outcome = decide_as_officer(any_platform, make_officer(any_platform, authority), waiting, approve=True)
    assert outcome == (Decided(True) if SEES[authority] else None)
    assert request_of(any_platform, waiting).state == ("approved" if SEES[authority] else "waiting")


def test_officer_of_a_county_does_not_decide_for_the_whole_city(platform: Platform) -> None:
    person = make_legal(platform)
    request_id = handed_in(platform, person, legal_filled(region="350200"))
    assert look_at_request(platform, make_officer(platform, JIMEI), request_id) is None


def test_files_and_numbers_are_for_officers_of_the_region(any_platform: Platform, waiting: UUID) -> None:
    mine, sibling = make_officer(any_platform, JIMEI), make_officer(any_platform, SIMING)
    found = look_at_request(any_platform, mine, waiting)
    assert found is not None
    file_id = found.files[0].id
    opened = open_file(any_platform, mine, waiting, file_id)
    assert opened is not None
    with opened[1] as stream:
        assert stream.read().startswith(JPG)
    assert open_file(any_platform, sibling, waiting, file_id) is None
    assert show_numbers(any_platform, sibling, waiting) is None
    assert events_of(any_platform, "identity_numbers_shown") == []


def test_file_is_found_with_its_own_request_only(platform: Platform) -> None:
    requests = [
        handed_in(platform, make_legal(platform)),
        handed_in(
            platform, make_legal(platform, OTHER_CODE, "legal02"), legal_filled(credit_code=OTHER_CODE)
        ),
    ]
    officer = make_officer(platform, JIMEI)
    found = look_at_request(platform, officer, requests[0])
    assert found is not None
    assert open_file(platform, officer, requests[1], found.files[0].id) is None


def test_asking_for_the_numbers_is_an_event(any_platform: Platform, waiting: UUID) -> None:
    officer = make_officer(any_platform, JIMEI)
    assert show_numbers(any_platform, officer, waiting) is not None
    (event,) = events_of(any_platform, "identity_numbers_shown")
    assert (event.subject, event.account_id, event.details) == (
        f"identity:{waiting}",
        officer.account_id,
        {},
    )


def test_request_without_a_region_is_for_the_ministry(any_platform: Platform) -> None:
    request_id = handed_in(any_platform, make_natural(any_platform), natural_filled())
    assert listed(any_platform, make_officer(any_platform, MINISTRY)) == [request_id]
    assert listed(any_platform, make_officer(any_platform, FUJIAN)) == []


def test_what_is_not_handed_in_is_nobodys(platform: Platform) -> None:
    request_id = begin(platform, make_legal(platform))
    officer = make_officer(platform, MINISTRY)
    assert listed(platform, officer) == []
    assert listed(platform, officer, state="begun") == []
    assert look_at_request(platform, officer, request_id) is None


def test_unknown_request_is_not_there(platform: Platform) -> None:
    officer = make_officer(platform, MINISTRY)
    assert look_at_request(platform, officer, uuid4()) is None
    assert decide_as_officer(platform, officer, uuid4(), approve=True) is None


def test_list_is_filtered_by_kind_and_state(platform: Platform) -> None:
    legal = handed_in(platform, make_legal(platform))
    natural = handed_in(platform, make_natural(platform), natural_filled())
    officer = make_officer(platform, MINISTRY)
    decide_as_officer(platform, officer, natural, approve=True)
    assert listed(platform, officer) == [legal]
    assert listed(platform, officer, kind="natural") == []
    assert listed(platform, officer, kind="natural", state="approved") == [natural]


def test_list_has_pages_of_fifty_the_oldest_first(platform: Platform, time: Time) -> None:
    with platform.database.write() as session:
        for number in range(51):
            time.move(minutes=1)
            session.add(
                IdentityRequest(
                    kind="legal",
                    region="350211",
                    name=f"示例{number}",
                    number="",
                    number_key="",
                    details="{}",
                    state="waiting",
                    made_at=time.moment,
                )
            )
    officer = make_officer(platform, JIMEI)
    first, last = (list_requests(platform, officer, page=page) for page in (1, 9))
    assert (first.count, first.pages, len(first.entries), first.entries[0].name) == (51, 2, 50, "示例0")
    assert [each.name for each in last.entries] == ["示例50"]
    assert first.entries[0].age.seconds == 50 * 60


def test_earlier_requests_of_the_same_number_are_shown(any_platform: Platform, person: SignedIn) -> None:
    first = handed_in(any_platform, person)
    identities.withdraw(any_platform, person)
    elsewhere = handed_in(any_platform, person, legal_filled(region="440305"))
    identities.withdraw(any_platform, person)
    third = handed_in(any_platform, person)
    found = look_at_request(any_platform, make_officer(any_platform, JIMEI), third)
    assert found is not None
    assert [each.id for each in found.earlier] == [first]
    assert found.elsewhere == 1
    with any_platform.database.read() as session:
        assert elsewhere in session.scalars(select(IdentityRequest.id)).all()


def test_other_accounts_with_the_same_code_are_shown(platform: Platform) -> None:
    person = make_legal(platform)
    request_id = handed_in(platform, person, legal_filled(credit_code=OTHER_CODE))
    make_legal(platform, OTHER_CODE, "legal02")
    found = look_at_request(platform, make_officer(platform, JIMEI), request_id)
    assert found is not None
    assert [each.login_name for each in found.others] == ["legal02"]

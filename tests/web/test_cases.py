"""Cases on their way: who may do what, what is recorded, who wins when two act at once; and a model of it all."""

from __future__ import annotations

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.web.cases import make_filled_draft
from tests.web.officers import make_officer, person
from tests.web.support import Firm, make_firm
from web.models import DRAFT_OPEN, DRAFT_SUBMITTED, Draft, Event, Submission
from web.models_review import Case
from web.platform import Platform
from web.services.cases import Acted, Outcome, Overtaken, act, lock_case
from web.services.people import SignedIn
from web.services.permissions import Refused, may_look
from web.services.submissions import submit
from web.workflow import Deed, Standing, State

COUNTY, CITY, OTHER_COUNTY = "350211", "350200", "350203"


def sent(platform: Platform, firm: Firm) -> UUID:
    """The case of a declaration that was just sent."""
    draft = make_filled_draft(platform, firm)
    assert isinstance(submit(platform, draft, firm.enterprise_id, firm.account_id, "key"), UUID)
    with platform.database.read() as session:
        return session.scalars(select(Case.id).where(Case.draft_id == draft)).one()


def do(platform: Platform, who: SignedIn, case_id: UUID, deed: Deed, seen: int | None = None) -> Outcome:
    with platform.database.write() as session:
        case = lock_case(session, case_id)
        assert case is not None
        return act(platform, session, who, case, deed, seen=seen)


def look(platform: Platform, case_id: UUID) -> Case:
    with platform.database.read() as session:
        return session.get_one(Case, case_id)


def told(platform: Platform, case_id: UUID) -> list[str]:
    with platform.database.read() as session:
        events = select(Event.what).where(Event.subject == f"case:{case_id}").order_by(Event.id)
        return list(session.scalars(events))


@pytest.fixture
def case_id(platform: Platform, firm: Firm) -> UUID:
    return sent(platform, firm)


@pytest.fixture
def county(platform: Platform) -> SignedIn:
    return make_officer(platform, COUNTY)


@pytest.fixture
def city(platform: Platform) -> SignedIn:
    return make_officer(platform, CITY)


def test_case_waits_for_the_lowest_authority_of_its_chain(platform: Platform, case_id: UUID) -> None:
    """In a plan city the district looks first; the city acts as the province and decides."""
    case = look(platform, case_id)
    assert [each["code"] for each in case.stages] == [COUNTY, CITY]
    assert (case.state, case.authority, case.stage) == (State.WAITING, COUNTY, 0)
    assert (case.county, case.city, case.province) == (COUNTY, "", CITY)


def test_case_shows_what_desks_sort_by(platform: Platform, case_id: UUID) -> None:
    case = look(platform, case_id)
    assert case.points is not None
    assert 0 < case.points <= 10_000
    assert (case.name, case.credit_code) == ("示例测试（厦门）有限公司", "91350211MADEM00113")
    assert case.region == "350211"
    assert case.industry == "3491"


def test_officer_of_the_turn_begins_and_recommends(
    platform: Platform, case_id: UUID, county: SignedIn
) -> None:
    assert do(platform, county, case_id, Deed.BEGIN) == Acted(
        case_id, Standing(State.WAITING), Standing(State.REVIEWING), Deed.BEGIN
    )
    assert isinstance(do(platform, county, case_id, Deed.RECOMMEND), Acted)
    case = look(platform, case_id)
    assert (case.authority, case.state, case.stage) == (CITY, State.WAITING, 1)


@pytest.mark.parametrize("authority", [CITY, OTHER_COUNTY, "350000", "000000", "440300"])
def test_officer_of_another_authority_does_nothing(platform: Platform, case_id: UUID, authority: str) -> None:
    other = make_officer(platform, authority)
    assert isinstance(do(platform, other, case_id, Deed.BEGIN), Refused)
    assert told(platform, case_id) == ["case_send"]


def test_enterprise_reviews_nothing(platform: Platform, firm: Firm, case_id: UUID) -> None:
    refused = do(platform, person(platform, firm.account_id), case_id, Deed.BEGIN)
    assert isinstance(refused, Refused)
    assert refused.reason == "not_an_officer"


def test_enterprise_withdraws_and_fills_again(platform: Platform, firm: Firm, case_id: UUID) -> None:
    me = person(platform, firm.account_id)
    assert isinstance(do(platform, me, case_id, Deed.WITHDRAW), Acted)
    case = look(platform, case_id)
    with platform.database.read() as session:
        assert session.get_one(Draft, case.draft_id).state == DRAFT_OPEN
    assert case.authority == ""
    again = submit(platform, case.draft_id, firm.enterprise_id, firm.account_id, "again")
    assert isinstance(again, UUID)
    case = look(platform, case_id)
    assert (case.state, case.stage, case.submission_id) == (State.WAITING, 0, again)
    with platform.database.read() as session:
        numbers = session.scalars(select(Submission.number).order_by(Submission.number)).all()
        assert session.get_one(Draft, case.draft_id).state == DRAFT_SUBMITTED
    assert numbers == [1, 2]


def test_colleague_who_only_fills_withdraws_nothing(platform: Platform, firm: Firm, case_id: UUID) -> None:
    filler = replace(person(platform, firm.account_id), role="fill")
    assert isinstance(do(platform, filler, case_id, Deed.WITHDRAW), Refused)


def test_other_enterprise_withdraws_nothing(platform: Platform, case_id: UUID) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    assert isinstance(do(platform, person(platform, other.account_id), case_id, Deed.WITHDRAW), Refused)


def test_case_being_reviewed_is_not_withdrawn(
    platform: Platform, firm: Firm, case_id: UUID, county: SignedIn
) -> None:
    do(platform, county, case_id, Deed.BEGIN)
    outcome = do(platform, person(platform, firm.account_id), case_id, Deed.WITHDRAW)
    assert outcome == Overtaken(Standing(State.REVIEWING))


def test_page_that_is_out_of_date_is_told(platform: Platform, case_id: UUID, county: SignedIn) -> None:
    version = look(platform, case_id).version
    assert isinstance(do(platform, county, case_id, Deed.BEGIN, seen=version), Acted)
    assert isinstance(do(platform, county, case_id, Deed.RETURN, seen=version), Overtaken)


def test_returned_case_comes_back_to_who_returned_it(
    platform: Platform, firm: Firm, case_id: UUID, county: SignedIn, city: SignedIn
) -> None:
    for who, deed in (
        (county, Deed.BEGIN),
        (county, Deed.RECOMMEND),
        (city, Deed.BEGIN),
        (city, Deed.RETURN),
    ):
        assert isinstance(do(platform, who, case_id, deed), Acted)
    case = look(platform, case_id)
    assert isinstance(submit(platform, case.draft_id, firm.enterprise_id, firm.account_id, "again"), UUID)
    case = look(platform, case_id)
    assert (case.state, case.authority) == (State.WAITING, CITY)


def test_every_deed_is_an_event(platform: Platform, case_id: UUID, county: SignedIn) -> None:
    do(platform, county, case_id, Deed.BEGIN)
    do(platform, county, case_id, Deed.RETURN)
    assert told(platform, case_id) == ["case_send", "case_begin", "case_return"]
    with platform.database.read() as session:
        last = session.scalars(
            select(Event).where(Event.subject == f"case:{case_id}").order_by(Event.id)
        ).all()[-1]
    assert last.account_id == county.account_id
    assert (last.details["from"], last.details["to"], last.details["authority"]) == (
        "reviewing",
        "returned",
        COUNTY,
    )


def test_region_at_submission_stays(platform: Platform, firm: Firm, case_id: UUID) -> None:
    from web.models import Enterprise

    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {**enterprise.facts, "enterprise.region": OTHER_COUNTY}
    assert look(platform, case_id).authority == COUNTY


def test_case_is_read_by_its_chain_and_nobody_else(platform: Platform, firm: Firm, case_id: UUID) -> None:
    case = look(platform, case_id)
    readers = {
        code: make_officer(platform, code) for code in (COUNTY, CITY, OTHER_COUNTY, "350000", "440300")
    }
    seen = {code for code, each in readers.items() if may_look(each, case, is_ministry=False)}
    assert seen == {COUNTY, CITY}
    assert may_look(make_officer(platform, "000000"), case, is_ministry=True)
    assert may_look(person(platform, firm.account_id), case, is_ministry=False)


def test_two_officers_at_once_one_wins(any_platform: Platform) -> None:
    case_id = sent(any_platform, make_firm(any_platform))
    first, second = (make_officer(any_platform, COUNTY, f"county-{each}") for each in "ab")
    outcomes: list[Outcome] = []
    barrier = threading.Barrier(2)

    def begin(who: SignedIn) -> None:
        barrier.wait()
        outcomes.append(do(any_platform, who, case_id, Deed.BEGIN, seen=1))

    threads = [threading.Thread(target=begin, args=(each,)) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in outcomes) == ["Acted", "Overtaken"]
    assert told(any_platform, case_id) == ["case_send", "case_begin"]


def test_withdrawing_and_beginning_at_once_one_wins(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    case_id = sent(any_platform, firm)
    deeds = (
        (make_officer(any_platform, COUNTY), Deed.BEGIN),
        (person(any_platform, firm.account_id), Deed.WITHDRAW),
    )
    outcomes: list[Outcome] = []
    barrier = threading.Barrier(2)

    def race(who: SignedIn, deed: Deed) -> None:
        barrier.wait()
        outcomes.append(do(any_platform, who, case_id, deed, seen=1))

    threads = [threading.Thread(target=race, args=each) for each in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in outcomes) == ["Acted", "Overtaken"]


def test_nothing_sent_at_once_is_lost(any_platform: Platform) -> None:
    """Ten people press the button: one submission, one case, one event."""
    firm = make_firm(any_platform)
    draft = make_filled_draft(any_platform, firm)
    results: list[object] = []

    def press(number: int) -> None:
        results.append(submit(any_platform, draft, firm.enterprise_id, firm.account_id, f"key-{number}"))

    threads = [threading.Thread(target=press, args=(each,)) for each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(str, results))) == 1
    with any_platform.database.read() as session:
        assert len(session.scalars(select(Submission)).all()) == 1
        assert len(session.scalars(select(Case)).all()) == 1

"""From approval to a certificate: publicity lasts its days, objections are settled first, nothing is given twice."""

from __future__ import annotations

import threading
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.web.officers import make_officer
from tests.web.support import Firm, Time, make_firm
from tests.web.test_cases import CITY, COUNTY, do, look, sent, told
from web.models_accounts import Message
from web.models_review import Certification, Objection
from web.platform import Platform
from web.services.cases import Acted, Outcome, Overtaken
from web.services.certifying import (
    Certificate,
    cancel,
    certify,
    end_of,
    object_to,
    publicise,
    settle,
)
from web.services.known import known_facts
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.workflow import Deed, State

TITLE = "certification.innovative"
FIRST = date(2026, 3, 1)
CERTIFICATE = Certificate("2026年第一批", "示例-0001", date(2026, 3, 6))


def approved(platform: Platform, firm: Firm, city: SignedIn) -> UUID:
    """The case of a declaration that the last stage approved."""
    case_id, county = sent(platform, firm), make_officer(platform, COUNTY)
    for who, deed in (
        (county, Deed.BEGIN),
        (county, Deed.RECOMMEND),
        (city, Deed.BEGIN),
        (city, Deed.APPROVE),
    ):
        assert isinstance(do(platform, who, case_id, deed), Acted)
    return case_id


@pytest.fixture
def city(platform: Platform) -> SignedIn:
    return make_officer(platform, CITY)


@pytest.fixture
def case_id(platform: Platform, firm: Firm, city: SignedIn) -> UUID:
    return approved(platform, firm, city)


@pytest.fixture
def publicised(platform: Platform, case_id: UUID, city: SignedIn) -> UUID:
    assert isinstance(publicise(platform, city, case_id, FIRST, 5), Acted)
    return case_id


def certificates(platform: Platform) -> list[Certification]:
    with platform.database.read() as session:
        return list(session.scalars(select(Certification).order_by(Certification.id)))


def messages(platform: Platform) -> list[tuple[str, str]]:
    with platform.database.read() as session:
        return [(each.kind, each.title) for each in session.scalars(select(Message).order_by(Message.id))]


def test_approved_case_waits_for_publicity(platform: Platform, case_id: UUID) -> None:
    assert (look(platform, case_id).state, look(platform, case_id).authority) == (State.APPROVED, CITY)


def test_publicity_lasts_so_many_days_the_first_included(platform: Platform, publicised: UUID) -> None:
    case = look(platform, publicised)
    assert (case.publicity_from, case.publicity_until) == (FIRST, date(2026, 3, 5))
    assert ("reminder", "创新型中小企业自评：开始公示") in messages(platform)


@pytest.mark.parametrize(("first", "days"), [(date(2026, 2, 28), 5), (FIRST, 0), (FIRST, 61)])
def test_publicity_is_neither_past_nor_endless(
    platform: Platform, case_id: UUID, city: SignedIn, first: date, days: int
) -> None:
    assert isinstance(publicise(platform, city, case_id, first, days), Refused)
    assert look(platform, case_id).state == State.APPROVED


def test_certificate_waits_for_the_end_of_publicity(
    platform: Platform, publicised: UUID, city: SignedIn, time: Time
) -> None:
    time.move(days=4)
    refused = certify(platform, city, publicised, CERTIFICATE)
    assert isinstance(refused, Refused)
    assert "2026-03-05" in refused.text
    time.move(days=1)
    assert isinstance(certify(platform, city, publicised, CERTIFICATE), Acted)


def test_certificate_is_not_dated_before_publicity_was_over(
    platform: Platform, publicised: UUID, city: SignedIn, time: Time
) -> None:
    time.move(days=9)
    early = Certificate("", "", date(2026, 3, 5))
    assert isinstance(certify(platform, city, publicised, early), Refused)


def test_certificate_holds_three_years(
    platform: Platform, firm: Firm, publicised: UUID, city: SignedIn, time: Time
) -> None:
    time.move(days=5)
    certify(platform, city, publicised, CERTIFICATE)
    held = certificates(platform)[0]
    assert (held.since, held.until) == (date(2026, 3, 6), date(2029, 3, 5))
    assert (held.batch, held.number, held.authority, held.renewed) == (
        "2026年第一批",
        "示例-0001",
        CITY,
        False,
    )
    with platform.database.read() as session:
        facts = known_facts(platform, session, firm.enterprise_id, date(2029, 3, 5))
    assert (facts[TITLE], facts[f"{TITLE}_until"]) == (True, "2029-03-05")
    assert ("certified", "创新型中小企业：认定通过") in messages(platform)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 7, 1), date(2029, 6, 30)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),
        (date(2026, 1, 1), date(2028, 12, 31)),
    ],
)
def test_three_years_end_the_day_before(since: date, until: date) -> None:
    assert end_of(since, 3) == until


def test_objection_stands_in_the_way_until_it_is_settled(
    platform: Platform, publicised: UUID, city: SignedIn, time: Time
) -> None:
    assert object_to(platform, city, publicised, "数据有疑问", date(2026, 3, 3)) is None
    time.move(days=6)
    refused = certify(platform, city, publicised, CERTIFICATE)
    assert isinstance(refused, Refused)
    assert "异议" in refused.text
    with platform.database.read() as session:
        number = session.scalars(select(Objection.id)).one()
    assert settle(platform, city, number, "已核实，数据无误") is None
    assert isinstance(certify(platform, city, publicised, CERTIFICATE), Acted)
    assert told(platform, publicised)[-3:] == ["case_objection", "case_objection_settled", "case_certify"]


def test_objection_leads_back_to_review(platform: Platform, publicised: UUID, city: SignedIn) -> None:
    assert isinstance(do(platform, city, publicised, Deed.REOPEN), Acted)
    assert look(platform, publicised).state == State.REVIEWING


@pytest.mark.parametrize("authority", [COUNTY, "350000", "000000"])
def test_only_the_deciding_authority_certifies(
    platform: Platform, publicised: UUID, time: Time, authority: str
) -> None:
    time.move(days=6)
    other = make_officer(platform, authority, "somebody-else")
    assert isinstance(certify(platform, other, publicised, CERTIFICATE), Refused)
    assert isinstance(object_to(platform, other, publicised, "x", FIRST), Refused)
    assert certificates(platform) == []


def test_certificate_is_given_once(any_platform: Platform, time: Time) -> None:
    """Two officers of the authority press at the same time."""
    city = make_officer(any_platform, CITY)
    case_id = approved(any_platform, make_firm(any_platform), city)
    publicise(any_platform, city, case_id, FIRST, 5)
    time.move(days=6)
    outcomes: list[Outcome | None] = []
    barrier = threading.Barrier(2)

    def press() -> None:
        barrier.wait()
        outcomes.append(certify(any_platform, city, case_id, CERTIFICATE))

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(each, Acted) for each in outcomes) == 1
    assert sum(isinstance(each, Refused | Overtaken) for each in outcomes) == 1
    assert len(certificates(any_platform)) == 1


def test_renewed_certificate_begins_when_the_old_one_ends(
    platform: Platform, firm: Firm, publicised: UUID, city: SignedIn, time: Time
) -> None:
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact=TITLE,
                since=date(2023, 7, 1),
                until=date(2026, 6, 30),
                made_at=platform.clock.now(),
            )
        )
    time.move(days=6)
    certify(platform, city, publicised, CERTIFICATE)
    renewed = certificates(platform)[1]
    assert (renewed.since, renewed.until, renewed.renewed) == (date(2026, 7, 1), date(2029, 6, 30), True)


def test_cancelled_title_ends_that_day(
    platform: Platform, firm: Firm, publicised: UUID, city: SignedIn, time: Time
) -> None:
    time.move(days=6)
    certify(platform, city, publicised, CERTIFICATE)
    held = certificates(platform)[0]
    assert cancel(platform, city, held.id, "申请材料虚假", date(2026, 4, 1)) is None
    with platform.database.read() as session:
        assert known_facts(platform, session, firm.enterprise_id, date(2026, 4, 1))[TITLE] is False
    assert ("cancelled", "创新型中小企业：已取消") in messages(platform)
    assert isinstance(cancel(platform, city, held.id, "再次", date(2026, 4, 2)), Refused)


def test_title_is_cancelled_by_who_gave_it(
    platform: Platform, publicised: UUID, city: SignedIn, time: Time
) -> None:
    time.move(days=6)
    certify(platform, city, publicised, CERTIFICATE)
    other = make_officer(platform, "350000")
    assert isinstance(cancel(platform, other, certificates(platform)[0].id, "x", date(2026, 4, 1)), Refused)
    assert certificates(platform)[0].cancelled_on is None

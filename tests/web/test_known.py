"""Facts that hang on the day: titles that end by themselves, yearly updates that fall due, what authorities entered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.web.support import Firm
from web.models_review import AuthorityFact, Certification
from web.platform import Platform
from web.services.known import (
    DUE,
    MISSED,
    YEARS,
    Held,
    certified_facts,
    known_facts,
    previous_facts,
    updated_facts,
)

TITLE = "certification.specialized"
HELD = Held(TITLE, date(2023, 7, 1), date(2026, 6, 30), "2023年第一批", "示例-0001")


def known(platform: Platform, firm: Firm, on: date) -> dict[str, object]:
    with platform.database.read() as session:
        return known_facts(platform, session, firm.enterprise_id, on)


def updated(platform: Platform, today: date, *made: date, held: Held = HELD) -> dict[str, object]:
    return updated_facts([held], made, platform.catalogue.procedures(), today)


@pytest.mark.parametrize(
    ("today", "holds"),
    [
        (date(2023, 6, 30), False),
        (date(2023, 7, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_title_holds_from_its_first_day_to_its_last(today: date, holds: bool) -> None:
    assert certified_facts([HELD], today)[TITLE] is holds


def test_title_that_was_cancelled_holds_no_more() -> None:
    cancelled = Held(TITLE, HELD.since, HELD.until, cancelled_on=date(2025, 3, 1))
    assert certified_facts([cancelled], date(2025, 2, 28))[TITLE] is True
    assert certified_facts([cancelled], date(2025, 3, 1))[TITLE] is False


def test_renewed_title_tells_its_new_days() -> None:
    renewed = Held(TITLE, date(2026, 7, 1), date(2029, 6, 30))
    found = certified_facts([HELD, renewed], date(2026, 7, 1))
    assert (found[TITLE], found[f"{TITLE}_since"], found[f"{TITLE}_until"]) == (
        True,
        "2026-07-01",
        "2029-06-30",
    )


def test_title_reviewed_again_before_it_ended_lasts_to_the_end_of_the_new_one() -> None:
    renewed = Held(TITLE, date(2026, 7, 1), date(2029, 6, 30))
    found = certified_facts([HELD, renewed], date(2026, 6, 1))
    assert (found[TITLE], found[f"{TITLE}_since"], found[f"{TITLE}_until"]) == (
        True,
        "2023-07-01",
        "2029-06-30",
    )


def test_enterprise_without_certificates_keeps_what_was_stored(platform: Platform, firm: Firm) -> None:
    assert known(platform, firm, date(2026, 3, 1))["identity.name"] == "示例测试（厦门）有限公司"
    assert TITLE not in known(platform, firm, date(2026, 3, 1))


def test_certificate_becomes_facts(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact=TITLE,
                since=HELD.since,
                until=HELD.until,
                made_at=platform.clock.now(),
            )
        )
    assert known(platform, firm, date(2026, 6, 30))[TITLE] is True
    assert known(platform, firm, date(2026, 7, 1))[TITLE] is False


def test_newest_entry_of_an_authority_counts(any_platform: Platform) -> None:
    from tests.web.support import make_firm

    firm = make_firm(any_platform)
    with any_platform.database.write() as session:
        for value in (70, 55, None):
            session.add(
                AuthorityFact(
                    enterprise_id=firm.enterprise_id,
                    fact="development.score" if value else "development.year",
                    value=value,
                    authority="350200",
                    at=datetime(2026, 1, 1, tzinfo=UTC),
                )
            )
    found = known(any_platform, firm, date(2026, 3, 1))
    assert found["development.score"] == 55
    assert "development.year" not in found


def test_previous_certificate_is_the_newest_of_the_title() -> None:
    other = Held("certification.innovative", date(2024, 1, 1), date(2026, 12, 31))
    found = previous_facts([HELD, other], TITLE, date(2026, 3, 1))
    assert found["procedure.previous_batch"] == "2023年第一批"
    assert found["procedure.previous_certificate"] == "示例-0001"
    assert found["procedure.previous_until"] == "2026-06-30"
    assert previous_facts([HELD, other], None, date(2026, 3, 1))["procedure.previous_since"] == "2024-01-01"
    assert previous_facts([], TITLE, date(2026, 3, 1)) == {}


# --- Yearly updates: until April 30 up to 2025, until May 31 from 2026 -------------------------------------------


def test_update_is_not_asked_in_the_year_of_certification(platform: Platform) -> None:
    found = updated(platform, date(2023, 12, 31))
    assert (found[DUE], found[MISSED]) == (False, 0)


@pytest.mark.parametrize(
    ("today", "due", "missed"),
    [
        (date(2024, 1, 1), True, 0),
        (date(2024, 4, 30), True, 0),
        (date(2024, 5, 1), False, 1),
        (date(2026, 5, 31), True, 2),
        (date(2026, 6, 1), False, 3),
    ],
)
def test_update_is_due_in_its_season_and_missed_after_it(
    platform: Platform, today: date, due: bool, missed: int
) -> None:
    found = updated(platform, today)
    assert (found[DUE], found[MISSED]) == (due, missed)


def test_update_that_was_made_is_neither_due_nor_missed(platform: Platform) -> None:
    made = (date(2024, 4, 30), date(2025, 1, 1), date(2026, 5, 31))
    found = updated(platform, date(2026, 6, 1), *made)
    assert (found[DUE], found[MISSED]) == (False, 0)
    assert [found[each] for each in YEARS] == [True, True, True]


def test_update_after_its_season_does_not_count(platform: Platform) -> None:
    found = updated(platform, date(2024, 6, 1), date(2024, 5, 1))
    assert (found[MISSED], found[YEARS[0]]) == (1, False)


def test_year_that_is_not_over_is_not_decided(platform: Platform) -> None:
    found = updated(platform, date(2025, 2, 1), date(2024, 3, 1))
    assert found[YEARS[0]] is True
    assert YEARS[1] not in found


def test_year_of_the_re_review_needs_no_update(platform: Platform) -> None:
    renewed = Held(TITLE, date(2026, 7, 1), date(2029, 6, 30))
    assert updated(platform, date(2026, 9, 1), held=renewed)[DUE] is False
    assert updated(platform, date(2027, 2, 1), held=renewed)[DUE] is True


def test_enterprise_whose_titles_ended_has_nothing_due(platform: Platform) -> None:
    assert updated(platform, date(2027, 2, 1)) == {DUE: False}

"""Facts that authorities enter: who enters what about whom, one by one and many at once; who may be reviewed again."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.web.officers import make_officer
from tests.web.support import Firm, make_firm
from tests.web.test_case_pages import officer, post
from tests.web.test_cases import CITY, COUNTY
from web.models_accounts import Message
from web.models_review import AuthorityFact, Certification
from web.platform import Platform
from web.services.authority_facts import Pasted, Wrong, check_paste, enter, import_paste, read_sheet
from web.services.known import entered_facts
from web.services.permissions import Refused
from web.services.renewals import Candidate, Decision, Mistakes, confirm, list_candidates

SCORE, SIZE, RENEWAL = "development.score", "size.confirmed", "renewal.innovative"
TITLE, CODE = "certification.innovative", "91350211MADEM00113"


def entered(platform: Platform, firm: Firm) -> dict[str, object]:
    with platform.database.read() as session:
        return entered_facts(session, firm.enterprise_id)


def test_fact_is_entered_changed_and_taken_back_with_its_history(platform: Platform, firm: Firm) -> None:
    city = make_officer(platform, CITY)
    for typed in ("81.5", "82", None):
        assert enter(platform, city, firm.enterprise_id, SCORE, typed, "年度评价") is True
    assert entered(platform, firm) == {}
    sheet = read_sheet(platform, city, firm.enterprise_id)
    assert sheet is not None
    entry = next(each for each in sheet.entries if each.fact == SCORE)
    assert [bool(each.text) for each in entry.history] == [False, True, True]


def test_fact_needs_a_reason_and_a_value_that_can_be(platform: Platform, firm: Firm) -> None:
    city = make_officer(platform, CITY)
    assert isinstance(enter(platform, city, firm.enterprise_id, SCORE, "81.5", " "), Refused)
    assert isinstance(enter(platform, city, firm.enterprise_id, SCORE, "101", "年度评价"), Wrong)
    assert isinstance(enter(platform, city, firm.enterprise_id, SCORE, "", "年度评价"), Wrong)
    assert entered(platform, firm) == {}


@pytest.mark.parametrize(
    ("authority", "fact", "allowed"),
    [
        (CITY, SCORE, True),
        (COUNTY, SCORE, False),
        (COUNTY, SIZE, True),
        (COUNTY, RENEWAL, False),
        ("350203", SIZE, False),
        ("350000", SCORE, False),
        ("440300", SCORE, False),
    ],
)
def test_fact_is_entered_by_the_level_and_in_the_region(
    platform: Platform, firm: Firm, authority: str, fact: str, allowed: bool
) -> None:
    typed = "81.5" if fact == SCORE else "true"
    outcome = enter(platform, make_officer(platform, authority), firm.enterprise_id, fact, typed, "核实")
    assert (outcome is True) is allowed


def test_page_is_for_enterprises_of_the_region(application: Flask, platform: Platform, firm: Firm) -> None:
    address = f"/authority-facts/{firm.enterprise_id}"
    assert officer(application, platform, "350203").get(address).status_code == 404
    county = officer(application, platform, COUNTY)
    assert "示例测试" in county.get("/authority-facts?q=示例").text
    page = post(county, address, fact=SIZE, value="true", reason="")
    assert page.status_code == 422
    assert post(county, address, fact=SIZE, value="true", reason="实地核实").status_code == 303
    assert entered(platform, firm) == {SIZE: True}


def test_every_mistake_of_every_line_is_told_at_once(platform: Platform, firm: Firm) -> None:
    make_firm(platform, "other", "91440305MADEM002XW")
    lines = f"{CODE},81.5,2025\n{CODE},200,2025\n91440305MADEM002XX,70,2025\n{CODE},1"
    checked = check_paste(platform, make_officer(platform, CITY), [SCORE, "development.year"], lines)
    assert isinstance(checked, Pasted)
    numbers = [each.partition("：")[0] for each in checked.mistakes]
    assert numbers == ["第 2 行", "第 2 行", "第 3 行", "第 4 行"]


def test_lines_are_entered_as_they_were_previewed(platform: Platform, firm: Firm) -> None:
    city, facts, lines = make_officer(platform, CITY), [SCORE, SIZE], f"{CODE}\t81.5\t是\n"
    checked = check_paste(platform, city, facts, lines)
    assert isinstance(checked, Pasted)
    assert checked.mistakes == ()
    assert isinstance(import_paste(platform, city, facts, lines + "x", "文件", checked.mark), Refused)
    assert isinstance(import_paste(platform, city, facts, lines, "", checked.mark), Refused)
    assert entered(platform, firm) == {}
    assert import_paste(platform, city, facts, lines, "文件", checked.mark) == 1
    assert entered(platform, firm) == {SCORE: "81.5", SIZE: True}


def test_import_page_previews_and_then_enters(application: Flask, platform: Platform, firm: Firm) -> None:
    city = officer(application, platform, CITY)
    wrong = post(city, "/authority-facts/import", facts=SCORE, lines=f"{CODE},200")
    assert wrong.status_code == 422
    assert "第 1 行" in wrong.text
    page = post(city, "/authority-facts/import", facts=SCORE, lines=f"{CODE},80")
    assert page.status_code == 200
    mark = page.text.split('name="mark" value="')[1].split('"')[0]
    data = {"facts": SCORE, "lines": f"{CODE},80", "mark": mark, "confirm": "yes"}
    again = post(city, "/authority-facts/import", **data, reason="")
    assert (again.status_code, mark in again.text) == (422, True)
    assert post(city, "/authority-facts/import", **data, reason="示例文件").status_code == 303
    assert entered(platform, firm) == {SCORE: 80}


# --- Who may be reviewed again -------------------------------------------------------------------------------


def certify(platform: Platform, firm: Firm, since: date, until: date) -> None:
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact=TITLE,
                authority=CITY,
                since=since,
                until=until,
                made_at=platform.clock.now(),
            )
        )


def candidates(
    platform: Platform, authority: str = CITY, year: int = 2026
) -> tuple[Candidate, ...] | Refused:
    return list_candidates(
        platform, make_officer(platform, authority, f"list-{authority}-{year}"), TITLE, year
    )


def test_list_holds_those_whose_title_ends_in_the_year(platform: Platform, firm: Firm) -> None:
    certify(platform, firm, date(2023, 7, 1), date(2026, 6, 30))
    listed = candidates(platform)
    assert isinstance(listed, tuple)
    assert [(each.enterprise_id, each.proposed, each.missed) for each in listed] == [
        (firm.enterprise_id, False, 2)
    ]
    assert candidates(platform, year=2027) == ()
    assert candidates(platform, "440300") == ()
    assert isinstance(candidates(platform, COUNTY), Refused)


def test_title_that_was_continued_is_not_listed(platform: Platform, firm: Firm) -> None:
    certify(platform, firm, date(2023, 7, 1), date(2026, 6, 30))
    certify(platform, firm, date(2026, 7, 1), date(2029, 6, 30))
    assert candidates(platform) == ()


def test_deciding_otherwise_than_proposed_needs_a_reason(platform: Platform, firm: Firm) -> None:
    certify(platform, firm, date(2023, 7, 1), date(2026, 6, 30))
    city = make_officer(platform, CITY)
    outcome = confirm(platform, city, TITLE, 2026, [Decision(firm.enterprise_id, True)])
    assert isinstance(outcome, Mistakes)
    assert entered(platform, firm) == {}
    assert confirm(platform, city, TITLE, 2026, [Decision(firm.enterprise_id, True, "已补报")]) == 1
    assert entered(platform, firm) == {RENEWAL: True}
    assert confirm(platform, city, TITLE, 2026, [Decision(firm.enterprise_id, True, "已补报")]) == 0
    with platform.database.read() as session:
        messages = [each.title for each in session.scalars(select(Message)) if "复核" in each.title]
        reasons = [each.reason for each in session.scalars(select(AuthorityFact))]
    assert len(messages) == 1
    assert reasons == ["已补报"]


def test_page_of_the_list_keeps_what_was_typed(application: Flask, platform: Platform, firm: Firm) -> None:
    certify(platform, firm, date(2023, 7, 1), date(2026, 6, 30))
    city, n = officer(application, platform, CITY), firm.enterprise_id
    assert "有 2 年没有按期更新" in city.get(f"/renewals?title={TITLE}&year=2026").text
    data = {"title": TITLE, "year": "2026", "chosen": str(n), f"decision-{n}": "yes"}
    page = post(city, "/renewals", **data)
    assert page.status_code == 422
    assert f'href="#reason-{n}"' in page.text
    assert post(city, "/renewals", **data, **{f"reason-{n}": "已补报"}).status_code == 303
    county = officer(application, platform, COUNTY)
    assert post(county, "/renewals", **data).status_code == 403

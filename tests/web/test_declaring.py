"""Choosing what to declare and where, the titles with their re-reviews, and the changes that are reported."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from tests.web.cases import make_draft_of_case
from tests.web.officers import person
from tests.web.pages import form_to, press
from tests.web.support import Firm, Time
from web.models import Draft, Enterprise
from web.models_review import AuthorityFact, Certification, Window
from web.platform import Platform
from web.services.answers import Change, Saved, save_change
from web.services.changes import list_changes
from web.services.declaring import NotHere, choose_place, list_tiers, look_where
from web.services.drafts import begin_draft
from web.services.openings import list_open_places
from web.services.submissions import submit
from web.services.titles_held import list_titles

PROCEDURE = "declare_innovative"
XIAMEN, FUJIAN, SHENZHEN = "350200", "350000", "440300"


def know(platform: Platform, firm: Firm, **facts: Any) -> None:
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {
            **enterprise.facts,
            **{f"enterprise.{name}": each for name, each in facts.items()},
        }


def open_only(platform: Platform, *codes: str, closes: date = date(2026, 3, 31)) -> None:
    """Open the procedure in these places, and nowhere else."""
    with platform.database.write() as session:
        session.execute(delete(Window))
        for code in codes:
            session.add(
                Window(
                    procedure=PROCEDURE,
                    authority=code,
                    opens=date(2026, 2, 1),
                    closes=closes,
                    made_at=platform.clock.now(),
                )
            )


def places(platform: Platform) -> list[str]:
    procedure = platform.catalogue.procedure(PROCEDURE)
    assert procedure is not None
    with platform.database.read() as session:
        return [each.code for each in list_open_places(platform, session, procedure, XIAMEN)]


def drafts(platform: Platform) -> int:
    with platform.database.read() as session:
        return len(session.scalars(select(Draft)).all())


# --- Where -----------------------------------------------------------------------------------------------------


def test_open_places_begin_with_ones_own(platform: Platform, firm: Firm) -> None:
    open_only(platform, FUJIAN, SHENZHEN, XIAMEN)
    assert places(platform) == [XIAMEN, FUJIAN, SHENZHEN]


def test_places_whose_window_is_over_are_not_open(platform: Platform, firm: Firm) -> None:
    open_only(platform, XIAMEN, closes=date(2026, 2, 28))
    assert places(platform) == []


def test_window_of_the_ministry_opens_every_place(platform: Platform, firm: Firm) -> None:
    open_only(platform, "000000")
    assert {XIAMEN, FUJIAN, SHENZHEN, "110000"} <= set(places(platform))
    assert "000000" not in places(platform)


def test_only_the_place_of_the_registered_region_is_taken(platform: Platform, firm: Firm) -> None:
    open_only(platform, XIAMEN, SHENZHEN)
    assert choose_place(platform, firm.enterprise_id, PROCEDURE, XIAMEN) is None
    refused = choose_place(platform, firm.enterprise_id, PROCEDURE, SHENZHEN)
    assert isinstance(refused, NotHere)
    assert "注册地是福建省厦门市集美区" in refused.text
    assert isinstance(choose_place(platform, firm.enterprise_id, PROCEDURE, ""), NotHere)


def test_enterprise_without_a_region_is_sent_to_its_profile(platform: Platform, firm: Firm) -> None:
    know(platform, firm, region=None)
    refused = choose_place(platform, firm.enterprise_id, PROCEDURE, XIAMEN)
    assert isinstance(refused, NotHere)
    assert "先在企业信息中填写注册地" in refused.text


def test_another_city_is_refused_with_the_reason(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    open_only(platform, XIAMEN, SHENZHEN)
    form = form_to(signed_in.get(f"/declare/{PROCEDURE}").text, "/declare/")
    assert form.value("place") == XIAMEN
    form.type("place", SHENZHEN)
    answer = press(signed_in, form)
    assert answer.status_code == 422
    assert "不能在深圳市中小企业主管部门申报" in answer.text
    assert 'href="/enterprise"' in answer.text
    assert form_to(answer.text, "/declare/").value("place") == SHENZHEN
    assert drafts(platform) == 0


def test_ones_own_city_begins(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    open_only(platform, XIAMEN)
    answer = press(signed_in, form_to(signed_in.get(f"/declare/{PROCEDURE}").text, "/declare/"))
    assert answer.request.path.startswith("/drafts/")
    assert drafts(platform) == 1


def test_development_zone_that_was_chosen_is_shown(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    assert "审核区划</dt>" in signed_in.get(f"/declare/{PROCEDURE}").text
    found = look_where(platform, firm.enterprise_id, PROCEDURE)
    assert found is not None
    assert ([each.name for each in found.districts], found.district) == (["火炬高新区"], "")
    know(platform, firm, review_district="3502Z1")
    page = signed_in.get(f"/procedures/{PROCEDURE}").text
    assert "审核区划：火炬高新区" in page


def test_procedure_that_nobody_opens_has_no_places(signed_in: FlaskClient) -> None:
    assert signed_in.get("/declare/assess_digital").status_code == 404
    assert signed_in.get("/declare/nothing").status_code == 404


# --- The tiers -------------------------------------------------------------------------------------------------


def test_tiers_stand_side_by_side_with_what_is_decided(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    page = list_tiers(platform, firm.enterprise_id)
    assert [each.entry.id for each in page.tiers] == [
        "declare_innovative",
        "declare_specialized",
        "declare_little_giant",
    ]
    decided = {each.title: each.holds for tier in page.tiers for each in tier.decided}
    assert decided
    shown = signed_in.get("/declare").text
    for title in decided:
        assert title in shown


def test_condition_that_facts_fail_is_told_before_filling(platform: Platform, firm: Firm) -> None:
    def failing() -> set[str]:
        tiers = list_tiers(platform, firm.enterprise_id).tiers
        return {each.title for tier in tiers for each in tier.decided if not each.holds}

    before = failing()
    know(platform, firm, listed_abnormal=True)
    assert failing() - before


def test_pages_say_whether_it_is_open_and_until_when(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    open_only(platform, XIAMEN)
    for path in ("/", "/declare", f"/procedures/{PROCEDURE}"):
        assert "开放至 2026-03-31（厦门市中小企业主管部门）" in signed_in.get(path).text
    open_only(platform, SHENZHEN)
    for path in ("/", "/declare", f"/procedures/{PROCEDURE}", f"/declare/{PROCEDURE}"):
        assert "未开放，申报时间由厦门市中小企业主管部门另行通知" in signed_in.get(path).text


def test_window_that_is_ahead_is_told(signed_in: FlaskClient, platform: Platform, time: Time) -> None:
    open_only(platform, XIAMEN)
    time.moment = datetime(2026, 1, 15, 4, tzinfo=UTC)
    assert "将于 2026-02-01 开放（厦门市中小企业主管部门）" in signed_in.get(f"/procedures/{PROCEDURE}").text


# --- Titles ----------------------------------------------------------------------------------------------------


def certify(platform: Platform, firm: Firm, since: date, until: date, **more: Any) -> None:
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact="certification.innovative",
                since=since,
                until=until,
                made_at=platform.clock.now(),
                **more,
            )
        )


def test_titles_tell_their_days_and_why_not_yet(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    certify(platform, firm, date(2023, 7, 1), date(2026, 6, 30), batch="2023年第一批", number="示例-7")
    (held,) = list_titles(platform, person(platform, firm.account_id), firm.enterprise_id)
    assert held.title.days_left == 121
    assert held.renewal is not None
    assert held.renewal.state != "filling"
    page = signed_in.get("/certifications").text
    assert "2023-07-01 至 2026-06-30" in page
    assert "待省级主管部门确认满足复核条件" in page


def test_renewal_is_offered_once_the_province_agrees(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    certify(platform, firm, date(2023, 7, 1), date(2026, 6, 30))
    with platform.database.write() as session:
        session.add(
            AuthorityFact(
                enterprise_id=firm.enterprise_id,
                fact="renewal.innovative",
                value=True,
                authority=XIAMEN,
                at=platform.clock.now(),
            )
        )
    page = signed_in.get("/certifications").text
    assert "去复核" in page
    assert press(signed_in, form_to(page, "renew_innovative")).request.path.startswith("/drafts/")
    (held,) = list_titles(platform, person(platform, firm.account_id), firm.enterprise_id)
    assert [each.state_text for each in held.history] == ["填写中"]


@pytest.mark.parametrize(
    ("since", "until", "state"),
    [
        (date(2023, 1, 1), date(2025, 12, 31), "已到期"),
        (date(2026, 3, 1), date(2029, 2, 28), "有效"),
        (date(2026, 7, 1), date(2029, 6, 30), "尚未生效"),
    ],
)
def test_certificate_says_whether_it_counts(
    signed_in: FlaskClient, platform: Platform, firm: Firm, since: date, until: date, state: str
) -> None:
    certify(platform, firm, since, until)
    assert f"<td>{state}</td>" in signed_in.get("/certifications").text


def test_title_that_was_cancelled_says_why(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    certify(
        platform,
        firm,
        date(2025, 1, 1),
        date(2027, 12, 31),
        cancelled_on=date(2026, 2, 1),
        cancelled_why="没有按期更新",
    )
    page = signed_in.get("/certifications").text
    assert "2026-02-01 起取消：没有按期更新" in page


def test_enterprise_without_titles_is_led_on(signed_in: FlaskClient) -> None:
    assert "还没有认定的称号" in signed_in.get("/certifications").text


# --- Changes ---------------------------------------------------------------------------------------------------


def report(platform: Platform, firm: Firm, on: str, *kinds: str) -> UUID:
    """A draft of a change of these kinds."""
    certify(platform, firm, date(2025, 1, 1), date(2027, 12, 31)) if not _is_certified(platform) else None
    made = begin_draft(platform, "report_change", firm.enterprise_id, firm.account_id)
    assert isinstance(made, UUID)
    saved = save_change(
        platform,
        made,
        firm.enterprise_id,
        firm.account_id,
        Change(0, {"kinds": list(kinds), "changed_on": on}),
    )
    assert isinstance(saved, Saved)
    return made


def _is_certified(platform: Platform) -> bool:
    with platform.database.read() as session:
        return session.scalars(select(Certification)).first() is not None


def changes(platform: Platform, firm: Firm, kind: str = "") -> list[tuple[tuple[str, ...], bool]]:
    who = person(platform, firm.account_id)
    found = list_changes(platform, who, firm.enterprise_id, kind)
    return [(each.kinds, each.is_late) for each in found.changes]


def test_change_tells_its_kinds_and_its_last_day(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = report(platform, firm, "2026-01-15", "renaming", "merger")
    assert changes(platform, firm) == [(("更名", "合并"), False)]
    page = signed_in.get("/changes").text
    assert "2026-04-15" in page
    assert f"/drafts/{draft}/discard" in page


def test_change_after_three_months_is_late(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    report(platform, firm, "2025-11-30", "merger")
    assert changes(platform, firm) == [(("合并",), True)]
    assert "已超过3个月期限，请尽快报告" in signed_in.get("/changes").text


def test_change_on_its_last_day_is_in_time(platform: Platform, firm: Firm) -> None:
    report(platform, firm, "2025-12-01", "merger")
    assert changes(platform, firm) == [(("合并",), False)]


def test_changes_are_filtered_by_kind(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    report(platform, firm, "2026-01-15", "merger")
    assert len(changes(platform, firm, "merger")) == 1
    assert changes(platform, firm, "renaming") == []
    assert "没有这一类型的变更" in signed_in.get("/changes?kind=renaming").text
    assert len(changes(platform, firm, "nonsense")) == 1


def test_change_that_was_sent_in_time_stays_in_time(platform: Platform, firm: Firm, time: Time) -> None:
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {**enterprise.facts, "certification.innovative": True}
    draft = make_draft_of_case(platform, firm, "report_change", "简单更名")
    sent = submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    assert isinstance(sent, UUID), sent
    time.move(days=400)
    assert changes(platform, firm) == [(("更名",), False)]


def test_enterprise_without_a_title_reports_nothing(signed_in: FlaskClient) -> None:
    page = signed_in.get("/changes").text
    assert "现在不能新增变更" in page

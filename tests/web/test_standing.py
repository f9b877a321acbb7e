"""How a draft stands in its procedure: which one it is, its season, its edition, what the authorities have yet to say."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.support import Firm, Time
from tests.web.test_home import INNOVATIVE, card, know
from web.models import Draft
from web.platform import Platform
from web.services.catalogue import Catalogue
from web.services.drafts import begin_draft, look_at_draft
from web.services.fillings import Filling
from web.services.following import followed_on
from web.services.standing import standing
from web.services.submissions import Checked, check_draft

DIGITAL = {"digital.level": 3, "digital.score": 68, "digital.date": "2025-08-12"}


def begin(platform: Platform, firm: Firm, procedure: str) -> UUID:
    begun = begin_draft(platform, procedure, firm.enterprise_id, firm.account_id)
    assert isinstance(begun, UUID), begun
    return begun


def filling(platform: Platform, firm: Firm, draft: UUID) -> Filling:
    found = look_at_draft(platform, draft, firm.enterprise_id)
    assert isinstance(found, Filling)
    return found


def checked(platform: Platform, firm: Firm, draft: UUID) -> Checked:
    found = check_draft(platform, draft, firm.enterprise_id)
    assert found is not None
    return found


# --- Which procedure -----------------------------------------------------------------------------------------------


def test_draft_of_a_form_that_serves_several_says_which(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, {**INNOVATIVE, "renewal.innovative": True})
    draft = begin(platform, firm, "renew_innovative")
    for page in (f"/drafts/{draft}", f"/drafts/{draft}/check", f"/drafts/{draft}/sections/finance"):
        assert "办理事项：创新型中小企业复核" in signed_in.get(page).text


def test_draft_of_a_form_of_its_own_needs_not_say(platform: Platform, firm: Firm) -> None:
    know(platform, firm, {"update.due": True, **INNOVATIVE})
    draft = begin(platform, firm, "annual_update")
    assert standing(platform, filling(platform, firm, draft)).procedure == ""


def test_list_of_the_enterprise_names_the_procedure(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    begin(platform, firm, "declare_innovative")
    assert "<td>创新型中小企业自评</td>" in signed_in.get("/submissions").text


# --- Season --------------------------------------------------------------------------------------------------------


def test_before_its_season_a_draft_is_prepared_and_not_sent(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = begin(platform, firm, "declare_little_giant")
    page = signed_in.get(f"/drafts/{draft}/check").text
    assert "现在不能提交" in page
    assert "现在不在办理时间内，办理时间为2026年4月25日至5月25日" in page
    assert "/submission" not in page[page.index("<main") :]
    assert "到时再提交" in signed_in.get(f"/drafts/{draft}").text


def test_in_its_season_the_season_is_in_nobodys_way(platform: Platform, firm: Firm, time: Time) -> None:
    draft = begin(platform, firm, "declare_little_giant")
    time.moment = datetime(2026, 4, 25, 4, tzinfo=UTC)
    assert checked(platform, firm, draft).closed == ()


def test_after_its_season_a_draft_is_told(platform: Platform, firm: Firm, time: Time) -> None:
    draft = begin(platform, firm, "declare_little_giant")
    time.moment = datetime(2026, 5, 26, 4, tzinfo=UTC)
    notes = standing(platform, filling(platform, firm, draft)).notes
    assert any("已经结束" in each for each in notes)
    assert checked(platform, firm, draft).closed


def test_card_says_that_the_season_is_over(signed_in: FlaskClient, time: Time) -> None:
    assert "到时再提交" in card(signed_in.get("/").text, "declare_little_giant")
    time.moment = datetime(2026, 5, 26, 4, tzinfo=UTC)
    assert "已经结束" in card(signed_in.get("/").text, "declare_little_giant")


@pytest.mark.parametrize(
    ("begun", "today", "followed"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 4, 24), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 4, 25), date(2026, 4, 25)),
        (date(2026, 5, 2), date(2026, 5, 20), date(2026, 5, 2)),
        (date(2026, 5, 2), date(2026, 6, 1), date(2026, 5, 2)),
    ],
)
def test_draft_prepared_before_a_season_follows_the_day_it_opened(
    platform: Platform, time: Time, begun: date, today: date, followed: date
) -> None:
    time.moment = datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
    moment = datetime(begun.year, begun.month, begun.day, 4, tzinfo=UTC)
    assert followed_on(platform, Draft(procedure="declare_little_giant", created_at=moment)) == followed


def test_draft_prepared_under_the_old_rules_is_sent_under_those_of_its_season(
    platform: Platform, firm: Firm, time: Time
) -> None:
    draft = begin(platform, firm, "declare_little_giant")
    assert filling(platform, firm, draft).form.edition == date(2022, 8, 1)
    time.moment = datetime(2026, 4, 25, 4, tzinfo=UTC)
    found = filling(platform, firm, draft)
    assert found.form.edition == date(2026, 4, 1)
    assert found.follows_newer_form


# --- Edition, year, form -------------------------------------------------------------------------------------------


def test_draft_of_an_older_edition_is_told(
    signed_in: FlaskClient, platform: Platform, firm: Firm, time: Time
) -> None:
    know(platform, firm, DIGITAL)
    draft = begin(platform, firm, "declare_specialized")
    assert "起施行的版本，现在办理的用" not in signed_in.get(f"/drafts/{draft}").text
    time.move(days=40)
    assert (
        "用的是2022-08-01起施行的版本，现在办理的用2026-04-01起施行的版本"
        in signed_in.get(f"/drafts/{draft}").text
    )


def test_draft_of_an_earlier_year_is_told(platform: Platform, firm: Firm, time: Time) -> None:
    draft = begin(platform, firm, "declare_innovative")
    time.moment = datetime(2027, 1, 2, 4, tzinfo=UTC)
    notes = standing(platform, filling(platform, firm, draft)).notes
    assert notes == ("这份草稿的数据填到2025年，今年办理的填到2026年。请删除草稿，重新开始办理。",)


def test_draft_of_a_form_for_others_is_told_and_not_sent(platform: Platform, firm: Firm) -> None:
    draft = begin(platform, firm, "assess_digital")
    know(platform, firm, {"enterprise.industry": "7452"})
    told = (
        "按现在的企业信息，应填《中小企业数字化水平评测表（生产性服务业）》。请删除这份草稿，重新开始办理。"
    )
    assert told in standing(platform, filling(platform, firm, draft)).notes
    assert told in checked(platform, firm, draft).closed


def test_fresh_draft_has_nothing_to_be_told(platform: Platform, firm: Firm) -> None:
    draft = begin(platform, firm, "declare_innovative")
    assert standing(platform, filling(platform, firm, draft)).notes == ()


# --- What the authorities have yet to say --------------------------------------------------------------------------


@pytest.fixture
def awaiting(application: Flask, tmp_path: Path) -> Platform:
    """A platform whose first tier waits for something that only the authorities provide."""
    forms = tmp_path / "forms"
    platform: Platform = application.extensions["tidu"]
    shutil.copytree(platform.config.forms_folder, forms)
    path = forms / "procedures.yaml"
    text = path.read_text("utf-8")
    begins = "    summary: 企业自愿自评，主管部门审核（含实地抽查）"
    assert text.count(begins) == 1
    gate = "    open_to: {title: 发展评价合格的企业, ensure: development.score >= 60}\n"
    path.write_text(text.replace(begins, gate + begins), "utf-8")
    changed = replace(platform, catalogue=Catalogue(forms))
    application.extensions["tidu"] = changed
    return changed


def test_what_awaits_the_authority_is_told_and_can_be_prepared(
    awaiting: Platform, client: FlaskClient, signed_in: FlaskClient
) -> None:
    shown = card(signed_in.get("/").text, "declare_innovative")
    assert "待主管部门确认：" in shown
    assert "现在可以先填写，确认后再提交" in shown
    assert "开始办理" in shown


def test_what_awaits_the_authority_is_not_sent(awaiting: Platform, firm: Firm) -> None:
    draft = begin(awaiting, firm, "declare_innovative")
    assert [each[:8] for each in checked(awaiting, firm, draft).closed] == ["待主管部门确认："]


def test_what_the_authority_has_said_is_told_no_longer(awaiting: Platform, firm: Firm) -> None:
    know(awaiting, firm, {"development.score": 75})
    draft = begin(awaiting, firm, "declare_innovative")
    assert checked(awaiting, firm, draft).closed == ()

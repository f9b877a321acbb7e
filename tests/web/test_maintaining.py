"""Maintaining the profile: begun from its page, prefilled, told what it changes, sent, and in force at once."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.web.cases import make_filled_draft
from tests.web.pages import form_to, press
from tests.web.support import FACTS, Firm
from tests.web.test_home import INNOVATIVE, know
from web.models import Enterprise
from web.platform import Platform
from web.services.answers import Change, Saved, save_change
from web.services.drafts import begin_draft, look_at_draft
from web.services.fillings import Filling
from web.services.rerouting import changes, rerouted
from web.services.submissions import submit

BEGIN = "/procedures/maintain_profile/drafts"
REST = {
    "enterprise.contact_mobile": "13000000021",
    "enterprise.product": "六轴协作机器人",
    "enterprise.staff": 168,
    "enterprise.assets": 15800,
    "enterprise.email": "contact@test.example",
}


@pytest.fixture
def draft(platform: Platform, firm: Firm) -> UUID:
    """A draft of a profile that lacks nothing."""
    know(platform, firm, REST)
    begun = begin_draft(platform, "maintain_profile", firm.enterprise_id, firm.account_id)
    assert isinstance(begun, UUID)
    return begun


def change(platform: Platform, firm: Firm, draft: UUID, **answers: object) -> Filling:
    before = look_at_draft(platform, draft, firm.enterprise_id)
    assert isinstance(before, Filling)
    given = Change(before.revision, answers)
    assert isinstance(save_change(platform, draft, firm.enterprise_id, firm.account_id, given), Saved)
    after = look_at_draft(platform, draft, firm.enterprise_id)
    assert isinstance(after, Filling)
    return after


def facts_of(platform: Platform, firm: Firm) -> dict[str, object]:
    with platform.database.read() as session:
        return dict(session.get_one(Enterprise, firm.enterprise_id).facts)


# --- The page ------------------------------------------------------------------------------------------------------


def test_profile_can_be_edited_from_its_page(signed_in: FlaskClient) -> None:
    page = signed_in.get("/enterprise").text
    assert ">编辑</button>" in page
    response = press(signed_in, form_to(page, BEGIN), follow=False)
    assert response.headers["Location"].startswith("/drafts/")


def test_profile_begins_with_what_is_known(platform: Platform, firm: Firm, draft: UUID) -> None:
    filling = look_at_draft(platform, draft, firm.enterprise_id)
    assert isinstance(filling, Filling)
    assert filling.bound.answers["region"] == "350211"
    assert not filling.problems


def test_profile_being_edited_is_gone_on_with(signed_in: FlaskClient, draft: UUID) -> None:
    page = signed_in.get("/enterprise").text
    assert f'href="/drafts/{draft}">继续编辑' in page
    assert "有修改还没有提交" in page


def test_certified_enterprise_is_led_to_the_update(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, INNOVATIVE)
    page = signed_in.get("/enterprise").text
    assert BEGIN not in page
    assert "现在不能直接编辑" in page
    assert "<p>办理对象：尚未认定的企业（已认定的在年度信息更新中更新），或者还没有填写完整的。</p>" in page
    assert 'href="/procedures/annual_update"' in page


def test_page_shows_the_titles_with_their_days(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    know(platform, firm, INNOVATIVE)
    page = signed_in.get("/enterprise").text
    assert "2025-06-20 至 2028-06-19" in page
    assert '<span class="tag tag--done">创新型中小企业</span>' in page


# --- Sending -------------------------------------------------------------------------------------------------------


def test_profile_that_was_sent_leads_back_to_its_page(signed_in: FlaskClient, draft: UUID) -> None:
    check = signed_in.get(f"/drafts/{draft}/check").text
    response = press(signed_in, form_to(check, "/submission"), follow=False)
    assert response.headers["Location"] == "/enterprise"
    assert "企业信息已提交" in signed_in.get("/enterprise").text


def test_profile_is_edited_again_without_being_asked_what_to_carry_over(
    signed_in: FlaskClient, platform: Platform, firm: Firm, draft: UUID
) -> None:
    submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    response = press(signed_in, form_to(signed_in.get("/enterprise").text, BEGIN), follow=False)
    assert response.status_code == 303


def test_facts_change_at_once(platform: Platform, firm: Firm, draft: UUID) -> None:
    change(platform, firm, draft, staff="19")
    submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    facts = facts_of(platform, firm)
    assert (facts["enterprise.staff"], facts["enterprise.size_class"]) == (19, "micro")


def test_what_was_taken_out_is_known_no_longer(platform: Platform, firm: Firm, draft: UUID) -> None:
    change(platform, firm, draft, email=None)
    submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    facts = facts_of(platform, firm)
    assert "enterprise.email" not in facts
    assert facts["identity.name"] == FACTS["identity.name"]


def test_name_of_the_enterprise_follows_its_identity(
    signed_in: FlaskClient, platform: Platform, firm: Firm, draft: UUID
) -> None:
    know(platform, firm, {"identity.name": "示例更名（厦门）有限公司"})
    submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    assert 'class="masthead__enterprise">示例更名（厦门）有限公司<' in signed_in.get("/").text


# --- What a change changes -----------------------------------------------------------------------------------------


def test_other_region_is_told_with_its_authorities(
    signed_in: FlaskClient, platform: Platform, firm: Firm, draft: UUID
) -> None:
    change(platform, firm, draft, region="440606")
    page = signed_in.get(f"/drafts/{draft}/check").text
    assert "提交后，办理会有这些变化" in page
    assert "佛山市" in page


def test_other_industry_is_told_with_its_questionnaire(platform: Platform, firm: Firm, draft: UUID) -> None:
    filling = change(platform, firm, draft, industry="7452", product="汽车检测服务")
    told = {each.about: each for each in rerouted(platform, firm.enterprise_id, filling)}
    assert list(told) == ["数字化水平评测"]
    assert told["数字化水平评测"].before != told["数字化水平评测"].after
    assert "服务业" in told["数字化水平评测"].after


def test_other_authority_that_adds_to_a_form_is_told(platform: Platform) -> None:
    known = {**FACTS, "enterprise.industry": "3491"}
    found = changes(platform, known, {**known, "enterprise.region": "440606"})
    about = {each.about: each for each in found}
    assert "广东省" in about["专精特新中小企业申报"].after


def test_other_phone_changes_nothing(
    signed_in: FlaskClient, platform: Platform, firm: Firm, draft: UUID
) -> None:
    filling = change(platform, firm, draft, contact_phone="0592-0000009")
    assert rerouted(platform, firm.enterprise_id, filling) == ()
    assert "办理会有这些变化" not in signed_in.get(f"/drafts/{draft}/check").text


def test_first_profile_changes_nothing(platform: Platform) -> None:
    assert changes(platform, {}, FACTS) == ()


def test_district_that_reviews_is_among_the_authorities(platform: Platform) -> None:
    known = {**FACTS, "enterprise.region": "350206"}
    found = changes(platform, known, {**known, "enterprise.review_district": "3502Z1"})
    assert "火炬高新区" in found[0].after


def test_declaration_tells_of_no_change(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft_id = make_filled_draft(platform, firm)
    assert "办理会有这些变化" not in signed_in.get(f"/drafts/{draft_id}/check").text

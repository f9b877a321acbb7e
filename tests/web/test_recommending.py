"""What only authorities fill: kept beside the submission, the assessment issued again, asked for before it goes on."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from engine.fields.base import Posted
from tests.web.cases import make_draft_of_case
from tests.web.officers import make_officer
from tests.web.support import Firm
from tests.web.test_case_pages import officer, post
from tests.web.test_cases import do, look, told
from web.models import Enterprise, Event, Submission
from web.models_review import Case, Certification, Reassessment, Remark
from web.platform import Platform
from web.services.cases import Acted
from web.services.deciding import do as do_deed
from web.services.following import chain_of_facts
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.recommending import Filled, OpenSection, Reassessed, save_section
from web.services.submissions import read_result, submit
from web.workflow import Deed

FUZHOU, FUJIAN, GULOU = "350100", "350000", "350102"


def sent_of(platform: Platform, firm: Firm, procedure: str, name: str, **but: Any) -> UUID:
    draft = make_draft_of_case(platform, firm, procedure, name, but)
    outcome = submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    assert isinstance(outcome, UUID), getattr(outcome, "blocking", outcome)
    with platform.database.read() as session:
        return session.scalars(select(Case.id).where(Case.draft_id == draft)).one()


@pytest.fixture
def case_id(platform: Platform, firm: Firm) -> UUID:
    """A declaration in a province that has set no indicators of its own: it gives the points itself."""
    given = {
        "enterprise.region": GULOU,
        "enterprise.credit_code": "91350211MADEM00113",
        "profile.complete": True,
    }
    return sent_of(platform, firm, "declare_specialized", "各项最高，地方特色待定", **given)


@pytest.fixture
def province(platform: Platform, case_id: UUID) -> SignedIn:
    """The officer who decides, with the case before them."""
    several = [make_officer(platform, each) for each in (GULOU, FUZHOU, FUJIAN)]
    for each in several[:2]:
        assert isinstance(do(platform, each, case_id, Deed.BEGIN), Acted)
        assert isinstance(do(platform, each, case_id, Deed.RECOMMEND), Acted)
    assert isinstance(do(platform, several[2], case_id, Deed.BEGIN), Acted)
    return several[2]


def filled(shown: dict[str, Any] | None = None, **typed: str) -> Filled:
    return Filled(Posted({name: [value] for name, value in typed.items()}), shown or {})


def fill(platform: Platform, person: SignedIn, case_id: UUID, what: Filled) -> object:
    return save_section(platform, person, case_id, "features_review", what)


def test_points_of_the_province_finish_the_score(
    platform: Platform, firm: Firm, case_id: UUID, province: SignedIn
) -> None:
    case = look(platform, case_id)
    before = case.points
    assert fill(
        platform, province, case_id, filled(local_points="12", local_reason="逐项评分")
    ) == Reassessed(True)
    after = look(platform, case_id)
    assert (before, after.points) == (None, 9700)
    result = read_result(platform, case.submission_id, firm.enterprise_id)
    assert result is not None
    assert result.assessment["score"]["pending"] is False
    assert result.answers["local_points"] == "12"


def test_submission_stays_as_it_was_sent(platform: Platform, case_id: UUID, province: SignedIn) -> None:
    with platform.database.read() as session:
        was = session.scalars(select(Submission.assessment)).one()
    fill(platform, province, case_id, filled(local_points="12", local_reason="逐项评分"))
    fill(platform, province, case_id, filled({"local_points": "12"}, local_points="10"))
    with platform.database.read() as session:
        sent = session.scalars(select(Submission)).one()
        several = session.scalars(select(Reassessment).order_by(Reassessment.id)).all()
    assert sent.assessment == was
    assert "local_points" not in sent.answers
    assert [each.answers["local_points"] for each in several] == ["12", "10"]
    assert several[1].answers["local_reason"] == "逐项评分"


def test_what_is_so_already_is_not_kept_again(platform: Platform, case_id: UUID, province: SignedIn) -> None:
    typed = {"local_points": "12", "local_reason": "逐项评分"}
    fill(platform, province, case_id, filled(None, **typed))
    assert fill(platform, province, case_id, filled(typed, **typed)) == Reassessed(False)


def test_wrong_points_come_back_as_they_were_typed(
    application: Flask, platform: Platform, case_id: UUID, province: SignedIn
) -> None:
    client = officer(application, platform, FUJIAN, "another")
    address = f"/cases/{case_id}/sections/features_review"
    assert "地方特色指标得分" in client.get(address).text
    page = post(client, address, local_points="15.5", local_reason="写了很久", _shown="{}")
    assert page.status_code == 422
    assert "15.5" in page.text
    assert "写了很久" in page.text
    with platform.database.read() as session:
        assert session.scalars(select(Reassessment)).all() == []


def test_only_the_authority_of_the_turn_fills(platform: Platform, case_id: UUID, province: SignedIn) -> None:
    county = make_officer(platform, GULOU, "county-again")
    outcome = fill(platform, county, case_id, filled(local_points="1"))
    assert isinstance(outcome, OpenSection)
    assert outcome.refused is not None
    stranger = make_officer(platform, "440300")
    assert fill(platform, stranger, case_id, filled(local_points="1")) is None


def test_section_of_the_enterprise_is_none_of_the_authorities(
    platform: Platform, case_id: UUID, province: SignedIn
) -> None:
    assert save_section(platform, province, case_id, "innovation_capability", filled(ip_class1="9")) is None


def test_last_stage_approves_when_everything_is_filled(
    platform: Platform, case_id: UUID, province: SignedIn
) -> None:
    refused = do_deed(platform, province, case_id, Deed.APPROVE)
    assert isinstance(refused, Refused)
    assert "地方特色指标得分" in refused.text
    fill(platform, province, case_id, filled(local_points="12", local_reason="逐项评分"))
    assert isinstance(do_deed(platform, province, case_id, Deed.APPROVE), Acted)


def test_page_of_the_case_tells_who_filled_what(
    application: Flask, platform: Platform, case_id: UUID, province: SignedIn
) -> None:
    fill(platform, province, case_id, filled(local_points="12", local_reason="逐项评分"))
    page = officer(application, platform, GULOU, "reader").get(f"/cases/{case_id}").text
    assert "逐项评分" in page
    assert f"{province.display_name}，2026-03-01" in page


# --- What an accepted change brings about --------------------------------------------------------------------


def change_of(platform: Platform, firm: Firm, name: str, **but: Any) -> tuple[UUID, SignedIn]:
    """A report of a change before the province that decides."""
    given = {"enterprise.credit_code": "91350211MADEM00113", "enterprise.region": GULOU}
    case_id = sent_of(platform, firm, "report_change", name, **given, **but)
    several = [make_officer(platform, each) for each in (GULOU, FUZHOU, FUJIAN)]
    for each in several:
        assert isinstance(do_deed(platform, each, case_id, Deed.BEGIN), Acted)
        if each is not several[-1]:
            assert isinstance(do_deed(platform, each, case_id, Deed.RECOMMEND, note="同意"), Acted)
    return case_id, several[-1]


def test_accepted_renaming_changes_the_name(platform: Platform, firm: Firm) -> None:
    case_id, province = change_of(
        platform, firm, "简单更名", **{"kinds.renaming.new_name": "示例新名有限公司"}
    )
    assert isinstance(do_deed(platform, province, case_id, Deed.APPROVE), Acted)
    with platform.database.read() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        assert enterprise.name == "示例新名有限公司"
        assert enterprise.facts["enterprise.name"] == "示例新名有限公司"
        assert enterprise.facts["enterprise.region"] == GULOU
    assert "case_took_effect" in told(platform, case_id)


def test_refused_change_changes_nothing(platform: Platform, firm: Firm) -> None:
    case_id, province = change_of(
        platform, firm, "简单更名", **{"kinds.renaming.new_name": "示例新名有限公司"}
    )
    assert isinstance(do_deed(platform, province, case_id, Deed.REFUSE, note="材料不符"), Acted)
    with platform.database.read() as session:
        assert session.get_one(Enterprise, firm.enterprise_id).name != "示例新名有限公司"


def test_accepted_move_leads_to_the_authorities_of_the_new_place(platform: Platform, firm: Firm) -> None:
    case_id, province = change_of(platform, firm, "跨省迁移，仍符合标准")
    assert isinstance(do_deed(platform, province, case_id, Deed.APPROVE), Acted)
    with platform.database.read() as session:
        facts = session.get_one(Enterprise, firm.enterprise_id).facts
    assert [each.code for each in chain_of_facts(platform, facts)][:1] == ["330106"]
    assert look(platform, case_id).county == GULOU  # the region as it was stays with the case


def test_title_is_proposed_for_cancellation_and_never_cancelled(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact="certification.innovative",
                authority=FUJIAN,
                since=date(2025, 1, 1),
                until=date(2027, 12, 31),
                made_at=platform.clock.now(),
            )
        )
    case_id, province = change_of(platform, firm, "跨省迁移，不再符合标准")
    assert isinstance(do_deed(platform, province, case_id, Deed.APPROVE), Acted)
    with platform.database.read() as session:
        assert session.scalars(select(Certification)).one().cancelled_on is None
        remark = session.scalars(select(Remark)).one()
        proposed = session.scalars(select(Event).where(Event.what == "cancellation_proposed")).one()
    assert remark.is_internal
    assert proposed.details["authorities"] == [FUJIAN]

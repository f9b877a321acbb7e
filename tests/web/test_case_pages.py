"""The officers' page of one submission: what it shows, whom it is for, and what is done on it."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web.colleagues import add_officer
from tests.web.officers import make_officer
from tests.web.support import Firm, Time, make_firm, sign_in, token_of
from tests.web.test_cases import CITY, COUNTY, OTHER_COUNTY, do, look, sent, told
from tests.web.test_certifying import approved, certificates
from web.models import Draft, Event, Upload
from web.models_review import Objection, Remark, SpotCheck
from web.platform import Platform
from web.services.answers import Change, save_change
from web.services.cases import Acted
from web.services.submissions import submit
from web.workflow import Deed, State


@pytest.fixture
def case_id(platform: Platform, firm: Firm) -> UUID:
    return sent(platform, firm)


def officer(application: Flask, platform: Platform, authority: str, name: str = "") -> FlaskClient:
    """A browser in which an officer of an authority is signed in."""
    login_name = name or f"person-{authority}"
    add_officer(platform, login_name, authority=authority)
    client = application.test_client()
    assert sign_in(client, login_name).status_code in {302, 303}
    return client


@pytest.fixture
def county(application: Flask, platform: Platform) -> FlaskClient:
    return officer(application, platform, COUNTY)


def post(client: FlaskClient, address: str, **data: object) -> TestResponse:
    return client.post(address, data={"csrf_token": token_of(client), **data})


def act(client: FlaskClient, platform: Platform, case_id: UUID, deed: str, **data: object) -> TestResponse:
    """Do a deed to the case as it is now."""
    version = look(platform, case_id).version
    return post(client, f"/cases/{case_id}/deeds/{deed}", **{"seen": version, **data})


def words(page: TestResponse) -> str:
    return re.sub(r"<[^>]+>", "", page.text)


# --- Looking -------------------------------------------------------------------------------------------------


def test_page_shows_the_case(county: FlaskClient, platform: Platform, case_id: UUID) -> None:
    page = county.get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert look(platform, case_id).number in page.text
    assert "各项得分" in page.text
    assert "填报内容" in page.text
    assert f"/cases/{case_id}/deeds/begin" in page.text


@pytest.mark.parametrize("authority", [CITY, "000000"])
def test_page_is_for_the_chain_and_the_ministry(
    application: Flask, platform: Platform, case_id: UUID, authority: str
) -> None:
    page = officer(application, platform, authority).get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert "/deeds/" not in page.text


@pytest.mark.parametrize("authority", [OTHER_COUNTY, "350000", "440300"])
def test_page_is_not_there_for_others(
    application: Flask, platform: Platform, case_id: UUID, authority: str
) -> None:
    client = officer(application, platform, authority)
    for address in ("", "/deeds/begin", "/remarks", "/spot-check", "/objection", "/sections/finance"):
        assert client.get(f"/cases/{case_id}{address}").status_code == 404, address
    for address in ("/deeds/begin", "/remarks", "/spot-check", "/objection", "/numbers", "/reassessment"):
        assert post(client, f"/cases/{case_id}{address}").status_code == 404, address
    assert told(platform, case_id) == ["case_send"]


def test_enterprise_does_not_open_the_page(signed_in: FlaskClient, case_id: UUID) -> None:
    assert signed_in.get(f"/cases/{case_id}").status_code == 403


def test_personal_numbers_are_hidden_until_asked_for(
    county: FlaskClient, platform: Platform, case_id: UUID
) -> None:
    assert "0592-0000001" not in county.get(f"/cases/{case_id}").text
    page = post(county, f"/cases/{case_id}/numbers")
    assert page.status_code == 200
    assert "0592-0000001" in page.text
    assert told(platform, case_id) == ["case_send", "case_numbers_shown"]


def test_files_are_for_the_chain_as_downloads(
    application: Flask, county: FlaskClient, platform: Platform, case_id: UUID
) -> None:
    with platform.database.read() as session:
        file_id = session.scalars(select(Upload.id)).first()
    found = county.get(f"/cases/{case_id}/files/{file_id}")
    assert found.status_code == 200
    assert found.headers["Content-Disposition"].startswith("attachment")
    other = officer(application, platform, OTHER_COUNTY)
    assert other.get(f"/cases/{case_id}/files/{file_id}").status_code == 404


def test_files_of_another_draft_are_not_those_of_the_case(
    county: FlaskClient, platform: Platform, case_id: UUID
) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    theirs = sent(platform, other)
    draft = look(platform, theirs).draft_id
    with platform.database.read() as session:
        file_id = session.scalars(select(Upload.id).where(Upload.draft_id == draft)).first()
    assert county.get(f"/cases/{case_id}/files/{file_id}").status_code == 404


# --- Deeds ---------------------------------------------------------------------------------------------------


def test_officer_begins_and_returns_with_a_reason(
    county: FlaskClient, platform: Platform, case_id: UUID
) -> None:
    assert act(county, platform, case_id, "begin").status_code == 303
    nothing = act(county, platform, case_id, "return", field="", text="")
    assert nothing.status_code == 409
    assert "至少写一条" in nothing.text
    assert look(platform, case_id).state == State.REVIEWING
    assert act(county, platform, case_id, "return", field="", text="请补充材料").status_code == 303
    assert look(platform, case_id).state == State.RETURNED
    with platform.database.read() as session:
        remark = session.scalars(select(Remark)).one()
        last = session.scalars(select(Event).where(Event.what == "case_return")).one()
    assert (remark.text, remark.is_internal, last.note) == ("请补充材料", False, "请补充材料")


def test_reasons_are_collected_at_their_fields(
    county: FlaskClient, platform: Platform, case_id: UUID
) -> None:
    act(county, platform, case_id, "begin")
    said = {"field": "revenue", "text": "与审计报告不一致", "kind": "enterprise"}
    for _ in range(2):  # pressed twice
        assert post(county, f"/cases/{case_id}/remarks", **said).status_code == 303
    assert county.get(f"/cases/{case_id}/deeds/return").text.count("与审计报告不一致") == 1
    assert act(county, platform, case_id, "return", field="", text="").status_code == 303
    with platform.database.read() as session:
        assert [each.field for each in session.scalars(select(Remark))] == ["revenue"]


def test_reason_of_a_return_is_not_said_out_of_turn(
    application: Flask, platform: Platform, case_id: UUID
) -> None:
    city = officer(application, platform, CITY)
    page = post(city, f"/cases/{case_id}/remarks", field="", text="看过", kind="enterprise")
    assert page.status_code == 409
    assert "看过" in page.text
    assert post(city, f"/cases/{case_id}/remarks", field="", text="看过", kind="internal").status_code == 303


def test_recommending_needs_an_opinion(county: FlaskClient, platform: Platform, case_id: UUID) -> None:
    act(county, platform, case_id, "begin")
    assert act(county, platform, case_id, "recommend", note=" ").status_code == 422
    assert act(county, platform, case_id, "recommend", note="同意推荐").status_code == 303
    assert look(platform, case_id).authority == CITY


def test_button_pressed_twice_does_it_once(county: FlaskClient, platform: Platform, case_id: UUID) -> None:
    seen = look(platform, case_id).version
    for _ in range(2):
        assert post(county, f"/cases/{case_id}/deeds/begin", seen=seen).status_code == 303
    assert told(platform, case_id) == ["case_send", "case_begin"]


def test_slower_officer_is_told_who_did_what_and_keeps_the_typing(
    county: FlaskClient, platform: Platform, case_id: UUID
) -> None:
    act(county, platform, case_id, "begin")
    seen = look(platform, case_id).version
    other = make_officer(platform, COUNTY)
    assert isinstance(do(platform, other, case_id, Deed.REFUSE), Acted)
    page = post(county, f"/cases/{case_id}/deeds/recommend", seen=seen, note="我写的意见")
    assert page.status_code == 409
    assert "我写的意见" in page.text
    assert other.display_name in page.text
    assert "不予通过" in page.text
    assert "确认推荐" not in page.text  # it cannot be done any more


def test_deed_that_is_none_is_not_there(county: FlaskClient, case_id: UUID) -> None:
    assert county.get(f"/cases/{case_id}/deeds/send").status_code == 404
    assert county.get(f"/cases/{case_id}/deeds/nothing").status_code == 404


def test_way_from_approval_to_certificate_and_its_end(
    application: Flask, platform: Platform, firm: Firm, time: Time
) -> None:
    case_id = approved(platform, firm, make_officer(platform, CITY))
    city = officer(application, platform, CITY)
    assert "公示天数" in city.get(f"/cases/{case_id}/deeds/publicise").text
    assert act(city, platform, case_id, "publicise", first="2026-03-01", days="x").status_code == 422
    assert act(city, platform, case_id, "publicise", first="2026-03-01", days="5").status_code == 303
    objection = {"received": "2026-03-01", "text": "数据有误"}
    for _ in range(2):
        assert post(city, f"/cases/{case_id}/objection", **objection).status_code == 303
    with platform.database.read() as session:
        number = session.scalars(select(Objection.id)).one()
    time.move(days=6)
    certificate = {"batch": "2026年第一批", "number": "示例-1", "on": "2026-03-07"}
    refused = act(city, platform, case_id, "certify", **certificate)
    assert refused.status_code == 409
    assert "异议" in refused.text
    assert "示例-1" in refused.text
    assert post(city, f"/cases/{case_id}/objections/{number}", how="核实无误").status_code == 303
    assert act(city, platform, case_id, "certify", **certificate).status_code == 303
    held = certificates(platform)[0]
    address = f"/certifications/{held.id}/cancel"
    assert officer(application, platform, COUNTY).get(address).status_code == 404
    assert post(city, address, on="2026-03-07", reason="").status_code == 422
    assert post(city, address, on="2026-03-07", reason="弄虚作假").status_code == 303
    assert certificates(platform)[0].cancelled_on == date(2026, 3, 7)


def test_spot_check_is_kept_once(county: FlaskClient, platform: Platform, case_id: UUID) -> None:
    found = {"on": "2026-02-27", "people": "示例甲、示例乙", "agrees": "no", "found": "设备与材料不符"}
    assert post(county, f"/cases/{case_id}/spot-check", **{**found, "on": "2026-04-01"}).status_code == 422
    for _ in range(2):
        assert post(county, f"/cases/{case_id}/spot-check", **found).status_code == 303
    with platform.database.read() as session:
        check = session.scalars(select(SpotCheck)).one()
    assert (check.agrees, check.people) == (False, "示例甲、示例乙")
    assert "设备与材料不符" in county.get(f"/cases/{case_id}").text


def test_page_tells_what_changed_since_the_last_time(
    county: FlaskClient, platform: Platform, firm: Firm, case_id: UUID
) -> None:
    assert "与上次提交相比" not in county.get(f"/cases/{case_id}").text
    act(county, platform, case_id, "begin")
    act(county, platform, case_id, "return", field="", text="请核对")
    case = look(platform, case_id)
    with platform.database.read() as session:
        revision = session.get_one(Draft, case.draft_id).revision
    changed = Change(revision, {"product_field_reason": "主导产品属于新材料产业。"})
    save_change(platform, case.draft_id, firm.enterprise_id, firm.account_id, changed)
    assert isinstance(submit(platform, case.draft_id, firm.enterprise_id, firm.account_id, "2"), UUID)
    page = county.get(f"/cases/{case_id}").text
    assert "与上次提交相比" in page

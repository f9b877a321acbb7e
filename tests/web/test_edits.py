"""What a module sends while somebody types, and what it is answered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.cases import CASE_A, DECLARE, make_filled_draft, revision_of
from tests.web.support import Firm, token_of
from web.models import Draft, DraftAnswer
from web.platform import Platform
from web.services.accounts import sign_out_everywhere
from web.services.answers import Change, Saved, save_change
from web.services.drafts import begin_draft


@pytest.fixture
def draft(platform: Platform, firm: Firm) -> UUID:
    begun = begin_draft(platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(begun, UUID)
    return begun


class Typing:
    """A page that is open: sends changes and remembers the revision it was told."""

    def __init__(self, client: FlaskClient, draft: UUID, section: str = "capability") -> None:
        self.client, self.draft, self.section = client, draft, section
        self.revision = 0
        self.token = token_of(client)

    def send(self, changes: Mapping[str, Any], **more: Any) -> TestResponse:
        body = {"based_on": self.revision, "section": self.section, "changes": changes, **more}
        response = self.post(data=json.dumps(body), content_type="application/json")
        if response.status_code == 200:
            self.revision = response.get_json()["revision"]
        return response

    def post(self, **content: Any) -> TestResponse:
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        return self.client.post(f"/drafts/{self.draft}/answers", headers=headers, **content)


@pytest.fixture
def typing(signed_in: FlaskClient, draft: UUID) -> Typing:
    return Typing(signed_in, draft)


def stored(platform: Platform, draft: UUID, field: str) -> Any:
    with platform.database.read() as session:
        row = session.get(DraftAnswer, (draft, field))
        return row.value if row else None


def ids(answer: Mapping[str, Any]) -> set[str]:
    return {each["id"] for each in answer["fields"]}


# --- What is answered ----------------------------------------------------------------------------------------------


def test_change_is_saved(typing: Typing, platform: Platform) -> None:
    answer = typing.send({"ip_own": "1"}).get_json()
    assert answer["revision"] == 1
    assert answer["applied"] == ["ip_own"]
    assert answer["saved_at"] == "12:00:00"
    assert stored(platform, typing.draft, "ip_own") == "1"


def test_answer_tells_the_states_of_the_sections(typing: Typing) -> None:
    answer = typing.send({"ip_own": "1"}).get_json()
    states = {each["id"]: (each["state"], each["label"]) for each in answer["sections"]}
    assert states["capability"] == ("started", "填写中 已填1/5")
    assert states["main_products"] == ("untouched", "未填")


def test_answer_counts_what_is_asked_answered_and_pending(typing: Typing) -> None:
    answer = typing.send({"ip_own": "1"}).get_json()
    assert (answer["answered"], answer["pending"]) == (1, 6)
    assert answer["asked"] > 15


def test_answer_brings_the_score(typing: Typing) -> None:
    html = typing.send(CASE_A).get_json()["score_html"]
    assert "<strong>80</strong>" in html or "<strong>95</strong>" in html
    assert "<aside" not in html


def test_fields_being_typed_in_are_left_alone(typing: Typing) -> None:
    assert "ip_own" not in ids(typing.send({"ip_own": "1"}).get_json())


def test_computed_values_come_back_as_rows(signed_in: FlaskClient, draft: UUID) -> None:
    typing = Typing(signed_in, draft, "finance")
    answer = typing.send({"revenue": {"2025": "1000"}, "rd_expense": {"2025": "50"}}).get_json()
    row = next(each for each in answer["fields"] if each["id"] == "rd_ratio")
    assert row["html"].startswith("<tr")
    assert "5%" in row["html"]
    assert row["visible"] is True


def test_fields_of_other_sections_are_not_told(signed_in: FlaskClient, draft: UUID) -> None:
    typing = Typing(signed_in, draft, "capability")
    answer = typing.send({"revenue": {"2025": "1000"}, "rd_expense": {"2025": "50"}}).get_json()
    assert ids(answer) == set()


def test_fields_that_nothing_moved_are_not_told(typing: Typing) -> None:
    assert ids(typing.send({"ip_own": "1"}).get_json()) == set()


def test_fields_an_option_asks_for_appear(signed_in: FlaskClient, draft: UUID) -> None:
    typing = Typing(signed_in, draft, "direct_route")
    answer = typing.send({"direct_conditions": ["research_body"]}).get_json()
    told = {each["id"]: each["visible"] for each in answer["fields"]}
    assert told["direct_conditions.research_body.name"] is True
    assert "direct_conditions" not in told


def test_required_follows_another_answer(signed_in: FlaskClient, draft: UUID) -> None:
    typing = Typing(signed_in, draft, "product_area")
    answer = typing.send({"product_field": "strategic"}).get_json()
    reason = next(each for each in answer["fields"] if each["id"] == "product_field_reason")
    assert "必填" in reason["html"]


def test_message_of_a_wrong_answer_comes_alone(typing: Typing) -> None:
    answer = typing.send({"ip_own": "三"}).get_json()
    (message,) = answer["messages"]
    assert message["id"] == "ip_own"
    assert "请填写整数" in message["errors_html"]
    assert message["errors_html"].startswith("<p>")
    assert ids(answer) == set()


def test_message_goes_when_the_answer_is_mended(typing: Typing) -> None:
    typing.send({"ip_own": "三"})
    (message,) = typing.send({"ip_own": "3"}).get_json()["messages"]
    assert message == {"id": "ip_own", "errors_html": "", "carried": False}


def test_message_of_a_rule_across_fields_comes_with_either(typing: Typing) -> None:
    typing.send({"ip_own": "2"})
    answer = typing.send({"ip_class1": "1"}).get_json()
    told = next(each for each in answer["fields"] if each["id"] == "ip_own")
    assert "不能比它多" in told["html"]


@pytest.mark.parametrize("name", ["ip_own", "revenue", "honours", "products"])
def test_null_clears(typing: Typing, name: str) -> None:
    typing.send({name: CASE_A[name]})
    assert typing.send({name: None}).get_json()["answered"] == 0


@pytest.mark.parametrize(
    ("name", "blank"), [("ip_own", ""), ("revenue", {}), ("honours", []), ("products", [])]
)
def test_what_a_page_sends_for_nothing_clears(typing: Typing, name: str, blank: object) -> None:
    typing.send({name: CASE_A[name]})
    assert typing.send({name: blank}).get_json()["answered"] == 0


def test_same_answer_again_is_no_new_revision(typing: Typing) -> None:
    typing.send({"ip_own": "1"})
    assert typing.send({"ip_own": "1"}).get_json()["revision"] == 1


def test_whole_field_is_replaced(signed_in: FlaskClient, draft: UUID, platform: Platform) -> None:
    typing = Typing(signed_in, draft, "finance")
    typing.send({"revenue": {"2025": "1", "2024": "2"}})
    typing.send({"revenue": {"2025": "1"}})
    assert stored(platform, draft, "revenue") == {"2025": "1"}


def test_no_section_brings_no_fields(typing: Typing) -> None:
    assert typing.send({"ip_own": "1"}, section=None).get_json()["fields"] == []


def test_edit_reckons_the_same_as_a_fresh_start(
    signed_in: FlaskClient, draft: UUID, application: Flask
) -> None:
    typing = Typing(signed_in, draft, "finance")
    for name, value in CASE_A.items():
        answer = typing.send({name: value}).get_json()
    platform: Platform = application.extensions["tidu"]
    platform.recent._kept.clear()
    fresh = signed_in.get(f"/drafts/{draft}/state").get_json()
    assert fresh["score_html"] == answer["score_html"]
    assert fresh["sections"] == answer["sections"]


# --- Two at once ---------------------------------------------------------------------------------------------------


@pytest.fixture
def other(signed_in: FlaskClient, draft: UUID) -> Typing:
    return Typing(signed_in, draft)


def test_different_fields_both_win(typing: Typing, other: Typing, platform: Platform) -> None:
    typing.send({"ip_own": "1"})
    answer = other.send({"ip_class1": "2"}).get_json()
    assert answer["conflicts"] == []
    assert (stored(platform, typing.draft, "ip_own"), stored(platform, typing.draft, "ip_class1")) == (
        "1",
        "2",
    )


def test_page_that_is_behind_is_told_every_other_field(typing: Typing, other: Typing) -> None:
    typing.send({"ip_own": "1"})
    answer = other.send({"ip_class1": "2"}).get_json()
    html = {each["id"]: each["html"] for each in answer["fields"]}
    assert 'value="1"' in html["ip_own"]
    assert "ip_class1" not in html


def test_same_field_is_a_conflict_with_both_values(typing: Typing, other: Typing, platform: Platform) -> None:
    typing.send({"ip_own": "1"})
    answer = other.send({"ip_own": "2"}).get_json()
    (conflict,) = answer["conflicts"]
    assert conflict["field"] == "ip_own"
    assert conflict["label"] == "其中：自主研发的Ⅰ类知识产权数量"
    assert 'value="2"' in conflict["html"]
    assert "另一处刚刚填的是：1 项" in conflict["html"]
    assert answer["applied"] == []
    assert stored(platform, typing.draft, "ip_own") == "1"


def test_same_field_with_the_same_value_is_no_conflict(typing: Typing, other: Typing) -> None:
    typing.send({"ip_own": "1"})
    assert other.send({"ip_own": "1"}).get_json()["conflicts"] == []


def test_conflict_with_a_cleared_answer_says_empty(typing: Typing, other: Typing) -> None:
    typing.send({"ip_own": "1"})
    other.revision = 1
    typing.send({"ip_own": None})
    (conflict,) = other.send({"ip_own": "3"}).get_json()["conflicts"]
    assert "（空）" in conflict["html"]


def test_conflict_decided_for_mine(typing: Typing, other: Typing, platform: Platform) -> None:
    typing.send({"ip_own": "1"})
    other.send({"ip_own": "2"})
    answer = other.send({"ip_own": "2"}, keep={"ip_own": "mine"}).get_json()
    assert answer["applied"] == ["ip_own"]
    assert stored(platform, typing.draft, "ip_own") == "2"


def test_conflict_decided_for_theirs_brings_their_value(
    typing: Typing, other: Typing, platform: Platform
) -> None:
    typing.send({"ip_own": "1"})
    other.send({"ip_own": "2"})
    answer = other.send({"ip_own": "2"}, keep={"ip_own": "theirs"}).get_json()
    html = {each["id"]: each["html"] for each in answer["fields"]}
    assert 'value="1"' in html["ip_own"]
    assert stored(platform, typing.draft, "ip_own") == "1"


def test_merging_holds_on_every_database(any_platform: Platform) -> None:
    from tests.web.support import make_firm

    firm = make_firm(any_platform)
    draft_id = begin_draft(any_platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(draft_id, UUID)

    def send(based_on: int, **answers: Any) -> Saved:
        change = Change(based_on, answers)
        saved = save_change(any_platform, draft_id, firm.enterprise_id, firm.account_id, change)
        assert isinstance(saved, Saved)
        return saved

    assert send(0, ip_own="1").after.revision == 1
    assert send(0, ip_class1="2").after.revision == 2
    assert [each.stored for each in send(0, ip_own="3").conflicts] == ["1"]
    assert send(2, ip_own="3").after.bound.answers == {"ip_own": "3", "ip_class1": "2"}


def test_many_at_once_lose_nothing(any_platform: Platform) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from tests.web.support import make_firm

    firm = make_firm(any_platform)
    draft_id = begin_draft(any_platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(draft_id, UUID)

    def send(item: tuple[str, Any]) -> None:
        change = Change(0, dict([item]))
        saved = save_change(any_platform, draft_id, firm.enterprise_id, firm.account_id, change)
        assert isinstance(saved, Saved)
        assert saved.applied == (item[0],)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, CASE_A.items()))
    assert revision_of(any_platform, draft_id) == len(CASE_A)
    any_platform.recent._kept.clear()
    from web.services.drafts import look_at_draft
    from web.services.fillings import Filling

    found = look_at_draft(any_platform, draft_id, firm.enterprise_id)
    assert isinstance(found, Filling)
    assert found.bound.answers == CASE_A


# --- Coming back ---------------------------------------------------------------------------------------------------


def test_state_tells_revision_and_answers(typing: Typing, signed_in: FlaskClient) -> None:
    typing.send({"ip_own": "1"})
    state = signed_in.get(f"/drafts/{typing.draft}/state").get_json()
    assert state["revision"] == 1
    assert state["answers"] == {"ip_own": "1"}
    assert state["saved_at"] == "12:00:00"
    assert state["state"] == "draft"


def test_state_of_a_section_brings_its_fields(typing: Typing, signed_in: FlaskClient) -> None:
    state = signed_in.get(f"/drafts/{typing.draft}/state?section=capability").get_json()
    assert {"ip_own", "honours"} <= ids(state)


# --- Refusals ------------------------------------------------------------------------------------------------------


def error(response: TestResponse) -> tuple[int, str, str]:
    found = response.get_json()["error"]
    return response.status_code, found["code"], found["message"]


def test_session_that_ended_is_told_as_json(typing: Typing, platform: Platform, firm: Firm) -> None:
    sign_out_everywhere(platform, firm.account_id)
    assert error(typing.send({"ip_own": "1"}))[:2] == (401, "signed_out")


def test_draft_that_is_gone_is_told(signed_in: FlaskClient) -> None:
    typing = Typing(signed_in, UUID(int=0))
    assert error(typing.send({"ip_own": "1"}))[:2] == (404, "no_draft")


def test_stale_tab_after_submission_is_told(typing: Typing, platform: Platform) -> None:
    with platform.database.write() as session:
        session.get_one(Draft, typing.draft).state = "submitted"
    status, code, message = error(typing.send({"ip_own": "1"}))
    assert (status, code) == (409, "submitted")
    assert "已经提交" in message
    assert stored(platform, typing.draft, "ip_own") is None


def test_revision_from_the_future_is_refused(typing: Typing, platform: Platform) -> None:
    typing.revision = 99
    status, code, message = error(typing.send({"ip_own": "1"}))
    assert (status, code) == (409, "future_revision")
    assert "刷新" in message
    assert stored(platform, typing.draft, "ip_own") is None


def test_unknown_field_refuses_the_whole_and_is_named(typing: Typing, platform: Platform) -> None:
    response = typing.send({"ip_own": "1", "nothing_like_it": "1"})
    status, code, message = error(response)
    assert (status, code) == (400, "unknown_field")
    assert "nothing_like_it" in message
    assert response.get_json()["error"]["fields"] == ["nothing_like_it"]
    assert stored(platform, typing.draft, "ip_own") is None


@pytest.mark.parametrize("field", ["enterprise.name", "rd_ratio"])
def test_field_nobody_fills_is_refused(typing: Typing, field: str) -> None:
    assert error(typing.send({field: "1"}))[:2] == (400, "fixed_field")


def test_list_of_files_cannot_be_faked(typing: Typing, platform: Platform) -> None:
    fake = [{"id": "1", "name": "a.pdf", "size": 1, "kind": "pdf"}]
    status, code, message = error(typing.send({"audit_report": fake}))
    assert (status, code) == (400, "document_field")
    assert "上年度审计报告" in message
    assert stored(platform, typing.draft, "audit_report") is None


@pytest.mark.parametrize(
    "body",
    [
        {"section": "finance", "changes": {}},
        {"based_on": "1", "changes": {}},
        {"based_on": -1, "changes": {}},
        {"based_on": True, "changes": {}},
        {"based_on": 0, "changes": []},
        {"based_on": 0, "changes": {}, "section": 1},
        {"based_on": 0, "changes": {}, "keep": {"ip_own": "yours"}},
        {"based_on": 0, "changes": {}, "keep": "mine"},
        [],
        "text",
        None,
    ],
)
def test_request_of_another_shape_is_refused(typing: Typing, body: object) -> None:
    status, code, message = error(typing.post(json=body))
    assert (status, code) == (400, "bad_request")
    assert message.startswith("没有保存")


def test_request_without_token_is_refused(typing: Typing, platform: Platform) -> None:
    typing.token = ""
    assert error(typing.send({"ip_own": "1"}))[:2] == (400, "stale_token")


def test_edit_of_a_form_with_many_files_keeps_them(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    typing = Typing(signed_in, make_filled_draft(platform, firm))
    typing.revision = revision_of(platform, typing.draft)
    html = typing.send({"ip_own": "2"}).get_json()["score_html"]
    assert re.search(r"<strong>\d+</strong>", html)
    assert len(stored(platform, typing.draft, "audit_report")) == 1

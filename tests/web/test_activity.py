"""Who did what: which events are an enterprise's, that every kind has words, and how fast many are found."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.web.cases import make_filled_draft
from tests.web.colleagues import add_officer, add_person, client_of
from tests.web.recorded import recorded
from tests.web.support import Firm, make_draft, make_firm
from web import messages_activity as messages
from web.models import Event
from web.platform import Platform
from web.services import events
from web.services.activity import ON_A_PAGE, Activity, Wanted, list_activity
from web.services.drafts import discard_draft
from web.services.submissions import submit
from web.workflow import Deed


def record(platform: Platform, what: str, subject: str, **more: object) -> None:
    with platform.database.write() as session:
        events.record(session, platform.clock, what, subject, **more)  # type: ignore[arg-type]


def owner_of(platform: Platform, subject: str) -> int | None:
    record(platform, "tried", subject)
    with platform.database.read() as session:
        return session.scalars(
            select(Event.enterprise_id).where(Event.what == "tried", Event.subject == subject)
        ).one()


def texts(found: Activity) -> list[str]:
    return [each.text for each in found.lines]


# --- Whose event it is ---------------------------------------------------------------------------------------


def test_event_is_of_the_enterprise_its_subject_belongs_to(any_platform: Platform) -> None:
    make_firm(any_platform, "other", "91440305MADEM002XW")
    firm = make_firm(any_platform)
    draft = make_draft(any_platform, firm.enterprise_id)
    for subject in (f"draft:{draft}", f"enterprise:{firm.enterprise_id}", f"account:{firm.account_id}"):
        assert owner_of(any_platform, subject) == firm.enterprise_id


@pytest.mark.parametrize(
    "subject", ["demonstration", f"draft:{UUID(int=1)}", "draft:x", "account:x", "account:", ""]
)
def test_event_of_nothing_that_is_there_is_nobodys(platform: Platform, subject: str) -> None:
    assert owner_of(platform, subject) is None


def test_event_of_a_discarded_draft_stays_the_enterprises(platform: Platform, firm: Firm) -> None:
    draft = make_filled_draft(platform, firm)
    assert discard_draft(platform, draft, firm.enterprise_id, firm.account_id)
    first = list_activity(platform, firm.enterprise_id, Wanted()).lines[0]
    assert first.text == "删除了草稿“创新型中小企业自评”"
    assert (first.draft_id, first.submission_id) == (None, None)


# --- In words ------------------------------------------------------------------------------------------------


def test_every_kind_of_event_has_words() -> None:
    """What the programme records is either told to enterprises, or not shown for a reason."""
    kinds = recorded()
    assert {
        "draft_begun",
        "upload_added",
        "signed_in",
        "demonstration_loaded",
        "role_changed",
    } <= kinds.keys()
    known = {*messages.WORDS, *messages.NOT_SHOWN}
    expected = {each for each in kinds if "*" not in each} | {f"case_{deed}" for deed in Deed}
    assert {each for each in kinds if "*" in each} == {"case_*"}
    assert {each: kinds.get(each) for each in sorted(expected - known)} == {}
    assert sorted(known - expected) == []


def test_words_fill_every_blank() -> None:
    details = {"name": "甲", "address": "a***@b.cn", "role": "fill", "from": "fill", "to": "submit"}
    for what in messages.WORDS:
        told = messages.told(what, details, "“事项”", "乙")
        assert "{" not in told
        assert "“”" not in told


def test_activity_tells_what_was_done_with_a_draft(platform: Platform, firm: Firm) -> None:
    draft = make_filled_draft(platform, firm)
    sent = submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    assert isinstance(sent, UUID)
    found = list_activity(platform, firm.enterprise_id, Wanted())
    assert any(each.startswith("提交了“") for each in texts(found))
    assert any(each.startswith("开始办理“") for each in texts(found))
    assert any("上传了文件“" in each for each in texts(found))
    of_draft = [each for each in found.lines if each.submission_id == sent]
    assert of_draft
    assert {each.who for each in of_draft} == {"测试用户"}


def test_activity_names_officers_by_their_authority(platform: Platform, firm: Firm) -> None:
    officer = add_officer(platform, "officer")
    record(platform, "account_disabled", f"account:{firm.account_id}", account_id=officer)
    record(platform, "password_reset", f"account:{firm.account_id}")
    lines = list_activity(platform, firm.enterprise_id, Wanted()).lines
    assert [(each.who, each.text) for each in lines[:2]] == [
        ("平台", "重置了密码（测试用户的账号）"),
        ("主管部门", "停用了账号（测试用户的账号）"),
    ]


def test_activity_does_not_show_how_authorities_work(platform: Platform, firm: Firm) -> None:
    record(platform, "identity_numbers_shown", f"account:{firm.account_id}")
    record(platform, "tried", f"account:{firm.account_id}")
    assert all("tried" not in each for each in texts(list_activity(platform, firm.enterprise_id, Wanted())))


def test_activity_of_another_enterprise_is_not_there(platform: Platform, firm: Firm) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    draft = make_filled_draft(platform, other)
    assert list_activity(platform, firm.enterprise_id, Wanted(record=draft)).lines == []
    assert list_activity(platform, firm.enterprise_id, Wanted(person=other.account_id)).lines == []


# --- Choosing ------------------------------------------------------------------------------------------------


def test_activity_of_one_person(platform: Platform, firm: Firm) -> None:
    worker = add_person(platform, "worker", firm.enterprise_id, "fill")
    record(platform, "signed_in", f"account:{worker}", account_id=worker)
    record(platform, "signed_in", f"account:{firm.account_id}", account_id=firm.account_id)
    found = list_activity(platform, firm.enterprise_id, Wanted(person=worker))
    assert [each.who for each in found.lines] == ["示例worker"]
    assert found.people == {firm.account_id: "测试用户", worker: "示例worker"}


def test_activity_of_one_draft(platform: Platform, firm: Firm) -> None:
    draft = make_filled_draft(platform, firm)
    record(platform, "signed_in", f"account:{firm.account_id}", account_id=firm.account_id)
    found = list_activity(platform, firm.enterprise_id, Wanted(record=draft))
    assert found.lines
    assert {each.draft_id for each in found.lines} == {draft}
    assert [each.id for each in found.records] == [draft]


def test_activity_comes_in_pages_the_latest_first(platform: Platform, firm: Firm) -> None:
    for _ in range(ON_A_PAGE + 5):
        record(platform, "signed_in", f"account:{firm.account_id}", account_id=firm.account_id)
    pages = [list_activity(platform, firm.enterprise_id, Wanted(page=number)) for number in (1, 2, 99, -1)]
    assert [(each.page, each.pages) for each in pages] == [(1, 2), (2, 2), (2, 2), (1, 2)]
    assert [len(each.lines) for each in pages[:2]] == [ON_A_PAGE, 6]
    assert texts(pages[1])[-1] == "注册了账号（测试用户的账号）"


def test_many_events_are_found_by_their_enterprise(any_platform: Platform) -> None:
    """A hundred thousand events of others are not looked through: the index leads to the enterprise's own."""
    firm = make_firm(any_platform)
    other = make_firm(any_platform, "other", "91440305MADEM002XW")
    with any_platform.database.write() as session:
        many = "WITH RECURSIVE several(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM several WHERE i < 100000)"
        columns = "at, what, subject, details, enterprise_id"
        values = f"'2026-03-01 04:00:00', 'signed_in', 'account:1', '[]', {other.enterprise_id}"
        session.connection().exec_driver_sql(
            f"{many} INSERT INTO event ({columns}) SELECT {values} FROM several"
        )
        if not any_platform.database.is_sqlite:
            session.execute(text("ANALYZE event"))
    query = f"SELECT id FROM event WHERE enterprise_id = {firm.enterprise_id} ORDER BY id DESC LIMIT 50"
    word = "EXPLAIN QUERY PLAN" if any_platform.database.is_sqlite else "EXPLAIN"
    with any_platform.database.read() as session:
        plan = "\n".join(str(row) for row in session.execute(text(f"{word} {query}")))
    assert "ix_event_enterprise_id_id" in plan
    assert "SCAN event" not in plan
    assert "Seq Scan" not in plan
    assert len(list_activity(any_platform, firm.enterprise_id, Wanted()).lines) == 1


# --- The page ------------------------------------------------------------------------------------------------


def test_page_shows_who_did_what_and_chooses(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    draft = make_filled_draft(platform, firm)
    page = signed_in.get("/colleagues/activity").text
    assert "开始办理“" in page
    assert f'href="/drafts/{draft}"' in page
    chosen = signed_in.get(f"/colleagues/activity?person={firm.account_id}&record={draft}&page=1").text
    assert f'<option value="{draft}" selected>' in chosen
    assert "登录</td>" not in chosen


@pytest.mark.parametrize(
    "query",
    [
        "person=x",
        "record=x",
        "page=x",
        "person=&record=&page=",
        "page=99999999999999999999",
        "person=99999999999999999999",
        "person=-1",
    ],
)
def test_page_takes_any_question(signed_in: FlaskClient, query: str) -> None:
    assert signed_in.get(f"/colleagues/activity?{query}").status_code == 200


def test_colleague_who_fills_sees_who_did_what(application: Flask, platform: Platform, firm: Firm) -> None:
    add_person(platform, "worker", firm.enterprise_id, "fill")
    assert client_of(application, "worker").get("/colleagues/activity").status_code == 200

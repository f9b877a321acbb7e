"""Writing announcements: by the ministry and provinces, each its own, shown when they say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.administrators import make_officer
from tests.web.announcements import (
    DAY,
    FUJIAN,
    MINISTRY,
    TONGAN,
    XIAMEN,
    announce,
    attach,
    events_of,
    post,
    row_of,
)
from tests.web.files import HOSTILE, PDF
from tests.web.pages import forms_of
from tests.web.support import Time, sign_in, token_of
from web.models import Event
from web.platform import Platform
from web.services import announcement_files
from web.services.announcement_files import MOST_FILES, add_file
from web.services.announcements import File
from web.services.announcing import Conflict, Own, Text, change, look_at_own, publish, withdraw, write_new
from web.services.contents import forget_content

TEXT = {"title": "关于申报的通知", "body": "# 安排\n\n正文", "version": ""}


@pytest.fixture
def province(client: FlaskClient, platform: Platform) -> FlaskClient:
    """An officer of a province at the desk."""
    sign_in(client, make_officer(platform, "fujian", FUJIAN).login_name)
    return client


@pytest.fixture
def number(platform: Platform) -> int:
    return announce(platform, authority=FUJIAN, day=None)


def routes(number: int, file_id: object) -> Iterator[tuple[str, str, dict[str, Any]]]:
    base = f"/desk/announcements/{number}"
    yield "GET", base, {}
    yield "GET", f"{base}/change", {}
    yield "POST", f"{base}/change", TEXT
    yield "POST", f"{base}/publication", {"day": "2026-03-01"}
    yield "POST", f"{base}/withdrawal", {}
    yield "POST", f"{base}/files", {"file": (BytesIO(PDF), "a.pdf")}
    yield "GET", f"{base}/files/{file_id}", {}
    yield "POST", f"{base}/files/{file_id}/removal", {}


# --- Who -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authority", "status"), [(MINISTRY, 200), (FUJIAN, 200), (XIAMEN, 200), (TONGAN, 403), ("350100", 403)]
)
def test_ministry_and_provinces_write(
    client: FlaskClient, platform: Platform, authority: str, status: int
) -> None:
    sign_in(client, make_officer(platform, "officer", authority).login_name)
    assert client.get("/desk/announcements").status_code == status
    assert client.get("/desk/announcements/new").status_code == status
    shown = client.get("/").text
    assert ("/desk/announcements" in shown) is (status == 200)


def test_county_cannot_write_by_any_way(client: FlaskClient, platform: Platform) -> None:
    number = announce(platform, authority=TONGAN, day=None)
    sign_in(client, make_officer(platform, "officer", TONGAN).login_name)
    assert post(client, "/desk/announcements/new", **TEXT) == 403
    for method, path, fields in routes(number, attach(platform, number)):
        status = post(client, path, **fields) if method == "POST" else client.get(path).status_code
        assert status == 403, path
    assert events_of(platform, number) == []


@pytest.mark.parametrize(
    "owner", [MINISTRY, XIAMEN, "440000"], ids=["above", "city that acts as one", "beside"]
)
def test_announcement_of_another_authority_is_not_there(
    province: FlaskClient, platform: Platform, owner: str
) -> None:
    number = announce(platform, "不是我的", owner)
    file_id = attach(platform, number)
    before = row_of(platform, number).changed_at
    for method, path, fields in routes(number, file_id):
        status = post(province, path, **fields) if method == "POST" else province.get(path).status_code
        assert status == 404, path
    assert "不是我的" not in province.get("/desk/announcements").text
    after = row_of(platform, number)
    assert (after.title, after.changed_at, after.withdrawn_at) == ("不是我的", before, None)
    assert events_of(platform, number) == []


def test_enterprise_cannot_write(signed_in: FlaskClient) -> None:
    assert signed_in.get("/desk/announcements").status_code == 403


# --- Writing -------------------------------------------------------------------------------------------------


def test_announcement_is_written_previewed_and_published(
    province: FlaskClient, application: Flask, platform: Platform
) -> None:
    seen = province.post(
        "/desk/announcements/new", data={"csrf_token": token_of(province), **TEXT, "preview": "1"}
    )
    assert "<h2>安排</h2>" in seen.text
    assert "关于申报的通知" not in province.get("/desk/announcements").text  # nothing was kept
    form = next(each for each in forms_of(seen.text) if "body" in each.names)
    assert form.value("title") == TEXT["title"]
    assert post(province, "/desk/announcements/new", **TEXT) == 303
    visitor = application.test_client()
    assert visitor.get("/announcements/1").status_code == 404
    assert post(province, "/desk/announcements/1/publication", day="2026-03-01") == 303
    assert "<h2>安排</h2>" in visitor.get("/announcements/1").text
    assert events_of(platform, 1) == ["announcement_written", "announcement_published"]
    assert row_of(platform, 1).authority == FUJIAN


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": " "}, "请填写标题。"),
        ({"title": "字" * 201}, "标题不超过 200 个字。"),
        ({"body": "\n"}, "请填写正文。"),
        ({"body": "字" * 50_001}, "正文不超过 50000 个字。"),
    ],
)
def test_what_was_written_comes_back_with_what_is_wrong(
    province: FlaskClient, fields: dict[str, str], told: str
) -> None:
    kept = {**TEXT, "title": "我写的标题", "body": "我写的正文", **fields}
    answer = province.post("/desk/announcements/new", data={"csrf_token": token_of(province), **kept})
    assert answer.status_code == 422
    assert told in answer.text
    assert "我写的" in answer.text


def test_preview_runs_nothing(province: FlaskClient) -> None:
    hostile = {**TEXT, "body": "<script>alert(1)</script>", "title": "<b>x</b>", "preview": "1"}
    page = province.post("/desk/announcements/new", data={"csrf_token": token_of(province), **hostile}).text
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_change_of_a_colleague_is_not_lost(any_platform: Platform, time: Time) -> None:
    mine = make_officer(any_platform, "one", FUJIAN)
    number = write_new(any_platform, mine, Text("一", "一"))
    seen = look_at_own(any_platform, mine, number)
    assert seen is not None
    time.move(seconds=1)
    assert isinstance(change(any_platform, mine, number, Text("二", "二"), seen.version), Own)
    assert isinstance(change(any_platform, mine, number, Text("三", "三"), seen.version), Conflict)
    assert row_of(any_platform, number).title == "二"


def test_page_keeps_what_was_written_when_a_colleague_was_quicker(
    province: FlaskClient, platform: Platform, number: int
) -> None:
    path = f"/desk/announcements/{number}/change"
    data = {"csrf_token": token_of(province), "title": "我的", "body": "我的正文", "version": "older"}
    answer = province.post(path, data=data)
    assert answer.status_code == 409
    assert "我的正文" in answer.text
    form = next(each for each in forms_of(answer.text) if "version" in each.names)
    data["version"] = form.value("version") or ""
    assert province.post(path, data=data).status_code == 303
    assert row_of(platform, number).title == "我的"


def test_event_of_a_change_keeps_what_stood_before(platform: Platform, number: int) -> None:
    person = make_officer(platform, "one", FUJIAN)
    own = look_at_own(platform, person, number)
    assert own is not None
    change(platform, person, number, Text("新标题", "新正文"), own.version)
    with platform.database.read() as session:
        event = session.scalars(select(Event).where(Event.what == "announcement_changed")).one()
    assert event.details["before"] == {"title": "示例公告", "body": "正文"}
    assert event.account_id == person.account_id


# --- Publishing ----------------------------------------------------------------------------------------------


def test_announcement_waits_for_its_day(
    province: FlaskClient, application: Flask, number: int, time: Time
) -> None:
    assert post(province, f"/desk/announcements/{number}/publication", day="2026-03-02") == 303
    assert "定时发布" in province.get("/desk/announcements").text
    visitor = application.test_client()
    time.move(hours=11, minutes=59)
    assert visitor.get(f"/announcements/{number}").status_code == 404
    time.move(minutes=1)
    assert visitor.get(f"/announcements/{number}").status_code == 200


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-02-28", "发布日期不能早于今天。"), ("", "请填写发布日期。"), ("x", "请填写发布日期。")],
)
def test_day_is_not_past(province: FlaskClient, platform: Platform, number: int, day: str, told: str) -> None:
    data = {"csrf_token": token_of(province), "day": day}
    answer = province.post(f"/desk/announcements/{number}/publication", data=data)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert row_of(platform, number).publish_on is None


def test_announcement_is_withdrawn_and_published_again(any_platform: Platform) -> None:
    person = make_officer(any_platform, "one", XIAMEN)
    number = announce(any_platform, authority=XIAMEN)
    withdrawn = withdraw(any_platform, person, number)
    assert withdrawn is not None
    assert withdrawn.state == "withdrawn"
    withdraw(any_platform, person, number)
    again = publish(any_platform, person, number, DAY + timedelta(days=1))
    assert again is not None
    assert again.state == "scheduled"
    assert events_of(any_platform, number) == ["announcement_withdrawn", "announcement_published"]


# --- Files ---------------------------------------------------------------------------------------------------


def test_file_is_added_read_and_removed(
    province: FlaskClient, application: Flask, platform: Platform, number: int
) -> None:
    assert post(province, f"/desk/announcements/{number}/files", file=(BytesIO(PDF), "名单.pdf")) == 303
    own = look_at_own(platform, make_officer(platform, "two", FUJIAN), number)
    assert own is not None
    (file,) = own.opened.files
    assert province.get(f"/desk/announcements/{number}/files/{file.id}").data == PDF
    visitor = application.test_client()
    assert visitor.get(f"/announcements/{number}/files/{file.id}").status_code == 404  # not public yet
    assert post(province, f"/desk/announcements/{number}/publication", day="2026-03-01") == 303
    assert visitor.get(f"/announcements/{number}/files/{file.id}").data == PDF
    assert post(province, f"/desk/announcements/{number}/files/{file.id}/removal") == 303
    assert visitor.get(f"/announcements/{number}/files/{file.id}").status_code == 404
    assert events_of(platform, number) == [
        "announcement_file_added", "announcement_published", "announcement_file_removed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["empty", "html", "svg", "executable", "word with macros", "locked by a password"]
)
def test_file_that_is_none_of_ours_is_refused_by_name(province: FlaskClient, number: int, kind: str) -> None:
    data = {"csrf_token": token_of(province), "file": (BytesIO(HOSTILE[kind]), "表格.pdf")}
    answer = province.post(f"/desk/announcements/{number}/files", data=data)
    assert answer.status_code == 422
    assert "“表格.pdf”" in answer.text


def test_nothing_chosen_is_told(province: FlaskClient, number: int) -> None:
    assert post(province, f"/desk/announcements/{number}/files") == 422


def test_file_is_not_larger_than_allowed(platform: Platform, number: int) -> None:
    person = make_officer(platform, "one", FUJIAN)
    large = BytesIO(PDF + bytes(platform.config.upload_limit))
    assert add_file(platform, person, number, "大.pdf", large) == "too_large"


def test_files_are_not_endless(platform: Platform, number: int) -> None:
    person = make_officer(platform, "one", FUJIAN)
    for each in range(MOST_FILES):
        assert isinstance(add_file(platform, person, number, f"{each}.pdf", BytesIO(PDF)), File)
    assert add_file(platform, person, number, "多.pdf", BytesIO(PDF)) == "too_many"


def test_content_of_a_file_is_not_forgotten_with_another_row(platform: Platform, number: int) -> None:
    person = make_officer(platform, "one", FUJIAN)
    kept = add_file(platform, person, number, "a.pdf", BytesIO(PDF))
    assert isinstance(kept, File)
    with platform.database.write() as session:
        forget_content(platform, session, kept.sha256)
    opened = announcement_files.open_own_file(platform, person, number, kept.id)
    assert opened is not None
    assert opened[1].read() == PDF

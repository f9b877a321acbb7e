"""Announcements as everybody reads them: from the first minute of their day, found by words, kept for a minute."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.web.announcements import DAY, FUJIAN, GUANGDONG, MINISTRY, XIAMEN, announce, attach
from tests.web.files import PDF
from tests.web.support import Time
from web.platform import Platform
from web.services.announcements import PROVINCES, Listed, Wanted, find_announcement, list_announcements


def titles(listed: Listed) -> list[str]:
    return [each.title for each in listed.lines]


def found(platform: Platform, words: str = "", office: str = "") -> list[str]:
    return titles(list_announcements(platform, Wanted(office, words)))


# --- When it is seen -----------------------------------------------------------------------------------------


def test_announcement_is_seen_from_the_first_minute_of_its_day_in_shanghai(
    any_platform: Platform, time: Time
) -> None:
    number = announce(any_platform, day=DAY + timedelta(days=1))
    time.move(hours=11, minutes=59)  # 23:59 in Shanghai
    assert any_platform.clock.today() == DAY
    assert found(any_platform) == []
    assert find_announcement(any_platform, number) is None
    time.move(minutes=1)
    assert found(any_platform) == ["示例公告"]
    assert find_announcement(any_platform, number) is not None


def test_draft_is_not_seen(client: FlaskClient, platform: Platform) -> None:
    number = announce(platform, day=None)
    assert found(platform) == []
    assert client.get(f"/announcements/{number}").status_code == 404


def test_announcement_that_was_withdrawn_is_not_seen(client: FlaskClient, platform: Platform) -> None:
    number = announce(platform, withdrawn=True)
    file_id = attach(platform, number)
    for path in (f"/announcements/{number}", f"/announcements/{number}/files/{file_id}"):
        assert client.get(path).status_code == 404
    assert "示例公告" not in client.get("/").text + client.get("/announcements").text
    assert f"/announcements/{number}" not in client.get("/sitemap.xml").text


# --- The list ------------------------------------------------------------------------------------------------


def test_latest_come_first(platform: Platform) -> None:
    for day in (date(2026, 1, 5), date(2026, 2, 7), date(2025, 12, 1)):
        announce(platform, str(day), day=day)
    announce(platform, "后写", day=date(2026, 2, 7))
    assert found(platform) == ["后写", "2026-02-07", "2026-01-05", "2025-12-01"]


def test_list_comes_in_pages_of_twenty(platform: Platform) -> None:
    for number in range(21):
        announce(platform, f"第{number}号")
    second = list_announcements(platform, Wanted(page=2))
    assert (titles(second), second.count, second.pages) == (["第0号"], 21, 2)
    assert list_announcements(platform, Wanted(page=99)).page == 2
    assert list_announcements(platform, Wanted(page=-1)).page == 1


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        ("", {"部", "闽", "厦"}),
        (MINISTRY, {"部"}),
        (PROVINCES, {"闽", "厦"}),
        (XIAMEN, {"厦"}),
        (GUANGDONG, set()),
    ],
)
def test_list_is_of_whom_is_asked_for(platform: Platform, office: str, expected: set[str]) -> None:
    for name, code in (("部", MINISTRY), ("闽", FUJIAN), ("厦", XIAMEN)):
        announce(platform, name, code)
    assert set(found(platform, office=office)) == expected


def test_words_are_found_in_title_and_body(any_platform: Platform) -> None:
    announce(any_platform, "关于复核的通知", body="2026年安排")
    announce(any_platform, "关于申报的通知", body="另行 Notice")
    assert found(any_platform, "复核") == ["关于复核的通知"]
    assert found(any_platform, "通知 安排") == ["关于复核的通知"]
    assert found(any_platform, "notice") == ["关于申报的通知"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "100%", "a_b"])
def test_signs_of_patterns_are_searched_as_they_are(any_platform: Platform, words: str) -> None:
    announce(any_platform, f"含有 {words} 的标题")
    announce(any_platform, "没有的标题 100x aab")
    assert found(any_platform, words) == [f"含有 {words} 的标题"]


def test_words_come_back_escaped(client: FlaskClient) -> None:
    page = client.get("/announcements", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "query", ["page=x", "page=-3", "page=99999999999", "office=nobody", "q=%00", "q=" + "字" * 900]
)
def test_list_takes_any_question(client: FlaskClient, platform: Platform, query: str) -> None:
    announce(platform)
    assert client.get(f"/announcements?{query}").status_code == 200


# --- One of them ---------------------------------------------------------------------------------------------


def test_page_shows_text_and_files(client: FlaskClient, platform: Platform) -> None:
    number = announce(platform, "关于<b>申报</b>", FUJIAN, body="# 安排\n\n<script>x</script> **重点**")
    attach(platform, number, "推荐表.pdf")
    page = client.get(f"/announcements/{number}").text
    assert "关于&lt;b&gt;申报&lt;/b&gt;" in page
    assert "<h2>安排</h2>" in page
    assert "<strong>重点</strong>" in page
    assert "<script>x" not in page
    assert "推荐表.pdf" in page
    assert '<meta name="description" content="安排 &lt;script&gt;x&lt;/script&gt; 重点">' in page


def test_file_is_a_download_that_runs_nothing(client: FlaskClient, platform: Platform) -> None:
    number = announce(platform)
    answer = client.get(f"/announcements/{number}/files/{attach(platform, number)}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_file_belongs_to_its_announcement(client: FlaskClient, platform: Platform) -> None:
    file_id = attach(platform, announce(platform, day=None))
    other = announce(platform)
    assert client.get(f"/announcements/{other}/files/{file_id}").status_code == 404
    assert client.get(f"/announcements/{other}/files/{uuid4()}").status_code == 404


# --- Kept by browsers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/announcements", "/announcements/1", "/publicity", "/certificates/batches", "/contacts", "/help", "/robots.txt", "/sitemap.xml"],
)  # fmt: skip
def test_public_page_is_kept_for_a_minute_and_belongs_to_nobody(
    signed_in: FlaskClient, platform: Platform, path: str
) -> None:
    announce(platform)
    answer = signed_in.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "测试用户" not in answer.text
    assert "csrf" not in answer.text
    again = signed_in.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_page_that_changed_is_sent_again(client: FlaskClient, platform: Platform) -> None:
    mark = client.get("/announcements").headers["ETag"]
    announce(platform)
    assert client.get("/announcements", headers={"If-None-Match": mark}).status_code == 200


def test_page_that_is_not_there_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/announcements/7").headers["Cache-Control"] == "no-store"


# --- What programs are told ----------------------------------------------------------------------------------


def test_sitemap_lists_announcements_with_their_days(client: FlaskClient, platform: Platform) -> None:
    number = announce(platform)
    page = client.get("/sitemap.xml")
    assert page.mimetype == "application/xml"
    entry = re.search(rf"<loc>([^<]*/announcements/{number})</loc><lastmod>2026-03-01</lastmod>", page.text)
    assert entry is not None
    assert entry[1].startswith("http://")


def test_programs_are_kept_from_desks(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /desk\n" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text

"""The first page of visitors, whom to ask, help: public pages that lead where something is done."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.databases import give_tables
from tests.web.announcements import FUJIAN, GUANGDONG, MINISTRY, XIAMEN, announce
from tests.web.support import Firm, Time, sign_in
from tests.web.test_windows import open_window
from web.application import create_application
from web.config import Config, ConfigError
from web.platform import Platform
from web.services.directory import Province, list_directory
from web.services.portal import Tier, show_front

CORPS = "660000"


def tier(platform: Platform, procedure: str = "declare_specialized") -> Tier:
    return next(each for each in show_front(platform).tiers if each.id == procedure)


def places(platform: Platform) -> list[tuple[str, str]]:
    return [(each.name, each.day.isoformat()) for each in tier(platform).open]


# --- Announcements on the first page -------------------------------------------------------------------------


def test_five_latest_of_the_ministry_and_of_provinces_are_shown(platform: Platform) -> None:
    for each in range(7):
        announce(platform, f"部{each}", MINISTRY)
        announce(platform, f"省{each}", FUJIAN)
    front = show_front(platform)
    assert [each.title for each in front.ministry] == ["部6", "部5", "部4", "部3", "部2"]
    assert [each.title for each in front.provincial] == ["省6", "省5", "省4", "省3", "省2"]


def test_province_is_chosen(client: FlaskClient, platform: Platform) -> None:
    announce(platform, "福建的公告", FUJIAN)
    announce(platform, "厦门的公告", XIAMEN)
    page = client.get(f"/?province={XIAMEN}").text
    assert "厦门的公告" in page
    assert "福建的公告" not in page
    assert f'<option value="{XIAMEN}" selected>厦门市</option>' in page
    assert f"/announcements?office={XIAMEN}" in page


@pytest.mark.parametrize("province", ["nobody", MINISTRY, "350212", "<script>"])
def test_province_that_is_none_shows_all(client: FlaskClient, platform: Platform, province: str) -> None:
    announce(platform, "福建的公告", FUJIAN)
    assert "福建的公告" in client.get("/", query_string={"province": province}).text


# --- What is open --------------------------------------------------------------------------------------------


def test_open_places_are_told_until_when(any_platform: Platform) -> None:
    for code, closes in ((XIAMEN, "2026-03-31"), (FUJIAN, "2026-03-20"), (CORPS, "2026-04-01")):
        open_window(any_platform, code, closes=closes)
    assert places(any_platform) == [
        ("福建省", "2026-03-20"),
        ("厦门市", "2026-03-31"),
        ("新疆生产建设兵团", "2026-04-01"),
    ]
    assert tier(any_platform, "declare_innovative").open == ()


@pytest.mark.parametrize(
    ("opens", "closes", "closed", "is_open"),
    [
        ("2026-03-01", "2026-03-01", False, True),
        ("2026-02-01", "2026-02-28", False, False),
        ("2026-03-02", "2026-03-31", False, False),
        ("2026-02-01", "2026-03-31", True, False),
    ],
)
def test_place_is_open_on_its_days(
    platform: Platform, opens: str, closes: str, closed: bool, is_open: bool
) -> None:
    open_window(platform, XIAMEN, opens, closes, closed=closed)
    assert bool(places(platform)) is is_open


def test_entry_appears_and_disappears_at_midnight_in_shanghai(platform: Platform, time: Time) -> None:
    open_window(platform, XIAMEN, "2026-03-02", "2026-03-02")
    seen = []
    for _ in range(3):
        time.move(hours=11, minutes=59)
        seen.append(bool(places(platform)))
        time.move(minutes=1)
        seen.append(bool(places(platform)))
        time.move(hours=12)
    assert seen == [False, True, True, False, False, False]


def test_of_several_windows_the_one_that_lasts_longest_counts(platform: Platform) -> None:
    open_window(platform, XIAMEN, closes="2026-05-01")
    open_window(platform, XIAMEN, closes="2026-03-20")
    assert places(platform) == [("厦门市", "2026-05-01")]


def test_window_of_the_ministry_is_everywhere(client: FlaskClient, platform: Platform) -> None:
    open_window(platform, MINISTRY, closes="2026-05-25")
    assert tier(platform).everywhere == date(2026, 5, 25)
    assert "全国开放，至 2026-05-25" in client.get("/").text


def test_next_opening_is_told_where_nothing_is_open(client: FlaskClient, platform: Platform) -> None:
    open_window(platform, GUANGDONG, "2026-07-01", "2026-07-31")
    page = re.sub(r"<[^>]+>", "", client.get("/").text)
    assert "现在没有开放的地区；广东省将于 2026-07-01 开放" in page


def test_visitor_who_declares_is_asked_to_sign_in(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/procedures/declare_innovative"' in page
    asked = client.get("/procedures/declare_innovative")
    assert asked.headers["Location"].startswith("/sign-in?next=")


# --- The page itself -----------------------------------------------------------------------------------------


def test_first_page_leads_to_everything(client: FlaskClient) -> None:
    page = client.get("/").text
    for told in (
        "企业认定查询",
        "数字化水平评测",
        "企业申报",
        "融资服务专区",
        "企业复核",
        "自测",
        "联系方式",
        "常见问题",
    ):
        assert told in page
    for address in set(re.findall(r'href="(/[^"]*)"', page)):
        assert client.get(unescape(address)).status_code in {200, 302}, address


def test_first_page_of_visitors_is_asked_for_again_and_sent_once(
    client: FlaskClient, platform: Platform
) -> None:
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    mark = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/", headers=mark).status_code == 304
    announce(platform)
    assert client.get("/", headers=mark).status_code == 200


def test_own_page_is_never_mistaken_for_that_of_visitors(client: FlaskClient, firm: Firm) -> None:
    mark = {"If-None-Match": client.get("/").headers["ETag"]}
    sign_in(client, firm.login_name)
    own = client.get("/", headers=mark)
    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "no-store"
    assert "示例测试（厦门）有限公司" in own.text


def test_contest_is_linked_where_its_address_is_set(
    client: FlaskClient, config: Config, time: Time, tmp_path: Path
) -> None:
    assert "创客大赛" not in client.get("/").text
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    other = create_application(
        replace(config, contest_url="https://contest.example.cn", database_url=url), clock=time.clock
    )
    database = other.extensions["tidu"].database
    give_tables(database)
    page = other.test_client().get("/").text
    database.dispose()
    assert '<a href="https://contest.example.cn" rel="noopener noreferrer">创客大赛</a>' in page


def test_address_of_the_contest_is_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TIDU_CONTEST_URL"):
        Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), "TIDU_CONTEST_URL": "javascript:alert(1)"})


# --- Whom to ask ---------------------------------------------------------------------------------------------


def province(platform: Platform, code: str) -> Province:
    return next(each for each in list_directory(platform) if each.code == code)


def test_directory_has_every_number_of_the_table_once(platform: Platform) -> None:
    known = sorted(each.phone for several in platform.catalogue.library.contacts.values() for each in several)
    listed = [phone for each in list_directory(platform) for phone, _ in each.numbers]
    listed += [phone for each in list_directory(platform) for one in each.below for phone, _ in one.numbers]
    assert sorted(listed) == known


def test_numbers_stand_under_their_province(platform: Platform) -> None:
    below = [each.name for each in province(platform, FUJIAN).below]
    assert "福州市" in below
    assert "平潭综合实验区" in below
    assert "厦门市" not in below
    assert province(platform, XIAMEN).numbers == (("0592-5116871", ""),)
    assert province(platform, "110000").below[0].name == "北京经济技术开发区"


def test_page_of_contacts_shows_a_province(client: FlaskClient) -> None:
    page = client.get(f"/contacts?region={FUJIAN}").text
    assert "0591-83258367" in page
    assert "010-55578451" not in page
    assert "010-55578451" in client.get("/contacts").text
    assert client.get("/contacts?region=nothing").status_code == 200


# --- Help ----------------------------------------------------------------------------------------------------


def test_every_answer_leads_to_its_page(client: FlaskClient) -> None:
    page = client.get("/help").text
    text = page[page.index("<main") : page.index("</main>")]
    answers = re.split(r"<h3>", text)[1:]
    assert len(answers) >= 20
    for answer in answers:
        question, _, rest = answer.partition("</h3>")
        assert re.search(r'<a href="/', rest.partition("<h2")[0]), question


def test_every_link_of_help_leads_somewhere(client: FlaskClient, signed_in: FlaskClient) -> None:
    for address in set(re.findall(r'href="(/[^"#]*)"', client.get("/help").text)):
        assert signed_in.get(unescape(address)).status_code in {200, 302, 303}, address


def test_support_numbers_are_those_of_the_manuals(client: FlaskClient) -> None:
    for path in ("/help", "/contacts"):
        page = client.get(path).text
        for number in ("010-87901013", "010-87901032", "12381", "010-68209142", "010-88656315"):
            assert number in page


@pytest.mark.parametrize("path", ["/", "/announcements", "/certificates", "/publicity", "/contacts", "/help"])
def test_public_page_has_a_title_and_a_description(application: Flask, path: str) -> None:
    page = application.test_client().get(path).text
    assert re.search(r"<title>[^-<]+ - 优质中小企业梯度培育平台</title>", page)
    assert re.search(r'<meta name="description" content="[^"]{15,}">', page)

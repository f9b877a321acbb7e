"""The page of what the platform knows of an enterprise: the forms whose fields are facts, shown by the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.compiler import compile_form
from engine.folder import read_folder
from engine.library import build_library
from tests.web.support import FACTS, Firm
from web.config import PROJECT
from web.models import Enterprise
from web.platform import Platform
from web.services.catalogue import Catalogue
from web.services.profiles import Profile, ProfileLine, read_profile, supplied

FIGURES = {"enterprise.staff": 168, "enterprise.revenue": 12500, "enterprise.assets": 15800}


def profile(platform: Platform, firm: Firm, **changed: Any) -> Profile:
    """The profile of a firm some of whose facts are others (None: not known)."""
    facts = FACTS | FIGURES | {f"enterprise.{name}": value for name, value in changed.items()}
    with platform.database.write() as session:
        kept = {name: value for name, value in facts.items() if value is not None}
        session.get_one(Enterprise, firm.enterprise_id).facts = kept
    return read_profile(platform, firm.enterprise_id)


def line(shown: Profile, label: str) -> ProfileLine:
    return next(each for group in shown.groups for each in group.lines if each.label == label)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("企业名称", "示例测试（厦门）有限公司"),
        ("注册地", "福建省厦门市集美区"),
        ("注册时间", "2016年5月18日"),
        ("所属行业", "3491 工业机器人制造"),
        ("从业人员", "168 人"),
        ("上年度营业收入", "12,500 万元"),
        ("划型行业", "工业"),
        ("企业规模", "小型"),
        ("被列入经营异常名录或严重失信主体名单", "否"),
        ("邮编", None),
    ],
)
def test_profile_shows_values_in_words(platform: Platform, firm: Firm, label: str, text: str | None) -> None:
    assert line(profile(platform, firm), label).text == text


def test_profile_says_why_the_size_is_what_it_is(platform: Platform, firm: Firm) -> None:
    assert line(profile(platform, firm), "企业规模").notes == (
        "划型行业：工业；从业人员 168 人（≥ 20 人）；上年度营业收入 12,500 万元（≥ 300 万元）；"
        "不是中型：从业人员 168 人（须 ≥ 300 人）",
    )


def test_profile_reckons_the_size_anew(platform: Platform, firm: Firm) -> None:
    assert line(profile(platform, firm, staff=19, size_class="large"), "企业规模").text == "微型"


def test_profile_says_what_the_size_waits_for(platform: Platform, firm: Firm) -> None:
    size = line(profile(platform, firm, staff=None), "企业规模")
    assert (size.text, size.notes) == (None, ("待定：还缺从业人员",))


def test_profile_warns_of_a_size_for_reference(platform: Platform, firm: Firm) -> None:
    notes = line(profile(platform, firm, industry="8411"), "企业规模").notes
    assert any("须人工复核" in each for each in notes)


def test_profile_lists_what_is_missing(platform: Platform, firm: Firm) -> None:
    assert profile(platform, firm, staff=None).missing == ("联系人手机", "产品", "从业人员")


def test_profile_asks_for_the_identity_that_is_not_known(platform: Platform, firm: Firm) -> None:
    profile(platform, firm)
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {k: v for k, v in enterprise.facts.items() if k != "identity.name"}
    assert "企业名称" in read_profile(platform, firm.enterprise_id).missing


def test_page_shows_the_profile(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    profile(platform, firm)
    page = signed_in.get("/enterprise").text
    assert "不是中型：从业人员 168 人（须 ≥ 300 人）" in page


def test_what_is_known_in_another_world_are_its_own_fields() -> None:
    folder = PROJECT / "tests" / "forms" / "other_worlds"
    library = build_library(read_folder(folder))
    keeper = compile_form("keeper", library).form
    assert keeper is not None
    given = {"facts": {"identity.name": "蜂十三"}, "answers": {"keeper": {"district": "north"}}}
    facts = supplied([keeper], given, date(2026, 3, 1))
    assert facts == {"identity.name": "蜂十三", "keeper.name": "蜂十三", "keeper.district": "north"}


def test_forms_whose_fields_are_facts_are_no_declarations() -> None:
    catalogue = Catalogue(PROJECT / "forms")
    assert "enterprise" not in [form.id for form in catalogue.forms()]
    assert [form.id for form in catalogue.fact_forms()] == ["enterprise"]

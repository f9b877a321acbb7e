"""A form from another world goes through the platform without a line of code for it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from engine.folder import read_folder
from engine.library import build_library
from tests.databases import give_tables
from tests.web.files import OF_EACH_KIND
from tests.web.pages import form_to, press
from tests.web.support import Firm, Time, make_config, make_firm, sign_in
from tests.web.test_edits import Typing
from web.application import create_application
from web.config import PROJECT
from web.models import Enterprise
from web.platform import Platform

WORLDS = PROJECT / "tests" / "forms"


class Text(yaml.SafeLoader):
    """Every scalar as the text that stands there, as people type it."""


Text.yaml_implicit_resolvers = {}


def case(name: str) -> dict[str, Any]:
    text = (WORLDS / "other_worlds" / "cases" / "beehive.yaml").read_text("utf-8")
    return next(each for each in yaml.load(text, Loader=Text) if each["case"] == name)


BIG = case("大蜂场")
FACTS = {
    **BIG["facts"],
    "keeper.began_on": "2020-04-01",
    "keeper.trained": True,
    "keeper.complaints": 0,
}


def served(folder: Path, forms: Path, time: Time) -> Flask:
    config = replace(make_config(folder, f"sqlite:///{folder / 'test.sqlite'}"), forms_folder=forms)
    application = create_application(config, clock=time.clock)
    platform: Platform = application.extensions["tidu"]
    give_tables(platform.database)
    return application


@pytest.fixture
def application(tmp_path: Path, time: Time) -> Iterator[Flask]:
    time.moment = time.moment.replace(year=2026, month=5, day=1)
    application = served(tmp_path, WORLDS / "other_worlds", time)
    yield application
    application.extensions["tidu"].database.dispose()


@pytest.fixture
def firm(platform: Platform) -> Firm:
    firm = make_firm(platform)
    give_facts(platform, firm, FACTS)
    return firm


def give_facts(platform: Platform, firm: Firm, facts: dict[str, Any]) -> None:
    with platform.database.write() as session:
        session.get_one(Enterprise, firm.enterprise_id).facts = facts


def begin(client: FlaskClient, procedure: str = "apply") -> UUID:
    response = press(client, form_to(client.get("/").text, f"/procedures/{procedure}/drafts"), follow=False)
    return UUID(response.headers["Location"].rpartition("/")[2])


def test_forms_of_the_other_world_are_offered(signed_in: FlaskClient) -> None:
    assert "申请养蜂许可" in signed_in.get("/").text


def test_every_section_is_shown_and_saved(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = platform.catalogue.form("beehive")
    assert form is not None
    for section in form.sections:
        if section.filled_by != "enterprise":
            continue
        page = signed_in.get(f"/drafts/{draft}/sections/{section.id}")
        assert page.status_code == 200
        saved = press(signed_in, form_to(page.text, "/sections/"), ("_next", "save"), follow=False)
        assert saved.status_code == 303


def test_sections_of_the_authorities_are_not_shown(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = platform.catalogue.form("beehive")
    assert form is not None
    theirs = [section.id for section in form.sections if section.filled_by != "enterprise"]
    fields = [field.id for field in form.fields.values() if field.filled_by != "enterprise"]
    assert fields
    page = signed_in.get(f"/drafts/{draft}").text
    for section in theirs:
        assert f'data-section-link="{section}"' not in page
        response = signed_in.get(f"/drafts/{draft}/sections/{section}")
        assert response.headers["Location"] == f"/drafts/{draft}"
    for section in form.sections:
        text = signed_in.get(f"/drafts/{draft}/sections/{section.id}").text
        for field in fields:
            assert f'data-field="{field}"' not in text


def test_answers_of_the_authorities_cannot_be_sent(signed_in: FlaskClient) -> None:
    response = Typing(signed_in, begin(signed_in), "care").send({"inspected": "good"})
    assert response.get_json()["error"]["code"] == "unknown_field"


def test_score_awaits_the_authority_and_is_what_the_case_says(
    signed_in: FlaskClient, platform: Platform
) -> None:
    draft = begin(signed_in)
    typing = Typing(signed_in, draft, "apiary")
    answers = {name: value for name, value in BIG["answers"].items() if name != "inspected"}
    for name, value in answers.items():
        response = typing.send({name: value})
        assert response.status_code == 200, response.get_json()
    assert "<strong>87</strong>" in response.get_json()["score_html"]
    hand_in(signed_in, draft, "map", "蜂场.pdf", OF_EACH_KIND["pdf"])
    hand_in(signed_in, draft, "photos", "蜂场.jpg", OF_EACH_KIND["jpg"])
    result = press(signed_in, form_to(signed_in.get(f"/drafts/{draft}/check").text, "/submission")).text
    assert "<strong>87 分（不含检查 10 分）</strong>" in result
    assert "其余 10 分待主管部门评定，最终为 87 至 97 分" in result


def hand_in(client: FlaskClient, draft: UUID, field: str, name: str, content: bytes) -> None:
    token = form_to(client.get("/").text, "sign-out").value("csrf_token")
    data = {"csrf_token": token, "file": (BytesIO(content), name)}
    assert client.post(f"/drafts/{draft}/documents/{field}", data=data).status_code == 303


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"keeper.complaints": 4}, "近一年被投诉不超过三次"),
        ({"keeper.trained": False}, "养蜂培训"),
    ],
)
def test_form_that_is_not_open_says_why(
    signed_in: FlaskClient, platform: Platform, firm: Firm, facts: dict[str, Any], why: str
) -> None:
    give_facts(platform, firm, FACTS | facts)
    page = signed_in.get("/").text
    card = page[page.index('data-procedure="apply"') :]
    assert "暂不能办理" in card
    assert why in card
    token = form_to(page, "sign-out").value("csrf_token")
    response = signed_in.post("/procedures/apply/drafts", data={"csrf_token": token}, follow_redirects=True)
    assert "现在不能填报" in response.text


def test_form_that_closes_meanwhile_is_not_sent(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = begin(signed_in)
    give_facts(platform, firm, FACTS | {"keeper.complaints": 4})
    page = signed_in.get(f"/drafts/{draft}/check")
    assert "现在不能提交" in page.text
    assert 'name="_key"' not in page.text


def forms_of_the_language() -> list[str]:
    """The forms that anybody may begin for their own sake, by their ids."""
    texts = (path.read_text("utf-8") for path in (WORLDS / "language").glob("*.yaml"))
    found = (
        re.search(r"^form: *(\w+)", text, re.MULTILINE)
        for text in texts
        if not re.search("^(open_to|applies_to):", text, re.M)
    )
    own = build_library(read_folder(WORLDS / "language")).fact_forms
    return sorted(each[1] for each in found if each and each[1] not in own)


@pytest.fixture(scope="module")
def every_form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """All the small forms that say what the language can say, served at once."""
    folder = tmp_path_factory.mktemp("language")
    forms = shutil.copytree(WORLDS / "language", folder / "forms")
    shutil.copy(PROJECT / "forms" / "units.yaml", forms)
    application = served(folder, forms, Time())
    platform: Platform = application.extensions["tidu"]
    firm = make_firm(platform)
    client = application.test_client()
    sign_in(client, firm.login_name)
    yield client
    platform.database.dispose()


@pytest.mark.parametrize("name", forms_of_the_language())
def test_every_construct_can_be_shown_and_saved(every_form: FlaskClient, name: str) -> None:
    platform: Platform = every_form.application.extensions["tidu"]
    form = platform.catalogue.form(name)
    assert form is not None
    draft = begin(every_form, name)
    assert every_form.get(f"/drafts/{draft}").status_code == 200
    assert every_form.get(f"/drafts/{draft}/check").status_code == 200
    for section in form.sections:
        response = every_form.get(f"/drafts/{draft}/sections/{section.id}")
        if response.status_code == 302:
            continue
        assert response.status_code == 200
        theirs = [field.id for field in form.fields.values() if field.filled_by != "enterprise"]
        assert not any(f'data-field="{field}"' in response.text for field in theirs)
        saved = press(every_form, form_to(response.text, "/sections/"), ("_next", "save"), follow=False)
        assert saved.status_code == 303
    state = every_form.get(f"/drafts/{draft}/state").get_json()
    assert state["revision"] == 0, "a page nobody touched must change nothing"

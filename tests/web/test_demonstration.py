"""The demonstration enterprises and the commands that bring them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time as system_time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import func, select

from engine.compiler import compile_form
from engine.folder import read_folder
from engine.library import build_library
from engine.procedures import form_for
from web.commands import demo, migrate, serve
from web.config import PROJECT
from web.models import Account, Enterprise, Event
from web.models_accounts import IdentityRequest
from web.platform import Platform
from web.services.accounts import sign_in
from web.services.credentials import credit_code_problems, id_number_problems, login_name_problems
from web.services.demonstration import LOADED, load_demonstration, was_loaded
from web.services.officers import list_officers
from web.services.people import SignedIn
from web.services.profiles import supplied
from web.services.sessions import Place

EVERYTHING: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (PROJECT / "forms" / "demonstration.yaml").read_text("utf-8")
)
ENTRIES = EVERYTHING["enterprises"]
OFFICERS, NEWCOMERS = EVERYTHING["officers"], EVERYTHING["newcomers"]
ACCOUNTS = [*ENTRIES, *OFFICERS, *NEWCOMERS]
FIRMS = [*ENTRIES, *(each for each in NEWCOMERS if "credit_code" in each)]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
COMPLETE = "profile.complete"
FOLDER = PROJECT / "forms"
LIBRARY = build_library(read_folder(FOLDER))
PROFILES = [form for name in LIBRARY.fact_forms if (form := compile_form(name, LIBRARY).form) is not None]


def facts_known(entry: dict[str, Any]) -> dict[str, Any]:
    return supplied(PROFILES, entry, date(2026, 3, 1))


def names(entry: dict[str, Any]) -> str:
    return str(entry["facts"]["identity.name"])


@pytest.fixture(params=ENTRIES, ids=names)
def entry(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture
def facts(entry: dict[str, Any]) -> dict[str, Any]:
    return facts_known(entry)


def organisation_check(body: str) -> str:
    total = sum(
        int(letter, 36) * weight for letter, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def code_check(body: str) -> str:
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return ALPHABET[-total % 31]


def test_credit_code_checks_are_right_for_codes_known_to_be_valid() -> None:
    for code in ("91350100M000100Y43", "91110000802100433B", "91440300708461136T", "9144030071526726XG"):
        assert (code[16], code[17]) == (organisation_check(code[8:16]), code_check(code[:17]))


def test_demonstration_credit_code_is_valid(facts: dict[str, Any]) -> None:
    code = facts["enterprise.credit_code"]
    assert (code[16], code[17]) == (organisation_check(code[8:16]), code_check(code[:17]))
    assert code[2:8] == facts["enterprise.region"]


def test_demonstration_firm_is_clearly_fictional(facts: dict[str, Any]) -> None:
    assert facts["enterprise.name"].startswith("示例")
    assert facts.get("enterprise.email", ".example").endswith(".example")


def test_demonstration_facts_are_known_ones(facts: dict[str, Any]) -> None:
    assert set(facts) <= set(LIBRARY.facts)


def test_everything_a_demonstration_firm_answered_is_a_fact(entry: dict[str, Any]) -> None:
    facts = facts_known(entry)
    given = {f"{form}.{name}" for form, answers in entry["answers"].items() for name in answers}
    assert given <= set(facts)


def test_demonstration_codes_exist(facts: dict[str, Any]) -> None:
    regions, industries = LIBRARY.tables["regions"], LIBRARY.tables["industries"]
    region = regions.get(facts["enterprise.region"])
    industry = industries.get(facts.get("enterprise.industry", "3491"))
    assert region is not None
    assert region.level == 3
    assert industry is not None
    assert industry.level == 4


def test_demonstration_days_and_numbers_are_exact(entry: dict[str, Any]) -> None:
    given = [value for answers in entry["answers"].values() for value in answers.values()]
    assert not any(isinstance(value, float | date) for value in given)


def test_demonstration_covers_different_firms() -> None:
    every = [facts_known(entry) for entry in ENTRIES]
    assert len(every) >= 5
    assert {"large", "medium", "small", "micro"} <= {one.get("enterprise.size_class") for one in every}
    assert any(date.fromisoformat(one["enterprise.registration_date"]) > date(2023, 12, 31) for one in every)
    assert any("enterprise.industry" not in one and "enterprise.size_class" not in one for one in every)
    assert any(one["enterprise.listed_abnormal"] for one in every)


def test_demonstration_covers_what_the_procedures_ask_for() -> None:
    every = [facts_known(entry) for entry in ENTRIES]
    both = [
        one for one in every if one.get("certification.innovative") and one.get("certification.specialized")
    ]
    assert any(one.get("update.due") for one in both)
    assert any(one.get("certification.little_giant") and one.get("renewal.little_giant") for one in every)
    assert any(one.get("certification.technology") for one in every)
    assert any(not any(name.startswith("certification.") for name in one) for one in every)
    assert {one.get("digital.level") for one in every} >= {None, 2, 3, 4}


def test_demonstration_has_a_firm_for_every_questionnaire(platform: Platform) -> None:
    procedure = platform.catalogue.procedure("assess_digital")
    assert procedure is not None
    matched = [form_for(procedure, facts_known(entry), date(2026, 3, 1)) for entry in ENTRIES]
    assert {each.form for each in matched if each is not None} == set(procedure.forms)


def test_demonstration_has_firms_of_authorities_that_add_to_a_form() -> None:
    regions = {facts_known(entry)["enterprise.region"] for entry in ENTRIES}
    assert any(each.startswith("3502") for each in regions)
    assert any(each.startswith("44") and not each.startswith("4403") for each in regions)


def test_demonstration_titles_end_after_they_began(facts: dict[str, Any]) -> None:
    since = {name: day for name, day in facts.items() if name.endswith("_since")}
    assert all(
        date.fromisoformat(day).replace(year=int(day[:4]) + 3)
        > date.fromisoformat(facts[name[:-5] + "until"])
        for name, day in since.items()
    )


def test_demonstration_account_says_what_it_is_for(entry: dict[str, Any]) -> None:
    assert len(entry["account"]["tries"]) <= 50


def test_demonstration_is_loaded_once(platform: Platform) -> None:
    first, second = load_demonstration(platform), load_demonstration(platform)
    assert first == second
    with platform.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Enterprise)) == len(FIRMS)
        assert session.scalar(select(func.count()).select_from(Account)) == len(ACCOUNTS)


def test_demonstration_keeps_the_facts_that_follow_from_the_profile(platform: Platform) -> None:
    load_demonstration(platform)
    with platform.database.read() as session:
        kept = {each.name: each.facts for each in session.scalars(select(Enterprise))}
    for entry in ENTRIES:
        assert {name: fact for name, fact in kept[names(entry)].items() if name != COMPLETE} == facts_known(
            entry
        )


def test_demonstration_says_whose_profile_is_complete(platform: Platform) -> None:
    load_demonstration(platform)
    with platform.database.read() as session:
        firms = session.scalars(select(Enterprise).where(Enterprise.verified_at.is_not(None))).all()
    lacking = [each.name for each in firms if each.facts.get(COMPLETE) is not True]
    assert lacking == ["示例食品（成都）有限公司"]


def test_demonstration_accounts_can_sign_in(platform: Platform) -> None:
    account = load_demonstration(platform)[0]
    assert isinstance(sign_in(platform, account.login_name, account.password, Place()), SignedIn)


def test_demonstration_passwords_are_readable_by_their_owner_only(platform: Platform, tmp_path: Path) -> None:
    load_demonstration(platform)
    path = tmp_path / "demonstration_accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(json.loads(path.read_text("utf-8"))) == len(ACCOUNTS)


def test_demonstration_gives_new_passwords_when_the_old_are_lost(platform: Platform, tmp_path: Path) -> None:
    load_demonstration(platform)
    (tmp_path / "demonstration_accounts.json").unlink()
    account = load_demonstration(platform)[0]
    assert isinstance(sign_in(platform, account.login_name, account.password, Place()), SignedIn)


# --- Officers and newcomers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("one", [*OFFICERS, *NEWCOMERS], ids=lambda one: one["account"]["login_name"])
def test_demonstration_account_has_a_proper_name_and_says_what_it_is_for(one: dict[str, Any]) -> None:
    assert login_name_problems(one["account"]["login_name"]) == ()
    assert "示例" in one["account"]["display_name"]
    assert len(one["account"]["tries"]) <= 50


def test_demonstration_officers_are_of_all_levels_and_one_of_the_ministry_manages(platform: Platform) -> None:
    load_demonstration(platform)
    found = list_officers(platform, None).officers
    assert {each.login_name: each.authority for each in found} == {
        each["account"]["login_name"]: each["authority"] for each in OFFICERS
    }
    assert {each.level for each in found} >= {"部级", "省级", "县级"}
    assert [each.manages for each in found if each.authority == "000000"] == [True]


def test_every_demonstration_account_can_sign_in(platform: Platform) -> None:
    for each in load_demonstration(platform):
        person = sign_in(platform, each.login_name, each.password, Place())
        assert isinstance(person, SignedIn)
        assert person.held_at == ""


def test_demonstration_newcomers_are_not_verified_and_one_waits(platform: Platform) -> None:
    load_demonstration(platform)
    load_demonstration(platform)
    with platform.database.read() as session:
        new = session.scalars(select(Enterprise).where(Enterprise.verified_at.is_(None))).one()
        waiting = session.scalars(select(IdentityRequest)).one()
    assert new.name == "示例新材料（厦门）有限公司"
    assert new.facts == {"identity.name": new.name, "identity.credit_code": new.credit_code}
    assert credit_code_problems(new.credit_code) == ()
    assert (waiting.state, waiting.kind, waiting.region) == ("waiting", "natural", "350211")
    assert id_number_problems(waiting.number) == ()


def test_demonstration_marks_its_database(platform: Platform) -> None:
    with platform.database.read() as session:
        assert not was_loaded(session)
    load_demonstration(platform)
    load_demonstration(platform)
    with platform.database.read() as session:
        assert was_loaded(session)
        assert len(session.scalars(select(Event).where(Event.what == LOADED)).all()) == 1


# --- Commands ------------------------------------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name in [name for name in os.environ if name.startswith("TIDU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TIDU_VAR_FOLDER", str(tmp_path))
    return dict(os.environ)


def test_migrate_makes_the_database(settings: dict[str, str], tmp_path: Path) -> None:
    result = CliRunner().invoke(migrate)
    assert result.exit_code == 0
    assert (tmp_path / "tidu.sqlite").exists()


def test_serve_refuses_an_outdated_database(settings: dict[str, str]) -> None:
    result = CliRunner().invoke(serve)
    assert result.exit_code == 1
    assert "tidu migrate" in result.output


def test_command_names_the_setting_that_is_wrong(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDU_THREADS", "many")
    result = CliRunner().invoke(migrate)
    assert result.exit_code == 1
    assert "TIDU_THREADS" in result.output


@pytest.mark.parametrize("command", [serve, demo])
def test_platform_does_not_start_without_its_forms(
    settings: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Any
) -> None:
    monkeypatch.setenv("TIDU_FORMS_FOLDER", str(tmp_path / "nowhere"))
    CliRunner().invoke(migrate)
    result = CliRunner().invoke(command)
    assert result.exit_code == 1
    assert "TIDU_FORMS_FOLDER" in result.output


@pytest.mark.parametrize("command", [migrate, serve, demo])
def test_command_explains_itself_in_chinese(command: Any) -> None:
    assert re.search("[\u4e00-\u9fff]", command.help)


@pytest.fixture
def running(settings: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """`demo` as a process of its own: its address and the lines it printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from web.commands import demo; demo(['--small', '--port', '{port}'])"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code], cwd=PROJECT, env=settings, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if "http://" in line:
            break
    yield f"http://127.0.0.1:{port}", lines
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


def test_demo_prints_accounts_and_serves(running: tuple[str, list[str]]) -> None:
    address, lines = running
    assert sum("示例" in line for line in lines) >= len(ENTRIES)
    assert all(any(entry["account"]["tries"] in line for line in lines) for entry in ACCOUNTS)
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as response:
                assert json.load(response) == {"status": "ok"}
                return
        except OSError:
            system_time.sleep(0.1)
    pytest.fail("the server did not answer")

"""The season of the demonstration: every row is as real ones are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from engine.binding import bind
from tests.databases import give_tables
from tests.web.support import MINISTRY, Time, make_config
from web.application import create_application
from web.clock import local
from web.models import OFFICER, Account, Draft, DraftAnswer, Enterprise, Event, Submission, Upload
from web.models_accounts import Message
from web.models_review import Announcement, Case, Certification, Remark, SpotCheck, Window
from web.platform import Platform
from web.services.audit import verify
from web.services.cases import course_of, standing_of
from web.services.clockwork import seal
from web.services.credentials import credit_code_problems
from web.services.demonstration import LOADED, was_loaded
from web.services.demonstration_firms import MOBILE, PHONE
from web.services.demonstration_season import SUBJECT, load_season
from web.services.people import person_of
from web.services.reviewing import look_at_case
from web.services.submissions import frozen_assessment, read_result
from web.workflow import WITH_AUTHORITY, WITH_ENTERPRISE, Deed, Standing, State, first_standing, follow

SIZE = 72
DEEDS = {f"case_{each}": each for each in Deed}


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A platform with a small season, for all tests of this module: none of them changes it."""
    folder: Path = tmp_path_factory.mktemp("season")
    config = replace(make_config(folder, f"sqlite:///{folder / 'season.sqlite'}"), demonstration=True)
    application = create_application(config, clock=Time().clock)
    platform: Platform = application.extensions["tidu"]
    give_tables(platform.database)
    assert load_season(platform, SIZE) is not None
    yield application
    platform.database.dispose()


def cases_of(platform: Platform) -> list[Case]:
    with platform.database.read() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def events_of(platform: Platform) -> dict[str, list[Event]]:
    """The deeds of every case, in the order in which they were recorded."""
    found: dict[str, list[Event]] = {}
    with platform.database.read() as session:
        for each in session.scalars(select(Event).where(Event.what.in_(DEEDS)).order_by(Event.id)):
            found.setdefault(each.subject, []).append(each)
    return found


def test_season_is_made_once(platform: Platform) -> None:
    assert load_season(platform, SIZE) is None
    with platform.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Enterprise)) == SIZE
        marks = select(func.count(Event.id)).where(Event.what == LOADED, Event.subject == SUBJECT)
        assert session.scalar(marks) == 1


def test_season_is_the_same_whenever_it_is_made(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Platform.from_config(
        make_config(tmp_path, f"sqlite:///{tmp_path / 'again.sqlite'}"), Time().clock
    )
    give_tables(other.database)
    load_season(other, SIZE)
    told = [
        [
            (each.number, each.name, each.state, each.stage, each.points, each.sent_at)
            for each in cases_of(one)
        ]
        for one in (platform, other)
    ]
    other.database.dispose()
    assert told[0] == told[1]


def test_season_marks_its_database_as_a_demonstration(platform: Platform) -> None:
    with platform.database.read() as session:
        assert was_loaded(session)


# --- Cases ---------------------------------------------------------------------------------------------------


def test_events_of_every_case_lead_to_where_it_stands(platform: Platform) -> None:
    events = events_of(platform)
    for case in cases_of(platform):
        course, standing = course_of(platform, case), None
        mine = events[f"case:{case.id}"]
        for event in mine:
            before: Standing | None = standing
            deed = DEEDS[event.what]
            standing = first_standing(course) if before is None else follow(course, before, deed)
            assert standing is not None
            assert event.details["from"] == (before.state if before else None)
            assert (event.details["to"], event.details["stage"]) == (standing.state, standing.stage)
        assert standing == standing_of(case)
        assert case.version == len(mine)
        assert [each.at for each in mine] == sorted(each.at for each in mine)
        assert mine[-1].at == case.changed_at <= platform.clock.now()


def test_no_officer_acted_for_another_authority(platform: Platform) -> None:
    with platform.database.read() as session:
        authority = {each.id: each.authority for each in session.scalars(select(Account))}
    events = events_of(platform)
    for case in cases_of(platform):
        stage = 0
        for event in events[f"case:{case.id}"]:
            by_enterprise = DEEDS[event.what] in {Deed.SEND, Deed.WITHDRAW}
            assert authority[event.account_id or 0] == (None if by_enterprise else case.stages[stage]["code"])
            stage = event.details["stage"]


def test_cases_have_the_authorities_of_their_region(platform: Platform) -> None:
    with platform.database.read() as session:
        facts = {each.id: each.facts for each in session.scalars(select(Enterprise))}
    for case in cases_of(platform):
        mine = facts[case.enterprise_id]
        chain = platform.catalogue.chain(case.region, mine.get("enterprise.review_district"))
        procedure = platform.catalogue.procedure(case.procedure)
        assert procedure is not None
        assert case.region == mine["enterprise.region"]
        assert [each["code"] for each in case.stages] == [
            each.code for each in chain if each.level in procedure.stages
        ]
        for level in ("county", "city", "province"):
            assert getattr(case, level) == next((each.code for each in chain if each.level == level), "")
        turn = State(case.state) in WITH_AUTHORITY
        assert case.authority == (case.stages[case.stage]["code"] if turn else "")


def test_drafts_are_open_only_with_the_enterprise(platform: Platform) -> None:
    with platform.database.read() as session:
        states = {each.id: each.state for each in session.scalars(select(Draft))}
    for case in cases_of(platform):
        assert (states[case.draft_id] == "draft") is (State(case.state) in WITH_ENTERPRISE)


def test_season_has_something_of_everything(platform: Platform) -> None:
    cases = cases_of(platform)
    assert {each.state for each in cases} >= set(State) - {State.WITHDRAWN}
    assert {each.procedure for each in cases} >= {
        "declare_innovative",
        "declare_specialized",
        "declare_little_giant",
        "annual_update",
        "report_change",
        "assess_digital",
        "register_financing",
    }
    assert any(each.procedure.startswith("renew_") for each in cases)
    assert any(each.due is not None and each.due < platform.clock.today() for each in cases)
    assert len({each.points for each in cases}) > 8
    assert {True, False} <= {each.qualified for each in cases}
    with platform.database.read() as session:
        for table in (Remark, SpotCheck, Message, Announcement, Window, Certification, Upload):
            assert session.scalar(select(func.count()).select_from(table)), table.__name__
        facts = set(session.scalars(select(Certification.fact)))
    assert len(facts) == 3


# --- Submissions ---------------------------------------------------------------------------------------------


def test_every_assessment_belongs_to_its_answers_and_facts(platform: Platform) -> None:
    with platform.database.read() as session:
        sent = session.scalars(select(Submission).order_by(Submission.id)).all()
        forms = {each.digest: platform.catalogue.by_digest(session, each.digest) for each in sent}
    for each in sent:
        form = forms[each.digest]
        assert form is not None
        on = date.fromisoformat(each.assessment["on"])
        assert on == local(each.submitted_at).date()
        assert (
            frozen_assessment(bind(form, each.answers, each.facts, on, each.reporting_year))
            == each.assessment
        )


def test_facts_are_those_of_the_enterprise_that_sent(platform: Platform) -> None:
    with platform.database.read() as session:
        firms = {each.id: each for each in session.scalars(select(Enterprise))}
        for each in session.scalars(select(Submission)):
            firm = firms[each.enterprise_id]
            assert each.facts.get("enterprise.name", firm.name) == firm.name
            assert each.facts.get("enterprise.credit_code", firm.credit_code) == firm.credit_code
            assert (
                each.facts.get("enterprise.region", firm.facts["enterprise.region"])
                == firm.facts["enterprise.region"]
            )


def test_drafts_hold_what_was_sent_last(platform: Platform) -> None:
    with platform.database.read() as session:
        answers: dict[object, dict[str, object]] = {}
        for row in session.scalars(select(DraftAnswer)):
            answers.setdefault(row.draft_id, {})[row.field] = row.value
        sent = session.scalars(select(Submission).order_by(Submission.number)).all()
    newest = {each.draft_id: each.answers for each in sent}
    assert {key: answers.get(key, {}) for key in newest} == newest


def test_every_result_is_shown(platform: Platform) -> None:
    for case in cases_of(platform)[::9]:
        result = read_result(platform, case.submission_id, case.enterprise_id)
        assert result is not None
        assert result.view().sections


def test_officers_see_every_case_of_their_chain(platform: Platform) -> None:
    with platform.database.read() as session:
        officers = session.scalars(select(Account).where(Account.kind == OFFICER)).all()
    people = {each.authority: person_of(each) for each in officers}
    for case in cases_of(platform)[::7]:
        for code in {case.authority, case.province, MINISTRY} & set(people):
            assert look_at_case(platform, people[code], case.id) is not None


def test_pages_of_the_enterprise_and_of_officers_open(application: Flask) -> None:
    platform: Platform = application.extensions["tidu"]
    with platform.database.read() as session:
        accounts = {each.id: each for each in session.scalars(select(Account))}
        events = {
            each.subject: each for each in session.scalars(select(Event).where(Event.what == "case_send"))
        }
    by_authority = {each.authority: each.id for each in accounts.values() if each.authority}
    for case in cases_of(platform)[::23]:
        account = events[f"case:{case.id}"].account_id
        assert account is not None
        assert opens(application, account, f"/submissions/{case.submission_id}") in {200, 302, 303}
        if case.authority:
            assert opens(application, by_authority[case.authority], f"/cases/{case.id}") == 200


def opens(application: Flask, account_id: int, path: str) -> int:
    """How a page answers somebody who is signed in."""
    from tests.web.support import PASSWORD, sign_in
    from web.services.accounts import set_password

    platform: Platform = application.extensions["tidu"]
    with platform.database.read() as session:
        name = session.get_one(Account, account_id).login_name
    set_password(platform, name, PASSWORD)
    client = application.test_client()
    sign_in(client, name)
    return client.get(path).status_code


# --- Titles --------------------------------------------------------------------------------------------------


def test_no_enterprise_holds_a_title_twice(platform: Platform) -> None:
    with platform.database.read() as session:
        held = session.scalars(select(Certification).where(Certification.cancelled_on.is_(None))).all()
    for one in held:
        for other in held:
            if one.id < other.id and (one.enterprise_id, one.fact) == (other.enterprise_id, other.fact):
                assert one.until < other.since or other.until < one.since


def test_certified_cases_have_one_certificate_each_and_no_others(platform: Platform) -> None:
    with platform.database.read() as session:
        given = Counter(session.scalars(select(Certification.case_id)))
    given.pop(None)
    certified = {each.id for each in cases_of(platform) if each.state == State.CERTIFIED}
    assert given == Counter(certified)


# --- Fictional -----------------------------------------------------------------------------------------------


def test_firms_are_clearly_fictional(platform: Platform) -> None:
    with platform.database.read() as session:
        firms = session.scalars(select(Enterprise)).all()
        written = "".join(str(each.facts) for each in firms)
        written += "".join(
            str(each.answers) + str(each.facts) for each in session.scalars(select(Submission))
        )
        accounts = session.scalars(select(Account)).all()
    assert all(each.name.startswith("示例") for each in firms)
    assert len({each.name for each in firms}) == len(firms)
    for firm in firms:
        assert credit_code_problems(firm.credit_code) == ()
        assert firm.credit_code[2:8] == firm.facts["enterprise.region"]
    assert set(re.findall(r"(?<![\w.-])1[3-9]\d{9}(?!\d)", written)) <= {MOBILE}
    assert set(re.findall(r"(?<![\w.-])0\d{2,3}-\d{7,8}(?!\d)", written)) <= {PHONE}
    assert not re.search(r"(?<!\w)\d{6}(19|20)\d{9}[\dX](?!\w)", written)
    assert all(not each.mobile and not each.id_number for each in accounts)


def test_nobody_signs_in_to_accounts_without_a_password(platform: Platform) -> None:
    from web.services.accounts import sign_in
    from web.services.people import SignedIn
    from web.services.sessions import Place

    with platform.database.read() as session:
        name = session.scalars(select(Account.login_name).where(Account.password_hash == "").limit(1)).one()
    assert not isinstance(sign_in(platform, name, "", Place()), SignedIn)


def test_trail_of_the_season_is_whole(platform: Platform) -> None:
    seal(platform)
    found = verify(platform)
    assert found.is_whole
    assert found.unsealed == 0
    assert found.sealed > SIZE

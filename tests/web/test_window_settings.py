"""Setting windows: who may, what is checked, whom a change touches, who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.cases import make_filled_draft
from tests.web.colleagues import add_officer
from tests.web.desks import add_cases, row
from tests.web.officers import make_officer
from tests.web.pages import Form, form_to, press
from tests.web.support import Firm, make_firm, sign_in, token_of
from web.models import Event
from web.models_accounts import Message
from web.models_review import Case, Window
from web.platform import Platform
from web.services.people import SignedIn
from web.services.window_rules import Wanted
from web.services.window_settings import (
    Overtaken,
    Saved,
    check,
    close_early,
    list_windows,
    look_at_window,
    reopen,
    save,
)
from web.workflow import State

MINISTRY, FUJIAN, XIAMEN, JIMEI = "000000", "350000", "350200", "350211"
WANTED = Wanted(
    procedure="declare_innovative",
    title="2026年第一批",
    opens=date(2026, 2, 1),
    closes=date(2026, 3, 31),
    county_due=date(2026, 4, 10),
    city_due=date(2026, 4, 20),
    province_due=date(2026, 4, 30),
    publicity_days=5,
    repeats=False,
)


@pytest.fixture
def officer(platform: Platform) -> SignedIn:
    return make_officer(platform, XIAMEN)


def made(platform: Platform, officer: SignedIn, wanted: Wanted = WANTED) -> int:
    outcome = save(platform, officer, wanted)
    assert isinstance(outcome, Saved), outcome
    return outcome.window_id


def mark(platform: Platform, officer: SignedIn, window_id: int) -> str:
    found = look_at_window(platform, officer, window_id)
    assert found is not None
    return found.mark


def changed(platform: Platform, officer: SignedIn, window_id: int, **values: Any) -> Any:
    return save(platform, officer, replace(WANTED, **values), window_id, mark(platform, officer, window_id))


def reminders(platform: Platform) -> list[tuple[int, str]]:
    """What was told of windows: to whom, and its title."""
    with platform.database.read() as session:
        found = session.scalars(select(Message).where(Message.key.contains(":window:")).order_by(Message.id))
        return [(each.enterprise_id, each.title) for each in found]


# --- What is checked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"closes": date(2026, 1, 31), "repeats": False}, "closes"),
        ({"opens": date(2025, 2, 1), "closes": date(2026, 2, 28)}, "closes"),
        ({"county_due": date(2026, 1, 31)}, "county_due"),
        ({"city_due": date(2026, 4, 9)}, "city_due"),
        ({"province_due": date(2026, 4, 19)}, "province_due"),
        ({"city_due": None, "province_due": date(2026, 4, 9)}, "province_due"),
        ({"closes": date(2027, 2, 2), "repeats": True}, "repeats"),
    ],
    ids=str,
)
def test_window_with_days_out_of_order_is_refused(
    platform: Platform, officer: SignedIn, values: dict[str, Any], field: str
) -> None:
    outcome = save(platform, officer, replace(WANTED, **values))
    assert isinstance(outcome, tuple)
    assert field in {each.field for each in outcome}
    assert list_windows(platform, officer) == ()


def test_window_without_deadlines_is_taken(platform: Platform, officer: SignedIn) -> None:
    made(platform, officer, replace(WANTED, county_due=None, city_due=None, province_due=None))


@pytest.mark.parametrize(
    ("values", "is_taken"),
    [
        ({}, False),
        ({"opens": date(2026, 3, 31), "closes": date(2026, 5, 1)}, False),
        ({"opens": date(2026, 4, 1), "closes": date(2026, 5, 1)}, True),
        ({"procedure": "declare_specialized"}, True),
    ],
    ids=str,
)
def test_windows_of_a_procedure_do_not_overlap(
    platform: Platform, officer: SignedIn, values: dict[str, Any], is_taken: bool
) -> None:
    made(platform, officer)
    assert isinstance(save(platform, officer, replace(WANTED, title="", **values)), Saved) is is_taken


def test_windows_of_two_authorities_overlap(platform: Platform, officer: SignedIn) -> None:
    made(platform, officer)
    made(platform, make_officer(platform, FUJIAN))
    made(platform, make_officer(platform, MINISTRY))


def test_window_that_was_closed_is_in_nobodys_way(platform: Platform, officer: SignedIn) -> None:
    first = made(platform, officer)
    assert isinstance(close_early(platform, officer, first, mark(platform, officer, first)), Saved)
    made(platform, officer)
    outcome = reopen(platform, officer, first, mark(platform, officer, first))
    assert isinstance(outcome, tuple)
    assert "重叠" in outcome[0].text


def test_two_set_the_same_window_at_once_one_wins(any_platform: Platform) -> None:
    import threading

    officer = make_officer(any_platform, XIAMEN)
    outcomes: list[object] = []
    barrier = threading.Barrier(2)

    def act() -> None:
        barrier.wait()
        outcomes.append(save(any_platform, officer, WANTED))

    threads = [threading.Thread(target=act) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(type(each).__name__ for each in outcomes) == ["Saved", "tuple"]


# --- Whose ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("authority", ["350100", JIMEI, "3502Z1", "110000x"])
def test_cities_and_counties_set_no_windows(platform: Platform, authority: str) -> None:
    with pytest.raises(PermissionError):
        save(platform, make_officer(platform, authority), WANTED)


def test_window_of_another_authority_is_not_there(platform: Platform, officer: SignedIn) -> None:
    window = made(platform, officer)
    other = make_officer(platform, FUJIAN)
    assert look_at_window(platform, other, window) is None
    assert list_windows(platform, other) == ()
    seen = mark(platform, officer, window)
    assert isinstance(save(platform, other, WANTED, window, seen), Overtaken)
    assert isinstance(close_early(platform, other, window, seen), Overtaken)


# --- Whom it touches -----------------------------------------------------------------------------------------


def test_who_has_begun_is_affected(platform: Platform, firm: Firm, officer: SignedIn) -> None:
    draft = make_filled_draft(platform, firm, answers={}, documents=())
    affected = check(platform, officer, WANTED).affected
    assert [each.draft_id for each in affected.first_unsent] == [draft]
    assert affected.unsent == 1


@pytest.mark.parametrize(("authority", "count"), [(XIAMEN, 1), (FUJIAN, 0), (MINISTRY, 1), ("110000", 0)])
def test_affected_are_those_of_the_region(platform: Platform, firm: Firm, authority: str, count: int) -> None:
    """What lies in a city that acts as a province is not its province's."""
    make_filled_draft(platform, firm, answers={}, documents=())
    assert check(platform, make_officer(platform, authority), WANTED).affected.unsent == count


def test_who_fills_something_else_is_not_affected(platform: Platform, firm: Firm, officer: SignedIn) -> None:
    make_filled_draft(platform, firm, answers={}, documents=())
    assert check(platform, officer, replace(WANTED, procedure="declare_specialized")).affected.unsent == 0


@pytest.mark.parametrize(("state", "count"), [(State.RETURNED, 0), (State.WITHDRAWN, 1)])
def test_what_was_returned_waits_for_no_window(
    platform: Platform, firm: Firm, officer: SignedIn, state: State, count: int
) -> None:
    draft = make_filled_draft(platform, firm, answers={}, documents=())
    case = row(platform, 0, firm.enterprise_id, draft_id=draft, state=state)
    add_cases(platform, firm.enterprise_id, [case])
    assert check(platform, officer, WANTED).affected.unsent == count


def test_what_was_sent_is_listed(platform: Platform, firm: Firm, officer: SignedIn) -> None:
    window = made(platform, officer)
    rows = [row(platform, each, firm.enterprise_id, window_id=window if each else None) for each in range(3)]
    add_cases(platform, firm.enterprise_id, rows)
    affected = check(platform, officer, WANTED, window).affected
    assert affected.sent == 2
    assert [each.number for each in affected.first_sent] == [rows[1]["number"], rows[2]["number"]]
    assert [each.sent for each in list_windows(platform, officer)] == [2]


# --- What follows --------------------------------------------------------------------------------------------


def test_earlier_end_reminds_who_has_not_sent(platform: Platform, firm: Firm, officer: SignedIn) -> None:
    make_filled_draft(platform, firm, answers={}, documents=())
    make_firm(platform, "other", "91440305MADEM002XW")
    window = made(platform, officer)
    assert reminders(platform) == []
    assert changed(platform, officer, window, closes=date(2026, 3, 15)) == Saved(window, 1)
    assert reminders(platform) == [(firm.enterprise_id, "创新型中小企业自评：申报截止日期提前")]


@pytest.mark.parametrize("values", [{"closes": date(2026, 4, 5)}, {"title": "另一批"}], ids=str)
def test_other_changes_remind_nobody(
    platform: Platform, firm: Firm, officer: SignedIn, values: dict[str, Any]
) -> None:
    make_filled_draft(platform, firm, answers={}, documents=())
    window = made(platform, officer)
    assert changed(platform, officer, window, **values) == Saved(window, 0)
    assert reminders(platform) == []


def test_closing_early_tells_who_has_not_sent(platform: Platform, firm: Firm, officer: SignedIn) -> None:
    make_filled_draft(platform, firm, answers={}, documents=())
    window = made(platform, officer)
    assert close_early(platform, officer, window, mark(platform, officer, window)) == Saved(window, 1)
    assert reminders(platform) == [(firm.enterprise_id, "创新型中小企业自评：申报已关闭")]
    assert [each.state for each in list_windows(platform, officer)] == ["closed"]
    assert reopen(platform, officer, window, mark(platform, officer, window)) == Saved(window, 0)
    assert [each.state for each in list_windows(platform, officer)] == ["open"]


def test_new_deadlines_hold_for_what_was_sent(platform: Platform, firm: Firm, officer: SignedIn) -> None:
    window = made(platform, officer)
    waits = {"window_id": window, "state": State.WAITING, "due": date(2026, 4, 10)}
    rows = [row(platform, each, firm.enterprise_id, stage=each, **waits) for each in (0, 1)]
    rows.append(row(platform, 5, firm.enterprise_id, stage=0, **{**waits, "window_id": None}))
    add_cases(platform, firm.enterprise_id, rows)
    changed(platform, officer, window, county_due=date(2026, 4, 12), province_due=None)
    with platform.database.read() as session:
        dues = [session.get_one(Case, each["id"]).due for each in rows]
    assert dues == [date(2026, 4, 12), None, date(2026, 4, 10)]


def test_every_change_is_an_event(platform: Platform, officer: SignedIn) -> None:
    window = made(platform, officer)
    changed(platform, officer, window, title="另一批")
    close_early(platform, officer, window, mark(platform, officer, window))
    reopen(platform, officer, window, mark(platform, officer, window))
    with platform.database.read() as session:
        events = session.scalars(
            select(Event).where(Event.subject == f"window:{window}").order_by(Event.id)
        ).all()
    assert [each.what for each in events] == [
        "window_opened",
        "window_changed",
        "window_closed",
        "window_reopened",
    ]
    assert events[1].details["before"]["title"] == "2026年第一批"
    assert {each.account_id for each in events} == {officer.account_id}


def test_change_of_what_somebody_else_changed_is_told(platform: Platform, officer: SignedIn) -> None:
    window = made(platform, officer)
    seen = mark(platform, officer, window)
    changed(platform, officer, window, title="另一批")
    assert isinstance(save(platform, officer, WANTED, window, seen), Overtaken)
    assert isinstance(close_early(platform, officer, window, seen), Overtaken)


# --- The pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def xiamen(client: FlaskClient, platform: Platform) -> FlaskClient:
    add_officer(platform, "xiamen", XIAMEN)
    sign_in(client, "xiamen")
    return client


def filled(client: FlaskClient, **values: str) -> Form:
    form = form_to(client.get("/windows/new").text, "/windows/new")
    given = {"procedure": "declare_innovative", "opens": "2026-02-01", "closes": "2026-03-31", **values}
    for name, value in given.items():
        form.type(name, value)
    form.values.remove(("procedure", ""))  # the first option was not chosen
    return form


def windows(platform: Platform) -> list[Window]:
    with platform.database.read() as session:
        return list(session.scalars(select(Window).where(Window.authority == XIAMEN)))


def test_window_is_set_after_it_was_looked_at(xiamen: FlaskClient, platform: Platform) -> None:
    checked = press(xiamen, filled(xiamen, county_due="2026-04-10", repeats="y"))
    assert "请核对申报时间" in checked.text
    assert windows(platform) == []
    done = press(xiamen, form_to(checked.text, "/windows/new"), ("confirm", "yes"))
    assert "申报时间已设置。" in done.text
    window = windows(platform)[0]
    assert (window.county_due, window.repeats, window.publicity_days) == (date(2026, 4, 10), True, 5)


def test_form_leads_back_with_everything(xiamen: FlaskClient, platform: Platform) -> None:
    checked = press(xiamen, filled(xiamen, title="示例批次", repeats="y"))
    assert "请核对申报时间" in checked.text
    back = press(xiamen, form_to(checked.text, "/windows/new"), ("back", "yes"))
    form = form_to(back.text, "/windows/new")
    assert (form.value("title"), form.value("opens"), form.value("repeats")) == (
        "示例批次",
        "2026-02-01",
        "y",
    )
    assert windows(platform) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"procedure": ""}, "请选择事项。"),
        ({"opens": ""}, "请填写开始日期。"),
        ({"closes": "2026年3月"}, "请填写日期，例如 2026-03-01。"),
        ({"closes": "2026-01-01"}, "截止日期不能早于开始日期。"),
        ({"publicity_days": "0"}, "公示天数请填写 1 至 60 的整数。"),
        ({"publicity_days": "五天"}, "公示天数请填写 1 至 60 的整数。"),
        ({"publicity_days": ""}, "公示天数请填写 1 至 60 的整数。"),
        ({"county_due": "2026-01-01"}, "审核截止日期不能早于企业申报的开始日期。"),
    ],
    ids=str,
)
def test_form_says_what_is_wrong_and_keeps_the_rest(
    xiamen: FlaskClient, platform: Platform, values: dict[str, str], told: str
) -> None:
    response = press(xiamen, filled(xiamen, **{"title": "示例批次", **values}))
    assert response.status_code == 422
    assert response.text.count(told) == 2
    form = form_to(response.text, "/windows/new")
    assert form.value("title") == "示例批次"
    assert all(form.value(name) == value for name, value in values.items())
    assert windows(platform) == []


def test_change_shows_what_it_was(xiamen: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    window = made(platform, officer)
    form = form_to(xiamen.get(f"/windows/{window}").text, f"/windows/{window}")
    form.type("closes", "2026-03-20")
    checked = press(xiamen, form)
    assert "原来是 2026-03-31" in checked.text
    done = press(xiamen, form_to(checked.text, f"/windows/{window}"), ("confirm", "yes"))
    assert "申报时间已修改。" in done.text
    assert [each.closes for each in windows(platform)] == [date(2026, 3, 20)]


def test_change_that_comes_second_is_told(xiamen: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    window = made(platform, officer)
    form = form_to(xiamen.get(f"/windows/{window}").text, f"/windows/{window}")
    checked = press(xiamen, form)
    changed(platform, officer, window, title="另一批")
    late = press(xiamen, form_to(checked.text, f"/windows/{window}"), ("confirm", "yes"))
    assert late.status_code == 409
    assert "刚刚被别人修改过" in late.text
    assert form_to(late.text, f"/windows/{window}").value("title") == "2026年第一批"


@pytest.mark.parametrize("deed", ["close", "reopen"])
def test_deed_of_a_window_is_asked_first(
    xiamen: FlaskClient, platform: Platform, officer: SignedIn, deed: str
) -> None:
    window = made(platform, officer)
    if deed == "reopen":
        close_early(platform, officer, window, mark(platform, officer, window))
    page = xiamen.get(f"/windows/{window}/{deed}").text
    done = press(xiamen, form_to(page, f"/windows/{window}/{deed}"))
    assert ("已提前关闭。" if deed == "close" else "已重新开放。") in done.text
    assert (windows(platform)[0].closed_at is None) is (deed == "reopen")


@pytest.mark.parametrize("path", ["/windows", "/windows/new", "/windows/1", "/windows/1/close"])
def test_officer_of_a_county_is_told_who_sets_them(
    client: FlaskClient, platform: Platform, path: str
) -> None:
    add_officer(platform, "jimei", JIMEI)
    sign_in(client, "jimei")
    page = client.get(path)
    assert page.status_code == 403
    assert "由省级主管部门" in page.text
    answer = client.post("/windows/new", data={"csrf_token": token_of(client)})
    assert answer.status_code == 403


def test_window_of_another_is_not_found(client: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    window = made(platform, officer)
    add_officer(platform, "fujian", FUJIAN)
    sign_in(client, "fujian")
    for path in (f"/windows/{window}", f"/windows/{window}/close"):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"csrf_token": token_of(client)}).status_code == 404

"""Whether a procedure may be begun, with all its reasons, and with which form."""

from datetime import date
from typing import Any

import pytest

from engine.binding import bind
from engine.procedures import facts_given, form_for, offer
from tests.engine.procedures.support import form, procedure, replaced

DAY = date(2026, 5, 2)
READY: dict[str, Any] = {
    "stall.trade": "3911",
    "stall.size": "small",
    "stall.complete": True,
    "checked.date": "2021-06-01",
    "licence.held": False,
}


def reasons(name: str, facts: dict[str, Any], on: date = DAY) -> list[tuple[str, bool | None, str | None]]:
    found = offer(procedure(name), facts, on)
    return [(each.about, each.outcome.truth, each.mend) for each in found.reasons]


def test_nothing_stands_in_the_way() -> None:
    found = offer(procedure("apply_for_licence"), READY, DAY)
    assert found.may_start is True
    assert found.reasons == ()
    assert found.use is not None
    assert found.use.edition.path == "licence.yaml"


def test_what_comes_first_says_by_what_it_is_mended() -> None:
    assert reasons("apply_for_licence", READY | {"stall.complete": False}) == [
        ("before", False, "fill_profile")
    ]


def test_what_is_not_known_yet_leaves_it_open() -> None:
    found = offer(procedure("apply_for_licence"), READY | {"checked.date": None}, DAY)
    assert found.may_start is None
    assert [(each.about, each.mend) for each in found.reasons] == [("before", "check_stall")]


def test_who_may_not_begin_learns_why() -> None:
    found = offer(procedure("apply_for_licence"), READY | {"licence.held": True}, DAY)
    assert found.may_start is False
    (reason,) = found.reasons
    assert (reason.outcome.title, reason.outcome.clause) == ("没有许可证的", "第三条")
    assert "有许可证" in reason.outcome.finding.text


def test_out_of_season_is_a_reason_with_its_days() -> None:
    found = offer(procedure("apply_for_licence"), READY, date(2026, 6, 1))
    assert found.may_start is False
    (reason,) = found.reasons
    assert reason.about == "season"
    assert reason.outcome.finding.text == "每年3月1日至5月31日"
    assert reason.outcome.clause == "新办法第五条"


def test_season_is_said_in_english() -> None:
    (reason,) = offer(procedure("apply_for_licence"), READY, date(2026, 6, 1), "en").reasons
    assert reason.outcome.finding.text == "every year from 3/1 to 5/31"


def test_year_without_a_season_leaves_it_open() -> None:
    made = replaced("      - {opens: 03-01, closes: 04-30, to: 2025-12-31, clause: 第五条}\n", "")
    found = made.get("apply_for_licence")
    assert found is not None
    assert offer(found, READY, date(2025, 3, 5)).may_start is None


def test_form_asks_for_itself_too() -> None:
    assert reasons("apply_for_licence", READY | {"stall.size": "large"}) == [("open_to", False, None)]


def test_edition_of_the_day_asks_what_it_asks() -> None:
    assert reasons("apply_for_licence", READY | {"stall.size": "large"}, date(2026, 3, 5)) == []


def test_day_without_an_edition_is_a_reason() -> None:
    assert ("edition", False, None) in reasons("apply_for_licence", READY, date(2021, 3, 5))


@pytest.mark.parametrize(
    ("trade", "path"),
    [("3911", "check_works.yaml"), ("1311", "check_food.yaml"), ("6513", "check_rest.yaml")],
)
def test_form_is_matched_by_what_is_known(trade: str, path: str) -> None:
    found = form_for(procedure("check_stall"), {"stall.trade": trade}, DAY)
    assert found is not None
    assert found.path == path


def test_no_form_is_matched_while_the_fact_is_not_known() -> None:
    assert form_for(procedure("check_stall"), {}, DAY) is None
    assert reasons("check_stall", {"stall.complete": True}) == [("applies_to", None, None)] * 3


def test_completed_procedure_gives_facts() -> None:
    made = form("check_works.yaml").form
    assert made is not None
    bound = bind(made, {"clean": 8}, {"stall.trade": "3911"}, DAY)
    found = facts_given(procedure("check_stall"), bound)
    assert {name: str(each) for name, each in found.items()} == {
        "checked.level": "2",
        "checked.points": "8",
        "checked.date": "2026-05-02",
    }


def test_level_that_was_not_reached_is_given_as_none_reached() -> None:
    made = form("check_works.yaml").form
    assert made is not None
    assert facts_given(procedure("check_stall"), bind(made, {"clean": 1}, {}, DAY))["checked.level"] in (
        0,
        "0",
    )


def test_what_is_not_known_is_not_given() -> None:
    made = form("check_works.yaml").form
    assert made is not None
    assert set(facts_given(procedure("check_stall"), bind(made, {}, {}, DAY))) == {"checked.date"}


def test_truth_is_given_as_it_stands() -> None:
    made = form("profile.yaml").form
    assert made is not None
    assert facts_given(procedure("fill_profile"), bind(made, {"nickname": "甲"}, {}, DAY)) == {
        "stall.complete": True
    }

"""The same done to several cases: looked at first, one transaction each, what happened told for each."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.cases import make_filled_draft
from tests.web.colleagues import add_officer
from tests.web.officers import make_officer
from tests.web.pages import form_to, press
from tests.web.support import Firm, make_firm, sign_in, token_of
from tests.web.test_cases import COUNTY, OTHER_COUNTY, do, look, sent, told
from web.models import Event
from web.models_review import Case
from web.platform import Platform
from web.services.bulk import DEEDS, carry_out, plan
from web.services.people import SignedIn
from web.services.submissions import submit
from web.workflow import Deed, State


@pytest.fixture
def several(platform: Platform, firm: Firm) -> list[UUID]:
    """Three cases that wait for a county."""
    other = make_firm(platform, "other", "91440305MADEM002XW")
    third = make_firm(platform, "third", "91350211MADEM0038T")
    return [sent(platform, firm), *(_sent(platform, each) for each in (other, third))]


def _sent(platform: Platform, firm: Firm) -> UUID:
    draft = make_filled_draft(platform, firm)
    assert isinstance(submit(platform, draft, firm.enterprise_id, firm.account_id, f"key-{draft}"), UUID)
    with platform.database.read() as session:
        return session.scalars(select(Case.id).where(Case.draft_id == draft)).one()


@pytest.fixture
def county(platform: Platform) -> SignedIn:
    return make_officer(platform, COUNTY)


def states(platform: Platform, several: list[UUID]) -> list[str]:
    return [look(platform, each).state for each in several]


def test_refusing_and_returning_are_never_done_to_several() -> None:
    assert set(DEEDS) == {Deed.BEGIN, Deed.RECOMMEND}


@pytest.mark.parametrize("deed", [Deed.REFUSE, Deed.RETURN, Deed.APPROVE, Deed.CERTIFY])
def test_other_deeds_are_refused(
    platform: Platform, county: SignedIn, several: list[UUID], deed: Deed
) -> None:
    with pytest.raises(ValueError, match=deed):
        carry_out(platform, county, deed, [(several[0], 1)])


def test_plan_tells_what_can_be_done_and_changes_nothing(
    platform: Platform, county: SignedIn, several: list[UUID]
) -> None:
    do(platform, county, several[1], Deed.BEGIN)
    planned = plan(platform, county, Deed.BEGIN, several)
    assert [each.is_possible for each in planned] == [True, False, True]
    assert planned[1].standing is not None
    assert states(platform, several) == ["waiting", "reviewing", "waiting"]
    assert [each.is_possible for each in plan(platform, county, Deed.RECOMMEND, several)] == [
        False,
        True,
        False,
    ]


def test_plan_tells_who_may_not(platform: Platform, several: list[UUID]) -> None:
    planned = plan(platform, make_officer(platform, "350200"), Deed.BEGIN, several)
    assert [each.refused.reason for each in planned if each.refused] == ["not_your_turn"] * 3


def test_plan_leaves_out_what_may_not_be_seen(platform: Platform, several: list[UUID]) -> None:
    assert plan(platform, make_officer(platform, OTHER_COUNTY), Deed.BEGIN, [*several, UUID(int=1)]) == ()


def test_several_begin(platform: Platform, county: SignedIn, several: list[UUID]) -> None:
    done = carry_out(platform, county, Deed.BEGIN, [(each, 1) for each in several])
    assert [type(each.outcome).__name__ for each in done] == ["Acted"] * 3
    assert [told(platform, each)[-1] for each in several] == ["case_begin"] * 3


def test_one_that_was_overtaken_holds_up_no_other(
    platform: Platform, county: SignedIn, several: list[UUID]
) -> None:
    do(platform, make_officer(platform, COUNTY, "quicker"), several[1], Deed.BEGIN)
    done = carry_out(platform, county, Deed.BEGIN, [(each, 1) for each in several])
    assert [type(each.outcome).__name__ for each in done] == ["Acted", "Overtaken", "Acted"]
    assert told(platform, several[1]) == ["case_send", "case_begin"]


def test_same_is_said_of_each(platform: Platform, county: SignedIn, several: list[UUID]) -> None:
    carry_out(platform, county, Deed.BEGIN, [(each, 1) for each in several])
    refused = carry_out(platform, county, Deed.RECOMMEND, [(several[0], 2)])
    assert [type(each.outcome).__name__ for each in refused] == ["Refused"]
    carry_out(platform, county, Deed.RECOMMEND, [(each, 2) for each in several], "材料齐全，同意推荐。")
    with platform.database.read() as session:
        notes = session.scalars(select(Event.note).where(Event.what == "case_recommend")).all()
    assert notes == ["材料齐全，同意推荐。"] * 3
    assert {look(platform, each).authority for each in several} == {"350200"}


def test_officer_of_another_county_does_nothing(platform: Platform, several: list[UUID]) -> None:
    other = make_officer(platform, OTHER_COUNTY)
    assert carry_out(platform, other, Deed.BEGIN, [(each, 1) for each in several]) == ()
    assert states(platform, several) == ["waiting"] * 3


# --- The pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def jimei(client: FlaskClient, platform: Platform) -> FlaskClient:
    add_officer(platform, "jimei", COUNTY)
    sign_in(client, "jimei")
    return client


def test_several_are_ticked_looked_at_and_begun(
    jimei: FlaskClient, platform: Platform, several: list[UUID]
) -> None:
    form = form_to(jimei.get("/desk").text, "/desk/bulk")
    form.type("case", *map(str, several[:2]))
    checked = press(jimei, form, ("deed", "begin"))
    assert "将开始审核 2 件" in checked.text
    assert states(platform, several) == ["waiting"] * 3
    done = press(jimei, form_to(checked.text, "/desk/bulk/confirm"))
    assert "办理了 2 件" in done.text
    assert states(platform, several) == ["reviewing", "reviewing", "waiting"]


def test_recommending_needs_something_said_and_keeps_it(
    jimei: FlaskClient, platform: Platform, county: SignedIn, several: list[UUID]
) -> None:
    for each in several[:2]:
        do(platform, county, each, Deed.BEGIN)
    form = form_to(jimei.get("/desk").text, "/desk/bulk")
    form.type("case", *map(str, several))
    checked = press(jimei, form, ("deed", "recommend"))
    assert "将推荐上报 2 件" in checked.text
    assert "还没有开始审核，请先开始审核。" in checked.text
    empty = press(jimei, form_to(checked.text, "/desk/bulk/confirm"))
    assert empty.status_code == 422
    assert "请填写推荐意见，会记在每一件上。" in empty.text
    again = form_to(empty.text, "/desk/bulk/confirm")
    again.type("note", "同意推荐。")
    assert "办理了 2 件" in press(jimei, again).text
    assert states(platform, several) == [State.WAITING] * 3


def test_result_tells_what_was_overtaken(
    jimei: FlaskClient, platform: Platform, county: SignedIn, several: list[UUID]
) -> None:
    form = form_to(jimei.get("/desk").text, "/desk/bulk")
    form.type("case", *map(str, several))
    checked = press(jimei, form, ("deed", "begin"))
    do(platform, county, several[0], Deed.BEGIN)
    done = press(jimei, form_to(checked.text, "/desk/bulk/confirm")).text
    assert "办理了 2 件，1 件没有办理" in done
    assert "别人刚刚处理过，现在是“审核中”" in done


@pytest.mark.parametrize("path", ["/desk/bulk", "/desk/bulk/confirm"])
@pytest.mark.parametrize(
    "sent", [{}, {"deed": "begin"}, {"deed": "refuse", "case": str(UUID(int=1)), "seen": "x"}], ids=str
)
def test_nothing_ticked_is_told(jimei: FlaskClient, path: str, sent: dict[str, str]) -> None:
    data = {"csrf_token": token_of(jimei), "query": "tab=all", **sent}
    response = jimei.post(path, data=data)
    assert response.headers["Location"] == "/desk?tab=all"
    assert "请先勾选要办理的申报。" in jimei.get("/desk").text


def test_forged_version_is_not_read(jimei: FlaskClient, platform: Platform, several: list[UUID]) -> None:
    seen = [f"{several[0]}.x", "x.1", f"{several[1]}.99"]
    done = jimei.post(
        "/desk/bulk/confirm", data={"csrf_token": token_of(jimei), "deed": "begin", "seen": seen}
    )
    assert re.search("办理了 0 件，1 件没有办理", done.text)
    assert states(platform, several) == ["waiting"] * 3

"""Earlier answers: offered, never taken over silently, marked where they stand."""

from __future__ import annotations

from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.cases import DECLARE, make_filled_draft
from tests.web.pages import form_to, press
from tests.web.support import Firm, Time, make_firm
from web.models import Draft, DraftAnswer
from web.platform import Platform
from web.services.submissions import submit

BEGIN = f"/procedures/{DECLARE}/drafts"
ORIGIN = "取自2025年度《创新型中小企业自评表》（2025年、2024年、2023年的数），请核对"


def send(platform: Platform, firm: Firm) -> UUID:
    """A submission of last time."""
    sent = submit(platform, make_filled_draft(platform, firm), firm.enterprise_id, firm.account_id, "key")
    assert isinstance(sent, UUID)
    return sent


def open_draft(platform: Platform, firm: Firm) -> Draft:
    with platform.database.read() as session:
        return session.scalars(
            select(Draft).where(Draft.enterprise_id == firm.enterprise_id, Draft.state == "draft")
        ).one()


def answers_of(platform: Platform, draft: Draft) -> dict[str, DraftAnswer]:
    with platform.database.read() as session:
        rows = session.scalars(select(DraftAnswer).where(DraftAnswer.draft_id == draft.id))
        return {each.field: each for each in rows}


def begin(client: FlaskClient, carry: str) -> str:
    asked = press(client, form_to(client.get("/").text, BEGIN))
    return press(client, form_to(asked.text, BEGIN), ("carry", carry)).text


def test_first_time_nothing_is_asked(signed_in: FlaskClient) -> None:
    response = press(signed_in, form_to(signed_in.get("/").text, BEGIN), follow=False)
    assert response.status_code == 303
    assert "/drafts/" in response.headers["Location"]


def test_earlier_answers_are_offered_before_anything_is_begun(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    send(platform, firm)
    page = press(signed_in, form_to(signed_in.get("/").text, BEGIN))
    assert "要带入以前填写的内容吗" in page.text
    assert "2025年度《创新型中小企业自评表》" in page.text
    with platform.database.read() as session:
        assert session.scalars(select(Draft).where(Draft.state == "draft")).all() == []


def test_answers_are_carried_when_wanted(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    send(platform, firm)
    begin(signed_in, "yes")
    found = answers_of(platform, open_draft(platform, firm))
    assert found["revenue"].value == {"2025": 11500, "2024": 10000, "2023": 9000}
    assert found["honours"].value == ["none"]


def test_promises_and_papers_are_given_anew(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    send(platform, firm)
    begin(signed_in, "yes")
    assert answers_of(platform, open_draft(platform, firm)).keys().isdisjoint({"declaration", "audit_report"})


def test_answers_are_not_carried_when_not_wanted(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    send(platform, firm)
    begin(signed_in, "no")
    assert answers_of(platform, open_draft(platform, firm)) == {}


def test_carried_answer_says_where_it_came_from(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    send(platform, firm)
    begin(signed_in, "yes")
    page = signed_in.get(f"/drafts/{open_draft(platform, firm).id}/sections/finance").text
    assert ORIGIN in page


def test_changed_answer_says_so_no_more(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    send(platform, firm)
    begin(signed_in, "yes")
    address = f"/drafts/{open_draft(platform, firm).id}/sections/finance"
    before = signed_in.get(address).text
    form = form_to(before, "/sections/finance")
    form.type("revenue.2024", "10001")
    press(signed_in, form, ("_next", "save"))
    assert signed_in.get(address).text.count("取自2025年度") == before.count("取自2025年度") - 1


def test_last_years_columns_move_up(
    signed_in: FlaskClient, platform: Platform, firm: Firm, time: Time
) -> None:
    send(platform, firm)
    time.move(days=365)
    signed_in.get("/session")
    from tests.web.support import sign_in

    sign_in(signed_in, firm.login_name)
    begin(signed_in, "yes")
    draft = open_draft(platform, firm)
    assert draft.reporting_year == 2026
    assert answers_of(platform, draft)["revenue"].value == {"2025": 11500, "2024": 10000}


def test_answers_of_another_enterprise_are_never_offered(signed_in: FlaskClient, platform: Platform) -> None:
    send(platform, make_firm(platform, "other", "91440305MADEM002XW"))
    response = press(signed_in, form_to(signed_in.get("/").text, BEGIN), follow=False)
    assert response.status_code == 303

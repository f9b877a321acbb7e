"""Trying a form: anybody may, nothing is kept, and what was typed can be taken into a draft."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.cases import DECLARE
from tests.web.pages import Form, form_to, press
from tests.web.support import Firm, hidden_fields
from web.models import Draft, DraftAnswer
from web.platform import Platform
from web.services.trials import list_trials

CASE_A = {
    "revenue": ("11500", "10000"),
    "main_revenue": ("8050", "7000"),
    "rd_expense": ("575", "400"),
    "assets": ("10000",),
    "liabilities": ("5500",),
    "ip_class1": "1",
    "ip_own": "1",
    "ip_high_value": "0",
    "ip_class2": "0",
    "product_field": "strategic",
}


def typed(form: Form) -> Form:
    """The form with case A of the policy typed into it: 95 points."""
    for name, value in CASE_A.items():
        if isinstance(value, str):
            form.type(name, value)
            continue
        for year, each in zip(("2025", "2024"), value, strict=False):
            form.type(f"{name}.{year}", each)
    return form


def test_list_names_forms_without_signing_in(client: FlaskClient) -> None:
    page = client.get("/try")
    assert page.status_code == 200
    assert "创新型中小企业自评表" in page.text


def test_every_form_that_can_be_tried_shows_and_reckons(client: FlaskClient, platform: Platform) -> None:
    for each in list_trials(platform):
        form = form_to(client.get(f"/try/{each.form}").text, f"/try/{each.form}")
        assert press(client, form).status_code == 200


def test_trial_asks_only_what_the_result_hangs_on(client: FlaskClient) -> None:
    page = client.get("/try/innovative").text
    assert 'data-field="rd_expense"' in page
    for left_out in ("net_profit", "products", "declaration", "business_licence", "enterprise.address"):
        assert f'data-field="{left_out}"' not in page


def test_trial_asks_for_facts_it_does_not_know(client: FlaskClient) -> None:
    assert 'data-field="enterprise.size_class"' in client.get("/try/innovative").text


def test_facts_nobody_told_stay_open(client: FlaskClient) -> None:
    form = form_to(client.get("/try/specialized").text, "/try/specialized")
    assert form.value("certification.innovative") in (None, "")


def test_trial_reckons_what_was_typed(client: FlaskClient) -> None:
    form = typed(form_to(client.get("/try/innovative").text, "/try/innovative"))
    page = press(client, form).text
    assert "总分 <strong>95</strong> 分" in page
    assert form_to(page, "/try/innovative").value("revenue.2025") == "11500"


def test_trial_keeps_nothing(client: FlaskClient, platform: Platform) -> None:
    press(client, typed(form_to(client.get("/try/innovative").text, "/try/innovative")))
    with platform.database.read() as session:
        assert session.scalars(select(Draft)).all() == []


def test_what_cannot_be_read_is_told_and_stays(client: FlaskClient) -> None:
    form = form_to(client.get("/try/innovative").text, "/try/innovative")
    form.type("ip_class1", "三项")
    page = press(client, form).text
    assert "请先改正以下内容" in page
    assert form_to(page, "/try/innovative").value("ip_class1") == "三项"


def test_trial_can_be_taken_into_a_draft(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    form = typed(form_to(signed_in.get("/try/innovative").text, "/try/innovative"))
    form.action = "/try/innovative/draft"
    page = press(signed_in, form)
    assert page.status_code == 200
    with platform.database.read() as session:
        draft = session.scalars(select(Draft)).one()
        answers = {each.field: each for each in session.scalars(select(DraftAnswer))}
    assert (draft.procedure, draft.enterprise_id) == (DECLARE, firm.enterprise_id)
    assert answers["revenue"].value == {"2025": "11500", "2024": "10000"}
    section = signed_in.get(f"/drafts/{draft.id}/sections/capability").text
    assert "取自自测时填写的内容，请核对" in section


def test_facts_typed_while_trying_are_not_taken(signed_in: FlaskClient, platform: Platform) -> None:
    form = form_to(signed_in.get("/try/innovative").text, "/try/innovative")
    form.type("enterprise.size_class", "micro")
    form.type("ip_class1", "1")
    form.action = "/try/innovative/draft"
    press(signed_in, form)
    with platform.database.read() as session:
        assert [each.field for each in session.scalars(select(DraftAnswer))] == ["ip_class1"]


def test_answers_of_a_draft_are_not_overwritten(signed_in: FlaskClient, platform: Platform) -> None:
    for value in ("1", "2"):
        form = form_to(signed_in.get("/try/innovative").text, "/try/innovative")
        form.type("ip_class1", value)
        form.action = "/try/innovative/draft"
        press(signed_in, form)
    with platform.database.read() as session:
        assert [each.value for each in session.scalars(select(DraftAnswer))] == ["1"]


def test_visitor_signs_in_and_goes_on_with_what_was_typed(client: FlaskClient) -> None:
    form = typed(form_to(client.get("/try/innovative").text, "/try/innovative"))
    form.action = "/try/innovative/draft"
    asked = press(client, form, headers={"Sec-Fetch-Site": "same-origin"})
    assert hidden_fields(asked.text)["carried.ip_class1"] == "1"


def test_form_without_a_result_cannot_be_tried(client: FlaskClient) -> None:
    assert client.get("/try/nothing").status_code == 404

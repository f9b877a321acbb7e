"""What nobody should send: each has a clear answer, nothing breaks, nothing is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.cases import DECLARE, begin, section_form
from tests.web.pages import Form, form_to, press
from tests.web.support import Firm, make_firm
from tests.web.test_edits import Typing, error, stored
from web.models import DraftAnswer
from web.platform import Platform
from web.services.answers import Change, Saved, save_change
from web.services.drafts import begin_draft, look_at_draft
from web.services.fillings import Filling

NULL, BELL, DELETE = "\x00", "\x07", "\x7f"
RIGHT_TO_LEFT, LINE_SEPARATOR, HALF_A_CHARACTER = "\u202e", "\u2028", "\ud800"


@pytest.fixture
def draft(platform: Platform, firm: Firm) -> UUID:
    begun = begin_draft(platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(begun, UUID)
    return begun


@pytest.fixture
def typing(signed_in: FlaskClient, draft: UUID) -> Typing:
    return Typing(signed_in, draft)


def message(response: TestResponse, field: str) -> str:
    told = {each["id"]: each["errors_html"] for each in response.get_json()["messages"]}
    return str(told[field])


# --- No JSON -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"{",
        b"\xff\xfe",
        b'{"based_on": 0, "changes": {"ip_own": NaN}}',
        b'{"based_on": 0, "changes": {"ip_own": Infinity}}',
        b'{"based_on": 0, "changes": {"ip_own": -Infinity}}',
        b'{"based_on": 0, "changes": {"ip_own": "1", "ip_own": "2"}}',
        b'{"based_on": 0, "changes": {"ip_own": ' + b"1" * 5000 + b"}}",
        b'{"based_on": 0, "changes": {"products": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        b'{"based_on": 0, "changes": {"products": ' + b"[" * 50 + b"]" * 50 + b"}}",
    ],
    ids=[
        "nothing",
        "words",
        "half",
        "bytes",
        "nan",
        "infinity",
        "minus",
        "twice",
        "long",
        "deep",
        "rather deep",
    ],
)
def test_body_that_is_no_json_is_refused(typing: Typing, platform: Platform, body: bytes) -> None:
    response = typing.post(data=body, content_type="application/json")
    status, code, words = error(response)
    assert (status, code) == (400, "bad_request")
    assert "刷新" in words
    assert stored(platform, typing.draft, "ip_own") is None


def test_body_that_is_too_large_is_refused(typing: Typing) -> None:
    body = b'{"based_on": 0, "changes": {"product_field_reason": "' + b"x" * (5 * 1024 * 1024) + b'"}}'
    status, code, words = error(typing.post(data=body, content_type="application/json"))
    assert (status, code) == (413, "too_large")
    assert "4 MB" in words


def test_megabyte_in_one_field_is_refused(typing: Typing, platform: Platform) -> None:
    status, code, words = error(typing.send({"product_field_reason": "x" * 1_000_001, "ip_own": "1"}))
    assert (status, code) == (413, "too_large")
    assert "“所属领域说明”的内容超过 1 MB" in words
    assert stored(platform, typing.draft, "ip_own") is None


def test_just_below_a_megabyte_is_kept_and_told(typing: Typing, platform: Platform) -> None:
    typing.section = "product_area"
    typing.send({"product_field": "strategic"})
    response = typing.send({"product_field_reason": "x" * 990_000})
    assert response.status_code == 200
    assert len(stored(platform, typing.draft, "product_field_reason")) == 990_000
    assert "最多 500 个字" in message(response, "product_field_reason")
    assert typing.client.get(f"/drafts/{typing.draft}/sections/product_area").status_code == 200


# --- Wrong types ---------------------------------------------------------------------------------------------------

ODD: list[Any] = [
    True,
    0,
    -1,
    1.5,
    "x",
    [],
    {},
    [[]],
    [{}],
    {"2025": {}},
    {"a": [1, None]},
    [None, "x", 3],
    "",
]
FIELDS = [
    "products",
    "revenue",
    "ip_own",
    "honours",
    "honours.other.name",
    "direct_conditions",
    "direct_conditions.science_award.year",
    "product_field",
    "product_field_reason",
    "declaration",
]


@pytest.mark.parametrize("field", FIELDS)
def test_answers_of_every_wrong_type_are_kept_and_break_nothing(
    typing: Typing, signed_in: FlaskClient, platform: Platform, field: str
) -> None:
    for odd in ODD:
        response = typing.send({field: odd})
        assert response.status_code == 200, odd
        platform.recent._kept.clear()
        for page in ("", "/check", "/sections/finance", "/sections/capability", "/sections/direct_route"):
            assert signed_in.get(f"/drafts/{typing.draft}{page}").status_code == 200, (odd, page)
        section = signed_in.get(f"/drafts/{typing.draft}/sections/main_products")
        assert section.status_code == 200


@pytest.mark.parametrize("field", ["revenue", "products", "honours", "declaration", "ip_own"])
def test_wrong_type_is_told(typing: Typing, field: str) -> None:
    response = typing.send({field: {"a": {"b": "c"}} if field != "revenue" else [1, 2]})
    assert message(response, field) != ""


# --- Numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("１２３", "123"),
        ("１，２３４", "1,234"),
        ("1,234", "1,234"),
        (" 12 ", "12"),
        ("\u200b12\ufeff", "12"),
        ("－５", ""),
    ],
)
def test_full_width_digits_are_read(typing: Typing, signed_in: FlaskClient, number: str, read: str) -> None:
    response = typing.send({"ip_class2": number})
    if read:
        assert message(response, "ip_class2") == ""
        assert f"{read} 项" in response.get_json()["score_html"]
    else:
        assert "不能小于 0 项" in message(response, "ip_class2")


def test_full_width_digits_stand_as_they_were_typed(typing: Typing, signed_in: FlaskClient) -> None:
    typing.send({"ip_class2": "１，２３４"})
    assert 'value="１，２３４"' in signed_in.get(f"/drafts/{typing.draft}/sections/capability").text


@pytest.mark.parametrize(
    "number", ["1e400", "NaN", "Infinity", "1" * 400, "--5", "1.2.3", "0x10", "١٢٣", "½", "10²"]
)
def test_number_that_is_none_is_told(typing: Typing, number: str) -> None:
    assert message(typing.send({"ip_class2": number}), "ip_class2") != ""


@pytest.mark.parametrize("number", [b"1e400", b"-1e400", b"1e-400", b"1e999999999999", b"0.1e1"])
def test_number_of_json_with_an_exponent_breaks_nothing(
    typing: Typing, signed_in: FlaskClient, platform: Platform, number: bytes
) -> None:
    body = b'{"based_on": 0, "section": "capability", "changes": {"ip_class2": ' + number + b"}}"
    assert typing.post(data=body, content_type="application/json").status_code == 200
    platform.recent._kept.clear()
    assert signed_in.get(f"/drafts/{typing.draft}/sections/capability").status_code == 200
    assert signed_in.get(f"/drafts/{typing.draft}/check").status_code == 200


# --- Characters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd", [NULL, BELL, DELETE, RIGHT_TO_LEFT, LINE_SEPARATOR, HALF_A_CHARACTER, "\uffff", "👨‍👩‍👧"]
)
def test_odd_characters_are_kept_exactly_and_shown_harmlessly(any_platform: Platform, odd: str) -> None:
    firm = make_firm(any_platform)
    draft_id = begin_draft(any_platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(draft_id, UUID)
    change = Change(0, {"product_field_reason": f"前{odd}后"})
    saved = save_change(any_platform, draft_id, firm.enterprise_id, firm.account_id, change)
    assert isinstance(saved, Saved)
    with any_platform.database.read() as session:
        row = session.get_one(DraftAnswer, (draft_id, "product_field_reason"))
    assert row.value == f"前{odd}后"
    any_platform.recent._kept.clear()
    found = look_at_draft(any_platform, draft_id, firm.enterprise_id)
    assert isinstance(found, Filling)
    assert found.bound.answers == saved.after.bound.answers


@pytest.mark.parametrize("odd", [NULL, BELL, RIGHT_TO_LEFT, LINE_SEPARATOR, HALF_A_CHARACTER])
def test_odd_characters_can_be_answered_and_shown(typing: Typing, signed_in: FlaskClient, odd: str) -> None:
    typing.section = "product_area"
    assert typing.send({"product_field_reason": f"前{odd}后"}).status_code == 200
    assert typing.send({"product_field": odd}).status_code == 200
    page = signed_in.get(f"/drafts/{typing.draft}/sections/product_area")
    assert page.status_code == 200
    assert "\x00" not in page.text
    assert signed_in.get(f"/drafts/{typing.draft}/state?section=product_area").status_code == 200


def test_html_is_shown_as_text(typing: Typing, signed_in: FlaskClient) -> None:
    typing.section = "product_area"
    hostile = "</textarea><script>alert(1)</script>"
    typing.send({"product_field_reason": hostile, "product_field": '"><script>'})
    page = signed_in.get(f"/drafts/{typing.draft}/sections/product_area").text
    assert "<script>alert" not in page
    assert '"><script>' not in page


# --- Pages without our modules ---------------------------------------------------------------------------------------


def save(client: FlaskClient, form: Form) -> TestResponse:
    return press(client, form, ("_next", "save"), follow=False)


@pytest.mark.parametrize("revision", ["", "x", "-1", "１", "9" * 50, "99"])
def test_page_without_a_revision_that_fits_loses_nothing(
    signed_in: FlaskClient, platform: Platform, revision: str
) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "capability")
    form.type("ip_own", "1")
    form.type("_revision", revision)
    assert save(signed_in, form).status_code == 303
    assert stored(platform, UUID(draft.rpartition("/")[2]), "ip_own") == "1"


def test_page_from_the_future_asks_where_it_differs(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "capability")
    form.type("ip_own", "1")
    save(signed_in, form)
    form.type("ip_own", "2")
    form.type("_revision", "99")
    response = save(signed_in, form)
    assert response.status_code == 409
    assert "另一处刚刚填的是：1 项" in response.text


@pytest.mark.parametrize("shown", ["", "{", "[]", "null", '{"ip_own": NaN}', "[" * 5000])
def test_page_that_does_not_say_what_it_showed_is_saved(
    signed_in: FlaskClient, platform: Platform, shown: str
) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "capability")
    form.type("ip_own", "1")
    form.type("_shown", shown)
    assert save(signed_in, form).status_code == 303
    assert stored(platform, UUID(draft.rpartition("/")[2]), "ip_own") == "1"


def test_page_with_a_megabyte_in_one_field_saves_the_rest_and_keeps_it_standing(
    signed_in: FlaskClient, platform: Platform
) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "product_area")
    form.type("product_field", "strategic")
    form.type("product_field_reason", "x" * 1_000_001)
    response = save(signed_in, form)
    assert response.status_code == 413
    assert "“所属领域说明”的内容超过 1 MB，没有保存" in response.text
    assert form_to(response.text, "/sections/").value("product_field_reason") == "x" * 1_000_001
    draft_id = UUID(draft.rpartition("/")[2])
    assert stored(platform, draft_id, "product_field") == "strategic"
    assert stored(platform, draft_id, "product_field_reason") is None


def test_page_with_unknown_names_is_saved_without_them(signed_in: FlaskClient, platform: Platform) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "capability")
    form.type("ip_own", "1")
    form.values += [("nothing", "1"), ("revenue.2025", "5"), ("_next", "somewhere"), ("..", "1"), ("", "1")]
    assert save(signed_in, form).status_code == 303
    draft_id = UUID(draft.rpartition("/")[2])
    assert stored(platform, draft_id, "ip_own") == "1"
    assert stored(platform, draft_id, "revenue") is None


def test_page_of_a_section_that_is_not_there(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    form = section_form(signed_in, draft, "capability")
    form.action = f"{draft}/sections/nothing"
    assert save(signed_in, form).status_code == 404


@pytest.mark.parametrize(
    "button", [("_remove", "x"), ("_remove", "products.99"), ("_add", "nothing"), ("_show", "..")]
)
def test_button_that_means_nothing_changes_nothing(signed_in: FlaskClient, button: tuple[str, str]) -> None:
    draft = begin(signed_in)
    response = press(signed_in, section_form(signed_in, draft, "main_products"), button, follow=False)
    assert response.status_code == 303

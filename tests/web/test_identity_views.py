"""The pages of identities in a browser without modules: what is typed and chosen is never lost, what is personal is masked."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests.web.files import HOSTILE, JPG, PDF
from tests.web.identities import (
    CODE,
    DETAILS,
    ID_NUMBER,
    JIMEI,
    MINISTRY,
    NEW_MOBILE,
    OTHER_CODE,
    SIMING,
    events_of,
    handed_in,
    legal_filled,
    make_colleague,
    make_legal,
    make_natural,
    make_officer,
    request_of,
    worked_out,
)
from tests.web.pages import Form, form_to, press
from tests.web.support import sign_in
from web.models import Account
from web.models_accounts import Captcha, IdentityRequest
from web.platform import Platform
from web.services.identity_standing import look_at_begun, look_at_standing
from web.services.people import SignedIn

Files = list[tuple[str, FileStorage]]


@pytest.fixture
def legal(client: FlaskClient, platform: Platform) -> SignedIn:
    """The account of a legal person, signed in."""
    person = make_legal(platform)
    sign_in(client, person.login_name)
    return person


def scan(purpose: str = "licence", content: bytes = JPG, name: str = "执照.jpg") -> tuple[str, FileStorage]:
    return f"file.{purpose}", FileStorage(BytesIO(content), filename=name)


def answer_to(platform: Platform, page: str, form: Form) -> None:
    """Answer the question that a page shows."""
    with platform.database.read() as session:
        question = session.get_one(Captcha, UUID(form.value("captcha_id") or "")).question
    form.type("captcha_answer", worked_out(question["text"]))


def put(form: Form, name: str, *values: str) -> None:
    """Choose in a select, or type: what was there before goes."""
    assert name in form.names, name
    form.values = [pair for pair in form.values if pair[0] != name] + [(name, each) for each in values]


def filled_form(platform: Platform, page: str, **changes: str) -> Form:
    form = form_to(page, "/identity/legal")
    for name, value in {**DETAILS, **changes}.items():
        codes = (f"{value[:2]}0000", f"{value[:4]}00", value) if name == "region" else (value,)
        put(form, name, *codes)
    form.type("promise", "y")
    answer_to(platform, page, form)
    return form


# --- Standing ------------------------------------------------------------------------------------------------


def test_page_tells_that_nothing_is_verified_and_what_to_do(client: FlaskClient, legal: SignedIn) -> None:
    page = client.get("/identity").text
    assert "未实名认证" in page
    assert "立即认证" in page
    assert "暂不认证" in page


def test_page_of_a_refused_request_tells_why(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    from web.services.identity_decisions import Decision, decide

    decide(platform, handed_in(platform, legal), Decision(approve=False, reason="扫描件不清楚。"))
    page = client.get("/identity").text
    assert "扫描件不清楚。" in page
    assert "重新提交" in page


def test_colleague_only_reads(client: FlaskClient, platform: Platform) -> None:
    owner = make_legal(platform)
    sign_in(client, make_colleague(platform, owner.enterprise_id).login_name)
    page = client.get("/identity").text
    assert "只能查看" in page
    assert "立即认证" not in page
    assert client.get("/identity/legal").status_code == 403
    assert client.get("/identity/natural").status_code == 403


def test_natural_person_is_told_to_register_a_legal_account(client: FlaskClient, platform: Platform) -> None:
    sign_in(client, make_natural(platform).login_name)
    assert "可重新注册法人账户" in client.get("/identity").text
    assert "要为企业申报或登记的，请另外注册法人账号" in client.get("/identity/natural").text
    assert client.get("/identity/legal").headers["Location"] == "/identity"


def test_officers_have_nothing_to_prove(client: FlaskClient, platform: Platform) -> None:
    sign_in(client, make_officer(platform, JIMEI).login_name)
    assert client.get("/identity").status_code == 403


def test_sample_is_for_everybody(client: FlaskClient) -> None:
    page = client.get("/identity/sample").text
    address = re.search(r'src="(/static/[^"]+licence_sample\.svg)"', page)
    assert address is not None
    assert "示例" in client.get(address[1]).text


# --- The form of a legal person ------------------------------------------------------------------------------


def test_form_is_handed_in(client: FlaskClient, platform: Platform, legal: SignedIn) -> None:
    page = client.get("/identity/legal").text
    answer = press(client, filled_form(platform, page), files=[scan()])
    assert "审核中" in answer.text
    assert look_at_begun(platform, legal).details == DETAILS


def test_empty_form_says_what_is_missing_in_the_order_of_the_page(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    form = form_to(client.get("/identity/legal").text, "/identity/legal")
    form.type("name", "")
    form.type("credit_code", "")
    answer = press(client, form)
    assert answer.status_code == 422
    told = re.findall(r'<li><a href="(#[^"]+)">', answer.text)
    assert told == [
        "#legal_kind" if each == "legal_kind" else f"#{each}"
        for each in (
            "credit_code",
            "name",
            "legal_representative",
            "id_kind",
            "id_number",
            "region",
            "address",
            "phone",
            "industry",
            "scale",
            "control",
            "file-licence",
            "promise",
        )
    ]


def test_mistake_loses_neither_words_nor_files(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    form = filled_form(platform, client.get("/identity/legal").text, id_number="110105194912310021")
    answer = press(client, form, files=[scan()])
    assert answer.status_code == 422
    assert "已上传：<bdi>执照.jpg</bdi>" in answer.text
    again = form_to(answer.text, "/identity/legal")
    for name in ("name", "legal_representative", "address", "phone", "industry", "scale", "control"):
        assert again.value(name) == DETAILS[name]
    assert [value for name, value in again.values if name == "region"] == ["350000", "350200", "350211"]
    again.type("id_number", ID_NUMBER)
    again.type("promise", "y")
    answer_to(platform, answer.text, again)
    assert "审核中" in press(client, again).text  # the file was not asked for again


def test_what_was_typed_is_there_the_next_day(
    client: FlaskClient, application: Flask, platform: Platform, legal: SignedIn
) -> None:
    press(client, filled_form(platform, client.get("/identity/legal").text, id_number="1"), files=[scan()])
    later = application.test_client()
    sign_in(later, legal.login_name)
    page = later.get("/identity/legal").text
    assert form_to(page, "/identity/legal").value("address") == "示例路 1 号"
    assert "执照.jpg" in page


def test_file_of_another_kind_is_told_at_its_place(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    form = filled_form(platform, client.get("/identity/legal").text)
    answer = press(client, form, files=[scan(content=HOSTILE["html"], name="a.jpg")])
    assert answer.status_code == 422
    assert '<a href="#file-licence">“a.jpg”的格式不能接受' in answer.text


def test_other_document_asks_for_the_materials(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    form = filled_form(
        platform, client.get("/identity/legal").text, id_kind="passport", id_number="E12345678"
    )
    answer = press(client, form, files=[scan()])
    assert answer.status_code == 422
    assert "请上传国家企业信用信息公示系统核验结果截图。" in answer.text
    again = form_to(answer.text, "/identity/legal")
    again.type("promise", "y")
    answer_to(platform, answer.text, again)
    rest = [scan(each, JPG + each.encode()) for each in ("front", "back", "screenshot")]
    assert "审核中" in press(client, again, files=rest).text
    with platform.database.read() as session:
        assert session.scalars(select(IdentityRequest)).one().manual


def test_code_that_is_taken_shows_three_ways_out(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    make_legal(platform, OTHER_CODE, "legal02")
    form = filled_form(platform, client.get("/identity/legal").text, credit_code=OTHER_CODE)
    answer = press(client, form, files=[scan()])
    assert answer.status_code == 422
    assert "统一社会信用代码已存在" in answer.text
    for address in ("/sign-in", "/recover/password", "/recover/mobile/manual"):
        assert f'href="{address}"' in answer.text


def test_wrong_captcha_asks_another(client: FlaskClient, platform: Platform, legal: SignedIn) -> None:
    form = filled_form(platform, client.get("/identity/legal").text)
    form.type("captcha_answer", "1000")
    answer = press(client, form, files=[scan()])
    assert answer.status_code == 422
    assert 'href="#captcha_answer"' in answer.text
    assert form_to(answer.text, "/identity/legal").value("captcha_id") != form.value("captcha_id")


@pytest.mark.parametrize("button", [("_show", "region"), ("captcha", "words")])
def test_button_of_a_part_keeps_everything_and_complains_of_nothing(
    client: FlaskClient, platform: Platform, legal: SignedIn, button: tuple[str, str]
) -> None:
    form = form_to(client.get("/identity/legal").text, "/identity/legal")
    put(form, "region", "350000", "", "")
    answer = press(client, form, button, files=[scan()])
    assert answer.status_code == 200
    assert 'value="350200"' in answer.text
    assert "执照.jpg" in answer.text
    assert "请先改正" not in answer.text


def test_request_is_taken_back_and_changed(client: FlaskClient, platform: Platform, legal: SignedIn) -> None:
    first = handed_in(platform, legal)
    assert client.get("/identity/legal").headers["Location"] == "/identity"
    answer = press(client, form_to(client.get("/identity").text, "/identity/withdrawal"))
    assert "已撤回" in answer.text
    assert request_of(platform, first).state == "withdrawn"
    assert form_to(client.get("/identity/legal").text, "/identity/legal").value("name") == DETAILS["name"]


def test_handing_in_while_one_waits_says_so(client: FlaskClient, platform: Platform, legal: SignedIn) -> None:
    form = filled_form(platform, client.get("/identity/legal").text)
    handed_in(platform, legal)
    assert "已有一份申请在审核中" in press(client, form, files=[scan()]).text


# --- The gate ------------------------------------------------------------------------------------------------


def test_procedure_and_draft_say_that_the_identity_is_not_verified(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    page = client.get("/procedures/declare_innovative").text
    assert "未实名认证" in page
    assert 'href="/identity"' in page


def test_profile_needs_no_verified_identity(client: FlaskClient, platform: Platform, legal: SignedIn) -> None:
    profile = next(each for each in platform.catalogue.procedures() if each.kind == "profile")
    assert "去实名认证" not in client.get(f"/procedures/{profile.id}").text


# --- The natural person --------------------------------------------------------------------------------------


def test_natural_person_hands_in(client: FlaskClient, platform: Platform) -> None:
    person = make_natural(platform)
    sign_in(client, person.login_name)
    page = client.get("/identity/natural").text
    form = form_to(page, "/identity/natural")
    for name, value in {
        "name": "示例乙",
        "id_kind": "id_card",
        "id_number": ID_NUMBER,
        "promise": "y",
    }.items():
        put(form, name, value)
    answer_to(platform, page, form)
    assert "审核中" in press(client, form).text
    assert look_at_standing(platform, person).state == "waiting"


# --- The officers' desk --------------------------------------------------------------------------------------


@pytest.fixture
def officer(client: FlaskClient, platform: Platform) -> SignedIn:
    found = make_officer(platform, JIMEI)
    sign_in(client, found.login_name)
    return found


def test_desk_lists_what_waits(client: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    request_id = handed_in(platform, make_legal(platform))
    page = client.get("/desk/identities").text
    assert f'href="/desk/identities/{request_id}"' in page
    assert "福建省厦门市集美区" in page


def test_numbers_are_masked_until_they_are_asked_for(
    client: FlaskClient, platform: Platform, officer: SignedIn
) -> None:
    request_id = handed_in(platform, make_legal(platform))
    page = client.get(f"/desk/identities/{request_id}").text
    assert ID_NUMBER not in page
    assert "110***********002X" in page
    whole = press(client, form_to(page, "/numbers")).text
    assert ID_NUMBER in whole
    assert len(events_of(platform, "identity_numbers_shown")) == 1


def test_picture_and_download_run_nothing(client: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    request_id = handed_in(platform, make_legal(platform))
    page = client.get(f"/desk/identities/{request_id}").text
    (picture, *_) = re.findall(r'src="(/desk/identities/[^"]+/image)"', page)
    shown, download = client.get(picture), client.get(picture.removesuffix("/image"))
    assert (shown.status_code, shown.mimetype, shown.headers["Content-Disposition"]) == (
        200,
        "image/jpeg",
        "inline",
    )
    assert download.headers["Content-Disposition"].startswith("attachment")
    for each in (shown, download):
        assert each.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in each.headers["Content-Security-Policy"]


def test_paper_is_not_shown_as_a_picture(client: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    from tests.web.identities import put_file, send
    from web.services import identities
    from web.services.identity_queue import look_at_request

    person = make_legal(platform)
    request_id = identities.begin(platform, person, DETAILS)
    assert request_id is not None
    put_file(platform, request_id, content=PDF)
    send(platform, person, legal_filled())
    found = look_at_request(platform, officer, request_id)
    assert found is not None
    address = f"/desk/identities/{request_id}/files/{found.files[0].id}"
    assert client.get(address).mimetype == "application/pdf"
    assert client.get(f"{address}/image").status_code == 404


def decide(client: FlaskClient, page: str, decision: str = "", **more: str) -> TestResponse:
    form = form_to(page, "/decision")
    for name, value in {"decision": decision, **more}.items():
        if value:
            put(form, name, value)
    return press(client, form)


def test_officer_approves(client: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    request_id = handed_in(platform, make_legal(platform))
    answer = decide(client, client.get(f"/desk/identities/{request_id}").text, "approve")
    assert "已通过。结果已通知申请人。" in answer.text
    assert request_of(platform, request_id).decided_by == officer.account_id


def test_refusal_needs_a_reason_and_keeps_what_was_typed(
    client: FlaskClient, platform: Platform, officer: SignedIn
) -> None:
    request_id = handed_in(platform, make_legal(platform))
    page = client.get(f"/desk/identities/{request_id}").text
    answer = decide(client, page, "refuse")
    assert answer.status_code == 422
    assert "请选择或填写不通过的原因" in answer.text
    assert "已驳回" in decide(client, answer.text, "refuse", reason="住所不一致。").text
    assert request_of(platform, request_id).reason == "住所不一致。"


def test_decision_must_be_chosen(client: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    request_id = handed_in(platform, make_legal(platform))
    answer = decide(client, client.get(f"/desk/identities/{request_id}").text)
    assert answer.status_code == 422
    assert 'href="#decision-0"' in answer.text


def test_slower_officer_is_told(client: FlaskClient, platform: Platform, officer: SignedIn) -> None:
    from web.services.identity_queue import decide_as_officer

    request_id = handed_in(platform, make_legal(platform))
    page = client.get(f"/desk/identities/{request_id}").text
    decide_as_officer(platform, make_officer(platform, MINISTRY), request_id, approve=True)
    answer = decide(client, page, "refuse", reason="不清楚。")
    assert answer.status_code == 409
    assert "没有保存您的决定：示例officer000000 已在" in answer.text
    assert request_of(platform, request_id).state == "approved"


@pytest.mark.parametrize("part", ["", "/numbers", "/decision", "/files/{file}", "/files/{file}/image"])
def test_request_of_a_sibling_region_is_not_there(
    client: FlaskClient, application: Flask, platform: Platform, officer: SignedIn, part: str
) -> None:
    from tests.web.support import token_of
    from web.services.identity_queue import look_at_request

    request_id = handed_in(platform, make_legal(platform))
    found = look_at_request(platform, officer, request_id)
    assert found is not None
    other = application.test_client()
    sign_in(other, make_officer(platform, SIMING).login_name)
    address = f"/desk/identities/{request_id}{part.format(file=found.files[0].id)}"
    if part in {"/numbers", "/decision"}:
        answer = other.post(address, data={"csrf_token": token_of(other), "decision": "approve"})
    else:
        answer = other.get(address)
    assert answer.status_code == 404
    assert "示例实名" not in answer.text
    assert request_of(platform, request_id).state == "waiting"


def test_desk_is_closed_to_enterprises(client: FlaskClient, legal: SignedIn) -> None:
    assert client.get("/desk/identities").status_code == 403


# --- A change of mobile --------------------------------------------------------------------------------------

MOBILE_FORM = {
    "legal_kind": "enterprise",
    "credit_code": CODE,
    "name": "示例实名（厦门）有限公司",
    "legal_representative": "示例甲",
    "id_kind": "id_card",
    "id_number": ID_NUMBER,
    "new_mobile": NEW_MOBILE,
}
ALL_SCANS = ("licence", "front", "back", "screenshot")


@pytest.fixture
def config(config: Any) -> Any:
    from dataclasses import replace

    return replace(config, demonstration=True)


def ask_for_mobile(client: FlaskClient, platform: Platform, **changes: str) -> TestResponse:
    """The whole way without modules: the code first, with the files chosen already, then everything."""
    form = form_to(client.get("/recover/mobile/manual").text, "/recover/mobile/manual")
    for name, value in {**MOBILE_FORM, **changes}.items():
        put(form, name, value)
    files: Files = [scan(each, JPG + each.encode()) for each in ALL_SCANS]
    page = press(client, form, ("send_code", "1"), files=files).text
    again = form_to(page, "/recover/mobile/manual")
    again.type("code", code_sent(platform))
    return press(client, again)


def code_sent(platform: Platform) -> str:
    from tests.web.identities import sent_to

    return re.findall(r"\d{6}", sent_to(platform, NEW_MOBILE)[-1])[0]


def test_mobile_is_asked_for_without_modules(client: FlaskClient, platform: Platform) -> None:
    person = make_legal(platform)
    assert "已收到您的申请" in ask_for_mobile(client, platform).text
    with platform.database.read() as session:
        request = session.scalars(select(IdentityRequest)).one()
    assert (request.state, request.account_id) == ("waiting", person.account_id)


def test_answer_is_the_same_whether_or_not_there_is_such_an_account(
    application: Flask, platform: Platform, time: Any
) -> None:
    make_legal(platform)
    pages = []
    for code in (CODE, OTHER_CODE):
        answer = ask_for_mobile(application.test_client(), platform, credit_code=code)
        pages.append((answer.status_code, re.sub(r'value="[^"]*"|[0-9a-f-]{36}', "", answer.text)))
        time.move(minutes=2)
    assert pages[0] == pages[1]


def test_wrong_code_is_told_and_files_stay(client: FlaskClient, platform: Platform) -> None:
    form = form_to(client.get("/recover/mobile/manual").text, "/recover/mobile/manual")
    for name, value in MOBILE_FORM.items():
        put(form, name, value)
    files: Files = [scan(each, JPG + each.encode()) for each in ALL_SCANS]
    page = press(client, form, ("send_code", "1"), files=files).text
    again = form_to(page, "/recover/mobile/manual")
    again.type("code", "000000" if code_sent(platform) != "000000" else "111111")
    answer = press(client, again)
    assert answer.status_code == 422
    assert "验证码不正确" in answer.text
    assert answer.text.count("已上传：") == 4


def test_files_of_another_browser_are_not_seen(
    client: FlaskClient, application: Flask, platform: Platform
) -> None:
    form = form_to(client.get("/recover/mobile/manual").text, "/recover/mobile/manual")
    press(client, form, files=[scan()])
    assert "执照.jpg" in client.get("/recover/mobile/manual").text
    assert "执照.jpg" not in application.test_client().get("/recover/mobile/manual").text


def test_nothing_personal_reaches_the_log(
    client: FlaskClient, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    from web.services.identity_decisions import Decision
    from web.services.identity_decisions import decide as decide_on

    make_legal(platform)
    with caplog.at_level("DEBUG"):
        ask_for_mobile(client, platform)
        with platform.database.read() as session:
            request_id = session.scalars(select(IdentityRequest.id)).one()
        decide_on(platform, request_id, Decision(approve=True))
    for secret in (ID_NUMBER, NEW_MOBILE, "示例甲"):
        assert secret not in caplog.text


def test_module_gets_the_code_as_json(client: FlaskClient, platform: Platform) -> None:
    from tests.web.support import token_of

    data = {"csrf_token": token_of(client), "send_code": "1", "new_mobile": NEW_MOBILE}
    answer = client.post("/recover/mobile/manual", data=data, headers={"Accept": "application/json"})
    assert answer.get_json()["sent"] is True
    data["new_mobile"] = "1"
    answer = client.post("/recover/mobile/manual", data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["error"]["fields"].keys()) == (422, {"new_mobile"})


def test_draft_of_an_unverified_enterprise_says_so(
    client: FlaskClient, platform: Platform, legal: SignedIn
) -> None:
    from web.services.drafts import begin_draft

    with platform.database.write() as session:
        account = session.get_one(Account, legal.account_id)
        assert account.enterprise is not None
        account.enterprise.facts = {**account.enterprise.facts, "profile.complete": True}
    profile = next(each for each in platform.catalogue.procedures() if each.kind == "profile")
    draft = begin_draft(platform, profile.id, legal.enterprise_id or 0, legal.account_id)
    assert "去实名认证" not in client.get(f"/drafts/{draft}").text

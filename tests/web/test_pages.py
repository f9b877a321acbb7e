"""Pages in a real browser: readable, reachable, fitting, at 360 and 1440 px, with and without JavaScript."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyotp
import pytest
from flask import Flask, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import select

from tests.accessibility import WIDTHS, troubles
from tests.web.announcements import announce, attach
from tests.web.captchas import right_answer
from tests.web.colleagues import add_person, invited, wanted, with_outbox
from tests.web.desks import add_cases, row
from tests.web.files import JPG
from tests.web.officers import make_officer
from tests.web.owners import MOBILE, OTHER_MAILBOX, PLACE, last_code, last_link
from tests.web.support import PASSWORD, Firm, Time, make_firm, sign_in_on
from tests.web.test_cases import do
from tests.web.test_cases import sent as send_case
from tests.web.test_certificates import certify, make_enterprise
from web.models import Account
from web.models_accounts import IdentityFile, IdentityRequest, Invitation
from web.models_review import Certification, SavedView, Window
from web.platform import Platform
from web.services.accounts import create_account, sign_out_everywhere
from web.services.cases import Acted
from web.services.contacts import set_email, set_mobile
from web.services.deciding import Said, add_remark
from web.services.inbox import REMINDER, post
from web.services.invitations import Wanted
from web.services.recovery import Claim, send_password_link
from web.services.recovery_mobile import send_old_code
from web.workflow import Deed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCREENSHOTS = os.environ.get("SCREENSHOTS")  # a folder to look at the pages by eye


@pytest.fixture
def application(application: Flask) -> Flask:
    """With a page that shows every component, and one that keeps notes through our modules."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    application.jinja_env.loader = ChoiceLoader([application.jinja_env.loader, loader])  # type: ignore[list-item]
    application.add_url_rule("/showcase", view_func=login_required(showcase))
    application.add_url_rule("/notes", view_func=login_required(keep_note), methods=["POST"])
    application.add_url_rule("/broken", "broken", lambda: {}["x"])
    application.add_url_rule("/refused", "refused", lambda: abort(403))
    return application


def showcase() -> str:
    return render_template("showcase.html", page_address=lambda number: f"/showcase?page={number}")


def keep_note() -> ResponseReturnValue:
    return jsonify(kept=request.get_json())


OFFICER = 4
REQUEST = UUID(int=1)
WINDOW = 5000
Visit = Callable[["Page", str, Firm], None]


def visitor(path: str) -> Visit:
    return lambda page, address, firm: _open(page, f"{address}{path}")


def member(path: str) -> Visit:
    def visit(page: Page, address: str, firm: Firm) -> None:
        sign_in_on(page, address, firm)
        _open(page, f"{address}{path}")

    return visit


def someone(login_name: str, path: str) -> Visit:
    """One of the people of `make_people`."""
    return lambda page, address, firm: member(path)(page, address, Firm(0, 0, login_name))


def make_people(platform: Platform, firm: Firm) -> None:
    """A person who works for no enterprise, two officers (the second is account 4), one who is invited, and something the
    enterprise was told."""
    for login_name, changed in (
        ("person1", {"kind": "natural", "role": None}),
        ("officer1", {"kind": "officer", "role": None, "authority": "350200", "manages": True}),
        ("officer2", {"kind": "officer", "role": None, "authority": "350212"}),
    ):
        number = create_account(platform, login_name, PASSWORD, "示例张", None)
        with platform.database.write() as session:
            account = session.get_one(Account, number)
            for name, value in changed.items():
                setattr(account, name, value)
    with platform.database.write() as session:
        post(platform, session, firm.enterprise_id, REMINDER, "已提交", "第一段\n第二段", "/submissions")
        now = platform.clock.now()
        session.add(
            Invitation(
                kind="officer",
                authority="350212",
                name="示例李",
                address="someone@example.cn",
                address_key="",
                invited_at=now,
                expires_at=now,
            )
        )


PLATFORMS: list[Platform] = []
"""The platform whose pages are looked at."""
LINKS: dict[str, str] = {}
"""The links of the invitations that are open, by kind."""


def make_colleagues(platform: Platform, firm: Firm) -> None:
    """A colleague (account 5) and the links of two who are invited: as a colleague, and as an officer."""
    sending = with_outbox(platform)
    add_person(platform, "worker1", firm.enterprise_id, "fill")
    officer = Wanted("officer", "示例丁", "officer@example.com", authority="350200")
    LINKS["colleague"] = invited(sending, wanted(firm), firm.account_id)
    LINKS["officer"] = invited(sending, officer)


def make_announcements(platform: Platform) -> None:
    """Two announcements of the city (the second is a draft, with a file), and who was certified and is in publicity."""
    text = "# 安排\n\n请按[办法](https://example.cn)办理。\n\n| 地区 | 截止 |\n|---|--:|\n| 厦门 | 3月 |"
    announce(platform, "关于申报的通知", "350200", body=text)
    attach(platform, announce(platform, "草稿", "350200", None, text))
    number = make_enterprise(platform, "示例已认定企业有限公司", "91440305MADEM002XW")
    certify(platform, number)


def certificates_found(page: Page, address: str, firm: Firm) -> None:
    """The answer to a question that is asked in words."""
    _open(page, f"{address}/certificates")
    page.get_by_label("企业名称").fill("示例已认定")
    picture = page.get_by_role("img", name="加减法").get_attribute("src") or ""
    page.get_by_label("验证问题").fill(right_answer(PLATFORMS[-1], UUID(Path(picture).stem)).text)
    page.get_by_role("button", name="查询", exact=True).last.click()
    page.get_by_role("heading", name="查询结果").wait_for()


def no_file(page: Page, address: str, firm: Firm) -> None:
    managing("/desk/announcements/2")(page, address, firm)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("alert").wait_for()


def previewing(page: Page, address: str, firm: Firm) -> None:
    managing("/desk/announcements/2/change")(page, address, firm)
    page.get_by_role("button", name="预览").click()
    page.get_by_role("heading", name="预览").wait_for()


def following(kind: str, login_name: str = "") -> Visit:
    """Follow the link of an invitation, signed in or not."""

    def visit(page: Page, address: str, firm: Firm) -> None:
        if login_name:
            sign_in_on(page, address, Firm(firm.enterprise_id, 0, login_name))
        _open(page, f"{address}/invitations/{LINKS.get(kind, kind)}")

    return visit


def invitation_wrong(page: Page, address: str, firm: Firm) -> None:
    following("colleague")(page, address, firm)
    page.get_by_role("button", name="注册并接受").last.click()
    page.get_by_role("alert").wait_for()


def nobody_invited(page: Page, address: str, firm: Firm) -> None:
    member("/colleagues/invite")(page, address, firm)
    page.get_by_role("button", name="发出邀请").click()
    page.get_by_role("alert").wait_for()


def make_request(platform: Platform, firm: Firm) -> None:
    """What an officer has to decide on: a change of mobile with a scan."""
    details = {
        "user": "legal",
        "name": "示例企业",
        "id_number": "11010519491231002X",
        "new_mobile": "13900005678",
    }
    stored = platform.storage.put(BytesIO(JPG), 1000)
    with platform.database.write() as session:
        request = IdentityRequest(
            id=REQUEST,
            kind="mobile",
            manual=True,
            account_id=firm.account_id,
            enterprise_id=firm.enterprise_id,
            region="350211",
            name="示例企业",
            number="",
            number_key="",
            details=json.dumps(details, ensure_ascii=False),
            state="waiting",
            made_at=platform.clock.now(),
        )
        session.add(request)
        session.flush()
        session.add(
            IdentityFile(
                request_id=REQUEST,
                purpose="licence",
                name="执照.jpg",
                size=stored.size,
                sha256=stored.sha256,
                kind="jpg",
            )
        )


def make_desk(platform: Platform) -> None:
    """Cases on their way, some of them overdue, and a window (number 1 of the city)."""
    now = platform.clock.now()
    rows = [
        row(platform, number, 999, due=now.date() - timedelta(days=3 - number % 7)) for number in range(150)
    ]
    add_cases(platform, 999, rows)
    number = create_account(platform, "officer3", PASSWORD, "示例王", None)
    with platform.database.write() as session:
        ministry = session.get_one(Account, number)
        ministry.kind, ministry.role, ministry.authority = "officer", None, "000000"
        account = session.scalars(select(Account).where(Account.login_name == "officer1")).one()
        session.add(SavedView(account_id=account.id, name="有提醒的", query="tab=all&flag=warned"))
        session.add(
            Window(
                id=WINDOW,
                procedure="declare_innovative",
                authority="350200",
                title="2026年第一批",
                opens=date(2026, 2, 1),
                closes=date(2026, 3, 31),
                county_due=date(2026, 4, 10),
                repeats=True,
                made_at=now,
            )
        )


def bulk(deed: str, *, confirmed: bool = False) -> Visit:
    """The page of what is done to several, or of what happened."""

    def visit(page: Page, address: str, firm: Firm) -> None:
        managing("/desk")(page, address, firm)
        for box in page.get_by_role("checkbox", name="选择示例企业").all()[:8]:
            box.check()
        page.get_by_role("button", name=deed).click()
        page.get_by_role("heading", name="请核对").wait_for()
        if confirmed:  # as if somebody else had been quicker with each
            page.evaluate("for (const box of document.getElementsByName('seen')) box.value += '0'")
            page.get_by_role("button", name="确认开始审核").click()
            page.get_by_role("heading", name="的结果").wait_for()

    return visit


def window_wrong(page: Page, address: str, firm: Firm) -> None:
    managing("/windows/new")(page, address, firm)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("alert").wait_for()


def window_checked(page: Page, address: str, firm: Firm) -> None:
    managing(f"/windows/{WINDOW}")(page, address, firm)
    page.get_by_label("企业申报截止日期").fill("2026-03-20")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="请核对申报时间").wait_for()


def nothing_proved(page: Page, address: str, firm: Firm) -> None:
    member("/identity/legal")(page, address, firm)
    page.get_by_role("button", name="提交").last.click()
    page.get_by_role("alert").wait_for()


def no_decision(page: Page, address: str, firm: Firm) -> None:
    managing(f"/desk/identities/{REQUEST}")(page, address, firm)
    page.get_by_role("button", name="提交决定").click()
    page.get_by_role("alert").wait_for()


def wrong_password(page: Page, address: str, firm: Firm) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("登录名").fill(firm.login_name)
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").wait_for()


def captcha_asked(page: Page, address: str, firm: Firm) -> None:
    for _ in range(3):
        wrong_password(page, address, firm)
    page.get_by_role("img", name="加减法").wait_for()


def captcha_in_words(page: Page, address: str, firm: Firm) -> None:
    captcha_asked(page, address, firm)
    page.get_by_role("button", name="改用文字问题").click()
    page.get_by_role("button", name="改用图片").wait_for()


def captcha_wrong(page: Page, address: str, firm: Firm) -> None:
    captcha_asked(page, address, firm)
    page.get_by_label("密码").fill(firm.password)
    page.get_by_label("验证问题").fill("1000")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="答案不对").wait_for()


def recovery_codes(page: Page, address: str, firm: Firm) -> None:
    member("/account/second-factor")(page, address, firm)
    secret = page.locator(".secret-words").inner_text().replace(" ", "")
    page.get_by_label("验证码").fill(pyotp.TOTP(secret).at(int(Time().moment.timestamp())))
    page.get_by_label("当前密码").fill(firm.password)
    page.get_by_role("button", name="确认开启").click()
    page.get_by_role("button", name="下载恢复码").wait_for()


def second_factor_on(page: Page, address: str, firm: Firm) -> None:
    recovery_codes(page, address, firm)
    _open(page, f"{address}/account/second-factor")


def second_factor_step(page: Page, address: str, firm: Firm) -> None:
    recovery_codes(page, address, firm)
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.get_by_label("登录名").fill(firm.login_name)
    page.get_by_label("密码").fill(firm.password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="双重验证").wait_for()


def second_factor_wrong(page: Page, address: str, firm: Firm) -> None:
    second_factor_step(page, address, firm)
    page.get_by_label("验证码").fill("000000")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()


def setup_wrong(page: Page, address: str, firm: Firm) -> None:
    member("/account/second-factor")(page, address, firm)
    page.get_by_role("button", name="确认开启").click()
    page.get_by_role("alert").wait_for()


def bind_contacts(platform: Platform, firm: Firm) -> None:
    """A telephone and a mailbox of the firm's account, with the link and the code that were sent there."""
    with platform.database.write() as session:
        account = session.get_one(Account, firm.account_id)
        set_mobile(platform, account, MOBILE)
        set_email(platform, account, OTHER_MAILBOX)
    sending, by_mail = with_outbox(platform), Claim(firm.login_name, OTHER_MAILBOX)
    send_password_link(sending, by_mail, PLACE, lambda token: f"https://example.cn/link/{token}")
    LINKS["password"] = last_link(platform)
    send_old_code(sending, Claim(firm.login_name, MOBILE), PLACE)
    LINKS["code"] = last_code(platform)


def nothing_typed(path: str, button: str, login_name: str = "") -> Visit:
    """Press the button of a form that nobody filled in."""

    def visit(page: Page, address: str, firm: Firm) -> None:
        (member if login_name else visitor)(path)(page, address, firm)
        page.get_by_role("button", name=button, exact=True).last.click()
        page.get_by_role("alert").wait_for()

    return visit


def password_link(page: Page, address: str, firm: Firm) -> None:
    _open(page, f"{address}/recover/password/link/{LINKS['password']}")


def new_mobile(page: Page, address: str, firm: Firm) -> None:
    _open(page, f"{address}/recover/mobile/phone")
    page.get_by_label("账号", exact=True).fill(firm.login_name)
    page.get_by_label("原账号绑定手机号").fill(MOBILE)
    page.get_by_label("短信验证码").fill(LINKS["code"])
    page.get_by_role("button", name="下一步").last.click()
    page.get_by_role("heading", name="新手机号").wait_for()


def nothing_filled(page: Page, address: str, firm: Firm) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").wait_for()


def managing(path: str) -> Visit:
    return someone("officer1", path)


def no_reason(page: Page, address: str, firm: Firm) -> None:
    managing(f"/administration/officers/{OFFICER}/disable")(page, address, firm)
    page.get_by_role("button", name="停用").click()
    page.get_by_role("alert").wait_for()


def new_password(page: Page, address: str, firm: Firm) -> None:
    managing(f"/administration/officers/{OFFICER}/password")(page, address, firm)
    page.get_by_label("原因").fill("忘记密码")
    page.get_by_role("button", name="重置密码").click()
    page.get_by_role("heading", name="密码已重置").wait_for()


def several_authorities(page: Page, address: str, firm: Firm) -> None:
    _change(page, address, firm, "厦门")
    page.get_by_role("alert").wait_for()


def confirming_a_change(page: Page, address: str, firm: Firm) -> None:
    _change(page, address, firm, "厦门 同安")
    page.get_by_role("button", name="确认修改").wait_for()


def _change(page: Page, address: str, firm: Firm, authority: str) -> None:
    managing(f"/administration/officers/{OFFICER}/change")(page, address, firm)
    page.get_by_label("主管部门").fill(authority)
    page.get_by_label("原因").fill("岗位调整")
    page.get_by_role("button", name="继续").click()


def registering(kind: str) -> Visit:
    """The form with everything wrong, a password being typed."""

    def visit(page: Page, address: str, firm: Firm) -> None:
        page.goto(f"{address}/register/{kind}")
        page.get_by_role("button", name="注册", exact=True).click()
        page.get_by_role("alert").wait_for()
        page.get_by_label("密码", exact=True).fill("kiln-Roof-27")
        page.get_by_text("强度：高").wait_for()

    return visit


def enterprise_taken(page: Page, address: str, firm: Firm) -> None:
    """The code of an enterprise that has an account; told while a short message is asked for."""
    page.goto(f"{address}/register/legal")
    page.get_by_label("统一社会信用代码或机构代码").fill("91350211MADEM00113")
    page.get_by_label("账号绑定手机号").fill("13800001234")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_role("link", name="经人工核验修改手机号").wait_for()


def signed_out(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.get_by_role("button", name="退出登录", exact=True).click()
    page.get_by_role("heading", name="登录").wait_for()


def dialog(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.context.clear_cookies()
    _send(page, {"a": 1})
    page.get_by_role("dialog").wait_for()


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("h1").first.wait_for()


def _send(page: Page, content: object) -> None:
    """Send something through our module, without waiting for the answer."""
    page.evaluate(
        """async (content) => {
            const main = document.querySelector('script[type="module"]').src;
            const { send } = await import(main.replace("main.js", "send.js"));
            window.sent = send("POST", "/notes", content).catch((error) => ({ failed: error.constructor.name }));
        }""",
        content,
    )


def make_case(platform: Platform, firm: Firm) -> UUID:
    """A case that the city reviews, with remarks, and a title that ends this year."""
    case_id, county = send_case(platform, firm), make_officer(platform, "350211")
    city = make_officer(platform, "350200", "reviewer")
    for who, deed in ((county, Deed.BEGIN), (county, Deed.RECOMMEND), (city, Deed.BEGIN)):
        assert isinstance(do(platform, who, case_id, deed), Acted)
    for internal in (True, False):
        assert add_remark(platform, city, case_id, Said("revenue", "请核对", internal)) is None
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact="certification.innovative",
                authority="350200",
                since=date(2023, 7, 1),
                until=date(2026, 6, 30),
                made_at=platform.clock.now(),
            )
        )
    return case_id


def reviewing(path: str, instead: str = "") -> Visit:
    """The pages of the case, for an officer whose turn it is."""

    def visit(page: Page, address: str, firm: Firm) -> None:
        case_id = make_case(PLATFORMS[-1], firm)
        managing(instead or f"/cases/{case_id}{path}")(page, address, firm)

    return visit


def nothing_found(page: Page, address: str, firm: Firm) -> None:
    reviewing("/spot-check")(page, address, firm)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("alert").wait_for()


STATES: dict[str, Visit] = {
    "welcome": visitor("/"),
    "announcements": visitor("/announcements"),
    "announcements-none": visitor("/announcements?q=没有"),
    "announcement": visitor("/announcements/1"),
    "certificates": visitor("/certificates"),
    "certificates-found": certificates_found,
    "certificates-wrong": nothing_typed("/certificates", "查询"),
    "batches": visitor("/certificates/batches"),
    "batch": visitor("/certificates/batch?fact=certification.innovative&batch=2026年第一批&authority=350200"),
    "publicity": visitor("/publicity"),
    "contacts": visitor("/contacts"),
    "contacts-province": visitor("/contacts?region=350000"),
    "help": visitor("/help"),
    "desk-announcements": managing("/desk/announcements"),
    "desk-announcement": managing("/desk/announcements/2"),
    "desk-announcement-published": managing("/desk/announcements/1"),
    "desk-announcement-no-file": no_file,
    "desk-announcement-new": managing("/desk/announcements/new"),
    "desk-announcement-preview": previewing,
    "sign-in": visitor("/sign-in"),
    "sign-in-asked": visitor("/enterprise"),
    "sign-in-wrong": wrong_password,
    "sign-in-empty": nothing_filled,
    "captcha": captcha_asked,
    "captcha-words": captcha_in_words,
    "captcha-wrong": captcha_wrong,
    "second-factor-step": second_factor_step,
    "second-factor-wrong": second_factor_wrong,
    "second-factor-setup": member("/account/second-factor"),
    "second-factor-setup-wrong": setup_wrong,
    "second-factor": second_factor_on,
    "recovery-codes": recovery_codes,
    "signed-out": signed_out,
    "home": member("/"),
    "home-person": someone("person1", "/"),
    "home-officer": someone("officer1", "/"),
    "messages": member("/messages"),
    "messages-none": member("/messages?kind=expiry"),
    "message": member("/messages/1"),
    "enterprise": member("/enterprise"),
    "register": visitor("/register"),
    "register-legal": registering("legal"),
    "register-natural": registering("natural"),
    "register-taken": enterprise_taken,
    "register-done": member("/register/done"),
    "agreement": visitor("/agreements/registration"),
    "privacy": visitor("/agreements/privacy"),
    "administration-officers": someone("officer1", "/administration/officers"),
    "administration-officer": managing(f"/administration/officers/{OFFICER}"),
    "administration-change": managing(f"/administration/officers/{OFFICER}/change"),
    "administration-several": several_authorities,
    "administration-confirm": confirming_a_change,
    "administration-disable": managing(f"/administration/officers/{OFFICER}/disable"),
    "administration-no-reason": no_reason,
    "administration-password": new_password,
    "administration-invite": managing("/administration/invitations/new"),
    "administration-accounts": managing("/administration/accounts"),
    "administration-account": managing("/administration/accounts/1"),
    "administration-sign-ins": managing("/administration/sign-ins"),
    "administration-no-day": managing("/administration/sign-ins?day=yesterday"),
    "identity": someone("person1", "/identity"),
    "identity-verified": member("/identity"),
    "identity-legal": member("/identity/legal"),
    "identity-legal-wrong": nothing_proved,
    "identity-natural": someone("person1", "/identity/natural"),
    "identity-sample": visitor("/identity/sample"),
    "mobile-manual": visitor("/recover/mobile/manual"),
    "mobile-manual-natural": visitor("/recover/mobile/manual/natural"),
    "desk-identities": managing("/desk/identities"),
    "desk-identities-none": managing("/desk/identities?state=approved"),
    "desk-identity": managing(f"/desk/identities/{REQUEST}"),
    "desk-identity-wrong": no_decision,
    "desk": managing("/desk"),
    "desk-all": managing("/desk?tab=all&sort=-score&flag=warned"),
    "desk-none": managing("/desk?words=nothing"),
    "desk-bulk": bulk("批量开始审核"),
    "desk-bulk-note": bulk("批量推荐上报"),
    "desk-bulk-done": bulk("批量开始审核", confirmed=True),
    "windows": managing("/windows"),
    "windows-refused": someone("officer2", "/windows"),
    "window": managing(f"/windows/{WINDOW}"),
    "window-wrong": window_wrong,
    "window-check": window_checked,
    "window-close": managing(f"/windows/{WINDOW}/close"),
    "overview": managing("/overview"),
    "overview-country": someone("officer3", "/overview"),
    "overview-none": managing("/overview?year=2000"),
    "case": reviewing(""),
    "case-deed": reviewing("/deeds/return"),
    "case-remark": reviewing("/remarks"),
    "case-check-wrong": nothing_found,
    "authority-facts": managing("/authority-facts?q=示例"),
    "authority-fact": managing("/authority-facts/1"),
    "authority-facts-import": managing("/authority-facts/import"),
    "renewals": reviewing("", "/renewals?title=certification.innovative&year=2026"),
    "colleagues": member("/colleagues"),
    "colleagues-looking": someone("worker1", "/colleagues"),
    "colleague": member("/colleagues/5"),
    "colleague-hand-over": member("/colleagues/5/hand-over"),
    "colleague-remove": member("/colleagues/5/remove"),
    "colleague-invite": member("/colleagues/invite"),
    "colleague-invite-wrong": nobody_invited,
    "activity": member("/colleagues/activity"),
    "invitation": following("colleague"),
    "invitation-wrong": invitation_wrong,
    "invitation-officer": following("officer"),
    "invitation-join": following("colleague", "person1"),
    "invitation-refused": following("colleague", "tester"),
    "invitation-closed": following("made-up"),
    "not-found": visitor("/nothing-here"),
    "not-found-signed-in": member("/nothing-here"),
    "recover": visitor("/recover"),
    "recover-name": visitor("/recover/name"),
    "recover-name-natural": visitor("/recover/name/natural"),
    "recover-name-wrong": nothing_typed("/recover/name", "找回"),
    "recover-password": visitor("/recover/password"),
    "recover-password-wrong": nothing_typed("/recover/password", "设置新密码"),
    "recover-password-mail": visitor("/recover/password/mail"),
    "recover-password-link": password_link,
    "recover-password-link-closed": visitor("/recover/password/link/made-up"),
    "recover-mobile": visitor("/recover/mobile"),
    "recover-mobile-wrong": nothing_typed("/recover/mobile", "下一步"),
    "recover-mobile-phone": visitor("/recover/mobile/phone?verified=yes&user=legal"),
    "recover-mobile-mail": visitor("/recover/mobile/mail"),
    "recover-mobile-new": new_mobile,
    "account": member("/account"),
    "account-officer": someone("officer1", "/account"),
    "account-password": member("/account/password"),
    "account-password-wrong": nothing_typed("/account/password", "修改密码", "tester"),
    "account-mobile": member("/account/mobile"),
    "account-email-wrong": nothing_typed("/account/email", "修改", "tester"),
    "account-sessions": member("/account/sessions"),
    "account-preferences": member("/account/preferences"),
    "refused": member("/refused"),
    "broken": member("/broken"),
    "showcase": member("/showcase"),
    "dialog": dialog,
}


VARIANTS = (
    "-all", "-check", "-close", "-closed", "-confirm", "-country", "-day", "-disable", "-done", "-empty",
    "-file", "-found", "-hand-over", "-looking", "-mail", "-natural", "-new", "-none", "-note", "-phone",
    "-province", "-published", "-reason", "-refused", "-remark", "-remove", "-several", "-words", "-wrong",
)  # fmt: skip
"""Endings of states that show a page again with little changed: they are visited in the long runs."""


def in_every_run(state: str) -> Any:
    marks = [pytest.mark.soak] if state.endswith(VARIANTS) else []
    return pytest.param(state, id=state, marks=marks)


@pytest.fixture(params=[in_every_run(each) for each in STATES])
def shown(request: pytest.FixtureRequest, page: Page, address: str, firm: Firm, platform: Platform) -> Page:
    """A page in one of its states."""
    make_people(platform, firm)
    make_colleagues(platform, firm)
    make_request(platform, firm)
    make_desk(platform)
    bind_contacts(platform, firm)
    make_announcements(platform)
    PLATFORMS[:] = [platform]
    STATES[request.param](page, address, firm)
    for width in WIDTHS if SCREENSHOTS else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(SCREENSHOTS) / f"{request.param}-{width}.png", full_page=True)
    return page


def test_page_is_accessible_fits_and_has_large_targets(shown: Page) -> None:
    """One visit, three facts at each width: nothing serious for axe, no scrolling sideways, targets of 44 px."""
    assert troubles(shown) == []


def test_page_shows_where_the_keyboard_is(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="跳到正文")
    assert link.evaluate("(link) => link.getBoundingClientRect().top >= 0")
    assert link.evaluate("(link) => getComputedStyle(link).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, address: str, firm: Firm) -> None:
    nothing_filled(page, address, firm)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="请填写密码。").click()
    assert page.evaluate("document.activeElement.id") == "password"


def test_page_prints_without_menu_and_buttons(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.goto(f"{address}/enterprise")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="主菜单").is_visible()
    assert not page.get_by_role("button", name="退出登录", exact=True).is_visible()
    assert page.get_by_text("统一社会信用代码").is_visible()


def test_enterprise_page_tells_what_is_missing(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.goto(f"{address}/enterprise")
    assert page.get_by_text("福建省厦门市集美区").is_visible()
    assert page.get_by_text("3491 工业机器人制造", exact=True).is_visible()
    assert page.get_by_text("12,500.5 万元").is_visible()
    assert page.get_by_text("2016年5月18日").is_visible()
    assert page.locator(".notice--warning").get_by_text("从业人员").is_visible()


def test_sign_in_works_without_javascript(chromium: Browser, address: str, firm: Firm) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/enterprise")
    page.get_by_label("登录名").fill(firm.login_name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    assert page.url == f"{address}/enterprise"
    page.get_by_role("button", name="退出登录", exact=True).click()
    page.goto(f"{address}/enterprise")
    assert "/sign-in" in page.url
    context.close()


# --- Sending over the end of a session -------------------------------------------------------------------------


def sent(page: Page) -> object:
    return page.evaluate("window.sent")


def test_sending_gets_an_answer(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    _send(page, {"a": 1})
    assert sent(page) == {"status": 200, "body": {"kept": {"a": 1}}}


def test_sending_after_the_session_ended_signs_in_over_the_page(
    page: Page, address: str, firm: Firm, platform: Platform
) -> None:
    sign_in_on(page, address, firm)
    sign_out_everywhere(platform, firm.account_id)
    _send(page, {"a": 1})
    page.get_by_role("dialog").get_by_label("密码").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="登录").click()
    assert sent(page) == {"status": 200, "body": {"kept": {"a": 1}}}
    assert page.get_by_role("dialog").count() == 0


def test_forms_of_the_page_work_after_signing_in_over_it(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.context.clear_cookies()
    _send(page, {"a": 1})
    page.get_by_role("dialog").get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    sent(page)
    page.get_by_role("button", name="退出登录", exact=True).click()
    page.get_by_text("已退出登录。").wait_for()


def test_signing_in_over_the_page_says_what_is_wrong(page: Page, address: str, firm: Firm) -> None:
    dialog(page, address, firm)
    page.get_by_role("dialog").get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("登录名或密码不正确。").wait_for()
    page.get_by_role("dialog").get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    assert sent(page) == {"status": 200, "body": {"kept": {"a": 1}}}


def test_signing_in_over_the_page_is_for_the_same_account(
    page: Page, address: str, firm: Firm, platform: Platform
) -> None:
    make_firm(platform, "other", "91440305MADEM002XW")
    dialog(page, address, firm)
    page.get_by_role("dialog").get_by_label("登录名").fill("other")
    page.get_by_role("dialog").get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("请使用原来的账号登录").wait_for()


def test_signing_in_over_the_page_leads_elsewhere_and_goes_on(
    page: Page, address: str, firm: Firm, platform: Platform
) -> None:
    """The second factor is asked for on a page of its own; what was typed waits where it is."""
    recovery_codes(page, address, firm)
    code = page.locator(".recovery-codes li").first.inner_text()
    _open(page, f"{address}/enterprise")
    page.context.clear_cookies()
    _send(page, {"a": 1})
    over = page.get_by_role("dialog")
    over.get_by_label("密码").fill(firm.password)
    page.keyboard.press("Enter")
    with page.context.expect_page() as opened:
        over.get_by_role("link", name="在新页面登录").click()
    over.get_by_role("button", name="我已登录，继续").click()
    over.get_by_text("还没有用原来的账号登录。").wait_for()
    other = opened.value
    other.get_by_label("验证码").fill(code)
    other.keyboard.press("Enter")
    other.wait_for_url(f"{address}/")
    other.close()
    over.get_by_role("button", name="我已登录，继续").click()
    assert sent(page) == {"status": 200, "body": {"kept": {"a": 1}}}


def test_signing_in_over_the_page_can_be_put_off(page: Page, address: str, firm: Firm) -> None:
    dialog(page, address, firm)
    page.get_by_role("button", name="稍后再说").click()
    answer = sent(page)
    assert isinstance(answer, dict)
    assert answer["status"] == 401


def test_sending_with_a_token_of_an_older_session_is_repeated(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'older'")
    _send(page, {"a": 1})
    assert sent(page) == {"status": 200, "body": {"kept": {"a": 1}}}


def test_sending_without_a_network_says_so(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    _send(page, {"a": 1})
    sent(page)
    page.context.set_offline(True)
    _send(page, {"a": 1})
    assert sent(page) == {"failed": "Offline"}


def test_button_of_a_form_sent_once_is_pressed_twice(page: Page, address: str, firm: Firm) -> None:
    sign_in_on(page, address, firm)
    page.goto(f"{address}/enterprise")
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.get_by_role("button", name="在所有设备上退出登录").dblclick()
    page.get_by_role("heading", name="登录").wait_for()
    assert len(posts) == 1

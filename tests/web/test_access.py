"""Whose is whose: another enterprise's drafts, submissions and files are not there, whatever is asked of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web.cases import make_filled_draft
from tests.web.files import PDF
from tests.web.support import Firm, make_firm, sign_in, token_of
from web.access import PUBLIC
from web.models import Draft, DraftAnswer, Event, Submission, Upload
from web.models_accounts import Message, MessageRead
from web.platform import Platform
from web.services.submissions import submit
from web.views import BLUEPRINTS

MODULE = {"Accept": "application/json"}
OPEN = {
    "announcements.download",
    "announcements.index",
    "announcements.show",
    "assets.show",
    "captchas.show",
    "certificates.ask",
    "certificates.batch",
    "certificates.batches",
    "certificates.find",
    "certificates.publicised",
    "health.show",
    "identities.hand_in_mobile",
    "identities.mobile_manual",
    "identities.sample",
    "invitations.accept",
    "invitations.show",
    "outbox.show",
    "portal.contacts",
    "portal.help_page",
    "portal.robots",
    "portal.sitemap",
    "recovery.ask_mobile",
    "recovery.ask_proof",
    "recovery.change_mobile",
    "recovery.find_name",
    "recovery.mobile",
    "recovery.open_link",
    "recovery.password",
    "recovery.password_by_mail",
    "recovery.prove",
    "recovery.send_link",
    "recovery.send_names",
    "recovery.set_password",
    "recovery.show",
    "recovery.use_link",
    "reference.industries",
    "reference.regions",
    "registration.agreement",
    "registration.ask",
    "registration.begin",
    "registration.show",
    "trials.index",
    "trials.reckon",
    "trials.show",
    "unified.ask",
    "unified.begin",
    "unified.come_back",
}
PUBLIC_ROUTES = {
    *OPEN,
    "home.show",
    "sessions.begin",
    "sessions.finish",
    "sessions.second_factor",
    "sessions.show",
    "sessions.sign_in",
    "sessions.sign_in_again",
    "sessions.sign_out",
}
OWN = {
    "changes.index",
    "declaring.index",
    "declaring.show",
    "home.show",
    "enterprise.show",
    "messages.index",
    "messages.read_all",
    "procedures.show",
    "submissions.index",
    "titles.index",
}
SESSIONS = {
    "registration.done",
    "second_factor.begin",
    "second_factor.confirm",
    "second_factor.download",
    "second_factor.renew_codes",
    "second_factor.switch_off",
    "sessions.begin",
    "sessions.finish",
    "sessions.second_factor",
    "sessions.show",
    "sessions.sign_in",
    "sessions.sign_in_again",
    "sessions.sign_out",
    "sessions.sign_out_everywhere",
    "unified.connect",
    "unified.disconnect",
}

ACCOUNT = {
    "account.change_contact",
    "account.change_password",
    "account.contact",
    "account.end_others",
    "account.end_session",
    "account.list_of_sessions",
    "account.password",
    "account.preferences",
    "account.set_preferences",
    "account.show",
}
"""They know no account but one's own; whose sessions are ended is tried in the tests of the account."""

ADMINISTRATION = {
    "administration.accounts",
    "administration.officers",
    "administration.sign_ins",
    "administration_accounts.ask",
    "administration_accounts.do",
    "administration_accounts.show",
    "administration_invitations.ask",
    "administration_invitations.invite",
    "administration_invitations.resend",
    "administration_invitations.withdraw",
    "administration_officers.ask",
    "administration_officers.ask_change",
    "administration_officers.change",
    "administration_officers.do",
    "administration_officers.show",
}
"""Whose accounts they show is tried in the tests of administration."""


COLLEAGUES = {
    "colleagues.ask",
    "colleagues.ask_to_hand_over",
    "colleagues.ask_to_remove",
    "colleagues.change_role",
    "colleagues.hand_over",
    "colleagues.index",
    "colleagues.invite",
    "colleagues.remove",
    "colleagues.resend",
    "colleagues.show",
    "colleagues.show_activity",
    "colleagues.withdraw",
}
"""Whose people they show is tried in the tests of colleagues."""


ANNOUNCING = {
    "desk_announcements.add_file",
    "desk_announcements.ask_change",
    "desk_announcements.begin",
    "desk_announcements.change",
    "desk_announcements.download",
    "desk_announcements.index",
    "desk_announcements.publish",
    "desk_announcements.remove_file",
    "desk_announcements.show",
    "desk_announcements.withdraw",
    "desk_announcements.write",
}
"""Whose announcements they show and change is tried in the tests of announcing."""


DESKS = {
    "desk.carry_out",
    "desk.index",
    "desk.keep_view",
    "desk.plan",
    "desk.remove_view",
    "overview.show",
    "windows.ask",
    "windows.ask_deed",
    "windows.change",
    "windows.do",
    "windows.index",
    "windows.make",
    "windows.show",
}
"""Whose region they show is tried in the tests of the desk, of windows and of statistics."""


CASES = {
    "authority_facts.ask_import",
    "authority_facts.do_import",
    "authority_facts.enter",
    "authority_facts.index",
    "authority_facts.show",
    "case_deeds.ask",
    "case_deeds.ask_check",
    "case_deeds.ask_objection",
    "case_deeds.ask_settlement",
    "case_deeds.check",
    "case_deeds.do",
    "case_deeds.object_to",
    "case_deeds.settle",
    "case_sections.save",
    "case_sections.show",
    "cases.ask_remark",
    "cases.download",
    "cases.reassess",
    "cases.remark",
    "cases.show",
    "cases.show_numbers",
    "certifications.ask",
    "certifications.cancel",
    "renewals.confirm",
    "renewals.index",
}
"""What officers see and do: whose cases, enterprises and certificates is tried in the tests of their pages."""


IDENTITIES = {
    "desk_identities.decide",
    "desk_identities.download",
    "desk_identities.image",
    "desk_identities.index",
    "desk_identities.show",
    "desk_identities.show_numbers",
    "identities.fill",
    "identities.hand_in",
    "identities.show",
    "identities.withdraw",
}
"""One's own, and those an officer decides on: whose they see is tried in the tests of identities."""


@dataclass(frozen=True)
class Theirs:
    """What another enterprise has: a draft, a submission with its draft, a file, what it was told."""

    draft: UUID
    submission: UUID
    sent_draft: UUID
    upload: UUID
    message: int


@pytest.fixture
def theirs(platform: Platform) -> Theirs:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    sent_draft = make_filled_draft(platform, other)
    sent = submit(platform, sent_draft, other.enterprise_id, other.account_id, "key")
    assert isinstance(sent, UUID)
    draft = make_filled_draft(platform, other)
    with platform.database.read() as session:
        upload = session.scalars(select(Upload.id).where(Upload.draft_id == draft)).first()
        message = session.scalars(select(Message.id)).one()
    assert upload is not None
    return Theirs(draft, sent, sent_draft, upload, message)


def routes_of_records() -> Iterator[tuple[str, str]]:
    """Every route that names a record, with its methods."""
    application = Flask("web")
    for blueprint in BLUEPRINTS:
        application.register_blueprint(blueprint)
    for rule in application.url_map.iter_rules():
        if {"draft_id", "message_id", "submission_id", "upload_id"} & rule.arguments:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.rule


RECORDS = sorted(routes_of_records())


def test_every_route_says_who_may_open_it(application: Flask) -> None:
    """Without one of the marks of `web.access` a view would be open to everybody by mistake."""
    unmarked = {name for name, view in application.view_functions.items() if not hasattr(view, "access")}
    assert unmarked == set()


def test_public_routes_are_those_named_here(application: Flask) -> None:
    marked = {name for name, view in application.view_functions.items() if view.access == PUBLIC}  # type: ignore[attr-defined]
    assert marked == PUBLIC_ROUTES


def fill_in(rule: str, theirs: Theirs, *, sent: bool) -> str:
    known = {
        "draft_id": theirs.sent_draft if sent else theirs.draft,
        "submission_id": theirs.submission,
        "upload_id": theirs.upload,
        "message_id": theirs.message,
        "section": "finance",
        "field": "audit_report",
    }
    return re.sub(r"<(?:\w+(?:\(.*?\))?:)?(\w+)>", lambda found: str(known[found.group(1)]), rule)


def ask(client: FlaskClient, method: str, address: str, headers: dict[str, str]) -> TestResponse:
    content: dict[str, object] = {}
    if method == "POST" and address.endswith("/answers"):
        content = {"json": {"based_on": 1, "section": "finance", "changes": {"ip_own": "9"}}}
    elif method == "POST":
        content = {"data": {"file": (BytesIO(PDF), "a.pdf"), "_revision": "1", "_key": "k", "ip_own": "9"}}
    token = {"X-CSRFToken": token_of(client)} if method != "GET" else {}
    return client.open(address, method=method, headers={**headers, **token}, **content)


def everything(platform: Platform) -> list[object]:
    """All that could have been changed, as it stands."""
    with platform.database.read() as session:
        return [
            [(each.id, each.revision, each.state) for each in session.scalars(select(Draft))],
            [(each.field, each.value) for each in session.scalars(select(DraftAnswer))],
            [each.id for each in session.scalars(select(Submission))],
            [(each.id, each.removed_at) for each in session.scalars(select(Upload))],
            [each.id for each in session.scalars(select(Event)) if not each.what.startswith("sign")],
            [each.message_id for each in session.scalars(select(MessageRead))],
        ]


def test_every_route_is_of_one_kind(application: Flask) -> None:
    """A new route must be found here: open to all, one's own list, a session, a record, or the beginning of one."""
    named = (
        {rule.endpoint for rule in application.url_map.iter_rules()}
        - OPEN
        - OWN
        - SESSIONS
        - ACCOUNT
        - ADMINISTRATION
        - IDENTITIES
        - COLLEAGUES
        - CASES
        - DESKS
        - ANNOUNCING
    )
    records = {
        rule.endpoint
        for rule in application.url_map.iter_rules()
        if rule.rule in {each for _, each in RECORDS}
    }
    assert named - records == {"declaring.begin", "drafts.begin", "trials.carry"}


@pytest.mark.parametrize("sent", [False, True], ids=["draft", "sent"])
@pytest.mark.parametrize(("method", "rule"), RECORDS)
def test_records_of_another_enterprise_are_not_there(
    signed_in: FlaskClient, platform: Platform, theirs: Theirs, method: str, rule: str, sent: bool
) -> None:
    before = everything(platform)
    for headers in ({}, MODULE):
        response = ask(signed_in, method, fill_in(rule, theirs, sent=sent), dict(headers))
        assert response.status_code == 404
        assert "示例" not in response.text.replace("示例测试（厦门）有限公司", "")
    assert everything(platform) == before


@pytest.mark.parametrize(("method", "rule"), RECORDS)
def test_records_are_for_those_signed_in(
    client: FlaskClient, platform: Platform, theirs: Theirs, method: str, rule: str
) -> None:
    before = everything(platform)
    address = fill_in(rule, theirs, sent=False)
    assert ask(client, method, address, dict(MODULE)).status_code == 401
    page = ask(client, method, address, {})
    assert page.status_code == 401 or page.headers["Location"].startswith("/sign-in")
    assert everything(platform) == before


def test_lists_hold_nothing_of_another_enterprise(signed_in: FlaskClient, theirs: Theirs) -> None:
    for address in ("/", "/submissions", "/messages", "/changes", "/certifications", "/declare"):
        page = signed_in.get(address).text
        for each in (theirs.draft, theirs.sent_draft, theirs.submission, "message-list__link"):
            assert str(each) not in page


def test_file_of_another_draft_cannot_be_removed_through_ones_own(
    signed_in: FlaskClient, platform: Platform, firm: Firm, theirs: Theirs
) -> None:
    mine = make_filled_draft(platform, firm)
    before = everything(platform)
    headers = {**MODULE, "X-CSRFToken": token_of(signed_in)}
    response = signed_in.delete(f"/drafts/{mine}/documents/audit_report/{theirs.upload}", headers=headers)
    assert response.status_code == 404
    assert everything(platform) == before


def test_account_without_an_enterprise_fills_nothing(client: FlaskClient, platform: Platform) -> None:
    from tests.web.support import PASSWORD
    from web.services.accounts import create_account

    create_account(platform, "nobody", PASSWORD, "没有企业", None)
    sign_in(client, "nobody")
    assert client.get("/submissions").status_code == 403
    token = {"csrf_token": token_of(client)}
    assert client.post("/procedures/declare_innovative/drafts", data=token).status_code == 403


def test_browser_of_another_account_keeps_its_answers_apart(
    signed_in: FlaskClient, application: Flask, platform: Platform, firm: Firm
) -> None:
    """Two accounts of one enterprise fill the same draft; what their browsers keep is under different marks."""
    from tests.web.support import PASSWORD
    from web.services.accounts import create_account

    draft_id = make_filled_draft(platform, firm)
    create_account(platform, "second", PASSWORD, "同事", firm.enterprise_id)
    second = application.test_client()
    sign_in(second, "second")
    marks = [
        re.search(r'data-account="(\w+)"', client.get(f"/drafts/{draft_id}/sections/truth").text)
        for client in (signed_in, second)
    ]
    assert None not in marks
    assert len({mark.group(1) for mark in marks if mark}) == 2

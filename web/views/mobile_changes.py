"""手机号修改 by 人工核验: public, with a code that reaches the new mobile; the same answer for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from web import messages_accounts, messages_identities
from web.access import public
from web.code_sending import News, as_json, errors_of, is_asked_for, news_of, wrong_as_json
from web.config import MEGABYTE
from web.forms_identities import LegalMobileForm, NaturalMobileForm
from web.identity_pages import Page, keep_chosen
from web.requests import platform, wants_json
from web.security import allows_body, limiter, when_stale
from web.services import mobile_changes
from web.services.codes import Checked, Expired, Right, Used, Wrong
from web.services.credentials import normal_mobile
from web.services.identities import NotHandedIn
from web.views.identities import blueprint

MOST_AT_ONCE = 42 * MEGABYTE
LEGAL, NATURAL = "legal", "natural"
KEPT = "identity_request"
"""Under which name the browser remembers the request that it fills in."""

_FORMS: Mapping[str, type[LegalMobileForm | NaturalMobileForm]] = {
    LEGAL: LegalMobileForm,
    NATURAL: NaturalMobileForm,
}


@blueprint.get("/recover/mobile/manual", endpoint="mobile_manual", defaults={"user": LEGAL})
@blueprint.get("/recover/mobile/manual/<any(natural):user>", endpoint="mobile_manual")
@public
def fill(user: str) -> ResponseReturnValue:
    """The form, for a legal or a natural person."""
    return _page(user, _FORMS[user](formdata=None))


def stale(user: str) -> ResponseReturnValue:
    """The page again with what was typed, where its token did not fit any more."""
    flash(messages_identities.STALE)
    return _page(user, _FORMS[user](), status=400)


@blueprint.post("/recover/mobile/manual", endpoint="hand_in_mobile", defaults={"user": LEGAL})
@blueprint.post("/recover/mobile/manual/<any(natural):user>", endpoint="hand_in_mobile")
@limiter.limit("30 per hour")
@allows_body(MOST_AT_ONCE, messages_identities.BODY_TOO_LARGE)
@when_stale(stale)
@public
def hand_in(user: str) -> ResponseReturnValue:
    """Send a code to the new mobile, or hand everything in."""
    form = _FORMS[user]()
    if is_asked_for() and wants_json():
        return _send_code(user, form)
    request_id = mobile_changes.begin(platform(), _known())
    session[KEPT] = str(request_id)
    refusals = keep_chosen(request_id)
    if is_asked_for():
        return _send_code(user, form)
    if not form.validate() or refusals:
        return _page(user, form, status=422, refusals=refusals, whole=True)
    outcome = mobile_changes.hand_in(
        platform(), request_id, user, form.filled(), form.code.data, request.remote_addr or ""
    )
    if isinstance(outcome, NotHandedIn):
        return _page(user, form, status=422, missing=outcome.files)
    if not isinstance(outcome, Right):
        form.code.errors = [_wrong(outcome)]
        return _page(user, form, status=422)
    session.pop(KEPT, None)
    flash(messages_identities.MANUAL_HANDED_IN)
    return redirect(url_for("sessions.sign_in"), 303)


def _send_code(user: str, form: Any) -> ResponseReturnValue:
    form.new_mobile.validate(form)
    wrong = errors_of(form, "new_mobile")
    if wrong:
        return wrong_as_json(wrong) if wants_json() else _page(user, form, status=422)
    mobile = normal_mobile(form.new_mobile.data) or ""
    news = news_of(mobile_changes.send_code(platform(), mobile, request.remote_addr or ""), mobile)
    return as_json(news) if wants_json() else _page(user, form, status=news.status, news=news)


def _wrong(outcome: Checked) -> str:
    match outcome:
        case Wrong(left):
            return messages_accounts.code_wrong(left)
        case Used():
            return messages_accounts.CODE_USED
        case Expired() | Right():
            return messages_accounts.CODE_EXPIRED


def _page(user: str, form: Any, status: int = 200, news: News | None = None, **more: Any) -> Response:
    page = Page.of(user, form, mobile_changes.kept_files(platform(), _known()), manual=True, **more)
    shown = render_template("pages/mobile_manual.html", form=form, page=page, news=news, user=user)
    return Response(shown, status)


def _known() -> UUID | None:
    try:
        return UUID(session[KEPT])
    except (KeyError, ValueError):
        return None

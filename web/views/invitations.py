"""The link of an invitation: what it invites to, and accepting it with the account one has or a new one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import code_sending, sessions
from web import messages as common
from web import messages_invitations as messages
from web import messages_registration as registering
from web.access import public, send_on
from web.code_sending import News
from web.forms_colleagues import ColleagueJoinForm, JoinForm
from web.models_accounts import COLLEAGUE
from web.requests import place, platform, signed_in_or_none, wants_json
from web.security import limiter, when_stale
from web.services import invited, joining
from web.services.credentials import normal_mobile, password_strength
from web.services.invited import Closed, Invited
from web.services.joining import NotOpened
from web.services.permissions import Refused

blueprint = Blueprint("invitations", __name__)


def _limit() -> str:
    limit: str = platform().config.registration_limit
    return limit


@blueprint.get("/invitations/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Who invites whom to what; nothing is used up by looking."""
    found = invited.look_at_invitation(platform(), token)
    if isinstance(found, Closed):
        return _closed_page(found)
    return _page(token, found, _form_for(found, empty=True), 200)


def _stale(token: str) -> ResponseReturnValue:
    found = invited.look_at_invitation(platform(), token)
    if isinstance(found, Closed):
        return _closed_page(found)
    return _page(token, found, _form_for(found), 400, problem=common.STALE_PAGE)


@blueprint.post("/invitations/<token>")
@limiter.limit(_limit)
@when_stale(_stale)
@public
def accept(token: str) -> ResponseReturnValue:
    """Accept with the account that is signed in, or open one; or send the code that takes."""
    found = invited.look_at_invitation(platform(), token)
    if isinstance(found, Closed):
        return _closed_page(found)
    person = signed_in_or_none()
    if person is not None and person.held_at:
        return send_on(person.held_at)
    if person is not None and request.form.get("join") != "yes":  # signed in since the form was shown
        return _page(token, found, _form_for(found, empty=True), 409)
    if person is not None:
        joined = joining.join(platform(), token, person)
        if isinstance(joined, Closed):
            return _closed_page(joined)
        if isinstance(joined, Refused):
            return _page(token, found, _form_for(found, empty=True), 409)
        return _welcome(joined)
    form = _form_for(found)
    if code_sending.is_asked_for():
        return _send_code(token, found, form)
    if not form.validate():
        return _page(token, found, form, 422)
    return _open_account(token, found, form)


def _open_account(token: str, found: Invited, form: JoinForm) -> ResponseReturnValue:
    opened = joining.open_account(platform(), token, form.account(), place())
    if isinstance(opened, Closed):
        return _closed_page(opened)
    if isinstance(opened, NotOpened):
        if opened.code is not None:
            form.code.errors = [code_sending.problem_of(opened.code)]
        else:
            form.login_name.errors = [registering.LOGIN_NAME_TAKEN]
        return _page(token, found, form, 422)
    sessions.begin(opened)
    return _welcome(found)


def _welcome(found: Invited) -> ResponseReturnValue:
    flash(messages.joined(found.whom))
    return redirect(url_for("home.show"), 303)


def _send_code(token: str, found: Invited, form: JoinForm) -> ResponseReturnValue:
    if not form.mobile.validate(form):
        wrong = code_sending.errors_of(form, "mobile")
        return code_sending.wrong_as_json(wrong) if wants_json() else _page(token, found, form, 422)
    mobile = normal_mobile(form.mobile.data)
    if mobile is None:
        abort(400)
    issued = joining.send_code(platform(), token, mobile, place().address)
    if isinstance(issued, Closed):
        return _closed_page(issued)
    news = code_sending.news_of(issued, mobile)
    return code_sending.as_json(news) if wants_json() else _page(token, found, form, news.status, news=news)


def _form_for(found: Invited, *, empty: bool = False) -> JoinForm:
    form = ColleagueJoinForm if found.kind == COLLEAGUE else JoinForm
    return form(formdata=None, name=found.name) if empty else form()


def _page(
    token: str, found: Invited, form: JoinForm, status: int, *, news: News | None = None, problem: str = ""
) -> Response:
    person = signed_in_or_none()
    page = render_template(
        "pages/invitation.html",
        token=token,
        invited=found,
        is_colleague=found.kind == COLLEAGUE,
        refused=joining.why_not_join(person, found) if person is not None else None,
        form=form,
        news=news,
        problems=_problems(form, news, problem),
        password_news=_password_news(form),
        words=registering,
    )
    answer = Response(page, status)
    if news is not None and not news.sent and news.wait:
        answer.headers["Retry-After"] = str(news.wait)
    return answer


def _problems(form: JoinForm, news: News | None, problem: str) -> list[tuple[str, str | None]]:
    """Everything that is wrong, in the order of the page."""
    found: list[tuple[str, str | None]] = [(problem, None)] if problem else []
    for field in form:
        errors = [news.message] if news and not news.sent and field is form.code else field.errors
        found += [(str(each), f"#{field.id}") for each in errors]
    return found


def _password_news(form: JoinForm) -> str:
    """That a good password has to be typed again, and how strong it was."""
    if not form.errors or form.password.errors or form.repeated.errors or not form.password.data:
        return ""
    return registering.password_again(password_strength(form.password.data))


def _closed_page(closed: Closed) -> Response:
    title, advice = messages.CLOSED[closed.reason]
    page = render_template(
        "pages/invitation_closed.html",
        title=title,
        advice=advice,
        is_signed_in=signed_in_or_none() is not None,
    )
    return Response(page, 410)

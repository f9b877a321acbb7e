"""Signing in and out, on a page or over one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from web import captcha_fields, messages, messages_sessions, sessions
from web.access import even_when_held, public
from web.answers import json_error, resend_page, sign_in_page
from web.forms import SecondFactorForm, SignInForm
from web.requests import Carried, carried_over, place, platform, safe_path, signed_in, signed_in_or_none
from web.security import limiter, when_stale
from web.services import accounts
from web.services.accounts import Halfway
from web.services.attempts import CAPTCHA, LOCKED, Refusal, is_crowded

blueprint = Blueprint("sessions", __name__)


def _sign_in_limit() -> str:
    limit: str = platform().config.sign_in_limit
    return limit


# --- The first factor ----------------------------------------------------------------------------------------


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The page to sign in; those who are signed in already go on."""
    target = safe_path(request.args.get("next"))
    if signed_in_or_none() is not None:
        return redirect(target or url_for("home.show"))
    form = SignInForm(formdata=None, next=target or "")
    return _page(200, form, asks=not place().browser and is_crowded(platform(), place()))


@blueprint.post("/sign-in")
@limiter.limit(_sign_in_limit)
@public
def begin() -> ResponseReturnValue:
    """Sign in, then go on to where the person wanted to be, with what they had typed."""
    form = SignInForm()
    if captcha_fields.is_another_asked_for():
        return _page(200, form, asks=True)
    if not form.validate():
        return _page(400, form, asks=bool(form.captcha_id.data))
    answer = captcha_fields.given(form)
    result = accounts.sign_in(platform(), form.login_name.data, form.password.data, place(), answer=answer)
    if isinstance(result, Refusal):
        return _refused(form, result, answered=bool(form.captcha_answer.data))
    target = safe_path(form.next.data) or ""
    if isinstance(result, Halfway):
        sessions.begin_halfway(result, target)
        kept = carried_over()
        return _code_page(200, carried=kept) if kept else redirect(url_for("sessions.second_factor"))
    sessions.begin(result)
    return _go_on(target)


def _refused(form: SignInForm, refusal: Refusal, *, answered: bool) -> Response:
    """The page again, with what was wrong; the login name stays, the password does not."""
    if refusal.reason == CAPTCHA:
        problem = messages_sessions.CAPTCHA_WRONG if answered else messages_sessions.CAPTCHA_FIRST
        form.captcha_answer.errors = [problem]
        return _page(_status(refusal), form, asks=True)
    return _with_wait(_page(_status(refusal), form, _reason(refusal), asks=refusal.captcha), refusal.wait)


def _page(status: int, form: SignInForm, problem: str = "", *, asks: bool) -> Response:
    captcha = captcha_fields.ask(form) if asks else None
    return sign_in_page(
        status, form=form, problem=problem, carried=carried_over(), captcha=captcha, asks=asks
    )


def _go_on(target: str) -> ResponseReturnValue:
    if kept := carried_over():
        return resend_page(200, kept)
    return redirect(target or url_for("home.show"))


# --- The second factor ---------------------------------------------------------------------------------------


@blueprint.get("/sign-in/second-factor")
@public
def second_factor() -> ResponseReturnValue:
    """Ask for the second factor of somebody whose first was right a moment ago."""
    return _code_page(200) if sessions.halfway() else _begin_again()


def _stale() -> ResponseReturnValue:
    """The page was open for longer than its token lasts."""
    if sessions.halfway() is None:
        return _begin_again()
    form = SecondFactorForm(formdata=None)
    form.code.errors = [messages.STALE_PAGE]
    return _code_page(400, form, carried=carried_over())


@blueprint.post("/sign-in/second-factor")
@limiter.limit(_sign_in_limit)
@when_stale(_stale)
@public
def finish() -> ResponseReturnValue:
    """Sign in with the second factor."""
    found = sessions.halfway()
    if found is None:
        return _begin_again()
    halfway, target = found
    form = SecondFactorForm()
    if not form.validate():
        return _code_page(400, form, carried=carried_over())
    result = accounts.finish_sign_in(platform(), halfway, form.code.data, place())
    if isinstance(result, Refusal):
        return _code_refused(form, result)
    sessions.begin(result)
    return _go_on(target)


def _code_refused(form: SecondFactorForm, refusal: Refusal) -> ResponseReturnValue:
    if refusal.reason == "expired":
        return _begin_again()
    if refusal.reason == LOCKED:
        form.code.errors = [messages_sessions.code_locked(messages.duration(refusal.wait))]
    else:
        form.code.errors = [messages_sessions.SECOND_FACTOR_WRONG]
    return _with_wait(_code_page(_status(refusal), form, carried=carried_over()), refusal.wait)


def _code_page(
    status: int, form: SecondFactorForm | None = None, *, carried: Carried | None = None
) -> Response:
    form = form or SecondFactorForm(formdata=None)
    return Response(render_template("pages/second_factor_step.html", form=form, carried=carried), status)


def _begin_again() -> ResponseReturnValue:
    sessions.forget_halfway()
    kept = carried_over()
    if kept:
        return sign_in_page(400, problem=messages_sessions.SECOND_FACTOR_EXPIRED, carried=kept)
    flash(messages_sessions.SECOND_FACTOR_EXPIRED)
    return redirect(url_for("sessions.sign_in"))


# --- Over a page ---------------------------------------------------------------------------------------------


@blueprint.get("/session")
@public
def show() -> Response:
    """Who is signed in, and a token that fits; asked by pages that were open for long."""
    return _session_answer()


@blueprint.post("/session")
@limiter.limit(_sign_in_limit)
@public
def sign_in_again() -> ResponseReturnValue:
    """Sign in over an open page: {login_name, password, account?}; the answer carries a new token.

    `account` is the account the page belongs to; another one is refused, because what was typed is not theirs. Where a
    captcha or a second factor is asked for, the error names the page (`link`) on which to go on.
    """
    body = request.get_json()
    login_name, password, account = _credentials(body)
    result = accounts.sign_in(platform(), login_name, password, place(), only_account=account)
    if isinstance(result, Halfway):
        sessions.begin_halfway(result)
        link = url_for("sessions.second_factor")
        return json_error(401, "second_factor", messages_sessions.SECOND_FACTOR_OVER_PAGE, link=link)
    if isinstance(result, Refusal):
        more = {"link": url_for("sessions.sign_in")} if result.captcha else {}
        answer = json_error(_status(result), result.reason, _reason(result), **more)
        return _with_wait(answer, result.wait)
    sessions.begin(result)
    return _session_answer()


def _session_answer() -> Response:
    person = signed_in_or_none()
    account = (
        None
        if person is None
        else {"id": person.account_id, "name": person.display_name, "enterprise": person.enterprise_name}
    )
    return jsonify(
        account=account,
        csrf_token=generate_csrf(),
        minutes=current_app.permanent_session_lifetime // timedelta(minutes=1),
    )


def _credentials(body: Any) -> tuple[str, str, int | None]:
    if not isinstance(body, dict):
        abort(400)
    login_name, password, account = body.get("login_name"), body.get("password"), body.get("account")
    if not isinstance(login_name, str) or not isinstance(password, str):
        abort(400)
    if account is not None and type(account) is not int:
        abort(400)
    return login_name, password, account


# --- Signing out ---------------------------------------------------------------------------------------------


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session."""
    sessions.end()
    flash(messages.SIGNED_OUT)
    return redirect(url_for("sessions.sign_in"))


@blueprint.post("/sign-out-everywhere")
@even_when_held
def sign_out_everywhere() -> ResponseReturnValue:
    """End the sessions of this account on all devices."""
    accounts.sign_out_everywhere(platform(), signed_in().account_id)
    sessions.end()
    flash(messages.SIGNED_OUT_EVERYWHERE)
    return redirect(url_for("sessions.sign_in"))


# --- What to say ---------------------------------------------------------------------------------------------


def _reason(refusal: Refusal) -> str:
    match refusal.reason:
        case "locked":
            return messages.sign_in_locked(refusal.wait)
        case "captcha":
            return messages_sessions.CAPTCHA_OVER_PAGE
        case "other_account":
            return messages.SIGN_IN_OTHER_ACCOUNT
    return messages.SIGN_IN_WRONG


def _status(refusal: Refusal) -> int:
    return {"locked": 429, "other_account": 403}.get(refusal.reason, 401)


def _with_wait(answer: Response, wait: timedelta) -> Response:
    if wait > timedelta(0):
        answer.headers["Retry-After"] = str(-(-wait // timedelta(seconds=1)))
    return answer

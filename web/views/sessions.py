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
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from web import messages, sessions
from web.access import even_when_held, public
from web.answers import json_error, resend_page, sign_in_page
from web.forms import SignInForm
from web.requests import carried_over, place, platform, safe_path, signed_in, signed_in_or_none
from web.security import limiter
from web.services import accounts
from web.services.accounts import Refusal

blueprint = Blueprint("sessions", __name__)


def _sign_in_limit() -> str:
    limit: str = platform().config.sign_in_limit
    return limit


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The page to sign in; those who are signed in already go on."""
    target = safe_path(request.args.get("next"))
    if signed_in_or_none() is not None:
        return redirect(target or url_for("home.show"))
    return sign_in_page(200, form=SignInForm(formdata=None, next=target or ""))


@blueprint.post("/sign-in")
@limiter.limit(_sign_in_limit)
@public
def begin() -> ResponseReturnValue:
    """Sign in, then go on to where the person wanted to be, with what they had typed."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_failed(form, 400, "")
    result = accounts.sign_in(platform(), form.login_name.data, form.password.data, place())
    if isinstance(result, Refusal):
        return _sign_in_failed(form, _status(result), _reason(result), result.wait)
    sessions.begin(result)
    if kept := carried_over():
        return resend_page(200, kept)
    return redirect(safe_path(form.next.data) or url_for("home.show"))


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

    `account` is the account the page belongs to; another one is refused, because what was typed is not theirs.
    """
    body = request.get_json()
    login_name, password, account = _credentials(body)
    result = accounts.sign_in(platform(), login_name, password, place(), only_account=account)
    if isinstance(result, Refusal):
        answer = json_error(_status(result), result.reason, _reason(result))
        return _with_wait(answer, result.wait)
    sessions.begin(result)
    return _session_answer()


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


def _sign_in_failed(form: SignInForm, status: int, problem: str, wait: timedelta = timedelta(0)) -> Response:
    answer = sign_in_page(status, form=form, problem=problem, carried=carried_over())
    return _with_wait(answer, wait)


def _reason(refusal: Refusal) -> str:
    match refusal.reason:
        case "locked":
            return messages.sign_in_locked(refusal.wait)
        case "other_account":
            return messages.SIGN_IN_OTHER_ACCOUNT
    return messages.SIGN_IN_WRONG


def _status(refusal: Refusal) -> int:
    return {"locked": 429, "other_account": 403}.get(refusal.reason, 401)


def _with_wait(answer: Response, wait: timedelta) -> Response:
    if wait > timedelta(0):
        answer.headers["Retry-After"] = str(-(-wait // timedelta(seconds=1)))
    return answer

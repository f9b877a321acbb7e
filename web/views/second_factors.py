"""Setting up the second factor: the only page of officers until it is done, open to everybody else who likes it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import messages as common
from web import messages_sessions as messages
from web import sessions
from web.access import even_when_held, signed_in_only
from web.forms import PasswordAgainForm, SecondFactorSetupForm
from web.qr_codes import qr_code
from web.requests import place, platform, safe_path, signed_in
from web.security import secret
from web.services import second_factors
from web.services.attempts import LOCKED, Refusal
from web.services.second_factors import Active

blueprint = Blueprint("second_factor", __name__)


@blueprint.get("/account/second-factor")
@even_when_held
def begin() -> Response:
    """What to do on the telephone, or how it stands."""
    return _page(200, SecondFactorSetupForm(formdata=None, next=safe_path(request.args.get("next")) or ""))


@blueprint.post("/account/second-factor")
@secret("password", "code")
@even_when_held
def confirm() -> ResponseReturnValue:
    """Switch it on, if the telephone has learned it, and show the codes of one use."""
    form = SecondFactorSetupForm()
    if not form.validate():
        return _page(400, form)
    result = second_factors.confirm(
        platform(), signed_in(), form.code.data, form.password.data or "", place()
    )
    if isinstance(result, Refusal):
        return _confirm_refused(form, result)
    sessions.begin(result.person)
    return _codes_page(result.codes, safe_path(form.next.data) or "")


@blueprint.post("/account/second-factor/off")
@secret("password")
@signed_in_only
def switch_off() -> ResponseReturnValue:
    """Switch it off; officers set it up again at once, on another telephone."""
    form = PasswordAgainForm()
    refused = second_factors.switch_off(platform(), signed_in().account_id, form.password.data or "", place())
    if refused is not None:
        return _password_refused(form, refused)
    flash(messages.SECOND_FACTOR_OFF)
    return redirect(url_for("second_factor.begin"), 303)


@blueprint.post("/account/second-factor/codes")
@secret("password")
@signed_in_only
def renew_codes() -> ResponseReturnValue:
    """Ten new codes of one use."""
    form = PasswordAgainForm()
    codes = second_factors.renew_codes(platform(), signed_in().account_id, form.password.data or "", place())
    if isinstance(codes, Refusal):
        return _password_refused(form, codes)
    return _codes_page(codes, "")


@blueprint.post("/account/second-factor/codes.txt")
@secret("code")
@even_when_held
def download() -> Response:
    """The codes that the page shows, as a file; only codes that are this account's are written into one."""
    person, codes = signed_in(), tuple(request.form.getlist("code")[:20])
    if not second_factors.are_codes_of(platform(), person.account_id, codes):
        abort(404)
    text = messages.recovery_codes_text(person.login_name, codes, platform().clock.today().isoformat())
    answer = Response(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


def _confirm_refused(form: SecondFactorSetupForm, refusal: Refusal) -> ResponseReturnValue:
    match refusal.reason:
        case "changed":
            flash(messages.SETUP_CHANGED)
            return redirect(url_for("second_factor.begin"), 303)
        case "code":
            form.code.errors = [messages.SETUP_CODE_WRONG]
            return _page(422, form)
    form.password.errors = [_password_problem(refusal, bool(form.password.data))]
    return _page(429 if refusal.reason == LOCKED else 422, form)


def _password_refused(form: PasswordAgainForm, refusal: Refusal) -> ResponseReturnValue:
    if refusal.reason == "changed":
        flash(messages.SETUP_CHANGED)
        return redirect(url_for("second_factor.begin"), 303)
    form.password.errors = [_password_problem(refusal, bool(form.password.data))]
    return _page(429 if refusal.reason == LOCKED else 422, SecondFactorSetupForm(formdata=None), form)


def _password_problem(refusal: Refusal, is_given: bool) -> str:
    if refusal.reason == LOCKED:
        return messages.password_again_locked(common.duration(refusal.wait))
    return messages.PASSWORD_AGAIN_WRONG if is_given else messages.PASSWORD_AGAIN_MISSING


def _page(status: int, form: SecondFactorSetupForm, again: PasswordAgainForm | None = None) -> Response:
    found = second_factors.begin(platform(), signed_in().account_id)
    if isinstance(found, Active):
        page = render_template(
            "pages/second_factor.html", active=found, again=again or PasswordAgainForm(formdata=None)
        )
    else:
        page = render_template(
            "pages/second_factor_setup.html", setup=found, picture=qr_code(found.address), form=form
        )
    return Response(page, status)


def _codes_page(codes: tuple[str, ...], target: str) -> Response:
    return Response(render_template("pages/recovery_codes.html", codes=codes, target=target))

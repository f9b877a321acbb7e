"""账号找回 and 忘记密码: open to everybody, and the same to look at whoever exists."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web import code_sending, device_cookie, messages_accounts
from web import messages as common
from web import messages_recovery as messages
from web.access import public
from web.addresses import full_address
from web.code_sending import News
from web.form_pages import cannot_send, form_page, in_order
from web.forms_recovery import LegalNameForm, LinkForm, NaturalNameForm, NewPasswordForm, PasswordForm
from web.masking import mask_address
from web.messages_registration import password_again
from web.requests import place, platform, wants_json
from web.security import limiter, when_stale
from web.services import recovery
from web.services.codes import Issued, Right, TooSoon
from web.services.credentials import password_strength
from web.services.recovery import Recovered, Refusal

blueprint = Blueprint("recovery", __name__)

USER = "<any(legal, natural):user>"
FORMS = {"legal": LegalNameForm, "natural": NaturalNameForm}


def recovery_limit() -> str:
    """How often one place on the network may ask."""
    limit: str = platform().config.recovery_limit
    return limit


limited = limiter.shared_limit(recovery_limit, scope="recovery")


@blueprint.get("/recover")
@public
def show() -> str:
    """The three ways, and what is needed for each."""
    return render_template("pages/recover.html")


# --- 账号找回 ------------------------------------------------------------------------------------------------


@blueprint.get("/recover/name", defaults={"user": "legal"})
@blueprint.get(f"/recover/name/{USER}")
@public
def find_name(user: str) -> ResponseReturnValue:
    """The empty form."""
    return _name_page(user, FORMS[user](formdata=None))


def _stale_name(user: str) -> ResponseReturnValue:
    return _name_page(user, FORMS[user](), 400, problem=common.STALE_PAGE)


@blueprint.post(f"/recover/name/{USER}")
@limited
@when_stale(_stale_name)
@public
def send_names(user: str) -> ResponseReturnValue:
    """Send a code, or what was found."""
    form = FORMS[user]()
    if code_sending.is_asked_for():
        if not in_order(form, form.contact):
            return cannot_send(form, _name_page(user, form, 422))
        issued = recovery.send_name_code(platform(), form.address(), place())
        news = code_sending.news_of(issued, form.address())
        return code_sending.as_json(news) if wants_json() else _name_page(user, form, news.status, news=news)
    if not form.validate():
        return _name_page(user, form, 422)
    checked = recovery.send_names(platform(), form.wanted(), form.address(), form.code.data, place())
    if not isinstance(checked, Right):
        form.code.errors = [code_sending.problem_of(checked)]
        return _name_page(user, form, 422)
    flash(messages.names_sent(mask_address(form.address())))
    return redirect(url_for("sessions.sign_in"), 303)


def _name_page(
    user: str,
    form: LegalNameForm | NaturalNameForm,
    status: int = 200,
    *,
    news: News | None = None,
    problem: str = "",
) -> Response:
    return form_page("pages/recover_name.html", form, status, news=news, problem=problem, user=user)


# --- 忘记密码 ------------------------------------------------------------------------------------------------


@blueprint.get("/recover/password")
@public
def password() -> ResponseReturnValue:
    """The empty form."""
    return _password_page(PasswordForm(formdata=None))


def _stale_password() -> ResponseReturnValue:
    return _password_page(PasswordForm(), 400, problem=common.STALE_PAGE)


@blueprint.post("/recover/password")
@limited
@when_stale(_stale_password)
@public
def set_password() -> ResponseReturnValue:
    """Send a code, or set the new password."""
    form = PasswordForm()
    if code_sending.is_asked_for():
        if not in_order(form, form.who, form.mobile):
            return cannot_send(form, _password_page(form, 422))
        claim = form.claim()
        news = quiet_news(recovery.send_password_code(platform(), claim, place()), claim.address)
        return code_sending.as_json(news) if wants_json() else _password_page(form, news.status, news=news)
    if not form.validate():
        return _password_page(form, 422)
    found = recovery.set_password_by_code(
        platform(), form.claim(), form.code.data, form.password.data, place()
    )
    if isinstance(found, Recovered):
        return _recovered(found)
    _tell(form, found)
    return _password_page(form, 422)


@blueprint.get("/recover/password/mail")
@public
def password_by_mail() -> ResponseReturnValue:
    """The empty form."""
    return form_page("pages/recover_password_mail.html", LinkForm(formdata=None))


def _stale_mail() -> ResponseReturnValue:
    return form_page("pages/recover_password_mail.html", LinkForm(), 400, problem=common.STALE_PAGE)


@blueprint.post("/recover/password/mail")
@limited
@when_stale(_stale_mail)
@public
def send_link() -> ResponseReturnValue:
    """Mail a link to the mailbox the account is bound to."""
    form = LinkForm()
    if not form.validate():
        return form_page("pages/recover_password_mail.html", form, 422)
    claim = form.claim()
    issued = recovery.send_password_link(
        platform(), claim, place(), lambda token: full_address("recovery.open_link", token=token)
    )
    news = code_sending.news_of(issued, claim.address)
    return form_page(
        "pages/recover_password_mail.html",
        form,
        news.status,
        news=news,
        problem="" if news.sent else _not_mailed(issued, news),
        sent=messages.link_sent(mask_address(claim.address)) if news.sent else "",
    )


@blueprint.get("/recover/password/link/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """The form a link leads to. Opening it changes nothing: mail programs follow links, too."""
    found = recovery.look_at_link(platform(), token)
    if not isinstance(found, Right):
        return _closed()
    return _link_page(token, NewPasswordForm(formdata=None))


def _stale_link(token: str) -> ResponseReturnValue:
    return _link_page(token, NewPasswordForm(), 400, problem=common.STALE_PAGE)


@blueprint.post("/recover/password/link/<token>")
@limited
@when_stale(_stale_link)
@public
def use_link(token: str) -> ResponseReturnValue:
    """Set the new password, and use the link up."""
    form = NewPasswordForm()
    if not form.validate():
        return _link_page(token, form, 422)
    found = recovery.set_password_by_link(platform(), token, form.password.data)
    if isinstance(found, Recovered):
        return _recovered(found)
    if found.code is not None:
        return _closed()
    _tell(form, found)
    return _link_page(token, form, 422)


def quiet_news(issued: Issued, address: str) -> News:
    """What to tell of a code that goes out only where it is the right address: the same for every address."""
    news = code_sending.news_of(issued, address)
    return replace(news, message=messages.code_sent(mask_address(address))) if news.sent else news


def _not_mailed(issued: Issued, news: News) -> str:
    return messages_accounts.mail_too_soon(issued.wait) if isinstance(issued, TooSoon) else news.message


def _recovered(found: Recovered) -> ResponseReturnValue:
    """On to signing in; this browser is the owner's, whatever strangers try elsewhere."""
    device_cookie.remember(platform(), found.account_id)
    flash(messages.PASSWORD_SET)
    return redirect(url_for("sessions.sign_in"), 303)


def _tell(form: NewPasswordForm, refusal: Refusal) -> None:
    if refusal.named:
        form.password.errors = [messages_accounts.PASSWORD_NAMED]
    elif refusal.code is not None:
        form["code"].errors = [code_sending.problem_of(refusal.code)]


def _password_page(
    form: PasswordForm, status: int = 200, *, news: News | None = None, problem: str = ""
) -> Response:
    told = _password_news(form)
    return form_page(
        "pages/recover_password.html", form, status, news=news, problem=problem, password_news=told
    )


def _link_page(token: str, form: NewPasswordForm, status: int = 200, *, problem: str = "") -> Response:
    return form_page("pages/recover_password_link.html", form, status, problem=problem, token=token)


def _password_news(form: NewPasswordForm) -> str:
    """That a good password has to be typed again, and how strong it was."""
    if form.password.errors or not form.password_is_right():
        return ""
    return password_again(password_strength(form.password.data))


def _closed() -> Response:
    return Response(render_template("pages/recover_link_closed.html"), 410)

"""账号设置: one's own account."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import code_sending, sessions
from web import messages_account_settings as messages
from web.access import even_when_held, signed_in_only
from web.code_sending import News
from web.form_pages import cannot_send, form_page, in_order
from web.forms_account import ChangePasswordForm, ContactForm, EmailForm, MobileForm, PreferencesForm
from web.messages import duration
from web.messages_accounts import PASSWORD_NAMED
from web.messages_identities import ID_KINDS
from web.messages_registration import password_again
from web.requests import place, platform, safe_path, signed_in, wants_json
from web.security import limiter, secret
from web.services import account_settings
from web.services.account_settings import Same, Unchanged
from web.services.attempts import Refusal
from web.services.codes import Right
from web.services.credentials import password_strength
from web.services.people import PASSWORD, SignedIn
from web.services.sessions import end_one_of, list_sessions

blueprint = Blueprint("account", __name__)

LARGEST = 2**63 - 1
"""The largest number a database has for a record."""

CONTACT = "<any(mobile, email):which>"
FORMS: dict[str, type[ContactForm]] = {"mobile": MobileForm, "email": EmailForm}
SAME = {"mobile": messages.SAME_MOBILE, "email": messages.SAME_EMAIL}
CHANGED = {"mobile": messages.MOBILE_CHANGED, "email": messages.EMAIL_CHANGED}


def _limit() -> str:
    limit: str = platform().config.recovery_limit
    return limit


limited = limiter.shared_limit(_limit, scope="account")


@blueprint.get("/account")
@signed_in_only
def show() -> str:
    """What one's account is, and what can be changed."""
    person = signed_in()
    return render_template(
        "pages/account.html",
        settings=account_settings.read(platform(), person.account_id),
        kinds=messages.KINDS,
        id_kinds=ID_KINDS,
        unified=platform().config.unified_login,
    )


# --- The password --------------------------------------------------------------------------------------------


@blueprint.get("/account/password")
@even_when_held
def password() -> ResponseReturnValue:
    """The empty form; also where those are sent who must choose a password of their own."""
    form = ChangePasswordForm(formdata=None, next=safe_path(request.args.get("next")) or "")
    return _password_page(form)


@blueprint.post("/account/password")
@limited
@secret("current", "password", "repeated")
@even_when_held
def change_password() -> ResponseReturnValue:
    """Set the new password; the other sessions end."""
    form, person = ChangePasswordForm(), signed_in()
    if not _settings().has_password:
        del form.current
    if not form.validate():
        return _password_page(form, 422)
    found = account_settings.change_password(platform(), person, form.passwords(), place())
    match found:
        case SignedIn():
            sessions.begin(found)
            flash(messages.PASSWORD_CHANGED)
            return redirect(safe_path(form.next.data) or url_for("account.show"), 303)
        case Refusal():
            _tell(form, found)
        case Unchanged("same"):
            form.password.errors = [messages.SAME_PASSWORD]
        case Unchanged():
            form.password.errors = [PASSWORD_NAMED]
    return _password_page(form, 422)


def _password_page(form: ChangePasswordForm, status: int = 200) -> Response:
    right = form.is_submitted() and not form.password.errors and form.password_is_right()
    return form_page(
        "pages/account_password.html",
        form,
        status,
        password_news=password_again(password_strength(form.password.data)) if right else "",
        has_password=_settings().has_password,
        held=signed_in().held_at == PASSWORD,
    )


# --- The telephone and the mailbox ---------------------------------------------------------------------------


@blueprint.get(f"/account/{CONTACT}")
@signed_in_only
def contact(which: str) -> ResponseReturnValue:
    """The empty form."""
    return _contact_page(which, FORMS[which](formdata=None))


@blueprint.post(f"/account/{CONTACT}")
@limited
@secret("current", "code")
@signed_in_only
def change_contact(which: str) -> ResponseReturnValue:
    """Send a code to the new telephone or mailbox, or bind it."""
    form, account_id = FORMS[which](), signed_in().account_id
    if code_sending.is_asked_for():
        return _send_code(which, form)
    if not _settings().has_password:
        del form["current"]
    if not form.validate():
        return _contact_page(which, form, 422)
    found = account_settings.change_contact(platform(), account_id, form.new_contact(), place())
    match found:
        case Right():
            flash(CHANGED[which])
            return redirect(url_for("account.show"), 303)
        case Refusal():
            _tell(form, found)
        case Same():
            form["contact"].errors = [SAME[which]]
        case _:
            form["code"].errors = [code_sending.problem_of(found)]
    return _contact_page(which, form, 422)


def _send_code(which: str, form: ContactForm) -> ResponseReturnValue:
    if not in_order(form, form["contact"]):
        return cannot_send(form, _contact_page(which, form, 422))
    issued = account_settings.send_contact_code(platform(), signed_in().account_id, form.address(), place())
    if isinstance(issued, Same):
        form["contact"].errors = [SAME[which]]
        return cannot_send(form, _contact_page(which, form, 422))
    news = code_sending.news_of(issued, form.address())
    return code_sending.as_json(news) if wants_json() else _contact_page(which, form, news.status, news=news)


def _contact_page(which: str, form: ContactForm, status: int = 200, *, news: News | None = None) -> Response:
    settings = _settings()
    now = settings.mobile if which == "mobile" else settings.email
    return form_page(
        "pages/account_contact.html",
        form,
        status,
        news=news,
        which=which,
        now=now,
        has_password=settings.has_password,
    )


# --- Sessions ------------------------------------------------------------------------------------------------


@blueprint.get("/account/sessions")
@signed_in_only
def list_of_sessions() -> str:
    """Where one is signed in."""
    return render_template(
        "pages/account_sessions.html",
        sessions=list_sessions(platform(), signed_in()),
        methods=messages.METHODS,
    )


@blueprint.post(f"/account/sessions/<int(max={LARGEST}):session_id>/end")
@signed_in_only
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    person = signed_in()
    ended = session_id != person.session_id and end_one_of(platform(), person.account_id, session_id)
    flash(messages.SESSION_ENDED if ended else messages.SESSION_GONE)
    return redirect(url_for("account.list_of_sessions"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in_only
def end_others() -> ResponseReturnValue:
    """End all sessions but this one."""
    flash(messages.others_ended(account_settings.end_others(platform(), signed_in())))
    return redirect(url_for("account.list_of_sessions"), 303)


# --- Preferences ---------------------------------------------------------------------------------------------


@blueprint.get("/account/preferences")
@signed_in_only
def preferences() -> ResponseReturnValue:
    """What is mailed."""
    settings = _settings()
    form = PreferencesForm(formdata=None, mail_copy=settings.mail_copy)
    return form_page("pages/account_preferences.html", form, settings=settings)


@blueprint.post("/account/preferences")
@signed_in_only
def set_preferences() -> ResponseReturnValue:
    """Keep what was chosen."""
    form = PreferencesForm()
    account_settings.set_mail_copy(platform(), signed_in().account_id, form.mail_copy.data)
    flash(messages.PREFERENCES_SAVED)
    return redirect(url_for("account.show"), 303)


def _settings() -> account_settings.Settings:
    return account_settings.read(platform(), signed_in().account_id)


def _tell(form: ChangePasswordForm | ContactForm, refusal: Refusal) -> None:
    """That the password there is was not typed right."""
    locked = refusal.reason == "locked"
    told = messages.current_locked(duration(refusal.wait)) if locked else messages.CURRENT_WRONG
    form["current"].errors = [told]

"""Registering, and the texts that are agreed to."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import code_sending, sessions
from web import messages as common
from web import messages_registration as messages
from web.access import public, signed_in_only
from web.code_sending import News
from web.forms_registration import LegalForm, NaturalForm, RegistrationForm
from web.requests import place, platform, safe_path, wants_json
from web.security import limiter, when_stale
from web.services import registration
from web.services.credentials import normal_mobile, password_strength
from web.services.registration import AGREEMENT, Refusal

blueprint = Blueprint("registration", __name__)

FORMS = {"legal": LegalForm, "natural": NaturalForm}
KIND = "<any(legal, natural):kind>"
AGREEMENTS = "<any(registration, privacy):which>"


def _limit() -> str:
    limit: str = platform().config.registration_limit
    return limit


@blueprint.get("/register")
@public
def show() -> str:
    """Which kind of account somebody needs."""
    return render_template("pages/register.html", next=safe_path(request.args.get("next")))


@blueprint.get(f"/register/{KIND}")
@public
def ask(kind: str) -> ResponseReturnValue:
    """The empty form."""
    form = FORMS[kind](formdata=None, next=safe_path(request.args.get("next")) or "")
    return _page(kind, form, 200)


def _stale(kind: str) -> ResponseReturnValue:
    return _page(kind, FORMS[kind](), 400, problem=common.STALE_PAGE)


@blueprint.post(f"/register/{KIND}")
@limiter.limit(_limit)
@when_stale(_stale)
@public
def begin(kind: str) -> ResponseReturnValue:
    """Send a code, or register and go on signed in."""
    form = FORMS[kind]()
    if code_sending.is_asked_for():
        return _send_code(kind, form)
    in_order = form.validate()
    if _is_taken(form) or not in_order:
        return _page(kind, form, 422)
    found = registration.register(platform(), form.registration(), place())
    if isinstance(found, Refusal):
        _tell(form, found)
        return _page(kind, form, 422)
    sessions.begin(found)
    return redirect(safe_path(form.next.data) or url_for("registration.done"), 303)


@blueprint.get("/register/done")
@signed_in_only
def done() -> str:
    """Verify the identity now, or later."""
    return render_template("pages/register_done.html")


@blueprint.get(f"/agreements/{AGREEMENTS}")
@public
def agreement(which: str) -> str:
    """What those who register agree to."""
    return render_template(f"pages/agreement_{which}.html", edition=AGREEMENT)


def _send_code(kind: str, form: RegistrationForm) -> Response:
    """Send a code, unless the telephone cannot be read, or the enterprise has an account already."""
    readable = form.mobile.validate(form)
    if _is_taken(form) or not readable:
        wrong = code_sending.errors_of(form)
        return code_sending.wrong_as_json(wrong) if wants_json() else _page(kind, form, 422)
    mobile = normal_mobile(form.mobile.data)
    if mobile is None:
        abort(400)
    news = code_sending.news_of(registration.send_code(platform(), mobile, place()), mobile)
    return code_sending.as_json(news) if wants_json() else _page(kind, form, news.status, news=news)


def _is_taken(form: RegistrationForm) -> bool:
    """Whether the enterprise is registered already; told at the field."""
    credit_code = form.credit_code_to_keep()
    if credit_code is None or not registration.is_taken(platform(), credit_code):
        return False
    _tell(form, Refusal(credit_code_taken=True))
    return True


def _tell(form: RegistrationForm, refusal: Refusal) -> None:
    if refusal.code is not None:
        form.code.errors = [code_sending.problem_of(refusal.code)]
    elif refusal.login_name_taken:
        form.login_name.errors = [messages.LOGIN_NAME_TAKEN]
    if refusal.credit_code_taken:
        form["credit_code"].errors = [messages.CREDIT_CODE_TAKEN]


def _page(
    kind: str, form: RegistrationForm, status: int, *, news: News | None = None, problem: str = ""
) -> Response:
    page = render_template(
        f"pages/register_{kind}.html",
        form=form,
        kind=kind,
        problems=_problems(form, news, problem),
        news=news,
        taken=messages.CREDIT_CODE_TAKEN in form.errors.get("credit_code", ()),
        password_news=_password_news(form),
        messages=messages,
    )
    answer = Response(page, status)
    if news is not None and not news.sent and news.wait:
        answer.headers["Retry-After"] = str(news.wait)
    return answer


def _problems(form: RegistrationForm, news: News | None, problem: str) -> list[tuple[str, str | None]]:
    """Everything that is wrong, in the order of the page."""
    found: list[tuple[str, str | None]] = [(problem, None)] if problem else []
    for field in form.ordered():
        errors = [news.message] if news and not news.sent and field is form.code else field.errors
        found += [(str(each), f"#{field.id}") for each in errors]
    return found


def _password_news(form: RegistrationForm) -> str:
    """That a good password has to be typed again, and how strong it was."""
    return messages.password_again(password_strength(form.password.data)) if form.password_is_right() else ""

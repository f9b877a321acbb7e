"""手机号修改 for those who are not signed in: what one still has is proved first, then the new telephone."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from web import code_sending
from web import messages as common
from web import messages_recovery as messages
from web.access import public
from web.code_sending import News
from web.form_pages import cannot_send, form_page, in_order
from web.forms_recovery import MailProofForm, NewMobileForm, PhoneProofForm, WayForm
from web.masking import mask_number
from web.requests import place, platform, wants_json
from web.security import when_stale
from web.services import recovery_mobile
from web.services.codes import Right
from web.services.credentials import normal_mobile
from web.services.recovery_mobile import Over, Proof, Same
from web.views.recovery import blueprint as blueprint
from web.views.recovery import limited, quiet_news

WAY = "<any(phone, mail):way>"
FORMS = {"phone": PhoneProofForm, "mail": MailProofForm}
ASKED = "asked"
"""What the button of the first page sends, so that a form without a choice is one, too."""

KEPT = "mobile_proof"
"""Under which name the browser keeps what was proved."""


@blueprint.get("/recover/mobile")
@public
def mobile() -> ResponseReturnValue:
    """Who one is and what one still has; then on to the page for that."""
    asked = bool({ASKED, "verified", "user", "way"} & request.args.keys())
    form = WayForm(formdata=request.args if asked else None)
    if not asked or not form.validate():
        return form_page("pages/recover_mobile.html", form, 422 if asked else 200, messages=messages)
    if form.way.data == "manual":
        return redirect(url_for("identities.mobile_manual", user=form.user.data))
    chosen = {"verified": form.verified.data, "user": form.user.data}
    return redirect(url_for("recovery.ask_proof", way=form.way.data, **chosen))


@blueprint.get(f"/recover/mobile/{WAY}")
@public
def ask_proof(way: str) -> ResponseReturnValue:
    """The empty form."""
    return _proof_page(way, FORMS[way](formdata=None))


def _stale_proof(way: str) -> ResponseReturnValue:
    return _proof_page(way, FORMS[way](), 400, problem=common.STALE_PAGE)


@blueprint.post(f"/recover/mobile/{WAY}")
@limited
@when_stale(_stale_proof)
@public
def prove(way: str) -> ResponseReturnValue:
    """Send a code to the old telephone or the mailbox, or go on to the new telephone."""
    form = FORMS[way]()
    if code_sending.is_asked_for():
        if not in_order(form, form.who, form.contact):
            return cannot_send(form, _proof_page(way, form, 422))
        claim = form.claim()
        news = quiet_news(recovery_mobile.send_old_code(platform(), claim, place()), claim.address)
        return code_sending.as_json(news) if wants_json() else _proof_page(way, form, news.status, news=news)
    if not form.validate():
        return _proof_page(way, form, 422)
    found = recovery_mobile.prove(platform(), form.claim(), form.code.data, place())
    if not isinstance(found, Proof):
        form.code.errors = [code_sending.problem_of(found)]
        return _proof_page(way, form, 422)
    _keep(found)
    return redirect(url_for("recovery.ask_mobile"), 303)


@blueprint.get("/recover/mobile/new")
@public
def ask_mobile() -> ResponseReturnValue:
    """The new telephone, for those who have proved that the account is theirs."""
    proof = _proof()
    if proof is None or not recovery_mobile.stands(platform(), proof):
        return _over()
    return _mobile_page(NewMobileForm(formdata=None))


def _stale_mobile() -> ResponseReturnValue:
    return _mobile_page(NewMobileForm(), 400, problem=common.STALE_PAGE)


@blueprint.post("/recover/mobile/new")
@limited
@when_stale(_stale_mobile)
@public
def change_mobile() -> ResponseReturnValue:
    """Send a code to the new telephone, or bind it."""
    form, proof = NewMobileForm(), _proof()
    if proof is None:
        return _over()
    if code_sending.is_asked_for():
        return _send_new_code(form, proof)
    if not form.validate():
        return _mobile_page(form, 422)
    new = normal_mobile(form.mobile.data) or ""
    found = recovery_mobile.change(platform(), proof, new, form.code.data, place())
    match found:
        case Right():
            session.pop(KEPT, None)
            flash(messages.mobile_changed(mask_number(new)))
            return redirect(url_for("sessions.sign_in"), 303)
        case Over():
            return _over()
        case Same():
            form.mobile.errors = [messages.SAME_MOBILE]
        case _:
            form.code.errors = [code_sending.problem_of(found)]
    return _mobile_page(form, 422)


def _send_new_code(form: NewMobileForm, proof: Proof) -> ResponseReturnValue:
    if not in_order(form, form.mobile):
        return cannot_send(form, _mobile_page(form, 422))
    new = normal_mobile(form.mobile.data) or ""
    issued = recovery_mobile.send_new_code(platform(), proof, new, place())
    match issued:
        case Over():
            return _over()
        case Same():
            form.mobile.errors = [messages.SAME_MOBILE]
            return cannot_send(form, _mobile_page(form, 422))
    news = code_sending.news_of(issued, new)
    return code_sending.as_json(news) if wants_json() else _mobile_page(form, news.status, news=news)


def _proof_page(
    way: str,
    form: PhoneProofForm | MailProofForm,
    status: int = 200,
    *,
    news: News | None = None,
    problem: str = "",
) -> Response:
    user, verified = request.args.get("user", ""), request.args.get("verified", "")
    return form_page(
        "pages/recover_mobile_proof.html",
        form,
        status,
        news=news,
        problem=problem,
        way=way,
        chosen={name: value for name, value in (("user", user), ("verified", verified)) if value},
        hint=messages.WHO_HINTS.get((user, verified), messages.WHO_HINT),
    )


def _mobile_page(
    form: NewMobileForm, status: int = 200, *, news: News | None = None, problem: str = ""
) -> Response:
    return form_page("pages/recover_mobile_new.html", form, status, news=news, problem=problem)


def _over() -> ResponseReturnValue:
    session.pop(KEPT, None)
    if wants_json():
        return code_sending.wrong_as_json({"mobile": messages.PROOF_OVER})
    flash(messages.PROOF_OVER)
    return redirect(url_for("recovery.mobile"), 303)


def _keep(proof: Proof) -> None:
    session[KEPT] = [proof.account_id, proof.by, proof.since.timestamp(), proof.stamp]


def _proof() -> Proof | None:
    if KEPT not in session:
        return None
    account_id, by, since, stamp = session[KEPT]
    return Proof(account_id, by, datetime.fromtimestamp(since, UTC), stamp)

"""One account of an enterprise or a person, for those who look after it. What was filled in is not shown here."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web import messages_administration as messages
from web.access import needs
from web.forms_administration import DeedForm
from web.rendering import moment
from web.requests import platform, signed_in
from web.services import administration
from web.services.administration import Seen
from web.services.closing import Why
from web.services.permissions import Action, Refused

blueprint = Blueprint("administration_accounts", __name__, url_prefix="/administration/accounts")

DEEDS = {
    "disable": administration.disable_account,
    "enable": administration.enable_account,
    "sessions": administration.end_sessions,
}


@blueprint.get("/<int:account_id>")
@needs(Action.MANAGE_ACCOUNTS)
def show(account_id: int) -> str:
    """One account, and what can be done."""
    seen = _seen(account_id)
    lines = messages.account_lines(seen, lambda at: moment(at) if at is not None else "")
    return render_template("pages/administration_account.html", seen=seen, lines=lines)


@blueprint.get("/<int:account_id>/<any('disable', 'enable', 'sessions'):deed>")
@needs(Action.MANAGE_ACCOUNTS)
def ask(account_id: int, deed: str) -> Response:
    """Whether that is really to be done, and why."""
    return _asked(_seen(account_id), deed, DeedForm(formdata=None))


@blueprint.post("/<int:account_id>/<any('disable', 'enable', 'sessions'):deed>")
@needs(Action.MANAGE_ACCOUNTS)
def do(account_id: int, deed: str) -> ResponseReturnValue:
    """Do it."""
    seen, form = _seen(account_id), DeedForm()
    if not form.validate():
        return _asked(seen, deed, form, status=422)
    result = DEEDS[deed](platform(), signed_in(), account_id, Why(form.reason.data))
    if isinstance(result, Refused):
        return _asked(seen, deed, form, problem=result.text, status=409)
    flash(messages.done(deed, result.login_name))
    return redirect(url_for(".show", account_id=account_id), 303)


def _seen(account_id: int) -> Seen:
    found = administration.read_account(platform(), signed_in(), account_id)
    if found is None:
        abort(404)
    return found


def _asked(seen: Seen, deed: str, form: DeedForm, *, problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "pages/administration_deed.html",
        deed=deed,
        who=seen.login_name,
        name=seen.enterprise or seen.display_name,
        back=url_for(".show", account_id=seen.id),
        back_to=seen.login_name,
        listed=url_for("administration.accounts"),
        listed_as="企业和个人账号",
        form=form,
        problem=problem,
    )
    return Response(page, status)

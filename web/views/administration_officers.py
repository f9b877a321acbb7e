"""One officer, for those who look after the accounts: each change is asked for on a page of its own, with its reason."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.authorities import Authority
from web import messages_administration as messages
from web.access import needs
from web.forms_administration import AuthorityForm, ChangeForm, DeedForm
from web.requests import platform, signed_in
from web.services import officers
from web.services.authorities import find_authorities
from web.services.closing import Done, Why
from web.services.officers import Officer
from web.services.permissions import Action, Refused

blueprint = Blueprint("administration_officers", __name__, url_prefix="/administration/officers")

DEEDS = {
    "disable": officers.disable_officer,
    "enable": officers.enable_officer,
    "password": officers.reset_password,
    "second-factor": officers.reset_second_factor,
}


@blueprint.get("/<int:account_id>")
@needs(Action.MANAGE_OFFICERS)
def show(account_id: int) -> str:
    """One officer, and what can be done."""
    officer = _officer(account_id)
    return render_template(
        "pages/administration_officer.html", officer=officer, is_self=officer.id == signed_in().account_id
    )


@blueprint.route(
    "/<int:account_id>/<any('disable', 'enable', 'password', 'second-factor'):deed>", methods=["GET"]
)
@needs(Action.MANAGE_OFFICERS)
def ask(account_id: int, deed: str) -> Response:
    """Whether that is really to be done, and why."""
    return _asked(_officer(account_id), deed, DeedForm(formdata=None))


@blueprint.post("/<int:account_id>/<any('disable', 'enable', 'password', 'second-factor'):deed>")
@needs(Action.MANAGE_OFFICERS)
def do(account_id: int, deed: str) -> ResponseReturnValue:
    """Do it."""
    officer, form = _officer(account_id), DeedForm()
    if not form.validate():
        return _asked(officer, deed, form, status=422)
    result = DEEDS[deed](platform(), signed_in(), account_id, Why(form.reason.data))
    if isinstance(result, Refused):
        return _asked(officer, deed, form, problem=result.text, status=409)
    return _done(deed, account_id, result)


@blueprint.get("/<int:account_id>/change")
@needs(Action.MANAGE_OFFICERS)
def ask_change(account_id: int) -> Response:
    """To which authority an officer is to belong, and whether they manage accounts there."""
    officer = _officer(account_id)
    form = ChangeForm(
        formdata=None,
        data={
            "authority": officer.authority,
            "manages": officer.manages,
            "display_name": officer.display_name,
        },
    )
    return _change_page(officer, form)


@blueprint.post("/<int:account_id>/change")
@needs(Action.MANAGE_OFFICERS)
def change(account_id: int) -> ResponseReturnValue:
    """Show what would change; when that was confirmed, change it."""
    officer, form = _officer(account_id), ChangeForm()
    found = chosen_authority(form)
    if not form.validate() or "edit" in request.form:
        return _change_page(officer, form, candidates=found, status=200 if "edit" in request.form else 422)
    if len(found) != 1:
        tell_which(form, found)
        return _change_page(officer, form, candidates=found, status=422)
    if "confirmed" not in request.form:
        page = render_template(
            "pages/administration_change.html", officer=officer, form=form, authority=found[0]
        )
        return Response(page)
    result = officers.change_officer(
        platform(),
        signed_in(),
        account_id,
        Why(form.reason.data),
        authority=found[0].code,
        manages=form.manages.data,
        display_name=form.display_name.data,
    )
    if isinstance(result, Refused):
        return _change_page(officer, form, problem=result.text, status=409)
    return _done("change", account_id, result)


def chosen_authority(form: AuthorityForm) -> tuple[Authority, ...]:
    """The authorities that were meant, of those the person looks after: the one that was chosen among several, or all
    that fit what was typed."""
    found = find_authorities(platform(), form.authority.data or "", signed_in())
    chosen = tuple(each for each in found if each.code == request.form.get("choice"))
    return chosen or found


def tell_which(form: AuthorityForm, found: tuple[Authority, ...]) -> None:
    """Say at the field that nothing fits what was typed, or too much."""
    text = messages.several_authorities(len(found)) if found else messages.NOT_FOUND_AUTHORITY
    form.authority.errors = [*form.authority.errors, text]


def _officer(account_id: int) -> Officer:
    found = officers.read_officer(platform(), signed_in(), account_id)
    if found is None:
        abort(404)
    return found


def _asked(officer: Officer, deed: str, form: DeedForm, *, problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "pages/administration_deed.html",
        deed=deed.replace("-", "_"),
        who=officer.login_name,
        name=officer.display_name,
        back=url_for(".show", account_id=officer.id),
        back_to=officer.login_name,
        listed=url_for("administration.officers"),
        listed_as="主管部门账号",
        form=form,
        problem=problem,
    )
    return Response(page, status)


def _change_page(
    officer: Officer,
    form: ChangeForm,
    *,
    candidates: tuple[Authority, ...] = (),
    problem: str = "",
    status: int = 200,
) -> Response:
    page = render_template(
        "pages/administration_officer_change.html",
        officer=officer,
        form=form,
        candidates=candidates if len(candidates) > 1 else (),
        levels=messages.LEVELS,
        problem=problem,
    )
    return Response(page, status)


def _done(deed: str, account_id: int, done: Done) -> ResponseReturnValue:
    if done.password:
        return render_template("pages/administration_password.html", done=done, account_id=account_id)
    flash(messages.done(deed.replace("-", "_"), done.login_name))
    return redirect(url_for(".show", account_id=account_id), 303)

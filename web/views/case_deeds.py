"""What officers do with a submission, each deed on its own page: deeds of the workflow, spot checks, objections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from web import messages_reviewing as messages
from web.access import needs
from web.case_pages import deed_address, fields_by_section, look, seen, show_case, show_form, told
from web.forms_cases import FORMS, ObjectionForm, SettlementForm, SpotCheckForm, offer_fields
from web.requests import platform, signed_in
from web.services import certifying, deciding, reviewing
from web.services.cases import Acted, Outcome
from web.services.certifying import Certificate
from web.services.deciding import Inspected, Said
from web.services.permissions import Action
from web.services.reviewing import Looked
from web.workflow import Deed

blueprint = Blueprint("case_deeds", __name__, url_prefix="/cases/<uuid:case_id>")

USUAL_DAYS = 5


@blueprint.get("/deeds/<deed>")
@needs(Action.REVIEW)
def ask(case_id: UUID, deed: str) -> ResponseReturnValue:
    """What is to be said with a deed."""
    found, wanted = look(case_id), _deed(deed)
    if wanted not in found.deeds:
        return redirect(url_for("cases.show", case_id=case_id), 303)
    return _page(found, wanted, _form(found, wanted, fresh=True))


@blueprint.post("/deeds/<deed>")
@needs(Action.REVIEW)
def do(case_id: UUID, deed: str) -> ResponseReturnValue:
    """Do it, once; who is slower than another officer is told what happened, with everything typed still there."""
    found, wanted = look(case_id), _deed(deed)
    form, version = _form(found, wanted), seen()
    if not form.validate():
        return _page(found, wanted, form, status=422)
    outcome = _carry_out(case_id, wanted, form, version)
    if outcome is None:
        abort(404)
    again = version is not None and reviewing.was_done(platform(), signed_in(), case_id, wanted, version)
    if isinstance(outcome, Acted) or again:
        flash(messages.DONE[wanted])
        return redirect(url_for("cases.show", case_id=case_id), 303)
    problem = told(case_id, outcome)
    if wanted is Deed.BEGIN:
        return show_case(look(case_id), problem=problem, status=409)
    return _page(look(case_id), wanted, form, problem, 409)


@blueprint.get("/spot-check")
@needs(Action.REVIEW)
def ask_check(case_id: UUID) -> ResponseReturnValue:
    """What was found on site."""
    return _check_page(look(case_id), SpotCheckForm(formdata=None))


@blueprint.post("/spot-check")
@needs(Action.REVIEW)
def check(case_id: UUID) -> ResponseReturnValue:
    """Keep it."""
    found, form = look(case_id), SpotCheckForm()
    if not form.validate():
        return _check_page(found, form, status=422)
    if form.on.data > platform().clock.today():
        return _check_page(found, form, messages.DAY_AHEAD, 422)
    inspected = Inspected(form.on.data, form.people.data, form.agrees.data == "yes", form.found.data)
    refused = deciding.add_check(platform(), signed_in(), case_id, inspected)
    if refused is not None:
        return _check_page(found, form, refused.text, 409)
    flash(messages.CHECKED)
    return redirect(url_for("cases.show", case_id=case_id, _anchor="checks"), 303)


@blueprint.get("/objection")
@needs(Action.REVIEW)
def ask_objection(case_id: UUID) -> ResponseReturnValue:
    """What somebody objected to."""
    return _objection_page(look(case_id), ObjectionForm(formdata=None))


@blueprint.post("/objection")
@needs(Action.REVIEW)
def object_to(case_id: UUID) -> ResponseReturnValue:
    """Keep it; the same pressed twice is kept once."""
    found, form = look(case_id), ObjectionForm()
    if not form.validate():
        return _objection_page(found, form, status=422)
    text, received = form.text.data, form.received.data
    if received > platform().clock.today():
        return _objection_page(found, form, messages.DAY_AHEAD, 422)
    if not any((each.text, each.received) == (text, received) for each in found.objections):
        refused = certifying.object_to(platform(), signed_in(), case_id, text, received)
        if refused is not None:
            return _objection_page(found, form, refused.text, 409)
    flash(messages.OBJECTED)
    return redirect(url_for("cases.show", case_id=case_id, _anchor="objections"), 303)


@blueprint.get("/objections/<int:objection_id>")
@needs(Action.REVIEW)
def ask_settlement(case_id: UUID, objection_id: int) -> ResponseReturnValue:
    """How an objection was settled."""
    return _settlement_page(look(case_id), objection_id, SettlementForm(formdata=None))


@blueprint.post("/objections/<int:objection_id>")
@needs(Action.REVIEW)
def settle(case_id: UUID, objection_id: int) -> ResponseReturnValue:
    """Keep how."""
    found, form = look(case_id), SettlementForm()
    if not form.validate():
        return _settlement_page(found, objection_id, form, status=422)
    _objection(found, objection_id)
    refused = certifying.settle(platform(), signed_in(), objection_id, form.how.data)
    if refused is not None:
        return _settlement_page(found, objection_id, form, refused.text, 409)
    flash(messages.SETTLED)
    return redirect(url_for("cases.show", case_id=case_id, _anchor="objections"), 303)


def _deed(text: str) -> Deed:
    found = next((each for each in FORMS if each.value == text), None)
    if found is None:
        abort(404)
    return found


def _form(found: Looked, deed: Deed, *, fresh: bool = False) -> Any:
    usual: dict[str, Any] = {}
    if deed is Deed.PUBLICISE:
        days = found.window.publicity_days if found.window else USUAL_DAYS
        usual = {"first": platform().clock.today(), "days": days}
    elif deed is Deed.CERTIFY:
        usual = {"on": platform().clock.today()}
    form = FORMS[deed](formdata=None, data=usual) if fresh else FORMS[deed]()
    if deed is Deed.RETURN:
        offer_fields(form["field"], fields_by_section(found))
    return form


def _carry_out(case_id: UUID, deed: Deed, form: Any, version: int | None) -> Outcome | None:
    if deed is Deed.PUBLICISE:
        return certifying.publicise(
            platform(), signed_in(), case_id, form.first.data, form.days.data, version
        )
    if deed is Deed.CERTIFY:
        certificate = Certificate(form.batch.data, form.number.data or "", form.on.data)
        return certifying.certify(platform(), signed_in(), case_id, certificate, version)
    note = form.note.data or "" if "note" in form else ""
    reason = Said(form["field"].data or "", form.text.data or "") if deed is Deed.RETURN else None
    return deciding.do(platform(), signed_in(), case_id, deed, seen=version, note=note, reason=reason)


def _page(found: Looked, deed: Deed, form: Any, problem: str = "", status: int = 200) -> ResponseReturnValue:
    return show_form(
        found,
        form,
        heading=messages.DEEDS[deed],
        lead=messages.MEANINGS[deed],
        action=deed_address(found.case.id, deed),
        button=messages.BUTTONS[deed],
        problem=problem,
        status=status,
        possible=deed in found.deeds,
        reasons=found.reasons if deed is Deed.RETURN else (),
        hints={"text": "上面已列出写好的意见；这里可以再写一条，没有的不填。"}
        if deed is Deed.RETURN and found.reasons
        else {},
    )


def _check_page(found: Looked, form: Any, problem: str = "", status: int = 200) -> ResponseReturnValue:
    return show_form(
        found,
        form,
        heading="记录实地抽查",
        action=url_for("case_deeds.check", case_id=found.case.id),
        button="保存",
        problem=problem,
        status=status,
    )


def _objection_page(found: Looked, form: Any, problem: str = "", status: int = 200) -> ResponseReturnValue:
    return show_form(
        found,
        form,
        heading="记录异议",
        lead="异议处理完毕以前，不能公告、认定。",
        action=url_for("case_deeds.object_to", case_id=found.case.id),
        button="保存",
        problem=problem,
        status=status,
    )


def _settlement_page(
    found: Looked, objection_id: int, form: Any, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    objection = _objection(found, objection_id)
    return show_form(
        found,
        form,
        heading="处理异议",
        lead=objection.text,
        action=url_for("case_deeds.settle", case_id=found.case.id, objection_id=objection_id),
        button="保存",
        problem=problem,
        status=status,
    )


def _objection(found: Looked, objection_id: int) -> Any:
    objection = next((each for each in found.objections if each.id == objection_id), None)
    if objection is None:
        abort(404)
    return objection

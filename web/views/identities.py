"""Proving who one is: where an account stands, the form of a legal person, that of a natural person, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import captcha_fields
from web import messages_identities as messages
from web.access import forbidden, needs, public, signed_in_only
from web.coded_fields import SHOW
from web.config import MEGABYTE
from web.forms_identities import LegalForm, NaturalForm, details_of
from web.identity_pages import Page, keep_chosen
from web.requests import platform, signed_in
from web.security import allows_body, limiter
from web.services import identities, identity_standing
from web.services.identities import NotHandedIn
from web.services.identity_decisions import Decided
from web.services.identity_standing import Begun
from web.services.permissions import Action, may, why_not

blueprint = Blueprint("identities", __name__)

MOST_AT_ONCE = 42 * MEGABYTE
LEGAL, NATURAL = "legal", "natural"
_FORMS: Mapping[str, type[LegalForm | NaturalForm]] = {LEGAL: LegalForm, NATURAL: NaturalForm}


@blueprint.get("/identity")
@signed_in_only
def show() -> ResponseReturnValue:
    """Where the account stands, what it is needed for, and what can be done now."""
    person = signed_in()
    if person.is_officer:
        return forbidden(why_not(person, Action.PROVE_IDENTITY) or why_not(person, Action.READ))  # type: ignore[arg-type]
    standing = identity_standing.look_at_standing(platform(), person)
    return render_template(
        "pages/identity.html", standing=standing, may_prove=may(person, Action.PROVE_IDENTITY)
    )


@blueprint.get("/identity/sample")
@public
def sample() -> str:
    """What must be readable on a scan of a licence."""
    return render_template("pages/identity_sample.html")


@blueprint.get("/identity/<any(legal, natural):kind>")
@needs(Action.PROVE_IDENTITY)
def fill(kind: str) -> ResponseReturnValue:
    """The form, with what was filled in before."""
    begun = _begun(kind)
    if begun is None:
        return redirect(url_for("identities.show"), 303)
    return _page(kind, _FORMS[kind](formdata=None, data=dict(begun.details)), begun)


@blueprint.post("/identity/<any(legal, natural):kind>")
@limiter.limit("60 per hour")
@allows_body(MOST_AT_ONCE, messages.BODY_TOO_LARGE)
@needs(Action.PROVE_IDENTITY)
def hand_in(kind: str) -> ResponseReturnValue:
    """Keep what was typed and chosen, then hand it in where nothing is wrong."""
    person, form = signed_in(), _FORMS[kind]()
    if _begun(kind) is None:
        flash(messages.WAITS_ALREADY)
        return redirect(url_for("identities.show"), 303)
    request_id = identities.begin(platform(), person, details_of(form))
    refusals = keep_chosen(request_id) if request_id is not None else []
    if SHOW in request.form or captcha_fields.is_another_asked_for():
        return _page(kind, form, _begun(kind), refusals=refusals)
    if not form.validate() or refusals:
        return _page(kind, form, _begun(kind), 422, refusals=refusals, whole=True)
    outcome = identities.hand_in(platform(), person, form.filled(), captcha_fields.given(form))
    if isinstance(outcome, NotHandedIn):
        return _not_handed_in(kind, form, outcome)
    flash(_news(outcome))
    return redirect(url_for("identities.show"), 303)


@blueprint.post("/identity/withdrawal")
@needs(Action.PROVE_IDENTITY)
def withdraw() -> ResponseReturnValue:
    """Take back what waits, to change it."""
    taken_back = identities.withdraw(platform(), signed_in())
    flash(messages.WITHDRAWN if taken_back else messages.NOT_WITHDRAWN)
    return redirect(url_for("identities.show"), 303)


def _begun(kind: str) -> Begun | None:
    """What was filled in so far; None where this form is not for this person, or one waits already."""
    if identity_standing.kind_of(signed_in()) != kind:
        return None
    found = identity_standing.look_at_begun(platform(), signed_in())
    return None if found.is_waiting else found


def _not_handed_in(kind: str, form: Any, outcome: NotHandedIn) -> ResponseReturnValue:
    if outcome.reason == "waiting":
        flash(messages.WAITS_ALREADY)
        return redirect(url_for("identities.show"), 303)
    taken = outcome.reason == "code_taken"
    if taken:
        form.credit_code.errors = [messages.CODE_TAKEN]
    if outcome.reason == "captcha":
        form.captcha_answer.errors = [messages.CAPTCHA_WRONG]
    return _page(kind, form, _begun(kind), 422, missing=outcome.files, taken=taken)


def _news(outcome: Decided | None) -> str:
    if outcome is None:
        return messages.HANDED_IN
    return messages.VERIFIED_AT_ONCE if outcome.approved else messages.REFUSED_AT_ONCE


def _page(kind: str, form: Any, begun: Begun | None, status: int = 200, **more: Any) -> ResponseReturnValue:
    if begun is None:
        return redirect(url_for("identities.show"), 303)
    taken = more.pop("taken", False)
    page = Page.of(kind, form, begun.files, **more)
    name = "pages/identity_legal.html" if kind == LEGAL else "pages/identity_natural.html"
    shown = render_template(
        name,
        form=form,
        page=page,
        taken=taken,
        asked=captcha_fields.ask(form),
        promise=messages.PROMISE,
    )
    return Response(shown, status)

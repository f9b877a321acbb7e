"""Which titles an enterprise holds, what was certified in which batch, what is in publicity: open to everybody."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from web import captcha_fields
from web import messages_portal as messages
from web.access import public
from web.caching import shared
from web.form_pages import form_page
from web.forms_certificates import CertificatesForm
from web.requests import platform
from web.security import limiter, when_stale
from web.services import announcements, certificates, publicity
from web.services.certificates import Answered
from web.services.portal import DECLARE, RENEW

blueprint = Blueprint("certificates", __name__)

LIMIT = "60 per minute"


@blueprint.get("/certificates")
@public
def ask() -> Response:
    """The form."""
    return _page(CertificatesForm(formdata=None))


def _stale() -> Response:
    return _page(CertificatesForm(), 400, problem=messages.STALE)


@blueprint.post("/certificates")
@limiter.limit(LIMIT)
@when_stale(_stale)
@public
def find() -> ResponseReturnValue:
    """What was found, below the form as it was typed."""
    form = CertificatesForm()
    if captcha_fields.is_another_asked_for():
        return _page(form)
    if not form.validate():
        return _page(form, 422)
    found = certificates.find_certificates(platform(), form.question(), captcha_fields.given(form))
    if found is None:
        form.captcha_answer.errors = [messages.CAPTCHA_WRONG]
        return _page(form, 422)
    return _page(form, answered=found)


@blueprint.get("/certificates/batches")
@shared()
@public
def batches() -> str:
    """Every batch there is."""
    return render_template("pages/batches.html", batches=certificates.list_batches(platform()))


@blueprint.get("/certificates/batch")
@shared()
@public
def batch() -> str:
    """The enterprises of a batch."""
    fact, name, authority = (request.args.get(each, "") for each in ("fact", "batch", "authority"))
    page = request.args.get("page", 1, type=int)
    if "\0" in fact + name + authority:
        abort(404)
    found = certificates.list_batch(platform(), fact, name, authority, page)
    if found is None:
        abort(404)
    return render_template("pages/batch.html", found=found)


@blueprint.get("/publicity")
@shared()
@public
def publicised() -> str:
    """What everybody may object to today."""
    provinces = announcements.provincial_authorities(platform())
    procedures = [each for each in platform().catalogue.procedures() if each.kind in {DECLARE, RENEW}]
    province, procedure = request.args.get("province", ""), request.args.get("procedure", "")
    province = province if province in {each.code for each in provinces} else ""
    procedure = procedure if procedure in {each.id for each in procedures} else ""
    page = request.args.get("page", 1, type=int)
    return render_template(
        "pages/publicity.html",
        listed=publicity.list_publicised(platform(), province, procedure, page),
        provinces=provinces,
        procedures=procedures,
        province=province,
        procedure=procedure,
    )


def _page(
    form: CertificatesForm, status: int = 200, *, problem: str = "", answered: Answered | None = None
) -> Response:
    return form_page(
        "pages/certificates.html",
        form,
        status,
        problem=problem,
        answered=answered,
        captcha=captcha_fields.ask(form),
    )

"""Public pages that hold nothing of anybody: whom to ask, help, and what search engines are told."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from markupsafe import escape

from web.access import public
from web.addresses import full_address
from web.caching import shared
from web.clock import local
from web.requests import platform
from web.services import announcements, directory, portal

blueprint = Blueprint("portal", __name__)

PAGES = (
    "home.show",
    "announcements.index",
    "certificates.ask",
    "certificates.publicised",
    "certificates.batches",
    "trials.index",
    "portal.contacts",
    "portal.help_page",
)
"""What search engines may find."""

_SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
)
PRIVATE = (
    "/account",
    "/administration",
    "/captcha",
    "/desk",
    "/drafts",
    "/outbox",
    "/recover",
    "/submissions",
)


@blueprint.get("/contacts")
@shared()
@public
def contacts() -> str:
    """The office numbers of a province with its cities, or of all provinces."""
    provinces = directory.list_directory(platform())
    code = request.args.get("region", "")
    chosen = next((each for each in provinces if each.code == code), None)
    return render_template("pages/contacts.html", provinces=provinces, chosen=chosen)


@blueprint.get("/help")
@shared()
@public
def help_page() -> str:
    """Questions that are often asked, each with the page where it is done."""
    procedures = platform().catalogue.procedures()
    by_kind = {kind: portal.first_of(procedures, kind) for kind in portal.LINKED}
    return render_template("pages/help.html", by_kind=by_kind)


@blueprint.get("/robots.txt")
@shared()
@public
def robots() -> Response:
    """What programs need not look at, and where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {each}" for each in PRIVATE)]
    text = "\n".join([*lines, f"Sitemap: {full_address('portal.sitemap')}", ""])
    return Response(text, mimetype="text/plain")


@blueprint.get("/sitemap.xml")
@shared()
@public
def sitemap() -> Response:
    """Every public page, with the announcements and when they were changed."""
    listed = announcements.list_for_sitemap(platform())
    dated = [
        (full_address("announcements.show", announcement_id=number), local(changed).date().isoformat())
        for number, changed in listed
    ]
    pages = [(full_address(each), "") for each in PAGES]
    return Response(
        "\n".join((_SITEMAP, *(_entry(*each) for each in (*pages, *dated)), "</urlset>", "")),
        mimetype="application/xml",
    )


def _entry(address: str, changed: str) -> str:
    last = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{last}</url>"

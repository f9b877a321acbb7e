"""Announcements as everybody reads them: the list, one of them, its files."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from web import markdown
from web.access import public
from web.caching import shared
from web.downloads import attachment
from web.requests import platform
from web.services import announcements
from web.services.announcements import LONGEST_SEARCH, PROVINCES, Wanted

blueprint = Blueprint("announcements", __name__, url_prefix="/announcements")


@blueprint.get("")
@shared()
@public
def index() -> str:
    """The announcements of somebody, with some words in them."""
    provinces = announcements.provincial_authorities(platform())
    ministry = announcements.ministry_code(platform())
    office = request.args.get("office", "")
    office = office if office in {ministry, PROVINCES, *(each.code for each in provinces)} else ""
    words = " ".join(request.args.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]
    page = request.args.get("page", 1, type=int)
    return render_template(
        "pages/announcements.html",
        listed=announcements.list_announcements(platform(), Wanted(office, words, page)),
        office=office,
        words=words,
        ministry=ministry,
        provinces=provinces,
        all_provinces=PROVINCES,
    )


@blueprint.get("/<int:announcement_id>")
@shared()
@public
def show(announcement_id: int) -> str:
    """One announcement."""
    found = announcements.find_announcement(platform(), announcement_id)
    if found is None:
        abort(404)
    return render_template(
        "pages/announcement.html",
        found=found,
        text=markdown.render(found.body),
        description=" ".join(markdown.render(found.body).striptags().split())[:120],
    )


@blueprint.get("/<int:announcement_id>/files/<uuid:file_id>")
@shared()
@public
def download(announcement_id: int, file_id: UUID) -> ResponseReturnValue:
    """A file of an announcement."""
    found = announcements.open_file(platform(), announcement_id, file_id)
    if found is None:
        abort(404)
    file, stream = found
    response: Response = attachment(file.name, file.kind, file.size, stream)
    response.set_etag(file.sha256[:32])
    return response

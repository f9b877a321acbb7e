"""Handing out what others handed in: as a download or as a picture on a page, never as a page of ours."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response
from werkzeug.wsgi import FileWrapper

from web.security import DOWNLOAD_POLICY
from web.services.file_kinds import KINDS
from web.services.file_names import content_disposition


def attachment(name: str, kind: str, size: int, stream: BinaryIO) -> Response:
    """The file under its own name, typed by its content, unable to run anything."""
    response = Response(FileWrapper(stream), mimetype=KINDS[kind].media_type, direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Disposition"] = content_disposition(name)
    return _harmless(response, stream)


def inline_image(kind: str, size: int, stream: BinaryIO) -> Response:
    """A picture that a page of ours shows, typed by its content: `nosniff` keeps browsers from reading it as a page."""
    response = Response(FileWrapper(stream), mimetype=KINDS[kind].media_type, direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return _harmless(response, stream)


def _harmless(response: Response, stream: BinaryIO) -> Response:
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    response.call_on_close(stream.close)
    return response

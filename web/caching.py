"""Pages that are the same for everybody: kept by browsers and by what stands before us for a minute, then asked for again
by their mark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, make_response, request

from web.security import stateless

View = TypeVar("View", bound=Callable[..., Any])

MINUTE = 60


def shared(seconds: int = MINUTE) -> Callable[[View], View]:
    """Marks a view whose answer belongs to nobody and may be kept for so long; no cookie goes with it."""

    def mark(view: View) -> View:
        @wraps(view)
        def answer(*arguments: Any, **named: Any) -> Response:
            return revalidated(make_response(view(*arguments, **named)), f"public, max-age={seconds}")

        return stateless(cast(View, answer))

    return mark


def revalidated(response: Response, control: str) -> Response:
    """The answer with a mark of its content: who has it already is told so, and nothing is sent again."""
    if response.status_code == 200:
        if not response.is_streamed:
            response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
        response.headers["Cache-Control"] = control
        response.make_conditional(request)
    return response

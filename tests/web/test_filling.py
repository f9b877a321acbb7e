"""Filling a form without JavaScript, from signing in to the explained result."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from tests.web.files import PDF
from tests.web.pages import form_to, press


def begin(client: FlaskClient) -> str:
    """Begin the form; the address of the draft."""
    page = client.get("/").text
    response = press(client, form_to(page, "/forms/innovative/drafts"), follow=False)
    assert response.status_code == 303
    return response.headers["Location"]


def test_journey(signed_in: FlaskClient) -> None:
    draft = begin(signed_in)
    page = signed_in.get(draft)
    assert page.status_code == 200
    for section in re.findall(r'data-section-link="(\w+)"', page.text):
        response = signed_in.get(f"{draft}/sections/{section}")
        assert response.status_code == 200
        response = press(signed_in, form_to(response.text, "/sections/"), ("_next", "next"), follow=False)

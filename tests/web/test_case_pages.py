"""The officers' page of one submission: what it shows, whom it is for, and what is done on it."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.colleagues import add_officer
from tests.web.support import Firm, sign_in, token_of
from tests.web.test_cases import CITY, COUNTY, OTHER_COUNTY, look, sent, told
from web.models import Upload
from web.models_review import Remark, SpotCheck
from web.platform import Platform
from web.workflow import State


@pytest.fixture
def case_id(platform: Platform, firm: Firm) -> UUID:
    return sent(platform, firm)


def officer(application: Flask, platform: Platform, authority: str, name: str = "") -> FlaskClient:
    """A browser in which an officer of an authority is signed in."""
    login_name = name or f"officer-{authority}"
    add_officer(platform, login_name, authority=authority)
    client = application.test_client()
    assert sign_in(client, login_name).status_code in {302, 303}
    return client


def post(client: FlaskClient, address: str, **data: object) -> object:
    return client.post(address, data={"csrf_token": token_of(client), **data})


def test_page_shows_the_case(application: Flask, platform: Platform, case_id: UUID) -> None:
    page = officer(application, platform, COUNTY).get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert look(platform, case_id).number in page.text

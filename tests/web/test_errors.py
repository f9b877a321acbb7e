"""Errors: calm pages for people, codes for modules, nothing of the inside."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from web import messages
from web.platform import Platform

AS_JSON = {"Accept": "application/json"}


@pytest.fixture
def application(application: Flask) -> Flask:
    application.add_url_rule("/refuse/<int:status>", view_func=abort, endpoint="refuse")
    application.view_functions["refuse"] = lambda status: abort(status)
    application.add_url_rule("/broken", view_func=lambda: {}["secret inside"])
    return application


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503])
def test_error_page_says_what_to_do(client: FlaskClient, status: int) -> None:
    response = client.get(f"/refuse/{status}")
    _, title, advice = messages.ERRORS[status]
    assert response.status_code == status
    assert title in response.text
    assert advice in response.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503])
def test_error_as_json_has_code_and_message(client: FlaskClient, status: int) -> None:
    response = client.get(f"/refuse/{status}", headers=AS_JSON)
    error = response.get_json()["error"]
    assert response.status_code == status
    assert error["code"] == messages.ERRORS[status][0]
    assert messages.ERRORS[status][1] in error["message"]


def test_error_of_an_unusual_kind_is_answered_as_a_usual_one(client: FlaskClient) -> None:
    assert client.get("/refuse/418").status_code == 400


def test_error_as_json_keeps_chinese_readable(client: FlaskClient) -> None:
    assert "没有找到" in client.get("/nothing", headers=AS_JSON).text


@pytest.mark.parametrize("headers", [{}, AS_JSON])
def test_broken_request_shows_nothing_of_the_inside(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.get("/broken", headers=headers)
    assert response.status_code == 500
    assert "secret inside" not in response.text
    assert "Traceback" not in response.text


def test_broken_request_has_a_number_that_is_in_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    reference = client.get("/broken", headers=AS_JSON).get_json()["error"]["reference"]
    assert reference in caplog.text


def test_error_page_is_shown_while_the_database_is_gone(
    signed_in: FlaskClient, platform: Platform, tmp_path: Path
) -> None:
    platform.database.dispose()
    for path in tmp_path.glob("test.sqlite*"):
        path.unlink()
    response = signed_in.get("/enterprise")
    assert response.status_code == 500
    assert messages.ERRORS[500][1] in response.text


def test_allowed_methods_are_named(client: FlaskClient) -> None:
    assert "POST" in client.get("/sign-out").headers["Allow"]

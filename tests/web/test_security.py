"""Headers, static files, limits."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.web.support import token_of
from web import assets
from web.application import create_application
from web.config import Config
from web.platform import Platform
from web.security import allows_body

PAGES = ["/", "/sign-in", "/nothing-here"]
PAGES_SIGNED_IN = ["/", "/enterprise", "/nothing-here"]
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("path", PAGES)
def test_page_is_guarded_by_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES_SIGNED_IN)
def test_page_of_somebody_is_never_stored(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_page_has_nothing_inline(client: FlaskClient, path: str) -> None:
    assert INLINE.findall(client.get(path).text) == []


@pytest.mark.parametrize("path", PAGES_SIGNED_IN)
def test_page_of_somebody_has_nothing_inline(signed_in: FlaskClient, path: str) -> None:
    assert INLINE.findall(signed_in.get(path).text) == []


def test_page_links_to_nothing_elsewhere(signed_in: FlaskClient) -> None:
    assert re.findall(r'(?:href|src)="(?:https?:)?//[^"]*"', signed_in.get("/").text) == []


def test_https_is_remembered_when_cookies_need_it(config: Config, platform: Platform) -> None:
    client = create_application(replace(config, cookie_secure=True)).test_client()
    assert "max-age" in client.get("/health").headers["Strict-Transport-Security"]


def test_static_file_is_kept_under_the_address_of_its_release(client: FlaskClient) -> None:
    response = client.get(f"/static/{assets.fingerprint()}/css/base.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_static_file_of_another_release_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/static/0000/css/base.css").headers["Cache-Control"] == "no-cache"


def test_static_module_is_javascript(client: FlaskClient) -> None:
    response = client.get(f"/static/{assets.fingerprint()}/js/main.js")
    assert response.content_type == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("name", ["../web/config.py", "%2e%2e/config.py", "../../var/secret_key", "css"])
def test_static_files_are_only_those_of_the_folder(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/x/{name}").status_code == 404


def test_static_file_sets_no_cookie(signed_in: FlaskClient) -> None:
    response = signed_in.get(f"/static/{assets.fingerprint()}/css/base.css")
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_fingerprint_changes_with_content_and_name(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("x")
    first = assets.fingerprint_of(tmp_path)
    (tmp_path / "a.css").write_text("y")
    second = assets.fingerprint_of(tmp_path)
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({first, second, assets.fingerprint_of(tmp_path)}) == 3


@pytest.fixture
def taker(application: Flask, signed_in: FlaskClient) -> FlaskClient:
    """A client of an application with a view that takes larger bodies than the rest."""

    def take() -> dict[str, int]:
        return {"size": sum(len(file.read()) for file in request.files.values())}

    application.view_functions["taken"] = allows_body(4 * 1024 * 1024)(take)
    with_rule = application.url_map
    with_rule.add(application.url_rule_class("/take", endpoint="taken", methods=["POST"]))
    return signed_in


def _post(client: FlaskClient, path: str, size: int) -> int:
    from io import BytesIO

    data = {"file": (BytesIO(b"x" * size), "x.bin")}
    headers = {"X-CSRFToken": token_of(client), "Accept": "application/json"}
    return client.post(path, data=data, headers=headers).status_code


def test_body_may_be_larger_where_a_view_allows_it(taker: FlaskClient) -> None:
    assert _post(taker, "/take", 3 * 1024 * 1024) == 200


def test_body_over_the_limit_of_its_view_is_refused(taker: FlaskClient) -> None:
    assert _post(taker, "/take", 5 * 1024 * 1024) == 413


def test_body_over_the_common_limit_is_refused(taker: FlaskClient) -> None:
    assert _post(taker, "/sign-out", 3 * 1024 * 1024) == 413


def test_address_of_a_client_behind_a_proxy_is_its_own(config: Config, platform: Platform) -> None:
    application = create_application(replace(config, proxy_hops=1))
    application.add_url_rule("/who", view_func=lambda: str(request.remote_addr))
    response = application.test_client().get("/who", headers={"X-Forwarded-For": "9.9.9.9, 7.7.7.7"})
    assert response.text == "7.7.7.7"


def test_address_of_a_client_is_not_believed_without_a_proxy(application: Flask) -> None:
    application.add_url_rule("/who", view_func=lambda: str(request.remote_addr))
    response = application.test_client().get("/who", headers={"X-Forwarded-For": "9.9.9.9"})
    assert response.text == "127.0.0.1"

"""Codes to choose from, looked up as somebody needs them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient


def items(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    response = client.get(address)
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.get_json()["items"]
    return found


def test_provinces_stand_at_the_top(client: FlaskClient) -> None:
    found = items(client, "/reference/regions?parent=")
    assert {"code": "350000", "name": "福建省", "path": "", "leaf": False} in found


def test_counties_stand_below_their_city(client: FlaskClient) -> None:
    found = items(client, "/reference/regions?parent=350200")
    assert {"code": "350211", "name": "集美区", "path": "福建省 / 厦门市", "leaf": True} in found


def test_region_without_parts_has_nothing_below(client: FlaskClient) -> None:
    assert items(client, "/reference/regions?parent=350211") == []


def test_sections_of_industry_stand_at_the_top(client: FlaskClient) -> None:
    found = items(client, "/reference/industries")
    assert len(found) == 20
    assert found[0]["leaf"] is False


def test_industry_is_found_by_code(client: FlaskClient) -> None:
    found = items(client, "/reference/industries?q=3911")
    assert [each["name"] for each in found] == ["计算机整机制造"]
    assert found[0]["leaf"] is True
    assert found[0]["path"].endswith("计算机制造")


def test_industry_is_found_by_part_of_its_name(client: FlaskClient) -> None:
    assert "3491" in {each["code"] for each in items(client, "/reference/industries?q=机器人")}


@pytest.mark.parametrize("words", ["", "%20", "zzzzz", "%00", "x" * 5000])
def test_words_that_find_nothing(client: FlaskClient, words: str) -> None:
    assert items(client, f"/reference/industries?q={words}") == []


def test_no_more_than_fifty_are_found(client: FlaskClient) -> None:
    assert len(items(client, "/reference/industries?q=制造")) == 50


def test_browser_that_has_the_answer_is_not_sent_it_again(client: FlaskClient) -> None:
    first = client.get("/reference/regions?parent=350000")
    again = client.get("/reference/regions?parent=350000", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_answer_may_be_kept_and_sets_no_cookie(client: FlaskClient) -> None:
    response = client.get("/reference/regions")
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")

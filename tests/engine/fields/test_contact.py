"""Telephone and electronic mail."""

import pytest

from tests.engine.fields.examples import codes, made, value_of, wrong

EITHER = made("type: phone")
MOBILE = made("type: phone, accepts: mobile")
LANDLINE = made("type: phone, accepts: landline")
EMAIL = made("type: email")


@pytest.mark.parametrize(
    "raw",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "008613800138000",
        "１３８００１３８０００",
        13800138000,
    ],
)
def test_a_mobile_number(raw: object) -> None:
    assert value_of(EITHER, raw) == value_of(MOBILE, raw) == "13800138000"
    assert wrong(LANDLINE, raw) == ["phone_landline"]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0592-2234567", "0592-2234567"),
        ("05922234567", "0592-2234567"),
        ("(0592) 2234567", "0592-2234567"),
        ("010-62345678-8001", "010-62345678-8001"),
        ("2234567", "2234567"),
        ("4001234567", "400-123-4567"),
    ],
)
def test_a_landline_number(raw: str, number: str) -> None:
    assert value_of(EITHER, raw) == value_of(LANDLINE, raw) == number
    assert wrong(MOBILE, raw) == ["phone_mobile"]


@pytest.mark.parametrize("raw", ["12800138000", "1380013800", "138001380001", "abc", "0592", "x" * 10**6])
def test_what_is_no_telephone_number(raw: str) -> None:
    assert wrong(EITHER, raw) == ["phone_either"]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("Name.B@Example.COM", "Name.B@example.com"),
        (" name@mail.example.cn ", "name@mail.example.cn"),
        ("ｎａｍｅ＠example．com", "name@example.com"),
    ],
)
def test_an_address(raw: str, address: str) -> None:
    assert value_of(EMAIL, raw) == address


@pytest.mark.parametrize(
    "raw",
    [
        "name",
        "name@",
        "@example.com",
        "a b@example.com",
        "a@b",
        "a..b@example.com",
        "a@-b.com",
        "a@b.com,c@d.com",
        "x" * 300 + "@example.com",
    ],
)
def test_what_is_no_address(raw: str) -> None:
    assert wrong(EMAIL, raw) == ["email"]


def test_author_mistakes() -> None:
    assert codes("type: phone, accepts: fax") == ["F210"]
    assert codes("type: email, domain: x") == ["F203"]

"""Login names, passwords, and the numbers people and organisations are known by."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import messages_accounts as messages
from web.config import PROJECT
from web.services.credentials import (
    credit_code_problems,
    document_number_problems,
    id_number_problems,
    is_common,
    login_name_problems,
    normal_credit_code,
    normal_document_number,
    normal_email,
    normal_id_number,
    normal_mobile,
    normal_organisation_code,
    organisation_code_problems,
    password_problems,
    password_strength,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GOOD = "Mid-Aut7umn_x4"

# --- Login names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["abcdef", "a" * 16, "a@_-.~*#%$1", "123456"])
def test_login_name_that_is_allowed(name: str) -> None:
    assert login_name_problems(name) == ()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("abcde", messages.login_name_length(5)),
        ("a" * 17, messages.login_name_length(17)),
        ("abc def", messages.LOGIN_NAME_SPACES),
        ("abc\u3000def", messages.LOGIN_NAME_SPACES),
        ("示例企业abc", messages.login_name_character("示")),
        ("abcdef!", messages.login_name_character("!")),
        ("ａｂｃｄｅｆ", messages.login_name_character("ａ")),
        ("abc\x00def", messages.login_name_character("\x00")),
    ],
)
def test_login_name_that_is_not(name: str, told: str) -> None:
    assert login_name_problems(name) == (told,)


def test_login_name_tells_all_that_is_wrong() -> None:
    assert len(login_name_problems("示 例")) == 3


# --- Passwords -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", [GOOD, "x7!x8?y9;", "Zz9~" * 3 + "abcd"])
def test_password_that_is_allowed(password: str) -> None:
    assert password_problems(password, "tester", password) == ()


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Mid-7um_", messages.password_length(8)),
        ("Mid-Aut7umn_x4567", messages.password_length(17)),
        ("Mid Aut7umn_x4", messages.PASSWORD_SPACES),
        ("Mid-Autumn_x", messages.password_without(["digit"])),
        ("8402-7193_55", messages.password_without(["letter"])),
        ("MidAut7umnx4", messages.password_without(["special"])),
        ("Mid-Aut7umn秋4", messages.password_character("秋")),
        ("aaaaaaa1!", messages.PASSWORD_MONOTONE),
        ("P@ssw0rd2026!", messages.PASSWORD_COMMON),
        ("tester-7!xQ", messages.PASSWORD_NAMED),
        ("7!TESTER-xQ", messages.PASSWORD_NAMED),
    ],
)
def test_password_that_is_not(password: str, told: str) -> None:
    assert password_problems(password, "tester") == (told,)


def test_password_is_typed_twice_alike() -> None:
    assert password_problems(GOOD, repeated=f"{GOOD} ") == (messages.PASSWORD_REPEATED,)


@pytest.mark.parametrize(
    "password",
    [
        "Admin@123",
        "Aa123456!",
        "Aa@123456",
        "1qaz@WSX",
        "1qaz@WSX3",
        "Qwer1234!",
        "!QAZ2wsx",
        "Woaini1314!",
        "W3lc0me!2026",
    ],
)
def test_password_that_everybody_takes(password: str) -> None:
    assert is_common(password)


def test_list_of_common_passwords_can_be_found() -> None:
    """Each line is in the shape in which it is looked up."""
    lines = (PROJECT / "web" / "services" / "common_passwords.txt").read_text("ascii").splitlines()
    words = [each for each in lines if not each.startswith("#")]
    assert len(words) == len(set(words)) > 100
    assert all(is_common(each) and each == each.lower() for each in words)


@given(st.text(max_size=40))
def test_any_password_gets_an_answer_that_does_not_repeat_it(password: str) -> None:
    told = "".join(password_problems(password, "tester"))
    assert len(password) < 6 or password not in told


@given(st.text(string.ascii_letters + string.digits + string.punctuation, min_size=9, max_size=16))
def test_password_of_three_kinds_is_refused_for_its_ease_only(password: str) -> None:
    kinds = [re.search(pattern, password) for pattern in ("[A-Za-z]", "[0-9]", "[^A-Za-z0-9]")]
    easy = {messages.PASSWORD_COMMON, messages.PASSWORD_MONOTONE}
    assert set(password_problems(password)) <= easy or None in kinds


@pytest.mark.parametrize(
    ("password", "strength"),
    [
        ("", "low"),
        ("a1!", "low"),
        ("aaaaaaa1!", "low"),
        ("abcdefg1!", "low"),
        ("x7!x8?y9;", "medium"),
        ("mid-aut7umn_x4", "medium"),
        ("Mid-Aut7umn", "medium"),
        (GOOD, "high"),
        ("Mid-Aut123_x4", "medium"),
    ],
)
def test_strength_of_a_password(password: str, strength: str) -> None:
    assert password_strength(password) == strength


@pytest.mark.browser
def test_page_and_server_agree_on_strength(address: str, chromium: Browser) -> None:
    """Thousands of passwords, among them any characters there are, judged here and in the browser."""
    import random

    chosen = random.Random(7)
    letters = string.ascii_letters + string.digits + string.punctuation + "aaa111abc789 秋🙂\u00e9"
    passwords = [
        "".join(chosen.choice(letters) for _ in range(chosen.randrange(20))) for _ in range(3000)
    ] + ["", GOOD, "Mid-Aut123_x4", "9876-Xy!fedc", "aaaa", "ABCDEFGHIJKLMNO1!a", "x7!x8?y9;"]
    page = chromium.new_page()
    page.goto(f"{address}/sign-in")
    module = page.locator("script[type=module]").first.get_attribute("src") or ""
    judged = page.evaluate(
        "async ([where, all]) => { const { strengthOf } = await import(where); return all.map(strengthOf); }",
        [module.replace("main.js", "strength.js"), passwords],
    )
    page.close()
    assert judged == [password_strength(each) for each in passwords]
    assert set(judged) == {"low", "medium", "high"}


# --- Numbers -------------------------------------------------------------------------------------------------


def test_numbers_that_are_right() -> None:
    assert credit_code_problems("91350100M000100Y43") == ()
    assert id_number_problems("11010519491231002x") == ()
    assert organisation_code_problems("80210043-3") == ()
    assert organisation_code_problems("M000100Y4") == ()


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91440101MA5XXXXXXX", "350211", ""])
def test_credit_code_that_is_wrong(code: str) -> None:
    assert len(credit_code_problems(code)) == 1


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491331002X", "987", ""])
def test_id_number_that_is_wrong_is_never_repeated(number: str) -> None:
    (told,) = id_number_problems(number)
    assert told.endswith("。")
    assert not number or number not in told


@pytest.mark.parametrize("code", ["802100434", "80210043", "8021004三3", ""])
def test_organisation_code_that_is_wrong(code: str) -> None:
    assert len(organisation_code_problems(code)) == 1


def test_numbers_are_kept_in_one_form() -> None:
    assert normal_credit_code("9135 0100 m000100y43") == "91350100M000100Y43"
    assert normal_organisation_code(" 8021004３-3") == "802100433"
    assert normal_id_number("11010519491231002x") == "11010519491231002X"
    assert normal_mobile("+86 138-0000-1234") == "13800001234"
    assert normal_email(" Reader@Example.COM ") == "Reader@example.com"
    assert (normal_mobile("0592-1234567"), normal_email("a@b"), normal_credit_code("1")) == (None, None, None)


@pytest.mark.parametrize("kind", ["passport", "hk_macao", "taiwan", "foreigner"])
def test_document_without_a_check_digit_has_its_shape_only(kind: str) -> None:
    assert document_number_problems(kind, "e 1234５678") == ()
    assert normal_document_number(kind, "e 1234５678") == "E12345678"
    for wrong in ("", "E123", "E" * 31, "护照12345", "E1234\x00"):
        assert document_number_problems(kind, wrong) == (messages.DOCUMENT_NUMBER,)


def test_document_that_is_an_identity_card_has_its_check_digit() -> None:
    assert document_number_problems("id_card", "11010519491231002x") == ()
    assert document_number_problems("id_card", "E12345678") != ()
    assert normal_document_number("id_card", "E12345678") is None

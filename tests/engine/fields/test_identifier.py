"""Numbers with a check digit."""

import pytest

from engine.fields.identifier import credit_check, id_card_check, organisation_check
from engine.rendering import render_field
from tests.engine.fields.examples import codes, made, told, value_of, view_of, wrong

CREDIT = made("type: identifier, scheme: credit_code")
CARD = made("type: identifier, scheme: id_card")


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110000802100433B", "91440300708461136T", "9144030071526726XG"]
)
def test_credit_codes_that_are_right(code: str) -> None:
    assert (
        value_of(CREDIT, code)
        == value_of(CREDIT, code.lower())
        == value_of(CREDIT, f" {code[:8]} {code[8:]}")
        == code
    )
    assert credit_check(code[:17]) == code[17]
    assert organisation_check(code[8:16]) == code[16]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("9135010", "credit_code_length"),
        ("350100100000001", "credit_code_length"),
        ("91350100M000100O43", "credit_code_character"),
        ("9135O100M000100Y43", "credit_code_character"),
        ("91A50100M000100Y43", "credit_code_region"),
        ("91350100M000101Y43", "credit_code_organisation"),
        ("91350100M000100Y44", "credit_code_check"),
        ("91440101MA5XXXXXXX", "credit_code_organisation"),
        ("x" * 10**6, "credit_code_length"),
    ],
)
def test_credit_codes_that_are_wrong(code: str, wanted: str) -> None:
    assert wrong(CREDIT, code) == [wanted]
    assert "91350100M000100Y43" in told(CREDIT, code)


def test_the_message_says_which_part_is_wrong() -> None:
    assert "第 9 至 17 位“M000101Y4”" in told(CREDIT, "91350100M000101Y43")
    assert "第 16 位不能是“O”" in told(CREDIT, "91350100M000100O43")


def test_an_identity_card() -> None:
    assert value_of(CARD, "11010519491231002x") == "11010519491231002X"
    assert value_of(CARD, "１１０１０５１９４９１２３１００２Ｘ") == "11010519491231002X"
    assert id_card_check("11010519491231002") == "X"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("110105491231002", "id_card_length"),
        ("1101051949123100AX", "id_card_character"),
        ("11010519490231002X", "id_card_date"),
        ("110105194912310021", "id_card_check"),
    ],
)
def test_identity_cards_that_are_wrong_are_not_repeated(code: str, wanted: str) -> None:
    assert wrong(CARD, code) == [wanted]
    assert code not in told(CARD, code)


def test_numbers_of_persons_are_always_masked() -> None:
    assert CARD.show("11010519491231002X") == "110***********002X"
    assert CARD.cells("11010519491231002X") == ("110***********002X",)
    assert CREDIT.show("91350100M000100Y43") == "91350100M000100Y43"
    assert (
        made("type: identifier, scheme: credit_code, masked: true").show("91350100M000100Y43")
        == "913***********0Y43"
    )
    assert "11010519491231002X" not in str(render_field(view_of(CARD, "11010519491231002X", fixed=True)))


@pytest.mark.parametrize(
    ("keys", "code"), [("type: identifier", "F204"), ("type: identifier, scheme: passport", "F210")]
)
def test_author_mistakes(keys: str, code: str) -> None:
    assert codes(keys) == [code]

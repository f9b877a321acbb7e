"""One line of words."""

import pytest

from engine.values import UNREADABLE
from tests.engine.fields.examples import codes, made, told, value_of, wrong

TEXT = made("type: text, max_length: 5")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  厦门  ", "厦门"),
        ("\u200b厦门\ufeff", "厦门"),
        ("一\r\n二", "一 二"),
        ("一\t二", "一 二"),
        ("\x00厦\x07门\x1b", "厦门"),
        ("厦\ud800门", "厦门"),
        ("<b>\"'", "<b>\"'"),
        ("a\u202eb", "a\u202eb"),
        ("１２３", "１２３"),
        (12345, "12345"),
    ],
)
def test_words_are_kept_as_typed_but_for_what_cannot_be_seen(raw: object, value: str) -> None:
    assert value_of(TEXT, raw) == value


@pytest.mark.parametrize("text", ["一二三四五", "éé́ééé", "👨‍👩‍👧👍🏽🇨🇳一二"])
def test_length_is_counted_as_people_count(text: str) -> None:
    assert value_of(TEXT, text)


def test_a_long_text_is_told_with_both_numbers() -> None:
    assert told(TEXT, "一二三四五六") == "它最多 5 个字，现在有 6 个，请删减"
    assert wrong(TEXT, "x" * 1_000_000) == ["too_long"]


def test_a_text_without_a_limit_still_has_one() -> None:
    kind = made("type: text")
    assert value_of(kind, "x" * 1000)
    assert wrong(kind, "x" * 1001) == ["too_long"]


def test_the_pattern_covers_the_whole_answer() -> None:
    kind = made("type: text, pattern: '[0-9]{2}'")
    assert value_of(kind, "12") == "12"
    assert wrong(kind, "123") == ["pattern"]
    assert kind.read("x", None).value == UNREADABLE  # type: ignore[arg-type]


def test_the_form_says_what_a_pattern_wants() -> None:
    assert told(made("type: text, pattern: '[0-9]{2}', pattern_message: 请填两位数字"), "x") == "请填两位数字"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("pattern: '[0-9'", "F229"),
        ("pattern: '(?P<a>x)(?P<a>y)'", "F229"),
        ("pattern_message: 请填", "F230"),
        ("max_length: 0", "F208"),
    ],
)
def test_author_mistakes(keys: str, code: str) -> None:
    assert codes(f"type: text, {keys}") == [code]

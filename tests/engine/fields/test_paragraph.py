"""Words on several lines."""

import pytest

from engine.rendering import render_field
from tests.engine.fields.examples import codes, made, told, value_of, view_of, wrong

PARAGRAPH = made("type: paragraph, max_length: 10")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("一\t二", "一\t二"),
        ("\n 一 \n", "一"),
        ("一\x00二\x85三", "一二\n三"),
    ],
)
def test_line_ends_are_plain_and_control_characters_gone(raw: str, value: str) -> None:
    assert value_of(PARAGRAPH, raw) == value


def test_a_line_end_counts_as_one_character() -> None:
    assert value_of(PARAGRAPH, "1234\r\n67890")
    assert told(PARAGRAPH, "1234\r\n678901") == "它最多 10 个字，现在有 11 个，请删减"
    assert wrong(PARAGRAPH, "x" * 1_000_000) == ["too_long"]


def test_the_page_counts() -> None:
    html = str(render_field(view_of(PARAGRAPH, "一二三")))
    assert "3 / 10 字" in html
    assert 'data-max-length="10"' in html
    assert "maxlength" not in html, "a browser would cut what was pasted"


def test_author_mistakes() -> None:
    assert codes("type: paragraph, max_length: 100000") == ["F208"]

"""YAML read with the place of every key and value; what YAML silently changes is told with the repaired line."""

import pytest

from engine.diagnostics import Collector, Diagnostic
from engine.source import DEEPEST, LONGEST_TEXT, Mapping, Node, Scalar, Sequence, read


def read_text(text: str | bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    collector = Collector()
    return read(text, "x.yaml", collector), collector.report().diagnostics


def told(text: str | bytes) -> list[tuple[str, int, int]]:
    _, found = read_text(text)
    return [(each.code, each.span.start.line, each.span.start.column) for each in found]


def scalar(text: str) -> Scalar:
    root, found = read_text(f"key: {text}\n")
    assert isinstance(root, Mapping)
    value = root.get("key")
    assert isinstance(value, Scalar)
    assert not found
    return value


@pytest.mark.parametrize(
    "text", ["NO", "012", "05", "2026-01-01", "1e3", "0x1F", "~", "1_000", "12:30", "yes", "0.10"]
)
def test_a_scalar_keeps_the_text_that_was_written(text: str) -> None:
    assert scalar(text).text == text


def test_every_key_and_value_knows_its_place() -> None:
    root, _ = read_text("title: 示例\nfields:\n  - {id: a, label: 名称}\n")
    assert isinstance(root, Mapping)
    assert [(each.key.span.start.line, each.key.span.start.column) for each in root] == [(1, 1), (2, 1)]
    fields = root.get("fields")
    assert isinstance(fields, Sequence)
    field = fields.items[0]
    assert isinstance(field, Mapping)
    label = field.get("label")
    assert label is not None
    assert (label.span.start.line, label.span.start.column, label.span.end.column) == (3, 20, 22)


def test_styles_are_kept() -> None:
    root, _ = read_text("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\n")
    assert isinstance(root, Mapping)
    styles = [each.value.style for each in root if isinstance(each.value, Scalar)]
    assert styles == ["plain", "single", "double", "literal", "folded"]


def test_a_repeated_key_is_told_and_the_first_value_kept() -> None:
    root, found = read_text("a: 1\nb: 2\na: 3\n")
    assert [(each.code, dict(each.arguments)) for each in found] == [("F103", {"key": "a", "first": "1"})]
    assert isinstance(root, Mapping)
    value = root.get("a")
    assert isinstance(value, Scalar)
    assert value.text == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\n", [("F105", 1, 4)]),
        ("a: *x\n", [("F105", 1, 4)]),
        ("a: !!str 1\n", [("F105", 1, 4)]),
        ("a: {<<: {b: 1}}\n", [("F105", 1, 5)]),
        ("a：1\n", [("F104", 1, 2)]),
        ("a: {b: 1， c: 2}\n", [("F104", 1, 9)]),
        ("a:\n\tb: 1\n", [("F107", 2, 1)]),
        ("a: {of: max(x, y)}\n", [("F106", 1, 9)]),
        ("a: {of: rd[1]}\n", [("F116", 1, 9)]),
        ("a: >= 3\n", [("F117", 1, 4)]),
        ("title: 第 #1 项\n", [("F108", 1, 10)]),
        ("", [("F113", 1, 1)]),
        ("# nothing\n", [("F113", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("F114", 2, 1)]),
        ("{[a]: 1}\n", [("F115", 1, 2)]),
        ("a: {b: 1\n", [("F101", 2, 1)]),
        ("a: \x07\n", [("F111", 1, 4)]),
        (b"a: \xff\n", [("F102", 1, 1)]),
    ],
)
def test_what_yaml_would_change_or_refuse_is_told_in_its_place(
    text: str | bytes, expected: list[tuple[str, int, int]]
) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "title: 一、总则：第一条（试行）\n",
        "help: “甲”，乙\n",
        "a: 1 # 说明，可以用：全角\n",
        "help: |\n  标签：一\n  label：二\n",
    ],
)
def test_words_for_people_keep_their_punctuation(text: str) -> None:
    assert told(text) == []


def test_a_comment_behind_a_value_is_a_comment() -> None:
    assert told("a: 5 # 人\nb: 3   # x\n") == []


def test_a_call_cut_apart_is_read_as_it_was_meant() -> None:
    root, found = read_text("a: {of: max(x, y), otherwise: 0}\n")
    assert dict(found[0].arguments)["mended"] == 'a: {of: "max(x, y)", otherwise: 0}'
    assert isinstance(root, Mapping)
    inner = root.get("a")
    assert isinstance(inner, Mapping)
    value = inner.get("of")
    assert isinstance(value, Scalar)
    assert value.text == "max(x, y)"


def test_windows_line_ends_and_a_byte_order_mark_are_accepted() -> None:
    assert told("\ufeffa: 1\r\nb: 2\r\n".encode()) == []


def test_a_text_longer_than_any_form_is_not_read() -> None:
    assert told("a: 1\n" + "#" * LONGEST_TEXT) == [("F110", 1, 1)]


def test_aliases_do_not_multiply() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert {code for code, _, _ in told(bomb)} == {"F105"}


def test_blocks_within_blocks_have_an_end() -> None:
    assert told("a: " + "[" * 5000 + "]" * 5000 + "\n") == [("F112", 1, 4 + DEEPEST)]


def test_a_binary_file_is_no_form() -> None:
    assert [code for code, _, _ in told(bytes(range(256)) * 4)] in (["F102"], ["F111"])

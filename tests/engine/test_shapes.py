"""Each shape gives its value or one message, and describes itself as JSON Schema."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.diagnostics import Collector
from engine.shapes import (
    Block,
    Code,
    Day,
    Formula,
    Identifier,
    Key,
    ListOf,
    OneOf,
    PairsOf,
    Quantity,
    Shape,
    WholeNumber,
    Words,
    YesNo,
    nearest,
)
from engine.source import Mapping, read


def read_as(shape: Shape, text: str) -> tuple[Any, list[str], list[str | None]]:
    root = read(f"key: {text}\n", "x", Collector())
    assert isinstance(root, Mapping)
    node = root.get("key")
    assert node is not None
    collector = Collector()
    value = shape.read(node, collector)
    found = collector.report().diagnostics
    return value, [each.code for each in found], [each.suggestion for each in found]


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (Words(), "示例", "示例"),
        (Words(), "2026", "2026"),
        (Identifier(), "rd_ratio2", "rd_ratio2"),
        (Code(), "012", "012"),
        (Code(), "NO", "NO"),
        (Quantity(), "0.1", Fraction(1, 10)),
        (Quantity(), "-5", -5),
        (Quantity(percent=True), "3%", Fraction(3, 100)),
        (Quantity(percent=True), "500", 500),
        (WholeNumber(1, 10), "3", 3),
        (YesNo(), "true", True),
        (YesNo(), "false", False),
        (Day(), "2026-02-28", date(2026, 2, 28)),
        (OneOf(("a", "b")), "b", "b"),
        (ListOf(Code()), "[01, 02]", ("01", "02")),
    ],
)
def test_a_value_that_fits_is_read(shape: Shape, text: str, value: object) -> None:
    assert read_as(shape, text)[:2] == (value, [])


def test_a_number_is_never_a_float() -> None:
    for text in ("0.1", "3", "1.50"):
        assert not isinstance(read_as(Quantity(), text)[0], float)


@pytest.mark.parametrize(
    ("shape", "text", "code", "suggestion"),
    [
        (Words(), '""', "F207", None),
        (Words(), "[a]", "F205", None),
        (Words(), "NO", "F109", None),
        (Words(), '" a"', "F801", None),
        (Words(3), "四个汉字", "F802", None),
        (Identifier(), "Revenue", "F206", "revenue"),
        (Identifier(), "rd-ratio", "F206", "rd_ratio"),
        (Identifier(), "营业收入", "F206", None),
        (Quantity(), "012", "F205", "12"),
        (Quantity(), "1,000", "F205", None),
        (Quantity(), "1e3", "F205", None),
        (Quantity(), "3%", "F205", None),
        (Quantity(), "NaN", "F205", None),
        (WholeNumber(1, 10), "11", "F208", None),
        (WholeNumber(1, 10), "1.5", "F205", None),
        (WholeNumber(), "9" * 30, "F205", None),
        (YesNo(), "yes", "F205", "true"),
        (YesNo(), "NO", "F205", "false"),
        (YesNo(), "True", "F205", "true"),
        (Day(), "2026-02-30", "F209", None),
        (Day(), "2026/02/01", "F209", None),
        (OneOf(("verified", "recalled")), "verifed", "F210", "verified"),
        (Formula(), "[a]", "F205", None),
        (ListOf(Code(), 1), "[]", "F211", None),
        (ListOf(Code()), "a", "F205", None),
        (PairsOf(Code(), Quantity()), "[a]", "F205", None),
    ],
)
def test_a_value_that_does_not_fit_is_told_once(
    shape: Shape, text: str, code: str, suggestion: str | None
) -> None:
    _, codes, suggestions = read_as(shape, text)
    assert (codes, suggestions) == ([code], [suggestion])


BLOCK = Block({"min": Key(Quantity()), "label": Key(Words(), required=True)}, "field")


def test_a_block_gives_its_values_by_key() -> None:
    entries, codes, _ = read_as(BLOCK, "{label: 人数, min: 0}")
    assert codes == []
    assert (entries["label"], entries["min"], entries["max"]) == ("人数", 0, None)
    assert entries.has("min")
    assert not entries.has("max")


def test_a_minimum_of_nought_is_a_minimum() -> None:
    entries, _, _ = read_as(BLOCK, "{label: 人数, min: 0}")
    assert entries.get("min", 7) == 0


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    assert read_as(BLOCK, "{label: 人数, mni: 0}")[1:] == (["F203"], ["min"])


def test_a_missing_key_is_told_by_name() -> None:
    assert read_as(BLOCK, "{min: 0}")[1] == ["F204"]


def test_nearest_does_not_guess_wildly() -> None:
    assert nearest("revenu", ("revenue", "staff")) == "revenue"
    assert nearest("xyz", ("revenue", "staff")) is None


@pytest.mark.parametrize(
    "shape",
    [Words(), Identifier(), Code(), Quantity(), Quantity(True), WholeNumber(1, 3), YesNo(), Day(), OneOf(("a",)), BLOCK,
     ListOf(Code(), 1), PairsOf(Code(), Quantity()), Formula()],
    ids=lambda shape: type(shape).__name__,
)  # fmt: skip
def test_every_shape_describes_itself(shape: Shape) -> None:
    Draft202012Validator.check_schema(shape.schema())


def test_words_folded_over_lines_are_joined_without_a_blank() -> None:
    collector = Collector()
    root = read("help: >-\n  第一行，\n  第二行 ABC\n  第三行\n", "form.yaml", collector)
    assert isinstance(root, Mapping)
    node = root.get("help")
    assert node is not None
    assert Words().read(node, collector) == "第一行，第二行 ABC 第三行"

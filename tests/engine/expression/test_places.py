"""Where a part of an expression stands in its file."""

from engine.diagnostics import Position, Span
from engine.expression.places import Places
from engine.source import Scalar
from tests.engine.expression.support import scalar


def columns(written: Scalar, start: int, end: int) -> tuple[int, int]:
    span = Places(written).span(start, end)
    return span.start.column, span.end.column


def test_plain_text_begins_where_the_scalar_does() -> None:
    assert columns(scalar("a + bc", column=10), 4, 6) == (14, 16)


def test_quotes_take_a_column() -> None:
    assert columns(scalar("a + bc", "double", column=10), 4, 6) == (15, 17)


def test_doubled_quotes_take_two() -> None:
    assert columns(scalar("x is 'a' or y", "single", column=1), 12, 13) == (16, 17)


def test_text_with_escapes_falls_back_to_the_whole() -> None:
    written = Scalar("a + b", "double", Span("x", Position(1, 1), Position(1, 20)))
    assert columns(written, 4, 5) == (1, 20)


def test_text_over_several_lines_falls_back_to_the_whole() -> None:
    written = Scalar("a + b", "plain", Span("x", Position(1, 1), Position(2, 4)))
    assert Places(written).span(4, 5) == written.span


def test_a_literal_block_tells_the_line() -> None:
    written = Scalar("a +\nb\n", "literal", Span("x", Position(3, 9), Position(6, 1)))
    assert Places(written).span(4, 5).start.line == 5


def test_mended_text_is_told_where_it_was_written() -> None:
    places = Places(scalar("a≥b"), (0, 1, 1, 2))
    assert (places.span(3, 4).start.column, places.span(1, 3).end.column) == (3, 3)

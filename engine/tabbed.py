"""Tab-separated text becomes rows: a line of headings, then one row a line, each cell with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.diagnostics import Collector, Position, Span


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by heading, without the blanks around them."""

    file: str
    line: int
    cells: Mapping[str, str] = field(hash=False)

    def __getitem__(self, heading: str) -> str:
        return self.cells.get(heading, "").strip()

    def span(self, heading: str) -> Span:
        """Where the cell under `heading` stands."""
        column = 1
        for name, text in self.cells.items():
            if name == heading:
                return _span(self.file, self.line, column, len(text))
            column += len(text) + 1
        return _span(self.file, self.line, 1, 1)


def read_rows(text: str, file: str, headings: Sequence[str], collector: Collector) -> Iterator[Row]:
    """The rows of `text`, which must have all of `headings` and may have others; mistakes go to `collector`.

    Empty lines are passed over; a line with too many or too few cells is told and left out.
    """
    heading, *lines = text.removeprefix("\ufeff").splitlines() or [""]
    names = [name.strip() for name in heading.split("\t")]
    missing = [name for name in headings if name not in names]
    if missing:
        collector.add(
            "F160",
            _span(file, 1, 1, len(heading)),
            missing=", ".join(missing),
            wanted=", ".join(headings),
        )
        return
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) == len(names):
            yield Row(file, number, dict(zip(names, cells, strict=True)))
        else:
            collector.add("F161", _span(file, number, 1, len(line)), found=len(cells), wanted=len(names))


def _span(file: str, line: int, column: int, length: int) -> Span:
    return Span(file, Position(line, column), Position(line, column + max(length, 1)))

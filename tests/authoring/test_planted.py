"""Every mistake an author can make, planted in a form of its own, is told by one message in the right place.

The first line of each file says which: ``# expect: line:column code``. Where one file is several, each begun by
``# file: name``, it says in which of them: ``# expect: name:line:column code``.
"""

import re
from pathlib import Path

import pytest

from engine.compiler import compile_form
from engine.diagnostics import Severity
from tests.authoring.support import HERE, check_files, library_with

PLANTED = sorted((HERE / "planted").glob("*.yaml"))


@pytest.mark.parametrize("path", PLANTED, ids=lambda path: path.stem)
def test_a_planted_mistake_is_told_once_in_its_place(path: Path) -> None:
    text = path.read_bytes()
    wanted = re.match(r"# expect: (?:(\S+):)?(\d+):(\d+) (F\d{3})", text.split(b"\n")[0].decode())
    assert wanted is not None
    file, line, column, code = wanted[1], int(wanted[2]), int(wanted[3]), wanted[4]
    if file is None:
        report = compile_form("planted", library_with("planted.yaml", text)).report
    else:
        report, _ = check_files(text.decode())
    found = [
        (each.span.file, each.span.start.line, each.span.start.column, each.code)
        for each in report.diagnostics
        if each.severity is not Severity.NOTE or each.code == code
    ]
    assert found == [(file or "planted.yaml", line, column, code)]


def test_the_list_of_mistakes_is_long() -> None:
    kinds = {path.stem.split("_")[0] for path in PLANTED}
    assert kinds == {
        "text", "shape", "names", "reference", "types", "missing", "never", "always", "score", "hygiene", "routing"
    }  # fmt: skip
    assert len(PLANTED) >= 110

"""Every code an author can meet has a message in both languages, examples that prove it, and a golden file."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from engine.messages import author_entries
from tests.authoring.support import ENGINE, GOLDEN, check_example, golden_text, without_notes

CODES = tuple(author_entries())
_CODE = re.compile(r"\bF\d{3}\b")


def codes_in_use() -> set[str]:
    return {
        code for path in ENGINE.rglob("*.py") for code in re.findall(r'"(F\d{3})"', path.read_text("utf-8"))
    }


def reports() -> Iterator[tuple[str, set[str], str]]:
    """Every call that reports a code written out in it, with the names of its arguments."""
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or any(each.arg is None for each in node.keywords):
                continue
            for argument in node.args:
                for part in ast.walk(argument):
                    if (
                        isinstance(part, ast.Constant)
                        and isinstance(part.value, str)
                        and _CODE.fullmatch(part.value)
                    ):
                        names = {each.arg for each in node.keywords if each.arg} - {"suggestion"}
                        yield part.value, names, f"{path.name}:{node.lineno}"


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_in_use_has_an_entry_and_every_entry_is_used() -> None:
    assert codes_in_use() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_entry_is_complete_in_both_languages(code: str) -> None:
    entry = author_entries()[code]
    assert entry["severity"] in ("error", "warning", "note")
    for language in ("zh", "en"):
        assert entry[language]["message"].strip()
        assert entry[language]["meaning"].strip()
    assert blanks(entry["zh"]["message"]) == blanks(entry["en"]["message"])
    assert blanks(entry["zh"].get("choices", "")) == blanks(entry["en"].get("choices", ""))
    assert entry["bad"].strip()
    assert entry["good"].strip()


def test_every_blank_of_a_message_is_filled_where_the_code_is_reported() -> None:
    entries = author_entries()
    wrong = [
        f"{where} {code}: {sorted(wanted - given)}"
        for code, given, where in reports()
        if (wanted := blanks(entries[code]["zh"]["message"]) | blanks(entries[code]["zh"].get("choices", "")))
        - given
    ]
    assert not wrong


def test_no_message_names_a_python_type_or_says_only_that_something_is_invalid() -> None:
    for code, entry in author_entries().items():
        for language in ("zh", "en"):
            text = entry[language]["message"]
            assert not re.search(r"\b(str|int|float|dict|None|NoneType|Mapping|Scalar|Sequence)\b", text), (
                code
            )
            assert not re.search(r"invalid|无效|非法", text), code


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_shows_the_code_and_nothing_else(code: str) -> None:
    report, _ = check_example(dict(author_entries()[code]), "bad")
    assert without_notes(report, code) == [code]


@pytest.mark.parametrize("code", CODES)
def test_the_good_example_is_clean(code: str) -> None:
    report, _ = check_example(dict(author_entries()[code]), "good")
    assert without_notes(report, code) == []


@pytest.mark.parametrize("code", CODES)
def test_the_message_is_as_the_golden_file_has_it(code: str) -> None:
    """Mended messages: ``python -m tests.authoring.regenerate``."""
    assert (GOLDEN / f"{code}.txt").read_text("utf-8") == golden_text(dict(author_entries()[code]))


def test_there_is_a_golden_file_for_every_code_and_no_other() -> None:
    assert {each.stem for each in GOLDEN.glob("*.txt")} == set(CODES)

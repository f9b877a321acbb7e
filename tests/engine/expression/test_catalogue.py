"""Every code an expression can be refused with is explained, with one complete form that shows the mistake and one that mends it."""

import re
from pathlib import Path

import pytest

import engine.expression
from engine.compiler import compile_form
from engine.library import build_library
from engine.messages import LANGUAGES, argument_text, author_entries, saying

SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(engine.expression.__file__).parent.glob("*.py")
)
CODES = sorted(set(re.findall(r'"(F\d{3})"', SOURCES)))
FORMS = Path(__file__).parents[3] / "forms"
SHARED = {
    name: (FORMS / name).read_text(encoding="utf-8")
    for name in (
        "units.yaml",
        "reference/industries.tsv",
        "reference/regions.tsv",
        "reference/regions_retired.tsv",
    )
}


def found(form: str) -> list[str]:
    report = compile_form("example", build_library({**SHARED, "example.yaml": form})).report
    return [each.code for each in (*report.errors, *report.warnings)]


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_shows_the_mistake_and_nothing_else(code: str) -> None:
    assert found(author_entries()[code]["bad"]) == [code]


@pytest.mark.parametrize("code", CODES)
def test_the_good_example_is_clean(code: str) -> None:
    assert found(author_entries()[code]["good"]) == []


@pytest.mark.parametrize("code", CODES)
def test_both_languages_name_the_same_things(code: str) -> None:
    entry = author_entries()[code]
    assert (
        len({frozenset(re.findall(r"\{(\w+)\}", entry[language]["message"])) for language in LANGUAGES}) == 1
    )


@pytest.mark.parametrize("key", sorted(set(re.findall(r'"@?((?:expect|kind|unit)\.\w+)"', SOURCES))))
def test_every_key_of_an_argument_has_its_words(key: str) -> None:
    for language in LANGUAGES:
        assert argument_text(f"@{key}", language) == saying(key, language)

"""The messages for those who fill forms: each code once, in both languages, and none missing."""

import re
from collections import Counter
from pathlib import Path

import yaml

import engine.fields
import engine.messages
from engine.fields.words import word
from engine.messages import LANGUAGES

FIELDS = Path(engine.fields.__file__).parent
PROBLEMS = Path(engine.messages.__file__).parent / "problems.yaml"
CATALOGUES = (PROBLEMS, PROBLEMS.parent / "fields.yaml")
USED = re.compile(
    r'(?:problem|unreadable|Problem)\(\s*"([a-z_]+)"|(?:_outside|_unreadable)\("([a-z_]+)"|required_code: ClassVar\[str\] = "(\w+)"'
)


def test_each_code_stands_once_and_in_both_languages() -> None:
    for path in CATALOGUES:
        text = path.read_text(encoding="utf-8")
        keys = Counter(re.findall(r'^"?([\w.]+)"?:', text, re.MULTILINE))
        assert not [key for key, count in keys.items() if count > 1], path.name
        for key, entry in yaml.safe_load(text).items():
            assert set(entry) == set(LANGUAGES), key
            blanks = [set(re.findall(r"\{(\w+)\}", entry[language])) for language in LANGUAGES]
            assert blanks[0] == blanks[1], key


def test_every_problem_a_field_tells_of_is_in_the_catalogue() -> None:
    told = {
        code
        for path in FIELDS.glob("*.py")
        for found in USED.findall(path.read_text(encoding="utf-8"))
        for code in found
        if code
    }
    levels = {f"region_level_{level}" for level in (1, 2, 3)} | {
        f"industry_level_{level}" for level in (1, 2, 3, 4)
    }
    limits = {f"number_{limit}" for limit in ("min", "max", "above", "below")}
    phones = {f"phone_{accepted}" for accepted in ("mobile", "landline", "either")}
    assert {"number", "credit_code_check", "id_card_check", "rows_few"} <= told | {"number"}
    known = yaml.safe_load(PROBLEMS.read_text(encoding="utf-8"))
    assert told | levels | limits | phones | {"number", "number_long", "number_groups", "integer"} <= set(
        known
    )


def test_words_fill_their_blanks() -> None:
    assert word("year_heading", "zh", year=2025, which=word("year.1")) == "2025年（上年度）"


def test_no_words_of_people_stand_in_python() -> None:
    for path in (
        *FIELDS.glob("*.py"),
        *(FIELDS.parent / "widgets").glob("*.py"),
        FIELDS.parent / "rendering.py",
    ):
        assert not re.search("[\u4e00-\u9fff]", path.read_text(encoding="utf-8")), path.name

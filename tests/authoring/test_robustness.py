"""Whatever an author does to a form, the compiler answers with diagnostics: it never raises and never stays silent."""

import dataclasses
import random
import re
from itertools import pairwise
from pathlib import Path

import pytest

from engine.compiler import compile_form
from engine.library import Library, build_library
from engine.overlays import check_overlay

FORMS = Path(__file__).parents[2] / "forms"
WORDS = (
    "null", "[]", "{}", "true", "-1", "0", '"x"', "revenue", "score", "rd_ratio[9]", "a b", "x:", "[1,2", "5%",
    "万元", "otherwise", "{table: {inputs: [staff], rows: [[any, 1]]}}", "all", "products", "sum(products)",
    "enterprise.region", "2026-02-30", "1e9", ">= 3", "(", "not", "revenue[prior]", "growth(staff)", "innovation",
    "by_score", "~", "!!x y", "&a", "honours has", "count(products where years > 3)", "form.revenue",
)  # fmt: skip
SEEDS = (0, 1, 2, 3, *(pytest.param(each, marks=pytest.mark.soak) for each in range(4, 100)))
FEW_SEEDS = (0, 1, *(pytest.param(each, marks=pytest.mark.soak) for each in range(2, 50)))
SIGNS = "：，（[]{}()>%#@|\"'\t-&*!:,?xABC 0"


@pytest.fixture(scope="module")
def library() -> Library:
    files = {
        path.relative_to(FORMS).as_posix(): path.read_bytes()
        for path in FORMS.rglob("*")
        if path.suffix in (".yaml", ".tsv")
    }
    return build_library(files)


def _mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        place = chance.randrange(len(lines))
        line = lines[place]
        kind = chance.randrange(6)
        if kind == 0:
            del lines[place]
        elif kind == 1:
            lines.insert(place, chance.choice(lines))
        elif kind == 2:
            lines[place] = line.split(":")[0] + ": " + chance.choice(WORDS)
        elif kind == 3 and line:
            at = chance.randrange(len(line))
            lines[place] = line[:at] + chance.choice(SIGNS) + line[at + 1 :]
        elif kind == 4:
            lines[place] = "  " + line
        elif words := re.findall(r"[a-z_]+", line):
            lines[place] = line.replace(chance.choice(words), chance.choice(WORDS))
    return "\n".join(lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_compiler_answers_every_mutation_of_a_form(library: Library, seed: int) -> None:
    chance = random.Random(seed)
    original = bytes(library.files["innovative.yaml"]).decode()  # type: ignore[arg-type]
    for _ in range(25):
        text = _mutated(original, chance)
        changed = dataclasses.replace(library, files={**library.files, "innovative.yaml": text})
        compiled = compile_form("innovative", changed)
        assert compiled.form is not None or compiled.report.errors, text


OVERLAY = "overlays/specialized.440000.yaml"
OPEN_FORM = "editions/specialized.2022-08-01.yaml"


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_compiler_answers_every_mutation_of_an_overlay(library: Library, seed: int) -> None:
    chance = random.Random(seed)
    original = bytes(library.files[OVERLAY]).decode()  # type: ignore[arg-type]
    for _ in range(10):
        text = _mutated(original, chance)
        changed = dataclasses.replace(library, files={**library.files, OVERLAY: text})
        compiled = compile_form(OPEN_FORM, changed, OVERLAY)
        assert compiled.form is not None or compiled.report.errors, text
        check_overlay(changed, OVERLAY, lambda *_, found=compiled: found)


@pytest.mark.parametrize("seed", FEW_SEEDS)
def test_compiler_answers_every_mutation_of_where_a_form_may_be_added_to(library: Library, seed: int) -> None:
    chance = random.Random(seed)
    original = bytes(library.files[OPEN_FORM]).decode()  # type: ignore[arg-type]
    start = original.index("\nlocal:\n") + 1
    end = original.index("\n\n", start)
    for _ in range(10):
        text = original[:start] + _mutated(original[start:end], chance) + original[end:]
        changed = dataclasses.replace(library, files={**library.files, OPEN_FORM: text})
        for laid in (None, OVERLAY):
            compiled = compile_form(OPEN_FORM, changed, laid)
            assert compiled.form is not None or compiled.report.errors, text


def test_compiler_refuses_ten_megabytes_with_a_message() -> None:
    library = build_library({"big.yaml": "a: " + "x" * 10_000_000})
    assert [each.code for each in compile_form("big", library).report.diagnostics] == ["F110"]


def test_compiler_refuses_billion_laughs_without_expanding_them() -> None:
    laughs = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
    report = compile_form("laughs", build_library({"laughs.yaml": laughs})).report
    assert {each.code for each in report.errors} >= {"F105"}


def test_compiler_refuses_a_binary_file_with_a_message() -> None:
    report = compile_form("binary", build_library({"binary.yaml": bytes(range(256)) * 40})).report
    assert [each.code for each in report.diagnostics] in (["F102"], ["F111"])


def test_compiler_refuses_blocks_nested_without_end() -> None:
    report = compile_form("deep", build_library({"deep.yaml": "[" * 5000})).report
    assert "F112" in [each.code for each in report.diagnostics]

"""`tidu show`, `tidu schema` and `tidu new`."""

import json
from pathlib import Path

import pytest

from engine.diagnostics.columns import width
from tests.engine.command.support import FORM, FORMS, Terminal


def test_the_outline_names_everything(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM)
    outcome = tidu("show", "small.yaml")
    assert outcome.code == 0
    for word in ("示例 (small)", "版本 2026-01-01", "从业人员", "integer", "人", "county", "县级", "staff <= 5000",
                 "size_points", "≥ 100", "〔第四条〕", "fit", "二级", "province", "size_points"):  # fmt: skip
        assert word in outcome.out, word


def test_columns_are_aligned_by_display_width(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM)
    lines = tidu("show", "small.yaml").out.split("\n")
    places = {kind: [line.find(f"  {kind}") for line in lines] for kind in ("integer", "choice")}
    starts = {
        width(line[:at])
        for several in places.values()
        for line, at in zip(lines, several, strict=True)
        if at > 0
    }
    assert len(starts) == 1


def test_the_outline_as_json(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM)
    made = json.loads(tidu("show", "small.yaml", "--json").out)
    field = made["sections"][0]["fields"][0]
    assert (field["id"], field["type"], field["unit"], field["limits"]) == (
        "staff",
        "integer",
        "人",
        {"min": "0"},
    )
    assert field["used_by"] == ["size_points"]
    rule = made["score"]["groups"][0]["indicators"][0]["rule"]
    assert rule["bands"][0] == {"operator": ">=", "threshold": "100", "points": 10}
    assert made["depends"]["size_points"] == ["staff"]
    assert made["depends"]["score"] == ["scale"]


def test_sources_that_are_not_official_say_so(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM.replace("clause: 第四条\n", "clause: 第四条\n          source: inferred\n"))
    assert "（推断）" in tidu("show", "small.yaml").out


SHIPPED = [path for path in sorted(FORMS.glob("*.yaml")) if "\nform:" in path.read_text("utf-8")]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_of_the_platform_can_be_shown(tidu: Terminal, path: Path, language: str) -> None:
    assert tidu("--lang", language, "show", str(path)).code == 0


def test_english(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM)
    out = tidu("--lang", "en", "show", "small.yaml").out
    assert "Sections and fields" in out
    assert "required" in out


def test_schema_is_printed_or_written(tidu: Terminal) -> None:
    printed = tidu("schema")
    assert printed.code == 0
    assert json.loads(printed.out)["$schema"].endswith("2020-12/schema")
    assert tidu("schema", "-o", "form.schema.json").code == 0
    assert (tidu.folder / "form.schema.json").read_text("utf-8") == printed.out
    assert tidu("schema", "-o", "no/where/x.json").code == 2


def test_schemas_of_all_kinds_are_written_into_a_folder(tidu: Terminal) -> None:
    assert tidu("schema", "-o", ".").code == 0
    assert (tidu.folder / "overlay.schema.json").read_text("utf-8") == tidu("schema", "--of", "overlay").out


def test_a_new_form_compiles_and_can_be_scored(tidu: Terminal) -> None:
    outcome = tidu("new", "bees")
    assert outcome.code == 0
    assert "bees.yaml" in outcome.out
    assert tidu("check", "--strict", "bees.yaml").code == 0
    assert tidu("show", "bees.yaml").code == 0
    tidu.write("answers.json", "{}")
    assert tidu("score", "bees.yaml", "--answers", "answers.json").code == 0


def test_a_new_form_goes_into_the_folder_of_forms(tidu: Terminal) -> None:
    (tidu.folder / "forms").mkdir()
    tidu("new", "bees")
    assert (tidu.folder / "forms/bees.yaml").is_file()


def test_a_new_form_never_replaces_one(tidu: Terminal) -> None:
    path = tidu.write("bees.yaml", "form: bees\n")
    assert tidu("new", "bees.yaml").code == 2
    assert path.read_text("utf-8") == "form: bees\n"

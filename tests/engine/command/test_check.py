"""`tidu check`: every file for what it is, all mistakes at once, exit codes and formats."""

import json
import subprocess
import sys

import pytest

from tests.engine.command.support import CASES, FORM, FORMS, ROOT, Terminal

BAD = FORM.replace("min: 0", "mni: 0")
DOUBTFUL = FORM.replace("clause: 第四条\n", "source: verified\n")


def test_a_clean_form(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM)
    outcome = tidu("check", "small.yaml")
    assert (outcome.code, outcome.out) == (0, "错误 0，警告 0，注 0\n")


def test_a_form_with_a_mistake(tidu: Terminal) -> None:
    tidu.write("small.yaml", BAD)
    outcome = tidu("check", "small.yaml")
    assert outcome.code == 1
    assert outcome.out.startswith("small.yaml:8:58: 错误 F203 字段没有 mni 这一项；是否想写 min？\n")


def test_warnings_count_under_strict_only(tidu: Terminal) -> None:
    tidu.write("small.yaml", DOUBTFUL)
    assert tidu("check", "small.yaml").code == 0
    assert tidu("check", "--strict", "small.yaml").code == 1


def test_notes_are_listed_on_demand_and_never_count(tidu: Terminal) -> None:
    tidu.write("small.yaml", FORM.replace("clause: 第四条\n", "clause: 第四条\n          source: recalled\n"))
    assert "F901" not in tidu("check", "small.yaml").out
    outcome = tidu("check", "--strict", "--notes", "small.yaml")
    assert "F901" in outcome.out
    assert outcome.code == 0


@pytest.mark.parametrize(
    ("style", "begins"),
    [
        ("short", "small.yaml:8:"),
        ("full", "错误 F203"),
        ("json", "{"),
        ("github", "::error file="),
        ("sarif", "{"),
    ],
)
def test_every_format(tidu: Terminal, style: str, begins: str) -> None:
    tidu.write("small.yaml", BAD)
    outcome = tidu("check", "--format", style, "small.yaml")
    assert outcome.code == 1
    assert outcome.out.startswith(begins)


def test_the_same_in_english(tidu: Terminal) -> None:
    tidu.write("small.yaml", BAD)
    assert (
        "error F203 the field has no key mni; did you mean min?"
        in tidu("--lang", "en", "check", "small.yaml").out
    )


def test_several_files_at_once(tidu: Terminal) -> None:
    tidu.write("a.yaml", BAD)
    tidu.write("b.yaml", BAD.replace("form: small", "form: other"))
    found = json.loads(tidu("check", "--format", "json", "a.yaml", "b.yaml").out)["diagnostics"]
    assert [each["file"] for each in found] == ["a.yaml", "b.yaml"]


def test_all_mistakes_of_a_form_in_one_run(tidu: Terminal) -> None:
    tidu.write(
        "a.yaml",
        BAD.replace("score >= 5", "scroe >= 5").replace("edition: 2026-01-01", "edition: 2026-13-01"),
    )
    found = json.loads(tidu("check", "--format", "json", "a.yaml").out)["diagnostics"]
    assert [each["code"] for each in found] == ["F209", "F203", "F301"]


def test_without_a_path_the_folder_of_forms_is_checked(tidu: Terminal) -> None:
    tidu.write("forms/units.yaml", (FORMS / "units.yaml").read_bytes())
    tidu.write("forms/small.yaml", BAD)
    assert tidu("check").out.startswith("forms/small.yaml:8:58:")


def test_every_file_is_checked_for_what_it_is(tidu: Terminal) -> None:
    tidu.write("forms/units.yaml", "quantities:\n  people: {base: 人, units: {人: one}}\n")
    tidu.write("forms/facts.yaml", "facts:\n  firm.name: {type: txet, label: 名称}\n")
    tidu.write("forms/parts/basics.yaml", "part: basics\nsectoins: []\n")
    tidu.write("forms/other.yaml", "a: &x 1\n")
    tidu.write("forms/cases/small.yaml", CASES.replace("form: small", "form: smal"))
    tidu.write("forms/small.yaml", FORM.replace("unit: 人, ", ""))
    found = json.loads(tidu("check", "--format", "json", "forms").out)["diagnostics"]
    codes = {each["file"].removeprefix("forms/"): each["code"] for each in found}
    assert codes == {
        "units.yaml": "F205",
        "facts.yaml": "F201",
        "parts/basics.yaml": "F203",
        "other.yaml": "F105",
        "cases/small.yaml": "F705",
    }


PART = "part: basics\nsections:\n  - section: more\n    title: 其他\n    fields:\n      - {id: name, typ: text, label: 名称}\n"


def test_a_mistake_inside_a_part_is_told_once_at_its_own_line(tidu: Terminal) -> None:
    tidu.write("forms/units.yaml", (FORMS / "units.yaml").read_bytes())
    tidu.write("forms/parts/basics.yaml", PART)
    for name in ("small", "other"):
        text = FORM.replace("form: small", f"form: {name}").replace(
            "sections:\n", "sections:\n  - include: parts/basics\n"
        )
        tidu.write(f"forms/{name}.yaml", text)
    found = json.loads(tidu("check", "--format", "json", "forms").out)["diagnostics"]
    assert {each["file"] for each in found} == {"forms/parts/basics.yaml"}
    assert len(found) == len({(each["code"], each["line"]) for each in found})
    assert found[0]["via"][0]["file"] in ("forms/small.yaml", "forms/other.yaml")
    assert (
        json.loads(tidu("check", "--format", "json", "forms/parts/basics.yaml").out)["diagnostics"] == found
    )


def test_a_lone_form_takes_the_folder_of_forms_that_is_there(tidu: Terminal) -> None:
    tidu.write("forms/units.yaml", "quantities:\n  people: {base: 口, units: {口: 1}}\n")
    tidu.write("elsewhere/small.yaml", FORM.replace("unit: 人", "unit: 口"))
    assert tidu("check", "elsewhere/small.yaml").code == 0
    assert tidu("check", "--forms", str(FORMS), "elsewhere/small.yaml").code == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "F113"),
        (bytes(range(256)), "F102"),
        (b"\xff\xfe\x00", "F102"),
        (b"form: small\n" + b"# filler\n" * 1_200_000, "F110"),
        (b"form: small\nsections: " + b"[" * 100_000, "F112"),
        (b"a: &a [x]\nb: &b [*a, *a]\nform: *b\n", "F105"),
    ],
    ids=["empty", "binary", "not utf-8", "ten megabytes", "deep", "aliases"],
)
def test_whatever_a_file_holds_is_answered(tidu: Terminal, text: bytes, code: str) -> None:
    tidu.write("small.yaml", text)
    outcome = tidu("check", "--format", "json", "small.yaml")
    assert outcome.code == 1
    assert {each["code"] for each in json.loads(outcome.out)["diagnostics"]} == {code}


def test_a_broken_pipe_is_quiet(tidu: Terminal) -> None:
    command = f"{sys.executable} -m engine explain --all | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""


def test_explain(tidu: Terminal) -> None:
    outcome = tidu("explain", "f203")
    assert outcome.code == 0
    assert outcome.out.startswith("F203  错误\n")
    assert "mni" in outcome.out
    english = tidu("--lang", "en", "explain", "F203").out
    assert "Bad:" in english
    everything = tidu("explain", "--all").out
    assert "F101  错误" in everything
    assert "F901  注" in everything
    assert "\x07" not in everything


def test_tables_of_codes_are_checked_with_the_forms(tidu: Terminal) -> None:
    tidu.write("forms/units.yaml", (FORMS / "units.yaml").read_bytes())
    tidu.write("forms/small.yaml", FORM)
    tidu.write("forms/reference/regions.tsv", "code\tname\tparent\tlevel\n350000\t福建省\t\t一\n")
    for path in ("forms", "forms/reference/regions.tsv"):
        outcome = tidu("check", path)
        assert outcome.code == 1
        assert [line.split(" ")[0] for line in outcome.out.splitlines() if "F164" in line] == [
            "forms/reference/regions.tsv:2:13:"
        ]

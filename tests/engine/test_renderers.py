"""A report as people and machines read it."""

import json
import re

import pytest

from engine.diagnostics import Collector, Position, Report, Span
from engine.diagnostics.columns import pad, printable, shorten, width
from engine.diagnostics.renderers import STYLES, render
from engine.diagnostics.report import Diagnostic

SOURCE = "title: 示例\n- {label: 从业人员, mni: 0}\n"
SOURCES = {"forms/a.yaml": SOURCE, "parts/p.yaml": "x\n"}


def place(line: int, start: int, end: int, file: str = "forms/a.yaml", last: int | None = None) -> Span:
    return Span(file, Position(line, start), Position(last or line, end))


def report() -> Report:
    collector = Collector()
    collector.add("F203", place(2, 17, 20), suggestion="min", block="field", key="mni", known="min, max")
    collector.add("F801", place(1, 8, 10), found="示例")
    collector.add("F901", place(1, 1, 6), source="recalled", name="a")
    return collector.report()


def test_short_is_one_line_each_with_a_closing_line() -> None:
    assert render(report(), "short").split("\n") == [
        "forms/a.yaml:1:8: 警告 F801 “示例”前后有多余的空格；请删去",
        "forms/a.yaml:2:17: 错误 F203 字段没有 mni 这一项；是否想写 min？",
        "错误 1，警告 1，注 1",
    ]


def test_the_same_in_english() -> None:
    lines = render(report(), "short", "en").split("\n")
    assert lines[1] == "forms/a.yaml:2:17: error F203 the field has no key mni; did you mean min?"
    assert lines[2] == "errors 1, warnings 1, notes 1"


def test_notes_are_listed_when_asked_for() -> None:
    assert "F901" not in render(report(), "short")
    assert "F901" in render(report(), "short", include_notes=True)


def test_without_a_near_word_the_known_ones_are_listed() -> None:
    found = Diagnostic("F203", place(2, 17, 20), (("block", "field"), ("key", "xyz"), ("known", "min, max")))
    assert "可以写：min, max" in render(Report((found,)))


def test_full_underlines_by_display_width() -> None:
    lines = render(report(), "full", "zh", SOURCES).split("\n")
    at = lines.index("2 | - {label: 从业人员, mni: 0}")
    assert lines[at + 1] == "  | " + " " * (width("- {label: 从业人员, ")) + "^^^"
    assert lines[at + 2] == "  = 改为：min"
    assert lines[at - 2] == " --> forms/a.yaml:2:17"


def test_full_underlines_wide_characters_over_their_whole_width() -> None:
    found = Diagnostic("F801", place(1, 8, 10), (("found", "示例"),))
    assert "  |        ^^^^" in render(Report((found,)), "full", "zh", SOURCES).split("\n")


def test_full_names_the_places_that_include_a_part() -> None:
    found = Diagnostic("F207", place(1, 1, 2, "parts/p.yaml"), via=(place(7, 5, 9),))
    assert "由此引入：forms/a.yaml:7:5" in render(Report((found,)), "full", "zh", SOURCES)


def test_full_does_without_a_source() -> None:
    assert "F203" in render(report(), "full")


def test_full_shows_a_very_long_line_around_the_place() -> None:
    source = {"a": "x" * 5000 + "HERE" + "y" * 5000}
    found = Diagnostic("F207", place(1, 5001, 5005, "a"))
    lines = render(Report((found,)), "full", "zh", source).split("\n")
    shown, caret = lines[3], lines[4]
    assert len(shown) < 200
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "HERE"


def test_full_never_prints_control_characters() -> None:
    found = Diagnostic("F111", place(1, 4, 5, "a"), (("found", "U+001B"),))
    assert "\x1b" not in render(Report((found,)), "full", "zh", {"a": "a: \x1b[31m"})


def test_json_holds_everything() -> None:
    made = json.loads(render(report(), "json", include_notes=True))
    assert made["counts"] == {"errors": 1, "warnings": 1, "notes": 1}
    found = made["diagnostics"][2]
    assert found["code"] == "F203"
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (2, 17, 2, 20)
    assert found["suggestion"] == "min"
    assert found["severity"] == "error"
    assert found["message"] == "字段没有 mni 这一项；是否想写 min？"
    assert found["arguments"]["key"] == "mni"


def test_github_escapes_what_would_end_a_command() -> None:
    found = Diagnostic("F101", place(3, 2, 4, "a,b:c%.yaml"))
    line = render(Report((found,)), "github", "en")
    assert line.startswith("::error file=a%2Cb%3Ac%25.yaml,line=3,endLine=3,col=2,endColumn=4,title=F101::")
    assert "\n" not in line


def test_github_names_the_severities() -> None:
    lines = render(report(), "github", include_notes=True).split("\n")
    assert [re.match(r"::(\w+) ", line)[1] for line in lines] == ["notice", "warning", "error"]  # type: ignore[index]


def test_sarif_has_the_structure_of_2_1_0() -> None:
    log = json.loads(render(report(), "sarif", "en", include_notes=True))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert rules == ["F203", "F801", "F901"]
    assert run["tool"]["driver"]["name"] == "tidu"
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "forms/a.yaml"
        assert physical["region"]["startColumn"] >= 1
        assert physical["region"]["endColumn"] > physical["region"]["startColumn"]


def test_sarif_writes_file_names_as_uris() -> None:
    found = Diagnostic("F113", place(1, 1, 2, "表 单.yaml"))
    log = json.loads(render(Report((found,)), "sarif"))
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%E8%A1%A8%20%E5%8D%95.yaml"


def test_sarif_tells_where_a_part_is_included() -> None:
    found = Diagnostic("F207", place(1, 1, 2, "parts/p.yaml"), via=(place(7, 5, 9),))
    result = json.loads(render(Report((found,)), "sarif"))["runs"][0]["results"][0]
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 7


@pytest.mark.parametrize("style", STYLES)
def test_an_empty_report_renders_in_every_style(style: str) -> None:
    text = render(Report(), style)
    if style in ("json", "sarif"):
        json.loads(text)


@pytest.mark.parametrize("style", ["json", "sarif"])
def test_codes_and_places_are_the_same_in_both_languages(style: str) -> None:
    both = [
        re.sub(r'"(message|text|name)": .*', "", render(report(), style, language))
        for language in ("zh", "en")
    ]
    assert re.sub(r"\s+", "", both[0]) == re.sub(r"\s+", "", both[1])


def test_width_counts_columns() -> None:
    assert width("ab") == 2
    assert width("示例") == 4
    assert width("e\u0301") == 1
    assert width("\u200b") == 0
    assert pad("示", 4) == "示  "
    assert shorten("一二三四五", 7) == "一二三…"
    assert printable("a\tb\x00") == "a b·"

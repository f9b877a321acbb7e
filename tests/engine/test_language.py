"""Every sentence of the language: one tiny form a feature in `tests/forms/language`, its cases beside it, reckoned by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment import Assessment, assess, assess_bound
from engine.binding import bind, rebind
from engine.cases import CasesReport, run_cases
from engine.cases import read_cases as parse_cases
from engine.cases.running import path_for
from engine.compiler import Compiled, compile_form
from engine.diagnostics import Collector
from engine.diagnostics.renderers import render
from engine.fields.attachment import Attachment
from engine.fields.base import ABSENT, FieldType
from engine.fields.choice import Choice
from engine.fields.choices import Choices
from engine.fields.coded import Coded
from engine.fields.date import DateField
from engine.fields.declaration import Declaration
from engine.fields.fixed_table import FixedTable
from engine.fields.numeric import Numeric
from engine.fields.table import Table
from engine.fields.table_columns import TableColumn
from engine.fields.yearly import Yearly
from engine.fields.yes_no import YesOrNo
from engine.folder import read_cases, read_folder
from engine.form import Field, Form
from engine.library import Library, build_library
from engine.presentation import present
from engine.validation import validate
from engine.wording import BoundWording

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "forms" / "language"
FORMS = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "facts")


def library_of(files: dict[str, str | bytes]) -> Library:
    """A library of `files` with the units that all forms share."""
    return build_library({"units.yaml": (ROOT / "forms" / "units.yaml").read_bytes(), **files})


@cache
def library() -> Library:
    return library_of(dict(read_folder(FOLDER)))


@cache
def compiled(name: str, overlay: str | None = None) -> Compiled:
    return compile_form(name, library(), overlay)


def form(name: str) -> Form:
    found = compiled(name).form
    assert found is not None, render(compiled(name).report)
    return found


@cache
def case_files() -> Mapping[str, Mapping[str, str | bytes]]:
    """The files of cases, by the form they are about."""
    files = read_cases(FOLDER)
    found: dict[str, dict[str, str | bytes]] = {}
    for case in parse_cases(files, library().facts, Collector()):
        name = (path_for(case, library()) or "").removesuffix(".yaml")
        found.setdefault(name, {})[case.span.file] = files[case.span.file]
    return found


@cache
def outcome(name: str) -> CasesReport:
    """What came of the cases of one form."""
    own = case_files().get(name, {})
    files = read_cases(FOLDER) if any("cases:" in str(each) for each in own.values()) else own
    return run_cases(library(), files, compiled, form=f"{name}.yaml")


def test_files_of_cases_are_read_without_a_word() -> None:
    collector = Collector()
    parse_cases(read_cases(FOLDER), library().facts, collector)
    assert not collector.report().diagnostics


# --- The forms and their cases -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_form_compiles_without_a_word(name: str) -> None:
    report = compiled(name).report
    assert not report.errors, render(report)
    assert not report.warnings, render(report)


@pytest.mark.parametrize("name", FORMS)
def test_cases_come_out_as_reckoned_by_hand(name: str) -> None:
    found = outcome(name)
    assert found.count, "no case exercises this form"
    assert not found.report.diagnostics, render(found.report)
    told = [f"{each.case}: {each.name} 应为 {each.expected}，得到 {each.found}" for each in found.mismatches]
    assert not told, "\n".join(told)


def wrong(files: dict[str, str], name: str) -> list[tuple[str, str, int, int, tuple[str, ...]]]:
    """What the compiler says of a form on purpose wrong: code, file, line, column, and the places that include it."""
    report = compile_form(name, library_of(dict(files))).report
    found = (*report.errors, *report.warnings)
    return [
        (
            each.code,
            each.span.file,
            each.span.start.line,
            each.span.start.column,
            tuple(f"{via.file}:{via.start.line}" for via in each.via),
        )
        for each in found
    ]


def place(text: str, word: str) -> tuple[int, int]:
    """The line and column where `word` stands."""
    before = text[: text.index(word)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


HEAD = "form: {name}\ntitle: 示例\nedition: 2025-01-01\n"
STAFF = "      - {id: staff, type: integer, label: 员工, min: 0, required: true}\n"
MAIN = "sections:\n  - section: main\n    title: 内容\n    fields:\n" + STAFF


def test_a_mistake_in_a_part_names_the_part_and_the_place_that_includes_it() -> None:
    part = "part: sales\nsections:\n  - section: sales\n    title: 销售\n    fields:\n      - {id: sales, type: money, label: 销售额, unit: 万圆, required: true}\n"
    form = HEAD.format(name="a") + "sections:\n  - include: parts/sales\n"
    assert wrong({"a.yaml": form, "parts/sales.yaml": part}, "a") == [
        ("F223", "parts/sales.yaml", *place(part, "万圆"), ("a.yaml:5",))
    ]


def test_a_mistake_in_a_part_of_a_part_names_every_place() -> None:
    inner = "part: inner\nsections:\n  - section: inner\n    title: 内\n    fields:\n      - {id: x, type: integr, label: 甲}\n"
    outer = "part: outer\nsections:\n  - include: parts/inner\n"
    form = HEAD.format(name="a") + "sections:\n  - include: parts/outer\n"
    assert wrong({"a.yaml": form, "parts/inner.yaml": inner, "parts/outer.yaml": outer}, "a") == [
        ("F201", "parts/inner.yaml", *place(inner, "integr"), ("parts/outer.yaml:3", "a.yaml:5"))
    ]


def test_a_mistake_in_the_form_that_another_is_like_names_both_places() -> None:
    base = (
        HEAD.format(name="base") + MAIN + "conclusions:\n  - {id: many, title: 人多, ensure: stuff >= 10}\n"
    )
    form = HEAD.format(name="a") + "like: base\nchange:\n  staff: {label: 从业人员}\n"
    assert wrong({"a.yaml": form, "base.yaml": base}, "a") == [
        ("F301", "base.yaml", *place(base, "stuff"), ("a.yaml:4",))
    ]


def test_a_change_stands_at_its_own_line() -> None:
    base = HEAD.format(name="base") + MAIN
    form = (
        HEAD.format(name="a")
        + "like: base\nchange:\n  staff: {min: -}\n  stuff: {label: 从业人员}\nremove: [nobody]\n"
    )
    found = wrong({"a.yaml": form, "base.yaml": base}, "a")
    assert [each[:3] for each in found] == [
        ("F205", "a.yaml", 6),
        ("F313", "a.yaml", 7),
        ("F313", "a.yaml", 8),
    ]


def computed(rows: str, hit: str = "first") -> str:
    field = f"      - id: size\n        type: integer\n        label: 规模\n        value:\n          table:\n            inputs: [staff]\n            hit: {hit}\n            rows:\n"
    return (
        HEAD.format(name="a") + MAIN + field + "".join(f"              - {row}\n" for row in rows.split("; "))
    )


@pytest.mark.parametrize(
    ("rows", "hit", "expected"),
    [
        ("[below 20, 1]; [20..299, 2]; [300+, 3]", "only", []),
        ("[below 20, 1]; [30..300, 2]; [300+, 3]", "first", [("F522", 17)]),
        ("[below 20, 1]; [above 20, 2]", "first", [("F522", 17)]),
        ("[below 20, 1]; [10+, 2]", "only", [("F523", 18)]),
        ("[below 20, 1]; [10+, 2]", "first", []),
        ("[10+, 1]; [20+, 2]; [any, 3]", "first", [("F524", 18)]),
        ("[below 20, 1]; [20+, 2, 3]", "first", [("F520", 18)]),
        ("[below 20, 1]; [twenty, 2]", "first", [("F521", 18)]),
    ],
)
def test_gaps_and_overlaps_of_a_decision_table_are_told(
    rows: str, hit: str, expected: list[tuple[str, int]]
) -> None:
    assert [(each[0], each[2]) for each in wrong({"a.yaml": computed(rows, hit)}, "a")] == expected


def test_a_table_of_points_must_say_what_an_undefined_input_gives() -> None:
    fields = "      - {id: profit, type: money, label: 利润, unit: 万元, required: true}\n      - {id: revenue, type: money, label: 收入, unit: 万元, min: 0, required: true}\n"
    score = "score:\n  out_of: 5\n  groups:\n    - id: all_points\n      title: 得分\n      out_of: 5\n      indicators:\n        - id: rate\n          title: 利润率\n          clause: 一\n          out_of: 5\n          table:\n            inputs: [profit / revenue]\n            rows:\n              - [10%+, 5]\n"
    form = HEAD.format(name="a") + MAIN + fields + score
    missing = form + "              - [below 10%, 0]\n"
    assert [(each[0], each[2]) for each in wrong({"a.yaml": missing}, "a")] == [("F602", 23)]
    assert wrong({"a.yaml": form + "              - [any, 0]\n"}, "a") == []


def test_sources_that_are_not_official_are_notes_and_nothing_else() -> None:
    notes = [(each.code, dict(each.arguments)["source"]) for each in compiled("names").report.notes]
    assert sorted(source for _, source in notes) == sorted(
        ["illustrative", "recalled", "inferred", "reconstructed", "recalled"]
    )
    assert {code for code, _ in notes} == {"F901"}


# --- Fields the authorities fill ---------------------------------------------------------------------------------


def test_what_the_authorities_fill_never_blocks_the_enterprise() -> None:
    found = assess(form("recommender"), {"base": 63}, {}, DAY)
    assert not found.problems
    assert found.score is not None
    assert found.score.points is None
    assert (found.score.low, found.score.high, found.score.awaiting_authority) == (63, 78, 15)
    extra = next(each for each in found.score.lines if each.id == "extra")
    assert extra.awaits_authority
    assert extra.because == "待主管部门填写"


def test_the_authorities_are_told_what_they_have_still_to_fill() -> None:
    bound = bind(form("recommender"), {"base": 63}, {}, DAY)
    assert [each.field for each in validate(bound, "recommender")] == ["local_points"]


def test_a_section_says_who_fills_it() -> None:
    bound = bind(form("recommender"), {}, {}, DAY)
    assert [each.filled_by for each in present(bound, ()).sections] == [
        "enterprise",
        "recommender",
        "enterprise",
    ]


# --- What people read --------------------------------------------------------------------------------------------


def test_an_identifier_of_a_person_is_shown_masked() -> None:
    bound = bind(
        form("kind_identifier"), {"card": "11010519491231002X", "partner": "91350100M000100Y43"}, {}, DAY
    )
    wording = BoundWording(bound)
    assert [wording.shown(bound.form.fields[name]) for name in ("card", "partner")] == [
        "110***********002X",
        "913***********0Y43",
    ]


def test_readonly_holds_by_condition() -> None:
    found = form("required_readonly")
    for loss, expected in ((True, ["locked", "half_locked"]), (False, ["locked"]), (None, ["locked"])):
        bound = bind(found, {"loss": loss}, {}, DAY)
        assert [name for name, each in found.fields.items() if bound.is_readonly(each)] == expected


# --- Laws --------------------------------------------------------------------------------------------------------

MANY = settings(max_examples=3 * settings().max_examples)
DAY = date(2026, 3, 1)
FACTS: Mapping[str, Any] = {
    "company.name": "甲公司",
    "company.founded": "2024-05-01",
    "company.region": "350582",
    "company.industry": "3911",
    "company.size": "small",
    "company.trusted": True,
    "company.digital_level": 2,
}
WRONG = st.sampled_from(
    ["", "???", "-7", "1e400", "2023-02-30", [], {}, ["none", "quality"], True, "９９", None]
)
NUMBERS = st.one_of(
    st.integers(-2, 30),
    st.sampled_from([100, 1000, 40000, "0.5", "2.25", "144.84", "12%"]),
)


def rights(kind: FieldType) -> st.SearchStrategy[Any]:
    """Answers of a kind, most of them right."""
    match kind:
        case Yearly(cell=cell, count=count):
            years = [str(DAY.year - 1 - each) for each in range(count)]
            return st.fixed_dictionaries({}, optional={year: rights(cell) for year in years})
        case Table(table_columns=columns):
            return st.lists(cells(columns), max_size=4)
        case FixedTable(rows=rows):
            return st.fixed_dictionaries({}, optional={row.id: cells(row.columns) for row in rows})
        case Choice(options=options):
            return st.sampled_from([each.id for each in options])
        case Choices(options=options):
            return st.one_of(
                st.lists(st.sampled_from([each.id for each in options if not each.exclusive]), unique=True),
                st.sampled_from([[each.id] for each in options]),
            )
        case YesOrNo() | Declaration():
            return st.booleans()
        case Numeric():
            return NUMBERS
        case DateField():
            return st.dates(date(2000, 1, 1), date(2026, 12, 31)).map(date.isoformat)
        case Coded(table=table):
            return st.sampled_from(sorted(table.entries))
        case Attachment():
            file = st.fixed_dictionaries(
                {"id": st.just("a"), "name": st.just("a.pdf"), "size": st.just(9), "kind": st.just("pdf")}
            )
            return st.lists(file, min_size=1, max_size=3)
    return st.sampled_from(["甲", "减速器", "李明", "XK0001", "13800138000"])


def cells(columns: tuple[TableColumn, ...]) -> st.SearchStrategy[dict[str, Any]]:
    every = {
        each.id: st.lists(rights(each.type), max_size=each.repeat) if each.repeat > 1 else rights(each.type)
        for each in columns
    }
    return st.fixed_dictionaries({}, optional=every)


def asked(found: Form) -> dict[str, Field]:
    return {name: each for name, each in found.fields.items() if each.answered_by_person}


@cache
def answers(name: str, wrong: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Answers to some of a form's fields."""
    every = {field: rights(each.type) for field, each in asked(form(name)).items()}
    if wrong:
        every = {field: st.one_of(each, each, WRONG) for field, each in every.items()}
    return st.fixed_dictionaries({}, optional=every)


@cache
def compiled_again(name: str) -> Form:
    """The form, compiled a second time from files read a second time."""
    found = compile_form(name, library_of(dict(read_folder(FOLDER)))).form
    assert found is not None
    return found


@MANY
@given(st.sampled_from(FORMS), st.data())
def test_the_same_inputs_give_the_same_bytes(name: str, data: st.DataObject) -> None:
    given_answers = data.draw(answers(name, wrong=True))
    first = assess(form(name), given_answers, FACTS, DAY).encode()
    turned = dict(reversed(given_answers.items()))
    assert assess(compiled_again(name), turned, FACTS, DAY).encode() == first


@MANY
@given(st.sampled_from(FORMS), st.data())
def test_an_edit_comes_to_the_same_as_binding_afresh(name: str, data: st.DataObject) -> None:
    before, after = data.draw(answers(name, wrong=True)), data.draw(answers(name, wrong=True))
    changes = {**dict.fromkeys(before, ABSENT), **after}
    edited = bind(form(name), before, FACTS, DAY)
    for field in changes:
        edited = rebind(edited, {field: changes[field]})
    fresh = bind(form(name), after, FACTS, DAY)
    assert edited.answers == fresh.answers
    assert list(edited.frame) == list(fresh.frame)
    assert assess_bound(edited).encode() == assess_bound(fresh).encode()


def removable(found: Form, given_answers: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """The answers that are pending when they are not there: of required fields, a year or a row at a time."""
    places: list[tuple[str, str | None]] = []
    for name, value in given_answers.items():
        if found.fields[name].required:
            parts = value if isinstance(value, dict) else {}
            places += [(name, part) for part in parts] or [(name, None)]
    return places


def without(given_answers: Mapping[str, Any], places: list[tuple[str, str | None]]) -> dict[str, Any]:
    kept = dict(given_answers)
    for name, part in places:
        if part is None:
            del kept[name]
        else:
            kept[name] = {key: each for key, each in kept[name].items() if key != part}
    return kept


def ranges(found: Assessment) -> dict[str, tuple[Any, Any]]:
    """Everything that has a range: points and the level."""
    sheet, level = found.score, found.level
    several = {"level": (level.low, level.high)} if level else {}
    if sheet is not None:
        several["score"] = (sheet.low, sheet.high)
        several |= {each.id: (each.low, each.high) for each in (*sheet.groups, *sheet.lines)}
    return several


def decisions(found: Assessment) -> dict[str, Any]:
    """Everything that is decided already."""
    several: dict[str, Any] = {each.id: each.truth for each in found.conclusions}
    if found.route is not None:
        several["route"] = found.route.to
    return {name: each for name, each in several.items() if each is not None}


@MANY
@given(st.sampled_from(FORMS), st.data())
def test_an_answer_can_only_narrow_what_is_pending(name: str, data: st.DataObject) -> None:
    every = {field: rights(each.type) for field, each in asked(form(name)).items()}
    full = data.draw(st.fixed_dictionaries(every))
    places = removable(form(name), full)
    taken = data.draw(st.lists(st.sampled_from(places), unique=True)) if places else []
    before = assess(form(name), without(full, taken), FACTS, DAY)
    after = assess(form(name), full, FACTS, DAY)
    wide, narrow = ranges(before), ranges(after)
    outside = {
        each: (wide[each], narrow[each])
        for each in narrow
        if not wide[each][0] <= narrow[each][0] <= narrow[each][1] <= wide[each][1]
    }
    assert not outside
    assert decisions(before).items() <= decisions(after).items()


# --- Names that only look as if they hung on themselves ----------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("kind is staff", None),
        ("kind in [staff]", None),
        ("staff is kind", "F317"),
        ("staff is staff", "F317"),
    ],
)
def test_an_option_called_like_a_conclusion_is_no_cycle(value: str, code: str | None) -> None:
    field = "      - {id: kind, type: choice, label: 类别, required: true, options: [staff, kind]}\n"
    conclusion = f'conclusions:\n  - {{id: staff, title: 员工, ensure: "{value}"}}\n'
    form = HEAD.format(name="a") + MAIN.replace(STAFF, field) + conclusion
    assert [each[0] for each in wrong({"a.yaml": form}, "a")] == ([code] if code else [])


@pytest.mark.parametrize(("last", "expected"), [("[below 10%, 0]", ["F602"]), ("[any, 0]", [])])
def test_what_rests_on_a_table_without_a_value_must_say_what_then(last: str, expected: list[str]) -> None:
    table = f"      - id: rate\n        type: integer\n        label: 档\n        value:\n          table:\n            inputs: [profit / revenue]\n            rows:\n              - [10%+, 5]\n              - {last}\n"
    fields = "      - {id: profit, type: money, label: 利润, unit: 万元, required: true}\n      - {id: revenue, type: money, label: 收入, unit: 万元, min: 0, required: true}\n"
    score = "score:\n  out_of: 5\n  groups:\n    - id: all_points\n      title: 得分\n      out_of: 5\n      indicators:\n        - {id: by_rate, title: 档, clause: 一, out_of: 5, of: rate, at_least: {5: 5}, otherwise: 0}\n"
    form = HEAD.format(name="a") + MAIN + fields + table + score
    assert [each[0] for each in wrong({"a.yaml": form}, "a")] == expected

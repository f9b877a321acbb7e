"""What every kind of field keeps, whatever it holds."""

import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.fields.base import ABSENT, FieldType, Years
from engine.fields.kinds import KINDS
from engine.fields.note import Note
from engine.messages import LANGUAGES
from engine.rendering import input_id, problem_message, problem_target, render_field
from engine.values import Cause, Unknown, is_missing
from tests.engine.fields.examples import (
    EXAMPLES,
    HOSTILE,
    YEARS,
    answers,
    examples,
    made,
    messages,
    posted,
    view_of,
)
from tests.engine.fields.pages import Element, parse

KINDS_BY_EXAMPLE = {name: made(example.keys) for name, example in EXAMPLES.items()}
every_example = pytest.mark.parametrize("kind", KINDS_BY_EXAMPLE.values(), ids=KINDS_BY_EXAMPLE)


def each(wanted: str) -> Any:
    found = answers(wanted)
    return pytest.mark.parametrize(
        ("kind", "raw"), [(kind, raw) for _, kind, raw in found], ids=[name for name, _, _ in found]
    )


def test_no_kind_lacks_an_example() -> None:
    assert {kind.kind for kind in KINDS_BY_EXAMPLE.values()} >= set(KINDS)
    assert "yearly" in {kind.kind for kind in KINDS_BY_EXAMPLE.values()}


def test_every_answerable_kind_has_answers() -> None:
    for name, kind, example in examples():
        assert (example.right and example.refused) or not kind.answerable, name


# --- reading and writing -------------------------------------------------------------------------------------


@each("right")
def test_canonical_json_is_what_is_written(kind: FieldType, raw: Any) -> None:
    read = kind.read(raw, YEARS)
    assert not read.problems
    assert kind.write(read.value, YEARS) == raw


@each("also")
def test_what_is_written_reads_the_same(kind: FieldType, raw: Any) -> None:
    read = kind.read(raw, YEARS)
    assert not read.problems
    assert kind.read(kind.write(read.value, YEARS), YEARS) == read._replace(
        gaps=kind.read(kind.write(read.value, YEARS), YEARS).gaps
    )
    assert kind.read(kind.write(read.value), YEARS).value == read.value, "by distance"


@each("right")
def test_it_reads_back_what_it_shows(kind: FieldType, raw: Any) -> None:
    value = kind.read(raw, YEARS).value
    shown = kind.show(value, "zh", YEARS)
    assert shown
    if kind.kind in ("table", "yearly", "attachment", "declaration") or getattr(kind, "masked", False):
        return
    if not (kind.kind == "decimal" and raw == "2/3"):
        assert kind.read(shown, YEARS).value == value


@each("refused")
def test_it_refuses_with_a_clear_message(kind: FieldType, raw: Any) -> None:
    read = kind.read(raw, YEARS)
    told = messages(read.problems)
    assert told
    assert all(
        "这一项" in sentence and "{" not in sentence.replace("{…}", "") and len(sentence) < 300
        for sentence in told
    )
    for language in LANGUAGES:
        assert all(problem.message("it", language) for problem in read.problems)


@every_example
@pytest.mark.parametrize("raw", [None, "", "  ", "\u200b\u3000"], ids=repr)
def test_empty_is_unanswered(kind: FieldType, raw: Any) -> None:
    read = kind.read(raw, YEARS)
    assert not read.problems
    assert not read.gaps
    assert kind.write(read.value, YEARS) is None
    assert kind.show(read.value, "zh", YEARS) == ""
    assert kind.is_empty(read.value) is kind.answerable


@every_example
def test_a_required_answer_is_missed(kind: FieldType) -> None:
    lacking = kind.lacks(kind.read(None, YEARS).value, YEARS)
    assert bool(lacking) is kind.answerable
    assert all(problem.code.startswith("required") for problem in lacking)
    assert all(messages(lacking))


@each("right")
def test_an_answer_is_not_empty(kind: FieldType, raw: Any) -> None:
    assert not kind.is_empty(kind.read(raw, YEARS).value)


@every_example
@pytest.mark.parametrize("cause", [Cause.EMPTY, Cause.HIDDEN])
def test_filling_an_empty_answer_gives_what_stands_for_it(kind: FieldType, cause: Cause) -> None:
    filled = kind.fill(kind.read(None, YEARS).value, cause, None)
    assert filled == kind.missing(cause)


@each("right")
def test_filling_leaves_an_answer_as_it_is(kind: FieldType, raw: Any) -> None:
    value = kind.read(raw, YEARS).value
    if kind.kind not in ("table", "yearly"):
        assert kind.fill(value, Cause.EMPTY, None) == value
    assert kind.write(kind.fill(value, Cause.EMPTY, None), YEARS) == raw


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**29, max_value=10**40)
    | st.decimals()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=40)
    | st.sampled_from(
        [
            "1e400",
            "NaN",
            "Infinity",
            "-0",
            "0x10",
            "1/0",
            "\u202e5",
            "2025-99-99",
            "\x00",
            "\ud800",
            "x" * 10**6,
            "9" * 5000,
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["2025", "1", "name", "design", "reached", "id", "kinds", "\x00"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@every_example
@settings(max_examples=settings().max_examples // 2)
@given(raw=JSON)
def test_no_json_breaks_it(kind: FieldType, raw: Any) -> None:
    read = kind.read(raw, YEARS)
    assert messages(read.problems) is not None
    assert messages(read.gaps) is not None
    written = kind.write(read.value, YEARS)
    assert kind.write(kind.read(written, YEARS).value, YEARS) == written
    kind.show(read.value, "zh", YEARS)
    assert len(kind.cells(read.value)) == len(kind.columns("it", "它"))
    assert messages(kind.lacks(read.value, YEARS)) is not None
    kind.fill(read.value, Cause.HIDDEN, None)
    parse(render_field(view_of(kind, raw))).posts()
    render_field(view_of(kind, raw, fixed=True, conflict=raw)).encode()


@every_example
def test_a_number_too_long_to_print_breaks_nothing(kind: FieldType) -> None:
    for raw in (
        10**5000,
        [10**5000],
        {"2025": -(10**5000), "design": {"reached": 10**5000}},
        [{"name": 10**5000}],
    ):
        assert messages(kind.read(raw, YEARS).problems) or not kind.answerable
        render_field(view_of(kind, raw))


def test_an_unreadable_number_keeps_its_limits() -> None:
    assert KINDS_BY_EXAMPLE["integer"].read("abc", YEARS).value == Unknown(Cause.UNREADABLE, 0, 1000000)


# --- HTML ----------------------------------------------------------------------------------------------------


def page(kind: FieldType, raw: Any = None, **more: Any) -> Element:
    return parse(render_field(view_of(kind, raw, **more)))


@each("right")
def test_a_posted_page_gives_back_the_answer(kind: FieldType, raw: Any) -> None:
    if kind.kind == "attachment":
        assert kind.collect(posted(page(kind, raw).posts()), "it") is ABSENT
        return
    collected = kind.collect(posted(page(kind, raw).posts()), "it")
    assert kind.read(collected, YEARS).value == kind.read(raw, YEARS).value
    again = kind.collect(posted(page(kind, collected).posts()), "it")
    assert again == collected


@each("refused")
def test_a_posted_page_keeps_what_was_wrong(kind: FieldType, raw: Any) -> None:
    """What can be typed stays as it was typed, however wrong it is."""
    if (
        not isinstance(raw, str)
        or kind.kind in ("table", "yearly", "attachment", "declaration")
        or not raw.isprintable()
    ):
        return
    assert kind.collect(posted(page(kind, raw).posts()), "it") == raw


@every_example
def test_an_empty_page_gives_an_empty_answer(kind: FieldType) -> None:
    collected = kind.collect(posted(page(kind).posts()), "it")
    if kind.kind in ("note", "attachment"):
        assert collected is ABSENT
    else:
        assert kind.read(collected, YEARS).value == kind.read(None, YEARS).value


@every_example
def test_a_page_without_the_field_says_nothing_of_it(kind: FieldType) -> None:
    assert kind.collect(posted([("other", "5"), ("its", "x")]), "it") is ABSENT


def referred(element: Element) -> list[str]:
    names = ("for", "aria-labelledby", "aria-describedby", "data-for")
    return [ident for name in names for ident in element[name].split()]


@every_example
@pytest.mark.parametrize("state", ["empty", "right", "refused", "required", "fixed", "readonly"])
def test_it_is_labelled_and_described(kind: FieldType, state: str) -> None:
    example = next(EXAMPLES[name] for name, each_ in KINDS_BY_EXAMPLE.items() if each_ is kind)
    raw = next(iter(getattr(example, state, ())), None)
    view = view_of(
        kind,
        raw,
        help="怎样填写",
        required=state == "required",
        fixed=state == "fixed",
        readonly=state == "readonly",
    )
    root = parse(render_field(view))
    assert len(root.ids) == len(set(root.ids)), "an id stands twice"
    for element in root.walk():
        assert set(referred(element)) <= set(root.ids)
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        assert element.tag not in ("script", "style")
    frame = next(element for element in root.walk() if element["id"] == view.html_id)
    assert frame["data-field"] == "it"
    assert frame["data-kind"] == kind.kind
    assert "这一项" in root.text
    assert "怎样填写" in root.text
    if kind.answerable and state in ("empty", "right", "refused", "required"):
        every_input_is_named(root)
    if state == "refused" and view.problems:
        the_error_is_told(root, view)
    if state == "required" and kind.answerable:
        assert root.with_class("required-mark")
    if state in ("fixed", "readonly"):
        assert not root.posts()


def every_input_is_named(root: Element) -> None:
    labels = {ident for label in root.all("label") for ident in [label["for"]]}
    inputs = [
        each_
        for each_ in root.walk()
        if each_.tag in ("input", "select", "textarea") and each_["type"] != "hidden"
    ]
    assert inputs
    assert all(each_["id"] in labels or each_["aria-label"] or each_["aria-labelledby"] for each_ in inputs)


def the_error_is_told(root: Element, view: Any) -> None:
    errors = root.with_class("field__error")
    assert errors
    sentence = problem_message(view, view.problems[0])
    assert sentence in " ".join(each_.text for each_ in errors)
    assert root.with_class("field--error")
    described = {ident for each_ in root.walk() for ident in each_["aria-describedby"].split()}
    assert {each_["id"] for each_ in errors} & described
    assert any(each_["aria-invalid"] == "true" for each_ in root.walk()) or view.type.kind == "table"
    assert problem_target(view, view.problems[0]) in root.ids


@every_example
def test_label_hint_error_and_input_stand_in_this_order(kind: FieldType) -> None:
    example = next(EXAMPLES[name] for name, each_ in KINDS_BY_EXAMPLE.items() if each_ is kind)
    if not example.refused or kind.kind == "declaration":
        return
    html = str(render_field(view_of(kind, example.refused[0], help="怎样填写")))
    places = [
        html.index(part) for part in ('class="field__label"', 'class="field__hint"', 'class="field__error"')
    ]
    places.append(html.rindex('name="it'))
    assert places == sorted(places)


@every_example
@pytest.mark.parametrize("where", ["raw", "label", "conflict", "computed"])
def test_hostile_text_is_escaped_everywhere(kind: FieldType, where: str) -> None:
    hostile: Any = {"table": [{"name": HOSTILE, "brands": [HOSTILE]}], "yearly": {"2025": HOSTILE}}.get(
        kind.kind, HOSTILE
    )
    if kind.kind == "table" and getattr(kind, "rows", ()):
        hostile = {row.id: {column.id: HOSTILE for column in row.columns} for row in kind.rows}  # type: ignore[attr-defined]
    if kind.kind == "attachment":
        hostile = [{"id": HOSTILE, "name": HOSTILE, "size": 5, "kind": "pdf"}]
    given_: dict[str, Any] = {
        "raw": {},
        "label": {
            "label": HOSTILE,
            "help": HOSTILE,
            "source": HOSTILE,
            "reckoning": HOSTILE,
            "used_by": (HOSTILE,),
        },
        "conflict": {"conflict": hostile},
        "computed": {"fixed": True},
    }[where]
    html = str(render_field(view_of(kind, hostile, **given_)))
    assert not re.search(r"<script|<img|onerror=alert\(1\)>", html)
    root = parse(html)
    assert not root.all("script")
    assert not root.all("img")


@every_example
def test_a_hidden_field_stays_on_the_page_unseen(kind: FieldType) -> None:
    assert page(kind, visible=False).all(id="field-it")[0].has("hidden")
    assert not page(kind).all(id="field-it")[0].has("hidden")


def test_ids_and_names_are_those_promised() -> None:
    assert input_id("products.0.name") == "input-products-0-name"


# --- JSON Schema ---------------------------------------------------------------------------------------------


@each("right")
def test_the_schema_takes_canonical_json(kind: FieldType, raw: Any) -> None:
    schema = kind.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(kind.write(kind.read(raw, YEARS).value, YEARS), schema)


@every_example
def test_the_schema_refuses_json_of_another_kind(kind: FieldType) -> None:
    validator = jsonschema.Draft202012Validator(kind.schema())
    for other in ({"no": {"such": 1}}, [[]], 1.5 if kind.kind not in ("decimal", "money") else {}):
        assert not validator.is_valid(other)


# --- exports -------------------------------------------------------------------------------------------------


@each("right")
def test_as_many_cells_as_columns(kind: FieldType, raw: Any) -> None:
    columns = kind.columns("it", "它")
    cells = kind.cells(kind.read(raw, YEARS).value)
    assert len(columns) == len(cells)
    assert len({column.name for column in columns}) == len(columns)
    assert any(cell is not None for cell in cells)
    for column, cell in zip(columns, cells, strict=True):
        assert cell is None or not isinstance(cell, float)
        assert column.name.startswith("it")


@every_example
def test_as_many_empty_cells_as_columns(kind: FieldType) -> None:
    for value in (kind.read(None, YEARS).value, kind.missing(Cause.HIDDEN)):
        cells = kind.cells(value)
        assert len(cells) == len(kind.columns("it", "它"))
        assert all(cell is None for cell in cells)


def test_only_a_note_is_not_answered() -> None:
    assert [kind for kind in KINDS.values() if not kind.answerable] == [Note]


def test_years_before_the_enterprise_existed_are_not_asked() -> None:
    kind, since = KINDS_BY_EXAMPLE["yearly money"], Years(2025, 2025)
    value = kind.read({"2025": 5, "2024": 6}, since).value
    assert value[0] == 5  # type: ignore[index]
    assert all(is_missing(each_) for each_ in value[1:])  # type: ignore[index]

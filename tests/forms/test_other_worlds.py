"""A form from another world goes through every part of the engine without a line of Python that knows it."""

from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.assessment import Assessment, assess, assess_bound
from engine.binding import bind, rebind
from engine.compiler import compile_form
from engine.drafts import Draft, merge
from engine.fields.base import ABSENT, Posted
from engine.form import Form
from engine.library import Library, build_library
from engine.presentation import FormView, present
from engine.procedures import compile_procedures, facts_given, offer
from engine.rendering import render_field
from engine.routing import gate
from engine.supply import facts_of
from engine.tables import columns, row
from engine.validation import validate
from engine.view import FieldView

FOLDER = Path(__file__).parent / "other_worlds"
ON = date(2026, 5, 1)
DOCUMENT = [{"id": "1", "name": "蜂场位置图.pdf", "size": 1024, "kind": "pdf"}]
PHOTOS = [{"id": "2", "name": "蜂场.jpg", "size": 2048, "kind": "jpg"}]


@pytest.fixture(scope="module")
def library() -> Library:
    return build_library(
        {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*.yaml")}
    )


@pytest.fixture(scope="module")
def form(library: Library) -> Form:
    compiled = compile_form("beehive", library)
    assert compiled.form is not None, compiled.report
    return compiled.form


@pytest.fixture(scope="module")
def case() -> dict[str, Any]:
    """The facts and answers of the first case, as its author wrote them."""
    cases = yaml.load((FOLDER / "cases" / "beehive.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {
        "facts": cases[0]["facts"],
        "answers": _truths({**cases[0]["answers"], "map": DOCUMENT, "photos": PHOTOS}),
    }


def _truths(value: Any) -> Any:
    """What the plainest YAML loader leaves as words, as JSON has it."""
    if isinstance(value, dict):
        return {key: _truths(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_truths(each) for each in value]
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _assess(form: Form, case: dict[str, Any], **changed: Any) -> Assessment:
    return assess(form, {**case["answers"], **changed}, _truths(case["facts"]), ON)


def test_other_world_is_scored_and_routed(form: Form, case: dict[str, Any]) -> None:
    found = _assess(form, case)
    assert found.score is not None
    assert found.route is not None
    assert found.level is not None
    assert (found.score.points, found.level.level, found.route.to) == (97, 3, "big_office")


def test_other_world_complete_answers_have_no_problems(form: Form, case: dict[str, Any]) -> None:
    assert _assess(form, case).problems == ()


def test_other_world_opens_its_gates(form: Form, case: dict[str, Any]) -> None:
    bound = bind(form, case["answers"], _truths(case["facts"]), ON)
    gates = [gate(bound, which) for which in ("open_to", "before")]
    assert [each.truth for each in gates if each is not None] == [True, True]


def test_other_world_waits_for_its_inspector(form: Form, case: dict[str, Any]) -> None:
    found = _assess(form, case, inspected=None)
    assert found.score is not None
    assert (found.score.points, found.score.low, found.score.high, found.score.awaiting_authority) == (
        None,
        87,
        97,
        10,
    )
    assert not found.blocks


def test_other_world_is_reviewed_and_assessed_again(form: Form, case: dict[str, Any]) -> None:
    answers = {key: value for key, value in case["answers"].items() if key != "inspected"}
    sent = bind(form, answers, _truths(case["facts"]), ON)
    reviewed = rebind(sent, {"inspected": "fair"})
    assert [each.field for each in validate(sent, "recommender")] == ["inspected"]
    after = assess_bound(reviewed)
    assert after.score is not None
    assert after.score.points == 92


def test_other_world_is_filled_field_by_field(form: Form, case: dict[str, Any]) -> None:
    facts = _truths(case["facts"])
    draft, bound = Draft(), bind(form, {}, facts, ON)
    for name, raw in case["answers"].items():
        merged = merge(draft, {name: raw}, draft.revision)
        assert merged.applied == (name,)
        draft, bound = merged.draft, rebind(bound, {name: raw})
    assert assess_bound(bound).encode() == assess(form, draft.values, facts, ON).encode()


class _Inputs(HTMLParser):
    """What a browser would post of a page: every successful control, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: dict[str, list[str]] = {}
        self._select = ""
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.posted.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.posted.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self.posted.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.posted[self._textarea][-1] += data


def _all_fields(view: FormView) -> list[FieldView]:
    waiting = [field for section in view.sections for field in section.fields]
    found: list[FieldView] = []
    while waiting:
        field = waiting.pop(0)
        found.append(field)
        waiting.extend(each for several in field.asks.values() for each in several)
    return found


def test_other_world_pages_post_back_what_they_show(form: Form, case: dict[str, Any]) -> None:
    facts = _truths(case["facts"])
    bound = bind(form, case["answers"], facts, ON)
    collected: dict[str, Any] = {}
    for view in _all_fields(present(bound, validate(bound))):
        if view.fixed or not view.visible or not view.type.answerable or view.type.kind == "attachment":
            continue
        page = _Inputs()
        page.feed(str(render_field(view)))
        raw = view.type.collect(Posted(page.posted), view.id)
        if raw is not ABSENT:
            collected[view.id] = raw
    again = assess(form, {**collected, "map": DOCUMENT, "photos": PHOTOS}, facts, ON)
    assert again.as_json() == assess_bound(bound).as_json()


def test_other_world_is_exported_in_as_many_cells_as_columns(form: Form, case: dict[str, Any]) -> None:
    bound = bind(form, case["answers"], _truths(case["facts"]), ON)
    headings, cells = columns(form), row(bound)
    assert len(headings) == len(cells)
    assert dict(zip([each.name for each in headings], cells, strict=True))["all_hives"] == 100


def test_other_world_form_like_another_keeps_the_rest(library: Library, case: dict[str, Any]) -> None:
    compiled = compile_form("beehive_renewal", library)
    assert compiled.form is not None, compiled.report
    found = _assess(compiled.form, case, licence="BEE-0007")
    assert found.score is not None
    assert found.score.points == 97
    assert "welcome" not in compiled.form.fields
    assert "licence" in compiled.form.fields


def test_what_a_form_of_the_other_world_knows_is_told_to_the_others(
    library: Library, form: Form, case: dict[str, Any]
) -> None:
    given = _truths(case["facts"])
    keeper = compile_form("keeper", library).form
    assert keeper is not None
    answers = {name: given[f"keeper.{name}"] for name in ("id_card", "began_on", "district")}
    told = facts_of(bind(keeper, answers, {"identity.name": given["keeper.name"]}, ON))
    elsewhere = {name: given[name] for name in ("keeper.trained", "keeper.complaints")}
    assert (
        assess(form, case["answers"], {**told, **elsewhere}, ON).encode()
        == assess(form, case["answers"], given, ON).encode()
    )


def test_other_world_has_procedures(library: Library, form: Form, case: dict[str, Any]) -> None:
    made = compile_procedures(library)
    assert not made.report.errors
    assert not made.report.warnings
    apply = made.get("apply")
    assert apply is not None
    given = {**_truths(case["facts"]), "permit.held": False, "keeper.trained": True}
    assert offer(apply, given, ON).may_start is True
    unregistered = offer(apply, {**given, "keeper.began_on": None}, ON)
    assert [each.mend for each in unregistered.reasons] == ["register"]
    assert facts_given(apply, bind(form, case["answers"], given, ON)) == {"permit.grade": 3}

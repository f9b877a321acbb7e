"""One option, several options, yes or no."""

import pytest

from engine.expression.types import ChoicesType, ChoiceType
from engine.fields.base import Posted
from engine.fields.choice import Choice
from engine.rendering import render_field
from engine.source import Sequence
from tests.engine.fields.examples import OPTIONS, YEARS, codes, made, posted, told, value_of, view_of, wrong
from tests.engine.fields.pages import parse

GRADE = made(
    "type: choice, options: [{id: national, label: 国家级, points: 5}, {id: other, label: 其他, asks: [{id: text, type: text, label: 请说明}]}]"
)
LEVELS = made("type: choice, ordered: true, options: [0, 1, 2, 3, 4]")
SEVERAL = made(f"type: choices, {OPTIONS}")
TRUTH = made("type: yes_no")


def test_a_bare_word_is_id_and_label() -> None:
    assert LEVELS.type == ChoiceType(("0", "1", "2", "3", "4"), True)
    assert value_of(LEVELS, 3) == value_of(LEVELS, "3") == value_of(LEVELS, " ３ ") == "3"
    assert value_of(made("type: choice, options: [国家级, 省级]"), "省级") == "省级"


def test_an_option_carries_points_and_what_it_asks() -> None:
    assert isinstance(GRADE, Choice)
    assert GRADE.by_id["national"].points == 5
    assert isinstance(GRADE.by_id["other"].asks, Sequence)
    assert value_of(GRADE, "国家级") == "national"


def test_what_is_no_option_is_told_with_the_word() -> None:
    assert told(GRADE, "省级") == "它请从列出的选项中选择；“省级”不是其中的选项"


def test_few_options_are_radio_buttons_and_many_a_list() -> None:
    few = parse(render_field(view_of(GRADE, "national", required=True)))
    assert [each["value"] for each in few.all("input", type="radio") if each.has("checked")] == ["national"]
    assert few.all("fieldset")[0]["role"] == "radiogroup"
    assert few.all("fieldset")[0]["aria-required"] == "true"
    many = parse(render_field(view_of(made("type: choice, options: [1, 2, 3, 4, 5, 6, 7, 8]"), "8")))
    assert [each["value"] for each in many.all("option") if each.has("selected")] == ["8"]
    assert not many.all("input", type="radio")


def test_what_an_option_asks_stands_behind_it() -> None:
    asked = view_of(made("type: text"), "说明", id="it.other.text", label="请说明")
    root = parse(render_field(view_of(GRADE, "other", asks={"other": (asked,)})))
    behind = root.with_class("option__asks")[0]
    assert behind["data-option"] == "other"
    assert behind.all("input")[0]["name"] == "it.other.text"
    assert ("it.other.text", "说明") in root.posts()


def test_several_options_are_a_set() -> None:
    assert value_of(SEVERAL, ["b", "a", "b"]) == frozenset({"a", "b"})
    assert SEVERAL.write(frozenset({"b", "a"})) == ["a", "b"]
    assert SEVERAL.type == ChoicesType(("none", "a", "b"), ("none",))


def test_an_exclusive_option_stands_alone() -> None:
    assert value_of(SEVERAL, ["none"]) == frozenset({"none"})
    assert told(SEVERAL, ["none", "a"]) == "它选了“无”就不能再选别的，请去掉其中一项"
    root = parse(render_field(view_of(SEVERAL, ["none", "a"])))
    assert [each["value"] for each in root.all("input", type="checkbox") if each.has("checked")] == [
        "none",
        "a",
    ]


def test_unticking_everything_leaves_it_unanswered() -> None:
    assert SEVERAL.collect(posted([("it", "")]), "it") == []
    assert SEVERAL.collect(Posted({"it": ["", "a", "b"]}), "it") == ["a", "b"]
    assert SEVERAL.is_empty(value_of(SEVERAL, []))


def test_an_unknown_option_stays_ticked_until_someone_unticks_it() -> None:
    root = parse(render_field(view_of(SEVERAL, ["a", "gone"])))
    assert SEVERAL.collect(posted(root.posts()), "it") == ["a", "gone"]
    assert wrong(SEVERAL, ["a", "gone"]) == ["choice"]


def test_yes_and_no() -> None:
    assert (
        value_of(TRUTH, True)
        is value_of(TRUTH, "yes")
        is value_of(TRUTH, "是")
        is value_of(TRUTH, "Yes")
        is True
    )
    assert value_of(TRUTH, False) is value_of(TRUTH, "no") is value_of(TRUTH, "否") is False
    assert TRUTH.lacks(value_of(TRUTH, False), YEARS) == ()
    assert [each.code for each in TRUTH.lacks(value_of(TRUTH, None), YEARS)] == ["required_choice"]
    assert TRUTH.cells(True) == (True,)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("type: choice, options: []", "F225"),
        ("type: choice", "F204"),
        ("type: choice, options: [a, b, A]", "F226"),
        ("type: choice, options: [{id: a, label: 甲}, {id: b, label: 甲}]", "F227"),
        ("type: choice, options: [{id: 甲, label: 甲}]", "F228"),
        ("type: choice, options: [{id: a, label: 甲, exclusive: true}]", "F231"),
        ("type: choices, options: [{id: a, lable: 甲}]", "F203"),
        ("type: choices, options: [{label: 甲}]", "F204"),
        ("type: choices, options: a", "F205"),
        ("type: choices, options: [a], ordered: true", "F203"),
    ],
)
def test_author_mistakes(keys: str, code: str) -> None:
    assert codes(keys) == [code]


@pytest.mark.parametrize(
    ("label", "alone"),
    [("十二个字以内的选项", False), ("建成应用系统网络，实现大规模设备、人员与信息系统互联", True)],
)
@pytest.mark.parametrize("kind", ["choice", "choices"])
def test_options_stand_in_one_line_while_all_are_short(kind: str, label: str, alone: bool) -> None:
    made_ = made(f"type: {kind}, options: [{{id: none, label: 无}}, {{id: one, label: '{label}'}}]")
    options = parse(render_field(view_of(made_))).with_class("option")
    assert ["option--line" in each["class"] for each in options] == [alone, alone]

"""A form to try: what it asks for and what it leaves out."""

from engine.binding import bind
from engine.form import Form
from engine.routing import conclude
from engine.scoring import score
from engine.trial import FACTS_SECTION, trial_of, tried_fields
from tests.engine.support import ON, form, scored

TEXT = """\
sections:
  - section: firm
    title: 企业
    fields:
      - {fact: firm.name}
      - {fact: firm.founded}
  - section: main
    title: 内容
    fields:
      - {id: revenue, type: integer, label: 收入, min: 0, required: true}
      - {id: costs, type: integer, label: 成本, min: 0, required: true}
      - {id: share, type: percent, label: 占比, value: costs / revenue}
      - {id: note, type: text, label: 备注, required: true}
      - id: prize
        type: choice
        label: 奖励
        required: true
        options:
          - {id: some, label: 有, asks: [{id: year, type: year, label: 年份, required: true}, {id: title, type: text, label: 名称}]}
          - {id: none, label: 无}
  - section: opinion
    title: 意见
    filled_by: recommender
    fields:
      - {id: opinion_text, type: text, label: 意见}
  - section: papers
    title: 材料
    fields:
      - {id: promise, type: declaration, label: 承诺, required: true}
conclusions:
  - id: old
    title: 成立较早
    clause: 一
    ensure: years_between(firm.founded, submission_date) >= 2
  - id: awarded
    title: 近年获奖
    clause: 一
    all: [prize is some, prize.some.year >= 2024]
"""


def trial() -> Form:
    return trial_of(
        form(TEXT, scored("of: share\nat_most: {50%: 10}\notherwise: 0\nundefined: 0")), "企业情况"
    )


def test_a_trial_asks_only_for_what_tells_in_the_result() -> None:
    assert tried_fields(trial()) == ("firm.founded", "revenue", "costs", "prize", "prize.some.year")


def test_facts_are_asked_in_a_section_of_their_own() -> None:
    first = trial().sections[0]
    assert (first.id, first.title, first.fields) == (FACTS_SECTION, "企业情况", ("firm.founded",))


def test_sections_of_the_authorities_and_empty_ones_are_left_out() -> None:
    assert [each.id for each in trial().sections] == [FACTS_SECTION, "main"]


def test_nothing_is_required() -> None:
    made = trial()
    assert not any(made.fields[name].required for name in tried_fields(made))


def test_the_result_is_that_of_the_form() -> None:
    answers = {
        "firm.founded": "2020-01-01",
        "revenue": 100,
        "costs": 50,
        "prize": "some",
        "prize.some.year": 2025,
    }
    bound = bind(trial(), answers, {}, ON)
    sheet = score(bound)
    assert sheet is not None
    assert sheet.points == 10
    assert [each.truth for each in conclude(bound)] == [True, True]


def test_what_is_not_answered_stays_open() -> None:
    bound = bind(trial(), {"revenue": 100}, {}, ON)
    assert [each.truth for each in conclude(bound)] == [None, None]


def test_points_of_the_authorities_stay_open() -> None:
    text = TEXT.replace(
        "id: opinion_text, type: text, label: 意见",
        "id: opinion_points, type: integer, label: 评分, min: 0, max: 10",
    )
    made = trial_of(form(text, scored("of: opinion_points\nat_least: {6: 10}\notherwise: 0")), "企业情况")
    sheet = score(bind(made, {}, {}, ON))
    assert sheet is not None
    assert sheet.awaiting_authority == 10
    assert "opinion_points" not in [name for section in made.sections for name in section.fields]

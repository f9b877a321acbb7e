"""The forms of one procedure divide all applicants among them."""

from engine.procedures.matching import compact
from engine.reference import CodeTable
from tests.engine.procedures.support import replaced, world


def arguments(made: object) -> list[tuple[str, str, str, str]]:
    report = made.report  # type: ignore[attr-defined]
    found = [(each.code, dict(each.arguments)) for each in (*report.errors, *report.warnings)]
    return [(code, each["values"], each["forms"], each["day"]) for code, each in found if "values" in each]


def industries() -> CodeTable:
    return world().tables["industries"]


def test_industry_without_a_form_is_named_compactly() -> None:
    made = replaced("[A, B, I]", "[A, B]", "check_rest.yaml")
    assert arguments(made) == [("F395", "I", "check_food, check_works, check_rest", "2021-01-01")]


def test_industries_that_follow_on_one_another_are_a_range() -> None:
    made = replaced("[A, B, I]", "[I]", "check_rest.yaml")
    assert arguments(made)[0][1] == "A..B"


def test_industry_with_two_forms_is_told_with_both() -> None:
    made = replaced("[A, B, I]", "[A, B, I, 151]", "check_rest.yaml")
    assert arguments(made) == [("F396", "15", "check_food, check_rest", "2021-01-01")]


def test_form_for_everyone_beside_others_is_one_too_many() -> None:
    made = replaced("applies_to: {stall.trade: [A, B, I]}\n", "", "check_rest.yaml")
    assert [each[0] for each in arguments(made)] == ["F396", "F396"]


def test_fact_that_only_one_form_speaks_of_leaves_it_open() -> None:
    made = replaced(
        "{stall.trade: [A, B, I]}", "{stall.trade: [A, B, I], stall.size: [small]}", "check_rest.yaml"
    )
    assert arguments(made) == []


def test_forms_are_divided_from_the_day_all_of_them_have_an_edition() -> None:
    made = replaced("    form: licence\n    open_to", "    forms: [licence, check_rest]\n    open_to")
    assert arguments(made)[-1] == ("F396", "A..B, I", "check_rest, licence", "2022-01-01")


def test_codes_are_said_by_the_highest_that_hold_them_alone() -> None:
    table = industries()
    leaves = frozenset(code for code in table.entries if code not in table.children)
    assert compact(table, leaves) == "A..I"
    assert compact(table, frozenset({"3911", "3912"})) == "391"
    assert compact(table, frozenset({"3911", "1311", "1312"})) == "13, 3911"

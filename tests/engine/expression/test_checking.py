"""Names, kinds and years: every mistake told once, where it stands."""

import pytest

from engine.expression.types import DATE, RATIO_TYPE, TEXT, TRUTH, ChoiceType, NumberType, SeriesType, Type
from tests.engine.expression.support import MONEY, checked, codes, expression, only


def type_of(text: str) -> Type:
    return expression(text, yearly=True).type


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("laon >= 5", "loan"),
        ("sum(revenu) >= 5", "revenue"),
        ("标签loan >= 5", "loan"),
        ("xyzzy", None),
        ("form.laon", "form.loan"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(text: str, suggestion: str | None) -> None:
    diagnostic = only(text)
    assert (diagnostic.code, diagnostic.suggestion) == ("F301", suggestion)


def test_an_unknown_name_is_told_once_however_it_is_used() -> None:
    assert codes("sum(laon * 2, 3) + 5万元 >= 7人 and not laon") == ["F301", "F301"]


def test_an_unknown_option_suggests_the_nearest() -> None:
    diagnostic = only("grade is nationl")
    assert (diagnostic.code, diagnostic.suggestion, dict(diagnostic.arguments)["known"]) == (
        "F302",
        "national",
        "city, province, national",
    )


def test_an_unknown_function_suggests_the_nearest() -> None:
    diagnostic = only("aveage(a, b)")
    assert (diagnostic.code, diagnostic.suggestion, diagnostic.span.end.column) == ("F303", "average", 7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("loan >= 500万圆", "F304"),
        ("industry in [3999]", "F305"),
        ("industry is 3999", "F305"),
        ("loan and exports", "F401"),
        ("not a", "F401"),
        ("loan > '五千万'", "F402"),
        ("founded >= 5", "F402"),
        ("exports > true", "F402"),
        ("grade is 5 or a is 5", "F302"),
        ("loan >= staff", "F403"),
        ("loan + staff", "F403"),
        ("ratio >= 3", "F404"),
        ("ratio >= a", "F404"),
        ("3 - ratio >= 0", "F404"),
        ("product + 1", "F405"),
        ("grade * 2", "F405"),
        ("industry + 1", "F405"),
        ("exports + 1", "F405"),
        ("product >= 'a'", "F406"),
        ("size >= small", "F406"),
        ("grade is city and grade is national", "F407"),
        ("a >= 1 and (grade is city) and product is 'x' and product is 'y'", "F407"),
        ("scenes >= 3", "F408"),
        ("scenes + 3", "F408"),
        ("scenes.income >= 3", "F408"),
        ("scenes", "F408"),
        ("revenue[4]", "F409"),
        ("revenue[0]", "F409"),
        ("revenue[3..1]", "F409"),
        ("compound_growth(revenue, 3)", "F409"),
        ("loan[1]", "F410"),
        ("loan[prior]", "F410"),
        ("round(loan)", "F411"),
        ("sum()", "F411"),
        ("default(a)", "F411"),
        ("sum(loan)", "F412"),
        ("count(revenue where revenue >= 5)", "F413"),
        ("certificates is iso9001", "F414"),
        ("certificates in [iso9001]", "F414"),
        ("compound_growth(revenue, 2) + 1%", "F416"),
        ("a in [1, 'x']", "F417"),
        ("a in [b]", "F417"),
        ("loan / 0", "F421"),
        ("if exports then a else product", "F424"),
        ("default(a, 'x')", "F424"),
        ("grade is size", "F425"),
        ("exports in [true]", "F426"),
        ("grade has city", "F427"),
        ("industry in [43..13]", "F305"),
        ("industry in [39..13]", "F428"),
        ("a in [5..1]", "F428"),
        ("max(revenue, loan)", "F429"),
        ("years_between(founded, loan)", "F430"),
        ("months_after(loan, 3)", "F430"),
        ("months_after(founded, a)", "F430"),
        ("months_after(founded, 1201)", "F430"),
        ("months_after(founded)", "F411"),
        ("lies_in(region)", "F411"),
        ("lies_in(region, city, city)", "F411"),
        ("lies_in(a, city)", "F430"),
        ("lies_in(region, a)", "F430"),
        ("lies_in(region, industry)", "F430"),
        ("lies_in(industry, district)", "F430"),
        ("lies_in(district, region)", "F430"),
        ("lies_in(region, 350299)", "F305"),
        ("asked_in(region, city)", "F411"),
        ("asked_in(industry)", "F430"),
        ("asked_in(a)", "F430"),
        ("every(revenue)", "F430"),
        ("sum(scenes)", "F430"),
        ("count(scenes.income)", "F430"),
        ("round(a, b)", "F430"),
        ("growth(loan)", "F430"),
        ("sum(scenes.income * revenue)", "F420"),
    ],
)
def test_a_mistake_of_kind_is_told_once(text: str, code: str) -> None:
    found = [each for each in codes(text) if each != "F302" or code == "F302"]
    assert found == [code]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("ratio >= 3", "3%"),
        ("ratio >= 0.05", "5%"),
        ("ratio < 2.5", "2.5%"),
        ("a / b >= 3", "300%"),
        ("ratio >= a", None),
    ],
)
def test_a_ratio_against_a_bare_number_suggests_the_sign(text: str, suggestion: str | None) -> None:
    assert only(text).suggestion == suggestion


def test_a_ratio_may_be_set_against_nothing() -> None:
    assert codes("ratio > 0") == []


def test_growth_by_hand_is_a_warning() -> None:
    diagnostic = only("revenue / revenue[prior] - 1")
    assert (diagnostic.code, diagnostic.suggestion) == ("F418", "growth(revenue)")
    assert checked("revenue / revenue[prior] - 1", yearly=True)[0] is not None


@pytest.mark.parametrize(
    ("text", "expected", "code"),
    [
        ("loan", TRUTH, "F401"),
        ("revenue >= 5", TRUTH, "F419"),
        ("revenue", MONEY, "F419"),
        ("product", DATE, "F415"),
        ("staff", MONEY, "F403"),
        ("5", RATIO_TYPE, "F404"),
        ("loan", SeriesType(MONEY, 1, 2), "F431"),
        ("growth(revenue)", SeriesType(RATIO_TYPE, 1, 3), "F432"),
        ("grade", ChoiceType(("city",)), "F415"),
        ("compound_growth(revenue, 2)", RATIO_TYPE, "F416"),
        ("scenes", MONEY, "F408"),
        ("medium", ChoiceType(("small", "large")), "F302"),
    ],
)
def test_a_result_that_does_not_fit_its_place_is_told(text: str, expected: Type, code: str) -> None:
    assert codes(text, expected) == [code]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if exports then small else micro", ChoiceType(("small", "micro"))),
        ("'x'", TEXT),
        ("compound_growth(revenue, 2)", NumberType(RATIO_TYPE.unit, irrational=True)),
        ("5", MONEY),
        ("0", RATIO_TYPE),
        ("a / b", NumberType()),
        ("score", NumberType()),
        ("revenue * 2", SeriesType(MONEY, 1, 2)),
    ],
)
def test_a_result_fits_its_place(text: str, expected: Type) -> None:
    assert codes(text, expected) == []


def test_a_check_may_hold_in_each_year() -> None:
    assert codes("rd <= revenue", TRUTH, yearly=True) == []


def test_years_in_common_are_kept() -> None:
    assert type_of("rd / revenue") == SeriesType(NumberType(RATIO_TYPE.unit, 0), 1, 2)


def test_the_year_before_has_one_year_less() -> None:
    found = type_of("revenue / revenue[prior]")
    assert isinstance(found, SeriesType)
    assert (found.first, found.last) == (1, 2)


def test_columns_come_first_within_where() -> None:
    inner = expression("count(scenes where a >= 1)")
    assert inner.reads == {"scenes"}


def test_a_field_of_the_form_is_named_so_within_where() -> None:
    assert expression("count(scenes where income >= form.a * 1万元)").reads == {"scenes", "a"}


def test_a_field_no_column_hides_needs_no_prefix() -> None:
    assert expression("count(scenes where income >= loan)").reads == {"scenes", "loan"}


def test_a_column_may_be_named_with_its_table_within_where() -> None:
    assert codes("count(scenes where scenes.income >= 5)") == []


def test_a_number_can_be_an_option() -> None:
    assert codes("count(scenes where reached >= 4 and binding) >= 6") == []


def test_slots_are_those_of_the_form() -> None:
    found = expression("sum(scenes.income) >= loan")
    assert len(found.slots) == 2


def test_an_option_may_stand_on_the_left() -> None:
    assert codes("national is grade") == []


def test_an_expression_with_errors_gives_nothing() -> None:
    assert checked("laon >= 5")[0] is None


def test_every_mistake_of_an_expression_is_told() -> None:
    assert codes("laon >= 5 and grade is x and ratio >= 3") == ["F301", "F302", "F404"]

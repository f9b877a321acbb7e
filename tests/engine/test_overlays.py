"""Overlays are found by form, edition and authority, and checked over every edition they are for."""

from __future__ import annotations

from datetime import date
from functools import partial

from engine.compiler import Compiled, compile_form
from engine.library import Library
from engine.overlays import check_overlay, check_overlays, laid_over, overlay_for, overlays
from tests.engine.compiler.test_overlaying import BASE, HEAD, INDICATORS, SECTION
from tests.engine.support import library

REGIONS = "code\tname\tparent\tlevel\tkind\n440000\t广东省\t\t1\t\n440100\t广州市\t440000\t2\t\n440106\t天河区\t440100\t3\t\n"
AUTHORITIES = (
    "code\tname\tlevel\tkind\tregion\tover\tgiven\tsource\n000000\t部\tministry\tministry\t\t\tderived\t示例\n"
    "440000\t广东省主管部门\tprovince\tprovince\t440000\t\tderived\t示例\n"
    "*\t{region}主管部门\tcity\tcity\t*\t\tderived\t示例\n*\t{region}主管部门\tcounty\tcounty\t*\t\tderived\t示例\n"
)
OLDER = BASE.replace("edition: 2025-01-01", "edition: 2023-01-01")
BOTH = HEAD.replace("[2025-01-01]", "[2023-01-01, 2025-01-01]")
PATH = "overlays/base.440000.yaml"


def made(*several: str, **more: str) -> Library:
    texts = {f"overlays/base.{place}.yaml": text for place, text in enumerate(several)}
    return library({"base.yaml": BASE, "editions/base.2023-01-01.yaml": OLDER, **texts, **more})


def compile_with(folder: Library, name: str, overlay: str) -> Compiled:
    return compile_form(name, folder, overlay or None)


def told(folder: Library, path: str) -> list[tuple[str, int]]:
    report = check_overlay(folder, path, partial(compile_with, folder))
    return [(each.code, each.span.start.line) for each in (*report.errors, *report.warnings)]


# --- Finding them ------------------------------------------------------------------------------------------------


def test_overlay_is_found_by_form_edition_and_authority() -> None:
    assert overlay_for(made(HEAD), "base", date(2025, 1, 1), "440000") == "overlays/base.0.yaml"


def test_other_form_other_edition_and_other_authority_find_none() -> None:
    folder = made(HEAD)
    asked = [
        ("other", date(2025, 1, 1), "440000"),
        ("base", date(2023, 1, 1), "440000"),
        ("base", date(2025, 1, 1), "440300"),
    ]
    assert [overlay_for(folder, *each) for each in asked] == [None, None, None]


def test_overlay_for_several_editions_is_found_for_each() -> None:
    folder = made(BOTH)
    found = [overlay_for(folder, "base", date(year, 1, 1), "440000") for year in (2023, 2025)]
    assert found == ["overlays/base.0.yaml", "overlays/base.0.yaml"]
    assert laid_over(overlays(folder)[0], folder) == ("editions/base.2023-01-01.yaml", "base.yaml")


def test_overlay_that_cannot_be_read_is_left_out() -> None:
    assert overlays(made(HEAD, "overlay: [", "- a", HEAD.replace("authority", "authorty"))) == overlays(
        made(HEAD)
    )


# --- Checking them -----------------------------------------------------------------------------------------------


def test_overlay_that_is_right_is_told_nothing() -> None:
    folder = made(BOTH + SECTION + INDICATORS)
    assert told(folder, "overlays/base.0.yaml") == []


def test_mistake_in_one_of_several_editions_is_told() -> None:
    older = OLDER.replace("pass_line: {value: {2025-01-01: 60, 2027-01-01: 65}", "pass_line: {value: 90")
    folder = library(
        {
            "base.yaml": BASE,
            "editions/base.2023-01-01.yaml": older,
            PATH: BOTH + "parameters: {pass_line: 70}\n",
        }
    )
    assert told(folder, PATH) == [("F359", 6)]


def test_mistake_of_the_form_itself_is_not_told_again() -> None:
    folder = library({"base.yaml": BASE.replace("max: 85", "mxa: 85"), PATH: HEAD})
    assert told(folder, PATH) == []


def test_authority_is_one_of_the_table() -> None:
    tables = {"reference/regions.tsv": REGIONS, "reference/authorities.tsv": AUTHORITIES}
    codes = [
        told(made(HEAD.replace("440000", code), **tables), "overlays/base.0.yaml")
        for code in ("440000", "440100", "110000")
    ]
    assert codes == [[], [("F354", 2)], [("F353", 2)]]


def test_without_a_table_of_authorities_any_code_will_do() -> None:
    assert told(made(HEAD), "overlays/base.0.yaml") == []


def test_two_overlays_for_one_edition_are_told_at_the_later_file() -> None:
    folder = made(BOTH, HEAD)
    found = check_overlays(folder).errors
    assert [(each.code, each.span.file, each.span.start.line) for each in found] == [
        ("F373", "overlays/base.1.yaml", 3)
    ]


def test_two_authorities_and_two_editions_are_no_mistake() -> None:
    folder = made(
        HEAD,
        HEAD.replace("440000", "440300"),
        HEAD.replace("2025-01-01", "2023-01-01"),
        HEAD.replace("overlay: base", "overlay: other"),
    )
    assert check_overlays(folder).errors == ()

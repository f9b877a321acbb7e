"""The library: units, facts, tables and forms by name, with every mistake in its report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compiler import compile_form
from engine.library import build_library, digest_of
from tests.engine.support import HEAD, fields, library


def codes(files: dict[str, str | bytes]) -> list[str]:
    return [each.code for each in build_library(files).report.diagnostics]


def test_facts_are_known_by_name_with_their_type() -> None:
    found = library({}).facts["firm.founded"]
    assert (found.label, found.type.kind) == ("成立日期", "date")


def test_units_convert_within_their_quantity() -> None:
    units = build_library(
        {"units.yaml": "quantities:\n  length: {base: 米, units: {米: 1, 千米: 1000}}\n"}
    ).units
    metre, kilometre = units.get("米"), units.get("千米")
    assert metre is not None
    assert kilometre is not None
    assert metre.same_quantity(kilometre)
    assert kilometre.factor == 1000 * metre.factor


def test_library_without_files_is_empty_and_clean() -> None:
    found = build_library({})
    assert (dict(found.facts), dict(found.tables), found.report.diagnostics) == ({}, {}, ())


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"facts.yaml": "facts:\n  firm.name: {type: txt, label: 名称}\n"}, ["F201"]),
        ({"facts.yaml": "facts:\n  firm.name: {type: text}\n"}, ["F204"]),
        ({"facts.yaml": "facts:\n  firm.name: text\n"}, ["F205"]),
        ({"facts.yaml": "facts: [a]\n"}, ["F205"]),
        ({"facts.yaml": "fact: {}\n"}, ["F203"]),
        ({"facts.yaml": "facts: {\n"}, ["F101"]),
        ({"units.yaml": "quantities:\n  money: {base: 元}\n"}, ["F204"]),
        ({"units.yaml": "quantities:\n  money: {base: 元, units: {元: one}}\n"}, ["F205"]),
        ({"units.yaml": "quantities:\n  money: {base: 元, units: {元: 0}}\n"}, ["F208"]),
        ({"reference/regions.tsv": b"code\tname\n\xff"}, ["F102"]),
    ],
)
def test_mistakes_in_shared_files_are_in_the_report(files: dict[str, str | bytes], told: list[str]) -> None:
    assert codes(files) == told


@pytest.mark.parametrize(
    ("name", "path"), [("a", "a.yaml"), ("a.yaml", "a.yaml"), ("parts/b", "parts/b.yaml"), ("c", None)]
)
def test_form_is_found_by_its_id_or_its_file(name: str, path: str | None) -> None:
    assert library({"a.yaml": "", "parts/b.yaml": ""}).path_of(name) == path


def test_form_that_is_not_there_is_told_with_the_nearest() -> None:
    found = compile_form(
        "tinny", library({"tiny.yaml": HEAD + fields("id: staff, type: integer, label: 员工")})
    )
    (told,) = found.report.errors
    assert (found.form, told.code) == (None, "F311")


texts = st.dictionaries(st.text(max_size=5), st.text(max_size=8), max_size=4)


@given(texts)
def test_digest_does_not_depend_on_the_order_of_files(files: dict[str, str]) -> None:
    assert digest_of(files) == digest_of(dict(reversed(files.items())))


@given(texts, texts)
def test_digest_tells_different_files_apart(one: dict[str, str], other: dict[str, str]) -> None:
    assert (digest_of(one) == digest_of(other)) is (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": "b"}, {"ab": ""}),
        ({"a": "1", "b": ""}, {"a": "", "b": "1"}),
        ({"a": "1\0b\0001\0x"}, {"a": "1", "b": "x"}),
    ],
)
def test_digest_keeps_names_and_texts_apart(one: dict[str, str], other: dict[str, str]) -> None:
    assert digest_of(one) != digest_of(other)

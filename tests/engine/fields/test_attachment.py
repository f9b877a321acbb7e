"""Files, and the declaration that must be ticked."""

import pytest

from engine.fields.attachment import Attachment
from engine.rendering import render_field
from tests.engine.fields.examples import FILE, YEARS, codes, made, told, value_of, view_of, wrong
from tests.engine.fields.pages import parse

LICENCE = made("type: attachment, kinds: [pdf, jpg], count: 2, max_size: 5MB")
TRUTH = made("type: declaration")


def test_keys() -> None:
    assert Attachment(("pdf", "jpg"), 2, 5 * 1024 * 1024) == LICENCE
    assert made("type: attachment") == Attachment(("pdf", "jpg", "png"), 1, 20 * 1024 * 1024)


def test_a_file_is_a_row_of_its_parts() -> None:
    assert value_of(LICENCE, [FILE]) == (("f1", "营业执照.pdf", 1000, "pdf"),)
    assert list(LICENCE.type.columns) == ["id", "name", "size", "kind"]  # type: ignore[union-attr]


def test_what_is_wrong_with_files() -> None:
    assert wrong(LICENCE, [FILE] * 3) == ["attachment_count"]
    assert wrong(LICENCE, [{**FILE, "kind": "png"}]) == ["attachment_kind"]
    assert told(LICENCE, [{**FILE, "size": 6 * 1024**2}]) == "它的文件“营业执照.pdf”超过 5 MB，请压缩后再上传"
    assert wrong(LICENCE, [{**FILE, "size": -1}]) == wrong(LICENCE, ["f1"]) == ["attachment"]


def test_a_required_document_is_asked_for() -> None:
    assert [each.code for each in LICENCE.lacks(value_of(LICENCE, []), YEARS)] == ["required_document"]


def test_the_page_lists_what_is_there() -> None:
    root = parse(render_field(view_of(LICENCE, [FILE])))
    chooser = root.all("input", type="file")[0]
    assert chooser["accept"] == ".pdf,.jpg,.jpeg"
    assert chooser.has("multiple")
    remove = root.all("button", name="_remove")[0]
    assert remove["value"] == "it.f1"
    assert "营业执照.pdf" in remove["aria-label"]
    assert "1 KB" in root.text


def test_a_declaration_must_be_ticked() -> None:
    assert value_of(TRUTH, True) is value_of(TRUTH, "yes") is True
    for raw in (None, "", False):
        assert [each.code for each in TRUTH.lacks(value_of(TRUTH, raw), YEARS)] == ["required_declaration"]
    assert TRUTH.lacks(True, YEARS) == ()
    assert parse(render_field(view_of(TRUTH, True))).all("input", type="checkbox")[0].has("checked")


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("max_size: 20", "F243"),
        ("max_size: 0MB", "F243"),
        ("max_size: 5TB", "F243"),
        ("kinds: [exe]", "F210"),
        ("kinds: []", "F211"),
        ("count: 0", "F208"),
    ],
)
def test_author_mistakes(keys: str, code: str) -> None:
    assert codes(f"type: attachment, {keys}") == [code]

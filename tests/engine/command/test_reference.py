"""`tidu reference import`: another's table of products becomes ours, or nothing is changed."""

from __future__ import annotations

import pytest

from tests.engine.command.support import FORMS, Terminal


@pytest.fixture
def forms(tidu: Terminal) -> Terminal:
    """A folder of forms with the industries and one product."""
    tidu.write("forms/reference/industries.tsv", (FORMS / "reference/industries.tsv").read_bytes())
    tidu.write("forms/reference/products.tsv", "industry\tproduct\n3911\t旧的\n")
    return tidu


def products(tidu: Terminal) -> str:
    return (tidu.folder / "forms/reference/products.tsv").read_text("utf-8")


def test_products_take_the_place_of_those_that_were_there(forms: Terminal) -> None:
    forms.write("new.csv", "行业代码,产品\n3911,服务器\n0111,早稻\n".encode("gb18030"))
    outcome = forms("reference", "import", "new.csv")
    assert outcome.code == 0
    assert outcome.out == "已写入 forms/reference/products.tsv：2 种产品，归在 2 个小类之下。\n"
    assert products(forms) == "industry\tproduct\n0111\t早稻\n3911\t服务器\n"


def test_every_wrong_line_is_told_and_nothing_is_written(forms: Terminal) -> None:
    forms.write("new.csv", "3911,服务器\n111,早稻\n3911,\n")
    outcome = forms("reference", "import", "new.csv")
    assert outcome.code == 1
    assert [line.split(" ")[0] for line in outcome.out.splitlines()[:2]] == ["new.csv:2:1:", "new.csv:3:1:"]
    assert "没有改动" in outcome.err
    assert products(forms) == "industry\tproduct\n3911\t旧的\n"


def test_what_stands_twice_is_told_and_taken_once(forms: Terminal) -> None:
    forms.write("new.tsv", "3911\t服务器\n3911\t服务器\n")
    outcome = forms("reference", "import", "new.tsv")
    assert outcome.code == 0
    assert "F176" in outcome.out
    assert products(forms) == "industry\tproduct\n3911\t服务器\n"


def test_file_without_products_changes_nothing(forms: Terminal) -> None:
    forms.write("new.tsv", "行业\t产品\n")
    assert forms("reference", "import", "new.tsv").code == 1
    assert "旧的" in products(forms)


def test_folder_without_industries_is_told(tidu: Terminal) -> None:
    tidu.write("new.tsv", "3911\t服务器\n")
    outcome = tidu("reference", "import", "new.tsv")
    assert outcome.code == 2
    assert "forms/reference/industries.tsv" in outcome.err


def test_another_folder_of_forms_may_be_named(forms: Terminal) -> None:
    (forms.folder / "forms").rename(forms.folder / "others")
    forms.write("new.tsv", "3911\t服务器\n")
    assert forms("reference", "import", "new.tsv", "--forms", "others").code == 0
    assert "服务器" in (forms.folder / "others/reference/products.tsv").read_text("utf-8")

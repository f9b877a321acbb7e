"""The forms there are: taken up when their files change, never replaced by what does not compile, kept by digest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.web.cases import make_filled_draft
from tests.web.support import Firm
from web.clock import Clock
from web.config import PROJECT
from web.models import KeptTable
from web.platform import Platform
from web.services.catalogue import Catalogue
from web.services.submissions import frozen_assessment, read_result, submit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the forms that a test may change."""
    target = tmp_path / "forms"
    shutil.copytree(PROJECT / "forms", target)
    return target


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return Catalogue(folder, looked_at_every=0)


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "innovative.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def digest(catalogue: Catalogue) -> str:
    form = catalogue.form("innovative")
    assert form is not None
    return form.digest


def test_forms_of_the_folder_are_found(catalogue: Catalogue) -> None:
    assert "innovative" in [form.id for form in catalogue.forms()]


def test_form_that_is_not_there(catalogue: Catalogue) -> None:
    assert catalogue.form("nothing") is None


def test_form_is_compiled_once_while_nothing_changes(catalogue: Catalogue) -> None:
    assert catalogue.form("innovative") is catalogue.form("innovative")


def test_changed_file_is_taken_up(catalogue: Catalogue, folder: Path) -> None:
    before = digest(catalogue)
    change(folder, "title: 创新型中小企业自评表", "title: 新的标题")
    form = catalogue.form("innovative")
    assert form is not None
    assert form.title == "新的标题"
    assert form.digest != before


def test_form_that_does_not_compile_never_replaces_the_running_one(
    catalogue: Catalogue, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = catalogue.form("innovative")
    change(folder, "of: rd_ratio[1]", "of: rd_ration[1]")
    assert catalogue.form("innovative") is before
    assert "innovative.yaml" in caplog.text
    assert "rd_ration" in caplog.text


def test_form_that_is_mended_is_taken_up(catalogue: Catalogue, folder: Path) -> None:
    before = digest(catalogue)
    change(folder, "of: rd_ratio[1]", "of: rd_ration[1]")
    assert digest(catalogue) == before
    change(folder, "of: rd_ration[1]", "of: rd_ratio[2]")
    assert digest(catalogue) != before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"form: [", b"facts:\n  a: *x\n"])
def test_broken_facts_leave_the_running_forms(catalogue: Catalogue, folder: Path, content: bytes) -> None:
    before = digest(catalogue)
    (folder / "facts.yaml").write_bytes(content)
    assert digest(catalogue) == before


def test_broken_table_of_codes_leaves_the_running_forms(catalogue: Catalogue, folder: Path) -> None:
    before = digest(catalogue)
    (folder / "reference" / "regions.tsv").write_bytes(b"\xff\xff")
    assert digest(catalogue) == before
    assert catalogue.tables["regions"].get("350211") is not None


def test_folder_that_is_gone_leaves_the_running_forms(catalogue: Catalogue, folder: Path) -> None:
    before = catalogue.form("innovative")
    folder.rename(folder.with_name("elsewhere"))
    assert catalogue.form("innovative") is before
    folder.mkdir()  # the new one, before its files are in it
    assert catalogue.form("innovative") is before
    assert catalogue.tables["regions"].get("350211") is not None


@pytest.mark.parametrize("name", ["reference", "units.yaml", "facts.yaml"])
def test_what_forms_stand_on_does_not_go_away(catalogue: Catalogue, folder: Path, name: str) -> None:
    before = catalogue.form("innovative")
    (folder / name).rename(folder.with_name(name))
    assert catalogue.form("innovative") is before
    (folder.with_name(name)).rename(folder / name)
    change(folder, "title: 创新型中小企业自评表", "title: 新的标题")
    assert catalogue.form("innovative") is not before


def test_new_form_appears(catalogue: Catalogue, folder: Path) -> None:
    before = [form.id for form in catalogue.forms()]
    (folder / "bees.yaml").write_text(BEES, encoding="utf-8")
    assert [form.id for form in catalogue.forms()] == sorted([*before, "bees"])


def test_form_that_no_procedure_names_has_one_of_its_own(catalogue: Catalogue, folder: Path) -> None:
    (folder / "bees.yaml").write_text(BEES, encoding="utf-8")
    found = catalogue.procedure("bees")
    assert found is not None
    assert (found.title, found.forms, found.stages) == ("养蜂登记表", ("bees",), ())


def test_form_that_never_compiled_is_not_offered(catalogue: Catalogue, folder: Path) -> None:
    (folder / "bees.yaml").write_text(BEES.replace("type: integer", "type: bees"), encoding="utf-8")
    assert catalogue.form("bees") is None


BEES = """\
form: bees
title: 养蜂登记表
edition: 2026-01-01
basis: {title: 示例}
sections:
  - section: hives
    title: 蜂箱
    fields:
      - {id: hives, type: integer, label: 蜂箱数, unit: 项, min: 0, required: true}
"""


def test_old_edition_comes_back_by_its_digest(platform: Platform, folder: Path, firm: Firm) -> None:
    catalogue = Catalogue(folder, looked_at_every=0)
    old = catalogue.form("innovative")
    assert old is not None
    with platform.database.write() as session:
        catalogue.keep(session, old, Clock())
        catalogue.keep(session, old, Clock())
    change(folder, "title: 创新型中小企业自评表", "title: 新的标题")
    with platform.database.read() as session:
        found = catalogue.by_digest(session, old.digest)
        assert found is not None
        assert found is catalogue.by_digest(session, old.digest)
    assert (found.title, found.digest) == (old.title, old.digest)
    assert digest(catalogue) != old.digest


def test_form_that_is_replaced_between_being_read_and_being_kept(
    platform: Platform, catalogue: Catalogue, folder: Path
) -> None:
    old = catalogue.form("innovative")
    assert old is not None
    change(folder, "title: 创新型中小企业自评表", "title: 新的标题")
    with platform.database.write() as session:
        catalogue.keep(session, old, Clock())
    with platform.database.read() as session:
        found = Catalogue(folder, looked_at_every=0).by_digest(session, old.digest)
    assert found is not None
    assert found.title == "创新型中小企业自评表"


def test_digest_nobody_kept(platform: Platform, catalogue: Catalogue) -> None:
    with platform.database.read() as session:
        assert catalogue.by_digest(session, "0" * 64) is None


def test_submission_recomputes_bit_for_bit_after_the_form_was_corrected(
    platform: Platform, firm: Firm, folder: Path
) -> None:
    draft_id = make_filled_draft(platform, firm)
    sent = submit(platform, draft_id, firm.enterprise_id, firm.account_id, "key")
    change(folder, "5%: 20, 3%: 15", "6%: 20, 3%: 15")
    object.__setattr__(platform, "catalogue", Catalogue(folder, looked_at_every=0))
    result = read_result(platform, sent, firm.enterprise_id)  # type: ignore[arg-type]
    assert result is not None
    assert digest(platform.catalogue) != result.digest
    assert frozen_assessment(result.bound()) == result.assessment
    assert result.assessment["score"]["total"] == 95


# --- Tables of codes ------------------------------------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    catalogue = Catalogue(folder, looked_at_every=0)
    return {form.id: form.digest for form in (*catalogue.forms(), *catalogue.fact_forms())}


def rewrite(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / "reference" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("products.tsv", "1311\t示例米\n"),
        ("regions_unserved.tsv", "999999\t示例区\n"),
        ("industries_retired.tsv", "3999\t示例制造\t2019\t3911\n"),
    ],
)
def test_what_no_rule_speaks_of_changes_no_digest(folder: Path, table: str, row: str) -> None:
    before = digests(folder)
    path = folder / "reference" / table
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + row, encoding="utf-8")
    assert digests(folder) == before


@pytest.mark.parametrize(
    ("table", "old", "new", "changed"),
    [
        ("regions.tsv", "\t思明区\t", "\t示例区\t", {"enterprise"}),
        (
            "industries.tsv",
            "\t计算机整机制造\t",
            "\t计算机制造\t",
            {"enterprise", "digital_manufacturing", "digital_services", "digital_other"},
        ),
    ],
)
def test_renamed_code_changes_the_forms_whose_rules_speak_of_its_table(
    folder: Path, table: str, old: str, new: str, changed: set[str]
) -> None:
    before = digests(folder)
    rewrite(folder, table, old, new)
    after = digests(folder)
    assert {name for name in before if before[name] != after[name]} == changed


def test_old_form_comes_back_with_the_tables_of_its_day(platform: Platform, folder: Path) -> None:
    catalogue = Catalogue(folder, looked_at_every=0)
    old = catalogue.form("digital_manufacturing")
    assert old is not None
    with platform.database.write() as session:
        catalogue.keep(session, old, Clock())
    rewrite(folder, "industries.tsv", "\t计算机整机制造\t", "\t计算机制造\t")
    with platform.database.read() as session:
        found = Catalogue(folder, looked_at_every=0).by_digest(session, old.digest)
    assert found is not None
    assert found.digest == old.digest


def test_table_is_kept_once_for_all_forms(platform: Platform, folder: Path) -> None:
    catalogue = Catalogue(folder, looked_at_every=0)
    with platform.database.write() as session:
        for name in ("digital_manufacturing", "digital_services", "enterprise"):
            form = catalogue.form(name)
            assert form is not None
            catalogue.keep(session, form, Clock())
    with platform.database.read() as session:
        texts = session.scalars(select(KeptTable.text)).all()
    assert sorted(each.partition("\n")[2][:6] for each in texts) == sorted(
        (folder / "reference" / name).read_text(encoding="utf-8").partition("\n")[2][:6]
        for name in ("authorities.tsv", "industries.tsv", "regions.tsv")
    )


def test_draft_whose_form_was_taken_away_can_still_be_filled(
    platform: Platform, firm: Firm, folder: Path
) -> None:
    from web.services.drafts import look_at_draft
    from web.services.fillings import Filling

    draft_id = make_filled_draft(platform, firm)
    (folder / "innovative.yaml").unlink()
    object.__setattr__(platform, "catalogue", Catalogue(folder, looked_at_every=0))
    found = look_at_draft(platform, draft_id, firm.enterprise_id)
    assert isinstance(found, Filling)
    assert found.sheet is not None
    assert found.sheet.points == 95

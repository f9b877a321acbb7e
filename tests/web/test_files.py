"""Files: their kind by content, their names, handing in and out."""

from __future__ import annotations

import hashlib
from io import BytesIO
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.web.files import HOSTILE, JPG, OF_EACH_KIND, PDF
from tests.web.support import Firm, make_draft, make_firm, sign_in
from web.models import Draft, Event, Upload
from web.platform import Platform
from web.services.file_kinds import KINDS, kind_of
from web.services.file_names import content_disposition, safe_name
from web.services.uploads import (
    NewUpload,
    UploadRefusal,
    add_upload,
    list_uploads,
    open_upload,
    remove_upload,
)

EVERY_KIND = frozenset(KINDS)


# --- Kinds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_kind_is_recognised_by_content(kind: str) -> None:
    stream = BytesIO(OF_EACH_KIND[kind])
    found = kind_of(stream)
    assert found is not None
    assert found.id == kind
    assert stream.tell() == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_kind_of_a_hostile_file_is_none(name: str) -> None:
    assert kind_of(BytesIO(HOSTILE[name])) is None


_heads = st.sampled_from([content[:48] for content in OF_EACH_KIND.values()])


@given(_heads, st.binary(max_size=2000))
def test_kind_of_any_bytes_is_found_without_failing(head: bytes, rest: bytes) -> None:
    kind_of(BytesIO(head + rest))


@given(st.sampled_from(list(OF_EACH_KIND.values())), st.integers(0, 3000), st.binary(max_size=40))
def test_kind_of_a_damaged_file_is_found_without_failing(content: bytes, at: int, damage: bytes) -> None:
    kind_of(BytesIO(content[:at] + damage + content[at + len(damage) :]))


# --- Names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("审计报告.pdf", "审计报告.pdf"),
        ("审计报告.PDF", "审计报告.pdf"),
        ("报告", "报告.pdf"),
        ("evil.exe", "evil.pdf"),
        ("a.pdf.exe", "a.pdf.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ("", "文件.pdf"),
        (".pdf", "文件.pdf"),
        ("...", "文件.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("fdp.\u202eexe", "fdp.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON\ud800.pdf", "CON.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_name_is_made_harmless(name: str, expected: str) -> None:
    assert safe_name(name, KINDS["pdf"]) == expected


@given(st.text(max_size=300))
def test_name_ends_as_its_content_is(name: str) -> None:
    found = safe_name(name, KINDS["jpg"])
    assert found.endswith((".jpg", ".jpeg"))
    assert not set(found) & set('/\\\r\n\0"<>:|?*')
    assert len(found.encode("utf-16-le")) <= 2 * 255


def test_download_name_is_told_twice() -> None:
    header = content_disposition("审计 报告.pdf")
    assert (
        header
        == "attachment; filename=\"__ __.pdf\"; filename*=UTF-8''%E5%AE%A1%E8%AE%A1%20%E6%8A%A5%E5%91%8A.pdf"
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_download_name_cannot_break_its_header(name: str) -> None:
    header = content_disposition(name)
    assert header.isascii()
    assert header.count('"') == 2
    assert not set(header) & set("\r\n")
    assert unquote(header.rsplit("''", 1)[1]) == name


# --- Handing in ----------------------------------------------------------------------------------------------


def new(firm: Firm, draft: UUID, name: str = "审计报告.pdf", kinds: frozenset[str] = EVERY_KIND) -> NewUpload:
    return NewUpload(draft, firm.enterprise_id, firm.account_id, "audit", name, kinds)


@pytest.fixture
def draft(platform: Platform, firm: Firm) -> UUID:
    return make_draft(platform, firm.enterprise_id)


def hand_in(platform: Platform, firm: Firm, draft: UUID, content: bytes = PDF) -> Upload:
    upload = add_upload(platform, new(firm, draft), BytesIO(content))
    assert isinstance(upload, Upload)
    return upload


def test_upload_is_kept_by_content(platform: Platform, firm: Firm, draft: UUID) -> None:
    upload = hand_in(platform, firm, draft)
    assert (upload.name, upload.kind, upload.size) == ("审计报告.pdf", "pdf", len(PDF))
    assert upload.sha256 == hashlib.sha256(PDF).hexdigest()
    assert platform.storage.exists(upload.sha256)


def test_upload_is_kept_on_both_databases(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    draft = make_draft(any_platform, firm.enterprise_id)
    upload = hand_in(any_platform, firm, draft)
    assert [found.id for found in list_uploads(any_platform, draft, firm.enterprise_id)] == [upload.id]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "empty"])
def test_upload_of_a_hostile_file_is_refused_and_not_stored(
    platform: Platform, firm: Firm, draft: UUID, name: str
) -> None:
    assert add_upload(platform, new(firm, draft), BytesIO(HOSTILE[name])) == UploadRefusal("kind")
    assert not platform.config.storage_folder.exists()


def test_upload_of_a_kind_not_asked_for_is_refused(platform: Platform, firm: Firm, draft: UUID) -> None:
    asked = new(firm, draft, kinds=frozenset({"pdf"}))
    assert add_upload(platform, asked, BytesIO(JPG)) == UploadRefusal("kind")


def test_upload_of_nothing_is_refused(platform: Platform, firm: Firm, draft: UUID) -> None:
    assert add_upload(platform, new(firm, draft), BytesIO(b"")) == UploadRefusal("empty")


def test_upload_of_exactly_the_limit_is_taken(platform: Platform, firm: Firm, draft: UUID) -> None:
    content = PDF + bytes(platform.config.upload_limit - len(PDF))
    assert hand_in(platform, firm, draft, content).size == 20 * 1024 * 1024


def test_upload_over_the_limit_is_refused(platform: Platform, firm: Firm, draft: UUID) -> None:
    content = PDF + bytes(platform.config.upload_limit - len(PDF) + 1)
    assert add_upload(platform, new(firm, draft), BytesIO(content)) == UploadRefusal("too_large")


def test_upload_after_submission_is_refused(platform: Platform, firm: Firm, draft: UUID) -> None:
    with platform.database.write() as session:
        session.get_one(Draft, draft).state = "submitted"
    assert add_upload(platform, new(firm, draft), BytesIO(PDF)) == UploadRefusal("submitted")


def test_upload_into_the_draft_of_another_is_refused(platform: Platform, firm: Firm, draft: UUID) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    assert add_upload(platform, new(other, draft), BytesIO(PDF)) == UploadRefusal("no_draft")


def test_upload_into_no_draft_is_refused(platform: Platform, firm: Firm) -> None:
    assert add_upload(platform, new(firm, uuid4()), BytesIO(PDF)) == UploadRefusal("no_draft")


def test_uploads_have_a_limit_per_draft(
    platform: Platform, firm: Firm, draft: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.services.uploads.MOST_FILES", 1)
    hand_in(platform, firm, draft)
    assert add_upload(platform, new(firm, draft), BytesIO(PDF)) == UploadRefusal("too_many")


def test_upload_that_was_removed_is_not_shown(platform: Platform, firm: Firm, draft: UUID) -> None:
    upload = hand_in(platform, firm, draft)
    assert remove_upload(platform, upload.id, firm.enterprise_id, firm.account_id)
    assert list_uploads(platform, draft, firm.enterprise_id) == []
    assert open_upload(platform, upload.id, firm.enterprise_id) is None


def test_upload_of_another_cannot_be_removed(platform: Platform, firm: Firm, draft: UUID) -> None:
    upload = hand_in(platform, firm, draft)
    other = make_firm(platform, "other", "91440305MADEM002XW")
    assert not remove_upload(platform, upload.id, other.enterprise_id, other.account_id)


def test_upload_of_a_sent_declaration_cannot_be_removed(platform: Platform, firm: Firm, draft: UUID) -> None:
    upload = hand_in(platform, firm, draft)
    with platform.database.write() as session:
        session.get_one(Draft, draft).state = "submitted"
    assert not remove_upload(platform, upload.id, firm.enterprise_id, firm.account_id)


def test_upload_removed_from_one_draft_stays_in_another(platform: Platform, firm: Firm, draft: UUID) -> None:
    second = make_draft(platform, firm.enterprise_id)
    first, kept = hand_in(platform, firm, draft), hand_in(platform, firm, second)
    remove_upload(platform, first.id, firm.enterprise_id, firm.account_id)
    found = open_upload(platform, kept.id, firm.enterprise_id)
    assert found is not None
    with found[1] as stream:
        assert stream.read() == PDF


def test_upload_is_recorded(platform: Platform, firm: Firm, draft: UUID) -> None:
    hand_in(platform, firm, draft)
    with platform.database.read() as session:
        event = session.query(Event).where(Event.what == "upload_added").one()
    assert event.subject == f"draft:{draft}"
    assert event.details["name"] == "审计报告.pdf"


# --- Handing out ---------------------------------------------------------------------------------------------


def test_download_is_an_attachment_that_can_run_nothing(
    signed_in: FlaskClient, platform: Platform, firm: Firm, draft: UUID
) -> None:
    upload = hand_in(platform, firm, draft)
    response = signed_in.get(f"/uploads/{upload.id}")
    assert response.data == PDF
    assert response.content_type == "application/pdf"
    assert response.content_length == len(PDF)
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    response.close()


def test_download_is_for_its_enterprise_only(
    application: Flask, platform: Platform, firm: Firm, draft: UUID
) -> None:
    upload = hand_in(platform, firm, draft)
    make_firm(platform, "other", "91440305MADEM002XW")
    client = application.test_client()
    sign_in(client, "other")
    assert client.get(f"/uploads/{upload.id}").status_code == 404


def test_download_needs_somebody_signed_in(
    client: FlaskClient, platform: Platform, firm: Firm, draft: UUID
) -> None:
    upload = hand_in(platform, firm, draft)
    assert client.get(f"/uploads/{upload.id}").status_code == 302

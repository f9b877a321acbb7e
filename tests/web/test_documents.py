"""Evidence as answers: handed in one by one, listed by the server, shown only to their enterprise."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web.cases import DECLARE, make_filled_draft, revision_of
from tests.web.files import HOSTILE, OF_EACH_KIND, PDF
from tests.web.officers import make_officer
from tests.web.support import Firm, token_of
from web.models import Draft, DraftAnswer, Event, Upload
from web.platform import Platform
from web.services.drafts import begin_draft
from web.services.uploads import open_upload

MODULE = {"Accept": "application/json"}


@pytest.fixture
def draft(platform: Platform, firm: Firm) -> UUID:
    begun = begin_draft(platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(begun, UUID)
    return begun


def hand_in(
    client: FlaskClient, draft: UUID, field: str, content: bytes = PDF, name: str = "材料.pdf", **more: str
) -> TestResponse:
    headers = {**MODULE, "X-CSRFToken": token_of(client)}
    data = {"file": (BytesIO(content), name), **more}
    return client.post(f"/drafts/{draft}/documents/{field}", data=data, headers=headers)


def take_back(client: FlaskClient, draft: UUID, field: str, upload: str) -> TestResponse:
    headers = {**MODULE, "X-CSRFToken": token_of(client)}
    return client.delete(f"/drafts/{draft}/documents/{field}/{upload}", headers=headers)


def answer(platform: Platform, draft: UUID, field: str) -> list[dict[str, object]] | None:
    with platform.database.read() as session:
        row = session.get(DraftAnswer, (draft, field))
        return row.value if row else None


def error(response: TestResponse) -> tuple[int, str, str]:
    found = response.get_json()["error"]
    return response.status_code, found["code"], found["message"]


def test_file_becomes_the_answer(signed_in: FlaskClient, platform: Platform, draft: UUID) -> None:
    response = hand_in(signed_in, draft, "audit_report")
    body = response.get_json()
    assert response.status_code == 200
    assert body["revision"] == 1
    assert "材料.pdf" in body["html"]
    assert 'data-field="audit_report"' in body["html"]
    (file,) = answer(platform, draft, "audit_report") or []
    assert (file["name"], file["size"], file["kind"]) == ("材料.pdf", len(PDF), "pdf")
    assert {each["id"]: each["state"] for each in body["sections"]}["documents"] == "started"


def test_several_files_of_one_field_stand_in_the_order_they_came(
    signed_in: FlaskClient, platform: Platform, draft: UUID
) -> None:
    for name in ("一.pdf", "二.pdf", "三.pdf"):
        hand_in(signed_in, draft, "signed_form", name=name)
    assert {file["name"] for file in answer(platform, draft, "signed_form") or []} == {
        "一.pdf",
        "二.pdf",
        "三.pdf",
    }


def test_more_files_than_the_field_takes_are_refused(
    signed_in: FlaskClient, platform: Platform, draft: UUID
) -> None:
    hand_in(signed_in, draft, "audit_report")
    status, code, message = error(hand_in(signed_in, draft, "audit_report", name="又一份.pdf"))
    assert (status, code) == (422, "too_many")
    assert "最多上传 1 个文件" in message
    assert len(answer(platform, draft, "audit_report") or []) == 1


def test_file_is_taken_back(signed_in: FlaskClient, platform: Platform, draft: UUID) -> None:
    hand_in(signed_in, draft, "audit_report")
    (file,) = answer(platform, draft, "audit_report") or []
    response = take_back(signed_in, draft, "audit_report", str(file["id"]))
    assert response.status_code == 200
    assert response.get_json()["revision"] == 2
    assert "材料.pdf" not in response.get_json()["html"]
    assert answer(platform, draft, "audit_report") is None
    assert signed_in.get(f"/uploads/{file['id']}").status_code == 404


@pytest.mark.parametrize("upload", ["nothing", str(UUID(int=7))])
def test_taking_back_what_is_not_there(signed_in: FlaskClient, draft: UUID, upload: str) -> None:
    assert error(take_back(signed_in, draft, "audit_report", upload))[:2] == (404, "no_draft")


def test_file_is_taken_back_only_from_its_own_field(
    signed_in: FlaskClient, platform: Platform, draft: UUID
) -> None:
    hand_in(signed_in, draft, "audit_report")
    (file,) = answer(platform, draft, "audit_report") or []
    assert take_back(signed_in, draft, "signed_form", str(file["id"])).status_code == 404
    assert answer(platform, draft, "audit_report") is not None


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_kind_that_the_field_takes(signed_in: FlaskClient, draft: UUID, kind: str) -> None:
    assert hand_in(signed_in, draft, "audit_report", OF_EACH_KIND[kind], f"a.{kind}").status_code == 200


@pytest.mark.parametrize("kind", ["docx", "xls", "zip"])
def test_kind_that_the_field_does_not_take(signed_in: FlaskClient, draft: UUID, kind: str) -> None:
    status, code, message = error(hand_in(signed_in, draft, "audit_report", OF_EACH_KIND[kind], f"a.{kind}"))
    assert (status, code) == (422, "kind")
    assert "PDF/JPG/PNG" in message


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - {"empty"}))
def test_hostile_file_is_refused(signed_in: FlaskClient, draft: UUID, name: str) -> None:
    assert error(hand_in(signed_in, draft, "audit_report", HOSTILE[name]))[:2] == (422, "kind")


def test_empty_file_is_refused(signed_in: FlaskClient, draft: UUID) -> None:
    status, code, message = error(hand_in(signed_in, draft, "audit_report", b""))
    assert (status, code) == (422, "empty")
    assert "空文件" in message


def test_file_over_the_limit_is_refused(signed_in: FlaskClient, platform: Platform, draft: UUID) -> None:
    large = PDF + bytes(platform.config.upload_limit)
    status, code, message = error(hand_in(signed_in, draft, "audit_report", large))
    assert (status, code) == (413, "too_large")
    assert "20 MB" in message


def test_file_just_at_the_limit_is_taken(signed_in: FlaskClient, platform: Platform, draft: UUID) -> None:
    content = PDF + bytes(platform.config.upload_limit - len(PDF))
    assert hand_in(signed_in, draft, "audit_report", content).status_code == 200


def test_body_far_over_the_limit_is_refused(signed_in: FlaskClient, draft: UUID) -> None:
    assert error(hand_in(signed_in, draft, "audit_report", bytes(23 * 1024 * 1024)))[0] == 413


def test_no_file_is_told(signed_in: FlaskClient, draft: UUID) -> None:
    headers = {**MODULE, "X-CSRFToken": token_of(signed_in)}
    response = signed_in.post(f"/drafts/{draft}/documents/audit_report", data={"a": "b"}, headers=headers)
    assert error(response)[:2] == (400, "no_file")


@pytest.mark.parametrize("field", ["revenue", "enterprise.name", "nothing"])
def test_field_that_takes_no_files(signed_in: FlaskClient, draft: UUID, field: str) -> None:
    assert error(hand_in(signed_in, draft, field))[0] == 404


def test_file_without_a_token_is_refused(signed_in: FlaskClient, draft: UUID) -> None:
    data = {"file": (BytesIO(PDF), "a.pdf")}
    response = signed_in.post(f"/drafts/{draft}/documents/audit_report", data=data, headers=MODULE)
    assert error(response)[:2] == (400, "stale_token")


def test_file_after_the_end_of_the_session_is_told_as_json(client: FlaskClient, draft: UUID) -> None:
    assert error(hand_in(client, draft, "audit_report"))[:2] == (401, "signed_out")


def test_file_after_submission_is_refused(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    from web.services.submissions import submit

    draft_id = make_filled_draft(platform, firm)
    submit(platform, draft_id, firm.enterprise_id, firm.account_id, "key")
    assert error(hand_in(signed_in, draft_id, "audit_report"))[:2] == (409, "submitted")
    (file,) = answer(platform, draft_id, "ip_proof") or []
    assert error(take_back(signed_in, draft_id, "ip_proof", str(file["id"])))[:2] == (409, "submitted")


def test_without_modules_the_same_address_leads_back(signed_in: FlaskClient, draft: UUID) -> None:
    data = {"file": (BytesIO(PDF), "a.pdf"), "csrf_token": token_of(signed_in)}
    response = signed_in.post(f"/drafts/{draft}/documents/audit_report", data=data)
    assert response.headers["Location"] == f"/drafts/{draft}/sections/documents#field-audit_report"


def test_hostile_name_is_shown_as_text(signed_in: FlaskClient, draft: UUID) -> None:
    response = hand_in(signed_in, draft, "audit_report", name="'><img src=x>\u202efdp.pdf")
    assert response.status_code == 200, response.get_json()
    html = response.get_json()["html"]
    assert "<img" not in html
    assert "\u202e" not in html


def test_file_is_a_change_of_the_draft_like_any_other(
    signed_in: FlaskClient, platform: Platform, draft: UUID
) -> None:
    hand_in(signed_in, draft, "audit_report")
    assert revision_of(platform, draft) == 1
    with platform.database.read() as session:
        assert session.query(Event).filter_by(what="upload_added").count() == 1
        assert session.query(Upload).count() == 1
        assert session.get_one(Draft, draft).updated_at == platform.clock.now()


def test_two_files_at_once_both_stay(any_platform: Platform) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from tests.web.support import make_firm
    from web.services.documents import GivenFile, add_document

    firm = make_firm(any_platform)
    draft_id = begin_draft(any_platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(draft_id, UUID)

    def send(number: int) -> None:
        file = GivenFile("signed_form", f"{number}.pdf", BytesIO(PDF + b"%d" % number))
        handed_in = add_document(any_platform, draft_id, firm.enterprise_id, firm.account_id, file)
        assert handed_in is not None
        assert handed_in.refusals == ()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(8)))
    names = {file["name"] for file in answer(any_platform, draft_id, "signed_form") or []}
    assert names == {f"{number}.pdf" for number in range(8)}


def test_downloads_never_run_anything(signed_in: FlaskClient, draft: UUID) -> None:
    html = hand_in(signed_in, draft, "audit_report").get_json()["html"]
    file = re.search(r'data-file="([^"]+)"', html)
    assert file is not None
    response = signed_in.get(f"/uploads/{file.group(1)}")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_file_of_an_officer_is_not_the_enterprises(platform: Platform, firm: Firm) -> None:
    """What officers add to the sections they fill belongs to the authorities."""
    draft = make_filled_draft(platform, firm)
    officer = make_officer(platform, "350211")
    with platform.database.write() as session:
        upload = session.scalars(select(Upload).where(Upload.draft_id == draft)).first()
        assert upload is not None
        upload.uploaded_by = officer.account_id
    assert open_upload(platform, upload.id, firm.enterprise_id) is None

"""Scans of identities are forgotten when nobody needs them, and not before; others' bytes stay."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from tests.web.cases import make_filled_draft
from tests.web.files import JPG, PDF
from tests.web.identities import begin, handed_in, make_legal, put_file, request_of
from tests.web.support import Time, make_firm
from web.models import Upload
from web.models_accounts import IdentityFile, IdentityRequest
from web.platform import Platform
from web.services import identities, mobile_changes
from web.services.identity_decisions import Decision, decide
from web.services.identity_files import forget_old


def contents(platform: Platform, request_id: UUID) -> list[str]:
    with platform.database.read() as session:
        rows = session.scalars(
            select(IdentityFile.sha256).where(IdentityFile.request_id == request_id).order_by(IdentityFile.id)
        )
        return [*rows]


def test_files_of_a_refused_request_go_after_90_days(any_platform: Platform, time: Time) -> None:
    request_id = handed_in(any_platform, make_legal(any_platform))
    decide(any_platform, request_id, Decision(approve=False, reason="不清楚。"))
    kept = contents(any_platform, request_id)
    time.move(days=89)
    forget_old(any_platform)
    assert contents(any_platform, request_id) == kept
    time.move(days=2)
    forget_old(any_platform)
    assert contents(any_platform, request_id) == []
    assert not any(any_platform.storage.exists(each) for each in kept)
    assert request_of(any_platform, request_id).state == "refused"


def test_files_of_a_request_taken_back_go_after_90_days(platform: Platform, time: Time) -> None:
    person = make_legal(platform)
    request_id = handed_in(platform, person)
    identities.withdraw(platform, person)
    time.move(days=91)
    forget_old(platform)
    assert contents(platform, request_id) == []


def test_files_of_waiting_and_approved_requests_stay(platform: Platform, time: Time) -> None:
    waiting = handed_in(platform, make_legal(platform))
    time.move(days=400)
    forget_old(platform)
    assert len(contents(platform, waiting)) == 4
    decide(platform, waiting, Decision(approve=True))
    time.move(days=400)
    forget_old(platform)
    assert len(contents(platform, waiting)) == 4


def test_bytes_that_another_request_uses_stay(any_platform: Platform, time: Time) -> None:
    person = make_legal(any_platform)
    handed_in(any_platform, person)
    identities.withdraw(any_platform, person)
    time.move(days=91)
    again = identities.begin(any_platform, person, {})
    assert again is not None
    forget_old(any_platform)
    kept = contents(any_platform, again)
    assert len(kept) == 4
    assert all(any_platform.storage.exists(each) for each in kept)


def test_bytes_that_a_draft_uses_stay(platform: Platform, time: Time) -> None:
    draft = make_filled_draft(platform, make_firm(platform, credit_code="91440305MADEM002XW"))
    with platform.database.read() as session:
        upload = session.scalars(select(Upload).where(Upload.draft_id == draft)).first()
    assert upload is not None
    with platform.storage.open(upload.sha256) as stream:
        content = stream.read()
    request_id = identities.begin(platform, make_legal(platform), {})
    assert request_id is not None
    put_file(platform, request_id, content=content)
    assert contents(platform, request_id) == [upload.sha256]
    put_file(platform, request_id, content=JPG + b"other")
    assert platform.storage.exists(upload.sha256)


def test_what_was_begun_and_left_goes(platform: Platform, time: Time) -> None:
    request_id = begin(platform, make_legal(platform))
    kept = contents(platform, request_id)
    time.move(days=29)
    forget_old(platform)
    assert contents(platform, request_id) == kept
    time.move(days=2)
    forget_old(platform)
    with platform.database.read() as session:
        assert session.get(IdentityRequest, request_id) is None
    assert not any(platform.storage.exists(each) for each in kept)


def test_what_a_stranger_left_goes_after_a_day(platform: Platform, time: Time) -> None:
    request_id = mobile_changes.begin(platform, None)
    put_file(platform, request_id, content=PDF)
    (kept,) = contents(platform, request_id)
    time.move(hours=25)
    forget_old(platform)
    assert not platform.storage.exists(kept)


def test_content_forgotten_meanwhile_is_put_back(platform: Platform) -> None:
    """The bytes go between being put away and being named: the row that names them brings them back."""
    from io import BytesIO

    from web.services.contents import hold_content

    stored = platform.storage.put(BytesIO(PDF), 1000)
    platform.storage.remove(stored.sha256)
    with platform.database.write() as session:
        hold_content(platform, session, stored.sha256, BytesIO(PDF), 1000)
    assert platform.storage.exists(stored.sha256)

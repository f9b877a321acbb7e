"""Officers, and whose accounts somebody looks after: the own authority and those below it, no other."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.web.administrators import (
    FUJIAN,
    FUZHOU,
    GUANGDONG,
    JIMEI,
    MINISTRY,
    TONGAN,
    TORCH,
    XIAMEN,
    make_officer,
)
from web import messages_administration as messages
from web.models import Account, Event
from web.models_accounts import RecoveryCode, SignInSession
from web.platform import Platform
from web.services import officers
from web.services.accounts import sign_in
from web.services.closing import Done, Why
from web.services.officers import NewOfficer
from web.services.passwords import verify_password
from web.services.people import SignedIn
from web.services.permissions import Refused
from web.services.sessions import Place, begin_session

WHY = Why("岗位调整")


def listed(platform: Platform, by: SignedIn | None, **more: object) -> set[str]:
    found = officers.list_officers(platform, by, **more)  # type: ignore[arg-type]
    return {each.login_name for each in found.officers}


def account_of(platform: Platform, person: SignedIn) -> Account:
    with platform.database.read() as session:
        return session.get_one(Account, person.account_id)


def last_event(platform: Platform) -> Event:
    with platform.database.read() as session:
        return session.scalars(select(Event).order_by(Event.id.desc())).first()  # type: ignore[return-value]


@pytest.fixture
def everywhere(platform: Platform) -> dict[str, SignedIn]:
    """An officer of each of several authorities, by its code."""
    codes = (MINISTRY, FUJIAN, XIAMEN, TONGAN, JIMEI, TORCH, GUANGDONG, FUZHOU)
    return {code: make_officer(platform, f"of-{code.lower()}", code) for code in codes}


# --- Whose they are ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authority", "expected"),
    [
        (TONGAN, {TONGAN}),
        (TORCH, {TORCH}),
        (XIAMEN, {XIAMEN, TONGAN, JIMEI, TORCH}),
        (GUANGDONG, {GUANGDONG}),
        (FUZHOU, {FUZHOU}),
    ],
)
def test_administrator_sees_their_authority_and_those_below(
    platform: Platform, everywhere: dict[str, SignedIn], authority: str, expected: set[str]
) -> None:
    assert listed(platform, everywhere[authority]) == {f"of-{each.lower()}" for each in expected}


def test_province_sees_its_cities_and_no_other_province(
    platform: Platform, everywhere: dict[str, SignedIn]
) -> None:
    found = listed(platform, everywhere[FUJIAN])
    assert {f"of-{FUJIAN}", f"of-{FUZHOU}"} <= found
    assert found.isdisjoint({f"of-{MINISTRY}", f"of-{GUANGDONG}", f"of-{XIAMEN}"})


def test_ministry_and_operator_see_everybody(platform: Platform, everywhere: dict[str, SignedIn]) -> None:
    make_officer(platform, "of-lost", "999999")
    every = {each.login_name for each in everywhere.values()} | {"of-lost"}
    assert listed(platform, everywhere[MINISTRY]) == listed(platform, None) == every


@pytest.mark.parametrize("other", [MINISTRY, FUJIAN, XIAMEN, JIMEI, TORCH, GUANGDONG])
def test_nobody_touches_officers_above_or_beside_them(
    platform: Platform, everywhere: dict[str, SignedIn], other: str
) -> None:
    me, them = everywhere[TONGAN], everywhere[other]
    assert officers.read_officer(platform, me, them.account_id) is None
    for deed in (
        officers.disable_officer,
        officers.enable_officer,
        officers.reset_password,
        officers.reset_second_factor,
    ):
        result = deed(platform, me, them.account_id, WHY)
        assert isinstance(result, Refused)
        assert result.reason == "not_found"
    result = officers.change_officer(platform, me, them.account_id, WHY, authority=TONGAN)
    assert isinstance(result, Refused)
    kept = account_of(platform, them)
    assert kept.active
    assert kept.authority == other


def test_officers_are_found_by_parts_of_their_names(
    platform: Platform, everywhere: dict[str, SignedIn]
) -> None:
    assert listed(platform, None, words="of-3502 示例") == {
        f"of-{each.lower()}" for each in (XIAMEN, TONGAN, JIMEI, TORCH) if each.startswith("3502")
    }
    assert listed(platform, None, words="%") == set()
    assert listed(platform, None, authority=TONGAN) == {f"of-{TONGAN}"}


def test_officers_come_in_pages(platform: Platform, everywhere: dict[str, SignedIn]) -> None:
    first = officers.list_officers(platform, None, per_page=3)
    last = officers.list_officers(platform, None, page=99, per_page=3)
    assert (len(first.officers), first.count, last.page) == (3, 8, 3)
    assert not {each.id for each in first.officers} & {each.id for each in last.officers}


def test_officer_shows_contacts_masked_and_when_they_signed_in(platform: Platform) -> None:
    person = make_officer(platform, "masked", XIAMEN, mobile="13812345678", email="someone@example.cn")
    with platform.database.write() as session:
        begin_session(platform, session, session.get_one(Account, person.account_id), "password", Place())
    found = officers.read_officer(platform, None, person.account_id)
    assert found is not None
    assert (found.mobile, found.email) == ("138****5678", "s***@example.cn")
    assert found.last_signed_in == platform.clock.now()
    assert (found.level, found.region) == ("省级", "福建省厦门市")


# --- Making and changing -------------------------------------------------------------------------------------


def add(
    platform: Platform, by: SignedIn | None, authority: str, login_name: str = "new-one"
) -> int | Refused:
    new = NewOfficer(login_name, "示例新", authority)
    return officers.add_officer(platform, by, new, "Good-pass1", must_change=False, why=WHY)


def test_new_officer_can_sign_in_and_is_told_of(platform: Platform) -> None:
    number = add(platform, None, XIAMEN)
    assert isinstance(sign_in(platform, "new-one", "Good-pass1", Place()), SignedIn)
    with platform.database.read() as session:
        event = session.scalars(select(Event).where(Event.what == "officer_added")).one()
    assert event.subject == f"account:{number}"
    assert event.details == {"authority": XIAMEN, "manages": False}
    assert event.note == WHY.text


def test_login_name_of_an_officer_is_taken_once(platform: Platform) -> None:
    add(platform, None, XIAMEN, "New-One")
    result = add(platform, None, XIAMEN, "new-one")
    assert isinstance(result, Refused)
    assert result.text == messages.NAME_TAKEN


@pytest.mark.parametrize("authority", [MINISTRY, FUJIAN, GUANGDONG, "999999", ""])
def test_nobody_makes_officers_above_or_beside_them(platform: Platform, authority: str) -> None:
    assert isinstance(add(platform, make_officer(platform, "xiamen", XIAMEN), authority), Refused)


@pytest.mark.parametrize("authority", [XIAMEN, TONGAN, TORCH])
def test_officers_are_made_in_the_own_authority_and_below(platform: Platform, authority: str) -> None:
    assert isinstance(add(platform, make_officer(platform, "xiamen", XIAMEN), authority), int)


def test_officer_is_moved_and_the_event_tells_from_where(platform: Platform) -> None:
    me, other = make_officer(platform, "xiamen", XIAMEN), make_officer(platform, "tongan", TONGAN)
    result = officers.change_officer(
        platform, me, other.account_id, WHY, authority=TORCH, manages=False, display_name="示例新名"
    )
    assert result == Done("tongan")
    moved = account_of(platform, other)
    assert (moved.authority, moved.manages, moved.display_name) == (TORCH, False, "示例新名")
    event = last_event(platform)
    assert event.details == {
        "authority": [TONGAN, TORCH],
        "manages": [True, False],
        "display_name": ["示例tongan", "示例新名"],
    }
    assert (event.account_id, event.note) == (me.account_id, WHY.text)


@pytest.mark.parametrize("authority", [MINISTRY, FUJIAN, GUANGDONG])
def test_nobody_is_raised_above_who_does_it(platform: Platform, authority: str) -> None:
    me, other = make_officer(platform, "xiamen", XIAMEN), make_officer(platform, "tongan", TONGAN)
    result = officers.change_officer(platform, me, other.account_id, WHY, authority=authority)
    assert isinstance(result, Refused)
    assert result.text == messages.ABOVE
    assert account_of(platform, other).authority == TONGAN


def test_change_that_changes_nothing_is_none(platform: Platform) -> None:
    other = make_officer(platform, "tongan", TONGAN)
    result = officers.change_officer(platform, None, other.account_id, WHY, authority=TONGAN, manages=True)
    assert isinstance(result, Refused)
    assert result.reason == "same"


# --- Closing and resetting -----------------------------------------------------------------------------------


def test_disabled_officer_is_out_at_once_and_in_again_when_enabled(platform: Platform) -> None:
    add(platform, None, XIAMEN)
    person = sign_in(platform, "new-one", "Good-pass1", Place())
    assert isinstance(person, SignedIn)
    assert officers.disable_officer(platform, None, person.account_id, WHY) == Done("new-one")
    assert not isinstance(sign_in(platform, "new-one", "Good-pass1", Place()), SignedIn)
    with platform.database.read() as session:
        assert session.scalars(select(SignInSession.ended_at)).all() == [platform.clock.now()]
    assert officers.enable_officer(platform, None, person.account_id, WHY) == Done("new-one")
    assert isinstance(sign_in(platform, "new-one", "Good-pass1", Place()), SignedIn)


def test_what_is_done_twice_is_told(platform: Platform) -> None:
    person = make_officer(platform, "tongan", TONGAN)
    again = officers.enable_officer(platform, None, person.account_id, WHY)
    assert isinstance(again, Refused)
    assert again.text == messages.ALREADY_OPEN
    officers.disable_officer(platform, None, person.account_id, WHY)
    again = officers.disable_officer(platform, None, person.account_id, WHY)
    assert isinstance(again, Refused)
    assert again.text == messages.ALREADY_CLOSED


@pytest.mark.parametrize(
    "deed", [officers.disable_officer, officers.reset_password, officers.reset_second_factor]
)
def test_nobody_does_it_to_themselves(platform: Platform, deed: object) -> None:
    me = make_officer(platform, "xiamen", XIAMEN)
    result = deed(platform, me, me.account_id, WHY)  # type: ignore[operator]
    assert isinstance(result, Refused)
    assert result.text == messages.SELF
    change = officers.change_officer(platform, me, me.account_id, WHY, manages=False)
    assert isinstance(change, Refused)


def test_reset_password_is_good_once_and_ends_sessions(platform: Platform) -> None:
    add(platform, None, XIAMEN)
    person = sign_in(platform, "new-one", "Good-pass1", Place())
    assert isinstance(person, SignedIn)
    done = officers.reset_password(platform, None, person.account_id, WHY)
    assert isinstance(done, Done)
    kept = account_of(platform, person)
    assert verify_password(kept.password_hash, done.password)
    assert kept.must_change_password
    assert done.password not in repr(done)
    with platform.database.read() as session:
        assert session.scalars(select(SignInSession.ended_at)).all() == [platform.clock.now()]
        notes = [(each.details, each.note) for each in session.scalars(select(Event))]
    assert done.password not in str(notes)


def test_reset_second_factor_forgets_its_secret_and_codes(platform: Platform) -> None:
    now = platform.clock.now()
    person = make_officer(platform, "tongan", TONGAN, totp_secret="secret", totp_since=now, totp_step=3)
    with platform.database.write() as session:
        session.add(RecoveryCode(account_id=person.account_id, code_hash="x"))
    assert officers.reset_second_factor(platform, None, person.account_id, WHY) == Done("tongan")
    kept = account_of(platform, person)
    assert (kept.totp_secret, kept.totp_since, kept.totp_step) == (None, None, None)
    with platform.database.read() as session:
        assert session.scalars(select(RecoveryCode)).all() == []
    again = officers.reset_second_factor(platform, None, person.account_id, WHY)
    assert isinstance(again, Refused)
    assert again.text == messages.NO_SECOND_FACTOR


@pytest.mark.parametrize("change", [{"authority": FUJIAN}, {"manages": False}, {}])
def test_last_administrator_of_the_ministry_remains(platform: Platform, change: dict[str, object]) -> None:
    last = make_officer(platform, "last-one", MINISTRY)
    make_officer(platform, "no-manager", MINISTRY, manages=False)
    make_officer(platform, "not-active", MINISTRY, active=False)
    make_officer(platform, "of-fujian", FUJIAN)

    def away() -> Done | Refused:
        if not change:
            return officers.disable_officer(platform, None, last.account_id, WHY)
        return officers.change_officer(platform, None, last.account_id, WHY, **change)  # type: ignore[arg-type]

    result = away()
    assert isinstance(result, Refused)
    assert result.text == messages.LAST_ADMINISTRATOR
    make_officer(platform, "another", MINISTRY)
    assert isinstance(away(), Done)


def test_last_administrator_may_be_given_another_name(platform: Platform) -> None:
    last = make_officer(platform, "last-one", MINISTRY)
    assert isinstance(
        officers.change_officer(platform, None, last.account_id, WHY, display_name="示例新"), Done
    )


def test_enterprise_is_no_officer(platform: Platform) -> None:
    from tests.web.support import make_firm

    firm = make_firm(platform)
    assert officers.read_officer(platform, None, firm.account_id) is None
    assert isinstance(officers.disable_officer(platform, None, firm.account_id, WHY), Refused)

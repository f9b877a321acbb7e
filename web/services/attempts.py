"""Tries to sign in: recorded, and counted before the slow hash, so that many tries at once count too. How many are too
many is said in `lock_out`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from web.models import SignInAttempt
from web.platform import Platform
from web.services import captchas
from web.services.captchas import Answer
from web.services.devices import is_known
from web.services.lock_out import (
    CAPTCHA_FROM_NAMES,
    MOST_A_DAY,
    Past,
    asks_captcha,
    delay_after,
    left_of,
    network_of,
    wait_after,
)
from web.services.logins import Login, find_login
from web.services.sessions import Place

WRONG, LOCKED, CAPTCHA = "wrong", "locked", "captcha"
SECOND_FACTOR, CLOSED, SIGNED_IN = "second_factor", "closed", "signed_in"
_FAILED = (WRONG, CLOSED)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_KEPT = timedelta(days=30)
_COUNTED = 20  # more failures in a row wait no longer


@dataclass(frozen=True)
class Refusal:
    """Why signing in did not work: `wrong` (never which part), `locked`, `captcha`, `other_account` or `expired`; how long
    to wait; and whether the next try must answer a captcha."""

    reason: str
    wait: timedelta = timedelta(0)
    captcha: bool = False


@dataclass(frozen=True)
class Begun:
    """A try that may look at the password. It counts as failed until it is said to be something else."""

    id: int
    login: Login
    is_known: bool


def begin_attempt(
    platform: Platform, typed: str, place: Place, answer: Answer | None, *, asks: bool = True
) -> Begun | Refusal:
    """Count a try as failed, unless it has to wait or to answer a captcha first. `asks` is False where no captcha can
    be shown."""
    now = platform.clock.now()
    with platform.database.write() as session:
        login = find_login(platform, session, typed)
        platform.database.lock(session, f"sign in {login.kept}")
        past = _past(platform, session, login, place)
        attempt = _record(session, login, place, past.is_known, now)
        if (wait := wait_after(past, now)) > timedelta(0):
            attempt.outcome = LOCKED
            return Refusal(LOCKED, wait, asks_captcha(past))
        if asks and asks_captcha(past) and not captchas.check(platform, session, answer):
            attempt.outcome = CAPTCHA
            return Refusal(CAPTCHA, captcha=True)
        session.flush()
        return Begun(attempt.id, login, past.is_known)


def after_failure(platform: Platform, begun: Begun, place: Place, outcome: str = WRONG) -> Refusal:
    """The answer to a try that failed; all that fail get the same, whatever is recorded."""
    with platform.database.write() as session:
        session.execute(update(SignInAttempt).where(SignInAttempt.id == begun.id).values(outcome=outcome))
        captcha = asks_captcha(_past(platform, session, begun.login, place))
    return Refusal(WRONG, captcha=captcha)


def record_outcome(session: Session, attempt_id: int, outcome: str) -> None:
    """Say what came of a try after all."""
    values = {"outcome": outcome, "succeeded": outcome == SIGNED_IN}
    session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(values))


def drop_attempt(session: Session, attempt_id: int) -> None:
    """Take a try out of the record that was none after all: somebody who is signed in said their password again."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))


def begin_code(platform: Platform, session: Session, login: Login, place: Place) -> int | Refusal:
    """Count a try of the second factor. Only those get here who know the password; the codes of all places where the
    account was not signed in before are counted together."""
    if login.account is None:
        raise ValueError("nobody has a second factor")
    now, account_id = platform.clock.now(), login.account.id
    platform.database.lock(session, f"second factor {account_id}")
    known = is_known(platform, session, account_id, place.browser)
    whose = (SignInAttempt.account_id == account_id) & _browser(place, known)
    moments = _since_success(session, whose, SignInAttempt.outcome == SECOND_FACTOR, now)
    attempt = _record(session, login, place, known, now)
    wait = left_of(moments[0] if moments else None, delay_after(len(moments)), now)
    attempt.outcome = LOCKED if wait > timedelta(0) else SECOND_FACTOR
    session.flush()
    return Refusal(LOCKED, wait) if wait > timedelta(0) else attempt.id


def is_crowded(platform: Platform, place: Place) -> bool:
    """Whether so many names failed from this place that everybody from there answers a captcha first."""
    with platform.database.read() as session:
        return _names(session, place, platform.clock.now()) >= CAPTCHA_FROM_NAMES


def forget_old(platform: Platform) -> None:
    """Delete the tries that are too old to be looked at."""
    with platform.database.write() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < platform.clock.now() - _KEPT))


def _record(session: Session, login: Login, place: Place, known: bool, now: datetime) -> SignInAttempt:
    attempt = SignInAttempt(
        login_name=login.kept,
        address=network_of(place.address),
        device=place.browser if known else None,
        at=now,
        succeeded=False,
        account_id=login.account.id if login.account else None,
        outcome=WRONG,
    )
    session.add(attempt)
    return attempt


# --- Counting ------------------------------------------------------------------------------------------------


def _past(platform: Platform, session: Session, login: Login, place: Place) -> Past:
    """Counted by what was typed and not by the account, so that nobody learns which names belong together."""
    now = platform.clock.now()
    known = login.account is not None and is_known(platform, session, login.account.id, place.browser)
    mine = SignInAttempt.login_name == login.kept
    own = _since_success(session, mine & _own_browser(place, known), _is_failed(), now)
    own_last = own[0] if own else None
    if known:
        return Past(len(own), own_last, is_known=True)
    everywhere = session.scalars(
        select(SignInAttempt.at)
        .where(mine, SignInAttempt.device.is_(None), _is_failed(), SignInAttempt.at > now - DAY)
        .order_by(SignInAttempt.at.desc())
        .limit(MOST_A_DAY + _COUNTED)
    ).all()
    return Past(
        own=len(own),
        own_last=own_last,
        a_day=len(everywhere),
        last=everywhere[0] if everywhere else None,
        an_hour=sum(each > now - HOUR for each in everywhere),
        names=_names(session, place, now),
    )


def _is_failed() -> ColumnElement[bool]:
    return SignInAttempt.outcome.in_(_FAILED)


def _browser(place: Place, known: bool) -> ColumnElement[bool]:
    return SignInAttempt.device == place.browser if known else SignInAttempt.device.is_(None)


def _own_browser(place: Place, known: bool) -> ColumnElement[bool]:
    found = _browser(place, known)
    return found if known else found & (SignInAttempt.address == network_of(place.address))


def _since_success(
    session: Session, whose: ColumnElement[bool], what: ColumnElement[bool], now: datetime
) -> Sequence[datetime]:
    """The moments of what happened since the last success, within a day, the latest first."""
    success = session.scalar(
        select(func.max(SignInAttempt.id)).where(
            whose, SignInAttempt.succeeded.is_(True), SignInAttempt.at > now - DAY
        )
    )
    return session.scalars(
        select(SignInAttempt.at)
        .where(whose, what, SignInAttempt.at > now - DAY, SignInAttempt.id > (success or 0))
        .order_by(SignInAttempt.at.desc())
        .limit(_COUNTED)
    ).all()


def _names(session: Session, place: Place, now: datetime) -> int:
    return (
        session.scalar(
            select(func.count(func.distinct(SignInAttempt.login_name))).where(
                SignInAttempt.address == network_of(place.address),
                SignInAttempt.device.is_(None),
                _is_failed(),
                SignInAttempt.at > now - HOUR,
            )
        )
        or 0
    )

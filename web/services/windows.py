"""Windows (申报时间): the days on which a procedure is open in a province, or a city that acts as one, as officers set them.

The ministry's window opens a procedure everywhere. What is filled can be prepared at any time; it is sent in a window.
What was returned for correction is sent again whenever it is ready.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.authorities import LEVELS, Authority
from engine.procedures import Procedure
from web import messages_windows as messages
from web.models_review import Case, Window
from web.services.following import chain_of_facts
from web.workflow import State

if TYPE_CHECKING:
    from web.platform import Platform

MINISTRY, PROVINCE = LEVELS[0], LEVELS[1]


@dataclass(frozen=True)
class Opening:
    """Whether a procedure is open for an enterprise: the window it is open in, or the next one, and who opens it."""

    window: Window | None
    next: Window | None
    authority: Authority | None

    @property
    def is_open(self) -> bool:
        return self.window is not None


def is_windowed(procedure: Procedure) -> bool:
    """Whether officers open this procedure; what is not opened by anybody is always open."""
    return procedure.windows is not None


def find_opening(
    platform: Platform, session: Session, procedure: Procedure, facts: Mapping[str, Any], today: date
) -> Opening:
    """The window of a procedure for an enterprise of which `facts` are known."""
    chain = chain_of_facts(platform, facts)
    opens = next((each for each in chain if each.level == procedure.windows), None)
    codes = {each.code for each in chain if each.level in {procedure.windows, MINISTRY}}
    several = session.scalars(
        select(Window)
        .where(
            Window.procedure == procedure.id,
            Window.authority.in_(codes),
            Window.closes >= today,
            Window.closed_at.is_(None),
        )
        .order_by(Window.opens, Window.id)
    ).all()
    now = [each for each in several if each.opens <= today]
    later = [each for each in several if each.opens > today]
    return Opening(_nearest(now, opens), later[0] if later else None, opens)


def _nearest(several: Sequence[Window], opens: Authority | None) -> Window | None:
    """The window of the enterprise's own authority before that of the whole country."""
    own = [each for each in several if opens is not None and each.authority == opens.code]
    return next(iter(own or several), None)


def why_not_open(
    platform: Platform, session: Session, procedure: Procedure, facts: Mapping[str, Any], today: date
) -> str:
    """Why a procedure cannot be sent today, as far as windows go; '' where it can."""
    if not is_windowed(procedure):
        return ""
    opening = find_opening(platform, session, procedure, facts, today)
    if opening.is_open:
        return ""
    if opening.authority is None:
        return messages.REGION_FIRST
    return messages.not_open(
        procedure.title, opening.authority.name, opening.next.opens if opening.next else None
    )


def window_to_send_in(
    platform: Platform,
    session: Session,
    procedure: Procedure | None,
    facts: Mapping[str, Any],
    case: Case | None,
    today: date,
) -> Window | None:
    """The window something is sent in: that of the first time where it comes back corrected."""
    if procedure is None or not is_windowed(procedure):
        return None
    if case is not None and case.state == State.RETURNED:
        return session.get(Window, case.window_id) if case.window_id else None
    return find_opening(platform, session, procedure, facts, today).window

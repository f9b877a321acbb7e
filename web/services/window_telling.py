"""What enterprises are told of windows: that one ends earlier, or was closed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.authorities import Authority
from web import messages_window_settings as messages
from web.models_review import Window
from web.platform import Platform
from web.services.inbox import REMINDER, post
from web.services.window_reach import Unsent, find_unsent


def title_of(platform: Platform, procedure_id: str) -> str:
    """What a procedure is called."""
    found = platform.catalogue.procedure(procedure_id)
    return found.title if found is not None else procedure_id


def remind_of_end(platform: Platform, session: Session, authority: Authority, window: Window) -> int:
    """Tell everybody who has not sent yet that the end comes earlier."""
    title = title_of(platform, window.procedure)
    unsent = find_unsent(platform, session, authority, window.procedure)
    return sum(
        post(
            platform,
            session,
            each.enterprise_id,
            REMINDER,
            messages.ends_earlier_title(title),
            messages.ends_earlier_text(title, authority.name, window.closes),
            f"/drafts/{each.draft_id}",
            f"window:{window.id}:ends:{window.closes}:{each.draft_id}",
        )
        for each in unsent
    )


def tell_closed(
    platform: Platform, session: Session, authority: Authority, window: Window, unsent: Unsent
) -> bool:
    """Tell somebody who has not sent yet that it cannot be sent now."""
    title = title_of(platform, window.procedure)
    return post(
        platform,
        session,
        unsent.enterprise_id,
        REMINDER,
        messages.closed_title(title),
        messages.closed_text(title, authority.name),
        f"/drafts/{unsent.draft_id}",
        f"window:{window.id}:closed:{platform.clock.now().isoformat()}:{unsent.draft_id}",
    )

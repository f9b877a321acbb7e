"""Whether the application can do its work."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError

from web.migrations import is_current
from web.platform import Platform

logger = logging.getLogger(__name__)


def check_health(platform: Platform) -> str:
    """`ok`, `outdated` (the database awaits a migration) or `unavailable`."""
    try:
        with platform.database.read() as session:
            return "ok" if is_current(session.connection()) else "outdated"
    except SQLAlchemyError:
        logger.exception("the database does not answer")
        return "unavailable"

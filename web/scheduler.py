"""A thread beside the server that does what is due by itself: reminders, titles that end, windows, seals."""

from __future__ import annotations

import logging
import threading

from web.platform import Platform
from web.services import clockwork

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two rounds."""

AFTER_TROUBLE = 300.0
STOPS_WITHIN = 5.0


class Scheduler:
    """One of these runs in each process that serves, where the settings do not leave it to `tidu tick`; together they do
    each thing once."""

    def __init__(self, platform: Platform, every: float = EVERY) -> None:
        self._platform = platform
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)

    def start(self) -> None:
        """Begin; the thread ends with the process at the latest."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what is in hand if that does not take long. What was cut off is not there at all, and done later."""
        self._stopping.set()
        self._thread.join(STOPS_WITHIN)

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                done = clockwork.tick(self._platform)
            except Exception:  # a database that is away, say: it may come back
                logger.exception("what is due cannot be done")
                wait = AFTER_TROUBLE
            else:
                wait = self._every if len(done) == len(clockwork.TASKS) else AFTER_TROUBLE

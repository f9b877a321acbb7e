"""A thread beside the server that sends what is queued and forgets what is old."""

from __future__ import annotations

import logging
import threading
import time

from web.platform import Platform
from web.services import attempts, captchas, codes, delivery, devices, identity_files

logger = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks at the queue."""

AFTER_TROUBLE = 30.0
TIDIED_EVERY = 3600.0
STOPS_WITHIN = 5.0


class Sender:
    """One of these runs in each process that serves; together they send each message once."""

    def __init__(self, platform: Platform, every: float = EVERY) -> None:
        self._platform = platform
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._tidied: float | None = None

    def start(self) -> None:
        """Begin; the thread ends with the process at the latest."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the message in hand, if that does not take long, and end. What was cut off is sent again later."""
        self._stopping.set()
        self._thread.join(STOPS_WITHIN)

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                busy = self._once()
            except Exception:  # a database that is away, say: it may come back
                logger.exception("the queue of messages cannot be worked on")
                wait = AFTER_TROUBLE
            else:
                wait = 0.0 if busy else self._every

    def _once(self) -> bool:
        """One round; whether there may be more to do at once."""
        if self._tidied is None or time.monotonic() > self._tidied + TIDIED_EVERY:
            for each in (delivery, codes, identity_files, captchas, attempts, devices):
                each.forget_old(self._platform)
            self._tidied = time.monotonic()
        return delivery.send_due(self._platform, self._stopping.is_set) == delivery.AT_ONCE

"""Who says whether somebody is who they claim to be: an officer, or a service that is asked over HTTP.

A verifier is asked outside of any transaction, about a claim whose check digits are right already. What it cannot decide
waits for an officer.
"""

from __future__ import annotations

import http.client
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

logger = logging.getLogger(__name__)

TIMEOUT = 10.0
LONGEST_ANSWER = 64 * 1024
LONGEST_REASON = 200
BY_OFFICER, BY_SERVICE = "officer", "service"


@dataclass(frozen=True)
class Claim:
    """Who somebody claims to be: `kind` is legal or natural, `number` the credit code or identity number. `details` are
    the other fields of the form, as they are kept."""

    kind: str
    name: str
    number: str
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True)
class Verified:
    """They are who they claim to be."""


@dataclass(frozen=True)
class NotVerified:
    """They are not; `reason` is a sentence for them."""

    reason: str


@dataclass(frozen=True)
class Undecided:
    """An officer has to look."""


Verdict = Verified | NotVerified | Undecided


class Verifier(Protocol):
    """Something that can be asked about a claim; `name` is kept beside what it decides."""

    @property
    def name(self) -> str: ...

    def verify(self, claim: Claim) -> Verdict:
        """What it says. It never raises: what goes wrong is undecided."""


@dataclass(frozen=True)
class ByOfficer:
    """Everything waits for an officer."""

    name: str = BY_OFFICER

    def verify(self, claim: Claim) -> Verdict:
        return Undecided()


@dataclass(frozen=True)
class HttpVerifier:
    """A service that is asked: `POST {"kind", "name", "number", "details"}` with the token as bearer; it answers
    `{"result": "verified" | "refused" | "undecided", "reason": …}`. Redirects are not followed."""

    url: str
    token: str = field(repr=False)
    name: str = BY_SERVICE

    def verify(self, claim: Claim) -> Verdict:
        body = json.dumps(
            {
                "kind": claim.kind,
                "name": claim.name,
                "number": claim.number,
                "details": dict(claim.details),
            },
            ensure_ascii=False,
        )
        try:
            status, answer = self._post(body.encode("utf-8", "replace"))
        except (OSError, http.client.HTTPException) as error:
            return _undecided(type(error).__name__)
        if status != 200:
            return _undecided(f"status {status}")
        return _read(answer)

    def _post(self, body: bytes) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
        try:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(LONGEST_ANSWER)
        finally:
            connection.close()


def verifier(url: str, token: str) -> Verifier:
    """The verifier that is configured; officers where there is none."""
    return HttpVerifier(url, token) if url else ByOfficer()


def _read(answer: bytes) -> Verdict:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return _undecided("an answer that is no JSON")
    result = found.get("result") if isinstance(found, dict) else None
    if result == "verified":
        return Verified()
    if result == "refused":
        reason = found.get("reason")
        return NotVerified(_one_line(reason) if isinstance(reason, str) else "")
    return Undecided() if result == "undecided" else _undecided("an answer that is none of the three")


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:LONGEST_REASON]


def _undecided(trouble: str) -> Undecided:
    """Say in the log what went wrong, never about whom."""
    logger.error("the verifier of identities was asked in vain (%s): an officer decides", trouble)
    return Undecided()

"""Passwords: hashed with argon2, never compared in a way that tells who exists."""

from __future__ import annotations

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

LONGEST = 128
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_hasher = PasswordHasher()
_at_once = threading.BoundedSemaphore(4)  # each hash takes 64 MiB for a moment


def hash_password(password: str) -> str:
    """The text to keep instead of the password."""
    with _at_once:
        return _hasher.hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes the same time when there is nobody to compare with."""
    with _at_once:
        try:
            _hasher.verify(kept or _nobody(), password)
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):  # half a character is no password
            return False
    return kept is not None


def needs_new_hash(kept: str) -> bool:
    """Whether the kept text was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def generate_password() -> str:
    """A password to hand out: 12 letters and digits without look-alikes, in three groups."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))

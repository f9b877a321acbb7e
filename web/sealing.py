"""Personal numbers at rest: encrypted with AES-256-GCM under named keys, found again by a keyed hash only.

A sealed text reads `1.KEY.TOKEN`. The name of its key says with what it is opened, so that keys can be changed one
after another; its purpose (`outgoing.address`) is sealed with it, so that a text copied into another column does not
open there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_FORMAT = "1"
_KEY_BYTES, _NONCE_BYTES = 32, 12
_KEY_NAME = re.compile(r"[A-Za-z0-9_-]{1,16}", re.ASCII)


class Unsealable(Exception):
    """A sealed text that none of the keys opens; the message names the key it asks for, never the text."""


class KeysUnreadable(Exception):
    """The text of the keys is not what it should be; the message says how, without the keys."""


@dataclass(frozen=True)
class SealingKey:
    """One key: the name that stands in every text sealed with it, and its secret."""

    name: str
    secret: bytes = field(repr=False)


def new_key() -> str:
    """A fresh key as it stands in the setting: `NAME:SECRET`."""
    return f"{secrets.token_hex(4)}:{base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"


def read_keys(text: str) -> tuple[SealingKey, ...]:
    """The keys of `NAME:SECRET,NAME:SECRET`; the first one seals, all of them open."""
    keys = tuple(_read_key(each) for each in re.split(r"[\s,]+", text.strip()) if each)
    if not keys:
        raise KeysUnreadable("没有密钥")
    if len({each.name for each in keys}) < len(keys):
        raise KeysUnreadable("两个密钥的名称相同")
    return keys


def _read_key(text: str) -> SealingKey:
    name, _, encoded = text.partition(":")
    if not _KEY_NAME.fullmatch(name):
        raise KeysUnreadable("密钥的名称应为 1–16 个字母、数字、下划线或短横线，后面是冒号和密钥")
    try:
        secret = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != _KEY_BYTES:
        raise KeysUnreadable(f"密钥 {name} 应为 32 个字节，按 URL 安全的 Base64 书写")
    return SealingKey(name, secret)


@lru_cache(maxsize=256)
def derived_key(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose (HKDF-SHA-256), so that no key ever does two kinds of work."""
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def keyed_hash(key: bytes, text: str) -> str:
    """HMAC-SHA-256 in hexadecimal digits."""
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class Sealer:
    """Seals with the first of its keys, opens with the one a text names."""

    def __init__(self, keys: Iterable[SealingKey] = ()) -> None:
        self._keys = {each.name: each for each in keys}

    def seal(self, text: str, purpose: str) -> str:
        """The text as it is kept; every call gives another one."""
        key = self._newest()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = _cipher(key).encrypt(nonce, text.encode("utf-8", "surrogatepass"), _bound(key.name, purpose))
        return f"{_FORMAT}.{key.name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, purpose: str) -> str:
        """The text again, if it was sealed for this purpose with a key that is still here."""
        name, token = _parts(sealed)
        key = self._keys.get(name)
        if key is None:
            raise Unsealable(f"no key named {name}")
        try:
            body = base64.b64decode(token, altchars=b"-_", validate=True)
            opened = _cipher(key).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], _bound(name, purpose))
        except (InvalidTag, ValueError) as error:
            raise Unsealable(f"changed since it was sealed with key {name}, or not for {purpose}") from error
        return opened.decode("utf-8", "surrogatepass")

    def is_current(self, sealed: str) -> bool:
        """Whether the newest key sealed this."""
        return _parts(sealed)[0] == self._newest().name

    def search_key(self, text: str, purpose: str) -> str:
        """What to keep beside a sealed text so that it can be found and kept unique: a hash under the newest key."""
        return _search_key(self._newest(), text, purpose)

    def search_keys(self, text: str, purpose: str) -> tuple[str, ...]:
        """All that may be kept beside this text while keys are being changed: look with `IN`."""
        return tuple(_search_key(each, text, purpose) for each in self._keys.values())

    def _newest(self) -> SealingKey:
        if not self._keys:
            raise Unsealable("there are no keys")
        return next(iter(self._keys.values()))


def _cipher(key: SealingKey) -> AESGCM:
    return AESGCM(derived_key(key.secret, "tidu sealing"))


def _bound(name: str, purpose: str) -> bytes:
    return f"{_FORMAT}.{name}.{purpose}".encode()


def _parts(sealed: str) -> tuple[str, str]:
    form, _, rest = sealed.partition(".")
    name, dot, token = rest.partition(".")
    if form != _FORMAT or not dot:
        raise Unsealable("not a sealed text")
    return name, token


def _search_key(key: SealingKey, text: str, purpose: str) -> str:
    return keyed_hash(derived_key(key.secret, f"tidu search {purpose}"), text)


# --- In the database -----------------------------------------------------------------------------------------

_sealers: WeakKeyDictionary[Dialect, Sealer] = WeakKeyDictionary()


def seal_with(dialect: Dialect, sealer: Sealer) -> None:
    """Let the sealed columns of one database use these keys."""
    _sealers[dialect] = sealer


class Sealed(TypeDecorator[str]):
    """A text column that is encrypted at rest: `Sealed("account.id_number", search="id_number_key")`.

    It cannot be compared or sorted in the database; `search` names the column that holds the hash to look for, which
    whoever writes the row fills by `Sealer.search_key(text, purpose)`.
    """

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str, search: str | None = None) -> None:
        super().__init__()
        self.purpose = purpose
        self.search = search

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _sealer(dialect).seal(value, self.purpose)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _sealer(dialect).open(value, self.purpose)


def _sealer(dialect: Dialect) -> Sealer:
    return _sealers.get(dialect) or Sealer()

"""Where the bytes of uploads live: addressed by their content, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 256 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """The stream holds more bytes than allowed; nothing was kept."""


@dataclass(frozen=True)
class Stored:
    """What was put away: the SHA-256 of the content, which is also its address, and its size."""

    sha256: str
    size: int


class Storage(Protocol):
    """A place for files: a folder, or any store that can do these four things."""

    def put(self, stream: BinaryIO, limit: int) -> Stored:
        """Keep the content durably; the same content is kept once. Raises TooLarge."""

    def open(self, sha256: str) -> BinaryIO:
        """The content, from its beginning. Raises FileNotFoundError."""

    def exists(self, sha256: str) -> bool:
        """Whether the content is here."""

    def remove(self, sha256: str) -> None:
        """Forget the content; nothing happens if it is not here."""


class FolderStorage:
    """Files in a folder of this machine: `ab/cd/abcd…`, written aside, synced, then renamed into place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    def put(self, stream: BinaryIO, limit: int) -> Stored:
        self._incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                stored = _copy(stream, file, limit)
                file.flush()
                os.fsync(file.fileno())
            target = self._path(stored.sha256)
            _make_folder(target.parent)
            aside.replace(target)
            _sync_folder(target.parent)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        return stored

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        path = self._path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise ValueError("a content hash is 64 lower-case hexadecimal digits")
        return self._folder / sha256[:2] / sha256[2:4] / sha256


def _copy(stream: BinaryIO, file: BinaryIO, limit: int) -> Stored:
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge
        digest.update(chunk)
        file.write(chunk)
    return Stored(sha256=digest.hexdigest(), size=size)


def _make_folder(folder: Path) -> None:
    """Make a folder so that its own entry survives a power cut as well."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""What kind of file this is, decided by its content; a name proves nothing.

Only directories inside a file are read (the list of a zip, the list of an OLE document); nothing is
ever unpacked, so a small file cannot grow here.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

HEAD = 1024
_LARGEST_LIST = 4 * 1024 * 1024
_MOST_ENTRIES = 20_000
_MOST_SECTORS = 256


@dataclass(frozen=True)
class FileKind:
    """A kind of file people may hand in."""

    id: str
    extensions: tuple[str, ...]
    media_type: str
    label: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            FileKind("pdf", ("pdf",), "application/pdf", "PDF"),
            FileKind("jpg", ("jpg", "jpeg"), "image/jpeg", "JPG 图片"),
            FileKind("png", ("png",), "image/png", "PNG 图片"),
            FileKind("docx", ("docx",), f"{_OFFICE}.wordprocessingml.document", "Word 文档（docx）"),
            FileKind("xlsx", ("xlsx",), f"{_OFFICE}.spreadsheetml.sheet", "Excel 表格（xlsx）"),
            FileKind("doc", ("doc",), "application/msword", "Word 文档（doc）"),
            FileKind("xls", ("xls",), "application/vnd.ms-excel", "Excel 表格（xls）"),
            FileKind("zip", ("zip",), "application/zip", "ZIP 压缩包"),
        )
    }
)


def kind_of(stream: BinaryIO) -> FileKind | None:
    """The kind of this content, or None if it is none we accept; the stream stands at its beginning again."""
    try:
        name = _recognise(stream)
    finally:
        stream.seek(0)
    return KINDS[name] if name else None


def _recognise(stream: BinaryIO) -> str | None:
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return "png"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(stream)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(stream, head)
    return None


def _zip_kind(stream: BinaryIO) -> str | None:
    if not _zip_list_is_modest(stream):
        return None
    try:
        with zipfile.ZipFile(stream) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        return None  # each of them a forged directory can cause: seeking before the start is an OSError on a file
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None  # a document with macros
    if "[Content_Types].xml" not in names:
        return "zip"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return None


def _zip_list_is_modest(stream: BinaryIO) -> bool:
    """Whether the list of entries is small enough to read: checked before zipfile believes it."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 65_557 - 20))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22 or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        return False  # no end record, or the 64-bit form that a file of our size never needs
    entries, list_size = struct.unpack_from("<HI", tail, at + 10)
    return entries <= _MOST_ENTRIES and list_size <= _LARGEST_LIST


def _ole_kind(stream: BinaryIO, head: bytes) -> str | None:
    try:
        names = frozenset(_ole_names(stream, head))
    except (struct.error, ValueError, OverflowError):
        return None
    if "EncryptedPackage" in names or any(name.startswith("_VBA_PROJECT") for name in names):
        return None  # locked by a password, or with macros
    if "WordDocument" in names:
        return "doc"
    if "Workbook" in names or "Book" in names:
        return "xls"
    return None


def _ole_names(stream: BinaryIO, head: bytes) -> Iterator[str]:
    """The names in the directory of an OLE compound file, following its chain of sectors."""
    (shift,) = struct.unpack_from("<H", head, 30)
    if shift not in (9, 12):
        raise ValueError("sector size")
    table = struct.unpack_from("<109I", head, 76)
    (sector,) = struct.unpack_from("<I", head, 48)
    per_sector = (1 << shift) // 4
    for _ in range(_MOST_SECTORS):
        if sector >= 0xFFFFFFFA:
            return
        yield from _entry_names(_sector(stream, sector, shift))
        if sector // per_sector >= len(table):
            return
        following = _sector(stream, table[sector // per_sector], shift)
        (sector,) = struct.unpack_from("<I", following, 4 * (sector % per_sector))


def _sector(stream: BinaryIO, number: int, shift: int) -> bytes:
    stream.seek((number + 1) << shift)
    return stream.read(1 << shift)


def _entry_names(sector: bytes) -> Iterator[str]:
    for start in range(0, len(sector) - 127, 128):
        (length,) = struct.unpack_from("<H", sector, start + 64)
        if 2 < length <= 64:
            yield sector[start : start + length - 2].decode("utf-16-le", "replace")

"""Small files of each kind, and hostile ones."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)


def make_zip(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def make_ole(*names: str) -> bytes:
    """A compound file of three sectors: header, allocation table, directory with these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))
    directory = bytearray(512)
    for number, name in enumerate(names[:4]):
        text = name.encode("utf-16-le") + b"\0\0"
        directory[number * 128 : number * 128 + len(text)] = text
        struct.pack_into("<H", directory, number * 128 + 64, len(text))
    return bytes(header) + table + bytes(directory)


DOCX = make_zip("[Content_Types].xml", "word/document.xml")
XLSX = make_zip("[Content_Types].xml", "xl/workbook.xml")
ZIP = make_zip("材料一.pdf", "材料二.jpg")
DOC = make_ole("Root Entry", "WordDocument")
XLS = make_ole("Root Entry", "Workbook")
OF_EACH_KIND = {
    "pdf": PDF,
    "jpg": JPG,
    "png": PNG,
    "docx": DOCX,
    "xlsx": XLSX,
    "zip": ZIP,
    "doc": DOC,
    "xls": XLS,
}


def zip_with_64_bit_list() -> bytes:
    """A zip whose true list is told by a 64-bit record before the plain one."""
    plain = ZIP
    at = plain.rindex(b"PK\x05\x06")
    return plain[:at] + b"PK\x06\x07" + bytes(16) + plain[at:]


def zip_that_lies_about_its_list() -> bytes:
    """A zip that announces a list of 65,535 entries and four gigabytes."""
    at = ZIP.rindex(b"PK\x05\x06")
    return ZIP[: at + 8] + struct.pack("<HHII", 0xFFFF, 0xFFFF, 0xFFFFFFF0, 0) + ZIP[at + 20 :]


def ole_that_turns_in_circles() -> bytes:
    """A compound file whose directory is its own successor."""
    content = bytearray(make_ole("Root Entry"))
    struct.pack_into("<I", content, 512 + 4, 1)
    return bytes(content)


HOSTILE = {
    "empty": b"",
    "text": b"hello",
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "executable": b"MZ" + bytes(100),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "html before pdf": b"<script>alert(1)</script>\n" + PDF,
    "html before zip": b"<script>alert(1)</script>\n" + ZIP,
    "zip cut short": ZIP[:-10],
    "only the head of a zip": b"PK\x03\x04",
    "zip with a lying list": zip_that_lies_about_its_list(),
    "zip with a 64-bit list": zip_with_64_bit_list(),
    "word with macros": make_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "office of another kind": make_zip("[Content_Types].xml", "ppt/presentation.xml"),
    "ole in circles": ole_that_turns_in_circles(),
    "ole cut short": DOC[:600],
    "ole header only": DOC[:100],
    "old word with macros": make_ole("Root Entry", "WordDocument", "_VBA_PROJECT_CUR"),
    "locked by a password": make_ole("Root Entry", "EncryptedPackage"),
    "installer": make_ole("Root Entry", "Property"),
    "png without header": b"\x89PNG\r\n\x1a\n" + bytes(30),
}

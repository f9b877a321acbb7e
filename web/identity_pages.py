"""What the pages of identities show besides their fields: the files that are there, and what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request

from web import messages_identities as messages
from web.requests import platform
from web.services.identities import asked_files, missing_files
from web.services.identity_files import Chosen, FileRefusal, Kept, keep_file
from web.services.identity_standing import ID_CARD

LEGAL = "legal"
_BELOW_FILES = {"promise", "code", "new_mobile", "captcha_answer"}
"""What stands below the files on every page."""


@dataclass(frozen=True)
class FileField:
    """A place for a file: what for, whether it must be there, what is there, what is wrong."""

    purpose: str
    label: str
    required: bool
    kept: Kept | None
    error: str

    @property
    def id(self) -> str:
        return f"file-{self.purpose}"

    @property
    def name(self) -> str:
        return f"file.{self.purpose}"


@dataclass(frozen=True)
class Page:
    """The places for files of a page, by purpose, and everything that is wrong on it, from the top down."""

    files: Mapping[str, FileField]
    problems: Sequence[tuple[str, str]]

    @classmethod
    def of(
        cls,
        kind: str,
        form: Any,
        files: Mapping[str, Kept],
        *,
        refusals: Sequence[FileRefusal] = (),
        missing: Collection[str] = (),
        whole: bool = False,
        manual: bool | None = None,
    ) -> Page:
        """The page of a form; `whole` looks also for files that are missing, `manual` says whether 人工核验 is asked for
        in any case."""
        asked = asked_files(kind, manual=_is_manual(form) if manual is None else manual)
        lacking = {*missing, *(missing_files(asked, files) if whole else ())}
        errors = {each: messages.file_missing(messages.FILES[each]) for each in lacking}
        errors |= {each.purpose: messages.file_refused(each.reason, each.name) for each in refusals}
        places = {
            each: FileField(each, messages.FILES[each], each in asked, files.get(each), errors.get(each, ""))
            for each in asked_files(kind, manual=True)
        }
        return cls(places, [*_problems(form, places.values())])


def keep_chosen(request_id: UUID) -> list[FileRefusal]:
    """Keep the files of this request; those that were not taken, and why."""
    refusals = []
    for name, stream in request.files.items():
        purpose = name.removeprefix("file.")
        if not stream.filename or name == purpose or purpose not in messages.FILES:
            continue
        chosen = Chosen(purpose, stream.filename, stream.stream)  # type: ignore[arg-type]
        if refusal := keep_file(platform(), request_id, chosen):
            refusals.append(refusal)
    return refusals


def _is_manual(form: Any) -> bool:
    wished = bool(form.manual.data) if "manual" in form else False
    return wished or (bool(form.id_kind.data) and form.id_kind.data != ID_CARD)


def _problems(form: Any, places: Collection[FileField]) -> Iterator[tuple[str, str]]:
    """In the order of the page: the fields, the files, what stands below them."""
    fields = [each for each in form if each.errors]
    for field in fields:
        if field.name not in _BELOW_FILES:
            yield from ((str(each), f"#{field.id}") for each in field.errors)
    for place in places:
        if place.error:
            yield place.error, f"#{place.id}"
    for field in fields:
        if field.name in _BELOW_FILES:
            yield from ((str(each), f"#{field.id}") for each in field.errors)

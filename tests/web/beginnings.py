"""What every application does anew when it begins, done once in a process: in the tests one begins every few hundredths of a
second. Nothing comes out otherwise for it; what is kept is found by all that goes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing.rules import Rule

from engine.library import Library
from web.services import catalogue


class _Templates(BytecodeCache):
    """Templates as they were compiled."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self._known.get(f"{bucket.key}-{bucket.checksum}"):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[f"{bucket.key}-{bucket.checksum}"] = bucket.bytecode_to_string()


def _remember_libraries(build: Callable[..., Library]) -> Callable[..., Library]:
    known: dict[frozenset[tuple[str, str | bytes]], Library] = {}

    def remembered(files: Mapping[str, str | bytes]) -> Library:
        key = frozenset(files.items())
        if key not in known:
            if len(known) >= 16:
                known.clear()
            known[key] = build(files)
        return known[key]

    return remembered


def _remember_routes(build: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[object, Any] = {}

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return build(rule, append_unknown)
        key = (tuple(rule._trace), append_unknown)
        if key not in known:
            known[key] = build(rule, append_unknown)
        return known[key]

    return remembered


@contextmanager
def quick_beginnings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _Templates()})
        patch.setattr(catalogue, "build_library", _remember_libraries(catalogue.build_library))
        if hasattr(Rule, "_compile_builder"):
            patch.setattr(Rule, "_compile_builder", _remember_routes(Rule._compile_builder))
        yield

"""What a production machine must have before the platform starts, and what it had better have: one sentence each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from web import messages_administration as messages
from web.carriers import MAIL, SMS
from web.config import SHORTEST_SECRET, Config
from web.migrations import is_current
from web.platform import Platform
from web.services.demonstration import was_loaded

_YES = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Examined:
    """What stands against starting: `unsafe` in production only, `broken` anywhere; `missed` does not hinder."""

    unsafe: tuple[str, ...]
    broken: tuple[str, ...]
    missed: tuple[str, ...]


def examine(values: Mapping[str, str], config: Config, workers: int = 1) -> Examined:
    """Look at everything at once, so that all of it can be mended at once; `values` are the settings as given."""
    unsafe = [*_unsafe_settings(values), *_unsafe_places(config, workers)]
    broken = [missing] if (missing := fault_of_forms(config)) else []
    try:
        platform = Platform.from_config(config)
    except ValueError as error:  # an address of no kind of database
        return Examined(tuple(unsafe), (*broken, str(error)), ())
    unsafe_data, broken_data = _data(platform)
    platform.database.dispose()
    return Examined((*unsafe, *unsafe_data), (*broken, *broken_data), tuple(_missed(platform)))


def fault_of_forms(config: Config) -> str:
    """Why there are no forms; '' where there are."""
    return "" if config.forms_folder.is_dir() else messages.no_forms(str(config.forms_folder))


def _unsafe_settings(values: Mapping[str, str]) -> Iterator[str]:
    given = {name: text.strip() for name, text in values.items() if text.strip()}
    if len(given.get("TIDU_SECRET_KEY", "")) < SHORTEST_SECRET:
        yield messages.secret_key_needed(SHORTEST_SECRET)
    if "TIDU_SEALING_KEYS" not in given:
        yield messages.SEALING_KEYS_NEEDED
    if given.get("TIDU_COOKIE_SECURE", "").lower() not in _YES:
        yield messages.COOKIE_SECURE_NEEDED
    if "TIDU_PROXY_HOPS" not in given:
        yield messages.PROXY_HOPS_NEEDED
    if "TIDU_PUBLIC_URL" not in given:
        yield messages.PUBLIC_URL_NEEDED


def _unsafe_places(config: Config, workers: int) -> Iterator[str]:
    if workers > 1 and config.database_url.startswith("sqlite"):
        yield messages.sqlite_with_workers(workers)
    for name, folder in (
        ("TIDU_VAR_FOLDER", config.var_folder),
        ("TIDU_STORAGE_FOLDER", config.storage_folder),
    ):
        if not _is_writable(folder):
            yield messages.not_writable(name, str(folder))


def _data(platform: Platform) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is unsafe about the database, and what is broken."""
    try:
        with platform.database.read() as session:
            if not is_current(session.connection()):
                return (), (messages.DATABASE_OUTDATED,)
            return (messages.DEMONSTRATION_DATA,) if was_loaded(session) else (), ()
    except SQLAlchemyError:
        return (), (messages.DATABASE_UNREACHABLE,)


def _missed(platform: Platform) -> Iterator[str]:
    if MAIL not in platform.carriers:
        yield messages.NO_MAIL
    if SMS not in platform.carriers:
        yield messages.NO_SMS


def _is_writable(folder: Path) -> bool:
    """Whether files can be made there: in the folder, or in the first one above it that exists."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)

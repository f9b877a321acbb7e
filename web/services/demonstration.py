"""The demonstration: enterprises, officers and newcomers, read from `forms/demonstration.yaml`, loaded once, never with
known passwords."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.binding import bind
from engine.procedures import facts_given
from engine.validation import validate
from web.models import Account, Enterprise, Event
from web.models_review import Window
from web.platform import Platform
from web.services import events
from web.services.accounts import create_account, normal_login_name, set_password
from web.services.closing import Why
from web.services.newcomers import make_newcomer
from web.services.officers import NewOfficer, add_officer
from web.services.passwords import generate_password
from web.services.profiles import answers_from, supplied

PROFILE = "profile"
"""The kind of procedure by which an enterprise maintains what is known of it."""

LOADED, SUBJECT = "demonstration_loaded", "demonstration"
"""The event that marks a database with a demonstration in it: production refuses it for ever."""


ENTERPRISES, OFFICERS, NEWCOMERS = "enterprises", "officers", "newcomers"


@dataclass(frozen=True)
class DemonstrationAccount:
    """One way in, to be printed for those who try the platform, and what it is for. `enterprise` is for whom it acts: an
    enterprise, an authority, or its own person; `group` the part of the file it stands in."""

    enterprise: str
    login_name: str
    password: str
    tries: str = ""
    group: str = ENTERPRISES


def load_demonstration(platform: Platform) -> tuple[DemonstrationAccount, ...]:
    """Load what is not there yet, and return all accounts with their passwords."""
    mark(platform)
    path = platform.config.forms_folder / "demonstration.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = _Passwords(platform.config.var_folder / "demonstration_accounts.json")
    _open_windows(platform)
    loaders = {ENTERPRISES: _load, OFFICERS: _load_officer, NEWCOMERS: _load_newcomer}
    return tuple(
        load(platform, kept, entry) for part, load in loaders.items() for entry in entries.get(part, ())
    )


def was_loaded(session: Session) -> bool:
    """Whether a demonstration was ever loaded into this database."""
    mark = select(Event.id).where(Event.subject == SUBJECT, Event.what == LOADED).limit(1)
    return session.scalar(mark) is not None


def mark(platform: Platform) -> None:
    """Say first that there is a demonstration, so that half of one is marked too."""
    with platform.database.write() as session:
        if not was_loaded(session):
            events.record(session, platform.clock, LOADED, SUBJECT)


def _open_windows(platform: Platform) -> None:
    """Open this year what waits for a window everywhere, so that everything can be tried to its end."""
    highest, year = platform.catalogue.authorities.by_region.get(""), platform.clock.today().year
    if highest is None:
        return
    with platform.database.write() as session:
        known = select(Window.procedure).where(
            Window.authority == highest.code,
            Window.opens >= date(year, 1, 1),
            Window.opens <= date(year, 12, 31),
        )
        there = set(session.scalars(known))
        for each in platform.catalogue.procedures():
            if each.windows is not None and each.id not in there:
                session.add(
                    Window(
                        procedure=each.id,
                        authority=highest.code,
                        title=f"{year}年{each.title}",
                        opens=date(year, 1, 1),
                        closes=date(year, 12, 31),
                        made_at=platform.clock.now(),
                    )
                )


def _load(platform: Platform, kept: _Passwords, entry: dict[str, Any]) -> DemonstrationAccount:
    facts = _as_maintained(platform, supplied(platform.catalogue.fact_forms(), entry, platform.clock.today()))
    enterprise_id = _ensure_enterprise(platform, facts)
    account = entry["account"]

    def make(login_name: str, password: str) -> None:
        create_account(platform, login_name, password, account["display_name"], enterprise_id)

    return _ensure_account(platform, kept, account, facts["identity.name"], ENTERPRISES, make)


def _load_officer(platform: Platform, kept: _Passwords, entry: dict[str, Any]) -> DemonstrationAccount:
    found = platform.catalogue.authorities.get(entry["authority"])

    def make(login_name: str, password: str) -> None:
        manages = entry.get("manages", False)
        new = NewOfficer(login_name, entry["account"]["display_name"], entry["authority"], manages)
        add_officer(platform, None, new, password, must_change=False, why=Why(SUBJECT))

    whom = found.name if found is not None else entry["authority"]
    return _ensure_account(platform, kept, entry["account"], whom, OFFICERS, make)


def _load_newcomer(platform: Platform, kept: _Passwords, entry: dict[str, Any]) -> DemonstrationAccount:
    account = entry["account"]

    def make(login_name: str, password: str) -> None:
        make_newcomer(platform, login_name, password, entry)

    return _ensure_account(platform, kept, account, account["display_name"], NEWCOMERS, make)


def _ensure_account(
    platform: Platform,
    kept: _Passwords,
    account: dict[str, Any],
    whom: str,
    group: str,
    make: Callable[[str, str], None],
) -> DemonstrationAccount:
    """The account if it is there, else a new one; a password nobody knows any more is replaced."""
    login_name = normal_login_name(account["login_name"])
    exists = _account_exists(platform, login_name)
    password = kept.get(login_name)
    if password is None or not exists:
        password = kept.make(login_name)
        if exists:
            set_password(platform, login_name, password)
        else:
            make(login_name, password)
    return DemonstrationAccount(whom, login_name, password, account.get("tries", ""), group)


def _as_maintained(platform: Platform, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as if the enterprise had sent its profile itself, where nothing in it is missing or wrong."""
    for procedure in platform.catalogue.procedures():
        form = platform.catalogue.form(procedure.forms[0]) if procedure.kind == PROFILE else None
        if form is None:
            continue
        bound = bind(form, answers_from(form, facts), facts, platform.clock.today())
        if not any(each.blocks for each in validate(bound)):
            facts = {**facts, **facts_given(procedure, bound)}
    return facts


def _ensure_enterprise(platform: Platform, facts: dict[str, Any]) -> int:
    now = platform.clock.now()
    with platform.database.write() as session:
        code = facts["identity.credit_code"]
        enterprise = session.scalars(select(Enterprise).where(Enterprise.credit_code == code)).one_or_none()
        if enterprise is None:
            enterprise = Enterprise(
                name=facts["identity.name"],
                credit_code=code,
                facts=facts,
                verified_at=now,
                created_at=now,
                updated_at=now,
            )
            session.add(enterprise)
            session.flush()
        return enterprise.id


def _account_exists(platform: Platform, login_name: str) -> bool:
    with platform.database.read() as session:
        return session.scalar(select(Account.id).where(Account.login_name == login_name)) is not None


class _Passwords:
    """The generated passwords, in a file that only its owner may read, so that a restart prints them again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def get(self, login_name: str) -> str | None:
        return self._kept.get(login_name)

    def make(self, login_name: str) -> str:
        self._kept[login_name] = generate_password()
        self._write()
        return self._kept[login_name]

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_suffix(".new")
        aside.unlink(missing_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(self._kept, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._path)

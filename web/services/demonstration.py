"""The demonstration enterprises: read from `forms/demonstration.yaml`, loaded once, never with known passwords."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.binding import bind
from engine.procedures import facts_given
from engine.validation import validate
from web.models import Account, Enterprise, Event
from web.platform import Platform
from web.services import events
from web.services.accounts import create_account, normal_login_name, set_password
from web.services.passwords import generate_password
from web.services.profiles import answers_from, supplied

PROFILE = "profile"
"""The kind of procedure by which an enterprise maintains what is known of it."""

LOADED, SUBJECT = "demonstration_loaded", "demonstration"
"""The event that marks a database with a demonstration in it: production refuses it for ever."""


@dataclass(frozen=True)
class DemonstrationAccount:
    """One way in, to be printed for those who try the platform, and what it is for."""

    enterprise: str
    login_name: str
    password: str
    tries: str = ""


def load_demonstration(platform: Platform) -> tuple[DemonstrationAccount, ...]:
    """Load what is not there yet, and return all accounts with their passwords."""
    _mark(platform)
    path = platform.config.forms_folder / "demonstration.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["enterprises"]
    kept = _Passwords(platform.config.var_folder / "demonstration_accounts.json")
    return tuple(_load(platform, kept, entry) for entry in entries)


def was_loaded(session: Session) -> bool:
    """Whether a demonstration was ever loaded into this database."""
    mark = select(Event.id).where(Event.subject == SUBJECT, Event.what == LOADED).limit(1)
    return session.scalar(mark) is not None


def _mark(platform: Platform) -> None:
    """Say first that there is a demonstration, so that half of one is marked too."""
    with platform.database.write() as session:
        if not was_loaded(session):
            events.record(session, platform.clock, LOADED, SUBJECT)


def _load(platform: Platform, kept: _Passwords, entry: dict[str, Any]) -> DemonstrationAccount:
    account = entry["account"]
    login_name = normal_login_name(account["login_name"])
    facts = _as_maintained(platform, supplied(platform.catalogue.fact_forms(), entry, platform.clock.today()))
    enterprise_id = _ensure_enterprise(platform, facts)
    exists = _account_exists(platform, login_name)
    password = kept.get(login_name)
    if password is None or not exists:
        password = kept.make(login_name)
        if exists:
            set_password(platform, login_name, password)
        else:
            create_account(platform, login_name, password, account["display_name"], enterprise_id)
    return DemonstrationAccount(facts["identity.name"], login_name, password, account.get("tries", ""))


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

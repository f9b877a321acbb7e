"""`tidu preview`: the real application on a throw-away database, showing one form as its file stands now.

A form that does not compile is answered with its diagnostics instead of a page; when the file is saved again, the page
that is open comes back by itself, with the answers typed so far.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from flask import Flask, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from engine.compiler import Compiled, compile_form
from engine.diagnostics.renderers import render
from engine.folder import Folder, open_folder
from engine.library import build_library
from web import messages, sessions
from web.application import create_application
from web.clock import Clock
from web.config import Config
from web.migrations import upgrade
from web.models import DRAFT_OPEN, Account, Draft, Enterprise
from web.platform import Platform
from web.sealing import new_key, read_keys
from web.services.accounts import create_account
from web.services.catalogue import Catalogue
from web.services.drafts import NotOpen, agree_to_form, begin_draft
from web.services.people import SignedIn
from web.services.profiles import supplied
from web.services.sessions import Place, begin_session

LOGIN_NAME = "preview"


@dataclass(frozen=True)
class Previewed:
    """The form shown: its file, the facts it is shown with, and the folder in which everything is kept meanwhile."""

    path: Path
    facts: Mapping[str, Any]
    var: Path

    @property
    def forms(self) -> Path:
        """A copy of the folder of forms as it was when the form last compiled."""
        return self.var / "forms"

    def stamp(self) -> str:
        """What the files around the form look like now: another text once one of them was saved."""
        files = sorted(each for each in self.path.parent.rglob("*") if each.suffix in (".yaml", ".tsv"))
        return ";".join(f"{each.name}:{each.stat().st_mtime_ns}" for each in files)

    def look(self) -> tuple[Folder, Compiled]:
        """The form as its file stands now."""
        folder, name = open_folder(self.path)
        return folder, compile_form(name, build_library(folder.files))

    def take_over(self, folder: Folder) -> None:
        """Let the application run on the files of `folder`."""
        for name, body in folder.files.items():
            path = self.forms / name
            if not path.exists() or path.read_bytes() != body:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body)


def first_facts(path: Path) -> dict[str, Any]:
    """The facts of the first demonstration enterprise beside a form, none where there is no demonstration."""
    folder, _ = open_folder(path)
    body = folder.files.get("demonstration.yaml")
    enterprises = (yaml.safe_load(body).get("enterprises") if body else None) or [{}]
    library = build_library(folder.files)
    forms = (compile_form(name, library).form for name in library.fact_forms)
    return supplied((each for each in forms if each is not None), enterprises[0], Clock().today())


def create_preview(previewed: Previewed) -> Flask:
    """The application that shows `previewed`."""
    previewed.forms.mkdir(parents=True, exist_ok=True)
    config = Config(
        database_url=f"sqlite:///{previewed.var / 'preview.sqlite'}",
        secret_key=secrets.token_hex(32),
        var_folder=previewed.var,
        storage_folder=previewed.var / "files",
        forms_folder=previewed.forms,
        sealing_keys=read_keys(new_key()),
    )
    upgrade(config.database_url)
    application = create_application(config)
    platform = replace(
        application.extensions["tidu"], catalogue=Catalogue(previewed.forms, looked_at_every=0)
    )
    application.extensions["tidu"] = platform
    account_id = _make_account(platform, previewed.facts)
    application.add_url_rule("/preview/state", "preview_state", lambda: jsonify(stamp=previewed.stamp()))
    application.jinja_env.globals["preview_state"] = lambda: url_for("preview_state")
    application.before_request(lambda: _before(platform, previewed, account_id))
    return application


def _make_account(platform: Platform, facts: Mapping[str, Any]) -> int:
    now = platform.clock.now()
    with platform.database.write() as session:
        enterprise = Enterprise(
            name=str(facts.get("enterprise.name", messages.PREVIEW_ENTERPRISE)),
            credit_code=str(facts.get("enterprise.credit_code", "0" * 18)),
            facts=dict(facts),
            verified_at=now,
            created_at=now,
            updated_at=now,
        )
        session.add(enterprise)
        session.flush()
        enterprise_id = enterprise.id
    create_account(platform, LOGIN_NAME, secrets.token_urlsafe(24), messages.PREVIEW_NAME, enterprise_id)
    with platform.database.read() as session:
        return session.scalars(select(Account.id)).one()


def _before(platform: Platform, previewed: Previewed, account_id: int) -> ResponseReturnValue | None:
    """Before every page: the form must compile, somebody must be signed in, drafts follow the file."""
    if request.endpoint in ("preview_state", "assets.show"):
        return None
    folder, compiled = previewed.look()
    if compiled.form is None:
        return _diagnostics(folder, compiled)
    previewed.take_over(folder)
    if not current_user.is_authenticated:
        sessions.begin(_person(platform, account_id))
    person: SignedIn = current_user._get_current_object()
    _follow(platform, compiled.form.id, person)
    return _begin(platform, compiled.form.id, person) if request.path == "/" else None


def _person(platform: Platform, account_id: int) -> SignedIn:
    with platform.database.write() as session:
        return begin_session(platform, session, session.get_one(Account, account_id), "preview", Place())


def _diagnostics(folder: Folder, compiled: Compiled) -> Response:
    text = render(folder.with_own_paths(compiled.report), "full", "zh", folder.sources)
    page = render_template("pages/preview.html", diagnostics=text, reasons=())
    return Response(page, 422, content_type="text/html; charset=utf-8")


def _follow(platform: Platform, form_id: str, person: SignedIn) -> None:
    """A draft in the preview follows the file without being asked."""
    wanted = select(Draft.id).where(Draft.form == form_id, Draft.state == DRAFT_OPEN)
    with platform.database.read() as session:
        drafts = session.scalars(wanted).all()
    for each in drafts:
        agree_to_form(platform, each, person.enterprise_id or 0, person.account_id)


def _begin(platform: Platform, form_id: str, person: SignedIn) -> ResponseReturnValue:
    procedure = next(each for each in platform.catalogue.procedures() if form_id in each.forms)
    begun = begin_draft(platform, procedure.id, person.enterprise_id or 0, person.account_id, form_id=form_id)
    if not isinstance(begun, UUID):
        reasons = begun.reasons if isinstance(begun, NotOpen) else ()
        return render_template("pages/preview.html", diagnostics="", reasons=reasons)
    flash(messages.PREVIEW_NOTICE)
    return redirect(url_for("drafts.show", draft_id=begun))

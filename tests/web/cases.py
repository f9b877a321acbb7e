"""Answers to the forms of this project, for tests that need a form filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from engine.cases.reading import Case, read_cases
from engine.diagnostics import Collector
from engine.folder import read_folder
from engine.library import build_library
from tests.web.files import PDF
from tests.web.pages import Form, form_to, press
from tests.web.support import Firm
from web.config import PROJECT
from web.models import Draft, Enterprise
from web.models_review import Case as ReviewCase
from web.platform import Platform
from web.services import uploads
from web.services.answers import Change, Saved, save_change
from web.services.drafts import begin_draft, look_at_draft
from web.services.file_kinds import KINDS
from web.services.fillings import Filling
from web.services.uploads import NewUpload
from web.workflow import State

INNOVATIVE = "innovative"
DECLARE = "declare_innovative"

YEARLY = {
    "staff": ("120", "110", "100"),
    "rd_staff": ("30", "25", "20"),
    "revenue": ("11500", "10000", "9000"),
    "main_revenue": ("8050", "7000", "6300"),
    "rd_expense": ("575", "480", "400"),
    "net_profit": ("900", "800", "-50"),
    "assets": ("10000", "9000", "8000"),
    "liabilities": ("5500", "5000", "4000"),
}
CASE_A: dict[str, Any] = {
    "products": [{"name": "示例机器人", "years": "5", "category": "工业机器人", "leaders": ["示例一"]}],
    **{
        name: {str(2025 - place): value for place, value in enumerate(several)}
        for name, several in YEARLY.items()
    },
    "ip_class1": "1",
    "ip_own": "1",
    "ip_high_value": "0",
    "ip_class2": "0",
    "honours": ["none"],
    "direct_conditions": ["none"],
    "product_field": "strategic",
    "product_field.strategic.area": "equipment",
    "product_field_reason": "主导产品属于高端装备制造产业。",
    "declaration": "yes",
}
"""Own class-one right, R&D 5 %, growth 15 %, debt 55 %, strategic field, main business 70 %: 95 points."""

DOCUMENTS = (
    "business_licence",
    "social_insurance",
    "audit_report",
    "audit_report_before",
    "ip_proof",
)


def typed(answers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Answers as what is typed into the inputs of a page, by their names."""
    return dict(pair for name, answer in answers.items() for pair in _typed(name, answer))


def _typed(name: str, answer: Any) -> list[tuple[str, tuple[str, ...]]]:
    if isinstance(answer, Mapping):
        return [pair for key, part in answer.items() for pair in _typed(f"{name}.{key}", part)]
    if isinstance(answer, list) and answer and isinstance(answer[0], Mapping):
        return [pair for row, part in enumerate(answer) for pair in _typed(f"{name}.{row}", part)]
    if isinstance(answer, list) and name.rpartition(".")[2] == "leaders":
        return [(f"{name}.{place}", (part,)) for place, part in enumerate(answer, 1)]
    return [(name, tuple(answer))] if isinstance(answer, list) else [(name, (answer,))]


def begin(client: FlaskClient) -> str:
    """Begin the form through its button; the address of the draft."""
    response = press(client, form_to(client.get("/").text, f"/procedures/{DECLARE}/drafts"), follow=False)
    assert response.status_code == 303
    return response.headers["Location"]


def section_form(client: FlaskClient, draft: str, section: str) -> Form:
    """The form of a section as its page shows it."""
    return form_to(client.get(f"{draft}/sections/{section}").text, f"/sections/{section}")


def sections_of(client: FlaskClient, draft: str) -> list[str]:
    return re.findall(r'data-section-link="(\w+)"', client.get(draft).text)


def pdf(name: str = "材料.pdf") -> FileStorage:
    return FileStorage(BytesIO(PDF), name, content_type="application/pdf")


def make_filled_draft(
    platform: Platform,
    firm: Firm,
    answers: Mapping[str, Any] = CASE_A,
    documents: tuple[str, ...] = DOCUMENTS,
) -> UUID:
    """A draft of the form with these answers and documents."""
    draft_id = begin_draft(platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(draft_id, UUID)
    if answers:
        saved = save_change(platform, draft_id, firm.enterprise_id, firm.account_id, Change(0, answers))
        assert isinstance(saved, Saved)
    for document in documents:
        new = NewUpload(
            draft_id, firm.enterprise_id, firm.account_id, document, f"{document}.pdf", frozenset(KINDS)
        )
        assert not isinstance(uploads.add_upload(platform, new, BytesIO(PDF)), uploads.UploadRefusal)
    return draft_id


def refuse(platform: Platform, submission_id: UUID) -> None:
    """Let the authorities have refused what was sent."""
    with platform.database.write() as session:
        case = session.scalars(select(ReviewCase).where(ReviewCase.submission_id == submission_id)).one()
        case.state, case.authority = State.REFUSED, ""


def revision_of(platform: Platform, draft_id: UUID) -> int:
    with platform.database.read() as session:
        return session.get_one(Draft, draft_id).revision


# --- Cases of all forms --------------------------------------------------------------------------------------------


@cache
def case_named(name: str) -> Case:
    """A case of this project's forms, complete."""
    folder = PROJECT / "forms"
    files = {f"cases/{each.name}": each.read_bytes() for each in sorted((folder / "cases").glob("*.yaml"))}
    facts = build_library(read_folder(folder)).facts
    return next(each for each in read_cases(files, facts, Collector()) if each.name == name)


def make_draft_of_case(
    platform: Platform, firm: Firm, procedure: str, name: str, but: Mapping[str, Any] | None = None
) -> UUID:
    """A draft with the answers of a case (None takes one away); facts of the case become the enterprise's."""
    case = case_named(name)
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        own = {name: raw for name, raw in case.facts.items() if not name.startswith("procedure.")}
        enterprise.facts = {
            **enterprise.facts,
            **own,
            **{key: raw for key, raw in (but or {}).items() if "." in key},
        }
    draft_id = begin_draft(platform, procedure, firm.enterprise_id, firm.account_id, form_id=case.form)
    assert isinstance(draft_id, UUID), draft_id
    look = look_at_draft(platform, draft_id, firm.enterprise_id)
    assert isinstance(look, Filling)
    form = look.form
    given = {**case.answers, **(but or {})}
    answers = {
        key: raw
        for key, raw in given.items()
        if key in form.fields
        and raw is not None
        and form.fields[key].filled_by == "enterprise"
        and form.fields[key].answered_by_person
        and form.fields[key].type.kind != "attachment"
    }
    saved = save_change(platform, draft_id, firm.enterprise_id, firm.account_id, Change(0, answers))
    assert isinstance(saved, Saved), saved
    for missing in (each for each in saved.after.problems if each.code == "required_document"):
        new = NewUpload(
            draft_id,
            firm.enterprise_id,
            firm.account_id,
            missing.field,
            f"{missing.field}.pdf",
            frozenset(KINDS),
        )
        assert not isinstance(uploads.add_upload(platform, new, BytesIO(PDF)), uploads.UploadRefusal)
    return draft_id

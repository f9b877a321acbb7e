"""Which titles an enterprise was given, as everybody may ask: by its exact credit code or by its name, never anything else
about it; and the lists of what was certified, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from web import messages_portal as messages
from web.models import Enterprise
from web.models_review import Certification
from web.platform import Platform
from web.services.announcements import office_of
from web.services.captchas import Answer, check
from web.services.known import Held, certificates_of

MOST_FOUND, ON_A_PAGE = 20, 50
_NARROW, _WIDE = "()", "（）"


@dataclass(frozen=True)
class Question:
    """Whom somebody asks for: by name, by exact credit code, or by both."""

    name: str = ""
    credit_code: str = ""


@dataclass(frozen=True)
class Shown:
    """A certificate as everybody sees it; '' for what is not known of one that was imported."""

    title: str
    batch: str
    number: str
    since: str
    until: str
    state: str


@dataclass(frozen=True)
class Found:
    """An enterprise and the titles it was ever given."""

    name: str
    certificates: tuple[Shown, ...]


@dataclass(frozen=True)
class Answered:
    """What was found; `more` says that there are others, which a fuller name would tell apart."""

    enterprises: tuple[Found, ...]
    more: bool = False


@dataclass(frozen=True)
class Batch:
    """One batch of a title: who certified it, since when, how many."""

    fact: str
    title: str
    batch: str
    authority: str
    office: str
    since: date
    count: int


@dataclass(frozen=True)
class BatchPage:
    """A page of a batch: the name of each enterprise with its certificate."""

    batch: Batch
    entries: tuple[tuple[str, Shown], ...]
    page: int
    pages: int


def titles_by_fact(platform: Platform) -> Mapping[str, str]:
    """What the titles are called that procedures grant, the lowest first."""
    known = platform.catalogue.library.facts
    facts = dict.fromkeys(each.grants.fact for each in platform.catalogue.procedures() if each.grants)
    return {fact: known[fact].label.partition("（")[0] for fact in facts}


def find_certificates(platform: Platform, question: Question, answer: Answer | None) -> Answered | None:
    """The enterprises with titles that fit; None where the question of the captcha was not answered rightly."""
    with platform.database.write() as session:
        if not check(platform, session, answer):
            return None
    with platform.database.read() as session:
        firms = session.scalars(
            select(Enterprise)
            .where(_fits(question), _has_title(platform))
            .order_by(Enterprise.name, Enterprise.id)
            .limit(MOST_FOUND + 1)
        ).all()
        found = tuple(_found(platform, session, each) for each in firms[:MOST_FOUND])
    return Answered(found, len(firms) > MOST_FOUND)


def list_batches(platform: Platform) -> tuple[Batch, ...]:
    """Every batch that was certified here, the newest first."""
    with platform.database.read() as session:
        rows = session.execute(
            select(
                Certification.fact,
                Certification.batch,
                Certification.authority,
                func.min(Certification.since).label("since"),
                func.count().label("enterprises"),
            )
            .where(Certification.batch != "")
            .group_by(Certification.fact, Certification.batch, Certification.authority)
            .order_by(func.min(Certification.since).desc(), Certification.batch.desc())
        ).all()
    return tuple(_batch(platform, each) for each in rows)


def list_batch(platform: Platform, fact: str, batch: str, authority: str, page: int) -> BatchPage | None:
    """The enterprises of a batch, in the order of their numbers."""
    which = (Certification.fact == fact, Certification.batch == batch, Certification.authority == authority)
    with platform.database.read() as session:
        counted = session.execute(
            select(func.count().label("enterprises"), func.min(Certification.since).label("since")).where(
                *which
            )
        ).one()
        if not batch or not counted.enterprises:
            return None
        pages = -(-counted.enterprises // ON_A_PAGE)
        page = min(max(1, page), pages)
        rows = session.execute(
            select(Enterprise.name, Certification)
            .join(Enterprise, Enterprise.id == Certification.enterprise_id)
            .where(*which)
            .order_by(Certification.number, Certification.id)
            .limit(ON_A_PAGE)
            .offset((page - 1) * ON_A_PAGE)
        ).all()
    titles, today = titles_by_fact(platform), platform.clock.today()
    named = Batch(
        fact,
        titles.get(fact, fact),
        batch,
        authority,
        office_of(platform, authority),
        counted.since,
        counted.enterprises,
    )
    entries = tuple((name, _shown(_held(row), titles, today)) for name, row in rows)
    return BatchPage(named, entries, page, pages)


def _fits(question: Question) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = []
    if question.credit_code:
        wanted.append(Enterprise.credit_code == question.credit_code)
    if question.name:
        several = _spellings(question.name)
        wanted.append(or_(*(Enterprise.name.icontains(each, autoescape=True) for each in several)))
    fits = wanted[0]
    return fits & wanted[1] if len(wanted) > 1 else fits


def _spellings(name: str) -> Sequence[str]:
    """A name as it was typed, and with the brackets names are registered with or typed with."""
    wide = name.translate(str.maketrans(_NARROW, _WIDE))
    return sorted({name, wide, name.translate(str.maketrans(_WIDE, _NARROW))})


def _has_title(platform: Platform) -> ColumnElement[bool]:
    """Whether a title of an enterprise is known: by a certificate, or by a list that was imported. Facts are kept as
    canonical JSON, in which a quotation mark inside of a text never stands without a backslash."""
    told = type_coerce(Enterprise.facts, Text)
    imported = (told.contains(f'"{fact}":true', autoescape=True) for fact in titles_by_fact(platform))
    return or_(exists().where(Certification.enterprise_id == Enterprise.id), *imported)


def _found(platform: Platform, session: Session, firm: Enterprise) -> Found:
    titles, today = titles_by_fact(platform), platform.clock.today()
    held = certificates_of(session, firm.id)
    recorded = {each.fact for each in held}
    imported = [
        _imported(firm.facts, fact, name, today)
        for fact, name in titles.items()
        if fact not in recorded and firm.facts.get(fact) is True
    ]
    return Found(firm.name, tuple(_shown(each, titles, today) for each in reversed(held)) + tuple(imported))


def _imported(facts: Mapping[str, Any], fact: str, name: str, today: date) -> Shown:
    since, until = (str(facts.get(f"{fact}_{end}") or "") for end in ("since", "until"))
    ended = bool(until) and until < today.isoformat()
    return Shown(name, "", "", since, until, messages.ENDED if ended else messages.HOLDS)


def _shown(held: Held, titles: Mapping[str, str], today: date) -> Shown:
    return Shown(
        titles.get(held.fact, held.fact),
        held.batch,
        held.number,
        held.since.isoformat(),
        held.until.isoformat(),
        _state(held, today),
    )


def _state(held: Held, today: date) -> str:
    if held.cancelled_on is not None and held.cancelled_on <= today:
        return messages.CANCELLED
    if held.until < today:
        return messages.ENDED
    return messages.HOLDS if held.since <= today else messages.TO_COME


def _held(row: Certification) -> Held:
    return Held(row.fact, row.since, row.until, row.batch, row.number, row.cancelled_on)


def _batch(platform: Platform, row: Any) -> Batch:
    title = titles_by_fact(platform).get(row.fact, row.fact)
    office = office_of(platform, row.authority)
    return Batch(row.fact, title, row.batch, row.authority, office, row.since, row.enterprises)

"""Facts that authorities enter about enterprises of their region: one by one with a reason, or many at once.

Nothing is overwritten: every entry stays, the newest counts, and an entry without a value takes the fact back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from engine.facts import Fact
from engine.fields.base import FieldType, Years
from engine.values import is_missing
from web import messages_authority_facts as messages
from web.models import Account, Enterprise
from web.models_review import AuthorityFact
from web.platform import Platform
from web.services import events
from web.services.authorities import authority_of, names_of
from web.services.following import REGION, REVIEWED_BY
from web.services.known import entered_facts
from web.services.people import SignedIn
from web.services.permissions import Action, Refused, covers, why_not

ANY_LEVEL = frozenset({"county", "city", "province", "ministry"})
PROVINCE = frozenset({"province"})

LEVELS: Mapping[str, frozenset[str]] = {
    "renewal": PROVINCE,  # 省级主管部门按当批复核名单调整（用户手册 企业复核）
    "development": PROVINCE,  # 发展评价得分由省级主管部门录入或导入（工信厅企业〔2024〕75号）
    "size": ANY_LEVEL,  # 所属行业没有列入划型标准的，由受理的主管部门复核
}
"""Who enters which facts, by the first word of their names; what is not named here is for the province."""

MOST_LINES = 2000
ON_A_PAGE = 50
_BETWEEN = re.compile(r"[\t,，;；|]")


@dataclass(frozen=True)
class Kept:
    """An entry of a fact: its value in words ('' where it was taken back), why, who, when."""

    text: str
    reason: str
    authority: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """A fact of an enterprise: its value in words ('' where there is none), and every entry, the newest first."""

    fact: str
    label: str
    type: FieldType
    raw: Any
    text: str
    history: tuple[Kept, ...]
    is_open: bool
    """Whether this officer enters it."""


@dataclass(frozen=True)
class Sheet:
    """What authorities entered about one enterprise."""

    id: int
    name: str
    credit_code: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Wrong:
    """What was typed is no value of the fact."""

    text: str


@dataclass(frozen=True)
class Row:
    """A line of what was pasted: the enterprise, and its values as JSON and in words."""

    enterprise_id: int
    name: str
    credit_code: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Pasted:
    """What was pasted, checked: all mistakes, and the lines that are right; `mark` tells it from anything else."""

    facts: tuple[str, ...]
    rows: tuple[Row, ...]
    mistakes: tuple[str, ...]
    mark: str


def facts_of_authorities(platform: Platform) -> tuple[Fact, ...]:
    """The facts that authorities enter, in the order of the file."""
    known = platform.catalogue.library.facts.values()
    return tuple(each for each in known if each.provided_by == "authority")


def may_enter(platform: Platform, person: SignedIn, fact: str) -> bool:
    """Whether an officer's authority is of a level that enters this fact."""
    authority = authority_of(platform, person)
    if authority is None or why_not(person, Action.REVIEW) is not None:
        return False
    return authority.level in LEVELS.get(fact.partition(".")[0], PROVINCE)


def is_ours(platform: Platform, person: SignedIn, facts: Mapping[str, Any]) -> bool:
    """Whether an enterprise of which `facts` are known is in the region of an officer's authority."""
    authority = authority_of(platform, person)
    if authority is None:
        return False
    if authority.asked:
        return facts.get(REVIEWED_BY) == authority.code
    region = str(facts.get(REGION) or "")
    return bool(region) and covers(platform.catalogue.authorities, authority, region)


# --- Looking -------------------------------------------------------------------------------------------------


def find_enterprises(platform: Platform, person: SignedIn, words: str) -> tuple[tuple[int, str, str], ...]:
    """Enterprises of an officer's region by name or code: number, name, code."""
    text = words.strip()
    if not text:
        return ()
    query: Select[Any] = (
        select(Enterprise)
        .where(or_(Enterprise.name.contains(text, autoescape=True), Enterprise.credit_code == text.upper()))
        .order_by(Enterprise.name)
        .limit(ON_A_PAGE * 4)
    )
    with platform.database.read() as session:
        found = session.scalars(query).all()
    mine = (each for each in found if is_ours(platform, person, each.facts))
    return tuple((each.id, each.name, each.credit_code) for each in mine)[:ON_A_PAGE]


def read_sheet(platform: Platform, person: SignedIn, enterprise_id: int) -> Sheet | None:
    """What was entered about one enterprise; None for one that is not of this officer's region."""
    with platform.database.read() as session:
        enterprise = session.get(Enterprise, enterprise_id)
        if enterprise is None or not is_ours(platform, person, enterprise.facts):
            return None
        entered = entered_facts(session, enterprise_id)
        rows = session.execute(
            select(AuthorityFact, Account.display_name)
            .outerjoin(Account, Account.id == AuthorityFact.account_id)
            .where(AuthorityFact.enterprise_id == enterprise_id)
            .order_by(AuthorityFact.id.desc())
        ).all()
    names = names_of(platform, {each.authority for each, _ in rows})
    entries = []
    for fact in facts_of_authorities(platform):
        history = tuple(
            Kept(
                _shown(platform, fact.type, each.value),
                each.reason,
                names.get(each.authority, ""),
                who or "",
                each.at,
            )
            for each, who in rows
            if each.fact == fact.name
        )
        raw = entered.get(fact.name)
        text = _shown(platform, fact.type, raw)
        is_open = may_enter(platform, person, fact.name)
        entries.append(Entry(fact.name, fact.label, fact.type, raw, text, history, is_open))
    return Sheet(enterprise.id, enterprise.name, enterprise.credit_code, tuple(entries))


# --- Entering ------------------------------------------------------------------------------------------------


def enter(
    platform: Platform, person: SignedIn, enterprise_id: int, fact_name: str, typed: Any, reason: str
) -> Refused | Wrong | bool:
    """Enter a fact, or take it back where `typed` is None; False where nothing changed."""
    fact = next((each for each in facts_of_authorities(platform) if each.name == fact_name), None)
    if fact is None or not may_enter(platform, person, fact_name):
        return Refused("not_yours", messages.NOT_FOR_YOU)
    if not reason.strip():
        return Refused("reason", messages.REASON_NEEDED)
    value: Any = None
    if typed is not None:
        read = read_value(platform, fact, typed)
        if isinstance(read, Wrong):
            return read
        value = read
    with platform.database.write() as session:
        enterprise = session.get(Enterprise, enterprise_id, with_for_update=True)
        if enterprise is None or not is_ours(platform, person, enterprise.facts):
            return Refused("no_enterprise", messages.NO_ENTERPRISE)
        return keep(platform, session, person, enterprise_id, {fact_name: value}, reason.strip())


def keep(
    platform: Platform,
    session: Session,
    person: SignedIn,
    enterprise_id: int,
    values: Mapping[str, Any],
    reason: str,
) -> bool:
    """Keep entries (None takes back) in the transaction that is under way; what is so already is not entered again."""
    before = entered_facts(session, enterprise_id)
    changed = {name: value for name, value in values.items() if value != before.get(name)}
    for name, value in changed.items():
        session.add(
            AuthorityFact(
                enterprise_id=enterprise_id,
                fact=name,
                value=value,
                reason=reason,
                authority=person.authority or "",
                account_id=person.account_id,
                at=platform.clock.now(),
            )
        )
    if changed:
        events.record(
            session,
            platform.clock,
            "authority_fact_entered",
            f"enterprise:{enterprise_id}",
            account_id=person.account_id,
            enterprise_id=enterprise_id,
            details={"facts": changed, "authority": person.authority or ""},
            note=reason,
        )
    return bool(changed)


def read_value(platform: Platform, fact: Fact, typed: Any) -> Any | Wrong:
    """What was typed, as it is kept."""
    read = fact.type.read(typed, Years(platform.clock.today().year))
    if read.problems:
        return Wrong(read.problems[0].message(fact.label))
    if is_missing(read.value):
        return Wrong(messages.VALUE_NEEDED)
    return fact.type.write(read.value)


def _shown(platform: Platform, kind: FieldType, raw: Any) -> str:
    if raw is None:
        return ""
    return kind.show(kind.read(raw, Years(platform.clock.today().year)).value)


# --- Many at once --------------------------------------------------------------------------------------------


def check_paste(platform: Platform, person: SignedIn, facts: Sequence[str], text: str) -> Pasted | Refused:
    """Check lines of a code and a value for each fact; every mistake of every line is told at once."""
    known = [each for name in facts for each in facts_of_authorities(platform) if each.name == name]
    if not known or not all(may_enter(platform, person, each.name) for each in known):
        return Refused("not_yours", messages.NOT_FOR_YOU)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return Refused("empty", messages.NOTHING_PASTED)
    if len(lines) > MOST_LINES:
        return Refused("too_many", messages.too_many_lines(MOST_LINES))
    codes = {_cells(line)[0].upper() for _, line in lines}
    firms = _firms(platform, person, codes)
    rows: list[Row] = []
    mistakes: list[str] = []
    first: dict[str, int] = {}
    for number, line in lines:
        made = _line(platform, known, firms, first, number, line)
        if isinstance(made, Row):
            rows.append(made)
        else:
            mistakes += made
    names = tuple(each.name for each in known)
    mark = hashlib.sha256("\n".join((*names, text)).encode()).hexdigest()[:32]
    return Pasted(names, tuple(rows), tuple(mistakes), mark)


def import_paste(
    platform: Platform, person: SignedIn, facts: Sequence[str], text: str, reason: str, mark: str
) -> Pasted | Refused | int:
    """Enter what was previewed, all of it in one transaction; how many enterprises there were."""
    pasted = check_paste(platform, person, facts, text)
    if isinstance(pasted, Refused):
        return pasted
    if pasted.mark != mark:
        return Refused("changed", messages.TYPED_AGAIN)
    if not reason.strip():
        return Refused("reason", messages.REASON_NEEDED)
    if pasted.mistakes:
        return pasted
    with platform.database.write() as session:
        for each in pasted.rows:
            values = dict(zip(pasted.facts, each.values, strict=True))
            keep(platform, session, person, each.enterprise_id, values, reason.strip())
    return len(pasted.rows)


def _cells(line: str) -> list[str]:
    return [each.strip() for each in _BETWEEN.split(line.strip())]


def _firms(platform: Platform, person: SignedIn, codes: set[str]) -> Mapping[str, Enterprise]:
    with platform.database.read() as session:
        found = session.scalars(select(Enterprise).where(Enterprise.credit_code.in_(sorted(codes)))).all()
    return {each.credit_code: each for each in found if is_ours(platform, person, each.facts)}


def _line(
    platform: Platform,
    known: Sequence[Fact],
    firms: Mapping[str, Enterprise],
    first: dict[str, int],
    number: int,
    line: str,
) -> Row | list[str]:
    code, *cells = _cells(line)
    code = code.upper()
    if len(cells) != len(known):
        return [messages.line_columns(number, len(known) + 1, len(cells) + 1)]
    mistakes = []
    if code in first:
        mistakes.append(messages.line_twice(number, code, first[code]))
    first.setdefault(code, number)
    if code not in firms:
        mistakes.append(messages.line_code(number, code))
    values = [read_value(platform, fact, cell) for fact, cell in zip(known, cells, strict=True)]
    mistakes += [
        messages.line_value(number, fact.label, each.text)
        for fact, each in zip(known, values, strict=True)
        if isinstance(each, Wrong)
    ]
    if mistakes:
        return mistakes
    texts = tuple(_shown(platform, fact.type, each) for fact, each in zip(known, values, strict=True))
    return Row(firms[code].id, firms[code].name, code, tuple(values), texts)

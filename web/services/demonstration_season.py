"""A season for the demonstration: some thousand invented enterprises, what they sent, and how far it came. Made from one
constant and the day of loading, written in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.procedures import Procedure
from web import messages_demonstration as messages
from web.models import ADMINISTRATOR, LEGAL, OFFICER, Account, Enterprise, Event
from web.models_review import Announcement, AuthorityFact, Case, Window
from web.platform import Platform
from web.services import events
from web.services.demonstration import LOADED, mark
from web.services.demonstration_cases import Desk, add_case, add_certificate
from web.services.demonstration_firms import SeasonFirm, make_firms, make_kinds
from web.services.demonstration_plans import Plan, facts_on, plans_of
from web.services.demonstration_rows import Rows, next_number
from web.services.demonstration_sheets import PDF, Sheet, Sheets
from web.services.known import PREVIOUS_NUMBER, Held

SUBJECT = "demonstration_season"
SEED = 20260501
ENTERPRISES, KINDS = 2400, 36
OPENED, CLOSES = timedelta(days=62), timedelta(days=30)
COUNTY_DUE, CITY_DUE, PROVINCE_DUE = (timedelta(days=each) for each in (38, 55, 85))
DEVELOPMENT = "development."
PROVINCE, MINISTRY = "province", "ministry"


@dataclass(frozen=True)
class Loaded:
    """How much was made."""

    enterprises: int
    cases: int


def load_season(
    platform: Platform, size: int = ENTERPRISES, tell: Callable[[], None] = lambda: None
) -> Loaded | None:
    """Make the season, unless it is there; `tell` is called first where it takes its time."""
    with platform.database.read() as session:
        if _is_loaded(session):
            return None
    tell()
    mark(platform)
    season = _Season(platform, size)
    with platform.database.write() as session:
        platform.database.lock(session, SUBJECT)
        if _is_loaded(session):
            return None
        return season.load(session)


def _is_loaded(session: Session) -> bool:
    made = select(Event.id).where(Event.subject == SUBJECT, Event.what == LOADED).limit(1)
    return session.scalar(made) is not None


class _Season:
    """Everything while it is made."""

    def __init__(self, platform: Platform, size: int) -> None:
        self._platform, self._size = platform, size
        self._chance = Random(SEED)
        self._rows = Rows(self._chance)
        self._now, self._today = platform.clock.now(), platform.clock.today()
        self._officers: dict[str, int] = {}
        self._windows: dict[tuple[str, str, int], Window] = {}
        self._known: dict[tuple[int, Plan], dict[str, Any]] = {}
        self._plans: dict[int, tuple[Plan, ...]] = {}
        self._next_account = self._next_window = 0
        self._sheets = Sheets(platform)
        self._desk = Desk(
            platform, self._rows, self._chance, self._now, self._officer, self._window, self._keep_file()
        )

    def load(self, session: Session) -> Loaded:
        first = next_number(session, Enterprise), next_number(session, Account)
        self._next_window = next_number(session, Window)
        kinds = make_kinds(self._platform, min(KINDS, self._size), self._today)
        firms = make_firms(self._platform, self._chance, kinds, self._size, first)
        self._next_account = first[1] + len(firms)
        self._open_windows()
        for firm in firms:
            self._add_firm(firm)
        self._announce()
        for form in self._sheets.forms():
            self._platform.catalogue.keep(session, form, self._platform.clock)
        session.flush()
        self._rows.write(session)
        events.record(session, self._platform.clock, LOADED, SUBJECT)
        return Loaded(len(firms), self._rows.count(Case))

    def _keep_file(self) -> str:
        """The page that was handed in everywhere."""
        return self._platform.storage.put(BytesIO(PDF), self._platform.config.upload_limit).sha256

    # --- Enterprises -----------------------------------------------------------------------------------------

    def _add_firm(self, firm: SeasonFirm) -> None:
        firm.facts = {**firm.kind.facts, **firm.identity}
        numbers = {each.fact: self._desk.next_certificate(each.since.year) for each in firm.kind.titles}
        if firm.kind.titles:
            firm.facts[PREVIOUS_NUMBER] = numbers[firm.kind.titles[-1].fact]
        if firm.kind.number not in self._plans:
            self._plans[firm.kind.number] = plans_of(firm.kind, self._today)
        plans = self._plans[firm.kind.number]
        for plan in plans:
            self._add_plan(firm, plan)
        given = {plan.gave.fact for plan in plans if plan.gave is not None}
        for held in firm.kind.titles:
            if held.fact not in given:
                self._add_title(firm, held, numbers[held.fact])
        firm.facts.pop(PREVIOUS_NUMBER, None)
        self._add_rows(firm)

    def _add_title(self, firm: SeasonFirm, held: Held, number: str) -> None:
        """A title from a list that was taken over; a very few were taken back since."""
        level = MINISTRY if held.fact.endswith("little_giant") else PROVINCE
        is_last = held is firm.kind.titles[-1]
        cancelled = is_last and held.until > self._today and self._chance.random() < 0.01
        add_certificate(
            self._desk,
            firm,
            Held(held.fact, held.since, held.until, held.batch, number, self._today if cancelled else None),
            firm.at(level),
            self._now - timedelta(days=1),
        )

    def _add_rows(self, firm: SeasonFirm) -> None:
        since = self._now - timedelta(days=self._chance.randint(1200, 1500))
        self._rows.add(
            Enterprise,
            id=firm.id,
            name=firm.name,
            credit_code=firm.credit_code,
            legal_kind="enterprise",
            verified_at=since,
            facts=firm.facts,
            created_at=since,
            updated_at=since,
        )
        self._add_account(
            firm.account_id,
            f"firm{firm.id}-demo",
            firm.name[:100],
            LEGAL,
            firm.id,
            ADMINISTRATOR,
            None,
            since,
        )

    def _add_account(
        self,
        id_: int,
        login_name: str,
        display_name: str,
        kind: str,
        enterprise_id: int | None,
        role: str | None,
        authority: str | None,
        since: datetime,
    ) -> None:
        """An account nobody can sign in with: it has no password."""
        self._rows.add(
            Account,
            id=id_,
            login_name=login_name,
            password_hash="",
            must_change_password=False,
            display_name=display_name,
            kind=kind,
            enterprise_id=enterprise_id,
            role=role,
            authority=authority,
            manages=False,
            mail_copy=False,
            active=True,
            created_at=since,
        )

    # --- What they sent --------------------------------------------------------------------------------------

    def _add_plan(self, firm: SeasonFirm, plan: Plan) -> None:
        procedure = self._platform.catalogue.procedure(plan.procedure)
        if procedure is None:
            return
        key = firm.kind.number, plan
        if key not in self._known:
            self._known[key] = facts_on(self._platform, firm.kind, procedure, plan, self._today)
        facts = {**self._known[key], **firm.identity}
        first = self._sheets.get(procedure, firm.kind, facts, plan.on)
        if first is None:
            return

        def again() -> Sheet | None:
            return self._sheets.get(procedure, firm.kind, facts, plan.on, 1)

        add_case(self._desk, firm, plan, procedure, first, again)
        if plan.gave is None:
            self._bring(firm, first)
        if plan.renews is not None:
            self._enter(firm, plan.renews.fact.replace("certification", "renewal"), True)

    def _bring(self, firm: SeasonFirm, sheet: Sheet) -> None:
        """What an enterprise is known for besides: its level of digitalisation, and what its province entered."""
        for name, raw in sheet.given.items():
            if name in firm.facts:
                continue
            firm.facts[name] = raw
            if name.startswith(DEVELOPMENT):
                self._enter(firm, name, raw)

    def _enter(self, firm: SeasonFirm, fact: str, value: Any) -> None:
        code = firm.at(PROVINCE)
        self._rows.add(
            AuthorityFact,
            enterprise_id=firm.id,
            fact=fact,
            value=value,
            reason="",
            authority=code,
            account_id=self._officer(code),
            at=self._now - timedelta(days=70),
        )

    def _officer(self, code: str) -> int:
        """Somebody who works for an authority."""
        if code not in self._officers:
            id_, self._next_account = self._next_account, self._next_account + 1
            self._officers[code] = id_
            since = self._now - timedelta(days=1600)
            name = messages.OFFICER
            self._add_account(id_, f"gov{code.lower()}-demo", name, OFFICER, None, None, code, since)
        return self._officers[code]

    # --- Windows and announcements ---------------------------------------------------------------------------

    def _open_windows(self) -> None:
        """This season's windows of all provinces and cities that act as one; of a few they are closed already."""
        several = [
            each
            for each in self._platform.catalogue.authorities.named.values()
            if each.level == PROVINCE and not each.asked
        ]
        for procedure in self._platform.catalogue.procedures():
            for place, each in enumerate(several if procedure.windows else ()):
                closes = self._today - timedelta(days=3) if place % 9 == 4 else self._today + CLOSES
                self._add_window(procedure, each.code, 0, self._today - OPENED, closes)

    def _window(self, procedure: Procedure, code: str, plan: Plan) -> Window | None:
        """The window something was sent in; a year's is laid down when it is asked for."""
        if not procedure.windows or not code:
            return None
        if plan.gave is None:
            return self._windows.get((procedure.id, code, 0))
        year = plan.on.year
        key = procedure.id, code, year
        if key not in self._windows:
            if self._today - OPENED <= date(year, 1, 1):
                return None
            last = min(date(year, 12, 31), self._today - OPENED - timedelta(days=1))
            self._add_window(procedure, code, year, date(year, 1, 1), last)
        return self._windows[key]

    def _add_window(self, procedure: Procedure, code: str, year: int, opens: date, closes: date) -> None:
        is_now = not year
        id_, self._next_window = self._next_window, self._next_window + 1
        given = {
            "id": id_,
            "procedure": procedure.id,
            "authority": code,
            "title": messages.window(year or self._today.year, procedure.title),
            "opens": opens,
            "closes": closes,
            "county_due": opens + COUNTY_DUE if is_now else None,
            "city_due": opens + CITY_DUE if is_now else None,
            "province_due": opens + PROVINCE_DUE if is_now else None,
            "publicity_days": 5,
            "repeats": False,
            "made_by": self._officer(code),
            "made_at": self._now - timedelta(days=80),
            "closed_at": None,
        }
        self._rows.add(Window, **given)
        self._windows[(procedure.id, code, year)] = Window(**given)

    def _announce(self) -> None:
        for code, found in sorted(self._platform.catalogue.authorities.named.items()):
            several = messages.MINISTRY_NOTICES if found.level == MINISTRY else messages.PROVINCE_NOTICES
            if found.asked or (code not in self._officers and found.level != MINISTRY):
                continue
            for title, body, days in several:
                self._add_notice(
                    code, title.format(name=found.name.removesuffix("中小企业主管部门")), body, days
                )

    def _add_notice(self, code: str, title: str, body: str, days: int) -> None:
        at = self._now - timedelta(days=days)
        self._rows.add(
            Announcement,
            authority=code,
            kind="notice",
            title=title,
            body=body,
            publish_on=self._today - timedelta(days=days),
            withdrawn_at=None,
            made_by=self._officer(code),
            made_at=at,
            changed_at=at,
        )

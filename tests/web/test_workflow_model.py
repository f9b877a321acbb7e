"""A model of the way of submissions: people of right and wrong authorities do random deeds through the real services, and
whatever they do, nothing is ever in a state it cannot be in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.databases import empty_postgres, give_tables
from tests.web.officers import make_officer, person
from tests.web.support import FACTS, Time, make_config, make_firm
from web.models import DRAFT_OPEN, Draft, Event, FormSource, Submission
from web.models_review import Case, Certification, Objection
from web.platform import Platform
from web.services.cases import Acted, Outcome, Sending, act, course_of, lock_case, send, standing_of
from web.services.certifying import Certificate, cancel, certify, object_to, publicise, settle, unsettled
from web.services.people import SignedIn
from web.services.permissions import why_not_act
from web.workflow import WITH_AUTHORITY, WITH_ENTERPRISE, Deed, Standing, State, first_standing, follow

MINISTRY, FUJIAN, XIAMEN, JIMEI, TONGAN, SHENZHEN = "000000", "350000", "350200", "350211", "350212", "440300"
RIGHT = (JIMEI, XIAMEN, MINISTRY)
AUTHORITIES = (*RIGHT, *RIGHT, FUJIAN, TONGAN, SHENZHEN)
"""Those of the chain twice, so that something happens; a province above a city that acts as one, a sibling, a stranger."""

PROCEDURES = (
    "declare_specialized",
    "declare_little_giant",
    "renew_specialized",
    "report_change",
    "annual_update",
)
PLAIN = (Deed.BEGIN, Deed.RETURN, Deed.RECOMMEND, Deed.REFUSE, Deed.APPROVE, Deed.REOPEN, Deed.WITHDRAW)
DEEDS = {f"case_{each}": each for each in Deed}
DIGEST = "0" * 64

cases = st.integers(0, 5)
"""Which of the cases that there are."""
officers = st.sampled_from(AUTHORITIES)


@dataclass
class Seen:
    """What a case was when it was looked at last."""

    version: int
    standing: Standing
    authority: str


@dataclass
class World:
    """A database with two enterprises and officers of many authorities."""

    platform: Platform
    time: Time
    firms: tuple[SignedIn, SignedIn]
    officers: dict[str, SignedIn]
    seen: dict[UUID, Seen] = field(default_factory=dict)

    def new_case(self, firm: SignedIn, procedure: str) -> None:
        with self.platform.database.write() as session:
            draft = Draft(
                enterprise_id=firm.enterprise_id or 0,
                procedure=procedure,
                form="specialized",
                edition="2026-04-01",
                digest=DIGEST,
                reporting_year=2025,
                created_at=self.platform.clock.now(),
                updated_at=self.platform.clock.now(),
            )
            session.add(draft)
            session.flush()
            self._send(session, firm, draft)

    def send_again(self, firm: SignedIn, case: Case) -> bool:
        """As submitting an open draft does; whether it was open, and theirs."""
        with self.platform.database.write() as session:
            draft = session.get_one(Draft, case.draft_id, with_for_update=True)
            if draft.state != DRAFT_OPEN or why_not_act(firm, case, Deed.SEND) is not None:
                return False
            self._send(session, firm, draft)
            return True

    def _send(self, session: Session, firm: SignedIn, draft: Draft) -> None:
        number = len(session.scalars(select(Submission.id).where(Submission.draft_id == draft.id)).all()) + 1
        now = self.platform.clock.now()
        submission = Submission(
            draft_id=draft.id,
            number=number,
            enterprise_id=draft.enterprise_id,
            procedure=draft.procedure,
            form=draft.form,
            edition=draft.edition,
            digest=DIGEST,
            reporting_year=2025,
            submitted_at=now,
            submitted_by=firm.account_id,
            idempotency_key=str(uuid4()),
            answers={},
            facts={},
            assessment={"score": None, "conclusions": {}, "problems": []},
        )
        session.add(submission)
        session.flush()
        procedure = self.platform.catalogue.procedure(draft.procedure)
        send(self.platform, session, procedure, Sending(submission, FACTS), firm.account_id)

    def cases(self) -> list[Case]:
        with self.platform.database.read() as session:
            return list(session.scalars(select(Case).order_by(Case.sent_at, Case.number)))

    def pick(self, place: int) -> Case | None:
        several = self.cases()
        return several[place % len(several)] if several else None


def make_world(platform: Platform, time: Time) -> World:
    first = make_firm(platform, "first-firm")
    second = make_firm(platform, "second-firm", "91350211MADEM01269")
    with platform.database.write() as session:
        now = platform.clock.now()
        session.add(
            FormSource(digest=DIGEST, form="specialized", edition="2026-04-01", bundle={}, kept_at=now)
        )
    firms = person(platform, first.account_id), person(platform, second.account_id)
    return World(
        platform, time, firms, {each: make_officer(platform, each) for each in dict.fromkeys(AUTHORITIES)}
    )


class Workflow(RuleBasedStateMachine):
    """Two enterprises and officers of everywhere; what is drawn is which case, who, and what."""

    make: ClassVar[Callable[[], object]]
    """Gives a world, as a context manager."""

    def __init__(self) -> None:
        super().__init__()
        self._context = type(self).make()
        self.world: World = self._context.__enter__()  # type: ignore[attr-defined]

    def teardown(self) -> None:
        self._context.__exit__(None, None, None)  # type: ignore[attr-defined]

    # --- What people do --------------------------------------------------------------------------------------

    @rule(firm=st.integers(0, 1), procedure=st.sampled_from(PROCEDURES))
    def something_is_sent(self, firm: int, procedure: str) -> None:
        if len(self.world.cases()) < 6:
            self.world.new_case(self.world.firms[firm], procedure)

    @rule(place=cases, who=officers, deed=st.sampled_from(PLAIN), stale=st.booleans())
    def an_officer_acts(self, place: int, who: str, deed: Deed, stale: bool) -> None:
        self._try(place, self.world.officers[who], deed, stale)

    @rule(place=cases, count=st.integers(1, 6))
    def the_right_officers_go_on(self, place: int, count: int) -> None:
        """Without this few cases would come far."""
        for _ in range(count):
            case = self.world.pick(place)
            if case is None or not case.authority:
                return
            last = case.stage == len(case.stages) - 1
            onward = Deed.APPROVE if last else Deed.RECOMMEND
            deed = {State.WAITING: Deed.BEGIN, State.REVIEWING: onward}.get(State(case.state))
            if deed is None:
                return
            assert isinstance(self._act(case, self.world.officers[case.authority], deed), Acted)

    @rule(place=cases)
    def the_right_officer_certifies(self, place: int) -> None:
        """The same for the last steps, with the days between them."""
        case, platform = self.world.pick(place), self.world.platform
        if case is None or case.state != State.APPROVED:
            return
        by, today = self.world.officers[case.authority], platform.clock.today()
        assert isinstance(publicise(platform, by, case.id, today, 5), Acted)
        self.world.time.move(days=5)
        with platform.database.read() as session:
            waits = bool(unsettled(session, [case.id]))
        outcome = certify(platform, by, case.id, Certificate("示例批次", "1", platform.clock.today()))
        assert isinstance(outcome, Acted) is not waits

    @rule(place=cases, firm=st.integers(0, 1), stale=st.booleans())
    def an_enterprise_withdraws(self, place: int, firm: int, stale: bool) -> None:
        self._try(place, self.world.firms[firm], Deed.WITHDRAW, stale)

    @rule(place=cases, firm=st.integers(0, 1))
    def an_enterprise_sends_again(self, place: int, firm: int) -> None:
        case = self.world.pick(place)
        if case is not None:
            sent = self.world.send_again(self.world.firms[firm], case)
            mine = self.world.firms[firm].enterprise_id == case.enterprise_id
            assert sent is (mine and State(case.state) in WITH_ENTERPRISE)

    @rule(place=cases, who=officers, days=st.integers(0, 5))
    def an_officer_publicises(self, place: int, who: str, days: int) -> None:
        case = self.world.pick(place)
        if case is None:
            return
        today = self.world.platform.clock.today()
        outcome = publicise(self.world.platform, self._officer(case, who), case.id, today, days)
        self._check(case, self._officer(case, who), Deed.PUBLICISE, outcome)

    @rule(place=cases, who=officers, on=st.integers(-5, 1))
    def an_officer_certifies(self, place: int, who: str, on: int) -> None:
        case = self.world.pick(place)
        if case is None:
            return
        by = self._officer(case, who)
        day = self.world.platform.clock.today() + timedelta(days=on)
        outcome = certify(self.world.platform, by, case.id, Certificate("示例批次", "1", day))
        self._check(case, by, Deed.CERTIFY, outcome)
        if isinstance(outcome, Acted):
            assert case.publicity_until is not None
            assert case.publicity_until < self.world.platform.clock.today()
            with self.world.platform.database.read() as session:
                assert not unsettled(session, [case.id])

    @rule(place=cases, who=officers, settles=st.booleans())
    def somebody_objects(self, place: int, who: str, settles: bool) -> None:
        case = self.world.pick(place)
        if case is None:
            return
        platform, by = self.world.platform, self._officer(case, who)
        refused = object_to(platform, by, case.id, "示例异议", platform.clock.today())
        assert (refused is None) <= (by.authority == case.authority)
        if refused is None and settles:
            with platform.database.read() as session:
                several = session.scalars(select(Objection.id).where(Objection.case_id == case.id)).all()
            for each in several:
                assert settle(platform, by, each, "示例处理") is None

    @rule(who=officers, place=st.integers(0, 3))
    def an_officer_cancels(self, who: str, place: int) -> None:
        platform = self.world.platform
        with platform.database.read() as session:
            held = session.scalars(select(Certification).order_by(Certification.id)).all()
        if held:
            one = held[place % len(held)]
            refused = cancel(platform, self.world.officers[who], one.id, "示例原因", platform.clock.today())
            assert (refused is None) <= (who == one.authority)

    @rule(days=st.integers(1, 8))
    def time_passes(self, days: int) -> None:
        self.world.time.move(days=days)

    def _officer(self, case: Case, who: str) -> SignedIn:
        """The officer whose turn it is, where somebody of the chain was drawn; else whoever was drawn."""
        return self.world.officers[case.authority if case.authority and who in RIGHT else who]

    def _try(self, place: int, by: SignedIn, deed: Deed, stale: bool) -> None:
        case = self.world.pick(place)
        if case is not None:
            outcome = self._act(case, by, deed, case.version - 1 if stale else case.version)
            assert not (stale and isinstance(outcome, Acted))

    def _act(self, case: Case, by: SignedIn, deed: Deed, seen: int | None = None) -> Outcome:
        with self.world.platform.database.write() as session:
            locked = lock_case(session, case.id)
            assert locked is not None
            outcome = act(self.world.platform, session, by, locked, deed, seen=seen)
        self._check(case, by, deed, outcome)
        return outcome

    def _check(self, before: Case, by: SignedIn, deed: Deed, outcome: Outcome | None) -> None:
        """A deed is done only by whose turn it was, and leads where the table says; else nothing changed at all."""
        now = next(each for each in self.world.cases() if each.id == before.id)
        if not isinstance(outcome, Acted):
            assert (now.version, standing_of(now)) == (before.version, standing_of(before))
            return
        if deed is Deed.WITHDRAW:
            assert by.enterprise_id == before.enterprise_id
        else:
            assert by.authority == before.authority != ""
        course = course_of(self.world.platform, before)
        assert standing_of(now) == follow(course, standing_of(before), deed) == outcome.after
        assert now.version == before.version + 1

    # --- What always holds -----------------------------------------------------------------------------------

    @invariant()
    def every_case_is_what_its_events_say(self) -> None:
        platform = self.world.platform
        with platform.database.read() as session:
            drafts = {each.id: each.state for each in session.scalars(select(Draft))}
            events = session.scalars(select(Event).where(Event.what.in_(DEEDS)).order_by(Event.id)).all()
            sent = session.scalars(select(Submission.draft_id)).all()
        for case in self.world.cases():
            course, mine = (
                course_of(platform, case),
                [each for each in events if each.subject == f"case:{case.id}"],
            )
            standing: Standing | None = None
            for each in mine:
                deed = DEEDS[each.what]
                standing = first_standing(course) if standing is None else follow(course, standing, deed)
                assert standing is not None
            assert standing == standing_of(case)
            assert case.version == len(mine)
            assert 0 <= case.stage < max(course.stages, 1)
            state = State(case.state)
            turn = case.stages[case.stage]["code"] if case.stages and state in WITH_AUTHORITY else ""
            assert case.authority == turn
            assert (drafts[case.draft_id] == DRAFT_OPEN) is (state in WITH_ENTERPRISE)
            assert sent.count(case.draft_id) == sum(each.what == "case_send" for each in mine)

    @invariant()
    def nobody_holds_a_title_twice(self) -> None:
        with self.world.platform.database.read() as session:
            held = session.scalars(select(Certification)).all()
        certified = {each.id for each in self.world.cases() if each.state == State.CERTIFIED}
        given = [each.case_id for each in held]
        assert len(given) == len(set(given))
        assert set(given) == certified
        for one in held:
            for other in held:
                same = (one.enterprise_id, one.fact) == (other.enterprise_id, other.fact)
                if same and one.id < other.id:
                    assert end(one) < other.since or end(other) < one.since


def end(held: Certification) -> date:
    """The last day on which a certificate holds."""
    return min(held.until, held.cancelled_on - timedelta(days=1)) if held.cancelled_on else held.until


# --- The two databases ---------------------------------------------------------------------------------------


@contextmanager
def sqlite_world() -> Iterator[World]:
    time = Time()
    with TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as folder:
        url = f"sqlite:///{folder}/model.sqlite"
        platform = Platform.from_config(make_config(Path(folder), url), time.clock)
        give_tables(platform.database)
        yield make_world(platform, time)
        platform.database.dispose()


def run(make: Callable[[], object], examples: int, steps: int) -> None:
    machine = type("Machine", (Workflow,), {"make": staticmethod(make)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def postgres_world(migrated_postgres: str, tmp_path: Path) -> Callable[[], object]:
    @contextmanager
    def make() -> Iterator[World]:
        time = Time()
        platform = Platform.from_config(make_config(tmp_path, migrated_postgres), time.clock)
        try:
            yield make_world(platform, time)
        finally:
            platform.database.dispose()
            empty_postgres(migrated_postgres)

    return make


def test_whatever_people_do_no_case_goes_astray() -> None:
    run(sqlite_world, 8, 25)


def test_whatever_people_do_no_case_goes_astray_on_postgresql(postgres_world: Callable[[], object]) -> None:
    run(postgres_world, 3, 20)


@pytest.mark.soak
def test_whatever_people_do_for_long_no_case_goes_astray() -> None:
    run(sqlite_world, 400, 60)


@pytest.mark.soak
def test_whatever_people_do_for_long_no_case_goes_astray_on_postgresql(
    postgres_world: Callable[[], object],
) -> None:
    run(postgres_world, 60, 50)

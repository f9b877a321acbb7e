"""The cases of the demonstration's season, row by row as sending and reviewing leave them behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from engine.procedures import Procedure
from web import messages_certifying, messages_deeds, messages_inbox
from web import messages_demonstration as messages
from web.clock import SHANGHAI, local
from web.columns import canonical_json
from web.models import DRAFT_OPEN, DRAFT_SUBMITTED, Draft, DraftAnswer, Submission, Upload
from web.models_accounts import Message
from web.models_review import Case, Certification, Objection, Remark, SpotCheck
from web.platform import Platform
from web.services.cases import QUALIFIED, due_at, hundredths
from web.services.certifying import end_of, title_of
from web.services.demonstration_firms import SeasonFirm
from web.services.demonstration_histories import PUBLICITY, Step, choose, history
from web.services.demonstration_plans import Plan
from web.services.demonstration_rows import Rows, Written, joined
from web.services.demonstration_sheets import PDF, Sheet, file_of
from web.services.following import INDUSTRY, REGION
from web.services.inbox import CERTIFIED, REMINDER
from web.services.known import PREVIOUS_NUMBER, PREVIOUS_SINCE, UPDATE, Held
from web.workflow import WITH_AUTHORITY, WITH_ENTERPRISE, Course, Deed, Standing, State

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
DAY = timedelta(days=1)


@dataclass
class Desk:
    """What all cases of the season share: the rows to be, who works where, the windows, the file that is handed in."""

    platform: Platform
    rows: Rows
    chance: Random
    now: datetime
    officer: Callable[[str], int]
    window: Callable[[Procedure, str, Plan], Any]
    sha256: str
    numbered: int = 0

    def next_certificate(self, year: int) -> str:
        self.numbered += 1
        return messages.NUMBERED.format(year=year, number=self.numbered)


@dataclass
class SeasonCase:
    """One case while its rows are made."""

    desk: Desk
    firm: SeasonFirm
    plan: Plan
    procedure: Procedure
    sheets: list[Sheet]
    """What was sent first, and, where it came back corrected, what was sent then."""
    id: UUID = field(init=False)
    draft_id: UUID = field(init=False)
    submissions: list[UUID] = field(default_factory=list)
    steps: tuple[Step, ...] = ()
    stages: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id, self.draft_id = self.desk.rows.new_id(), self.desk.rows.new_id()


def add_case(
    desk: Desk,
    firm: SeasonFirm,
    plan: Plan,
    procedure: Procedure,
    sheet: Sheet,
    again: Callable[[], Sheet | None],
) -> None:
    """Everything that one thing sent leaves behind; `again` is what is sent when it comes back."""
    case = SeasonCase(desk, firm, plan, procedure, [sheet])
    case.stages = [
        {"level": each.level, "code": each.code, "name": each.name}
        for each in firm.chain
        if each.level in procedure.stages
    ]
    for each in case.stages:
        desk.officer(each["code"])  # somebody is there, also where nothing was done yet
    course = Course(
        len(case.stages),
        certifies=procedure.grants is not None,
        rests=procedure.kind == UPDATE and not procedure.stages,
    )
    first, last = _span(case)
    certified = Standing(State.CERTIFIED, course.stages - 1)
    target = certified if plan.gave is not None else choose(desk.chance, course)
    case.steps = history(desk.chance, course, target, first, last)
    if sum(each.deed is Deed.SEND for each in case.steps) > 1:
        case.sheets.append(again() or sheet)
    _add_draft(case, first)
    _add_case(case, _follow(case))


def _span(case: SeasonCase) -> tuple[datetime, datetime]:
    """When it was sent, and by when everything has happened."""
    chance, plan = case.desk.chance, case.plan
    on = plan.on + chance.randint(0, 6) * DAY
    on = on if on.year == plan.on.year else plan.on
    first = _at(chance, on)
    last = _at(chance, plan.gave.since) if plan.gave is not None else case.desk.now - timedelta(minutes=10)
    return first, min(last, case.desk.now - timedelta(minutes=10))


def _at(chance: Random, day: date) -> datetime:
    """Some moment in the working hours of a day."""
    moment = time(chance.randint(9, 17), chance.randint(0, 59), chance.randint(0, 59))
    return datetime.combine(day, moment, SHANGHAI).astimezone(UTC)


# --- What was sent -------------------------------------------------------------------------------------------


def _add_draft(case: SeasonCase, first: datetime) -> None:
    sheet, firm, rows = case.sheets[0], case.firm, case.desk.rows
    begun = first - timedelta(hours=case.desk.chance.randint(3, 60))
    last = case.steps[-1]
    sent = [each.at for each in case.steps if each.deed is Deed.SEND]
    newest = case.sheets[min(len(sent), len(case.sheets)) - 1]
    rows.add(
        Draft,
        id=case.draft_id,
        enterprise_id=firm.id,
        procedure=case.procedure.id,
        form=sheet.form.id,
        edition=sheet.form.edition.isoformat(),
        digest=sheet.form.digest,
        reporting_year=sheet.reporting_year,
        created_at=begun,
        updated_at=sent[-1],
        revision=len(sent),
        state=DRAFT_OPEN if last.after.state in WITH_ENTERPRISE else DRAFT_SUBMITTED,
    )
    rows.event(
        begun,
        "draft_begun",
        f"draft:{case.draft_id}",
        firm.account_id,
        firm.id,
        details={
            "procedure": case.procedure.id,
            "form": sheet.form.id,
            "edition": sheet.form.edition.isoformat(),
            "digest": sheet.form.digest,
        },
    )
    files = _add_files(case, newest, first)
    for name, raw in {**newest.texts, **files}.items():
        rows.add(
            DraftAnswer,
            draft_id=case.draft_id,
            field=name,
            value=raw,
            origin=None,
            revision=len(sent),
            changed_at=sent[-1] - timedelta(minutes=5),
            changed_by=firm.account_id,
        )
    for place, at in enumerate(sent):
        _add_submission(case, case.sheets[min(place, len(case.sheets) - 1)], files, place + 1, at)


def _add_files(case: SeasonCase, sheet: Sheet, first: datetime) -> dict[str, Written]:
    found: dict[str, Written] = {}
    for document in sheet.documents:
        id_ = case.desk.rows.new_id()
        told = file_of(str(id_), sheet.form, document)
        found[document] = Written(canonical_json([told]))
        case.desk.rows.add(
            Upload,
            id=id_,
            draft_id=case.draft_id,
            document=document,
            name=told["name"],
            size=len(PDF),
            sha256=case.desk.sha256,
            kind="pdf",
            uploaded_at=first - timedelta(hours=2),
            uploaded_by=case.firm.account_id,
            removed_at=None,
        )
    return found


def _add_submission(
    case: SeasonCase, sheet: Sheet, files: dict[str, Written], number: int, at: datetime
) -> None:
    rows, firm = case.desk.rows, case.firm
    id_ = rows.new_id()
    case.submissions.append(id_)
    rows.add(
        Submission,
        id=id_,
        draft_id=case.draft_id,
        number=number,
        enterprise_id=firm.id,
        procedure=case.procedure.id,
        form=sheet.form.id,
        edition=sheet.form.edition.isoformat(),
        digest=sheet.form.digest,
        reporting_year=sheet.reporting_year,
        submitted_at=at,
        submitted_by=firm.account_id,
        idempotency_key=f"{case.draft_id}:{number}",
        answers=joined({**sheet.texts, **files}),
        facts=_facts(case, sheet),
        assessment=sheet.assessed_on(local(at).date()),
        words={"title": sheet.form.title, "codes": _codes(case, sheet)},
    )
    rows.event(
        at,
        "submitted",
        f"draft:{case.draft_id}",
        firm.account_id,
        firm.id,
        details={
            "submission": str(id_),
            "from": DRAFT_OPEN,
            "to": DRAFT_SUBMITTED,
            "digest": sheet.form.digest,
            "revision": number,
        },
    )


def _facts(case: SeasonCase, sheet: Sheet) -> dict[str, Any]:
    """The facts the form used, with the name and the place of this enterprise."""
    wanted, identity = sheet.form.facts, case.firm.identity
    found = {name: raw for name, raw in sheet.facts.items() if name not in IDENTITY}
    found |= {name: raw for name, raw in identity.items() if name in wanted}
    if PREVIOUS_SINCE in found and PREVIOUS_NUMBER in wanted:
        found[PREVIOUS_NUMBER] = case.firm.facts.get(PREVIOUS_NUMBER, "")
    return {name: raw for name, raw in found.items() if raw != ""}


IDENTITY = frozenset(
    {
        "identity.name",
        "identity.credit_code",
        "enterprise.name",
        "enterprise.credit_code",
        "enterprise.address",
        "enterprise.email",
        "enterprise.review_district",
        REGION,
        INDUSTRY,
    }
)


def _codes(case: SeasonCase, sheet: Sheet) -> dict[str, str]:
    """What the codes are called, with those of this enterprise's place and industry."""
    own = {name: case.firm.identity[name] for name in (REGION, INDUSTRY) if name in sheet.codes}
    shown = {name: sheet.form.fields[name].type.show(code) for name, code in own.items()}
    return {**sheet.codes, **shown}


# --- What was done to it -------------------------------------------------------------------------------------


@dataclass
class Standings:
    """What the columns of a case are after its last deed."""

    submission: UUID
    begun_by: int | None = None
    publicity_from: date | None = None


def _follow(case: SeasonCase) -> Standings:
    """Record every deed, with what belongs to it."""
    now = Standings(case.submissions[0])
    sent = 0
    for version, step in enumerate(case.steps, 1):
        by = _who(case, step)
        details: dict[str, Any] = {}
        note = ""
        if step.deed is Deed.SEND:
            now.submission, sent = case.submissions[sent], sent + 1
        elif step.deed is Deed.BEGIN:
            now.begun_by = by
            _look_into(case, step, now.submission, by)
        elif step.deed is Deed.RETURN:
            note = _say_reasons(case, step, now.submission, by)
        elif step.deed in _SAID:
            note = case.desk.chance.choice(_SAID[step.deed])
        elif step.deed is Deed.PUBLICISE:
            now.publicity_from = local(step.at).date()
            details = _publicity(now.publicity_from)
            _object(case, step, by)
        elif step.deed is Deed.CERTIFY:
            details = _certify(case, step)
        if step.after.state is State.WAITING:
            now.begun_by = None
        _record(case, step, by, now.submission, details, note)
        if case.plan.gave is None:
            _tell(case, step, version, now, note)
    return now


_SAID = {Deed.RECOMMEND: messages.RECOMMENDED, Deed.REFUSE: messages.REFUSED}


def _who(case: SeasonCase, step: Step) -> int:
    """Whose account did it: the enterprise's, or an officer's of the stage."""
    if step.deed in {Deed.SEND, Deed.WITHDRAW} or step.before is None:
        return case.firm.account_id
    return case.desk.officer(case.stages[step.before.stage]["code"])


def _record(
    case: SeasonCase, step: Step, by: int, submission: UUID, details: dict[str, Any], note: str
) -> None:
    stage = case.stages[step.after.stage] if step.after.stage < len(case.stages) else {}
    case.desk.rows.event(
        step.at,
        f"case_{step.deed}",
        f"case:{case.id}",
        by,
        case.firm.id,
        details={
            "from": step.before.state if step.before else None,
            "to": step.after.state,
            "stage": step.after.stage,
            "authority": stage.get("code", ""),
            "submission": str(submission),
            **details,
        },
        note=note or None,
    )


def _look_into(case: SeasonCase, step: Step, submission: UUID, by: int) -> None:
    """Some cases are noted upon, some inspected on site."""
    chance, at = case.desk.chance, step.at + timedelta(minutes=20)
    code = case.stages[step.after.stage]["code"]
    about = {"case_id": case.id, "authority": code, "account_id": by, "at": at}
    if chance.random() < 0.12:
        note = chance.choice(messages.NOTES)
        case.desk.rows.add(Remark, submission_id=submission, field="", text=note, is_internal=True, **about)
        _note(case, "case_remark", at, by, code)
    if chance.random() < 0.06:
        found, agrees = chance.choice(messages.FOUND), chance.random() < 0.85
        on = local(at).date()
        case.desk.rows.add(SpotCheck, on=on, people=messages.INSPECTORS, agrees=agrees, found=found, **about)
        _note(case, "case_spot_check", at, by, code, found)


def _note(case: SeasonCase, what: str, at: datetime, by: int, code: str, note: str | None = None) -> None:
    case.desk.rows.event(
        at,
        what,
        f"case:{case.id}",
        by,
        case.firm.id,
        details={"state": State.REVIEWING, "authority": code},
        note=note,
    )


def _say_reasons(case: SeasonCase, step: Step, submission: UUID, by: int) -> str:
    """The reasons of a return, most of them at a field; as the enterprise reads them."""
    chance, form = case.desk.chance, case.sheets[0].form
    fields = [
        *case.sheets[0].documents,
        *(each for each in ("rd_expense", "staff", "products") if each in form.fields),
    ]
    reasons = chance.sample(messages.RETURNS, chance.randint(1, 2))
    for reason in reasons:
        case.desk.rows.add(
            Remark,
            case_id=case.id,
            submission_id=submission,
            field=chance.choice(fields) if fields and chance.random() < 0.85 else "",
            text=reason,
            is_internal=False,
            authority=case.stages[step.after.stage]["code"],
            account_id=by,
            at=step.at,
        )
    return "\n".join(reasons)


def _publicity(first: date) -> dict[str, str]:
    last = first + PUBLICITY - DAY
    return {"publicity_from": first.isoformat(), "publicity_until": last.isoformat()}


def _object(case: SeasonCase, step: Step, by: int) -> None:
    """A few are objected to; where it was certified all the same, that was settled."""
    if case.desk.chance.random() >= 0.08:
        return
    certified = case.steps[-1].deed is Deed.CERTIFY
    at, settled_at = step.at + timedelta(hours=20), step.at + timedelta(hours=70)
    if at > case.desk.now:
        return
    settled = certified and settled_at < case.desk.now
    case.desk.rows.add(
        Objection,
        case_id=case.id,
        text=messages.OBJECTION,
        received=local(at).date(),
        settled=messages.SETTLED if settled else None,
        settled_at=settled_at if settled else None,
        account_id=by,
        at=at,
    )
    for what, when, note in (
        ("case_objection", at, messages.OBJECTION),
        *((("case_objection_settled", settled_at, messages.SETTLED),) if settled else ()),
    ):
        case.desk.rows.event(
            when,
            what,
            f"case:{case.id}",
            by,
            case.firm.id,
            details={
                "state": step.after.state,
                "stage": step.after.stage,
                "authority": case.stages[step.after.stage]["code"],
            },
            note=note,
        )


def _certify(case: SeasonCase, step: Step) -> dict[str, str]:
    """Give the title: a new one from that day on, one that is continued from the day after it ends."""
    grant, on = case.procedure.grants, local(step.at).date()
    if grant is None or step.before is None:
        return {}
    renews, gave = case.plan.renews, case.plan.gave
    since = renews.until + DAY if renews else gave.since if gave else on
    held = Held(
        grant.fact,
        since,
        end_of(since, grant.years),
        messages.batch(on.year),
        case.desk.next_certificate(on.year),
    )
    code = case.stages[step.before.stage]["code"]
    add_certificate(case.desk, case.firm, held, code, step.at, case.id, renewed=renews is not None)
    return {"batch": held.batch, "number": held.number, "on": on.isoformat()}


def add_certificate(
    desk: Desk,
    firm: SeasonFirm,
    held: Held,
    authority: str,
    at: datetime,
    case_id: UUID | None = None,
    *,
    renewed: bool = False,
) -> None:
    """A title that an enterprise was given."""
    desk.rows.add(
        Certification,
        enterprise_id=firm.id,
        case_id=case_id,
        fact=held.fact,
        batch=held.batch,
        number=held.number,
        authority=authority,
        since=held.since,
        until=held.until,
        renewed=renewed,
        cancelled_on=held.cancelled_on,
        cancelled_why=messages.CANCELLED if held.cancelled_on else None,
        made_at=at,
    )


def _tell(case: SeasonCase, step: Step, version: int, now: Standings, note: str) -> None:
    """What the enterprise was told of a deed."""
    title, stages = case.procedure.title, [each["name"] for each in case.stages]
    kind, key = REMINDER, f"case_{step.deed}:{case.id}:{version}"
    link = f"/submissions/{now.submission}"
    if step.deed is Deed.SEND:
        key = f"submitted:{now.submission}"
        year = case.sheets[0].reporting_year
        head = messages_inbox.submitted_title(title)
        text = messages_inbox.submitted_text(title, year, local(step.at).strftime("%Y-%m-%d %H:%M"))
        text += messages_inbox.sent_on(stages) if stages else messages_inbox.DONE_AT_ONCE
    elif step.deed is Deed.PUBLICISE and now.publicity_from is not None:
        last = now.publicity_from + PUBLICITY - DAY
        head = messages_certifying.publicised_title(title)
        text = messages_certifying.publicised_text(now.publicity_from, last)
        key = f"publicised:{case.id}:{version}"
    elif step.deed is Deed.CERTIFY and case.procedure.grants is not None:
        kind, key, link = CERTIFIED, f"certified:{case.id}", "/enterprise"
        head, text = _of_certificate(case)
    elif step.deed in messages_deeds.TITLES and step.before is not None:
        by, turn = stages[step.before.stage], stages[step.after.stage]
        turn = turn if step.after.state in WITH_AUTHORITY else ""
        head = messages_deeds.title_of_deed(step.deed, title)
        text = messages_deeds.text_of_deed(step.deed, f"{title}（编号 {number_of(case)}）", by, turn, note)
    else:
        return
    case.desk.rows.add(
        Message, enterprise_id=case.firm.id, kind=kind, title=head, text=text, link=link, key=key, at=step.at
    )


def _of_certificate(case: SeasonCase) -> tuple[str, str]:
    row = case.desk.rows.last(Certification)
    title = title_of(case.desk.platform, row["fact"])
    return (
        messages_certifying.certified_title(title, renewed=row["renewed"]),
        messages_certifying.certified_text(title, row["batch"], row["number"], row["since"], row["until"]),
    )


# --- The case itself -----------------------------------------------------------------------------------------


def number_of(case: SeasonCase) -> str:
    """A number like those that are given to cases."""
    rest, letters = case.id.int, ""
    for _ in range(8):
        rest, place = divmod(rest, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{local(case.steps[0].at).year}-{letters[:4]}-{letters[4:]}"


def _add_case(case: SeasonCase, now: Standings) -> None:
    firm, last = case.firm, case.steps[-1]
    sent = [each.at for each in case.steps if each.deed is Deed.SEND]
    sheet = case.sheets[min(len(sent), len(case.sheets)) - 1]
    stage = case.stages[last.after.stage] if case.stages else None
    turn = stage["code"] if stage and last.after.state in WITH_AUTHORITY else ""
    window = case.desk.window(case.procedure, firm.at(case.procedure.windows or ""), case.plan)
    score = sheet.assessment.get("score")
    case.desk.rows.add(
        Case,
        id=case.id,
        number=number_of(case),
        enterprise_id=firm.id,
        procedure=case.procedure.id,
        draft_id=case.draft_id,
        submission_id=now.submission,
        window_id=window.id if window else None,
        reporting_year=sheet.reporting_year,
        name=firm.name,
        credit_code=firm.credit_code,
        region=firm.region,
        industry=firm.identity[INDUSTRY],
        stages=case.stages,
        county=firm.at("county"),
        city=firm.at("city"),
        province=firm.at("province"),
        stage=last.after.stage,
        authority=turn,
        state=last.after.state,
        points=hundredths(score["total"]) if score else None,
        qualified=sheet.assessment["conclusions"].get(QUALIFIED),
        warnings=len(sheet.assessment["problems"]),
        sent_at=sent[-1],
        changed_at=last.at,
        begun_by=now.begun_by,
        due=due_at(window, stage["level"]) if stage and turn else None,
        publicity_from=now.publicity_from,
        publicity_until=now.publicity_from + PUBLICITY - DAY if now.publicity_from else None,
        version=len(case.steps),
    )

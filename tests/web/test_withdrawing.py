"""Taking back what was sent, what came back, what was changed since, and the list of all of it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.cases import CASE_A, make_draft_of_case, make_filled_draft
from tests.web.officers import make_officer, person
from tests.web.pages import form_to, press
from tests.web.support import Firm, Time, make_firm
from web.models import DRAFT_OPEN, Draft, Submission
from web.models_accounts import Message
from web.models_review import Case, Certification, Remark, Window
from web.platform import Platform
from web.services.answers import Change, Saved, save_change
from web.services.cases import Acted, act, lock_case
from web.services.declarations import ON_A_PAGE, list_mine, look_at_case
from web.services.known import DUE, known_facts
from web.services.permissions import Refused
from web.services.submissions import Checked, check_draft, submit
from web.services.telling import tell_of_deed
from web.services.withdrawing import look_at_withdrawal, withdraw
from web.workflow import Deed, State

KEYS = count()
COUNTY, CITY = "350211", "350200"
REASON = "营业收入与审计报告不一致"


def send(platform: Platform, firm: Firm, draft: UUID | None = None) -> UUID:
    draft = draft or make_filled_draft(platform, firm)
    sent = submit(platform, draft, firm.enterprise_id, firm.account_id, f"key {next(KEYS)}")
    assert isinstance(sent, UUID), sent
    return sent


def case_of(platform: Platform, submission: UUID) -> Case:
    with platform.database.read() as session:
        draft = session.get_one(Submission, submission).draft_id
        return session.scalars(select(Case).where(Case.draft_id == draft)).one()


def take_back(platform: Platform, firm: Firm, submission: UUID, **more: Any) -> object:
    who = person(platform, firm.account_id)
    return withdraw(platform, who, submission, case_of(platform, submission).version, **more)


def do(platform: Platform, authority: str, submission: UUID, deed: Deed, note: str = "") -> None:
    """An officer does a deed, and the enterprise is told."""
    case_id = case_of(platform, submission).id
    officer = make_officer(platform, authority, f"officer-{authority}-{deed}-{datetime.now(UTC).timestamp()}")
    with platform.database.write() as session:
        case = lock_case(session, case_id)
        assert case is not None
        outcome = act(platform, session, officer, case, deed, note=note)
        assert isinstance(outcome, Acted), outcome
        tell_of_deed(platform, session, case, outcome, note)


def give_back(platform: Platform, submission: UUID) -> None:
    """The county returns it, with a reason at a field, one for the whole and a note among officers."""
    do(platform, COUNTY, submission, Deed.BEGIN)
    case = case_of(platform, submission)
    officer = make_officer(platform, COUNTY, "reviewer")
    with platform.database.write() as session:
        for field, text, is_internal in (
            ("revenue", REASON, False),
            ("", "请补充盖章页", False),
            ("revenue", "内部意见", True),
        ):
            session.add(
                Remark(
                    case_id=case.id,
                    submission_id=case.submission_id,
                    field=field,
                    text=text,
                    is_internal=is_internal,
                    authority=COUNTY,
                    account_id=officer.account_id,
                    at=platform.clock.now(),
                )
            )
    do(platform, COUNTY, submission, Deed.RETURN, "请修改")


def close_windows(platform: Platform, last: date) -> None:
    with platform.database.write() as session:
        for each in session.scalars(select(Window)):
            each.closes = last


def titles_told(platform: Platform) -> list[str]:
    with platform.database.read() as session:
        return list(session.scalars(select(Message.title).order_by(Message.id)))


# --- Taking back -----------------------------------------------------------------------------------------------


def test_what_nobody_began_to_review_is_taken_back(platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    assert isinstance(take_back(platform, firm, sent), Acted)
    case = case_of(platform, sent)
    assert (case.state, case.authority) == (State.WITHDRAWN, "")
    with platform.database.read() as session:
        assert session.get_one(Draft, case.draft_id).state == DRAFT_OPEN
    assert titles_told(platform)[-1] == "创新型中小企业自评：已撤回"


def test_what_is_being_reviewed_is_not_taken_back(platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    do(platform, COUNTY, sent, Deed.BEGIN)
    outcome = take_back(platform, firm, sent)
    assert isinstance(outcome, Refused)
    assert "已经开始审核" in outcome.text
    assert case_of(platform, sent).state == State.REVIEWING


def test_case_of_another_enterprise_is_not_there(platform: Platform, firm: Firm) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    sent = send(platform, other)
    who = person(platform, firm.account_id)
    assert look_at_withdrawal(platform, who, sent) is None
    assert withdraw(platform, who, sent, 1) is None
    assert look_at_case(platform, who, sent) is None


def test_after_the_window_taking_back_asks_to_know(platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    close_windows(platform, date(2026, 2, 28))
    outcome = take_back(platform, firm, sent)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "not_told"
    assert isinstance(take_back(platform, firm, sent, knows=True), Acted)


def test_taken_back_after_the_window_is_not_sent_again(platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    close_windows(platform, date(2026, 2, 28))
    take_back(platform, firm, sent, knows=True)
    again = submit(platform, case_of(platform, sent).draft_id, firm.enterprise_id, firm.account_id, "again")
    assert isinstance(again, Checked)
    assert any("没有开放" in why for why in again.closed)


def test_old_page_sent_again_after_it_came_back_sends_nothing(platform: Platform, firm: Firm) -> None:
    draft = make_filled_draft(platform, firm)
    sent = submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    assert isinstance(sent, UUID)
    take_back(platform, firm, sent)
    assert submit(platform, draft, firm.enterprise_id, firm.account_id, "key") == sent
    assert case_of(platform, sent).state == State.WITHDRAWN


def test_returned_is_sent_again_after_the_window(platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    window = case_of(platform, sent).window_id
    give_back(platform, sent)
    close_windows(platform, date(2026, 2, 28))
    send(platform, firm, case_of(platform, sent).draft_id)
    case = case_of(platform, sent)
    assert (case.state, case.authority, case.window_id) == (State.WAITING, COUNTY, window)


def test_taken_back_is_sent_again_to_the_authorities_of_today(platform: Platform, firm: Firm) -> None:
    from web.models import Enterprise

    sent = send(platform, firm)
    take_back(platform, firm, sent)
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {**enterprise.facts, "enterprise.region": "350212"}
    send(platform, firm, case_of(platform, sent).draft_id)
    case = case_of(platform, sent)
    assert (case.authority, case.region, case.county) == ("350212", "350212", "350212")


def test_draft_of_a_case_is_not_discarded(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    from web.services.drafts import discard_draft

    sent = send(platform, firm)
    take_back(platform, firm, sent)
    draft = case_of(platform, sent).draft_id
    assert discard_draft(platform, draft, firm.enterprise_id, firm.account_id) is False
    assert signed_in.get(f"/drafts/{draft}/discard").status_code == 303
    assert f"/drafts/{draft}/discard" not in signed_in.get("/submissions").text
    assert f"/drafts/{draft}/discard" not in signed_in.get(f"/drafts/{draft}").text


def test_second_one_of_a_procedure_waits_for_the_first(platform: Platform, firm: Firm) -> None:
    send(platform, firm)
    other = submit(platform, make_filled_draft(platform, firm), firm.enterprise_id, firm.account_id, "other")
    assert isinstance(other, Checked)
    assert any("正在审核" in why for why in other.closed)


def test_two_of_one_procedure_sent_at_once_one_is_sent(any_platform: Platform) -> None:
    """The draft of what was taken back, and another begun meanwhile."""
    firm = make_firm(any_platform)
    sent = send(any_platform, firm)
    other = make_filled_draft(any_platform, firm)
    take_back(any_platform, firm, sent)
    drafts = case_of(any_platform, sent).draft_id, other
    found: list[object] = []
    barrier = threading.Barrier(2)

    def press_button(draft: UUID) -> None:
        barrier.wait()
        found.append(submit(any_platform, draft, firm.enterprise_id, firm.account_id, str(draft)))

    threads = [threading.Thread(target=press_button, args=(each,)) for each in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in found) == ["Checked", "UUID"]


# --- Pages -----------------------------------------------------------------------------------------------------


def test_page_says_what_follows_and_takes_back(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    sent = send(platform, firm)
    page = signed_in.get(f"/submissions/{sent}/withdraw").text
    assert "从第一级主管部门重新开始审核" in page
    assert "申报期已结束" not in page
    answer = press(signed_in, form_to(page, "/withdraw"))
    assert "已撤回" in answer.text
    assert answer.request.path == f"/drafts/{case_of(platform, sent).draft_id}"


def test_page_warns_strongly_after_the_window(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    close_windows(platform, date(2026, 2, 28))
    page = signed_in.get(f"/submissions/{sent}/withdraw").text
    assert "申报期已结束，撤回后不能重新提交" in page
    form = form_to(page, "/withdraw")
    unticked = press(signed_in, form)
    assert unticked.status_code == 422
    assert 'href="#knows"' in unticked.text
    form.type("knows", "yes")
    assert press(signed_in, form).status_code == 200
    assert case_of(platform, sent).state == State.WITHDRAWN


def test_old_page_does_not_take_back_what_changed(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    sent = send(platform, firm)
    form = form_to(signed_in.get(f"/submissions/{sent}/withdraw").text, "/withdraw")
    do(platform, COUNTY, sent, Deed.BEGIN)
    do(platform, COUNTY, sent, Deed.RECOMMEND)
    answer = press(signed_in, form)
    assert "刚刚有变化，没有撤回" in answer.text
    assert case_of(platform, sent).state == State.WAITING


def test_list_offers_what_can_be_done(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    assert f"/submissions/{sent}/withdraw" in signed_in.get("/submissions").text
    do(platform, COUNTY, sent, Deed.BEGIN)
    page = signed_in.get("/submissions").text
    assert f"/submissions/{sent}/withdraw" not in page
    assert "审核中" in page
    assert "集美区" in page


def test_reasons_of_a_return_stand_at_their_fields(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    sent = send(platform, firm)
    give_back(platform, sent)
    draft = case_of(platform, sent).draft_id
    overview = signed_in.get(f"/drafts/{draft}").text
    assert f'href="/drafts/{draft}/sections/finance#field-revenue"' in overview
    assert "请补充盖章页" in overview
    section = signed_in.get(f"/drafts/{draft}/sections/finance").text
    assert REASON in section[section.index('class="said"') : section.index('id="field-revenue"')]
    assert "退回意见（" not in signed_in.get(f"/drafts/{draft}/sections/capability").text
    for page in (overview, section, signed_in.get(f"/submissions/{sent}").text):
        assert "内部意见" not in page


def test_returned_draft_says_nothing_of_a_season_that_is_over(
    signed_in: FlaskClient, platform: Platform, firm: Firm, time: Time
) -> None:
    time.moment = datetime(2026, 5, 10, 4, tzinfo=UTC)
    sent = send(platform, firm, make_draft_of_case(platform, firm, "declare_little_giant", "七个条件都满足"))
    case = case_of(platform, sent)
    do(platform, case.authority, sent, Deed.BEGIN)
    do(platform, case.authority, sent, Deed.RETURN, "请修改")
    time.moment = datetime(2026, 6, 10, 4, tzinfo=UTC)
    page = signed_in.get(f"/drafts/{case.draft_id}").text
    assert "不受申报时间限制" in page
    assert "已经结束" not in page
    again = submit(platform, case.draft_id, firm.enterprise_id, firm.account_id, "again")
    assert isinstance(again, UUID), again


def test_reasons_are_gone_once_it_is_returned_again_for_others(platform: Platform, firm: Firm) -> None:
    from web.services.returns import read_return

    sent = send(platform, firm)
    give_back(platform, sent)
    draft = case_of(platform, sent).draft_id
    send(platform, firm, draft)
    assert read_return(platform, draft, firm.enterprise_id) is None
    do(platform, COUNTY, sent, Deed.BEGIN)
    do(platform, COUNTY, sent, Deed.RETURN, "还缺一页")
    back = read_return(platform, draft, firm.enterprise_id)
    assert back is not None
    assert (back.reasons, back.general) == ((), ("还缺一页",))


def test_check_tells_what_is_another_than_the_last_time(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft = make_filled_draft(platform, firm)
    assert "与上次提交相比" not in signed_in.get(f"/drafts/{draft}/check").text
    sent = send(platform, firm, draft)
    give_back(platform, sent)
    assert "与上次提交相比，没有改动" in signed_in.get(f"/drafts/{draft}/check").text
    checked = check_draft(platform, draft, firm.enterprise_id)
    assert checked is not None
    changed = {"revenue": {**CASE_A["revenue"], "2025": "11600"}, "ip_class1": "2"}
    saved = save_change(
        platform,
        draft,
        firm.enterprise_id,
        firm.account_id,
        Change(checked.filling.revision, changed),
    )
    assert isinstance(saved, Saved)
    page = signed_in.get(f"/drafts/{draft}/check").text
    assert "与上次提交相比，改动 2 处" in page
    assert "11,500 万元" in page
    assert "11,600 万元" in page


# --- The list and the detail -----------------------------------------------------------------------------------


def test_line_tells_number_state_turn_and_score(platform: Platform, firm: Firm) -> None:
    sent = send(platform, firm)
    (line,) = list_mine(platform, person(platform, firm.account_id)).entries
    assert (line.number, line.state_text, line.points) == (
        case_of(platform, sent).number,
        "待审核",
        Fraction(95),
    )
    assert line.turn == case_of(platform, sent).stages[0]["name"]


def test_drafts_under_way_stand_first(platform: Platform, firm: Firm, time: Time) -> None:
    draft = make_filled_draft(platform, firm, documents=())
    other = make_firm(platform, "other", "91440305MADEM002XW")
    del other
    from web.services.drafts import begin_draft

    time.move(days=1)
    begun = begin_draft(platform, "maintain_profile", firm.enterprise_id, firm.account_id)
    assert isinstance(begun, UUID)
    sent = send(platform, firm, make_full(platform, firm, draft))
    time.move(days=1)
    lines = list_mine(platform, person(platform, firm.account_id)).entries
    assert [each.draft_id for each in lines] == [begun, None]
    assert lines[1].submission_id == sent


def make_full(platform: Platform, firm: Firm, draft: UUID) -> UUID:
    from io import BytesIO

    from tests.web.cases import DOCUMENTS
    from tests.web.files import PDF
    from web.services import uploads
    from web.services.file_kinds import KINDS
    from web.services.uploads import NewUpload

    for document in DOCUMENTS:
        new = NewUpload(draft, firm.enterprise_id, firm.account_id, document, "a.pdf", frozenset(KINDS))
        assert not isinstance(uploads.add_upload(platform, new, BytesIO(PDF)), uploads.UploadRefusal)
    return draft


def test_list_is_cut_into_pages_and_filtered(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        for number in range(ON_A_PAGE + 3):
            session.add(
                Draft(
                    enterprise_id=firm.enterprise_id,
                    procedure="report_change" if number else "declare_innovative",
                    form="major_change",
                    edition="2022-08-01",
                    digest="0" * 64,
                    reporting_year=2025,
                    created_at=platform.clock.now(),
                    updated_at=platform.clock.now(),
                    state=DRAFT_OPEN,
                )
            )
    who = person(platform, firm.account_id)
    first, last = list_mine(platform, who), list_mine(platform, who, page=99)
    assert (len(first.entries), first.pages, len(last.entries), last.page) == (ON_A_PAGE, 2, 3, 2)
    assert [name for name, _ in first.procedures] == ["declare_innovative", "report_change"]
    assert len(list_mine(platform, who, "declare_innovative").entries) == 1


def test_detail_tells_what_happened_by_authority_and_not_by_person(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    sent = send(platform, firm)
    do(platform, COUNTY, sent, Deed.BEGIN, "内部备注")
    do(platform, COUNTY, sent, Deed.RECOMMEND, "同意推荐")
    do(platform, CITY, sent, Deed.BEGIN) if case_of(platform, sent).authority == CITY else None
    page = look_at_case(platform, person(platform, firm.account_id), sent)
    assert page is not None
    names = [each["name"] for each in case_of(platform, sent).stages]
    told = [(each.who, each.what) for each in page.timeline]
    assert told[:3] == [
        ("本企业（测试用户）", "提交"),
        (names[0], "开始审核"),
        (names[0], "审核通过，推荐到上一级"),
    ]
    assert told[3] == (names[1], "开始审核")
    shown = signed_in.get(f"/submissions/{sent}").text
    assert "示例审核员" not in shown
    assert "内部备注" not in shown


def test_detail_tells_the_reason_of_a_return_and_every_time_it_was_sent(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    sent = send(platform, firm)
    give_back(platform, sent)
    again = send(platform, firm, case_of(platform, sent).draft_id)
    page = signed_in.get(f"/submissions/{again}").text
    assert "请修改" in page
    assert "再次提交" in page
    assert "看最近一次提交" in signed_in.get(f"/submissions/{sent}").text


def test_detail_shows_publicity_and_certificate(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    sent = send(platform, firm)
    with platform.database.write() as session:
        case = session.scalars(select(Case)).one()
        case.state = State.CERTIFIED
        case.publicity_from, case.publicity_until = date(2026, 3, 2), date(2026, 3, 8)
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                case_id=case.id,
                fact="certification.innovative",
                batch="2026年第一批",
                number="示例-1",
                since=date(2026, 3, 9),
                until=date(2029, 3, 8),
                made_at=platform.clock.now(),
            )
        )
    page = signed_in.get(f"/submissions/{sent}").text
    assert "2026-03-02 至 2026-03-08" in page
    assert "2026年第一批，编号 示例-1，有效期 2026-03-09 至 2029-03-08" in page


@pytest.mark.parametrize(
    ("deeds", "title"),
    [
        ((Deed.BEGIN, Deed.RETURN), "创新型中小企业自评：退回修改"),
        ((Deed.BEGIN, Deed.REFUSE), "创新型中小企业自评：审核未通过"),
        ((Deed.BEGIN, Deed.RECOMMEND), "创新型中小企业自评：审核通过，已推荐到上一级"),
    ],
)
def test_enterprise_is_told_of_every_deed(
    platform: Platform, firm: Firm, deeds: tuple[Deed, ...], title: str
) -> None:
    sent = send(platform, firm)
    before = len(titles_told(platform))
    for deed in deeds:
        do(platform, COUNTY, sent, deed, REASON)
    assert titles_told(platform)[before:] == [title]


# --- Yearly updates --------------------------------------------------------------------------------------------


@pytest.fixture
def update(platform: Platform, firm: Firm) -> UUID:
    """A yearly update that was sent in its season."""

    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact="certification.innovative",
                since=date(2025, 1, 1),
                until=date(2027, 12, 31),
                made_at=platform.clock.now(),
            )
        )
    return send(platform, firm, make_draft_of_case(platform, firm, "annual_update", UPDATE_CASE))


UPDATE_CASE = "没有变化"


def is_due(platform: Platform, firm: Firm) -> object:
    with platform.database.read() as session:
        return known_facts(platform, session, firm.enterprise_id, platform.clock.today())[DUE]


def test_update_rests_with_the_county(platform: Platform, firm: Firm, update: UUID) -> None:
    case = case_of(platform, update)
    assert (case.state, case.county, case.stages) == (
        State.DONE,
        "350203",
        [],
    )  # the region of the case that was filled
    assert is_due(platform, firm) is False


def test_update_is_taken_back_in_its_season_and_due_again(
    platform: Platform, firm: Firm, update: UUID
) -> None:
    assert isinstance(take_back(platform, firm, update), Acted)
    assert is_due(platform, firm) is True
    send(platform, firm, case_of(platform, update).draft_id)
    assert case_of(platform, update).state == State.DONE
    assert is_due(platform, firm) is False


def test_update_is_not_taken_back_after_its_season(
    platform: Platform, firm: Firm, update: UUID, time: Time
) -> None:
    time.moment = datetime(2026, 6, 1, 4, tzinfo=UTC)
    outcome = take_back(platform, firm, update, knows=True)
    assert isinstance(outcome, Refused)
    assert case_of(platform, update).state == State.DONE


def test_update_of_imported_titles_is_due_again_when_taken_back(platform: Platform, firm: Firm) -> None:
    from web.models import Enterprise

    imported = {"certification.innovative": True, "certification.innovative_since": "2024-01-01", DUE: True}
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {**enterprise.facts, **imported}
    sent = send(platform, firm, make_draft_of_case(platform, firm, "annual_update", UPDATE_CASE, imported))
    assert is_due(platform, firm) is False
    take_back(platform, firm, sent)
    assert is_due(platform, firm) is True

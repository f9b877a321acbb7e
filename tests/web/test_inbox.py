"""The messages of an enterprise: told once, read by each person for themselves, copied by mail to those who want it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import event, func, select

from tests.web.cases import make_draft_of_case, make_filled_draft
from tests.web.support import PASSWORD, Firm, Time, make_firm
from tests.web.test_home import know
from tests.web.test_maintaining import REST
from web.carriers import MAIL
from web.messages_inbox import KINDS
from web.models import Account
from web.models_accounts import Message, MessageRead
from web.models_delivery import Outgoing
from web.platform import Platform
from web.services import inbox
from web.services.accounts import create_account
from web.services.contacts import set_email
from web.services.drafts import begin_draft
from web.services.inbox import (
    EXPIRY,
    ON_A_PAGE,
    REMINDER,
    UPDATE,
    count_unread,
    list_latest,
    list_messages,
    mark_all_read,
    mark_read,
    post,
    read_message,
)
from web.services.people import SignedIn, person_of
from web.services.submissions import submit

BEST = "各项最高"
MAILBOX = "somebody@example.cn"


@pytest.fixture
def house(any_platform: Platform) -> Firm:
    """An enterprise, on each kind of database."""
    return make_firm(any_platform)


@pytest.fixture
def mailing(platform: Platform, firm: Firm) -> Platform:
    """A platform that can send mail, to the one account of the enterprise."""
    give_mailbox(platform, firm.account_id, MAILBOX)
    return replace(platform, config=replace(platform.config, demonstration=True))


def give_mailbox(platform: Platform, account_id: int, address: str | None, **changed: bool) -> None:
    with platform.database.write() as session:
        account = session.get_one(Account, account_id)
        set_email(platform, account, address)
        for name, value in changed.items():
            setattr(account, name, value)


def person(platform: Platform, account_id: int) -> SignedIn:
    with platform.database.read() as session:
        return person_of(session.get_one(Account, account_id))


def colleague(platform: Platform, firm: Firm) -> SignedIn:
    number = create_account(platform, "colleague", PASSWORD, "同事", firm.enterprise_id)
    return person(platform, number)


def tell(platform: Platform, firm: Firm, kind: str = REMINDER, key: str = "", link: str = "") -> bool:
    with platform.database.write() as session:
        return post(platform, session, firm.enterprise_id, kind, "标题", "正文", link, key)


def posted(platform: Platform) -> int:
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def letters(platform: Platform) -> list[Outgoing]:
    with platform.database.read() as session:
        return list(session.scalars(select(Outgoing).where(Outgoing.channel == MAIL)))


def latest(platform: Platform, firm: Firm) -> inbox.Received:
    return list_latest(platform, person(platform, firm.account_id))[0]


# --- Posting ---------------------------------------------------------------------------------------------------------


def test_message_of_one_key_is_told_once(any_platform: Platform, house: Firm) -> None:
    assert [tell(any_platform, house, key="due:2026") for _ in range(3)] == [True, False, False]
    assert posted(any_platform) == 1


def test_same_key_is_told_to_each_enterprise(any_platform: Platform, house: Firm) -> None:
    other = make_firm(any_platform, "other", "91440305MADEM002XW")
    assert tell(any_platform, house, key="due:2026")
    assert tell(any_platform, other, key="due:2026")


def test_messages_without_a_key_are_all_told(any_platform: Platform, house: Firm) -> None:
    assert tell(any_platform, house)
    assert tell(any_platform, house)
    assert posted(any_platform) == 2


def test_two_who_tell_the_same_at_once_tell_it_once(any_platform: Platform, house: Firm) -> None:
    together = threading.Barrier(4)
    told: list[bool] = []

    def run() -> None:
        together.wait()
        told.append(tell(any_platform, house, key="due:2026"))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == [False, False, False, True]


def test_message_of_a_transaction_that_fails_is_not_told(platform: Platform, firm: Firm) -> None:
    def post_and_fail() -> None:
        with platform.database.write() as session:
            post(platform, session, firm.enterprise_id, REMINDER, "标题", "正文")
            raise LookupError

    with pytest.raises(LookupError):
        post_and_fail()
    assert posted(platform) == 0


@pytest.mark.parametrize("link", ["https://example.cn/", "//example.cn", "submissions"])
def test_message_leads_nowhere_else(platform: Platform, firm: Firm, link: str) -> None:
    with pytest.raises(ValueError, match="path"):
        tell(platform, firm, link=link)


def test_message_is_of_one_of_five_kinds(platform: Platform, firm: Firm) -> None:
    assert list(KINDS.values()) == ["认定到期", "信息更新", "认定通知", "取消认定", "申报提醒"]
    with pytest.raises(ValueError, match="other"):
        tell(platform, firm, "other")


# --- Copies by mail --------------------------------------------------------------------------------------------------


def test_copy_goes_by_mail(mailing: Platform, firm: Firm) -> None:
    tell(mailing, firm, link="/submissions")
    (letter,) = letters(mailing)
    assert (letter.address, letter.subject) == (MAILBOX, "标题")
    assert "正文" in (letter.text or "")
    assert "请登录优质中小企业梯度培育平台" in (letter.text or "")


def test_copy_leads_to_the_page_where_the_site_is_known(mailing: Platform, firm: Firm) -> None:
    known = replace(mailing, config=replace(mailing.config, public_url="https://tidu.example.cn/a"))
    tell(known, firm, link="/submissions")
    assert "https://tidu.example.cn/a/submissions" in (letters(mailing)[0].text or "")


def test_message_told_twice_is_mailed_once(mailing: Platform, firm: Firm) -> None:
    tell(mailing, firm, key="once")
    tell(mailing, firm, key="once")
    assert len(letters(mailing)) == 1


@pytest.mark.parametrize("changed", [{"mail_copy": False}, {"active": False}])
def test_no_copy_for_those_who_want_none(mailing: Platform, firm: Firm, changed: dict[str, bool]) -> None:
    give_mailbox(mailing, firm.account_id, MAILBOX, **changed)
    assert tell(mailing, firm)
    assert letters(mailing) == []


def test_no_copy_without_a_mailbox(mailing: Platform, firm: Firm) -> None:
    give_mailbox(mailing, firm.account_id, None)
    assert tell(mailing, firm)
    assert letters(mailing) == []


def test_each_colleague_has_a_copy_and_each_mailbox_one(mailing: Platform, firm: Firm) -> None:
    third = create_account(mailing, "third1", PASSWORD, "另一位", firm.enterprise_id)
    give_mailbox(mailing, colleague(mailing, firm).account_id, "colleague@example.cn")
    give_mailbox(mailing, third, MAILBOX)
    tell(mailing, firm)
    assert sorted(each.address for each in letters(mailing)) == ["colleague@example.cn", MAILBOX]


def test_no_copy_for_another_enterprise(mailing: Platform, firm: Firm) -> None:
    other = make_firm(mailing, "other", "91440305MADEM002XW")
    tell(mailing, other)
    assert letters(mailing) == []


def test_message_is_told_where_no_mail_can_be_sent(
    platform: Platform, firm: Firm, caplog: pytest.LogCaptureFixture
) -> None:
    give_mailbox(platform, firm.account_id, MAILBOX)
    assert tell(platform, firm)
    assert (letters(platform), caplog.text) == ([], "")


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_latest_come_first_and_are_five(platform: Platform, firm: Firm, time: Time) -> None:
    for kind in (*KINDS, UPDATE):
        tell(platform, firm, kind)
        time.move(minutes=1)
    found = list_latest(platform, person(platform, firm.account_id))
    assert [each.kind for each in found] == [UPDATE, *reversed(list(KINDS)[1:])]


def test_reading_is_of_one_person(any_platform: Platform, house: Firm) -> None:
    tell(any_platform, house)
    me, other = person(any_platform, house.account_id), colleague(any_platform, house)
    message = latest(any_platform, house).id
    assert mark_read(any_platform, me, message)
    assert mark_read(any_platform, me, message), "marking twice is marking once"
    assert [count_unread(any_platform, each) for each in (me, other)] == [0, 1]
    mine, theirs = (read_message(any_platform, each, message) for each in (me, other))
    assert mine is not None
    assert theirs is not None
    assert (mine.is_read, theirs.is_read) == (True, False)


def test_all_of_a_kind_are_marked(any_platform: Platform, house: Firm) -> None:
    for kind in (EXPIRY, EXPIRY, REMINDER):
        tell(any_platform, house, kind)
    me = person(any_platform, house.account_id)
    assert mark_all_read(any_platform, me, EXPIRY) == 2
    assert list_messages(any_platform, me).unread == {
        "expiry": 0, "update": 0, "certified": 0, "cancelled": 0, "reminder": 1,
    }  # fmt: skip
    assert mark_all_read(any_platform, me) == 1
    assert count_unread(any_platform, me) == 0


def test_messages_of_another_enterprise_are_not_there(platform: Platform, firm: Firm) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    tell(platform, other)
    me, message = person(platform, firm.account_id), latest(platform, other).id
    assert read_message(platform, me, message) is None
    assert not mark_read(platform, me, message)
    assert mark_all_read(platform, me) == 0
    assert (list_messages(platform, me).messages, count_unread(platform, me)) == ((), 0)
    with platform.database.read() as session:
        assert session.scalars(select(MessageRead)).all() == []


def test_messages_come_in_pages(platform: Platform, firm: Firm) -> None:
    for number in range(ON_A_PAGE + 1):
        tell(platform, firm, EXPIRY if number else UPDATE)
    me = person(platform, firm.account_id)
    pages = [list_messages(platform, me, page=number) for number in (1, 2, 3)]
    assert [(each.page, each.pages, len(each.messages)) for each in pages] == [
        (1, 2, ON_A_PAGE),
        (2, 2, 1),
        (2, 2, 1),
    ]
    of_kind = list_messages(platform, me, UPDATE, 2)
    assert (of_kind.page, of_kind.pages, len(of_kind.messages)) == (1, 1, 1)


def test_who_has_no_enterprise_has_no_messages(platform: Platform, firm: Firm) -> None:
    tell(platform, firm)
    nobody = person(platform, create_account(platform, "nobody", PASSWORD, "没有企业", None))
    assert count_unread(platform, nobody) == 0
    assert list_messages(platform, nobody).messages == ()


@pytest.fixture
def statements(platform: Platform) -> Iterator[list[str]]:
    found: list[str] = []
    event.listen(platform.database.engine, "before_cursor_execute", lambda *given: found.append(given[2]))
    return found


def test_counting_is_one_query_over_indexes(platform: Platform, firm: Firm, statements: list[str]) -> None:
    """It is asked for on every page."""
    me = person(platform, firm.account_id)
    statements.clear()
    count_unread(platform, me)
    (query,) = [each for each in statements if each.startswith("SELECT")]
    with platform.database.read() as session:
        plan = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {query}", tuple([1] * query.count("?"))
        )
        steps = [row[-1] for row in plan]
    assert not [each for each in steps if each.startswith("SCAN") and "message" in each], steps


def test_counting_ends_where_nobody_counts_any_more(
    platform: Platform, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_COUNTED", 2)
    for _ in range(3):
        tell(platform, firm)
    assert count_unread(platform, person(platform, firm.account_id)) == 2


# --- What a submission tells -----------------------------------------------------------------------------------------


def test_submission_is_told_with_its_result_and_who_looks_at_it(platform: Platform, firm: Firm) -> None:
    sent = submit(platform, make_filled_draft(platform, firm), firm.enterprise_id, firm.account_id, "key")
    found = latest(platform, firm)
    assert (found.kind, found.title) == (REMINDER, "已提交：创新型中小企业自评")
    assert found.link == f"/submissions/{sent}"
    assert "2025年度" in found.text
    assert "2026-03-01 12:00" in found.text
    assert "厦门市集美区中小企业主管部门 → 厦门市中小企业主管部门审核" in found.text


def test_submission_sent_twice_is_told_once(platform: Platform, firm: Firm) -> None:
    draft = make_filled_draft(platform, firm)
    for key in ("one", "two"):
        submit(platform, draft, firm.enterprise_id, firm.account_id, key)
    assert posted(platform) == 1


def test_submission_that_is_refused_is_not_told(platform: Platform, firm: Firm) -> None:
    draft = make_filled_draft(platform, firm, {}, ())
    submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    assert posted(platform) == 0


def test_procedure_that_nobody_reviews_is_done_at_once(platform: Platform, firm: Firm) -> None:
    draft = make_draft_of_case(platform, firm, "assess_digital", BEST)
    sent = submit(platform, draft, firm.enterprise_id, firm.account_id, "key")
    found = latest(platform, firm)
    assert (found.title, found.link) == ("已提交：数字化水平评测", f"/submissions/{sent}")
    assert "提交即办结" in found.text


def test_profile_that_was_sent_leads_to_its_page(platform: Platform, firm: Firm) -> None:
    know(platform, firm, REST)
    draft = begin_draft(platform, "maintain_profile", firm.enterprise_id, firm.account_id)
    assert isinstance(draft, UUID)
    assert isinstance(submit(platform, draft, firm.enterprise_id, firm.account_id, "key"), UUID)
    found = latest(platform, firm)
    assert (found.title, found.link) == ("已提交：企业信息维护", "/enterprise")
    assert "已经生效" in found.text

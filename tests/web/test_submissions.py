"""Checking and submitting: everything again on the server, once, frozen; and the result as it was."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.web.cases import CASE_A, DOCUMENTS, make_filled_draft, revision_of, section_form
from tests.web.pages import form_to, press
from tests.web.support import FACTS, Firm, Time, make_firm
from web.columns import canonical_json
from web.config import PROJECT
from web.models import Draft, Enterprise, Event, FormSource, Submission
from web.platform import Platform
from web.services.answers import Change, Refusal, save_change
from web.services.catalogue import Catalogue
from web.services.submissions import Checked, check_draft, frozen_assessment, read_result, submit

WITHOUT_OWN_RIGHT = CASE_A | {"ip_own": "0", "ip_class1": "0", "honours": ["none"]}


def send(platform: Platform, draft_id: UUID, firm: Firm, key: str = "key") -> UUID:
    sent = submit(platform, draft_id, firm.enterprise_id, firm.account_id, key)
    assert isinstance(sent, UUID)
    return sent


def submissions(platform: Platform) -> list[Submission]:
    with platform.database.read() as session:
        return list(session.scalars(select(Submission)))


# --- Checking ------------------------------------------------------------------------------------------------------


def test_check_links_every_problem_to_its_field(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm, CASE_A | {"ip_own": "x", "staff": {"2025": "1"}}, ())
    page = signed_in.get(f"/drafts/{draft_id}/check").text
    links = set(re.findall(rf'href="/drafts/{draft_id}/sections/([^"]+)"', page))
    assert {
        "capability#input-ip_own",
        "finance#input-staff-2024",
        "finance#input-staff-2023",
        "documents#input-audit_report",
    } <= links


def test_links_of_the_check_lead_to_what_is_there(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm, {"products": [{"name": "甲"}], "honours": ["other"]}, ())
    page = signed_in.get(f"/drafts/{draft_id}/check").text
    main = page[page.index("<main") : page.index("</main>")]
    for section, anchor in re.findall(r"/sections/(\w+)#([\w-]+)", main):
        assert f'id="{anchor}"' in signed_in.get(f"/drafts/{draft_id}/sections/{section}").text


def test_check_tells_warnings_apart(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    debts = {"liabilities": {"2025": "20000", "2024": "1", "2023": "1"}}
    draft_id = make_filled_draft(platform, firm, CASE_A | debts)
    page = signed_in.get(f"/drafts/{draft_id}/check").text
    assert "可以提交" in page
    warnings = page[page.index("请核对（不影响提交）") :]
    assert "2025年：负债总额大于资产总额" in warnings


def test_check_offers_no_button_while_something_is_missing(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    page = signed_in.get(f"/drafts/{make_filled_draft(platform, firm, {}, ())}/check").text
    assert 'name="_key"' not in page


# --- Sending -------------------------------------------------------------------------------------------------------


def test_sending_what_is_not_complete_lists_every_problem(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm)
    form = form_to(signed_in.get(f"/drafts/{draft_id}/check").text, "/submission")
    form.values = [pair for pair in form.values if pair[0] != "_seen"]
    revision = revision_of(platform, draft_id)
    change = Change(revision, {"ip_own": None, "revenue": {"2025": "-1"}})
    save_change(platform, draft_id, firm.enterprise_id, firm.account_id, change)
    response = press(signed_in, form)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "请填写自主研发的Ⅰ类知识产权数量" in response.text
    assert "营业收入总额" in response.text
    assert submissions(platform) == []


@pytest.mark.parametrize("missing", DOCUMENTS)
def test_missing_document_stands_in_the_way(platform: Platform, firm: Firm, missing: str) -> None:
    documents = tuple(each for each in DOCUMENTS if each != missing)
    draft_id = make_filled_draft(platform, firm, CASE_A, documents)
    checked = submit(platform, draft_id, firm.enterprise_id, firm.account_id, "key")
    assert isinstance(checked, Checked)
    assert [each.field for each in checked.blocking] == [missing]


def test_low_score_does_not_stand_in_the_way(platform: Platform, firm: Firm) -> None:
    send(platform, make_filled_draft(platform, firm, WITHOUT_OWN_RIGHT), firm)


def test_sending_freezes_answers_facts_form_and_assessment(platform: Platform, firm: Firm) -> None:
    draft_id = make_filled_draft(platform, firm)
    send(platform, draft_id, firm)
    (sent,) = submissions(platform)
    form = platform.catalogue.form("innovative")
    assert form is not None
    assert sent.answers["revenue"] == CASE_A["revenue"]
    assert sent.answers["audit_report"][0]["name"] == "audit_report.pdf"
    assert sent.facts["enterprise.name"] == "示例测试（厦门）有限公司"
    assert (sent.digest, sent.edition) == (form.digest, form.edition.isoformat())
    assert sent.assessment["score"]["total"] == 95
    assert sent.assessment["conclusions"] == {
        "by_score": True,
        "direct": False,
        "qualified": True,
        "eligible": True,
    }
    assert sent.assessment["on"] == "2026-03-01"


def test_sending_keeps_the_text_of_the_form(platform: Platform, firm: Firm) -> None:
    send(platform, make_filled_draft(platform, firm), firm)
    with platform.database.read() as session:
        source = session.scalars(select(FormSource)).one()
    assert source.bundle["name"] == "innovative.yaml"
    assert "form: innovative" in source.bundle["texts"]["innovative.yaml"]


def test_sending_is_on_record(platform: Platform, firm: Firm) -> None:
    draft_id = make_filled_draft(platform, firm)
    sent = send(platform, draft_id, firm)
    with platform.database.read() as session:
        event = session.scalars(select(Event).where(Event.what == "submitted")).one()
    assert event.subject == f"draft:{draft_id}"
    assert event.account_id == firm.account_id
    assert event.details["submission"] == str(sent)
    assert (event.details["from"], event.details["to"]) == ("draft", "submitted")


@pytest.mark.parametrize("keys", [("same", "same"), ("one", "another")])
def test_sending_again_gives_the_same_submission(
    platform: Platform, firm: Firm, keys: tuple[str, str]
) -> None:
    draft_id = make_filled_draft(platform, firm)
    first, second = (send(platform, draft_id, firm, key) for key in keys)
    assert first == second
    assert len(submissions(platform)) == 1


def test_double_click_leads_to_the_same_result(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm)
    form = form_to(signed_in.get(f"/drafts/{draft_id}/check").text, "/submission")
    first, second = (press(signed_in, form, follow=False).headers["Location"] for _ in range(2))
    assert first == second


def test_same_key_for_another_draft_is_another_submission(platform: Platform, firm: Firm) -> None:
    first = send(platform, make_filled_draft(platform, firm), firm, "key")
    other = make_firm(platform, "other", "91440305MADEM002XW")
    second = send(platform, make_filled_draft(platform, other), other, "key")
    assert first != second


def test_very_long_key_is_cut(platform: Platform, firm: Firm) -> None:
    send(platform, make_filled_draft(platform, firm), firm, "k" * 5000)


@pytest.mark.parametrize("key", ["a\0b", "\ud800", "", "键"])
def test_odd_key_stands_in_nobodys_way(any_platform: Platform, key: str) -> None:
    firm = make_firm(any_platform)
    assert send(any_platform, make_filled_draft(any_platform, firm), firm, key)


def test_many_clicks_at_once_send_once(any_platform: Platform) -> None:
    firm = make_firm(any_platform)
    draft_id = make_filled_draft(any_platform, firm)
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda number: send(any_platform, draft_id, firm, str(number)), range(8)))
    assert len(set(sent)) == 1
    assert len(submissions(any_platform)) == 1


def test_saving_and_sending_at_once_freeze_what_was_saved(any_platform: Platform) -> None:
    """Whatever was acknowledged before the submission is in it; what comes later is refused."""
    firm = make_firm(any_platform)
    draft_id = make_filled_draft(any_platform, firm)
    revision = revision_of(any_platform, draft_id)

    def save(number: int) -> str | None:
        change = Change(revision, {"ip_class1": str(number)}, {"ip_class1": "mine"})
        saved = save_change(any_platform, draft_id, firm.enterprise_id, firm.account_id, change)
        return None if isinstance(saved, Refusal) else str(number)

    with ThreadPoolExecutor(6) as pool:
        saves = [pool.submit(save, number) for number in range(1, 11)]
        sending = pool.submit(send, any_platform, draft_id, firm)
        saves += [pool.submit(save, number) for number in range(11, 21)]
        taken = [number for each in saves if (number := each.result()) is not None]
        sending.result()
    (sent,) = submissions(any_platform)
    assert sent.answers["ip_class1"] in {"1", *taken}
    with any_platform.database.read() as session:
        value = session.execute(
            text("SELECT value FROM draft_answer WHERE field = 'ip_class1' AND draft_id = :id"),
            {"id": draft_id.hex if any_platform.database.is_sqlite else draft_id},
        ).scalar_one()
    assert value == f'"{sent.answers["ip_class1"]}"'


def test_changed_since_it_was_looked_at_is_shown_again(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm)
    form = form_to(signed_in.get(f"/drafts/{draft_id}/check").text, "/submission")
    change = Change(revision_of(platform, draft_id), {"ip_class1": "5"})
    save_change(platform, draft_id, firm.enterprise_id, firm.account_id, change)
    response = press(signed_in, form)
    assert response.status_code == 409
    assert "刚刚有变化" in response.text
    assert press(signed_in, form_to(response.text, "/submission"), follow=False).status_code == 303


def test_form_changed_since_it_was_looked_at_is_shown_again(
    signed_in: FlaskClient, platform: Platform, firm: Firm, tmp_path: Path
) -> None:
    draft_id = make_filled_draft(platform, firm)
    form = form_to(signed_in.get(f"/drafts/{draft_id}/check").text, "/submission")
    folder = shutil.copytree(platform.config.forms_folder, tmp_path / "forms")
    path = folder / "innovative.yaml"
    path.write_text(path.read_text("utf-8").replace("5%: 20, 3%: 15", "6%: 20, 3%: 15"), "utf-8")
    object.__setattr__(platform, "catalogue", Catalogue(folder, looked_at_every=0))
    response = press(signed_in, form)
    assert response.status_code == 409
    assert submissions(platform) == []
    assert press(signed_in, form_to(response.text, "/submission"), follow=False).status_code == 303


def test_facts_changed_since_they_were_looked_at_are_shown_again(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm)
    form = form_to(signed_in.get(f"/drafts/{draft_id}/check").text, "/submission")
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {**enterprise.facts, "enterprise.size_class": "micro"}
    assert press(signed_in, form).status_code == 409
    assert submissions(platform) == []


def test_day_that_ends_while_something_is_sent(platform: Platform, firm: Firm) -> None:
    """Whatever the clock says a moment later, what is shown is reckoned on the day of the assessment."""
    sent = send(platform, make_filled_draft(platform, firm), firm)
    result = read_result(platform, sent, firm.enterprise_id)
    assert result is not None
    late = replace(result, submitted_at=result.submitted_at + timedelta(days=1))
    assert late.bound().on.isoformat() == result.assessment["on"]


def test_missing_fact_stands_in_the_way(platform: Platform, firm: Firm) -> None:
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = {k: v for k, v in enterprise.facts.items() if k != "enterprise.size_class"}
    draft_id = make_filled_draft(platform, firm)
    checked = submit(platform, draft_id, firm.enterprise_id, firm.account_id, "key")
    assert isinstance(checked, Checked)
    assert [each.field for each in checked.blocking] == ["enterprise.size_class"]


# --- Afterwards ----------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(platform: Platform, firm: Firm) -> UUID:
    return send(platform, make_filled_draft(platform, firm), firm)


def draft_of(platform: Platform, sent: UUID) -> UUID:
    with platform.database.read() as session:
        return session.get_one(Submission, sent).draft_id


@pytest.mark.parametrize("page", ["", "/check", "/sections/finance", "/discard"])
def test_pages_of_a_sent_draft_lead_to_its_result(
    signed_in: FlaskClient, platform: Platform, sent: UUID, page: str
) -> None:
    response = signed_in.get(f"/drafts/{draft_of(platform, sent)}{page}")
    assert response.headers["Location"] == f"/submissions/{sent}"


def test_stale_page_after_sending_shows_what_was_not_saved(
    signed_in: FlaskClient, platform: Platform, firm: Firm
) -> None:
    draft_id = make_filled_draft(platform, firm)
    form = section_form(signed_in, f"/drafts/{draft_id}", "capability")
    sent = send(platform, draft_id, firm)
    form.type("ip_own", "7")
    response = press(signed_in, form, ("_next", "save"))
    assert response.status_code == 409
    assert "已经提交，不能再修改" in response.text
    assert "7 项" in response.text
    (kept,) = submissions(platform)
    assert (kept.id, kept.answers["ip_own"]) == (sent, "1")


def test_sent_draft_cannot_be_thrown_away(signed_in: FlaskClient, platform: Platform, sent: UUID) -> None:
    token = form_to(signed_in.get("/").text, "sign-out").value("csrf_token")
    response = signed_in.post(f"/drafts/{draft_of(platform, sent)}/discard", data={"csrf_token": token})
    assert response.status_code == 404
    assert len(submissions(platform)) == 1


def test_state_of_a_sent_draft_says_so(signed_in: FlaskClient, platform: Platform, sent: UUID) -> None:
    state = signed_in.get(f"/drafts/{draft_of(platform, sent)}/state").get_json()
    assert state == {"state": "submitted", "result": f"/submissions/{sent}"}


def test_submission_cannot_be_changed_by_anybody(platform: Platform, sent: UUID) -> None:
    with pytest.raises(DBAPIError), platform.database.write() as session:
        session.execute(text("UPDATE submission SET answers = '{}'"))


def test_profile_changed_later_changes_no_submission(
    signed_in: FlaskClient, platform: Platform, firm: Firm, sent: UUID
) -> None:
    with platform.database.write() as session:
        enterprise = session.get_one(Enterprise, firm.enterprise_id)
        enterprise.facts = enterprise.facts | {"enterprise.contact": "后来的联系人"}
    page = signed_in.get(f"/submissions/{sent}/answers").text
    assert "示例乙" in page
    assert "后来的联系人" not in page


def test_old_submission_recomputes_after_the_form_was_changed(
    platform: Platform, firm: Firm, sent: UUID, time: Time
) -> None:
    result = read_result(platform, sent, firm.enterprise_id)
    assert result is not None
    again = canonical_json(frozen_assessment(result.bound()))
    assert again == canonical_json(result.assessment)


def test_result_says_yes_and_no_and_why(signed_in: FlaskClient, sent: UUID) -> None:
    page = signed_in.get(f"/submissions/{sent}").text
    conclusion = page[page.index("conclusion-by_score") : page.index("conclusion-qualified")]
    assert re.search(r"评价得分达到公告条件：<strong[^>]*>是</strong>", conclusion)
    assert "创新能力指标得分20分以上" in conclusion
    assert re.search(r"满足直通条件之一：<strong[^>]*>否</strong>", page)


def test_result_says_by_how_much(signed_in: FlaskClient, platform: Platform, firm: Firm) -> None:
    sent = send(platform, make_filled_draft(platform, firm, CASE_A | {"rd_expense": _yearly("100")}), firm)
    page = signed_in.get(f"/submissions/{sent}").text
    assert "创新能力指标 ≥ 20 分；实际：创新能力指标 = 15" in page


def _yearly(last: str) -> dict[str, str]:
    return {"2025": last, "2024": "480", "2023": "400"}


def test_result_names_edition_digest_and_day(signed_in: FlaskClient, platform: Platform, sent: UUID) -> None:
    page = signed_in.get(f"/submissions/{sent}").text
    form = platform.catalogue.form("innovative")
    assert form is not None
    for words in ("2026-03-01 12:00:00", form.edition.isoformat(), form.digest[:12], "2025 年"):
        assert words in page


def test_result_says_what_is_not_official(signed_in: FlaskClient, sent: UUID) -> None:
    page = signed_in.get(f"/submissions/{sent}").text
    assert "官方格式没有公开，按公开资料重建" in page
    assert "工信部企业〔2022〕63号" in page


def test_answers_have_nothing_to_type_into(signed_in: FlaskClient, sent: UUID) -> None:
    page = signed_in.get(f"/submissions/{sent}/answers").text
    main = page[page.index("<main") : page.index("</main>")]
    assert "<input" not in main
    assert "<textarea" not in main
    assert "<select" not in main


def test_file_of_a_submission_can_be_fetched(signed_in: FlaskClient, sent: UUID) -> None:
    page = signed_in.get(f"/submissions/{sent}/answers").text
    address = re.search(r'href="(/uploads/[^"]+)"', page)
    assert address is not None
    assert signed_in.get(address.group(1)).data.startswith(b"%PDF")


def test_list_shows_drafts_and_what_was_sent(
    signed_in: FlaskClient, platform: Platform, firm: Firm, sent: UUID
) -> None:
    draft_id = make_filled_draft(platform, firm, {}, ())
    page = signed_in.get("/submissions").text
    assert f'href="/drafts/{draft_id}"' in page
    assert f'href="/submissions/{sent}"' in page
    assert "详情" in page
    assert '<td class="table__number">95</td>' in page


def test_form_can_be_filled_again_after_sending(signed_in: FlaskClient, sent: UUID) -> None:
    page = signed_in.get("/").text
    assert "再次办理" in page
    assert f"/submissions/{sent}" in page


def test_draft_of_another_day_is_assessed_on_the_day_it_is_sent(
    platform: Platform, firm: Firm, time: Time
) -> None:
    draft_id = make_filled_draft(platform, firm)
    assert check_draft(platform, draft_id, firm.enterprise_id) is not None
    time.move(days=3)
    send(platform, draft_id, firm)
    assert submissions(platform)[0].assessment["on"] == "2026-03-04"
    with platform.database.read() as session:
        assert session.get_one(Draft, draft_id).state == "submitted"


# --- Words of the day -------------------------------------------------------------------------------------------------


def _replace_forms(platform: Platform, folder: Path, name: str, old: str, new: str) -> None:
    """The platform goes on with a copy of the forms in which a file says something else."""
    shutil.copytree(PROJECT / "forms", folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    object.__setattr__(platform, "catalogue", Catalogue(folder, looked_at_every=0))


def test_codes_keep_the_names_of_the_day_they_were_sent(
    signed_in: FlaskClient, platform: Platform, sent: UUID, tmp_path: Path
) -> None:
    before = signed_in.get(f"/submissions/{sent}/answers").text
    region = platform.catalogue.tables["regions"].get(FACTS["enterprise.region"])
    assert region is not None
    assert region.name in before
    _replace_forms(platform, tmp_path / "f", "reference/regions.tsv", f"\t{region.name}\t", "\t改名区\t")
    after = signed_in.get(f"/submissions/{sent}/answers").text
    assert after[after.index("<main") :] == before[before.index("<main") :]


@pytest.fixture
def unreadable(platform: Platform, firm: Firm, tmp_path: Path) -> UUID:
    """A submission whose kept form does not compile any more."""
    form = platform.catalogue.form("innovative")
    assert form is not None
    bundle = {"name": "innovative.yaml", "texts": {"innovative.yaml": "form: ["}}
    with platform.database.write() as session:
        kept = FormSource(
            digest=form.digest, form=form.id, edition="1", bundle=bundle, kept_at=platform.clock.now()
        )
        session.add(kept)
    sent = send(platform, make_filled_draft(platform, firm), firm)
    _replace_forms(
        platform, tmp_path / "f", "innovative.yaml", "title: 创新型中小企业自评表", "title: 新的标题"
    )
    return sent


def test_result_is_shown_though_its_form_does_not_compile_any_more(
    signed_in: FlaskClient, unreadable: UUID
) -> None:
    page = signed_in.get(f"/submissions/{unreadable}")
    assert page.status_code == 200
    assert "创新型中小企业自评表：结果" in page.text
    assert "总分 <strong>95</strong> 分" in page.text


def test_answers_say_that_their_form_does_not_compile_any_more(
    signed_in: FlaskClient, unreadable: UUID
) -> None:
    page = signed_in.get(f"/submissions/{unreadable}/answers")
    assert page.status_code == 200
    assert "内容已完整保存" in page.text


def test_list_shows_what_was_sent_with_a_form_that_does_not_compile_any_more(
    signed_in: FlaskClient, unreadable: UUID
) -> None:
    assert f"/submissions/{unreadable}" in signed_in.get("/submissions").text

"""Who was certified: told to everybody who asks by name or code, with nothing else of an enterprise; and the lists."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.captchas import answered, fields_of
from tests.web.cases import make_filled_draft
from tests.web.support import FACTS, Firm, Time, make_firm, token_of
from web.models import Enterprise
from web.models_review import Case, Certification
from web.platform import Platform
from web.services.captchas import Answer
from web.services.certificates import (
    ON_A_PAGE,
    Answered,
    Found,
    Question,
    find_certificates,
    list_batch,
    list_batches,
)
from web.services.publicity import list_publicised
from web.services.submissions import submit

INNOVATIVE, SPECIALIZED = "certification.innovative", "certification.specialized"
XIAMEN, FUJIAN = "350200", "350000"
CODE = "91350211MADEM00113"


def make_enterprise(platform: Platform, name: str, credit_code: str = CODE, **facts: Any) -> int:
    now = platform.clock.now()
    with platform.database.write() as session:
        firm = Enterprise(
            name=name, credit_code=credit_code, facts={**FACTS, **facts}, created_at=now, updated_at=now
        )
        session.add(firm)
        session.flush()
        return firm.id


def certify(platform: Platform, enterprise_id: int, fact: str = INNOVATIVE, **more: Any) -> None:
    with platform.database.write() as session:
        given = {
            "batch": "2026年第一批",
            "number": "示例-0001",
            "authority": XIAMEN,
            "since": date(2026, 1, 1),
            "until": date(2028, 12, 31),
            **more,
        }
        session.add(
            Certification(enterprise_id=enterprise_id, fact=fact, made_at=platform.clock.now(), **given)
        )


def find(platform: Platform, name: str = "", credit_code: str = "") -> tuple[Found, ...]:
    found = find_certificates(platform, Question(name, credit_code), answered(platform))
    assert found is not None
    return found.enterprises


def names(found: tuple[Found, ...]) -> list[str]:
    return [each.name for each in found]


@pytest.fixture
def certified(platform: Platform) -> int:
    number = make_enterprise(platform, "示例机器人（厦门）有限公司")
    certify(platform, number)
    return number


# --- Who is found --------------------------------------------------------------------------------------------


def test_enterprise_is_found_by_part_of_its_name_and_by_its_code(any_platform: Platform) -> None:
    certify(any_platform, make_enterprise(any_platform, "示例机器人（厦门）有限公司"))
    for question in ({"name": "机器人（厦"}, {"name": "机器人(厦"}, {"credit_code": CODE}):
        assert names(find(any_platform, **question)) == ["示例机器人（厦门）有限公司"], question


def test_code_is_exact(platform: Platform, certified: int) -> None:
    assert find(platform, credit_code=CODE[:-1]) == ()
    assert find(platform, credit_code="%") == ()


def test_name_and_code_must_both_fit(platform: Platform, certified: int) -> None:
    assert names(find(platform, "示例机器人", CODE)) == ["示例机器人（厦门）有限公司"]
    assert find(platform, "别的企业名", CODE) == ()


@pytest.mark.parametrize("name", ["%%%%", "____", "示例%有限", "' OR 1=1"])
def test_signs_of_patterns_find_nothing(any_platform: Platform, name: str) -> None:
    certify(any_platform, make_enterprise(any_platform, "示例机器人（厦门）有限公司"))
    assert find(any_platform, name) == ()


def test_enterprise_without_a_title_is_not_told_of(platform: Platform) -> None:
    make_enterprise(platform, "示例没有称号有限公司")
    assert find(platform, "示例没有称号") == ()
    assert find(platform, credit_code=CODE) == ()


def test_title_that_was_imported_is_told(any_platform: Platform) -> None:
    given: dict[str, Any] = {
        INNOVATIVE: True,
        f"{INNOVATIVE}_since": "2025-06-20",
        f"{INNOVATIVE}_until": "2028-06-19",
    }
    make_enterprise(any_platform, "示例导入有限公司", **given)
    make_enterprise(any_platform, "示例导入二有限公司", "91440305MADEM002XW", **{INNOVATIVE: False})
    (found,) = find(any_platform, "示例导入")
    (shown,) = found.certificates
    assert (shown.title, shown.since, shown.until, shown.state) == (
        "创新型中小企业", "2025-06-20", "2028-06-19", "有效",
    )  # fmt: skip


def test_more_than_a_page_is_told(platform: Platform) -> None:
    for number in range(21):
        certify(platform, make_enterprise(platform, f"示例同名企业{number:02}", f"{number:018}"))
    found = find_certificates(platform, Question("示例同名"), answered(platform))
    assert found is not None
    assert (len(found.enterprises), found.more) == (20, True)


# --- What is told --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"until": date(2026, 3, 1)}, "有效"),
        ({"until": date(2026, 2, 28)}, "已到期"),
        ({"cancelled_on": date(2026, 3, 1)}, "已取消"),
        ({"cancelled_on": date(2026, 3, 2)}, "有效"),
        ({"since": date(2026, 3, 2)}, "未生效"),
    ],
)
def test_state_is_that_of_today(platform: Platform, more: dict[str, Any], state: str) -> None:
    certify(platform, make_enterprise(platform, "示例状态有限公司"), **more)
    assert [each.state for each in find(platform, "示例状态")[0].certificates] == [state]


def test_every_certificate_is_told_the_newest_first(platform: Platform, certified: int) -> None:
    certify(platform, certified, SPECIALIZED, batch="2026年第二批", since=date(2026, 2, 1))
    shown = find(platform, credit_code=CODE)[0].certificates
    assert [(each.title, each.batch) for each in shown] == [
        ("专精特新中小企业", "2026年第二批"),
        ("创新型中小企业", "2026年第一批"),
    ]


def test_page_tells_titles_and_nothing_else(client: FlaskClient, platform: Platform, certified: int) -> None:
    page = ask(client, platform, name="示例机器人").text
    answer = page[page.index('id="found-title"') : page.index("再查一家")]
    for told in (
        "示例机器人（厦门）有限公司",
        "创新型中小企业",
        "2026年第一批",
        "示例-0001",
        "有效",
        "2028-12-31",
    ):
        assert told in answer
    kept = {value for value in FACTS.values() if isinstance(value, str) and len(value) > 5}
    assert [each for each in sorted(kept) if each in answer] == []


def ask(client: FlaskClient, platform: Platform, **fields: str) -> Any:
    """Fill in the form with the right answer to its captcha."""
    page = client.get("/certificates").text
    data = {"csrf_token": token_of(client), **fields_of(platform, page), **fields}
    return client.post("/certificates", data=data)


def test_nothing_found_says_what_to_check(client: FlaskClient, platform: Platform) -> None:
    page = ask(client, platform, name="示例没有这家").text
    assert "没有查到认定记录" in page
    assert "与营业执照上的一致" in page
    assert 'value="示例没有这家"' in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "填一项即可"),
        ({"name": "三个字"}, "至少填 4 个字"),
        ({"name": "字" * 101}, "不超过 100 个字"),
        ({"credit_code": "123"}, "18"),
    ],
)
def test_question_that_is_none_comes_back(
    client: FlaskClient, platform: Platform, fields: dict[str, str], told: str
) -> None:
    answer = ask(client, platform, **fields)
    assert (answer.status_code, told in answer.text) == (422, True)
    for value in fields.values():
        assert f'value="{value}"' in answer.text


# --- The captcha ---------------------------------------------------------------------------------------------


def test_wrong_answer_tells_nothing(client: FlaskClient, platform: Platform, certified: int) -> None:
    answer = ask(client, platform, name="示例机器人", captcha_answer="1000")
    assert answer.status_code == 422
    assert "示例-0001" not in answer.text
    assert 'value="示例机器人"' in answer.text


@pytest.mark.parametrize("answer", [None, Answer(uuid4(), "1")])
def test_nobody_asks_without_an_answer(platform: Platform, certified: int, answer: Answer | None) -> None:
    assert find_certificates(platform, Question("示例机器人"), answer) is None


def test_answer_is_good_for_one_question(platform: Platform, certified: int) -> None:
    answer = answered(platform)
    assert isinstance(find_certificates(platform, Question("示例机器人"), answer), Answered)
    assert find_certificates(platform, Question("示例机器人"), answer) is None


def test_another_captcha_keeps_what_was_typed(client: FlaskClient) -> None:
    data = {"csrf_token": token_of(client), "name": "示例机器人", "captcha": "words"}
    page = client.post("/certificates", data=data).text
    assert 'value="示例机器人"' in page
    assert "改用图片" in page


def test_page_that_was_open_too_long_keeps_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/certificates", data={"csrf_token": "old", "name": "示例机器人"})
    assert answer.status_code == 400
    assert 'value="示例机器人"' in answer.text


def test_questions_are_limited(client: FlaskClient) -> None:
    data = {"csrf_token": token_of(client)}
    statuses = [client.post("/certificates", data=data).status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (422, 429)


# --- Lists ---------------------------------------------------------------------------------------------------


def test_batches_are_listed_the_newest_first(any_platform: Platform) -> None:
    one, two = (make_enterprise(any_platform, f"示例{each}", f"{each:018}") for each in (1, 2))
    certify(any_platform, one)
    certify(any_platform, two, number="示例-0002")
    certify(any_platform, one, SPECIALIZED, batch="2026年第二批", authority=FUJIAN, since=date(2026, 2, 1))
    certify(any_platform, two, SPECIALIZED, batch="")
    assert [(each.batch, each.title, each.office, each.count) for each in list_batches(any_platform)] == [
        ("2026年第二批", "专精特新中小企业", "福建省中小企业主管部门", 1),
        ("2026年第一批", "创新型中小企业", "厦门市中小企业主管部门", 2),
    ]


def test_batch_comes_in_pages_by_number(platform: Platform) -> None:
    for each in range(ON_A_PAGE + 1):
        certify(platform, make_enterprise(platform, f"示例{each}", f"{each:018}"), number=f"示例-{each:04}")
    second = list_batch(platform, INNOVATIVE, "2026年第一批", XIAMEN, 2)
    assert second is not None
    assert ([name for name, _ in second.entries], second.pages) == ([f"示例{ON_A_PAGE}"], 2)


def test_page_of_a_batch_is_led_to(client: FlaskClient, platform: Platform, certified: int) -> None:
    found = re.search(r'href="(/certificates/batch\?[^"]+)"', client.get("/certificates/batches").text)
    assert found is not None
    page = client.get(found[1].replace("&amp;", "&")).text
    assert "示例机器人（厦门）有限公司" in page
    assert CODE not in page


@pytest.mark.parametrize("query", ["", "?batch=x", "?fact=a&batch=%00", "?batch="])
def test_batch_that_is_none_is_not_there(client: FlaskClient, certified: int, query: str) -> None:
    assert client.get(f"/certificates/batch{query}").status_code == 404


# --- Publicity -----------------------------------------------------------------------------------------------


def publicise(platform: Platform, firm: Firm, state: str = "publicised", **more: Any) -> None:
    """The case of something that was sent, as it stands in publicity."""
    draft_id = make_filled_draft(platform, firm)
    assert isinstance(submit(platform, draft_id, firm.enterprise_id, firm.account_id, "key"), UUID)
    with platform.database.write() as session:
        case = session.scalars(select(Case).where(Case.draft_id == draft_id)).one()
        case.state, case.publicity_from, case.publicity_until = state, date(2026, 3, 1), date(2026, 3, 5)
        for name, value in more.items():
            setattr(case, name, value)


def test_names_in_publicity_are_listed_with_their_days(
    platform: Platform, firm: Firm, client: FlaskClient
) -> None:
    publicise(platform, firm)
    (shown,) = list_publicised(platform, "", "", 1).entries
    assert (shown.name, shown.region, shown.procedure) == (
        "示例测试（厦门）有限公司", "福建省厦门市集美区", "创新型中小企业自评",
    )  # fmt: skip
    assert (shown.first, shown.last, shown.state) == (date(2026, 3, 1), date(2026, 3, 5), "公示中")
    page = client.get("/publicity").text
    assert "示例测试（厦门）有限公司" in page
    assert CODE not in page


def test_publicity_that_is_over_says_so(platform: Platform, firm: Firm, time: Time) -> None:
    publicise(platform, firm)
    time.move(days=5)
    assert [each.state for each in list_publicised(platform, "", "", 1).entries] == ["公示期满"]


@pytest.mark.parametrize("state", ["approved", "reviewing", "certified"])
def test_what_is_not_in_publicity_is_not_told(platform: Platform, firm: Firm, state: str) -> None:
    publicise(platform, firm, state)
    assert list_publicised(platform, "", "", 1).entries == ()


def test_publicity_that_has_not_begun_is_not_told(platform: Platform, firm: Firm) -> None:
    publicise(platform, firm, publicity_from=date(2026, 3, 2))
    assert list_publicised(platform, "", "", 1).entries == ()


def test_publicity_is_chosen_by_province_and_procedure(platform: Platform, firm: Firm) -> None:
    publicise(platform, firm)
    make_firm(platform, "other", "91440305MADEM002XW")
    assert list_publicised(platform, XIAMEN, "declare_innovative", 1).count == 1
    assert list_publicised(platform, FUJIAN, "", 1).count == 0
    assert list_publicised(platform, "", "declare_specialized", 1).count == 0

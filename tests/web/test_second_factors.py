"""The second factor: set up, asked for while signing in, switched off; codes of one use."""

from __future__ import annotations

import html
import re
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web.support import PASSWORD, Firm, Time, hidden_fields, make_firm, sign_in, token_of
from web import messages_sessions as messages
from web.application import create_application
from web.config import Config
from web.models import OFFICER, Account, SignInAttempt
from web.models_accounts import RecoveryCode
from web.platform import Platform
from web.services import accounts, second_factors, totp
from web.services.accounts import HALFWAY_LASTS, Halfway, finish_sign_in, set_password
from web.services.attempts import Refusal
from web.services.devices import remember
from web.services.lock_out import FREE_TRIES
from web.services.people import SignedIn
from web.services.second_factors import Confirmed, Setup
from web.services.sessions import Place, find_person

HERE = Place("127.0.0.1", "Chrome（Windows）")
KNOWN = replace(HERE, browser="0123456789abcdef" * 4)
PAGE = "/account/second-factor"


def code(secret: str, moment: datetime, steps: int = 0) -> str:
    return pyotp.TOTP(secret.replace(" ", "")).at(int(moment.timestamp()) + 30 * steps)


def secret_of(platform: Platform, account_id: int) -> str:
    with platform.database.read() as session:
        found = session.get_one(Account, account_id).totp_secret
    assert found is not None
    return found


def first_factor(platform: Platform) -> SignedIn | Halfway:
    found = accounts.sign_in(platform, "tester", PASSWORD, HERE)
    assert not isinstance(found, Refusal)
    return found


def halfway(platform: Platform) -> Halfway:
    found = first_factor(platform)
    assert isinstance(found, Halfway)
    return found


def set_up(platform: Platform) -> Confirmed:
    """The account of the firm asks for a second factor; a minute passes, so that the next code is a new one."""
    person = first_factor(platform)
    assert isinstance(person, SignedIn)
    setup = second_factors.begin(platform, person.account_id)
    assert isinstance(setup, Setup)
    typed = code(setup.secret, platform.clock.now())
    confirmed = second_factors.confirm(platform, person, typed, PASSWORD, HERE)
    assert isinstance(confirmed, Confirmed)
    return confirmed


@pytest.fixture
def confirmed(platform: Platform, firm: Firm, time: Time) -> Confirmed:
    found = set_up(platform)
    time.move(minutes=1)
    return found


# --- The code ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_is_right_a_step_before_and_after(
    platform: Platform, firm: Firm, confirmed: Confirmed, time: Time, steps: int, right: bool
) -> None:
    time.move(minutes=5)
    typed = code(secret_of(platform, firm.account_id), time.moment, steps)
    found = finish_sign_in(platform, halfway(platform), typed, HERE)
    assert isinstance(found, SignedIn) == right


def test_code_is_good_for_once(platform: Platform, firm: Firm, confirmed: Confirmed, time: Time) -> None:
    typed = code(secret_of(platform, firm.account_id), time.moment)
    assert isinstance(finish_sign_in(platform, halfway(platform), typed, HERE), SignedIn)
    assert finish_sign_in(platform, halfway(platform), typed, HERE) == Refusal("wrong")


def test_code_older_than_one_that_was_used_is_worthless(
    platform: Platform, firm: Firm, confirmed: Confirmed, time: Time
) -> None:
    secret = secret_of(platform, firm.account_id)
    finish_sign_in(platform, halfway(platform), code(secret, time.moment), HERE)
    assert finish_sign_in(platform, halfway(platform), code(secret, time.moment, -1), HERE) == Refusal(
        "wrong"
    )


def test_code_of_the_setting_up_does_not_sign_in(platform: Platform, firm: Firm, time: Time) -> None:
    set_up(platform)
    typed = code(secret_of(platform, firm.account_id), time.moment)
    assert finish_sign_in(platform, halfway(platform), typed, HERE) == Refusal("wrong")


def test_code_sent_many_times_at_once_signs_in_once(any_platform: Platform, time: Time) -> None:
    firm = make_firm(any_platform)
    set_up(any_platform)
    time.move(minutes=1)
    begun, typed = halfway(any_platform), code(secret_of(any_platform, firm.account_id), time.moment)
    results: list[SignedIn | Refusal] = []
    threads = [
        threading.Thread(target=lambda: results.append(finish_sign_in(any_platform, begun, typed, HERE)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(each, SignedIn) for each in results) == 1
    assert len(results) == 4


def test_codes_cannot_be_guessed_for_long(
    platform: Platform, firm: Firm, confirmed: Confirmed, time: Time
) -> None:
    begun = halfway(platform)
    reasons = [finish_sign_in(platform, begun, "000000", HERE) for _ in range(FREE_TRIES)]
    assert reasons[-2:] == [Refusal("wrong"), Refusal("locked", timedelta(seconds=30))]
    elsewhere = Place("203.0.113.7")
    right = code(secret_of(platform, firm.account_id), time.moment)
    found = finish_sign_in(platform, begun, right, elsewhere)
    assert isinstance(found, Refusal)
    assert found.reason == "locked"


def test_guesses_of_codes_do_not_lock_a_known_browser_out(
    platform: Platform, firm: Firm, confirmed: Confirmed, time: Time
) -> None:
    remember(platform, firm.account_id, KNOWN.browser)
    begun = halfway(platform)
    for _ in range(FREE_TRIES + 2):
        finish_sign_in(platform, begun, "000000", HERE)
    typed = code(secret_of(platform, firm.account_id), time.moment)
    assert isinstance(finish_sign_in(platform, begun, typed, KNOWN), SignedIn)


def test_first_factor_is_worth_nothing_after_five_minutes(
    platform: Platform, firm: Firm, confirmed: Confirmed, time: Time
) -> None:
    begun = halfway(platform)
    time.move(seconds=HALFWAY_LASTS.total_seconds() + 1)
    typed = code(secret_of(platform, firm.account_id), time.moment)
    assert finish_sign_in(platform, begun, typed, HERE) == Refusal("expired")


def test_first_factor_is_worth_nothing_after_a_new_password(
    platform: Platform, firm: Firm, confirmed: Confirmed, time: Time
) -> None:
    begun = halfway(platform)
    time.move(seconds=1)
    set_password(platform, "tester", "another-passphrase")
    typed = code(secret_of(platform, firm.account_id), time.moment)
    assert finish_sign_in(platform, begun, typed, HERE) == Refusal("expired")


def test_second_factor_is_recorded(platform: Platform, firm: Firm, confirmed: Confirmed, time: Time) -> None:
    begun = halfway(platform)
    finish_sign_in(platform, begun, "000000", HERE)
    finish_sign_in(platform, begun, code(secret_of(platform, firm.account_id), time.moment), HERE)
    with platform.database.read() as session:
        rows = session.scalars(select(SignInAttempt).order_by(SignInAttempt.id)).all()
    assert [each.outcome for each in rows] == ["signed_in", "second_factor", "second_factor", "signed_in"]
    assert {each.account_id for each in rows} == {firm.account_id}


# --- Codes of one use ----------------------------------------------------------------------------------------


def test_recovery_code_signs_in_once(platform: Platform, firm: Firm, confirmed: Confirmed) -> None:
    typed = confirmed.codes[3].upper().replace("-", " ")
    assert isinstance(finish_sign_in(platform, halfway(platform), typed, HERE), SignedIn)
    assert finish_sign_in(platform, halfway(platform), typed, HERE) == Refusal("wrong")


def test_recovery_codes_are_ten_and_kept_as_hashes(
    platform: Platform, firm: Firm, confirmed: Confirmed
) -> None:
    assert len({*confirmed.codes}) == 10
    with platform.database.read() as session:
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == 10
    assert not {each.replace("-", "") for each in confirmed.codes} & {*kept}


def test_recovery_code_of_another_account_is_wrong(
    platform: Platform, firm: Firm, confirmed: Confirmed
) -> None:
    other = make_firm(platform, "other", "91440305MADEM002XW")
    with platform.database.write() as session:
        theirs = totp.give_recovery_codes(session, other.account_id)
    assert finish_sign_in(platform, halfway(platform), theirs[0], HERE) == Refusal("wrong")


def test_recovery_codes_that_are_renewed_are_worthless(
    platform: Platform, firm: Firm, confirmed: Confirmed
) -> None:
    renewed = second_factors.renew_codes(platform, firm.account_id, PASSWORD, HERE)
    assert not isinstance(renewed, Refusal)
    assert finish_sign_in(platform, halfway(platform), confirmed.codes[0], HERE) == Refusal("wrong")
    assert isinstance(finish_sign_in(platform, halfway(platform), renewed[0], HERE), SignedIn)


# --- Setting up ----------------------------------------------------------------------------------------------


def test_setting_up_changes_nothing_until_it_is_confirmed(platform: Platform, firm: Firm) -> None:
    first = second_factors.begin(platform, firm.account_id)
    assert first == second_factors.begin(platform, firm.account_id)
    assert isinstance(first_factor(platform), SignedIn)


@pytest.mark.parametrize(
    ("typed", "password", "reason"), [(None, "wrong", "wrong"), ("000000", PASSWORD, "code")]
)
def test_setting_up_needs_the_password_and_a_code(
    platform: Platform, firm: Firm, typed: str | None, password: str, reason: str
) -> None:
    person = first_factor(platform)
    assert isinstance(person, SignedIn)
    setup = second_factors.begin(platform, firm.account_id)
    assert isinstance(setup, Setup)
    sent = typed or code(setup.secret, platform.clock.now())
    refused = second_factors.confirm(platform, person, sent, password, HERE)
    assert isinstance(refused, Refusal)
    assert refused.reason == reason
    assert isinstance(first_factor(platform), SignedIn)


def test_setting_up_ends_the_sessions_of_before(platform: Platform, firm: Firm) -> None:
    before = first_factor(platform)
    assert isinstance(before, SignedIn)
    confirmed = set_up(platform)
    assert find_person(platform, before.token) is None
    assert find_person(platform, confirmed.person.token) == confirmed.person


def test_switching_off_needs_the_password(platform: Platform, firm: Firm, confirmed: Confirmed) -> None:
    refused = second_factors.switch_off(platform, firm.account_id, "wrong", HERE)
    assert refused == Refusal("wrong")
    assert isinstance(first_factor(platform), Halfway)
    assert second_factors.switch_off(platform, firm.account_id, PASSWORD, HERE) is None
    assert isinstance(first_factor(platform), SignedIn)
    with platform.database.read() as session:
        assert session.scalars(select(RecoveryCode)).all() == []


# --- Over HTTP -----------------------------------------------------------------------------------------------


def post(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    data = {"csrf_token": token_of(client), **fields}
    return client.post(address, data=data, headers={"Sec-Fetch-Site": "same-origin"})


def secret_on(page: str) -> str:
    found = re.search(r'class="secret-words"[^>]*>([A-Z2-7 ]+)<', page)
    assert found is not None
    return found.group(1)


def test_page_sets_up_and_shows_the_codes_once(signed_in: FlaskClient, time: Time) -> None:
    page = signed_in.get(PAGE).text
    assert "<svg" in page
    assert "style=" not in page
    shown = post(signed_in, PAGE, code=code(secret_on(page), time.moment), password=PASSWORD).text
    codes = re.findall(r"<li>([a-z2-9-]{19})</li>", shown)
    assert len(codes) == 10
    assert codes[0] not in signed_in.get(PAGE).text
    token = token_of(signed_in)
    file = signed_in.post(f"{PAGE}/codes.txt", data={"csrf_token": token, "code": codes})
    assert "attachment" in file.headers["Content-Disposition"]
    assert all(each in file.text for each in codes)


def test_page_writes_no_file_of_other_words(signed_in: FlaskClient, confirmed: Confirmed) -> None:
    sign_in(signed_in, "tester")
    post(signed_in, "/sign-in/second-factor", code=confirmed.codes[0])
    assert post(signed_in, f"{PAGE}/codes.txt", code="anything").status_code == 404
    assert post(signed_in, f"{PAGE}/codes.txt").status_code == 404


def test_page_tells_a_wrong_password_and_a_wrong_code(signed_in: FlaskClient, time: Time) -> None:
    right = code(secret_on(signed_in.get(PAGE).text), time.moment)
    assert messages.PASSWORD_AGAIN_MISSING in post(signed_in, PAGE, code=right).text
    assert messages.PASSWORD_AGAIN_WRONG in post(signed_in, PAGE, code=right, password="x").text
    assert messages.SETUP_CODE_WRONG in post(signed_in, PAGE, code="1", password=PASSWORD).text
    assert messages.SECOND_FACTOR_MISSING in post(signed_in, PAGE, password=PASSWORD).text


def test_sign_in_asks_for_the_code_and_goes_on(
    client: FlaskClient, platform: Platform, firm: Firm, confirmed: Confirmed, time: Time
) -> None:
    response = sign_in(client, "tester", next="/enterprise?tab=1")
    assert response.location == "/sign-in/second-factor"
    assert client.get("/session").get_json()["account"] is None
    assert "双重验证" in client.get("/sign-in/second-factor").text
    wrong = post(client, "/sign-in/second-factor", code="000000")
    assert html.escape(messages.SECOND_FACTOR_WRONG) in wrong.text
    typed = code(secret_of(platform, firm.account_id), time.moment)
    assert post(client, "/sign-in/second-factor", code=typed).location == "/enterprise?tab=1"
    assert client.get("/session").get_json()["account"]["id"] == firm.account_id


def test_sign_in_with_a_code_keeps_what_was_typed(client: FlaskClient, confirmed: Confirmed) -> None:
    carried = {"carried_to": "/notes", "carried.a": "甲"}
    page = sign_in(client, "tester", **carried)
    assert hidden_fields(page.text) == {"carried.a": "甲"}
    page = post(client, "/sign-in/second-factor", code="000000", **carried)
    assert hidden_fields(page.text) == {"carried.a": "甲"}
    page = post(client, "/sign-in/second-factor", code=confirmed.codes[0], **carried)
    assert hidden_fields(page.text) == {"a": "甲"}


def test_sign_in_begins_again_when_the_time_is_over(
    client: FlaskClient, confirmed: Confirmed, time: Time
) -> None:
    sign_in(client, "tester")
    time.move(minutes=6)
    assert post(client, "/sign-in/second-factor", code=confirmed.codes[0]).location == "/sign-in"
    assert messages.SECOND_FACTOR_EXPIRED in client.get("/sign-in").text


def test_nobody_gets_to_the_second_factor_without_the_first(
    client: FlaskClient, confirmed: Confirmed
) -> None:
    assert client.get("/sign-in/second-factor").location == "/sign-in"
    assert post(client, "/sign-in/second-factor", code=confirmed.codes[0]).location == "/sign-in"
    assert client.get("/session").get_json()["account"] is None


def test_code_with_a_stale_token_is_asked_for_again(client: FlaskClient, confirmed: Confirmed) -> None:
    sign_in(client, "tester")
    response = client.post("/sign-in/second-factor", data={"csrf_token": "old", "code": "1"})
    assert response.status_code == 400
    assert "双重验证" in response.text


def test_signing_in_over_a_page_leads_to_the_second_factor(
    client: FlaskClient, firm: Firm, confirmed: Confirmed
) -> None:
    body = {"login_name": "tester", "password": PASSWORD, "account": firm.account_id}
    answer = client.post("/session", json=body, headers={"X-CSRFToken": token_of(client)})
    assert answer.status_code == 401
    error = answer.get_json()["error"]
    assert (error["code"], error["link"]) == ("second_factor", "/sign-in/second-factor")
    post(client, "/sign-in/second-factor", code=confirmed.codes[0])
    assert client.get("/session").get_json()["account"]["id"] == firm.account_id


def test_officer_is_held_until_it_is_set_up(
    config: Config, platform: Platform, firm: Firm, time: Time
) -> None:
    with platform.database.write() as session:
        account = session.get_one(Account, firm.account_id)
        account.kind, account.role, account.enterprise_id, account.authority = OFFICER, None, None, "350200"
    settings = replace(config, officer_second_factor=True)
    client = create_application(settings, clock=time.clock).test_client()
    sign_in(client, "tester")
    held = client.get("/submissions?x=1")
    assert held.location == f"{PAGE}?next=/submissions?x%3D1"
    page = client.get(held.location).text
    shown = post(
        client, PAGE, code=code(secret_on(page), time.moment), password=PASSWORD, next="/submissions?x=1"
    )
    assert 'href="/submissions?x=1"' in shown.text
    assert client.get("/submissions?x=1").location is None


def test_switching_off_over_http(signed_in: FlaskClient, application: Flask, confirmed: Confirmed) -> None:
    sign_in(signed_in, "tester")
    post(signed_in, "/sign-in/second-factor", code=confirmed.codes[0])
    assert "9 个恢复码" in signed_in.get(PAGE).text
    assert messages.PASSWORD_AGAIN_WRONG in post(signed_in, f"{PAGE}/off", password="wrong").text
    assert post(signed_in, f"{PAGE}/off", password=PASSWORD).location == PAGE
    assert "secret-words" in signed_in.get(PAGE).text

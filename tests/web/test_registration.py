"""Registering: what is kept, who is told what, and that one enterprise has one account."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.web.support import Time, make_config, make_firm
from web.migrations import upgrade_database
from web.models import Account, Enterprise, Event
from web.models_accounts import SignInSession
from web.models_delivery import Outgoing
from web.platform import Platform
from web.services import accounts, codes, registration
from web.services.codes import Expired, Right, Sent, TooSoon, Used, Wrong
from web.services.contacts import EMAIL, ID_NUMBER, MOBILE, find_accounts
from web.services.people import SignedIn
from web.services.registration import LegalPerson, NaturalPerson, Refusal, Registration, register, send_code
from web.services.sessions import Place, find_person

PLACE = Place("192.0.2.7", "Firefox（Linux）")
PHONE, MAILBOX, CARD, PASSWORD = "13800001234", "clerk@example.com", "11010519491231002X", "kiln-Roof-27"
CREDIT_CODE, ORGANISATION = "91350100M000100Y43", "802100433"
FIRM = LegalPerson("enterprise", CREDIT_CODE, "示例（福州）有限公司")
PERSON = NaturalPerson("示例甲", "id_card", CARD)


@pytest.fixture
def registering(any_platform: Platform) -> Platform:
    """A platform that keeps what it would send."""
    return replace(any_platform, config=replace(any_platform.config, demonstration=True))


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path, time: Time) -> Iterator[Platform]:
    """Where two may write at once: SQLite lets one writer in after another."""
    config = replace(make_config(tmp_path, postgres_url), demonstration=True)
    platform = Platform.from_config(config, time.clock)
    upgrade_database(platform.database)
    yield platform
    platform.database.dispose()


def filled(platform: Platform, phone: str = PHONE, **changed: object) -> Registration:
    """A registration with a right code, which is sent to the telephone."""
    assert isinstance(send_code(platform, phone, PLACE), Sent)
    whole = Registration("Example_01", PASSWORD, MAILBOX, phone, last_code(platform), FIRM)
    return replace(whole, **changed)  # type: ignore[arg-type]


def last_code(platform: Platform) -> str:
    with platform.database.read() as session:
        row = session.scalars(select(Outgoing).order_by(Outgoing.id.desc())).first()
    assert row is not None
    return re.findall(r"\b\d{6}\b", row.text or "")[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def account_of(platform: Platform, login_name: str) -> Account:
    with platform.database.read() as session:
        return session.scalars(select(Account).where(Account.login_name == login_name)).one()


def count(platform: Platform, table: type[Account] | type[Enterprise]) -> int:
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def taken(platform: Platform, registration: Registration) -> Refusal:
    found = register(platform, registration, PLACE)
    assert isinstance(found, Refusal)
    return found


# --- What is kept --------------------------------------------------------------------------------------------


def test_legal_person_gets_an_account_an_enterprise_and_a_session(registering: Platform) -> None:
    person = register(registering, filled(registering), PLACE)
    assert isinstance(person, SignedIn)
    assert (person.kind, person.role, person.is_verified) == ("legal", "administrator", False)
    assert person.enterprise_name == "示例（福州）有限公司"
    assert find_person(registering, person.token) == person
    with registering.database.read() as session:
        enterprise = session.get_one(Enterprise, person.enterprise_id)
    assert (enterprise.credit_code, enterprise.legal_kind) == (CREDIT_CODE, "enterprise")
    assert enterprise.verified_at is None
    assert enterprise.facts == {"identity.name": FIRM.name, "identity.credit_code": CREDIT_CODE}


def test_body_without_a_unified_code_has_no_fact_of_one(registering: Platform) -> None:
    body = LegalPerson("social", ORGANISATION, "示例协会")
    person = register(registering, filled(registering, who=body), PLACE)
    assert isinstance(person, SignedIn)
    with registering.database.read() as session:
        enterprise = session.get_one(Enterprise, person.enterprise_id)
    assert enterprise.credit_code == ORGANISATION
    assert enterprise.facts == {"identity.name": "示例协会"}


def test_natural_person_gets_an_account_without_an_enterprise(registering: Platform) -> None:
    person = register(registering, filled(registering, who=PERSON), PLACE)
    assert isinstance(person, SignedIn)
    assert (person.kind, person.role, person.enterprise_id) == ("natural", None, None)
    assert person.display_name == "示例甲"


def test_personal_numbers_are_sealed_at_rest(registering: Platform) -> None:
    register(registering, filled(registering, who=PERSON), PLACE)
    with registering.database.read() as session:
        row = session.execute(text("SELECT * FROM account")).mappings().one()
        everything = " ".join(
            str(dict(each))
            for table in ("account", "event", "outgoing", "one_time_code", "sign_in_session")
            for each in session.execute(text(f"SELECT * FROM {table}")).mappings()
        )
    assert row["id_number"].startswith("1.tests.")
    for secret in (CARD, PHONE, MAILBOX, PASSWORD):
        assert secret not in everything


@pytest.mark.parametrize(("which", "typed"), [(MOBILE, PHONE), (EMAIL, MAILBOX), (ID_NUMBER, CARD)])
def test_account_is_found_by_what_was_registered(registering: Platform, which: str, typed: str) -> None:
    register(registering, filled(registering, who=PERSON), PLACE)
    with registering.database.read() as session:
        assert [each.login_name for each in find_accounts(registering, session, which, typed)] == [
            "example_01"
        ]


def test_login_name_is_kept_folded(registering: Platform) -> None:
    register(registering, filled(registering, login_name="Ａbc@Works"), PLACE)
    assert account_of(registering, "abc@works").login_name == "abc@works"


def test_password_signs_in_afterwards(registering: Platform) -> None:
    register(registering, filled(registering), PLACE)
    found = accounts.sign_in(registering, "EXAMPLE_01", PASSWORD, PLACE)
    assert isinstance(found, SignedIn)


def test_agreement_and_event_are_kept(registering: Platform) -> None:
    register(registering, filled(registering), PLACE)
    account = account_of(registering, "example_01")
    assert account.agreement == registration.AGREEMENT
    assert account.password_set_at == registering.clock.now()
    with registering.database.read() as session:
        event = session.scalars(select(Event).where(Event.what == "account_created")).one()
    assert (event.subject, event.account_id) == (f"account:{account.id}", account.id)
    assert event.details == {"kind": "legal", "agreement": registration.AGREEMENT}


def test_session_says_that_a_code_opened_it(registering: Platform) -> None:
    register(registering, filled(registering), PLACE)
    with registering.database.read() as session:
        begun = session.scalars(select(SignInSession)).one()
    assert (begun.method, begun.address, begun.device) == ("code", PLACE.address, PLACE.device)


# --- Codes ---------------------------------------------------------------------------------------------------


def test_code_is_sent_once_a_minute(registering: Platform, time: Time) -> None:
    send_code(registering, PHONE, PLACE)
    assert send_code(registering, PHONE, PLACE) == TooSoon(timedelta(seconds=60))
    time.move(seconds=60)
    assert isinstance(send_code(registering, PHONE, PLACE), Sent)


def test_code_of_another_telephone_is_not_right(registering: Platform) -> None:
    mine = filled(registering)
    theirs = filled(registering, phone="13900005678")
    assert taken(registering, replace(theirs, code=mine.code)).code == Wrong(4)


def test_guessing_stops_after_five_tries_and_asks_for_a_new_code(registering: Platform, time: Time) -> None:
    right = filled(registering)
    wrong = replace(right, code=other_than(right.code))
    assert [taken(registering, wrong).code for _ in range(5)] == [Wrong(left) for left in (4, 3, 2, 1, 0)]
    assert taken(registering, right).code == Wrong(0)
    time.move(seconds=60)
    assert isinstance(register(registering, filled(registering), PLACE), SignedIn)


def test_code_lasts_five_minutes(registering: Platform, time: Time) -> None:
    late = filled(registering)
    time.move(minutes=5)
    assert taken(registering, late).code == Expired()
    assert count(registering, Account) == 0


def test_code_registers_once(registering: Platform) -> None:
    first = filled(registering)
    register(registering, first, PLACE)
    again = replace(first, login_name="another_one", who=PERSON)
    assert taken(registering, again).code == Used()


# --- What is taken -------------------------------------------------------------------------------------------


def test_enterprise_that_has_an_account_is_known(registering: Platform) -> None:
    make_firm(registering, credit_code=CREDIT_CODE)
    assert registration.is_taken(registering, CREDIT_CODE)
    assert not registration.is_taken(registering, "91110000802100433B")


def test_enterprise_is_registered_once(registering: Platform) -> None:
    make_firm(registering, credit_code=CREDIT_CODE)
    assert taken(registering, filled(registering)) == Refusal(credit_code_taken=True)
    assert count(registering, Enterprise) == 1


def test_login_name_is_taken_in_whatever_case(registering: Platform) -> None:
    make_firm(registering, "example_01")
    assert taken(registering, filled(registering)) == Refusal(login_name_taken=True)


def test_login_name_is_not_told_without_a_right_code(registering: Platform) -> None:
    make_firm(registering, "example_01")
    right = filled(registering)
    assert taken(registering, replace(right, code=other_than(right.code))) == Refusal(Wrong(4))


def test_right_code_stays_good_for_another_login_name(registering: Platform) -> None:
    make_firm(registering, "example_01")
    first = filled(registering)
    taken(registering, first)
    assert isinstance(register(registering, replace(first, login_name="example_02"), PLACE), SignedIn)


def test_each_code_tells_of_five_login_names_at_most(registering: Platform) -> None:
    make_firm(registering, "example_01")
    asking = filled(registering)
    told = [taken(registering, asking).login_name_taken for _ in range(6)]
    assert told == [True] * 5 + [False]


def test_identity_number_that_is_known_is_told_to_nobody(registering: Platform, time: Time) -> None:
    register(registering, filled(registering, who=PERSON), PLACE)
    time.move(minutes=2)
    again = filled(registering, login_name="another_one", who=PERSON)
    assert isinstance(register(registering, again, PLACE), SignedIn)


# --- At the same time ----------------------------------------------------------------------------------------


def together(number: int, work: Callable[[int], SignedIn | Refusal]) -> list[SignedIn | Refusal]:
    """What everybody gets who begins at the same moment."""
    gate, found = threading.Barrier(number), []

    def run(each: int) -> None:
        gate.wait()
        found.append(work(each))

    threads = [threading.Thread(target=run, args=(each,)) for each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_enterprise_registered_by_several_at_once_has_one_account(registering: Platform) -> None:
    ready = [
        filled(registering, phone=f"1380000000{each}", login_name=f"example_{each}") for each in range(6)
    ]
    found = together(6, lambda each: register(registering, ready[each], PLACE))
    assert [each for each in found if isinstance(each, Refusal)] == [Refusal(credit_code_taken=True)] * 5
    assert (count(registering, Account), count(registering, Enterprise)) == (1, 1)


def test_login_name_registered_by_several_at_once_belongs_to_one(registering: Platform) -> None:
    ready = [filled(registering, phone=f"1380000000{each}", who=PERSON) for each in range(6)]
    found = together(6, lambda each: register(registering, ready[each], PLACE))
    assert [each for each in found if isinstance(each, Refusal)] == [Refusal(login_name_taken=True)] * 5
    assert count(registering, Account) == 1


@contextmanager
def registered_a_moment_earlier(platform: Platform) -> Iterator[None]:
    """Somebody else's registration of the same enterprise, committed when this one already waits for it."""
    now = platform.clock.now()
    with platform.database.write() as session:
        session.add(
            Enterprise(name="示例", credit_code=CREDIT_CODE, facts={}, created_at=now, updated_at=now)
        )
        session.flush()
        yield
        while not is_waited_for(platform):
            pass


def is_waited_for(platform: Platform) -> bool:
    with platform.database.read() as session:
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(session.scalar(waiting))


def test_enterprise_registered_a_moment_earlier_is_told(on_postgres: Platform) -> None:
    ready = filled(on_postgres)
    found: list[SignedIn | Refusal] = []
    thread = threading.Thread(target=lambda: found.append(register(on_postgres, ready, PLACE)))
    with registered_a_moment_earlier(on_postgres):
        thread.start()
    thread.join()
    assert found == [Refusal(credit_code_taken=True)]
    assert count(on_postgres, Account) == 0
    assert isinstance(check_again(on_postgres, ready), Right)


def check_again(platform: Platform, ready: Registration) -> object:
    """What the code is worth that led to nothing."""
    with platform.database.write() as session:
        return codes.check_code(platform, session, registration._asked(ready.mobile, PLACE), ready.code)

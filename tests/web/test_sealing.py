"""Personal numbers at rest: sealed, found by a hash, sealed again when keys change; masked where they are shown."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text

from web.commands import reseal as reseal_command
from web.commands import sealkey
from web.database import Database
from web.masking import mask_address, mask_email, mask_number
from web.migrations import upgrade
from web.sealing import Sealed, Sealer, Unsealable, new_key, read_keys
from web.services.sealing import reseal

OLD, NEW = new_key(), new_key()
NUMBER = "11010519491231002X"
texts = st.text(st.characters())

metadata = MetaData()
people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Sealed("people.number", search="number_key")),
    Column("number_key", String(64), unique=True),
)


def sealer(*keys: str) -> Sealer:
    return Sealer(read_keys(",".join(keys)))


# --- Sealing -------------------------------------------------------------------------------------------------


@given(texts, texts)
def test_what_is_sealed_opens_again(said: str, purpose: str) -> None:
    assert sealer(OLD).open(sealer(OLD).seal(said, "p"), "p") == said


@given(texts)
def test_sealing_twice_gives_two_texts(said: str) -> None:
    assert sealer(OLD).seal(said, "p") != sealer(OLD).seal(said, "p")


def test_sealed_text_says_nothing_but_its_key() -> None:
    sealed = sealer(OLD).seal(NUMBER, "p")
    assert sealed.startswith(f"1.{OLD.partition(':')[0]}.")
    assert NUMBER not in sealed


def test_sealed_text_does_not_open_for_another_purpose() -> None:
    with pytest.raises(Unsealable):
        sealer(OLD).open(sealer(OLD).seal(NUMBER, "person.id"), "person.phone")


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_changed_text_never_opens_as_something_else(place: int, other: str) -> None:
    sealed = sealer(OLD).seal(NUMBER, "p")
    place %= len(sealed)
    changed = f"{sealed[:place]}{other}{sealed[place + 1 :]}"
    try:
        assert sealer(OLD).open(changed, "p") == NUMBER
    except Unsealable:
        assert changed != sealed


@pytest.mark.parametrize("sealed", ["", "1", "1.", "1.x", NUMBER, "1.key.", "2.key.AAAA", "1.unknown.AAAA"])
def test_text_that_was_never_sealed_is_refused(sealed: str) -> None:
    with pytest.raises(Unsealable) as refused:
        sealer(OLD).open(sealed, "p")
    assert NUMBER not in str(refused.value)


def test_older_key_still_opens() -> None:
    assert sealer(NEW, OLD).open(sealer(OLD).seal(NUMBER, "p"), "p") == NUMBER
    with pytest.raises(Unsealable, match=OLD.partition(":")[0]):
        sealer(NEW).open(sealer(OLD).seal(NUMBER, "p"), "p")


def test_nothing_is_sealed_without_keys() -> None:
    with pytest.raises(Unsealable):
        Sealer().seal(NUMBER, "p")


def test_search_key_is_the_same_for_the_same_number_only() -> None:
    assert sealer(OLD).search_key(NUMBER, "p") == sealer(OLD).search_key(NUMBER, "p")
    others = {
        sealer(OLD).search_key(NUMBER[:-1] + "1", "p"),
        sealer(OLD).search_key(NUMBER, "q"),
        sealer(NEW).search_key(NUMBER, "p"),
    }
    assert sealer(OLD).search_key(NUMBER, "p") not in others
    assert len(others) == 3


def test_search_keys_hold_those_of_older_keys() -> None:
    assert sealer(OLD).search_key(NUMBER, "p") in sealer(NEW, OLD).search_keys(NUMBER, "p")


def test_keys_tell_nothing_of_themselves() -> None:
    assert OLD.partition(":")[2][:20] not in repr(read_keys(OLD))


# --- In the database -----------------------------------------------------------------------------------------


@pytest.fixture
def address(database_url: str) -> str:
    upgrade(database_url)
    database = Database(database_url, sealer(OLD))
    metadata.create_all(database.engine)
    with database.write() as session:
        for number in (NUMBER, "other"):
            key = database.sealer.search_key(number, "people.number")
            session.execute(insert(people).values(number=number, number_key=key))
        session.execute(insert(people).values(number=None))
    database.dispose()
    return database_url


def numbers(database: Database) -> list[str | None]:
    with database.read() as session:
        return list(session.scalars(select(people.c.number).order_by(people.c.id)))


def kept(database: Database) -> list[str]:
    with database.read() as session:
        return [str(row[0]) for row in session.execute(text("SELECT number FROM people WHERE number <> ''"))]


def test_column_is_sealed_in_the_database_only(address: str) -> None:
    database = Database(address, sealer(OLD))
    assert numbers(database) == [NUMBER, "other", None]
    assert all(each.startswith("1.") and NUMBER not in each for each in kept(database))
    database.dispose()


def test_two_databases_in_one_process_keep_their_own_keys(address: str) -> None:
    right, wrong = Database(address, sealer(OLD)), Database(address, sealer(NEW))
    assert numbers(right)[0] == NUMBER
    with pytest.raises(Unsealable):
        numbers(wrong)
    for each in (right, wrong):
        each.dispose()


def test_key_is_changed_without_losing_anything(address: str) -> None:
    both, new = Database(address, sealer(NEW, OLD)), Database(address, sealer(NEW))
    assert reseal(both, metadata) == 2
    assert reseal(both, metadata) == 0
    assert numbers(new) == [NUMBER, "other", None]
    with new.read() as session:
        sought = new.sealer.search_keys(NUMBER, "people.number")
        found = session.scalars(select(people.c.id).where(people.c.number_key.in_(sought))).all()
    assert len(found) == 1
    for each in (both, new):
        each.dispose()


def test_key_is_changed_over_more_rows_than_one_round_takes(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.services.sealing.AT_ONCE", 1)
    database = Database(address, sealer(NEW, OLD))
    assert reseal(database, metadata) == 2
    assert all(database.sealer.is_current(each) for each in kept(database))
    database.dispose()


def test_commands_make_a_key_and_seal_again(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(database_url)
    made = CliRunner().invoke(sealkey).output.strip()
    assert read_keys(made)
    for name, value in {
        "TIDU_DATABASE_URL": database_url,
        "TIDU_SEALING_KEYS": made,
        "TIDU_SECRET_KEY": "x" * 40,
    }.items():
        monkeypatch.setenv(name, value)
    assert CliRunner().invoke(reseal_command).output == "重新加密了 0 项。\n"


# --- Masks ---------------------------------------------------------------------------------------------------


def test_masks_show_three_and_four_places() -> None:
    assert mask_number(NUMBER) == "110***********002X"
    assert mask_number("13800001234") == "138****1234"


@pytest.mark.parametrize(
    ("address", "shown"),
    [("reader@example.com", "r***@example.com"), ("r@example.com", "***@example.com"), ("nobody", "***")],
)
def test_mask_of_a_mail_address(address: str, shown: str) -> None:
    assert mask_email(address) == shown


@given(st.text(st.characters(categories=["Nd", "Lu"]), max_size=30))
def test_mask_hides_all_but_seven_places(number: str) -> None:
    shown = mask_number(number)
    assert len(shown) == len(number)
    assert sum(each == "*" for each in shown) >= min(len(number), max(1, len(number) - 7))


@given(st.emails())
def test_mask_of_any_mail_address_hides_whose_it_is(address: str) -> None:
    name, _, domain = address.rpartition("@")
    shown = mask_address(address)
    assert shown.endswith(f"@{domain}")
    assert len(shown.rpartition("@")[0]) <= 4
    assert len(name) > 1 or not shown.startswith(name) or name == "*"

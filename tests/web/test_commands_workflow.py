"""The commands of what time brings about and of the trail of events."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from engine.command.cli import make_cli
from tests.web.support import make_firm
from web.commands import migrate
from web.commands_workflow import KINDS
from web.config import Config
from web.models import Event
from web.models_review import Certification
from web.platform import Platform
from web.services import clockwork, events

Run = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The platform the commands find, with a database that is up to date."""
    for name in [name for name in os.environ if name.startswith("TIDU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TIDU_VAR_FOLDER", str(tmp_path))
    assert CliRunner().invoke(migrate).exit_code == 0
    platform = Platform.from_config(Config.from_environment())
    yield platform
    platform.database.dispose()


@pytest.fixture
def run(here: Platform) -> Run:
    """`tidu …` as the command line calls it."""
    return lambda *arguments: CliRunner().invoke(make_cli(), arguments)


def record(platform: Platform, times: int = 1) -> None:
    with platform.database.write() as session:
        for _ in range(times):
            events.record(session, platform.clock, "tried", "test")


def tamper(platform: Platform, statement: str) -> None:
    """Change a frozen table as somebody with the database file could."""
    with platform.database.write() as session:
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))


# --- What time brings about ----------------------------------------------------------------------------------


def test_every_kind_of_what_is_due_has_a_name() -> None:
    assert set(KINDS) == set(clockwork.TASKS)


def test_tick_tells_how_much_was_done(run: Run, here: Platform) -> None:
    firm = make_firm(here)
    today = here.clock.today()
    with here.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact="certification.specialized",
                since=today,
                until=today + timedelta(days=20),
                made_at=here.clock.now(),
            )
        )
    first, second = run("tick"), run("tick")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "到期提醒：1" in first.output
    assert "到期提醒：0" in second.output


def test_tick_fails_where_something_could_not_be_done(
    run: Run, here: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    with here.database.write() as session:
        session.execute(text("ALTER TABLE declaration_window RENAME TO away"))
    with caplog.at_level(logging.CRITICAL):
        result = run("tick")
    assert result.exit_code == 1
    assert "新开的申报时间：没有做成" in result.output
    assert "封存的事件：0" in result.output


# --- The trail of events -------------------------------------------------------------------------------------


def test_sealing_tells_how_many(run: Run, here: Platform) -> None:
    record(here, 3)
    assert "封存了 3 个事件" in run("audit", "seal").output
    assert "封存了 0 个事件" in run("audit", "seal").output


def test_whole_trail_is_told_with_its_last_hash(run: Run, here: Platform) -> None:
    record(here, 2)
    run("audit", "seal")
    record(here)
    result = run("audit", "verify")
    told = json.loads(run("audit", "verify", "--json").output)
    assert result.exit_code == 0
    assert "封存 2 个事件，核对无误 2 个，还没有封存 1 个" in result.output
    assert told["last_hash"] in result.output
    assert (told["is_whole"], told["sealed"], told["unsealed"]) == (True, 2, 1)


@pytest.mark.parametrize(
    ("statement", "line", "name"),
    [
        ("UPDATE event SET note = 'x' WHERE id = {id}", "被改动的事件：{id}", "changed"),
        ("DELETE FROM event WHERE id = {id}", "缺失的事件：{id}", "missing"),
    ],
)
def test_tampered_trail_is_told_with_the_numbers_of_events(
    run: Run, here: Platform, statement: str, line: str, name: str
) -> None:
    record(here, 3)
    run("audit", "seal")
    with here.database.read() as session:
        number = session.scalars(select(Event.id).order_by(Event.id)).all()[1]
    tamper(here, statement.format(id=number))
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert line.format(id=number) in result.output.splitlines()
    as_json = run("audit", "verify", "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.output)[name] == [number]


def test_lost_seal_is_told(run: Run, here: Platform) -> None:
    record(here, 3)
    run("audit", "seal")
    tamper(here, "DELETE FROM event_seal WHERE number = 2")
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "从第 2 条起不完整" in result.output

"""The thread that does what is due beside the server."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.web.support import make_config, make_firm
from web.config import Config, ConfigError
from web.models_accounts import Message
from web.models_review import Certification
from web.platform import Platform
from web.scheduler import Scheduler
from web.server import Server

SHORT = 0.02


def let_expire(platform: Platform) -> None:
    """Something that is due: a title that ends in some days."""
    firm = make_firm(platform)
    today = platform.clock.today()
    with platform.database.write() as session:
        session.add(
            Certification(
                enterprise_id=firm.enterprise_id,
                fact="certification.specialized",
                since=today,
                until=today + timedelta(days=20),
                made_at=platform.clock.now(),
            )
        )


def told(platform: Platform) -> int:
    with platform.database.read() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def wait_for(platform: Platform, number: int) -> None:
    pause = threading.Event()
    for _ in range(500):
        if told(platform) >= number:
            return
        pause.wait(SHORT)
    pytest.fail("nothing was done")


def test_scheduler_does_what_is_due_until_it_is_stopped(platform: Platform) -> None:
    scheduler = Scheduler(platform, every=SHORT)
    scheduler.start()
    let_expire(platform)
    wait_for(platform, 1)
    scheduler.stop()
    assert not scheduler._thread.is_alive()


def test_several_schedulers_do_each_thing_once(any_platform: Platform) -> None:
    let_expire(any_platform)
    several = [Scheduler(any_platform, every=SHORT) for _ in range(3)]
    for each in several:
        each.start()
    wait_for(any_platform, 1)
    for each in several:
        each.stop()
    assert told(any_platform) == 1


def test_scheduler_survives_a_database_that_is_away(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("web.scheduler.AFTER_TROUBLE", SHORT)
    with platform.database.write() as session:
        session.execute(text("ALTER TABLE certification RENAME TO away"))
    scheduler = Scheduler(platform, every=SHORT)
    scheduler.start()
    pause = threading.Event()
    while "failed: reminders" not in caplog.text:
        pause.wait(SHORT)
    with platform.database.write() as session:
        session.execute(text("ALTER TABLE away RENAME TO certification"))
    let_expire(platform)
    wait_for(platform, 1)
    scheduler.stop()


@pytest.mark.parametrize(("value", "runs"), [("", True), ("on", True), ("off", False)])
def test_setting_says_whether_there_is_a_scheduler(tmp_path: Path, value: str, runs: bool) -> None:
    config = Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), "TIDU_SCHEDULER": value})
    assert config.scheduler is runs


def test_setting_that_is_neither_on_nor_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TIDU_SCHEDULER"):
        Config.from_environment({"TIDU_VAR_FOLDER": str(tmp_path), "TIDU_SCHEDULER": "sometimes"})


@pytest.mark.parametrize("runs", [True, False])
def test_server_starts_the_scheduler_where_the_setting_says_so(
    platform: Platform, tmp_path: Path, runs: bool
) -> None:
    config = replace(make_config(tmp_path, platform.config.database_url), scheduler=runs)
    server = Server(config, "127.0.0.1", 0, 1)
    application = server.load()
    names = [type(each).__name__ for each in server._beside]
    server._stop(None, None)
    application.extensions["tidu"].database.dispose()
    assert names == ["Sender", *(["Scheduler"] if runs else [])]

"""The real server sends what is queued: several processes once each, and it stops when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.databases import give_tables
from tests.web.receivers import Gateway, free_port, gateway
from tests.web.support import make_config
from web.carriers import SMS, HttpCarrier
from web.clock import Clock
from web.config import PROJECT
from web.models_delivery import SENT, WAITING, Outgoing
from web.platform import Platform
from web.services.delivery import queue

SERVER = """
import sys
from web.config import Config
from web.server import Server
Server(Config.from_environment(), "127.0.0.1", int(sys.argv[1]), int(sys.argv[2])).run()
"""
MESSAGES = 24


@pytest.fixture
def found() -> Iterator[Gateway]:
    with gateway() as each:
        yield each


@pytest.fixture
def queued(tmp_path: Path, database_url: str, found: Gateway) -> Iterator[Platform]:
    """A platform with messages in its queue that nobody sends yet."""
    platform = Platform.from_config(make_config(tmp_path, database_url), Clock())
    platform = replace(platform, carriers={SMS: HttpCarrier(found.url, "")})
    give_tables(platform.database)
    with platform.database.write() as session:
        for number in range(MESSAGES):
            queue(platform, session, SMS, f"1380000{number:04}", "验证码", purpose="test")
    yield platform
    platform.database.dispose()


def environment(platform: Platform, found: Gateway) -> dict[str, str]:
    config = platform.config
    return {
        "TIDU_VAR_FOLDER": str(config.var_folder),
        "TIDU_DATABASE_URL": config.database_url,
        "TIDU_SECRET_KEY": config.secret_key,
        "TIDU_SEALING_KEYS": f"tests:{'A' * 43}=",
        "TIDU_SMS_URL": found.url,
        "TIDU_THREADS": "2",
    }


@contextmanager
def server(values: Mapping[str, str], workers: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(free_port()), str(workers)],
        cwd=PROJECT,
        env={**os.environ, **values},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)


def count(platform: Platform, state: str) -> int:
    with platform.database.read() as session:
        return session.scalar(select(func.count(Outgoing.id)).where(Outgoing.state == state)) or 0


def wait_until_sent(platform: Platform, many: int) -> None:
    deadline = time.monotonic() + 60
    while count(platform, SENT) < many:
        assert time.monotonic() < deadline, "the server does not send"
        time.sleep(0.05)


def test_processes_send_each_message_once_and_stop(queued: Platform, found: Gateway) -> None:
    workers = 1 if queued.database.is_sqlite else 2
    with server(environment(queued, found), workers) as process:
        wait_until_sent(queued, MESSAGES)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert sorted(each["phone"] for each in found.asked) == [f"1380000{n:04}" for n in range(MESSAGES)]


def test_server_that_is_killed_loses_no_message(queued: Platform, found: Gateway) -> None:
    """What was in its hand waits for its claim to run out; everything else goes out with the next server."""
    values = environment(queued, found)
    found.before = lambda: time.sleep(0.05)
    with server(values, 1) as process:
        wait_until_sent(queued, 3)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
    with server(values, 1):
        wait_until_sent(queued, MESSAGES - 1)
    assert count(queued, SENT) + count(queued, WAITING) == MESSAGES
    assert len({each["phone"] for each in found.asked}) >= MESSAGES - 1
    assert len(found.keys) == len(set(found.keys))

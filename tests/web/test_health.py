"""The health address."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import text

from web.platform import Platform


def test_health_is_ok_when_the_database_answers(client: FlaskClient) -> None:
    response = client.get("/health")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_health_tells_that_a_migration_is_awaited(client: FlaskClient, platform: Platform) -> None:
    with platform.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    response = client.get("/health")
    assert (response.status_code, response.get_json()) == (503, {"status": "outdated"})


def test_health_tells_that_the_database_is_gone(
    client: FlaskClient, platform: Platform, tmp_path: Path
) -> None:
    platform.database.dispose()
    for path in tmp_path.glob("test.sqlite*"):
        path.unlink()
    (tmp_path / "test.sqlite").mkdir()
    response = client.get("/health")
    assert (response.status_code, response.get_json()) == (503, {"status": "unavailable"})


def test_health_starts_no_session(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/health").headers

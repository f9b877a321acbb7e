"""What the tests stand on works: the browser, PostgreSQL, and the rule that in CI nothing is skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONFTEST = Path(__file__).with_name("conftest.py")


def test_chromium_draws_chinese_and_runs_scripts(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        """<!doctype html><html lang="zh-CN"><title>梯度</title>
        <button onclick="this.textContent = '已提交'">提交</button>
        <p><span id="first">专</span> <span id="second">精</span></p>"""
    )
    page.get_by_role("button", name="提交").click()
    assert page.get_by_role("button").text_content() == "已提交"
    first, second = (page.locator(name).screenshot() for name in ("#first", "#second"))
    assert first != second, "without a Chinese font both would be the same empty box"
    page.close()


def test_postgres_keeps_what_it_is_given(postgres_url: str) -> None:
    assert postgres_url.startswith("postgresql+psycopg://")
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE answers (value text, amount numeric)"))
        connection.execute(text("INSERT INTO answers VALUES ('稻谷种植', 0.1)"))
    with engine.connect() as connection:
        row = connection.execute(text("SELECT value, amount FROM answers")).one()
        assert tuple(row) == ("稻谷种植", Decimal("0.1"))
    engine.dispose()


def test_each_postgres_database_is_empty(postgres_url: str, postgres_database: Callable[[], str]) -> None:
    other = postgres_database()
    assert other != postgres_url
    for url in (postgres_url, other):
        engine = create_engine(url)
        with engine.connect() as connection:
            tables = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            assert connection.execute(tables).scalar() == 0
        engine.dispose()


def run_pytest(folder: Path, *arguments: str, ci: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull]
    command += [f"--rootdir={folder}", *arguments, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


SKIPS = {
    "a test": "import pytest\n\ndef test_one(): pytest.skip('no printer')\n\ndef test_two(): pass\n",
    "a module": "import pytest\n\npytest.skip('no printer', allow_module_level=True)\n",
}
WORKERS = ("-p", "xdist", "-n", "1")


def put_skips(folder: Path, body: str) -> None:
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_skips.py").write_text(body, encoding="utf-8")


@pytest.mark.parametrize("arguments", [(), WORKERS], ids=["one process", "a worker"])
@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS)
def test_a_skip_fails_in_ci(tmp_path: Path, arguments: tuple[str, ...], body: str) -> None:
    put_skips(tmp_path, body)
    in_ci = run_pytest(tmp_path, *arguments, ci="true")
    assert in_ci.returncode == pytest.ExitCode.TESTS_FAILED, in_ci.stdout + in_ci.stderr
    assert "a skipped test is a failure" in in_ci.stdout
    assert "no printer" in in_ci.stdout


@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS)
def test_a_skip_is_none_elsewhere(tmp_path: Path, body: str) -> None:
    put_skips(tmp_path, body)
    elsewhere = run_pytest(tmp_path, ci="")
    assert elsewhere.returncode in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED), elsewhere.stdout


def test_an_expected_failure_is_not_a_skip(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_fails.py").write_text(
        "import pytest\n\n@pytest.mark.xfail\ndef test_one(): assert False\n\ndef test_two(): pass\n",
        encoding="utf-8",
    )
    assert run_pytest(tmp_path, ci="true").returncode == pytest.ExitCode.OK

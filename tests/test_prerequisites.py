"""`tools/prerequisites` lists all that is missing, says what mends it, and mends it itself as root on Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "prerequisites"
ORDINARY = ["sh", "find", "head", "git", "touch"]  # what the script itself calls


class Machine:
    """A machine of which only the programs in one folder are known."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ORDINARY:
            real = shutil.which(name)
            assert real is not None
            (folder / name).symlink_to(real)
        self.program("python3", f'exec {sys.executable} "$@"')
        self.program("fc-list", "echo 'Noto Sans CJK SC'")
        self.user(1000)

    def program(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.program("id", f"echo {number}")

    def ask(self, purpose: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.folder), "LANG": os.environ.get("LANG", "C.UTF-8")}
        return subprocess.run(
            ["/bin/sh", SCRIPT, purpose], env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_missing_says_nothing(machine: Machine) -> None:
    machine.program("chromium", "")
    answer = machine.ask("test")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_run_needs_no_browser(machine: Machine) -> None:
    assert machine.ask("run").returncode == 0
    assert machine.ask("test").returncode == 1


def test_everything_missing_is_listed_at_once(machine: Machine) -> None:
    machine.program("apt-get", "echo must not run >&2; exit 9")
    machine.program("python3", "exit 1")
    (machine.folder / "git").unlink()
    answer = machine.ask("test")
    assert answer.returncode == 1
    for word in ("git", "Python 3.11", "Chromium"):
        assert word in answer.stderr
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends git python3 python3-venv chromium"
    assert command in answer.stderr
    assert "must not run" not in answer.stderr


def test_missing_venv_module_names_the_package_of_that_python(machine: Machine) -> None:
    machine.program("apt-get", "exit 9")
    body = f"""case "$*" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac"""
    machine.program("python3", body)
    answer = machine.ask("run")
    version = "{}.{}".format(*sys.version_info[:2])
    assert answer.returncode == 1
    assert f"install -y --no-install-recommends python{version}-venv" in answer.stderr


def test_root_on_debian_installs(machine: Machine) -> None:
    machine.user(0)
    calls = machine.folder / "calls"
    chromium = machine.folder / "chromium"
    body = f"""echo "$*" >> {calls}
case "$*" in *chromium*) printf '#!/bin/sh\\n' > {chromium}; /bin/chmod +x {chromium};; esac"""
    machine.program("apt-get", body)
    answer = machine.ask("test")
    assert answer.returncode == 0, answer.stderr
    expected = ["-qq update", "-qq install -y --no-install-recommends chromium"]
    assert calls.read_text(encoding="utf-8").splitlines() == expected
    assert machine.ask("test").stderr == ""
    assert calls.read_text(encoding="utf-8").splitlines() == expected, "nothing is done twice"


def test_root_where_installing_fails_is_told(machine: Machine) -> None:
    machine.user(0)
    machine.program("apt-get", "exit 100")
    answer = machine.ask("test")
    assert answer.returncode == 1
    assert "安装没有成功" in answer.stderr
    assert "  apt-get update && apt-get install -y --no-install-recommends chromium" in answer.stderr


def test_an_unknown_system_gets_the_list(machine: Machine) -> None:
    answer = machine.ask("test")
    assert answer.returncode == 1
    assert "Chromium" in answer.stderr
    assert "请先用这台机器的软件包工具安装以上各项" in answer.stderr

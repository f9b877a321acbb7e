from pathlib import Path

import pytest

from tests.engine.command.support import Terminal


@pytest.fixture
def tidu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDU_LANG", raising=False)
    return Terminal(tmp_path, capsys)

"""Runs the command line as a person would, and gives what came of it."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.command import run

ROOT = Path(__file__).parents[3]
FORMS = ROOT / "forms"

FORM = """\
form: small
title: 示例
edition: 2026-01-01
sections:
  - section: main
    title: 基本情况
    fields:
      - {id: staff, type: integer, label: 从业人员, unit: 人, min: 0, required: true}
      - id: grade
        type: choice
        label: 级别
        required: true
        options: [{id: county, label: 县级}, {id: national, label: 国家级}]
    checks:
      - {ensure: staff <= 5000, message: 人数太多, at: staff, severity: warning}
score:
  out_of: 10
  groups:
    - id: scale
      title: 规模
      out_of: 10
      indicators:
        - id: size_points
          number: 1
          title: 从业人员
          clause: 第四条
          out_of: 10
          of: staff
          at_least: {100: 10, 50: 5}
          otherwise: 0
conclusions:
  - {id: fit, title: 符合条件, clause: 第五条, ensure: score >= 5}
levels:
  - {level: 2, title: 二级, ensure: staff >= 100}
  - {level: 1, title: 一级, ensure: staff >= 50}
routes:
  - {to: province, title: 省级, when: grade is national}
  - {to: county, title: 县级, when: otherwise}
"""

CASES = """\
- case: 一百人
  form: small
  on: 2026-03-01
  answers: {staff: 100, grade: national}
  expect: {score: 10, scale: 10, size_points: 10, fit: true, level: 2, route: province, problems: [], staff: 100}
- case: 九十九人
  like: 一百人
  but: {staff: 99}
  expect: {score: 5, fit: true, level: 1}
- case: 没有填
  like: 一百人
  but: {staff: null, grade: county}
  expect: {score: pending, size_points: 0..10, fit: pending, level: pending, pending: [size_points], problems: {staff: [required]}}
- case: 十人
  like: 一百人
  but: {staff: 10}
  expect: {score: 0, fit: false, level: 0}
- case: 太多
  like: 一百人
  but: {staff: 6000}
  expect: {problems: {staff: check}}
- case: 县级
  like: 一百人
  but: {grade: county}
  expect: {route: county, grade: county}
"""


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


class Terminal:
    """The command line in a folder of its own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str) -> Outcome:
        self._capture.readouterr()
        code = run(arguments)
        printed = self._capture.readouterr()
        return Outcome(code, printed.out, printed.err)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


def in_process(*arguments: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command line as a process of its own, in a terminal that is not set to UTF-8."""
    command = [sys.executable, "-m", "engine", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PATH": ""}
    return subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)

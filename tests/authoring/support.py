"""What the tests of author messages share: a small library, and one way to check an example."""

from functools import cache, partial
from pathlib import Path
from typing import Any

from engine.cases import check_cases, run_cases
from engine.command.inspection import Inspector
from engine.compiler import Compiled, compile_form
from engine.diagnostics import Collector, Report, Severity
from engine.diagnostics.renderers import render
from engine.folder import Folder
from engine.library import Library, build_library
from engine.products import import_products

HERE = Path(__file__).parent
FORMS = HERE.parent.parent / "forms"
ENGINE = HERE.parent.parent / "engine"
GOLDEN = HERE / "golden"

HEAD = "form: {name}\ntitle: 示例\nedition: 2026-01-01\n"
PART = """\
part: basics
sections:
  - section: main
    title: 基本情况
    fields:
      - {id: staff, type: integer, label: 从业人员, required: true}
"""
FACTS = """\
facts:
  applicant.name: {type: text, label: 申报人名称}
  applicant.founded: {type: date, label: 成立日期}
  applicant.industry: {type: industry, label: 所属行业}
  applicant.certified: {type: yes_no, label: 已经认定}
  applicant.certified_since: {type: date, label: 认定日期}
  applicant.certified_until: {type: date, label: 有效期至}
  applicant.rating: {type: integer, label: 评级得分, provided_by: authority}
"""
DISTINCTIVE = """\
source: illustrative
sections:
  - include: parts/basics
  - section: local
    title: 地方特色
    filled_by: recommender
    fields:
      - {id: given, type: integer, label: 地方特色得分, min: 0, max: 15, required: true}
parameters: {pass_line: 10, least_staff: 10}
score:
  out_of: 15
  groups:
    - id: distinctive
      title: 特色化
      out_of: 15
      indicators:
        - {id: local_feature, title: 地方特色, clause: 第五条, out_of: 15, points: given}
conclusions:
  - {id: by_score, title: 得分达标, ensure: score >= pass_line}
  - {id: large, title: 规模达标, ensure: staff >= least_staff}
local:
  indicators: {in_place_of: local_feature, at_least: 1, at_most: 2}
  sections: {in_place_of: [local]}
  raises: [pass_line]
  conditions: [by_score]
"""
OVERLAY = """\
overlay: distinctive_form
authority: "350200"
editions: [2026-01-01]
title: 另一地的地方补充
parameters: {pass_line: 12}
"""
FOR_CASES = """\
sections:
  - include: parts/basics
conclusions:
  - {id: fit, title: 符合条件, clause: 第三条, ensure: staff >= 10}
"""


OTHER_CASES = """\
- case: 另一个文件里的用例
  form: base
  on: 2026-03-01
  answers: {staff: 1}
  expect: {problems: []}
"""


@cache
def around() -> dict[str, bytes]:
    """The files around an example: units, facts, tables of codes, a shared part, a form to be like, one that
    is open to overlays with one of them, one with errors."""
    texts = {
        "facts.yaml": FACTS,
        "parts/basics.yaml": PART,
        "base.yaml": HEAD.format(name="base") + "sections:\n  - include: parts/basics\n",
        "distinctive_form.yaml": HEAD.format(name="distinctive_form") + DISTINCTIVE,
        "overlays/another.yaml": OVERLAY,
        "broken.yaml": HEAD.format(name="broken") + "sections: []\n",
    }
    files = {name: text.encode() for name, text in texts.items()}
    files["units.yaml"] = (FORMS / "units.yaml").read_bytes()
    for table in ("regions", "regions_retired", "industries", "authorities"):
        files[f"reference/{table}.tsv"] = (FORMS / f"reference/{table}.tsv").read_bytes()
    return files


def compile_with(library: Library, name: str, overlay: str | None = None) -> Compiled:
    return compile_form(name, library, overlay)


def library_with(name: str, text: bytes) -> Library:
    return build_library({**around(), name: text})


FILE = "# file: "
"""Begins each file of an example that is made of several."""


def check_files(text: str) -> tuple[Report, dict[str, bytes]]:
    """The report on several files, as ``tidu check`` has it, and their texts."""
    found: dict[str, bytes] = {}
    for each in text.split(FILE)[1:]:
        name = each.splitlines()[0]
        found[name] = f"{FILE}{each}".encode()
    folder = Folder({**around(), **found}, {}, {name: name for name in found})
    return Inspector(folder).inspect(found), found


def check_text(text: str, *, encoding: str = "utf-8", padding: int = 0) -> tuple[Report, dict[str, bytes]]:
    """The report on one example (a form, a file of cases, or several files), and the texts it names."""
    if text.startswith(FILE):
        return check_files(text)
    data = text.encode(encoding) + b"# ....\n" * (padding // 7)
    if text.startswith("- case:"):
        form = (HEAD.format(name="example") + FOR_CASES).encode()
        library = library_with("example.yaml", form)
        name = "cases/example.yaml"
        files = {name: data, "cases/another.yaml": OTHER_CASES.encode()}
        compile_ = partial(compile_with, library)
        run = run_cases(library, files, compile_)
        checked = check_cases(library, files, frozenset((name,)), compile_)
        found = dict.fromkeys((*checked.diagnostics, *run.report.diagnostics))
        return Report(tuple(found)), {name: data}
    report = compile_form("example", library_with("example.yaml", data)).report
    return report, {"example.yaml": data}


def check_file(name: str, text: str) -> tuple[Report, dict[str, bytes]]:
    """The report on a table that forms stand on, beside the tables of codes, and its text."""
    data = text.encode()
    beside = ("regions", "industries", *(["authorities"] if name.endswith("contacts.tsv") else []))
    codes = {f"reference/{each}.tsv": around()[f"reference/{each}.tsv"] for each in beside}
    return build_library({**codes, name: data}).report, {name: data}


def check_example(entry: dict[str, Any], which: str) -> tuple[Report, dict[str, bytes]]:
    """The report on the bad or the good example of a catalogue entry."""
    if "import" in entry:
        collector = Collector()
        import_products(
            entry[which].encode(), "产品.csv", build_library(around()).tables["industries"], collector
        )
        return collector.report(), {"产品.csv": entry[which].encode()}
    if "file" in entry:
        return check_file(entry["file"], entry[which])
    if which == "good":
        return check_text(entry["good"])
    return check_text(
        entry["bad"], encoding=entry.get("bad_encoding", "utf-8"), padding=entry.get("bad_padding", 0)
    )


def without_notes(report: Report, but: str = "") -> list[str]:
    """The codes of a report, notes left out unless one is asked for."""
    return [
        each.code for each in report.diagnostics if each.severity is not Severity.NOTE or each.code == but
    ]


def golden_text(entry: dict[str, Any]) -> str:
    """What a golden file holds: the message on the bad example in both languages."""
    report, sources = check_example(entry, "bad")
    lines = [
        line
        for language in ("zh", "en")
        for line in render(report, "short", language, sources, include_notes=True).split("\n")[:-1]
    ]
    return "\n".join(lines) + "\n"

"""The handbook says what is true: every example compiles, every result comes out, every message is the one printed.

In `docs/handbook.md` and its pages a block of

* ``yaml`` is a form, a shared part (its first line names the file, as that of an older edition does), facts, units,
  procedures, or cases of the forms of its page;
* ``yaml fragment`` is a piece of a form: keys of the form, and under ``fields:`` the fields of one section;
* ``yaml`` that begins with ``overlay`` is what an authority adds to a form of its page (its first line names the file);
* ``answers`` behind a form, an overlay or a fragment are answers (and facts) to it, ``results`` what comes of them;
* ``text`` that begins with a diagnostic is all that is told about the block before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.assessment import Assessment, assess_bound
from engine.binding import Bound, bind
from engine.cases import run_cases
from engine.cases.expecting import judge
from engine.cases.reading import as_json
from engine.compiler import Compiled, compile_form, vocabulary
from engine.diagnostics import Collector, Report, Severity
from engine.diagnostics.renderers import render
from engine.expression.calling import FUNCTIONS
from engine.fields.kinds import KINDS
from engine.fields.table_keys import COLUMN_KEYS, TABLE_KEYS
from engine.library import Library, build_library
from engine.procedures import FILE as PROCEDURES
from engine.procedures import compile_procedures
from engine.procedures import vocabulary as procedure_vocabulary
from engine.shapes import Block
from engine.source import Mapping as MappingNode
from engine.source import read
from engine.values import UNDEFINED
from engine.wording import BoundWording

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "docs" / "handbook"
INDEX = ROOT / "docs" / "handbook.md"
PAGES = [INDEX, *sorted(HANDBOOK.glob("*.md"))]
DAY = date(2026, 3, 1)

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_DIAGNOSTIC = re.compile(r"(?P<place>\S+:\d+:\d+): (错误|警告) F\d+ ")
_SAID = re.compile(r"(?P<what>因为|显示|提示) (?P<name>[\w.]+)：(?P<said>.*)")


@dataclass(frozen=True)
class Example:
    """A block of YAML with what follows it."""

    page: str
    line: int
    text: str
    fragment: bool
    answers: tuple[str, ...] = field(default=())
    results: tuple[str, ...] = field(default=())
    diagnostics: str = ""

    @property
    def id(self) -> str:
        return f"{self.page}:{self.line}"


def examples(path: Path) -> Iterator[Example]:
    """The blocks of YAML of one page in order."""
    page = path.read_text(encoding="utf-8")
    fences = [
        (each["info"].strip(), each["body"], page[: each.start()].count("\n") + 2)
        for each in _FENCE.finditer(page)
    ]
    place = 0
    while place < len(fences):
        info, body, line = fences[place]
        place += 1
        if " forms/" in info:
            continue  # a step of a walk: test_walks.py goes it
        if info.split()[:1] != ["yaml"]:
            assert info in ("text", "console", "json"), f"{path.name}:{line}: {info} stands behind no yaml"
            continue
        answers, results, diagnostics = [], [], ""
        while place < len(fences) and fences[place][0] in ("answers", "results", "text"):
            following, said, _ = fences[place]
            if following == "text":
                if not _DIAGNOSTIC.match(said):
                    break
                diagnostics = said
            else:
                (answers if following == "answers" else results).append(said)
            place += 1
        assert len(answers) == len(results), f"{path.name}:{line}: answers and results go together"
        yield Example(path.stem, line, body, "fragment" in info, tuple(answers), tuple(results), diagnostics)


EXAMPLES = [each for path in PAGES for each in examples(path)]


# --- From a block to a form --------------------------------------------------------------------------------------


def key_of(text: str) -> str:
    """The first key of a block; "-" of a list."""
    line = next(each for each in text.splitlines() if each.strip() and not each.startswith("#"))
    return "-" if line.startswith("-") else line.split(":")[0]


def keys_of(text: str) -> set[str]:
    return set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))


@dataclass(frozen=True)
class Wrapped:
    """A form made of a fragment, and where each of its lines came from: line and indent."""

    text: str
    origins: tuple[tuple[int, int], ...]


def wrap(text: str) -> Wrapped:
    lines: list[tuple[str, int, int]] = [
        (each, 0, 0)
        for each in ("form: example", "title: 示例", "edition: 2026-01-01", "source: illustrative")
    ]
    if "fields" not in keys_of(text) and "sections" not in keys_of(text):
        lines += [(each, 0, 0) for each in PLAIN.splitlines()]
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("fields:"):
            inside = True
            lines += [(each, 0, 0) for each in ("sections:", "  - section: main", "    title: 内容")]
            lines.append((f"    {line}", number, 4))
            continue
        inside = inside and (line.startswith((" ", "#", "checks:")) or not line)
        lines.append((f"    {line}" if inside else line, number, 4 if inside else 0))
    return Wrapped("\n".join(each for each, _, _ in lines) + "\n", tuple((a, b) for _, a, b in lines))


PLAIN = "sections:\n  - section: main\n    title: 内容\n    fields:\n      - {id: name, type: text, label: 名称, required: true}"


@cache
def shared_files() -> Mapping[str, bytes]:
    files = {"units.yaml": (ROOT / "forms" / "units.yaml").read_bytes()}
    files |= {each.name: each.read_bytes() for each in (Path(__file__).parent / "library").glob("*.yaml")}
    tables = ROOT / "tests" / "forms" / "language" / "reference"
    return files | {f"reference/{each.name}": each.read_bytes() for each in tables.glob("*.tsv")}


@cache
def files_of(page: str) -> Mapping[str, str | bytes]:
    """The library of a page: what all share, and the forms and parts that stand on it."""
    files: dict[str, str | bytes] = dict(shared_files())
    for each in EXAMPLES:
        if each.page != page or each.fragment:
            continue
        if key_of(each.text) == "part":
            files[each.text.splitlines()[0].removeprefix("#").strip()] = each.text
        elif "form" in keys_of(each.text) or key_of(each.text) == "overlay":
            files.setdefault(name_of(each), each.text)
    return files


def name_of(example: Example) -> str:
    """The file of a form: the one its first line names, else the form's own name."""
    named = re.match(r"# *(\S+\.yaml)\n", example.text)
    if named:
        return named[1]
    found = re.search(r"^form: *(\w+)", example.text, re.MULTILINE)
    assert found, f"{example.id}: not a form; mark it as a fragment"
    return f"{found[1]}.yaml"


def cases_of(example: Example) -> str:
    """The file of cases that a block's first line names."""
    named = re.match(r"# *(\S+\.yaml)\n", example.text)
    return named[1] if named else "cases/手册.yaml"


@cache
def library_of(page: str, name: str, text: str) -> Library:
    return build_library({**files_of(page), name: text})


@cache
def compiled(example: Example) -> Compiled:
    text = wrap(example.text).text if example.fragment else example.text
    name = "示例.yaml" if example.fragment else name_of(example)
    library = library_of(example.page, name, text)
    laid = re.search(r"^overlay: *(\w+)", text, re.MULTILINE)
    return compile_form(laid[1], library, name) if laid else compile_form(name, library)


def told(example: Example) -> list[str]:
    """What is said about a form, one line each, at the lines of the page's block."""
    report = compiled(example).report
    report = Report(tuple(each for each in report.diagnostics if each.severity is not Severity.NOTE))
    lines = render(report).splitlines()[:-1]
    if not example.fragment:
        return lines
    origins = wrap(example.text).origins

    def moved(found: re.Match[str]) -> str:
        line, indent = origins[int(found[1]) - 1]
        return f"示例.yaml:{line}:{int(found[2]) - indent}:"

    return [re.sub(r"^示例\.yaml:(\d+):(\d+):", moved, each) for each in lines]


def is_form(example: Example) -> bool:
    return example.fragment or "form" in keys_of(example.text) or key_of(example.text) == "overlay"


FORMS = [each for each in EXAMPLES if is_form(each)]
OTHERS = [each for each in EXAMPLES if not is_form(each)]


@pytest.mark.parametrize("example", FORMS, ids=lambda each: each.id)
def test_an_example_is_told_what_the_page_says(example: Example) -> None:
    expected = example.diagnostics.splitlines()
    assert told(example) == expected


@pytest.mark.parametrize("example", OTHERS, ids=lambda each: each.id)
def test_a_file_beside_the_forms_is_right(example: Example) -> None:
    key = key_of(example.text)
    if key == "part":
        included = [each for each in FORMS if each.page == example.page and "include:" in each.text]
        assert included, "a part that no form of the page includes"
    elif key == "procedures":
        library = build_library({**files_of(example.page), PROCEDURES: example.text})
        report = compile_procedures(library).report
        serious = Report((*report.errors, *report.warnings))
        assert (
            render(serious).splitlines()[:-1] if serious.diagnostics else []
        ) == example.diagnostics.splitlines()
    elif key in ("facts", "from_forms", "quantities"):
        name = "units.yaml" if key == "quantities" else "facts.yaml"
        report = build_library({**files_of(example.page), name: example.text}).report
        assert not report.diagnostics, render(report)
    else:
        assert key == "-", "mark a piece of a form as a fragment"
        files = files_of(example.page)
        library = build_library(files)
        cases = {
            cases_of(each): each.text
            for each in EXAMPLES
            if each.page == example.page and not each.fragment and key_of(each.text) == "-"
        }
        only = frozenset((cases_of(example),))
        found = run_cases(library, cases, lambda *names: compile_form(names[0], library, *names[1:]), only)
        assert found.count
        assert not found.report.diagnostics, render(found.report)
        assert not found.mismatches, found.mismatches


# --- Answers and results -----------------------------------------------------------------------------------------

ANSWERED = [
    (each, answers, results)
    for each in FORMS
    for answers, results in zip(each.answers, each.results, strict=True)
]


@pytest.mark.parametrize(
    ("example", "answers", "results"), ANSWERED, ids=lambda each: getattr(each, "id", "")
)
def test_the_results_are_those_the_page_says(example: Example, answers: str, results: str) -> None:
    form = compiled(example).form
    assert form is not None, render(compiled(example).report)
    given = parsed(answers)
    on = date.fromisoformat(given.pop("on", DAY.isoformat()))
    own = {name for name, each in form.fields.items() if not each.fact}
    unknown = {name for name in given if name not in own and "." not in name}
    assert not unknown, f"no such field: {unknown}"
    facts = {name: value for name, value in given.items() if name not in own}
    bound = bind(form, {name: given[name] for name in given if name in own}, facts, on)
    assessed = assess_bound(bound)
    lines = [line for line in results.splitlines() if line.strip()]
    said = [line for line in lines if _SAID.match(line)]
    for name, value in parsed("\n".join(line for line in lines if line not in said)).items():
        found = judge(name, value, bound, assessed) if value != NEVER else never(name, bound)
        assert found is None, f"{name}: {value} expected, {found} found"
    for line in said:
        match = _SAID.match(line)
        assert match
        assert match["said"] in spoken(match["what"], match["name"], bound, assessed)


NEVER = "算不出"


def never(name: str, bound: Bound) -> str | None:
    """Whether a field will never have a value; else what it has."""
    value = bound.value(name)
    return None if value == UNDEFINED else repr(value)


def parsed(text: str) -> dict[str, Any]:
    node = read(text, "answers", Collector()) if text.strip() else None
    assert node is None or isinstance(node, MappingNode)
    return as_json(node) if node is not None else {}


def spoken(what: str, name: str, bound: Bound, assessed: Assessment) -> list[str]:
    """What a page says of a name: how its points, its truth or its value came about, its value, its problems."""
    if what == "提示":
        return [each.message for each in assessed.problems if each.problem.field == name]
    if what == "显示" and name == "score":
        return [assessed.score.told] if assessed.score else []
    if what == "显示":
        return [BoundWording(bound).shown(bound.form.fields[name])]
    lines = assessed.score.lines if assessed.score else ()
    findings = [each.finding.text for each in assessed.conclusions if each.id == name]
    computed = (
        [BoundWording(bound).reckoning_of(bound.form.fields[name])] if name in bound.form.fields else []
    )
    return [each.because for each in lines if each.id == name] + findings + computed


# --- Nothing is left out -----------------------------------------------------------------------------------------


def handbook() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


def blocks() -> dict[str, Block]:
    words = {**vars(vocabulary), **vars(procedure_vocabulary)}
    found = {name: each for name, each in words.items() if isinstance(each, Block)}
    like = {"LIKE": Block(vocabulary.LIKE_KEYS, "like"), "COLUMN": Block(COLUMN_KEYS, "column")}
    kinds = {f"kind {name}": Block(kind.keys, name) for name, kind in KINDS.items()}
    return {**found, **like, **kinds, "TABLE_KEYS": Block(TABLE_KEYS, "table")}


@pytest.mark.parametrize("name", sorted(blocks()))
def test_every_key_is_told(name: str) -> None:
    text = handbook()
    missing = [key for key in blocks()[name].keys if not re.search(rf"\b{key}\b", text)]
    assert not missing


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_shown(kind: str) -> None:
    assert re.search(rf"type: {kind}\b", handbook())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_shown(function: str) -> None:
    used = [each for each in EXAMPLES if not each.diagnostics and re.search(rf"\b{function}\(", each.text)]
    assert used, "in no example"
    assert f"`{function}(" in handbook(), "not in the list of functions"


def test_every_page_stands_in_the_index() -> None:
    index = INDEX.read_text(encoding="utf-8")
    assert [path.name for path in PAGES[1:] if f"(handbook/{path.name})" not in index] == []


def test_links_lead_somewhere() -> None:
    for path in (*PAGES, *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"

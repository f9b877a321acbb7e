"""The JSON Schema of a form file: every form that ships is valid by it, planted mistakes are not."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.command.schema import SCHEMAS
from engine.compiler.vocabulary import FORM
from engine.diagnostics import Collector
from engine.fields.kinds import KINDS
from engine.source import Mapping, Node, Scalar, read
from engine.structure import form_schema

ROOT = Path(__file__).parents[2]
MODELINE = "# yaml-language-server: $schema="
SHIPPED = [
    path
    for folder in ("forms", "tests/forms")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if "\nform:" in "\n" + path.read_text("utf-8") and "cases" not in path.parts
]


def as_editors_read(node: Node) -> Any:
    """A form as an editor's YAML 1.2 parser gives it to the schema."""
    if isinstance(node, Mapping):
        return {entry.key.text: as_editors_read(entry.value) for entry in node}
    if not isinstance(node, Scalar):
        return [as_editors_read(item) for item in node.items]
    if node.style != "plain":
        return node.text
    if node.text in ("true", "false", "null", "~", ""):
        return {"true": True, "false": False}.get(node.text)
    for kind in (int, float):
        try:
            return kind(node.text)
        except ValueError:
            continue
    return node.text


def valid(text: str) -> list[str]:
    root = read(text, "x", Collector())
    assert root is not None
    return [each.message for each in Draft202012Validator(form_schema()).iter_errors(as_editors_read(root))]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_schema_is_one(language: str) -> None:
    Draft202012Validator.check_schema(form_schema(language))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_form_is_valid(path: Path) -> None:
    assert valid(path.read_text("utf-8")) == []


FORM_TEXT = """\
form: a
title: 示例
edition: 2026-01-01
sections:
  - section: main
    title: 基本情况
    fields:
      - {id: staff, type: integer, label: 从业人员, min: 0}
      - {id: grade, type: choice, label: 级别, options: [one, two]}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: 示例", "titel: 示例"),
        ("min: 0", "mni: 0"),
        ("min: 0", "options: [a]"),
        ("min: 0", "min: [0]"),
        ("type: integer", "type: intger"),
        ("label: 从业人员, ", ""),
        (", options: [one, two]", ""),
        ("id: staff", "id: Staff"),
        ("edition: 2026-01-01", "edition: 2026"),
        ("    title: 基本情况\n", ""),
        ("form: a\n", ""),
    ],
)
def test_a_planted_mistake_is_seen(before: str, after: str) -> None:
    assert valid(FORM_TEXT) == []
    assert valid(FORM_TEXT.replace(before, after, 1)) != []


def test_a_mistake_in_one_kind_does_not_complain_of_all_others() -> None:
    assert len(valid(FORM_TEXT.replace("min: 0", "mni: 0"))) == 1


def test_every_kind_and_every_key_of_a_form_is_in_it() -> None:
    schema = form_schema()
    assert set(FORM.keys) <= set(schema["properties"])
    assert schema["$defs"]["field"]["properties"]["type"]["enum"] == list(KINDS)


def test_keys_are_described_in_the_language_asked_for() -> None:
    assert form_schema()["properties"]["sections"]["description"].startswith("栏目")
    assert form_schema("en")["properties"]["sections"]["description"].startswith("The sections")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schemas_beside_the_forms_are_up_to_date(kind: str) -> None:
    """Mend them with ``tidu schema -o forms``."""
    assert json.loads((ROOT / f"forms/{kind}.schema.json").read_text("utf-8")) == SCHEMAS[kind]("zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_schema_is_one(kind: str, language: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[kind](language))


def kind_of(path: Path) -> str:
    """Which schema a file of the platform names; none for what only fills the demonstration."""
    folders = {"parts": "part", "overlays": "overlay", "cases": "cases"}
    named = {each: each for each in ("procedures", "facts", "units")}
    return folders.get(path.parent.name) or named.get(path.stem) or "form"


PLATFORM = [each for each in sorted((ROOT / "forms").rglob("*.yaml")) if each.stem != "demonstration"]


@pytest.mark.parametrize("path", PLATFORM, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_files_of_the_platform_name_their_schema_and_are_valid(path: Path) -> None:
    kind = kind_of(path)
    text = path.read_text("utf-8")
    up = "./" if path.parent == ROOT / "forms" else "../"
    assert text.startswith(f"{MODELINE}{up}{kind}.schema.json\n")
    root = read(text, "x", Collector())
    assert root is not None
    found = Draft202012Validator(SCHEMAS[kind]("zh")).iter_errors(as_editors_read(root))
    assert [each.message for each in found] == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("procedures.yaml", "kind: declare", "kind: declares"),
        ("procedures.yaml", "grants: {fact:", "grants: {facts:"),
        ("overlays/specialized.440000.yaml", "indicators:", "indicator:"),
        ("parts/finance.yaml", "type: money", "type: mony"),
        ("facts.yaml", "label:", "lable:"),
        ("units.yaml", "base:", "bass:"),
        ("cases/innovative.yaml", "expect:", "expects:"),
    ],
)
def test_planted_mistakes_in_other_files_are_not_valid(name: str, old: str, new: str) -> None:
    text = (ROOT / "forms" / name).read_text("utf-8")
    assert old in text
    root = read(text.replace(old, new, 1), "x", Collector())
    assert root is not None
    schema = SCHEMAS[kind_of(ROOT / "forms" / name)]("zh")
    assert not Draft202012Validator(schema).is_valid(as_editors_read(root))

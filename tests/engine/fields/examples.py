"""An example of every kind of field: how an author writes it, answers it reads, answers it refuses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from engine.diagnostics import Collector, Diagnostic
from engine.fields.base import Building, FieldType, Posted, Years
from engine.fields.kinds import KINDS
from engine.fields.yearly import Yearly
from engine.json_value import Json
from engine.problems import Problem
from engine.reference import CodeTable
from engine.references import TABLES, read_references
from engine.shapes import Block, Identifier, Key, WholeNumber, Words
from engine.source import Mapping as Node
from engine.source import read
from engine.units import Unit, Units
from engine.view import FieldView

REFERENCE = Path(__file__).parents[3] / "forms" / "reference"
COMMON = {
    "id": Key(Identifier(), True),
    "type": Key(Words(), True),
    "label": Key(Words(), True),
    "years": Key(WholeNumber(1, 10)),
}
UNITS = Units(
    {
        "元": Unit((("money", 1),), Fraction(1), "元"),
        "万元": Unit((("money", 1),), Fraction(10_000), "万元"),
        "亿元": Unit((("money", 1),), Fraction(100_000_000), "亿元"),
        "人": Unit((("people", 1),), Fraction(1), "人"),
        "万人": Unit((("people", 1),), Fraction(10_000), "万人"),
        "平方米": Unit((("area", 1),), Fraction(1), "平方米"),
        "亩": Unit((("area", 1),), Fraction(2000, 3), "亩"),
    }
)
YEARS = Years(2025)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e&amp;"


@cache
def tables() -> Mapping[str, CodeTable]:
    texts = {name: (REFERENCE.parent / path).read_text(encoding="utf-8") for name, path in TABLES.items()}
    return read_references(texts).tables


def build(keys: str) -> tuple[FieldType, tuple[Diagnostic, ...]]:
    """The type that a field's keys (in flow style, without id and label) describe, and what was reported."""
    collector = Collector()
    node = read(f"{{id: it, label: 这一项, {keys}}}", "it.yaml", collector)
    assert isinstance(node, Node), collector.report()
    wanted = node.get("type")
    kind = KINDS[getattr(wanted, "text", "")]
    entries = Block({**COMMON, **kind.keys}, "field").read(node, collector)
    assert entries is not None
    built = kind.build(entries, Building(collector, UNITS, tables()))
    years = entries["years"]
    return (built if years is None else Yearly(built, years)), collector.report().diagnostics


def made(keys: str) -> FieldType:
    """The type of a right field."""
    kind, found = build(keys)
    assert not found
    return kind


def codes(keys: str) -> list[str]:
    """The codes an author's mistake is told by."""
    return [each.code for each in build(keys)[1]]


def value_of(kind: FieldType, raw: Json, years: Years = YEARS) -> Any:
    read_ = kind.read(raw, years)
    assert not read_.problems, [each.message("它") for each in read_.problems]
    return read_.value


def wrong(kind: FieldType, raw: Json, years: Years = YEARS) -> list[str]:
    """The codes of the problems an answer has."""
    return [each.code for each in kind.read(raw, years).problems]


def told(kind: FieldType, raw: Json, label: str = "它") -> str:
    """The sentence an answer is refused with."""
    return kind.read(raw, YEARS).problems[0].message(label)


def view_of(kind: FieldType, raw: Json = None, **more: Any) -> FieldView:
    read_ = kind.read(raw, YEARS)
    given: dict[str, Any] = {
        "problems": tuple(each.at("it") for each in read_.problems),
        "label": "这一项",
        **more,
    }
    return FieldView(id=given.pop("id", "it"), type=kind, value=read_.value, years=YEARS, raw=raw, **given)


def posted(pairs: Sequence[tuple[str, str]]) -> Posted:
    names: dict[str, list[str]] = {}
    for name, value in pairs:
        names.setdefault(name, []).append(value)
    return Posted(names)


@dataclass(frozen=True)
class Example:
    """`right` are canonical answers, `also` other ways to write an answer, `refused` what must not be accepted."""

    keys: str
    right: tuple[Any, ...]
    refused: tuple[Any, ...]
    also: tuple[Any, ...] = ()


FILE = {"id": "f1", "name": "营业执照.pdf", "size": 1000, "kind": "pdf"}
TABLE = (
    "type: table, min_rows: 1, max_rows: 3, columns: ["
    "{id: name, type: text, label: 名称, required: true}, "
    "{id: income, type: money, unit: 万元, label: 收入, min: 0, total: true}, "
    "{id: grade, type: choice, label: 级别, options: [national, province]}, "
    "{id: kinds, type: choices, label: 种类, options: [a, b]}, "
    "{id: core, type: yes_no, label: 核心}, "
    "{id: since, type: date, label: 日期}, "
    "{id: place, type: region, label: 地区, level: 2}, "
    "{id: brands, type: text, label: 品牌, repeat: 3}]"
)
ROWS = (
    "rows: [{id: design, title: 产品设计, binding: true, options: {reached: {'1': 用工具辅助}}}, {id: sales, title: 营销}], "
    "attributes: {binding: yes_no}, "
    "columns: [{id: reached, type: choice, ordered: true, label: 等级, options: [0, 1, 2, 3, 4]}"
)
OPTIONS = "options: [{id: none, label: 无, exclusive: true}, {id: a, label: 甲 & 乙}, {id: b, label: 丙}]"

EXAMPLES: Mapping[str, Example] = {
    "text": Example(
        "type: text, max_length: 20",
        ("厦门某公司", "a b"),
        ({"a": 1}, [1], True, "x" * 21, "x" * 10**6),
        (7,),
    ),
    "text with a pattern": Example(
        "type: text, pattern: '[A-Z]\\d{3}', placeholder: A001", ("A123",), ("a123", "A1234")
    ),
    "paragraph": Example(
        "type: paragraph, max_length: 50, placeholder: 请介绍",
        ("一段话\n第二行", "第一行\n\n第三行"),
        ("字" * 51, {}, "x" * 10**6),
    ),
    "integer": Example(
        "type: integer, min: 0, max: 1000000, unit: 人",
        (0, 12, 999),
        (-1, "1.5", "abc", True, [], {}, "1e3", "NaN", "0x10"),
        ("１，２３４", " 12 人", "1,000"),
    ),
    "decimal": Example(
        "type: decimal, above: 0, below: 1000, places: 2",
        (5, "1.25", "2/3"),
        (0, 1000, "x", "1e400", "1..2"),
        ("0.50",),
    ),
    "money": Example(
        "type: money, unit: 万元, min: 0",
        (0, 1234, "0.5"),
        (-5, "五百", "1,23", "500美元"),
        ("500万元", "5000元", "1,234.5"),
    ),
    "percent": Example(
        "type: percent, min: 0, max: 100%", ("5%", "0%", "12.345%"), ("101%", "-1%", "abc"), (5, "5", "５％")
    ),
    "date": Example(
        "type: date, min: 2000-01-01",
        ("2026-01-05",),
        ("2026-02-30", "1999-12-31", "昨天", 2026, [1]),
        ("2026/1/5", "2026年1月5日", "２０２６.１.５"),
    ),
    "year": Example("type: year, min: 1990, max: 2026", (1990, 2025), (25, "1989", "x", 2027), ("2025年",)),
    "yes_no": Example("type: yes_no", (True, False), ("maybe", 1, [], {}), ("yes", "no", "是")),
    "choice": Example(
        "type: choice, options: [{id: national, label: 国家级}, {id: province, label: 省级}]",
        ("national",),
        ("other", [], True),
        ("省级",),
    ),
    "choice of many": Example(
        "type: choice, ordered: true, options: [0, 1, 2, 3, 4, 5, 6, 7, 8]", ("0", "8"), ("9", {}), (3,)
    ),
    "choices": Example(
        f"type: choices, {OPTIONS}",
        (["a"], ["a", "b"], ["none"]),
        (["none", "a"], ["x"], {}, 5, [["a"]]),
        ("a",),
    ),
    "region": Example(
        "type: region", ("350203", "441900"), ("350000", "999999", "火星", []), ("福建省厦门市思明区", 350203)
    ),
    "industry": Example(
        "type: industry", ("3911",), ("39", "9999", "造梦", {}), ("计算机整机制造", "3911 计算机整机制造")
    ),
    "authority": Example(
        "type: authority", ("3502Z1",), ("350200", "别的园区", []), ("火炬高新区", "3502z1")
    ),
    "product": Example(
        "type: product, of: trade, max_length: 10",
        ("六轴工业机器人", "另一种产品"),
        ([], {}, "十一个字的产品名称太长了"),
        (" 六轴工业机器人 ",),
    ),
    "identifier": Example(
        "type: identifier, scheme: credit_code",
        ("91350100M000100Y43",),
        ("91350100M000100Y44", "91440101MA5XXXXXXX", "1"),
        ("91350100m000100y43",),
    ),
    "identifier of a person": Example(
        "type: identifier, scheme: id_card",
        ("11010519491231002X",),
        ("110105194912310021", "1"),
        ("11010519491231002x",),
    ),
    "phone": Example(
        "type: phone", ("13800138000", "0592-2234567"), ("12", "abc", []), ("138 0013 8000", 13800138000)
    ),
    "email": Example(
        "type: email", ("name@example.com",), ("name@", "a b@c.d", {}), ("ｎａｍｅ@example.com",)
    ),
    "attachment": Example(
        "type: attachment, kinds: [pdf, jpg], count: 2, max_size: 5MB",
        ([FILE],),
        ("x", [{}], [{**FILE, "kind": "exe"}], [{**FILE, "size": 10**9}], [FILE] * 3),
    ),
    "declaration": Example("type: declaration", (True,), ("maybe", 3, []), ("yes",)),
    "note": Example("type: note", (), ()),
    "table": Example(
        TABLE,
        (
            [
                {
                    "name": "甲",
                    "income": "1.5",
                    "grade": "national",
                    "kinds": ["a"],
                    "core": True,
                    "since": "2020-01-02",
                    "place": "350200",
                    "brands": ["x", "y"],
                }
            ],
            [{"name": "甲"}, {"name": "乙", "core": False}],
        ),
        ("x", [1], [{"name": {}}], [{"income": -1}], [{"name": "x"}] * 4),
        ([{"name": "甲"}, {}, {"name": "丙"}],),
    ),
    "fixed table": Example(
        f"type: table, {ROWS}, {{id: note, type: text, label: 说明}}]",
        ({"design": {"reached": "4", "note": "好"}},),
        ("x", {"design": 1}, {"design": {"reached": "5"}}),
    ),
    "questions": Example(
        f"type: table, show: questions, {ROWS}]",
        ({"design": {"reached": "4"}, "sales": {"reached": "0"}},),
        ({"design": {"reached": "5"}},),
    ),
    "questions of several parts": Example(
        f"type: table, show: questions, {ROWS}, {{id: cost, type: integer, label: 投入, unit: 人}}]",
        ({"design": {"reached": "4", "cost": 3}},),
        ({"design": {"cost": "x"}},),
    ),
    "matrix": Example(
        "type: table, rows: [{id: lab, title: 重点实验室}, {id: centre, title: 技术中心}], columns: ["
        "{id: national, type: integer, label: 国家级, min: 0, total: true}, {id: province, type: integer, label: 省级, min: 0}]",
        ({"lab": {"national": 1, "province": 0}, "centre": {"province": 2}},),
        ({"lab": {"national": -1}},),
    ),
    "yearly money": Example(
        "type: money, unit: 万元, years: 3",
        ({"2025": 5, "2023": "0.5"},),
        ({"2025": "x"}, {"abc": 1}, [1], 5),
        ({"1": "5"},),
    ),
    "yearly percent": Example("type: percent, years: 2", ({"2025": "5%"},), ({"2024": {}},), ({"2": 5},)),
}


def examples() -> Iterator[tuple[str, FieldType, Example]]:
    for name, example in EXAMPLES.items():
        yield name, made(example.keys), example


def answers(wanted: str) -> list[tuple[str, FieldType, Any]]:
    """Every example's answers of one sort, one by one."""
    return [(name, kind, raw) for name, kind, example in examples() for raw in getattr(example, wanted)]


def messages(problems: Sequence[Problem]) -> list[str]:
    return [each.message("这一项") for each in problems]

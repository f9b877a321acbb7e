"""The enterprise's profile as its page shows it: facts in groups, in words instead of codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from engine.reference import CodeTable, read_code_table
from web.models import Enterprise
from web.platform import Platform


@dataclass(frozen=True)
class ProfileLine:
    """One fact: its label and its value in words; None when it is not known."""

    fact: str
    label: str
    text: str | None


@dataclass(frozen=True)
class ProfileGroup:
    """Facts that belong together."""

    title: str
    lines: tuple[ProfileLine, ...]


@dataclass(frozen=True)
class Profile:
    """What the platform knows about an enterprise."""

    name: str
    groups: tuple[ProfileGroup, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels of what is not known yet."""
        return tuple(line.label for group in self.groups for line in group.lines if line.text is None)


@dataclass(frozen=True)
class _Words:
    """Turns the value of a fact into words."""

    regions: CodeTable
    industries: CodeTable

    def text(self, value: Any) -> str:
        return str(value)

    def region(self, value: Any) -> str:
        path = self.regions.path(str(value))
        return " ".join(entry.name for entry in path if entry.kind != "virtual") or str(value)

    def industry(self, value: Any) -> str:
        entry = self.industries.get(str(value))
        return f"{entry.name}（{value}）" if entry else str(value)

    def day(self, value: Any) -> str:
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"

    def money(self, value: Any) -> str:
        return f"{_grouped(value)} 万元"

    def people(self, value: Any) -> str:
        return f"{_grouped(value)} 人"

    def size(self, value: Any) -> str:
        return _SIZES.get(str(value), str(value))

    def truth(self, value: Any) -> str:
        return "是" if value else "否"


_SIZES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
_Shown = Callable[[_Words, Any], str]
_GROUPS: tuple[tuple[str, tuple[tuple[str, str, _Shown], ...]], ...] = (
    (
        "登记信息",
        (
            ("name", "企业名称", _Words.text),
            ("credit_code", "统一社会信用代码", _Words.text),
            ("region", "注册地", _Words.region),
            ("address", "详细地址", _Words.text),
            ("registration_date", "注册时间", _Words.day),
            ("registered_capital", "注册资本", _Words.money),
            ("legal_representative", "法定代表人", _Words.text),
            ("legal_person", "在中国境内登记、具有独立法人资格", _Words.truth),
        ),
    ),
    (
        "联系方式",
        (
            ("contact", "联系人", _Words.text),
            ("contact_phone", "联系电话", _Words.text),
            ("email", "电子邮箱", _Words.text),
        ),
    ),
    (
        "行业与规模",
        (
            ("industry", "所属行业", _Words.industry),
            ("staff", "从业人员", _Words.people),
            ("revenue", "上年度营业收入", _Words.money),
            ("assets", "上年末资产总额", _Words.money),
            ("size_class", "企业规模", _Words.size),
        ),
    ),
    (
        "信用与合规",
        (
            ("listed_abnormal", "列入经营异常名录或严重失信主体名单", _Words.truth),
            ("restricted_products", "提供国家禁止、限制或淘汰类产品（服务）", _Words.truth),
            ("major_incident", "近三年发生重大安全、质量、环境污染事故或涉税违法", _Words.truth),
        ),
    ),
)


def read_profile(platform: Platform, enterprise_id: int) -> Profile:
    """The profile of one enterprise."""
    with platform.database.read() as session:
        enterprise = session.get_one(Enterprise, enterprise_id)
    words = _words(platform.config.forms_folder)
    groups = tuple(
        ProfileGroup(title, tuple(_line(enterprise, words, *entry) for entry in entries))
        for title, entries in _GROUPS
    )
    return Profile(enterprise.name, groups)


def _line(enterprise: Enterprise, words: _Words, key: str, label: str, shown: _Shown) -> ProfileLine:
    fact = f"enterprise.{key}"
    value = enterprise.facts.get(fact)
    return ProfileLine(fact, label, None if value is None else shown(words, value))


@cache
def _words(forms_folder: Path) -> _Words:
    tables = {
        name: read_code_table(name, (forms_folder / "reference" / f"{name}.tsv").read_text(encoding="utf-8"))
        for name in ("regions", "industries")
    }
    return _Words(tables["regions"], tables["industries"])


def _grouped(value: Any) -> str:
    whole, dot, rest = str(value).partition(".")
    return f"{int(whole):,}{dot}{rest}"

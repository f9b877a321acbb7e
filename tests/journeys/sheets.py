"""Each form with a case to fill it by, the procedure it is begun with, and what else its enterprise needs to have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from engine.assessment import assess_bound
from engine.binding import bind
from engine.cases import Case, read_cases
from engine.cases.expecting import judge
from engine.diagnostics import Collector
from engine.folder import read_cases as read_case_files
from web.config import PROJECT
from web.platform import Platform
from web.services.submissions import Result, frozen_assessment

HELD = {"profile.complete": True}
"""What an enterprise has done before it may declare anything."""


@dataclass(frozen=True)
class Sheet:
    """One form to fill: `name` is short and stands in file names, `case` is written beside the form."""

    name: str
    procedure: str
    form: str
    case: str
    edition: str
    on: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    answers: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def read(self, platform: Platform) -> Case:
        found = [each for each in cases(platform) if each.name == self.case and each.form == self.form]
        assert len(found) == 1, f"{self.case}: {len(found)}"
        case = found[0]
        return replace(
            case,
            facts={**HELD, **case.facts, **self.facts},
            answers={**case.answers, **self.answers},
            on=self.on or case.on,
        )

    def moment(self, case: Case) -> datetime:
        """Noon in China on the day of the case."""
        return datetime(case.on.year, case.on.month, case.on.day, 4, 0, tzinfo=UTC)


ASSESSED = {"digital.date": "2026-01-15"}

SHEETS = (
    Sheet(
        "enterprise",
        "maintain_profile",
        "enterprise",
        "填全了",
        "2022-08-01",
        answers={"review_district": "3502Z1"},
    ),
    Sheet("digital_manufacturing", "assess_digital", "digital_manufacturing", "各项最高", "2024-09-04"),
    Sheet(
        "digital_services", "assess_digital", "digital_services", "各项最高 (digital_services)", "2024-09-04"
    ),
    Sheet("digital_other", "assess_digital", "digital_other", "各项最高 (digital_other)", "2024-09-04"),
    Sheet("innovative", "declare_innovative", "innovative", "各项最高", "2022-08-01"),
    Sheet("specialized", "declare_specialized", "specialized", "六个条件都满足", "2026-04-01"),
    Sheet(
        "specialized-2022-guangdong",
        "declare_specialized",
        "specialized",
        "广东：各项最高",
        "2022-08-01",
        facts={"enterprise.region": "440106", **ASSESSED},
    ),
    Sheet("little_giant", "declare_little_giant", "little_giant", "七个条件都满足", "2026-04-01"),
    Sheet(
        "little_giant-2022-renewal",
        "renew_little_giant",
        "little_giant",
        "2026年9月的复核",
        "2022-08-01",
        on=date(2026, 5, 10),
        facts={"certification.little_giant": True, "renewal.little_giant": True},
    ),
    Sheet("financing_credit", "register_financing", "financing_credit", "成长期，各项都有", "2024-08-01"),
    Sheet(
        "annual_update",
        "annual_update",
        "annual_update",
        "没有变化",
        "2022-08-01",
        facts={"update.due": True},
    ),
    Sheet("major_change", "report_change", "major_change", "跨省迁移，仍符合标准", "2022-08-01"),
)


def named(name: str) -> Sheet:
    return next(each for each in SHEETS if each.name == name)


@cache
def _cases(facts: frozenset[str]) -> tuple[Case, ...]:
    files = read_case_files(PROJECT / "forms")
    return read_cases(files, facts, Collector())


def cases(platform: Platform) -> tuple[Case, ...]:
    """Every case beside the shipped forms."""
    return _cases(frozenset(platform.catalogue.library.facts))


def differences(case: Case, answers: Mapping[str, Any], result: Result) -> list[str]:
    """Where what was stored is not what the case says: its answers, what it expects, what the page reckoned."""
    assert result.form is not None
    bound = result.bound()
    wanted = bind(result.form, answers, case.facts, case.on, case.reporting_year)
    found: list[str] = []
    for name in answers:
        slot = result.form.fields[name].value_slot
        if wanted.frame[slot] != bound.frame[slot]:
            found.append(f"{name}: {wanted.frame[slot]} was to arrive, {bound.frame[slot]} did")
    assessment = assess_bound(bound)
    for each in case.expected:
        verdict = None if each.name == "problems" else judge(each.name, each.value, bound, assessment)
        if verdict is not None:
            found.append(f"{each.name}: {each.value} expected, {verdict} found")
    if result.assessment != frozen_assessment(bound):
        found.append("the stored assessment is another")
    return found

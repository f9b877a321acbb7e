"""Cases by the thousand for tests of desks and overviews: rows alone, without the drafts they came from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, insert, text

from web.models_review import Case
from web.platform import Platform
from web.workflow import WITH_AUTHORITY, State

WAYS = (
    ("350211", {"county": "350211", "province": "350200"}),
    ("350203", {"county": "350203", "province": "350200"}),
    ("350102", {"county": "350102", "city": "350100", "province": "350000"}),
    ("350104", {"county": "350104", "city": "350100", "province": "350000"}),
    ("440305", {"county": "440305", "province": "440300"}),
)
"""Regions, each with its chain below the ministry: districts of a city that acts as a province, and of one that does not."""

PROCEDURES = ("declare_innovative", "declare_specialized", "declare_little_giant")
INDUSTRIES = ("3491", "3911", "6513", "0111")


def row(platform: Platform, number: int, enterprise_id: int, **changed: Any) -> dict[str, Any]:
    """One case; what stands in it goes round with its number."""
    region, chain = WAYS[number % len(WAYS)]
    state = changed.pop("state", [*State][number % len(State)])
    levels = [each for each in ("county", "city", "province") if each in chain]
    stage = changed.pop("stage", number // len(State) % len(levels))
    sent = platform.clock.now() - timedelta(days=number % 60, seconds=number)
    return {
        "id": UUID(int=number + 1),
        "number": f"2026-{number:06d}",
        "enterprise_id": enterprise_id,
        "procedure": PROCEDURES[number % len(PROCEDURES)],
        "draft_id": UUID(int=number + 1),
        "submission_id": UUID(int=number + 1),
        "reporting_year": 2025,
        "name": f"示例企业{number:06d}有限公司",
        "credit_code": f"9135{number:014d}",
        "region": region,
        "industry": INDUSTRIES[number % len(INDUSTRIES)],
        "stages": [{"level": each, "code": chain[each], "name": chain[each]} for each in levels],
        "county": chain.get("county", ""),
        "city": chain.get("city", ""),
        "province": chain["province"],
        "stage": stage,
        "authority": chain[levels[stage]] if state in WITH_AUTHORITY else "",
        "state": state,
        "points": None if number % 10 == 9 else number * 37 % 10_001,
        "qualified": number % 3 != 0,
        "warnings": number % 4,
        "sent_at": sent,
        "changed_at": sent,
        "version": 1,
        **changed,
    }


def add_cases(platform: Platform, enterprise_id: int, rows: list[dict[str, Any]] | int) -> None:
    """Put cases into the database as they are, without what they point to, and let it look at what it holds."""
    several = [row(platform, each, enterprise_id) for each in range(rows)] if isinstance(rows, int) else rows
    engine = create_engine(platform.database.url)  # of its own: on SQLite it minds no foreign keys
    with engine.begin() as connection:
        if not platform.database.is_sqlite:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for part in _parts(several):
            connection.execute(insert(Case), part)
        if not platform.database.is_sqlite:
            connection.execute(text("ANALYZE review_case"))
    engine.dispose()


def _parts(several: list[dict[str, Any]], size: int = 5000) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(several), size):
        yield several[start : start + size]

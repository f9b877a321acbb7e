"""What people read about the days on which a procedure is open."""

from __future__ import annotations

from datetime import date

REGION_FIRST = "先在企业信息中填写注册地，才知道由哪里的主管部门安排申报时间。"


def not_open(procedure: str, authority: str, opens: date | None) -> str:
    """A procedure is not open in a region today."""
    when = f"将于 {opens.isoformat()} 开放" if opens else "现在没有开放，申报时间由其另行通知"
    return f"{authority}：{procedure}{when}。可以先填写，开放后提交。"

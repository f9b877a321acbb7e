"""What officers read who open procedures in their region."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

OPEN, COMING, OVER, CLOSED = "open", "coming", "over", "closed"
STATES = MappingProxyType({OPEN: "开放中", COMING: "未到时间", OVER: "已结束", CLOSED: "已提前关闭"})
STATE_KINDS = MappingProxyType({OPEN: "done", COMING: "progress", OVER: "neutral", CLOSED: "attention"})

ONLY_PROVINCES = (
    "申报时间由省级主管部门（含计划单列市、新疆生产建设兵团）和工业和信息化部安排，您所在的部门不能设置。"
)
PROCEDURE_NEEDED = "请选择事项。"
TITLE_TOO_LONG = "名称最多 100 字。"
DAY_NEEDED = "请填写日期，例如 2026-03-01。"
OPENS_NEEDED, CLOSES_NEEDED = "请填写开始日期。", "请填写截止日期。"
CLOSES_BEFORE_OPENS = "截止日期不能早于开始日期。"
CLOSES_IN_THE_PAST = "截止日期不能早于今天；要现在就结束，请用“提前关闭”。"
DUE_BEFORE_OPENS = "审核截止日期不能早于企业申报的开始日期。"
CITY_BEFORE_COUNTY = "市级的审核截止日期不能早于县级。"
PROVINCE_BEFORE_CITY = "省级的审核截止日期不能早于市级和县级。"
PUBLICITY_WRONG = "公示天数请填写 1 至 60 的整数。"
REPEATS_TOO_LONG = "每年重复的申报时间不能超过一年。"
NOT_CLOSED, ALREADY_OVER = (
    "这个申报时间没有提前关闭过。",
    "截止日期已过，不能重新开放；请新设一个申报时间，或者修改截止日期。",
)
NOT_TO_CLOSE = "这个申报时间已经结束或者已经关闭。"
OVERTAKEN = "这个申报时间刚刚被别人修改过。下面是您填写的内容，请对照现在的设置，确定后重新提交。"
CHANGED_MEANWHILE = "这个申报时间刚刚被别人修改过，没有办理。请看过现在的设置再决定。"
SAVED_NEW, SAVED, CLOSED_NOW, REOPENED_NOW = (
    "申报时间已设置。",
    "申报时间已修改。",
    "已提前关闭。",
    "已重新开放。",
)


def overlaps(title: str, opens: date, closes: date) -> str:
    """Another window of the same procedure and authority is open on some of the days."""
    return f"与已有的申报时间重叠：{title} {opens.isoformat()} 至 {closes.isoformat()}。同一事项的申报时间不能重叠。"


def saved(text: str, reminded: int) -> str:
    """What was saved, and how many were told."""
    return f"{text}已提醒 {reminded} 家还没有提交的企业。" if reminded else text


def ends_earlier_title(procedure: str) -> str:
    return f"{procedure}：申报截止日期提前"


def ends_earlier_text(procedure: str, authority: str, closes: date) -> str:
    return (
        f"{authority}把{procedure}的截止日期提前到 {closes.isoformat()}（当天 24:00 前可以提交）。"
        "您有一份还没有提交，请尽快完成。"
    )


def closed_title(procedure: str) -> str:
    return f"{procedure}：申报已关闭"


def closed_text(procedure: str, authority: str) -> str:
    return f"{authority}关闭了{procedure}，现在不能提交。您填写的内容都还保存着，重新开放后可以接着办理。"

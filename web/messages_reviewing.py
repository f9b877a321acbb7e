"""What officers read on the page of a submission: its states, what can be done with it, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from web.workflow import Deed, State

STATES = MappingProxyType(
    {
        State.WAITING: "待审核",
        State.REVIEWING: "审核中",
        State.RETURNED: "已退回修改",
        State.WITHDRAWN: "企业已撤回",
        State.REFUSED: "不予通过",
        State.APPROVED: "已审定，待公示",
        State.PUBLICISED: "公示中",
        State.CERTIFIED: "已认定",
        State.DONE: "已办结",
    }
)
STATE_KINDS = MappingProxyType(
    {
        State.WAITING: "attention",
        State.REVIEWING: "progress",
        State.RETURNED: "neutral",
        State.WITHDRAWN: "neutral",
        State.REFUSED: "wrong",
        State.APPROVED: "progress",
        State.PUBLICISED: "progress",
        State.CERTIFIED: "done",
        State.DONE: "done",
    }
)
DEEDS = MappingProxyType(
    {
        Deed.BEGIN: "开始审核",
        Deed.RETURN: "退回修改",
        Deed.RECOMMEND: "推荐上报",
        Deed.REFUSE: "不予通过",
        Deed.APPROVE: "审定通过",
        Deed.PUBLICISE: "公示",
        Deed.REOPEN: "重新审核",
        Deed.CERTIFY: "公告、认定",
    }
)
MEANINGS = MappingProxyType(
    {
        Deed.BEGIN: "开始以后，企业不能再撤回。",
        Deed.RETURN: "退回后由企业修改、重新提交，提交后直接回到本级。至少写一条原因，企业会看到。",
        Deed.RECOMMEND: "写明推荐意见。推荐后由上一级审核，本级不能再退回。",
        Deed.REFUSE: "申报到此结束，不能恢复。原因会告诉企业。",
        Deed.APPROVE: "审定通过后进入公示；不需要认定的事项就此办结。",
        Deed.PUBLICISE: "公示期满、没有异议或异议处理完毕后才能公告、认定。",
        Deed.REOPEN: "有异议需要重新审核时用。重新审核后要再次审定、公示。",
        Deed.CERTIFY: "认定后资质立即生效，并告诉企业。",
    }
)
NOTE_LABELS = MappingProxyType(
    {
        Deed.RECOMMEND: "推荐意见",
        Deed.REFUSE: "不予通过的原因",
        Deed.APPROVE: "审定意见（可以不写）",
        Deed.REOPEN: "重新审核的原因",
    }
)
NOTE_NEEDED = MappingProxyType(
    {
        Deed.RECOMMEND: "请填写推荐意见。",
        Deed.REFUSE: "请填写不予通过的原因。",
        Deed.REOPEN: "请填写重新审核的原因。",
    }
)
DONE = MappingProxyType(
    {
        Deed.BEGIN: "已开始审核。",
        Deed.RETURN: "已退回，企业会收到原因。",
        Deed.RECOMMEND: "已推荐上报。",
        Deed.REFUSE: "已记录为不予通过。",
        Deed.APPROVE: "已审定通过。",
        Deed.PUBLICISE: "已开始公示。",
        Deed.REOPEN: "已重新开始审核。",
        Deed.CERTIFY: "已公告、认定。",
    }
)
BUTTONS = MappingProxyType(
    {
        Deed.BEGIN: "开始审核",
        Deed.RETURN: "确认退回",
        Deed.RECOMMEND: "确认推荐",
        Deed.REFUSE: "确认不予通过",
        Deed.APPROVE: "确认审定通过",
        Deed.PUBLICISE: "开始公示",
        Deed.REOPEN: "确认重新审核",
        Deed.CERTIFY: "确认公告、认定",
    }
)

HISTORY = MappingProxyType(
    {
        "case_send": "企业提交",
        "case_withdraw": "企业撤回",
        "case_begin": "开始审核",
        "case_return": "退回修改",
        "case_recommend": "推荐上报",
        "case_refuse": "不予通过",
        "case_approve": "审定通过",
        "case_publicise": "公示",
        "case_reopen": "重新审核",
        "case_certify": "公告、认定",
        "case_objection": "记录异议",
        "case_objection_settled": "处理异议",
        "case_remark": "写了意见",
        "case_spot_check": "记录实地抽查",
        "case_numbers_shown": "查看了完整号码",
        "case_reassessed": "填写了由主管部门填写的内容，重新得出结论",
        "case_took_effect": "变更生效，更新了企业信息",
        "cancellation_proposed": "变化后不再符合标准，提请认定部门研究是否取消认定",
    }
)
"""What the history of a case says of each kind of event."""

PLATFORM, ENTERPRISE = "平台", "企业"
WHOLE = "整份材料"
NOT_BEGUN = "本件正在审核时才能填写。"
REASON_FIRST = "请至少写一条退回原因。"
TEXT_NEEDED = "请填写内容。"
FIELD_UNKNOWN = "请从列表中选择。"
DAY_WRONG = "请填写日期，例如 2026-03-01。"
DAYS_WRONG = "请填写公示的天数。"
DAY_AHEAD = "日期不能在今天以后。"
PEOPLE_NEEDED = "请填写抽查人员。"
AGREES_NEEDED = "请选择实地情况是否与申报材料一致。"
FOUND_NEEDED = "请填写抽查发现的情况。"
BATCH_NEEDED = "请填写批次。"
REASON_NEEDED = "请填写取消的原因。"
REMARKED = "意见已保存。"
CHECKED, OBJECTED, SETTLED = "抽查情况已记录。", "异议已记录。", "异议的处理结果已记录。"
REASSESSED, NOTHING_CHANGED = "已保存，得分和结论已重新得出。", "内容没有变化。"
CANCELLED = "资质已取消，企业会收到通知。"
NOT_SAVED = "没有保存"
NOT_DONE = "没有办理"


def too_long(most: int) -> str:
    return f"最多 {most} 字。"


def overtaken(state: State, last: str) -> str:
    """Somebody else was quicker; `last` tells who did what."""
    done = f"{last}。" if last else ""
    return f"这件申报已经有变化：{done}现在是“{STATES[state]}”。刚才填写的内容还在，没有提交；请看过最新情况再决定。"


def who_did_what(when: str, who: str, what: str) -> str:
    return f"{when} {who}{what}"


def recommender_first(labels: list[str]) -> str:
    """What only authorities fill is still to be filled."""
    return f"请先填写由主管部门填写的内容：{'、'.join(labels)}。"


def wrong_answer(label: str, text: str) -> str:
    return f"“{label}”：{text}"


def overdue(days: int) -> str:
    return f"已超期 {days} 天"


def chain_step(name: str, is_done: bool, is_now: bool) -> str:
    return f"{name}（{'正在处理' if is_now else '已处理' if is_done else '未到'}）"


def deed_title(procedure: str) -> Mapping[Deed, str]:
    """What an enterprise's message about a deed is called."""
    return {
        Deed.BEGIN: f"{procedure}：开始审核",
        Deed.RETURN: f"{procedure}：退回修改",
        Deed.RECOMMEND: f"{procedure}：已推荐到上一级",
        Deed.REFUSE: f"{procedure}：不予通过",
        Deed.APPROVE: f"{procedure}：审定通过",
        Deed.REOPEN: f"{procedure}：重新审核",
    }


def proposal(reason: str) -> str:
    """What is noted on a case for the authority that certified."""
    return f"企业报告的变化审核通过，结论“{reason}”不成立：请认定部门研究是否取消认定。平台不会自动取消。"


def certificate_words(title: str, number: str, until: date) -> str:
    return f"{title}{f'（{number}）' if number else ''}，有效期至 {until.isoformat()}"


def details_in_words(details: Mapping[str, Any]) -> str:
    """What is to be said of an event besides."""
    parts = []
    if details.get("publicity_until"):
        parts.append(f"公示期 {details['publicity_from']} 至 {details['publicity_until']}")
    if details.get("batch"):
        parts.append(str(details["batch"]))
    if details.get("number"):
        parts.append(f"编号 {details['number']}")
    if details.get("section"):
        parts.append(str(details["section"]))
    return "，".join(parts)


def file_refused(label: str, name: str) -> str:
    """A file of an officer was not taken."""
    return f"“{label}”没有收下“{name}”：请检查格式、大小和数量。"

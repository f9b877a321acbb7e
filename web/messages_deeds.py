"""What an enterprise reads about a case: where it stands, and what was done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from web.workflow import Deed, State

STATES: Mapping[str, str] = MappingProxyType(
    {
        State.WAITING: "待审核",
        State.REVIEWING: "审核中",
        State.RETURNED: "退回修改",
        State.WITHDRAWN: "已撤回",
        State.REFUSED: "未通过",
        State.APPROVED: "审核通过，待公示",
        State.PUBLICISED: "公示中",
        State.CERTIFIED: "已认定",
        State.DONE: "已办结",
    }
)
"""Where a case stands, in words."""

TAGS: Mapping[str, str] = MappingProxyType(
    {
        State.WAITING: "progress",
        State.REVIEWING: "progress",
        State.RETURNED: "attention",
        State.WITHDRAWN: "attention",
        State.REFUSED: "wrong",
        State.APPROVED: "progress",
        State.PUBLICISED: "progress",
        State.CERTIFIED: "done",
        State.DONE: "done",
    }
)
"""How a state looks: the kinds of tags."""

TITLES: Mapping[Deed, str] = MappingProxyType(
    {
        Deed.WITHDRAW: "已撤回",
        Deed.RETURN: "退回修改",
        Deed.RECOMMEND: "审核通过，已推荐到上一级",
        Deed.REFUSE: "审核未通过",
        Deed.APPROVE: "审核通过",
        Deed.REOPEN: "重新审核",
    }
)
"""The deeds an enterprise is told of."""

HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "case_send": "提交",
        "case_withdraw": "撤回",
        "case_begin": "开始审核",
        "case_return": "退回修改",
        "case_recommend": "审核通过，推荐到上一级",
        "case_refuse": "审核未通过",
        "case_approve": "审核通过",
        "case_publicise": "公示",
        "case_reopen": "重新审核",
        "case_certify": "公告、认定",
        "case_objection": "收到异议",
        "case_objection_settled": "异议处理完毕",
    }
)
"""What the line of a case says of each event; what is not here is the authorities' own."""

BY_THE_ENTERPRISE = frozenset({"case_send", "case_withdraw"})
ENTERPRISE = "本企业"
FILLING = "填写中"
SENT_AGAIN = "再次提交"


def own_person(name: str) -> str:
    """Somebody of the enterprise."""
    return f"{ENTERPRISE}（{name}）" if name else ENTERPRISE


def title_of_deed(deed: Deed, procedure: str) -> str:
    """The title of a message."""
    return f"{procedure}：{TITLES[deed]}"


def text_of_deed(deed: Deed, what: str, by: str, turn: str, note: str) -> str:
    """The text of a message; `turn` is whose turn it is now."""
    reason = f"原因：{note.rstrip('。')}。" if note else ""
    match deed:
        case Deed.WITHDRAW:
            return f"您已撤回{what}。内容都还在，可以接着修改，再提交。"
        case Deed.RETURN:
            return f"{by}退回了{what}，请按意见修改后再提交，不受申报时间限制。{reason}"
        case Deed.RECOMMEND:
            return f"{by}审核通过了{what}，已推荐到{turn}。"
        case Deed.REFUSE:
            return f"{by}审核后没有通过{what}。{reason}"
        case Deed.REOPEN:
            return f"{by}对{what}重新审核。{reason}"
    return f"{by}审核通过了{what}。{reason}"


def whose_turn(names: Sequence[str], state: str, stage: int) -> str:
    """Whose turn it is, in words; '' where it is nobody's."""
    if state in {State.RETURNED, State.WITHDRAWN}:
        return ENTERPRISE
    waits = {State.WAITING, State.REVIEWING, State.APPROVED, State.PUBLICISED}
    return names[stage] if state in waits and stage < len(names) else ""

"""What officers read on their desk that is not part of its templates."""

from __future__ import annotations

from types import MappingProxyType

from web.messages_reviewing import STATES
from web.services.cases import Acted, Outcome, Overtaken
from web.services.desk_questions import (
    ALL,
    DONE,
    DUE,
    MINE,
    NAME,
    PUBLIC,
    QUALIFIED,
    RETURNED,
    REVIEWING,
    SCORE,
    SENT,
    UNQUALIFIED,
    UNSCORED,
    WARNED,
)
from web.workflow import Deed, Standing, State

TABS = MappingProxyType(
    {
        MINE: "待我处理",
        REVIEWING: "审核中",
        RETURNED: "已退回",
        PUBLIC: "待公示、公示中",
        DONE: "已办结",
        ALL: "全部",
    }
)
FLAGS = MappingProxyType(
    {QUALIFIED: "符合条件", UNQUALIFIED: "不符合条件", WARNED: "有提醒", UNSCORED: "没有得分"}
)
SORTS = MappingProxyType(
    {
        SENT: "提交时间，早的在前",
        f"-{SENT}": "提交时间，晚的在前",
        DUE: "截止日期，近的在前",
        f"-{DUE}": "截止日期，远的在前",
        f"-{SCORE}": "得分，高的在前",
        SCORE: "得分，低的在前",
        NAME: "企业名称，正序",
        f"-{NAME}": "企业名称，倒序",
    }
)
LEVELS = MappingProxyType({"county": "县级", "city": "市级", "province": "省级", "ministry": "工信部"})
EMPTY = MappingProxyType(
    {
        MINE: "现在没有轮到本部门处理的申报",
        REVIEWING: "没有正在审核的申报",
        RETURNED: "没有退回给企业修改的申报",
        PUBLIC: "没有待公示或公示中的申报",
        DONE: "没有已办结的申报",
        ALL: "还没有申报经过本部门",
    }
)

NOTHING_TICKED = "请先勾选要办理的申报。"
NAME_NEEDED = "请填写视图的名称。"
NAME_TOO_LONG = "视图的名称最多 60 字。"
VIEW_KEPT, VIEW_REMOVED = "视图已保存。", "视图已删除。"
TOO_MANY_VIEWS = "保存的视图已经很多，请先删除不用的。"
NOTE_NEEDED = "请填写推荐意见，会记在每一件上。"
NOTE_TOO_LONG = "推荐意见最多 1000 字。"

DEED_NAMES = MappingProxyType({Deed.BEGIN: "开始审核", Deed.RECOMMEND: "推荐上报"})
_DONE = MappingProxyType({Deed.BEGIN: "已开始审核", Deed.RECOMMEND: "已推荐上报"})


def why_not_now(deed: Deed, standing: Standing) -> str:
    """A deed cannot be done where a case stands."""
    if deed is Deed.RECOMMEND and standing.state is State.WAITING:
        return "还没有开始审核，请先开始审核。"
    if deed is Deed.RECOMMEND and standing.state is State.REVIEWING:
        return "本部门是最后一级，不再推荐，请打开申报审定。"
    if deed is Deed.BEGIN and standing.state is State.REVIEWING:
        return "已经开始审核。"
    return f"现在是“{STATES[standing.state]}”，不能{DEED_NAMES[deed]}。"


def outcome_in_words(deed: Deed, outcome: Outcome) -> tuple[str, str, str]:
    """What happened to a case: in a word or two, the kind of tag, and why not."""
    if isinstance(outcome, Acted):
        return _DONE[deed], "done", ""
    if isinstance(outcome, Overtaken):
        state = STATES[outcome.standing.state]
        return "没有办理", "attention", f"别人刚刚处理过，现在是“{state}”。请打开看过后再决定。"
    return "没有办理", "wrong", outcome.text

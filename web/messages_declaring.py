"""What an enterprise reads where it declares: what is open where, what it may still do with what it sent."""

from __future__ import annotations

from datetime import date


def another_under_review(procedure: str, number: str) -> str:
    """Another one of the same procedure is with the authorities."""
    return f"{procedure}已有一份（编号 {number}）正在审核，审核结束后才能再提交一份。"


def open_state(is_open: bool, authority: str, by: str, closes: date | None, opens: date | None) -> str:
    """Whether a procedure is open in the registered region, until when or from when, and who says so."""
    if not authority:
        return "填写企业注册地以后，才知道由哪里的主管部门开放申报。"
    if is_open and closes is not None:
        return f"开放至 {closes.isoformat()}（{by}）"
    if opens is not None:
        return f"未开放，将于 {opens.isoformat()} 开放（{by}）。可以先填写，开放后提交。"
    return f"未开放，申报时间由{authority}另行通知。可以先填写，开放后提交。"


# --- Withdrawing ---------------------------------------------------------------------------------------------

WITHDRAWN = "已撤回。内容都还在，可以接着修改，再提交。"
NOT_WITHDRAWN = "刚刚有变化，没有撤回。请看现在的状态。"
TICK_TO_WITHDRAW = "请先勾选，确认知道撤回后不能重新提交。"
UPDATE_OVER = "信息更新的办理时间已过，不能撤回。"
_NOT_WITHDRAWN = {
    "reviewing": "主管部门已经开始审核，不能撤回。需要修改的，请联系主管部门退回。",
    "returned": "主管部门已经退回，可以直接修改，不用撤回。",
    "withdrawn": "已经撤回。",
}


def not_withdrawn(state: str) -> str:
    """Why something cannot be taken back, by where it stands."""
    return _NOT_WITHDRAWN.get(state, "已经办结，不能撤回。")


# --- Choosing where ------------------------------------------------------------------------------------------

REGION_FIRST = "先在企业信息中填写注册地，才知道在哪里申报。"
CHOOSE_A_PLACE = "请选择申报城市。"


def registered_elsewhere(chosen: str, region: str, own: str) -> str:
    """A place that does not fit the registered region."""
    return f"不能在{chosen}申报：企业注册地是{region}，申报由注册地决定，应在{own}申报。注册地有变化的，先更新企业信息。"

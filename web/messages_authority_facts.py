"""What officers read where they enter facts about enterprises, and confirm who may be reviewed again."""

from __future__ import annotations

from collections.abc import Sequence

NOT_FOR_YOU = "这项资料由其他级别的主管部门录入。"
NO_ENTERPRISE = "没有这家企业，或者不在您的地区。"
REASON_NEEDED = "请填写原因。"
VALUE_NEEDED = "请填写内容；要撤销已录入的，请用“撤销”。"
NOT_ENTERED = "还没有录入，不用撤销。"
SAVED, TAKEN_BACK, NOTHING_CHANGED = "已录入。", "已撤销。", "内容没有变化。"
NOTHING_PASTED = "请粘贴内容，每行一家企业。"
TYPED_AGAIN = "内容与预览时不一样，请重新核对后再导入。"
CHOSEN_NONE = "没有选择任何企业。"
TAKEN_BACK_WORD = "撤销"
YES, NO = "是", "否"


def too_many_lines(most: int) -> str:
    return f"一次最多导入 {most} 行，请分几次导入。"


def line_columns(number: int, wanted: int, found: int) -> str:
    return f"第 {number} 行：应有 {wanted} 列，实际有 {found} 列。"


def line_code(number: int, code: str) -> str:
    return f"第 {number} 行：没有统一社会信用代码为“{code}”的企业，或者不在您的地区。"


def line_twice(number: int, code: str, first: int) -> str:
    return f"第 {number} 行：“{code}”与第 {first} 行重复。"


def line_value(number: int, label: str, text: str) -> str:
    return f"第 {number} 行：{label}：{text}"


def imported(count: int) -> str:
    return f"已导入 {count} 家企业的资料。"


def reason_for(name: str) -> str:
    return f"{name}：与平台的建议不同，请填写原因。"


def confirmed(count: int) -> str:
    return f"已确认 {count} 家企业。"


def ends(title: str, until: str) -> str:
    return f"{title}有效期至 {until}"


MISSED_NONE = "每年都按期更新了信息"


def missed(years: int) -> str:
    return f"有 {years} 年没有按期更新信息，建议不确认"


RENEWED = "已经复核，不用再复核"


def reminder_title(title: str, *, confirmed: bool) -> str:
    return f"{title}复核：{'已确认满足复核条件' if confirmed else '暂未确认满足复核条件'}"


def reminder_text(title: str, until: str, reason: str, *, confirmed: bool) -> str:
    """What the enterprise reads."""
    if confirmed:
        return (
            f"贵企业的{title}有效期至 {until}，省级主管部门已确认满足复核条件，请在复核时间内提交复核材料。"
        )
    why = f"原因：{reason}。" if reason else ""
    return f"贵企业的{title}有效期至 {until}，省级主管部门暂未确认满足复核条件。{why}如有疑问，请联系所在地主管部门。"


def mistakes(several: Sequence[str]) -> str:
    return "\n".join(several)

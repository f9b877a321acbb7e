"""What officers read who write announcements."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

ONLY_MINISTRY_AND_PROVINCES = "公告由工业和信息化部和省级（含计划单列市）主管部门发布。"
STATES = MappingProxyType(
    {
        "draft": ("未发布", "neutral"),
        "scheduled": ("定时发布", "progress"),
        "published": ("已发布", "done"),
        "withdrawn": ("已撤下", "attention"),
    }
)
"""Each state in a word, with the kind of its tag."""

TITLE_MISSING, TITLE_LONG = "请填写标题。", "标题不超过 200 个字。"
BODY_MISSING, BODY_LONG = "请填写正文。", "正文不超过 50000 个字。"
DAY_MISSING = "请填写发布日期。"
DAY_PAST = "发布日期不能早于今天。"
CONFLICT = "同事刚刚修改了这条公告，这次没有保存。您写的内容都在下面；请先查看现在的公告，再按【保存】，会代替同事的修改。"
WRITTEN, CHANGED, WITHDRAWN = "已保存，还没有发布。", "已保存。", "已撤下，公众看不到了。"
FILE_ADDED, FILE_REMOVED = "已添加附件。", "已移除附件。"
FILE_MISSING = "请选择文件。"
BODY_TOO_LARGE = "附件不超过 20 MB。请压缩或拆分后再上传。"
_FILE_REFUSED = {
    "empty": "“{name}”是空的，没有添加。",
    "too_large": "“{name}”超过 20 MB，没有添加。请压缩或拆分后再上传。",
    "kind": "“{name}”不是 PDF、JPG、PNG、Word、Excel 或 ZIP 文件（或者带宏、设了密码），没有添加。",
    "too_many": "附件已有 20 个，“{name}”没有添加。",
}


def file_refused(reason: str, name: str) -> str:
    """Why a file was not taken."""
    return _FILE_REFUSED[reason].format(name=name)


def published(day: date, today: date) -> str:
    """Since when, or from when on, everybody reads it."""
    return "已发布，公众现在就能看到。" if day <= today else f"已定于 {day.isoformat()} 0 时发布。"

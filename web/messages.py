"""What people read that is not part of a page's template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

SIGN_IN_WRONG = "登录名或密码不正确。未通过实名认证的账号，请用登录名登录。"
SIGN_IN_OTHER_ACCOUNT = "请使用原来的账号登录；更换账号请先退出。"
SIGN_IN_REQUIRED = "请先登录。"
SIGN_IN_AGAIN = "登录已过期，请重新登录。"
SIGNED_OUT = "已退出登录。"
SIGNED_OUT_EVERYWHERE = "已在所有设备上退出登录。"
PROFILE_SAVED = "企业信息已提交，从现在起按新的信息办理。"
NO_FORM = "现在没有可以使用的表单版本。"
FORM_NOT_KNOWN = "还不能确定用哪张表单"
FILLED_BY_AUTHORITY = "这张表由主管部门填写。"
ORIGIN_TRIAL = "自测时填写的内容"
TRIAL_FACTS = "企业情况"
SECTION_TO_LOOK_AT = "供核对"
SECTION_OPTIONAL = "选填"
SECTION_STATES = MappingProxyType(
    {"untouched": "未填", "started": "填写中", "complete": "已完成", "wrong": "需更正"}
)
PROBLEMS_TITLES = MappingProxyType(
    {200: "", 409: "有内容在另一处也改过，请选择保留哪一个", 413: "有内容没有保存", 422: "请先改正以下内容"}
)
EDIT_NOT_JSON = "没有保存：发来的内容不是 JSON。请刷新页面后再试。"
EDIT_WITHOUT_REVISION = "没有保存：缺少修订号 based_on（不小于 0 的整数）。请刷新页面后再试。"
EDIT_NOT_BY_FIELD = "没有保存：changes 应按栏目给出内容，keep 应为 mine 或 theirs。请刷新页面后再试。"
EDIT_TOO_DEEP = "没有保存：内容的层次过深。请刷新页面后再试。"
EDIT_TOO_LARGE = "没有保存：一次修改的内容不能超过 4 MB，请分几次填写。"
PAGE_TOO_LARGE = "没有保存：一次上传的文件合计不能超过 100 MB，请返回上一页，分几次上传。"
EDIT_REFUSED = MappingProxyType(
    {
        "no_draft": "没有找到这份草稿，可能已被删除。",
        "submitted": "这份申报已经提交，不能再修改。",
        "future_revision": "没有保存：本页的内容比系统里的还新，系统可能刚恢复过数据。请刷新页面，核对后再填。",
        "unknown_field": "没有保存：表单里没有“{names}”这一项，表单可能已经修订。请刷新页面后再试。",
        "fixed_field": "没有保存：“{names}”由系统给出，不能填写。",
        "document_field": "没有保存：“{names}”要上传文件，不能直接填写。",
        "too_large": "没有保存：“{names}”的内容超过 1 MB，请删减。",
    }
)
NO_FILE = "请先选择文件。"
FILE_REFUSED = "文件没有上传，请刷新页面后再试。"
_FILE_REFUSED = MappingProxyType(
    {
        "empty": "“{name}”是空文件，请重新选择。",
        "too_large": "“{name}”超过 {largest}，请压缩或拆分后再上传。",
        "kind": "“{name}”的格式不能接受：文件内容应为 {kinds}，没有设置密码，不含宏。",
        "too_many": "“{label}”最多上传 {count} 个文件，“{name}”没有上传；请先删除不需要的。",
        "submitted": "已经提交，不能再上传文件。",
    }
)
DISCARDED = "草稿已删除。"
STALE_PAGE = "页面停留时间过长，请再操作一次。"

# HTTP status → (code in JSON, title of the page, what to do)
ERRORS = MappingProxyType(
    {
        400: ("bad_request", "没有看懂这次请求", "请返回上一页，刷新后再试一次。"),
        401: ("signed_out", "请先登录", "登录后可以继续刚才的操作。"),
        403: ("forbidden", "没有权限", "当前账号不能进行这项操作。如有疑问，请联系主管部门。"),
        404: ("not_found", "没有找到这个页面", "网址可能有误，或内容已被移走。请从首页重新进入。"),
        405: ("method_not_allowed", "这个地址不能这样访问", "请从首页重新进入。"),
        409: ("conflict", "内容已经变化", "请刷新页面，查看最新内容后再操作。"),
        413: ("too_large", "内容过大", "单个文件不能超过 20 MB。请压缩或拆分后重新上传。"),
        415: ("unsupported_media_type", "不支持这种格式", "请从页面上操作。"),
        429: ("too_many_requests", "操作过于频繁", "请稍等片刻再试。"),
        500: (
            "server_error",
            "系统出现问题",
            "问题已被记录。已保存的内容不会丢失，请稍后再试。",
        ),
        503: ("unavailable", "系统暂时不可用", "请稍后再试。已保存的内容不会丢失。"),
    }
)


def not_open(reasons: Sequence[str]) -> str:
    """Why a form cannot be filled by this enterprise."""
    return "现在不能填报：" + "；".join(each.rstrip("。；") for each in reasons) + "。"


def changed_twice(label: str) -> str:
    """The same field was changed here and elsewhere."""
    return f"“{label}”在另一处也改过，请选择保留哪一个"


def answer_too_large(label: str) -> str:
    """An answer that is larger than anything anybody types."""
    return f"“{label}”的内容超过 1 MB，没有保存，请删减"


def file_refused(reason: str, **blanks: object) -> str:
    """Why a file was not taken, and what to do."""
    return _FILE_REFUSED.get(reason, FILE_REFUSED).format(**blanks)


def section_started(answered: int, asked: int) -> str:
    """How far a section is."""
    return f"填写中 已填{answered}/{asked}"


def sign_in_locked(wait: timedelta) -> str:
    """Tells how long to wait, in whole minutes or seconds, rounded up, and which ways in remain."""
    return (
        f"密码错误次数过多，请在{duration(wait)}后再试。"
        "也可以用“忘记密码”重新设置密码后登录，或者换用以前登录过的浏览器。"
    )


def duration(wait: timedelta) -> str:
    """A waiting time in words: `40 秒`, `2 分钟`; never shorter than it is."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    return f" {seconds} 秒" if seconds <= 60 else f" {-(-seconds // 60)} 分钟"


PREVIEW_NAME = "预览"
PREVIEW_ENTERPRISE = "预览企业"
PREVIEW_NOTICE = "这是预览：填的内容只在这次预览中保存，关闭后消失。改动表单文件并保存，页面自动刷新。"


def origin_of(title: str, reporting_year: int, years: Sequence[str]) -> str:
    """Where a carried answer was taken from."""
    told = f"（{'、'.join(f'{year}年' for year in years)}的数）" if years else ""
    return f"{reporting_year}年度《{title}》{told}"


KINDS_OF_PROCEDURE = MappingProxyType(
    {
        "profile": "企业信息",
        "declare": "企业申报",
        "assess": "评测",
        "update": "信息更新",
        "renew": "企业复核",
        "change": "重大变更",
        "register": "登记",
    }
)
"""The kinds of procedure, in the order in which the first page lists them."""

BEGINNING = MappingProxyType(
    {
        "profile": "编辑",
        "declare": "开始办理",
        "assess": "去自评",
        "update": "信息更新",
        "renew": "去复核",
        "change": "新增变更",
        "register": "去登记",
    }
)
"""What the button says that begins a procedure of a kind."""


def comes_first(title: str) -> str:
    """Something that has to be done before a procedure."""
    return f"须先满足：{title}"


def open_to(title: str) -> str:
    """Whom a procedure is for, told to those it is not for."""
    return f"办理对象：{title}"


def awaits_authority(text: str) -> str:
    """Something that only the authorities can still decide."""
    return f"待主管部门确认：{text}"


def out_of_season(season: str, *, is_known: bool) -> str:
    """A procedure that can be prepared today and not sent."""
    return f"现在不在办理时间内，办理时间为{season}" if is_known else season


REVIEWED_BY = "审核的主管部门"
NOT_KNOWN_YET = "待定"
NO_LEVEL = "无等级"


def local_form(title: str, authority: str) -> str:
    """A form with what an authority adds to it."""
    return f"《{title}》（按{authority}的规定）" if authority else f"《{title}》"


def season_to_come(season: str) -> str:
    """A draft that is prepared before its season."""
    return f"办理时间为{season}。现在可以先填写，到时再提交。"


def season_ended(season: str) -> str:
    """A draft that was not sent in its season."""
    return f"今年的办理时间（{season}）已经结束。可以先填写，等下一次办理时间再提交。"


def season_unknown(year: int) -> str:
    """A draft of a year whose season is not laid down yet."""
    return f"{year}年的办理时间还没有公布。现在可以先填写，公布后在办理时间内提交。"


def older_edition(edition: str, newest: str) -> str:
    """A draft of an edition that is not begun with any more."""
    return (
        f"这份草稿用的是{edition}起施行的版本，现在办理的用{newest}起施行的版本。"
        "原来那一批已经截止的，请删除草稿，重新开始办理。"
    )


def older_year(year: int, latest: int) -> str:
    """A draft that was begun in an earlier year."""
    return f"这份草稿的数据填到{year}年，今年办理的填到{latest}年。请删除草稿，重新开始办理。"


def other_form(title: str) -> str:
    """A draft whose form is not the one for this enterprise any more."""
    return f"按现在的企业信息，应填《{title}》。请删除这份草稿，重新开始办理。"

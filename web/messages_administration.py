"""What people read about administering accounts: on pages, on the command line, and when the platform starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

OPERATOR = "operator"
"""The note of events that the operator of the machine caused from the command line."""

# --- Starting in production ----------------------------------------------------------------------------------

SEALING_KEYS_NEEDED = (
    "没有设置 TIDU_SEALING_KEYS（加密个人信息的密钥）：用 tidu sealkey 生成一个，设好，并与数据库分开备份。"
)
COOKIE_SECURE_NEEDED = "没有设置 TIDU_COOKIE_SECURE=1：会话可能经没有加密的连接发送；请配好 HTTPS，再设为 1。"
PROXY_HOPS_NEEDED = "没有设置 TIDU_PROXY_HOPS（前面有几层反向代理，没有就写 0）：来源地址可能被冒充。"
PUBLIC_URL_NEEDED = "没有设置 TIDU_PUBLIC_URL（平台的网址，如 https://tidu.example.cn）：邮件里的链接会照请求写明的主机名，可能被冒充。"
DATABASE_OUTDATED = "数据库不是最新，请先运行 tidu migrate。"
DATABASE_UNREACHABLE = "数据库连不上，请检查 TIDU_DATABASE_URL 和数据库的状态。"
DEMONSTRATION_DATA = (
    "数据库里有演示数据（tidu demo 载入的虚构企业和账号），不能用于正式环境："
    "请用 TIDU_DATABASE_URL 指明另一个数据库，再运行 tidu migrate。"
)
NO_MAIL = "没有设置 TIDU_SMTP_URL：发不出邮件，不能用邮箱找回账号、邀请同事。"
NO_SMS = "没有设置 TIDU_SMS_URL：发不出短信，企业不能注册、不能用手机找回账号。"
REFUSED_TO_START = "正式环境不能这样启动："
HOW_TO_START = (
    "逐项设好以后再启动；tidu settings 列出现有的设置。试用请运行 tidu demo，开发请加 --development。"
)
CANNOT_START = "不能启动："
DEVELOPMENT_STARTED = "以开发方式启动。以下各项，正式环境会拒绝："
DEMO_IN_PRODUCTION = (
    "TIDU_ENVIRONMENT=production 的机器不能运行 tidu demo：演示会往数据库里载入虚构的企业和账号。"
)
WOULD_REFUSE = "正式环境会拒绝："
WOULD_START = "正式环境可以启动。"
SETTING_HIDDEN = "（已设置，不显示）"
SETTING_NONE = "（未设置）"
SETTING_GIVEN, SETTING_DEFAULT = "环境变量", "默认"


def secret_key_needed(shortest: int) -> str:
    """There is no secret, or one that is too short."""
    return f"没有设置 TIDU_SECRET_KEY（会话签名的密钥），或者不足 {shortest} 个字符：请随机生成一个，设好。"


def sqlite_with_workers(workers: int) -> str:
    """SQLite and several processes."""
    return f"SQLite 只能用一个进程，现在是 --workers {workers}：请改用 PostgreSQL（TIDU_DATABASE_URL），或去掉 --workers。"


def not_writable(name: str, folder: str) -> str:
    """A folder that nothing can be put into."""
    return f"{name} 指的文件夹 {folder} 不能写入：请建好，并让运行平台的用户可以写。"


def no_forms(folder: str) -> str:
    """There is no folder of forms."""
    return f"没有表单文件夹 {folder}，请用 TIDU_FORMS_FOLDER 指明它在哪里。"


def listed(heading: str, sentences: Sequence[str], end: str = "") -> str:
    """Sentences under a heading, numbered."""
    lines = [f"  {place}. {each}" for place, each in enumerate(sentences, 1)]
    return "\n".join([heading, *lines, *([end] if end else [])])


def unknown_setting(name: str, meant: str) -> str:
    """A name that looks like a setting."""
    return f"没有 {name} 这个设置" + (f"；是否想写 {meant}？" if meant else "。")


# --- Words ---------------------------------------------------------------------------------------------------

LEVELS = MappingProxyType({"ministry": "部级", "province": "省级", "city": "市级", "county": "县级"})
KINDS = MappingProxyType({"legal": "法人", "natural": "自然人", "officer": "主管部门"})
ROLES = MappingProxyType({"administrator": "管理员", "submit": "填写和提交", "fill": "只填写"})
OUTCOMES = MappingProxyType(
    {
        "signed_in": "登录成功",
        "wrong": "登录名或密码不对",
        "locked": "多次失败，须等待",
        "captcha": "验证码不对",
        "second_factor": "双重验证没有通过",
        "closed": "账号已停用",
    }
)
NO_AUTHORITY = "（主管部门代码已不存在）"

# --- Refusals ------------------------------------------------------------------------------------------------

NOT_FOUND = "没有找到这个账号，或者不归您管理。"
NOT_FOUND_AUTHORITY = "没有找到这个主管部门，或者不归您管理。请输入代码，或地区的名称。"
SELF = "不能对自己的账号这样做，请由另一位账号管理员办理。"
LAST_ADMINISTRATOR = "这是最后一位能管理账号的部级管理员，不能停用、调离或取消管理权限；请先添加另一位。"
NAME_TAKEN = "这个登录名已有人使用，请换一个。"
NO_CHANGE = "与现在的没有不同。"
ALREADY_CLOSED = "这个账号已经停用。"
ALREADY_OPEN = "这个账号没有停用。"
NO_SECOND_FACTOR = "这个账号没有设置双重验证。"
NO_OFFICER = "这不是主管部门的账号，请用 tidu user 的命令。"
OFFICER_ACCOUNT = "这是主管部门的账号，请用 tidu officer 的命令。"
ABOVE = "不能把账号放到比您所在部门更高、或不归您管理的部门。"
REASON_NEEDED = "请写明原因。"
REASON_TOO_LONG = "原因最多 500 字。"
NAME_NEEDED = "请填写姓名。"
NAME_TOO_LONG = "姓名最多 100 字。"
AUTHORITY_NEEDED = "请填写主管部门。"
MOBILE_WRONG = "手机号应为 11 位数字，例如 13800000000。"
EMAIL_WRONG = "邮箱应像 name@example.cn 这样。"


def several_authorities(count: int) -> str:
    """Words that fit more than one authority."""
    return f"有 {count} 个主管部门符合，请从下面选一个，或输入更完整的名称。"


def unknown_authority(code: str, near: Sequence[str]) -> str:
    """A code no authority has."""
    meant = f"是否想写 {'、'.join(near)}？" if near else ""
    return f"没有代码为 {code} 的主管部门。{meant}用 tidu officer authorities 地区名称 查代码。"


def unknown_login(login_name: str, near: Sequence[str]) -> str:
    """A login name nobody has."""
    meant = f"是否想写 {'、'.join(near)}？" if near else ""
    return f"没有登录名为 {login_name} 的账号。{meant}"


# --- What was done -------------------------------------------------------------------------------------------

INVITED = "已发出邀请。对方收到邮件后，按其中的链接设置登录名和密码。"
INVITED_AGAIN = "已重新发出邀请。"
INVITATION_WITHDRAWN = "已撤回邀请，链接不能再用。"


def done(what: str, login_name: str) -> str:
    """What was done to an account."""
    return f"{login_name}：{DONE[what]}"


DONE = MappingProxyType(
    {
        "disable": "账号已停用，所有登录已结束。",
        "enable": "账号已重新启用。",
        "password": "密码已重置，所有登录已结束。",
        "second_factor": "双重验证已取消，下次登录时须重新设置；所有登录已结束。",
        "change": "已修改。",
        "sessions": "所有登录已结束。",
        "add": "账号已建立。",
    }
)


def one_time(password: str) -> str:
    """A password that is good for one sign-in."""
    return f"一次性密码：{password}（只显示这一次；登录后须改成自己的密码）"


def account_lines(seen: Any, moment: Callable[[datetime | None], str]) -> tuple[tuple[str, str], ...]:
    """What is told of an account of an enterprise or a person, line by line."""
    return (
        ("登录名", seen.login_name),
        ("姓名", seen.display_name),
        ("账号类型", seen.kind),
        ("企业", seen.enterprise),
        ("统一社会信用代码", seen.credit_code),
        ("地区", seen.region),
        ("角色", seen.role),
        ("实名认证", "已认证" if seen.is_verified else "未认证"),
        ("手机号", seen.mobile),
        ("邮箱", seen.email),
        ("状态", "使用中" if seen.active else "已停用"),
        ("双重验证", "已设置" if seen.has_second_factor else "未设置"),
        ("现有登录", f"{seen.open_sessions} 个"),
        ("最近登录", moment(seen.last_signed_in)),
        ("建立时间", moment(seen.created_at)),
    )

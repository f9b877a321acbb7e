"""What people read about codes, links, login names and passwords."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from web.messages import duration

# --- Codes and links -----------------------------------------------------------------------------------------

CODE_SUBJECT = "验证码"
CODE_EXPIRED = "验证码已失效，请重新获取。"
CODE_USED = "验证码已经用过，请重新获取。"
CODE_SPENT = "验证码错误次数过多，请重新获取。"
CODE_UNAVAILABLE = "现在不能发送，请稍后再试，或联系平台管理员。"
LINK_EXPIRED = "链接已失效，请重新获取。"
LINK_USED = "链接已经用过，请重新获取。"


def code_text(code: str, lasts: timedelta) -> str:
    """The message that carries a code."""
    minutes = lasts // timedelta(minutes=1)
    return f"验证码 {code}，{minutes} 分钟内有效。请勿告诉他人；如非本人操作，请忽略。"


def link_text(subject: str, address: str, lasts: timedelta) -> str:
    """The mail that carries a link."""
    return (
        f"您好！\n\n请在{lasting(lasts)}内打开下面的链接，完成“{subject}”（只能使用一次）：\n\n{address}\n\n"
        "如非本人操作，请忽略这封邮件。这封邮件由系统发出，请不要回复。\n\n优质中小企业梯度培育平台\n"
    )


def lasting(lasts: timedelta) -> str:
    """How long something is good for: ` 30 分钟`, ` 7 天`."""
    return f" {lasts.days} 天" if lasts.days else duration(lasts)


def code_sent(masked: str) -> str:
    """A code is on its way to a telephone or a mailbox."""
    return f"验证码已发送到 {masked}，5 分钟内有效。没有收到的，60 秒后可以重新获取。"


def code_wrong(left: int) -> str:
    """The code was not right; how many tries are left."""
    return f"验证码不正确，还可以再试 {left} 次。" if left else CODE_SPENT


def code_too_soon(wait: timedelta) -> str:
    """A code was sent a moment ago."""
    return f"验证码刚刚发过，请在{duration(wait)}后再获取。"


def mail_too_soon(wait: timedelta) -> str:
    """A mail with a link was sent to this mailbox a moment ago."""
    return f"刚刚给这个邮箱发过邮件，请在{duration(wait)}后再发。"


def code_too_many(wait: timedelta) -> str:
    """Too many codes were sent."""
    minutes = -(-wait // timedelta(minutes=1))
    told = f" {-(-minutes // 60)} 小时" if minutes > 60 else duration(wait)
    return f"获取次数过多，请在{told}后再试。"


# --- Login names and passwords -------------------------------------------------------------------------------

LOGIN_NAME_SPACES = "登录名不能有空格。"
PASSWORD_SPACES = "密码不能有空格。"
PASSWORD_WITHOUT = MappingProxyType({"letter": "字母", "digit": "数字", "special": "特殊字符"})
PASSWORD_NAMED = "密码不能包含登录名。"
PASSWORD_COMMON = "这个密码太常见，容易被猜到，请换一个。"
PASSWORD_MONOTONE = "密码中不同的字符太少，请换一个。"
PASSWORD_REPEATED = "两次输入的密码不一致。"
STRENGTHS = MappingProxyType({"low": "低", "medium": "中", "high": "高"})


def login_name_length(length: int) -> str:
    """A login name that is too short or too long."""
    return f"登录名应为 6–16 个字符，现在有 {length} 个。"


def login_name_character(character: str) -> str:
    """A character that no login name has."""
    return f"登录名只能用英文字母、数字和 @ _ - . ~ * # % $，不能用“{character}”。"


def password_length(length: int) -> str:
    """A password that is too short or too long."""
    return f"密码应为 9–16 个字符，现在有 {length} 个。"


def password_character(character: str) -> str:
    """A character that no password has."""
    return f"密码只能用英文字母、数字和键盘上的英文符号，不能用“{character}”。"


def password_without(kinds: list[str]) -> str:
    """What kinds of characters a password lacks."""
    return (
        f"密码应同时有字母、数字和特殊字符，现在没有{'、'.join(PASSWORD_WITHOUT[each] for each in kinds)}。"
    )


# --- Numbers -------------------------------------------------------------------------------------------------

CREDIT_CODE = "统一社会信用代码"
ID_NUMBER = "身份证号"
DOCUMENT_NUMBER = "证件号应为 5–30 个字母、数字或短横线，请对照证件核对。"


def organisation_code_wrong(example: str) -> str:
    """An organisation code whose shape is wrong."""
    return f"组织机构代码应为 8 位数字或大写字母加 1 位校验码，例如 {example}。"


def organisation_code_check(example: str) -> str:
    """An organisation code whose check character does not fit."""
    return f"组织机构代码的校验码不对，请逐位核对；正确的例如 {example}。"

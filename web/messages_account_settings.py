"""What people read about their own account: its settings, and what they are told of every change."""

from __future__ import annotations

from types import MappingProxyType

PLATFORM = "优质中小企业梯度培育平台"
HELP = "如非本人操作，请立即联系所在地中小企业主管部门。"

KINDS = MappingProxyType({"legal": "法人", "natural": "自然人", "officer": "主管部门工作人员"})
METHODS = MappingProxyType(
    {
        "password": "密码登录",
        "code": "注册时登录",
        "invitation": "接受邀请时登录",
        "unified": "统一登录",
    }
)

# --- At the fields -------------------------------------------------------------------------------------------

CURRENT_MISSING = "请填写当前密码。"
CURRENT_WRONG = "当前密码不正确。"
NEW_MISSING = "请填写新密码。"
REPEATED_MISSING = "请再填写一次新密码。"
SAME_PASSWORD = "新密码不能与当前密码相同。"
SAME_MOBILE = "新手机号不能与现在绑定的相同。"
SAME_EMAIL = "新邮箱不能与现在绑定的相同。"
CODE_MISSING = "请填写验证码。"


def current_locked(wait: str) -> str:
    """Too many wrong passwords."""
    return f"密码错误次数过多，请在{wait}后再试。"


# --- What happened -------------------------------------------------------------------------------------------

PASSWORD_CHANGED = "密码已修改，其他设备上的登录已全部退出。"
MOBILE_CHANGED = "绑定的手机号已修改。"
EMAIL_CHANGED = "绑定的邮箱已修改。"
SESSION_ENDED = "已退出那一处登录。"
SESSION_GONE = "那一处登录已经退出。"
NO_OTHERS = "没有其他登录。"
PREFERENCES_SAVED = "通知设置已保存。"


def others_ended(count: int) -> str:
    """The other sessions were ended."""
    return f"已退出其他 {count} 处登录。" if count else NO_OTHERS


# --- Messages ------------------------------------------------------------------------------------------------

PASSWORD_SUBJECT = "密码已修改"
MOBILE_SUBJECT = "绑定手机号已修改"
EMAIL_SUBJECT = "绑定邮箱已修改"
PASSWORD_TOLD = f"您在{PLATFORM}的账号已修改登录密码，原来的登录已全部退出。{HELP}"


def mobile_told(masked: str) -> str:
    """For the old telephone, and for the mailbox."""
    return f"您在{PLATFORM}的账号绑定的手机号已改为 {masked}。{HELP}"


def mobile_bound(login_name: str) -> str:
    """For the new telephone."""
    return f"您在{PLATFORM}的账号绑定的手机号已改为本机号码，登录名为 {login_name}。忘记密码的，可以用本机号码重新设置。"


def email_told(masked: str) -> str:
    """For the old mailbox, and for the telephone."""
    return f"您在{PLATFORM}的账号绑定的邮箱已改为 {masked}。{HELP}"


def email_bound(login_name: str) -> str:
    """For the new mailbox."""
    return f"您在{PLATFORM}的账号（登录名 {login_name}）绑定的邮箱已改为本邮箱。"


def mail(text: str) -> str:
    """A sentence as a mail."""
    return f"您好！\n\n{text}\n\n这封邮件由系统发出，请不要回复。\n\n{PLATFORM}\n"

"""What people read when they have lost a login name, a password or a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

PLATFORM = "优质中小企业梯度培育平台"
MANUAL = "手机和邮箱都不能用的，请在登录页点“手机号修改”，选择人工核验。"

USERS = MappingProxyType({"legal": "法人", "natural": "自然人"})
VERIFIED = MappingProxyType({"yes": "已实名", "no": "未实名"})
WAYS = MappingProxyType({"phone": "手机核验", "mail": "邮箱核验", "manual": "人工核验"})
WAYS_MEAN = MappingProxyType(
    {
        "phone": "原来的手机号还能收短信。",
        "mail": "原来的手机号不能用了，绑定的邮箱还能收邮件。",
        "manual": "手机和邮箱都不能用，提交材料，由主管部门核对。",
    }
)

# --- At the fields -------------------------------------------------------------------------------------------

USER_MISSING = "请选择用户类型。"
VERIFIED_MISSING = "请选择实名状态。"
WAY_MISSING = "请选择核验方式。"
NAME_MISSING = MappingProxyType({"legal": "请填写企业或机构名称。", "natural": "请填写真实姓名。"})
NUMBER_MISSING = MappingProxyType(
    {"legal": "请填写统一社会信用代码或机构代码。", "natural": "请填写证件号。"}
)
NUMBER_WRONG = "证件号应为 5–30 个字母、数字或短横线，请对照证件核对。"
CREDIT_CODE_WRONG = "应为 18 位统一社会信用代码或 9 位组织机构代码，请逐位核对。"
WHO_MISSING = "请填写账号。"
CONTACT_MISSING = "请填写绑定的手机号或邮箱。"
CONTACT_WRONG = "应为 11 位手机号，如 13800138000；或电子邮箱，如 name@example.com。"
SAME_MOBILE = "新手机号不能与原来的相同。"

WHO_HINT = "登录名；已实名的，也可以填统一社会信用代码（法人）或身份证号（自然人）。"
WHO_HINTS = MappingProxyType(
    {
        ("legal", "yes"): "登录名或统一社会信用代码。",
        ("natural", "yes"): "登录名或身份证号。",
        ("legal", "no"): "登录名。没有实名认证的账号不能用统一社会信用代码。",
        ("natural", "no"): "登录名。没有实名认证的账号不能用身份证号。",
    }
)

# --- What happened -------------------------------------------------------------------------------------------

PASSWORD_SET = "新密码已设置，原来的登录已全部退出。请用新密码登录。"
PROOF_OVER = "核验已过期，请重新核验。"


def code_sent(masked: str) -> str:
    """A code is on its way if what was typed belongs together; the same whether or not it does."""
    return (
        f"如果填写的账号绑定了 {masked}，验证码已发送，5 分钟内有效。"
        "没有收到的，请核对账号和绑定的手机号或邮箱，60 秒后可以重新获取。"
    )


def link_sent(masked: str) -> str:
    """A mail is on its way if what was typed belongs together; the same whether or not it does."""
    return (
        f"如果填写的账号绑定了 {masked}，邮件已发送。请在 30 分钟内打开邮件中的链接，设置新密码。"
        "没有收到的，请查看垃圾邮件，核对账号和邮箱，60 秒后可以再发。"
    )


def names_sent(masked: str) -> str:
    """The answer has gone to the telephone or mailbox; the same whatever it says."""
    return f"查找结果已发送到 {masked}。收到登录名后，请在这里登录。"


def mobile_changed(masked: str) -> str:
    """The telephone is another one now."""
    return f"手机号已改为 {masked}，登录名已用短信发到这个号码。原来的登录已全部退出，请重新登录。"


# --- Messages ------------------------------------------------------------------------------------------------

NAMES_SUBJECT = "账号找回"
LINK_SUBJECT = "重新设置密码"


def names_text(names: Sequence[str]) -> str:
    """What the owner of a telephone or mailbox is told of the accounts bound to it."""
    if not names:
        return f"您在{PLATFORM}找回账号：没有找到绑定这个手机号或邮箱、且与填写信息一致的账号。请核对名称和号码。{MANUAL}"
    return f"您在{PLATFORM}的登录名为 {'、'.join(names)}。请勿告诉他人；如非本人操作，请忽略。"

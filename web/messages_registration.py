"""What people read when they register."""

from __future__ import annotations

from web.messages_accounts import STRENGTHS

LOGIN_NAME_MISSING = "请填写登录名。"
PASSWORD_MISSING = "请填写密码。"
REPEATED_MISSING = "请再填写一次密码。"
EMAIL_MISSING = "请填写电子邮箱。"
EMAIL_WRONG = "电子邮箱不正确，应如 name@example.com。"
MOBILE_MISSING = "请填写手机号。"
MOBILE_WRONG = "手机号不正确，应为 11 位数字，如 13800138000。"
CODE_MISSING = "请填写短信验证码。"
AGREEMENT_MISSING = "请阅读注册协议和隐私政策，同意后勾选。"
LEGAL_KIND_MISSING = "请选择法人类型。"
CREDIT_CODE_MISSING = "请填写统一社会信用代码或机构代码。"
ENTERPRISE_NAME_MISSING = "请填写企业或机构名称。"
NAME_MISSING = "请填写真实姓名。"
ID_KIND_MISSING = "请选择证件类型。"
ID_NUMBER_MISSING = "请填写证件号。"

LOGIN_NAME_TAKEN = "这个登录名已有人使用，请换一个。验证码仍然有效，请再填一次。"
CREDIT_CODE_TAKEN = (
    "统一社会信用代码已存在：这家企业或机构已有账号，不用再注册。可以用代码登录，或找回账号、修改手机号。"
)

LOGIN_NAME_HINT = (
    "6–16 个字符，可用英文字母、数字和 @ _ - . ~ * # % $，不能有空格，不区分大小写。注册后不能修改。"
)
EMAIL_HINT = "用来找回账号、接收通知，如 name@example.com。"
MOBILE_HINT = "11 位手机号，用来接收验证码和审核结果。"
LEGAL_KIND_HINT = "按营业执照或法人证书选择。"
CREDIT_CODE_HINT = "企业法人、农民专业合作社法人填 18 位统一社会信用代码；其他法人没有统一社会信用代码的，填 9 位组织机构代码。"
ENTERPRISE_NAME_HINT = "与营业执照或法人证书完全一致，括号照原样填写。"
NAME_HINT = "与证件上的姓名一致。"
ID_NUMBER_HINT = "居民身份证号为 18 位。加密保存，页面上只显示前 3 位和后 4 位。"


def too_long(label: str, most: int, length: int) -> str:
    """A name that is longer than names are."""
    return f"{label}最多 {most} 个字，现在有 {length} 个。"


def password_again(strength: str) -> str:
    """The password was good, but has to be typed again because something else was not."""
    return f"刚才填写的密码符合要求，强度：{STRENGTHS[strength]}。密码不保留在页面上，请重新填写。"

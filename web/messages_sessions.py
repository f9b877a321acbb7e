"""What people read about signing in, sessions and second factors."""

from __future__ import annotations

UNKNOWN_BROWSER = "未知的浏览器"


def browser_on(browser: str, system: str) -> str:
    """A browser and the system it runs on."""
    return f"{browser}（{system}）"


# --- Signing in ----------------------------------------------------------------------------------------------

SIGN_IN_NAME = "登录名、统一社会信用代码或身份证号"
SIGN_IN_NAME_MISSING = "请填写登录名、统一社会信用代码或身份证号。"
CAPTCHA_FIRST = "登录前请先回答验证问题，并再填一次密码。"
CAPTCHA_WRONG = "验证问题的答案不对，或者已经过期。请回答新的问题，并再填一次密码。"
CAPTCHA_OVER_PAGE = "需要先回答验证问题：请在新页面登录，再回到这里。"

# --- The second factor ---------------------------------------------------------------------------------------

ISSUER = "优质中小企业梯度培育平台"
SECOND_FACTOR_CODE = "验证码"
SECOND_FACTOR_MISSING = "请填写验证码。"
SECOND_FACTOR_WRONG = (
    "验证码不对，或者已经用过。请填写验证器应用现在显示的 6 位数字，或者一个没有用过的恢复码。"
)
SECOND_FACTOR_OVER_PAGE = "还需要验证码：请在新页面继续登录，再回到这里。"
SECOND_FACTOR_EXPIRED = "时间已过，或者密码已经修改，请重新登录。"
SETUP_CODE_WRONG = "验证码不对。请填写验证器应用现在显示的 6 位数字；如果一直不对，请检查手机的时间是否准确。"
SETUP_CHANGED = "设置已在另一处改变，请核对现在的状态。"
SECOND_FACTOR_OFF = "已关闭双重验证。"
PASSWORD_AGAIN_MISSING = "请填写当前密码。"
PASSWORD_AGAIN_WRONG = "当前密码不正确。"


def code_locked(wait: str) -> str:
    """Too many wrong codes of the second factor."""
    return f"验证码错误次数过多，请在{wait}后再试。"


def password_again_locked(wait: str) -> str:
    """Too many wrong passwords of somebody who is signed in."""
    return f"密码错误次数过多，请在{wait}后再试。"


def recovery_codes_text(login_name: str, codes: tuple[str, ...], day: str) -> str:
    """The file with the codes of one use, to be printed or kept safe."""
    lines = "\r\n".join(codes)
    return (
        f"{ISSUER} 恢复码\r\n登录名：{login_name}\r\n生成日期：{day}\r\n\r\n{lines}\r\n\r\n"
        "每个恢复码只能用一次，在手机不可用时代替验证码。请妥善保管，不要告诉他人。\r\n"
    )

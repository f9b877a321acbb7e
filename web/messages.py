"""What people read that is not part of a page's template."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

SIGN_IN_WRONG = "登录名或密码不正确。"
SIGN_IN_OTHER_ACCOUNT = "请使用原来的账号登录；更换账号请先退出。"
SIGN_IN_REQUIRED = "请先登录。"
SIGN_IN_AGAIN = "登录已过期，请重新登录。"
SIGNED_OUT = "已退出登录。"
SIGNED_OUT_EVERYWHERE = "已在所有设备上退出登录。"
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


def sign_in_locked(wait: timedelta) -> str:
    """Tells how long to wait, in whole minutes or seconds, rounded up."""
    return f"密码错误次数过多，请在{duration(wait)}后再试。"


def duration(wait: timedelta) -> str:
    """A waiting time in words: `40 秒`, `2 分钟`; never shorter than it is."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    return f" {seconds} 秒" if seconds <= 60 else f" {-(-seconds // 60)} 分钟"

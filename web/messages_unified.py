"""What people read about the unified login."""

from __future__ import annotations

CANCELLED = "没有完成统一登录，可以重试，或用本平台的账号登录。"
EXPIRED = "时间已过，请重新登录。"
TAKEN = "这个统一登录账号已经与别的账号关联。"
UNLINKED = "已取消关联。以后请用本平台的登录名和密码登录。"

HANDED_OVER_SUBJECT = "账号已由统一登录核实的企业使用"
HANDED_OVER = (
    "您在优质中小企业梯度培育平台登记的企业，已由统一登录核实的该企业登录使用。原来的密码、手机号和邮箱已解除，登录已全部退出，"
    "其他人员已移出。您就是该企业的，请用统一登录进入后重新设置；如有疑问，请联系所在地中小企业主管部门。"
)


def failed(title: str) -> str:
    """The provider could not be reached, or answered what it should not."""
    return f"{title}现在不能使用，请稍后再试，或用本平台的账号登录。"


def linked(title: str) -> str:
    """From now on the provider's account opens this one."""
    return f"已关联。以后可以用{title}直接登录。"

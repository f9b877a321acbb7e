"""What people read about the unified login."""

from __future__ import annotations

CANCELLED = "没有完成统一登录，可以重试，或用本平台的账号登录。"
EXPIRED = "时间已过，请重新登录。"
TAKEN = "这个统一登录账号已经与别的账号关联。"
UNLINKED = "已取消关联。以后请用本平台的登录名和密码登录。"


def failed(title: str) -> str:
    """The provider could not be reached, or answered what it should not."""
    return f"{title}现在不能使用，请稍后再试，或用本平台的账号登录。"


def linked(title: str) -> str:
    """From now on the provider's account opens this one."""
    return f"已关联。以后可以用{title}直接登录。"

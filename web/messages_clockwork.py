"""What people read when time has passed: titles that end, updates that are due."""

from __future__ import annotations

from datetime import date


def expiring_title(title: str, left: int) -> str:
    return f"{title}还有 {left} 天到期" if left else f"{title}今天到期"


def expiring_text(title: str, until: date, left: int) -> str:
    when = f"还有 {left} 天" if left else "就是今天"
    return (
        f"贵企业的{title}有效期至 {until.isoformat()}，{when}。请留意所在地主管部门的复核通知；"
        "省级主管部门确认满足复核条件后，可以在本平台办理复核。到期没有通过复核的，称号失效。"
    )


def expired_title(title: str) -> str:
    return f"{title}已到期"


def expired_text(title: str, until: date) -> str:
    return f"贵企业的{title}有效期已于 {until.isoformat()} 届满，没有通过复核，称号失效。符合条件的，可以重新申报。"


def update_title(year: int) -> str:
    return f"{year}年度信息更新已开放"


def update_text(year: int, closes: date) -> str:
    return f"请在 {closes.isoformat()} 以前完成 {year} 年度信息更新。没有按期更新的，取消复核资格；完成更新后才可以申报其他资质。"

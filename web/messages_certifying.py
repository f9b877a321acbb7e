"""What people read about publicity, certificates and their end."""

from __future__ import annotations

from datetime import date

NOT_PUBLICISED = "这项申报现在不由您所在的部门处理，或不在公示。"
NOTHING_TO_CERTIFY = "这个事项没有要认定的资质。"
OBJECTIONS_FIRST = "还有异议没有处理完，处理后才能公告、认定。"
CERTIFIED_TWICE = "这家企业在同一天已经取得同一资质，不能重复认定。"
NOT_YOUR_CERTIFICATE = "只有认定这项资质的部门可以取消。"
CANCELLED_TWICE = "这项资质已经取消。"
CANCELLED_OUTSIDE = "取消的日期应在有效期内。"


def publicity_days(most: int) -> str:
    """How long publicity may last."""
    return f"公示从今天或以后开始，1 至 {most} 天。"


def publicised_title(procedure: str) -> str:
    return f"{procedure}：开始公示"


def publicised_text(first: date, last: date) -> str:
    return f"您的申报已审核通过，自 {first.isoformat()} 至 {last.isoformat()} 公示。公示期满、没有异议或异议处理完毕后公告、认定。"


def publicity_lasts(until: date) -> str:
    """Publicity is not over."""
    return f"公示到 {until.isoformat()} 为止，期满后才能公告、认定。"


def certified_before(until: date) -> str:
    """The day of certification lies before the end of publicity."""
    return f"公告、认定的日期应在公示期满（{until.isoformat()}）以后。"


def certified_title(title: str, *, renewed: bool) -> str:
    return f"{title}：{'复核通过' if renewed else '认定通过'}"


def certified_text(title: str, batch: str, number: str, since: date, until: date) -> str:
    told = "，".join(each for each in (batch, f"编号 {number}" if number else "") if each)
    return f"贵企业已公告、认定为{title}{f'（{told}）' if told else ''}，有效期 {since.isoformat()} 至 {until.isoformat()}。"


def cancelled_title(title: str) -> str:
    return f"{title}：已取消"


def cancelled_text(title: str, on: date, reason: str) -> str:
    return f"贵企业的{title}自 {on.isoformat()} 起取消。原因：{reason}"

"""What everybody reads on the public pages that is not part of their templates."""

from __future__ import annotations

from types import MappingProxyType

OFFICE = "中小企业主管部门"
MINISTRY, PROVINCES, ALL = "部级", "各省（区、市）", "全部"

HOLDS, ENDED, CANCELLED, TO_COME = "有效", "已到期", "已取消", "未生效"
IN_PUBLICITY, AFTER_PUBLICITY = "公示中", "公示期满"

CERTIFICATES_DESCRIPTION = (
    "按企业名称或统一社会信用代码，查询创新型、专精特新、专精特新“小巨人”企业的认定情况。"
)
NAME_OR_CODE = "请填写企业名称或统一社会信用代码，填一项即可。"
NAME_TOO_SHORT = "企业名称至少填 4 个字。"
NAME_TOO_LONG = "企业名称不超过 100 个字。"
CAPTCHA_WRONG = "答案不对，或者已经过期。请回答新的问题。"
STALE = "页面打开太久，请再按一次【查询】。填写的内容都在。"

SERVICES = MappingProxyType(
    {
        "declare": "企业申报",
        "assess": "数字化水平评测",
        "renew": "企业复核",
        "register": "融资服务专区",
    }
)


def place_of(authority: str) -> str:
    """Where an authority is, by its name: 福建省中小企业主管部门 is in 福建省."""
    return authority.removesuffix(OFFICE)

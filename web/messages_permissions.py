"""Why somebody may not do something, with what to do instead."""

from __future__ import annotations

NOT_VERIFIED = "未实名认证：可以先填写，完成法人实名认证后才能提交。"
ONLY_LEGAL = "这是自然人账号，不能办理企业事项。请另行注册法人账号，或请企业的管理员邀请您加入。"
NO_ENTERPRISE = "这个账号还没有所属的企业。"
ONLY_ADMINISTRATOR = "只有本企业的管理员可以办理，请联系管理员。"
ONLY_SENDERS = "您的角色可以填写，不能提交。请通知本企业可以提交的同事，或请管理员调整您的角色。"
ONLY_OFFICERS = "这里只供主管部门的工作人员使用。"
ONLY_MANAGERS = "只有本部门的账号管理员可以办理。"
NOT_FOR_OFFICERS = "这里供企业使用，主管部门的账号不能办理。"
NOT_YOURS = "这不是本企业的申报。"
NOT_YOUR_TURN = "现在不由您所在的部门处理。"

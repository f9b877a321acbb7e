"""What happened, in words: who did what for an enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from web.messages_colleagues import SHORT_ROLES

AUTHORITY, PLATFORM = "主管部门", "平台"
"""Who did what no colleague did."""

WORDS = MappingProxyType(
    {
        "account_created": "注册了账号{whose}",
        "account_disabled": "停用了账号{whose}",
        "account_enabled": "重新启用了账号{whose}",
        "case_approve": "审定同意{record}",
        "case_begin": "开始审核{record}",
        "case_certify": "认定{record}",
        "case_objection": "记录了对{record}的异议",
        "case_objection_settled": "处理了对{record}的异议",
        "case_reassessed": "填写了{record}中由主管部门填写的内容",
        "case_took_effect": "通过了{record}，变更已生效",
        "case_publicise": "公示{record}",
        "case_recommend": "推荐{record}到上一级",
        "case_refuse": "不同意{record}",
        "case_reopen": "重新审核{record}",
        "case_return": "退回{record}，请修改",
        "case_send": "送审{record}",
        "case_withdraw": "撤回{record}",
        "certification_cancelled": "取消了认定",
        "colleague_removed": "把{name}移出本企业",
        "draft_begun": "开始办理{record}",
        "draft_discarded": "删除了草稿{record}",
        "draft_form_renewed": "让草稿{record}改用修订后的表单",
        "email_changed": "修改了邮箱{whose}",
        "facts_given": "更新了本企业的信息，来自{record}",
        "identity_approved": "通过了实名认证或核验",
        "identity_handed_in": "提交了实名认证或核验的材料",
        "identity_refused": "没有通过实名认证或核验",
        "identity_withdrawn": "撤回了实名认证或核验的材料",
        "invitation_accepted": "接受了邀请，角色是“{role}”",
        "invitation_made": "邀请{name}（{address}），角色是“{role}”",
        "invitation_sent_again": "再次邀请{name}（{address}）",
        "invitation_withdrawn": "撤回了给{name}（{address}）的邀请",
        "login_name_sent": "找回了登录名{whose}",
        "mail_copy_set": "改了是否接收邮件副本",
        "mobile_changed": "修改了绑定的手机号{whose}",
        "other_sessions_ended": "结束了其他登录",
        "password_changed": "修改了密码{whose}",
        "password_reset": "重置了密码{whose}",
        "password_set": "设置了新密码{whose}",
        "recovery_code_used": "用恢复码登录",
        "recovery_codes_renewed": "换了一组恢复码",
        "role_changed": "把{name}的角色从“{before}”改为“{after}”",
        "second_factor_off": "关闭了双重验证",
        "second_factor_reset": "取消了双重验证{whose}",
        "second_factor_set": "设置了双重验证",
        "session_ended": "结束了一处登录",
        "sessions_ended": "结束了所有登录{whose}",
        "signed_in": "登录",
        "signed_out_everywhere": "在所有设备上退出登录",
        "submitted": "提交了{record}",
        "unified_linked": "绑定了统一身份认证",
        "unified_unlinked": "解除了统一身份认证的绑定",
        "upload_added": "给{record}上传了文件“{name}”",
        "upload_removed": "从{record}移除了文件“{name}”",
    }
)
"""What an enterprise reads of each kind of event. `{whose}` tells whose account it is, where somebody else did it."""

NOT_SHOWN = MappingProxyType(
    {
        "announcement_changed": "what an authority tells everybody",
        "announcement_file_added": "what an authority tells everybody",
        "announcement_file_removed": "what an authority tells everybody",
        "announcement_published": "what an authority tells everybody",
        "announcement_withdrawn": "what an authority tells everybody",
        "announcement_written": "what an authority tells everybody",
        "authority_fact_entered": "how an authority works",
        "cancellation_proposed": "how an authority works",
        "case_numbers_shown": "how an authority works",
        "case_remark": "how an authority works; a reason of a return is read where it was returned",
        "case_spot_check": "how an authority works",
        "demonstration_loaded": "belongs to nobody",
        "identity_numbers_shown": "how an authority works",
        "officer_added": "about officers",
        "officer_changed": "about officers",
        "window_changed": "about an authority",
        "window_closed": "about an authority",
        "window_opened": "about an authority",
        "window_reopened": "about an authority",
    }
)
"""The kinds that an enterprise is not shown, each with why."""

NO_RECORD = "一项已删除的事项"


def record_title(title: str, year: int) -> str:
    """A draft or what became of it."""
    return f"“{title}（{year}年度）”"


def gone_title(title: str) -> str:
    """A draft that is there no longer."""
    return f"“{title}”"


def told(what: str, details: Mapping[str, Any], record: str, whose: str) -> str:
    """An event in words; `record` names the draft it is about, `whose` the account, if it is another person's."""
    return WORDS[what].format(
        record=record,
        whose=f"（{whose}的账号）" if whose else "",
        name=details.get("name", ""),
        address=details.get("address", ""),
        role=SHORT_ROLES.get(details.get("role") or "", ""),
        before=SHORT_ROLES.get(str(details.get("from")), ""),
        after=SHORT_ROLES.get(str(details.get("to")), ""),
    )

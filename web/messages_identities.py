"""What people read about proving who they are, and the officers about what was handed in."""

from __future__ import annotations

from types import MappingProxyType

LEGAL_KINDS = MappingProxyType(
    {
        "enterprise": "企业法人",
        "institution": "事业单位法人",
        "social": "社会组织法人",
        "government": "机关法人",
        "cooperative": "农民专业合作社法人",
        "other": "其他法人",
    }
)
ID_KINDS = MappingProxyType(
    {
        "id_card": "居民身份证",
        "passport": "护照",
        "hk_macao": "港澳居民来往内地通行证",
        "taiwan": "台湾居民来往大陆通行证",
        "foreigner": "外国人永久居留身份证",
    }
)
SCALES = MappingProxyType({"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"})
CONTROLS = MappingProxyType(
    {
        "state": "国有控股",
        "collective": "集体控股",
        "private": "私人控股",
        "hk_macao_taiwan": "港澳台商控股",
        "foreign": "外商控股",
        "other": "其他",
    }
)
USERS = MappingProxyType({"legal": "法人", "natural": "自然人"})
KINDS = MappingProxyType({"legal": "法人实名认证", "natural": "自然人实名认证", "mobile": "手机号修改"})
STATES = MappingProxyType(
    {
        "begun": "没有提交",
        "waiting": "审核中",
        "approved": "已通过",
        "refused": "未通过",
        "withdrawn": "已撤回",
    }
)
FILES = MappingProxyType(
    {
        "licence": "营业执照扫描件",
        "front": "证件正面",
        "back": "证件反面",
        "screenshot": "国家企业信用信息公示系统核验结果截图",
    }
)
LABELS = MappingProxyType(
    {
        "user": "用户类型",
        "legal_kind": "法人类型",
        "credit_code": "统一社会信用代码或机构代码",
        "name": "法人企业或机构名称",
        "legal_representative": "法定代表人姓名",
        "id_kind": "法定代表人证件类型",
        "id_number": "法定代表人证件号",
        "region": "注册地",
        "address": "联系地址",
        "phone": "联系电话",
        "industry": "所属行业（按行业小类）",
        "scale": "企业规模",
        "control": "企业控股情况",
        "new_mobile": "新手机号",
    }
)
LABELS_OF_PEOPLE = MappingProxyType({"name": "真实姓名", "id_kind": "证件类型", "id_number": "证件号"})

PROMISE = (
    "本人承诺并保证：所提交的用户信息及文件、证件、照片等资料真实、准确、完整、合法，相关资料的电子扫描件、照片与原件一致，"
    "没有任何引人误解或者虚假的陈述。如因违背承诺导致发生违法违规行为或其他不良影响，本人自愿承担相应法律责任和接受相关惩戒措施"
    "（包括注销账号等）。"
)

# --- At the fields -------------------------------------------------------------------------------------------

MISSING = "请填写{label}。"
NOT_CHOSEN = "请选择{label}。"
CAPTCHA_WRONG = "答案不正确，或问题已经过期，请回答新的问题。"
NO_PROMISE = "请阅读并勾选真实性承诺。"
NAME_TOO_LONG = "{label}最多 {most} 个字，现在有 {length} 个。"
ID_NUMBER_SHAPE = "证件号应为 5–30 个字母、数字或短横线，请对照证件核对。"
MOBILE_WRONG = "手机号应为 11 位数字，以 1 开头，例如 13800000000。"
PHONE_WRONG = "联系电话应为手机号或固定电话，例如 13800000000、0592-0000001。"
CODE_TAKEN = "统一社会信用代码已存在：已有另一个账号用这个代码注册。"
FILE_MISSING = "请上传{label}。"
_FILE_REFUSED = MappingProxyType(
    {
        "empty": "“{name}”是空文件，请重新选择。",
        "too_large": "“{name}”超过 10 MB，请压缩后再上传。",
        "kind": "“{name}”的格式不能接受：应为 JPG、PNG 图片或 PDF 文件。",
        "full": "现在申请的人很多，“{name}”没有留下。请把其他内容填好，稍后再选择文件并提交。",
    }
)
BODY_TOO_LARGE = "没有提交：一次上传的文件合计不能超过 42 MB。请返回上一页，压缩后再上传。"

# --- What happened -------------------------------------------------------------------------------------------

HANDED_IN = "已提交，请等待审核。结果以短信和邮件通知。"
VERIFIED_AT_ONCE = "已通过实名认证。"
REFUSED_AT_ONCE = "没有通过核验，请看下面的原因。"
WITHDRAWN = "已撤回。可以修改后重新提交。"
NOT_WITHDRAWN = "已经审核，不能撤回。"
WAITS_ALREADY = "已有一份申请在审核中。要修改，请先撤回。"
MANUAL_HANDED_IN = (
    "已收到您的申请。我们核对材料后，把结果用短信发到新手机号；无论是否找到对应的账号，都会核对并答复。"
)
STALE = "页面停留时间过长，请再提交一次；已填写的内容和已上传的文件都在。"
REFUSED_BY_SERVICE = "核验服务没有核对上所填的信息。请核对后重新提交，或选择人工核验。"

# --- The officers' pages -------------------------------------------------------------------------------------

APPROVED_NOW = "已通过。结果已通知申请人。"
REFUSED_NOW = "已驳回。原因已通知申请人。"
REASON_MISSING = "请选择或填写不通过的原因。"
REASON_TOO_LONG = "原因最多 200 字。"
DECISION_MISSING = "请选择“通过”或“不通过”。"
NOT_POSSIBLE = MappingProxyType(
    {
        "code_taken": "不能通过：这个统一社会信用代码已由另一个账号使用。请核实后驳回，并告诉申请人怎么办。",
        "number_taken": "不能通过：这个证件号已由另一个账号实名认证。请核实后驳回。",
        "no_account": "不能通过：没有与所填信息对应的账号，只能驳回。",
        "closed": "不能通过：对应的账号已停用，只能驳回。",
    }
)
REASONS = (
    "扫描件不清楚，请重新上传能看清全部文字和公章的扫描件。",
    "所填信息与营业执照不一致，请对照营业执照核对后重新提交。",
    "法定代表人的姓名或证件号不一致，请核对后重新提交。",
    "营业执照扫描件没有加盖公章，请加盖公章后重新扫描。",
    "没有找到与所填信息对应的账号，请核对后重新提交，或直接注册。",
)

# --- Messages ------------------------------------------------------------------------------------------------

RESULT_SUBJECT = "实名认证结果"
MOBILE_SUBJECT = "手机号已修改"
MOBILE_LOST = (
    "您在优质中小企业梯度培育平台的账号已经人工核验更换了手机号，原来的登录已全部退出，绑定的邮箱已解除。"
    "如非本人操作，请立即联系所在地中小企业主管部门。"
)


def missing(label: str, *, chosen: bool = False) -> str:
    """Something was not filled, or not chosen."""
    return (NOT_CHOSEN if chosen else MISSING).format(label=label)


def too_long(label: str, most: int, length: int) -> str:
    """Something is longer than can be kept."""
    return NAME_TOO_LONG.format(label=label, most=most, length=length)


def file_refused(reason: str, name: str) -> str:
    """Why a file was not taken."""
    return _FILE_REFUSED[reason].format(name=name[:60])


def file_missing(label: str) -> str:
    """A file that has to be there."""
    return FILE_MISSING.format(label=label)


def approved(kind: str) -> str:
    """An identity was verified."""
    more = "现在可以提交申报和登记。" if kind == "legal" else "现在可以用证件号登录。"
    return f"您的{KINDS[kind]}已通过。{more}"


def refused(kind: str, reason: str) -> str:
    """What was handed in was refused."""
    return f"您的{KINDS[kind]}申请未通过。原因：{reason.rstrip('。')}。请核对后重新提交。"


def mobile_changed(login_name: str) -> str:
    """The message that goes to the new mobile."""
    return (
        f"手机号修改已通过，您的登录名是 {login_name}。请在登录页点击“忘记密码”，用这个手机号重新设置密码。"
    )


def decided_already(state: str, who: str, when: str) -> str:
    """Another officer was quicker."""
    by = f"{who} " if who else ""
    return f"没有保存您的决定：{by}已在 {when} 作出决定（{STATES[state]}）。"

"""Every setting there is, as it is shown to those who run the platform: secrets are never among what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from engine.shapes.base import nearest
from web import messages_administration as messages
from web.config import Config
from web.sealing import new_key

PREFIX = "TIDU_"
_OTHERS = frozenset({"TIDU_LANG", "TIDU_REFERENCE"})
"""What the author's commands read."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name, what it is for in a few words, and how its value is shown; a secret's never is."""

    name: str
    means: str
    show: Callable[[Config], str] | None = None

    @property
    def is_secret(self) -> bool:
        return self.show is None


@dataclass(frozen=True)
class Shown:
    """One setting as it stands."""

    name: str
    means: str
    value: str
    given: bool


SETTINGS = (
    Setting("TIDU_ENVIRONMENT", "环境", lambda config: config.environment),
    Setting("TIDU_DATABASE_URL", "数据库", lambda config: _without_password(config.database_url)),
    Setting("TIDU_VAR_FOLDER", "运行文件夹", lambda config: str(config.var_folder)),
    Setting("TIDU_STORAGE_FOLDER", "上传的文件", lambda config: str(config.storage_folder)),
    Setting("TIDU_FORMS_FOLDER", "表单文件夹", lambda config: str(config.forms_folder)),
    Setting("TIDU_PUBLIC_URL", "平台的网址", lambda config: config.public_url),
    Setting("TIDU_CONTEST_URL", "创客大赛的网址", lambda config: config.contest_url),
    Setting("TIDU_SECRET_KEY", "会话签名的密钥"),
    Setting("TIDU_SEALING_KEYS", "加密个人信息的密钥"),
    Setting("TIDU_COOKIE_SECURE", "只在 HTTPS 下发送会话", lambda config: _yes(config.cookie_secure)),
    Setting("TIDU_PROXY_HOPS", "反向代理的层数", lambda config: str(config.proxy_hops)),
    Setting("TIDU_SESSION_MINUTES", "多少分钟不动要重新登录", lambda config: str(config.session_minutes)),
    Setting("TIDU_SESSION_HOURS", "一次登录最多多少小时", lambda config: str(config.session_hours)),
    Setting(
        "TIDU_OFFICER_SECOND_FACTOR",
        "主管部门必须用双重验证登录",
        lambda config: _yes(config.officer_second_factor),
    ),
    Setting("TIDU_SIGN_IN_LIMIT", "登录的次数限制", lambda config: config.sign_in_limit),
    Setting("TIDU_TRIAL_LIMIT", "自测的次数限制", lambda config: config.trial_limit),
    Setting("TIDU_REGISTRATION_LIMIT", "注册的次数限制", lambda config: config.registration_limit),
    Setting("TIDU_RECOVERY_LIMIT", "找回账号和密码的次数限制", lambda config: config.recovery_limit),
    Setting("TIDU_THREADS", "每个进程的线程数", lambda config: str(config.threads)),
    Setting("TIDU_SCHEDULER", "平台自己做定时任务", lambda config: "on" if config.scheduler else "off"),
    Setting("TIDU_SMTP_URL", "邮件服务器"),
    Setting("TIDU_MAIL_FROM", "发件人", lambda config: config.mail_from),
    Setting("TIDU_SMS_URL", "短信网关"),
    Setting("TIDU_SMS_TOKEN", "短信网关的令牌"),
    Setting("TIDU_VERIFIER_URL", "身份核验服务"),
    Setting("TIDU_VERIFIER_TOKEN", "身份核验服务的令牌"),
    Setting("TIDU_OIDC_ISSUER", "统一登录", lambda config: _of_login(config, "issuer")),
    Setting("TIDU_OIDC_CLIENT_ID", "统一登录的客户端", lambda config: _of_login(config, "client_id")),
    Setting("TIDU_OIDC_CLIENT_SECRET", "统一登录的客户端密钥"),
    Setting("TIDU_OIDC_TITLE", "统一登录的名称", lambda config: _of_login(config, "title")),
    Setting("TIDU_OIDC_SCOPE", "统一登录的范围", lambda config: _of_login(config, "scope")),
    Setting(
        "TIDU_OIDC_CREDIT_CODE_CLAIM",
        "统一社会信用代码在哪一项",
        lambda config: _of_login(config, "credit_code_claim"),
    ),
    Setting(
        "TIDU_OIDC_ENTERPRISE_CLAIM",
        "企业名称在哪一项",
        lambda config: _of_login(config, "enterprise_claim"),
    ),
)


def shown(values: Mapping[str, str]) -> Iterator[Shown]:
    """All settings with their values, and which of them were given; ConfigError where one cannot be read."""
    config = looked_at(values)
    for each in SETTINGS:
        given = bool(values.get(each.name, "").strip())
        value = each.show(config) if each.show is not None else ""
        yield Shown(each.name, each.means, value or _hidden(given), given)


def looked_at(values: Mapping[str, str]) -> Config:
    """The settings these values describe; unlike at a start, no secret is made and kept."""
    stand_ins = {"TIDU_SECRET_KEY": new_key(), "TIDU_SEALING_KEYS": new_key()}
    given = {name: text for name, text in values.items() if text.strip() or name not in stand_ins}
    return Config.from_environment({**stand_ins, **given})


def unknown(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names that look like settings and are none, each with the one that may have been meant ('' for none)."""
    known = [each.name for each in SETTINGS]
    for name in sorted(values):
        if name.startswith(PREFIX) and name not in known and name not in _OTHERS:
            yield name, nearest(name, known) or ""


def _hidden(given: bool) -> str:
    return messages.SETTING_HIDDEN if given else messages.SETTING_NONE


def _of_login(config: Config, part: str) -> str:
    login = config.unified_login
    return "" if login is None else str(getattr(login, part))


def _yes(truth: bool) -> str:
    return "1" if truth else "0"


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return messages.SETTING_HIDDEN

"""Settings, read once from environment variables named TIDU_*."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from web.carriers import is_gateway, is_mail_sender, is_mail_server
from web.sealing import KeysUnreadable, SealingKey, new_key, read_keys
from web.unified_login import NotALogin, UnifiedLogin, read_unified_login

PROJECT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
PRODUCTION, DEVELOPMENT = "production", "development"
SHORTEST_SECRET = 32


class ConfigError(Exception):
    """A setting that cannot be used; the message says which one and what it should be."""


@dataclass(frozen=True)
class Config:
    """Everything the application can be told from outside; `demonstration` is said by `tidu demo` alone."""

    database_url: str
    secret_key: str
    var_folder: Path
    storage_folder: Path
    forms_folder: Path
    environment: str = PRODUCTION
    public_url: str = ""
    contest_url: str = ""
    cookie_secure: bool = False
    session_minutes: int = 120
    session_hours: int = 12
    officer_second_factor: bool = True
    proxy_hops: int = 0
    sign_in_limit: str = "60 per minute"
    trial_limit: str = "120 per minute"
    registration_limit: str = "300 per hour"
    recovery_limit: str = "300 per hour"
    upload_limit: int = 20 * MEGABYTE
    body_limit: int = 2 * MEGABYTE
    threads: int = 16
    scheduler: bool = True
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    sms_url: str = field(default="", repr=False)
    sms_token: str = field(default="", repr=False)
    verifier_url: str = field(default="", repr=False)
    verifier_token: str = field(default="", repr=False)
    sealing_keys: tuple[SealingKey, ...] = ()
    unified_login: UnifiedLogin | None = None
    demonstration: bool = False
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read the settings; what is not set keeps a default that is safe on one machine."""
        values = os.environ if environ is None else environ
        var = Path(values.get("TIDU_VAR_FOLDER", PROJECT / "var")).resolve()
        (smtp_url, mail_from), (sms_url, sms_token) = _mail(values), _sms(values)
        verifier_url, verifier_token = _verifier(values)
        return cls(
            database_url=values.get("TIDU_DATABASE_URL") or f"sqlite:///{var / 'tidu.sqlite'}",
            secret_key=values.get("TIDU_SECRET_KEY") or kept_secret(var / "secret_key"),
            var_folder=var,
            storage_folder=Path(values.get("TIDU_STORAGE_FOLDER", var / "uploads")).resolve(),
            forms_folder=Path(values.get("TIDU_FORMS_FOLDER", PROJECT / "forms")).resolve(),
            environment=environment(values),
            public_url=_site(values, "TIDU_PUBLIC_URL", "平台的网址"),
            contest_url=_site(values, "TIDU_CONTEST_URL", "创客大赛的网址"),
            cookie_secure=_truth(values, "TIDU_COOKIE_SECURE", default=False),
            session_minutes=_whole(values, "TIDU_SESSION_MINUTES", 120),
            session_hours=_whole(values, "TIDU_SESSION_HOURS", 12),
            officer_second_factor=_truth(values, "TIDU_OFFICER_SECOND_FACTOR", default=True),
            proxy_hops=_whole(values, "TIDU_PROXY_HOPS", 0),
            sign_in_limit=values.get("TIDU_SIGN_IN_LIMIT", "60 per minute"),
            trial_limit=values.get("TIDU_TRIAL_LIMIT", "120 per minute"),
            registration_limit=values.get("TIDU_REGISTRATION_LIMIT", "300 per hour"),
            recovery_limit=values.get("TIDU_RECOVERY_LIMIT", "300 per hour"),
            threads=_whole(values, "TIDU_THREADS", 16),
            scheduler=_truth(values, "TIDU_SCHEDULER", default=True),
            sealing_keys=_sealing_keys(values, var / "sealing_keys"),
            smtp_url=smtp_url,
            mail_from=mail_from,
            sms_url=sms_url,
            sms_token=sms_token,
            verifier_url=verifier_url,
            verifier_token=verifier_token,
            unified_login=_unified_login(values),
        )


def environment(values: Mapping[str, str]) -> str:
    """Whether this is production, where nothing unsafe is let pass, or development."""
    text = values.get("TIDU_ENVIRONMENT", "").strip().lower() or PRODUCTION
    if text not in {PRODUCTION, DEVELOPMENT}:
        raise ConfigError(
            f"TIDU_ENVIRONMENT 应为 {PRODUCTION}（正式）或 {DEVELOPMENT}（开发），现在是“{text}”"
        )
    return text


def _site(values: Mapping[str, str], name: str, what: str) -> str:
    """An address of a site, without a slash at the end; '' where none is set. What mails lead to, what the first page
    links."""
    text = values.get(name, "").strip().rstrip("/")
    if text and not is_gateway(text):
        raise ConfigError(f"{name} 应为{what}，以 https:// 或 http:// 开头，只有 ASCII 字符，现在是“{text}”")
    return text


def kept_secret(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """The secret kept in a file that only its owner may read; made on the first start."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make_secret(path, make())
    return _read_secret(path)


def _sealing_keys(values: Mapping[str, str], path: Path) -> tuple[SealingKey, ...]:
    """The keys that personal numbers are sealed with: those of the setting, else those of the kept file."""
    given = values.get("TIDU_SEALING_KEYS", "").strip()
    try:
        return read_keys(given or kept_secret(path, new_key))
    except KeysUnreadable as error:
        where = "TIDU_SEALING_KEYS" if given else path
        raise ConfigError(f"{where} 应为“名称:密钥”，几个之间用逗号隔开，最新的在前：{error}") from error


def _mail(values: Mapping[str, str]) -> tuple[str, str]:
    """The mail server and who the mails are from; nothing where nothing is set."""
    server, sender = (values.get(name, "").strip() for name in ("TIDU_SMTP_URL", "TIDU_MAIL_FROM"))
    if server and not is_mail_server(server):
        raise ConfigError("TIDU_SMTP_URL 应为 smtp(s)://用户:密码@主机:端口，其中的特殊字符写成 %XX")
    if server and not is_mail_sender(sender):
        raise ConfigError(f"TIDU_MAIL_FROM 应为发件人的邮箱，如“平台 <noreply@example.cn>”，现在是“{sender}”")
    return server, sender


def _sms(values: Mapping[str, str]) -> tuple[str, str]:
    """The gateway of short messages and its token; nothing where nothing is set."""
    gateway, token = (values.get(name, "").strip() for name in ("TIDU_SMS_URL", "TIDU_SMS_TOKEN"))
    if gateway and not is_gateway(gateway):
        raise ConfigError("TIDU_SMS_URL 应为短信网关的地址，以 https:// 或 http:// 开头，只有 ASCII 字符")
    if not (token.isascii() and token.isprintable()):
        raise ConfigError("TIDU_SMS_TOKEN 只能有 ASCII 字符")
    return gateway, token


def _verifier(values: Mapping[str, str]) -> tuple[str, str]:
    """The service that verifies identities and its token; nothing where officers do."""
    service, token = (values.get(name, "").strip() for name in ("TIDU_VERIFIER_URL", "TIDU_VERIFIER_TOKEN"))
    if service and not is_gateway(service):
        raise ConfigError(
            "TIDU_VERIFIER_URL 应为身份核验服务的地址，以 https:// 或 http:// 开头，只有 ASCII 字符"
        )
    if not (token.isascii() and token.isprintable()):
        raise ConfigError("TIDU_VERIFIER_TOKEN 只能有 ASCII 字符")
    return service, token


def _unified_login(values: Mapping[str, str]) -> UnifiedLogin | None:
    try:
        return read_unified_login(values)
    except NotALogin as error:
        raise ConfigError(str(error)) from error


def _make_secret(path: Path, secret: str) -> None:
    """Write it aside and link it into place, so that of two first starts only one makes it."""
    handle, aside = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # readable by its owner only
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    Path(aside).unlink()


def _read_secret(path: Path) -> str:
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < SHORTEST_SECRET:
        raise ConfigError(f"{path} 中的密钥不完整；请删除该文件后重新启动，系统会重新生成")
    return secret


def _whole(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"{name} 应为不小于 0 的整数，现在是“{text}”")
    return int(text)


def _truth(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ConfigError(f"{name} 应为 1 或 0，现在是“{text}”")

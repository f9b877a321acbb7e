"""Settings, read once from environment variables named TIDU_*."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024


class ConfigError(Exception):
    """A setting that cannot be used; the message says which one and what it should be."""


@dataclass(frozen=True)
class Config:
    """Everything the application can be told from outside."""

    database_url: str
    secret_key: str
    var_folder: Path
    storage_folder: Path
    forms_folder: Path
    cookie_secure: bool = False
    session_minutes: int = 120
    proxy_hops: int = 0
    sign_in_limit: str = "60 per minute"
    trial_limit: str = "120 per minute"
    upload_limit: int = 20 * MEGABYTE
    body_limit: int = 2 * MEGABYTE
    threads: int = 16
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read the settings; what is not set keeps a default that is safe on one machine."""
        values = os.environ if environ is None else environ
        var = Path(values.get("TIDU_VAR_FOLDER", PROJECT / "var")).resolve()
        return cls(
            database_url=values.get("TIDU_DATABASE_URL") or f"sqlite:///{var / 'tidu.sqlite'}",
            secret_key=values.get("TIDU_SECRET_KEY") or kept_secret(var / "secret_key"),
            var_folder=var,
            storage_folder=Path(values.get("TIDU_STORAGE_FOLDER", var / "uploads")).resolve(),
            forms_folder=Path(values.get("TIDU_FORMS_FOLDER", PROJECT / "forms")).resolve(),
            cookie_secure=_truth(values, "TIDU_COOKIE_SECURE", default=False),
            session_minutes=_whole(values, "TIDU_SESSION_MINUTES", 120),
            proxy_hops=_whole(values, "TIDU_PROXY_HOPS", 0),
            sign_in_limit=values.get("TIDU_SIGN_IN_LIMIT", "60 per minute"),
            trial_limit=values.get("TIDU_TRIAL_LIMIT", "120 per minute"),
            threads=_whole(values, "TIDU_THREADS", 16),
        )


def kept_secret(path: Path) -> str:
    """The secret kept in a file that only its owner may read; made on the first start."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make_secret(path)
    return _read_secret(path)


def _make_secret(path: Path) -> None:
    """Write it aside and link it into place, so that of two first starts only one makes it."""
    handle, aside = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # readable by its owner only
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    Path(aside).unlink()


def _read_secret(path: Path) -> str:
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 32:
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

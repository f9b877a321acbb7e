"""Gunicorn, started from code: one process with threads, which is what SQLite and per-process limits want."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from web.application import create_application
from web.config import Config
from web.scheduler import Scheduler
from web.sender import Sender


class Server(BaseApplication):
    """Serves one application at one address until it is told to stop."""

    def __init__(self, config: Config, host: str, port: int, workers: int) -> None:
        self._config = config
        self._beside: list[Sender | Scheduler] = []
        self._settings: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "worker_class": "gthread",
            "workers": workers,
            "threads": config.threads,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 15,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_exit": self._stop,
        }
        if Path("/dev/shm").is_dir():
            self._settings["worker_tmp_dir"] = "/dev/shm"
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in each process that serves: each has its own sender and scheduler."""
        application = create_application(self._config)
        platform = application.extensions["tidu"]
        self._beside = [Sender(platform), *([Scheduler(platform)] if self._config.scheduler else [])]
        for each in self._beside:
            each.start()
        return application

    def _stop(self, _server: Any, _worker: Any) -> None:
        for each in self._beside:
            each.stop()

"""Real servers on this machine that take what the platform sends: a mail server, a gateway for short messages."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.web.support import POLLED_EVERY

HOST = "127.0.0.1"
USER, PASSWORD = "tidu", "hush/hush"
"""The password has a sign that must be escaped in an address."""


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
        return port


# --- Mail ----------------------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """What a mail server took, and how: each mail, whether it came over TLS, who signed in. `answers` are given to the
    next contents instead of taking them."""

    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(cast("EmailMessage", mail))
        self.receivers.append(list(envelope.rcpt_tos))
        self.secure.append(session.ssl is not None)
        return "250 taken"

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            USER.encode(),
            PASSWORD.encode(),
        )
        if right:
            self.signed_in.append(USER)
        return AuthResult(success=right, handled=right)


@contextmanager
def mail_server(**options: Any) -> Iterator[Mailbox]:
    """A mail server; `tls_context` offers STARTTLS, `ssl_context` speaks TLS from the start."""
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname=HOST, port=box.port, authenticator=box.authenticate, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for this machine, and the file by which a client trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context, trusted


# --- Short messages ------------------------------------------------------------------------------------------


@dataclass
class Gateway:
    """What a gateway was asked, in order; `answers` are the statuses it gives first, then always 200. `before` is
    called before each answer."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    url: str = ""

    @property
    def keys(self) -> list[str]:
        return [each["key"] for each in self.asked]


@contextmanager
def gateway() -> Iterator[Gateway]:
    found = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.asked.append(json.loads(body))
            found.headers.append(dict(self.headers.items()))
            found.before()
            status = found.answers.pop(0) if found.answers else 200
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    found.url = f"http://{HOST}:{server.server_port}/messages?from=tidu"
    thread = threading.Thread(target=server.serve_forever, args=(POLLED_EVERY,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- Services that are asked ---------------------------------------------------------------------------------


@dataclass
class Answers:
    """What a service was asked, and the one answer it gives: a status and a body. `before` is called before it."""

    answer: tuple[int, bytes] = (200, b"{}")
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    url: str = ""


@contextmanager
def answering() -> Iterator[Answers]:
    """A service that answers over HTTP."""
    found = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            found.headers.append(dict(self.headers.items()))
            found.before()
            status, body = found.answer
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            with contextlib.suppress(OSError):  # who asked may have left
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    found.url = f"http://{HOST}:{server.server_port}/verify?from=tidu"
    thread = threading.Thread(target=server.serve_forever, args=(POLLED_EVERY,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

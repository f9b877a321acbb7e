"""Who carries messages out of the house: a mail server over SMTP, a gateway for short messages over HTTP.

A carrier sends one letter and returns, or raises `Undelivered`. What it says of a failure never holds the address or
the content: it is written to the log.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from types import MappingProxyType
from typing import Protocol
from urllib.parse import unquote, urlsplit

MAIL, SMS = "mail", "sms"
TIMEOUT = 15
"""Seconds that one step of the conversation with a server may take."""

_PORTS = {"smtp": 587, "smtps": 465}
_ONLY_FOR_NOW = {421, 450, 451, 452, 454}


@dataclass(frozen=True)
class Letter:
    """One message on its way. `key` is the same at every try, so that a receiver can tell a repetition."""

    key: str
    channel: str
    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


class Undelivered(Exception):
    """A letter that was not taken; `final` when trying again would not help."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Carrier(Protocol):
    """Takes one letter out."""

    def send(self, letter: Letter) -> None:
        """Returns when it was taken; raises `Undelivered` when it was not."""


def is_mail_sender(text: str) -> bool:
    """Whether this can stand under From: an address, with or without a name before it."""
    return _address(text) is not None


def is_mail_server(url: str) -> bool:
    """Whether this names a mail server: `smtp(s)://user:password@host:port`."""
    return _has_shape(url, tuple(_PORTS))


def is_gateway(url: str) -> bool:
    """Whether this names a gateway: `http(s)://host/path`."""
    return _has_shape(url, ("http", "https"))


def _has_shape(url: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url if url.isascii() and url.isprintable() else "")
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _address(text: str) -> Address | None:
    name, spec = parseaddr(text)
    try:
        return Address(display_name=name, addr_spec=spec) if "@" in spec else None
    except (ValueError, IndexError):
        return None


# --- Mail ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SmtpCarrier:
    """Plain text mail through one server. TLS from the start (`smtps`), or as soon as the server offers it (`smtp`);
    a password is never sent in the clear except to this machine."""

    url: str = field(repr=False)
    sender: str

    def send(self, letter: Letter) -> None:
        message = compose(letter, self.sender)
        try:
            server = self._connect()
            try:
                server.send_message(message)
            finally:  # what happens now is no longer about the letter
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    server.quit()
                server.close()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise Undelivered(_told("recipient refused", codes[0]), final=_is_final(codes[0])) from None
        except smtplib.SMTPDataError as error:
            raise Undelivered(
                _told("content refused", error.smtp_code), final=_is_final(error.smtp_code)
            ) from None
        except smtplib.SMTPResponseException as error:
            raise Undelivered(_told(type(error).__name__, error.smtp_code)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Undelivered(type(error).__name__) from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT)
        try:
            self._prepare(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _prepare(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Turn to TLS where it is offered, then sign in where there is a password."""
        parts = urlsplit(self.url)
        secure = parts.scheme == "smtps"
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            secure = True
        if parts.username is None:
            return
        if not secure and not _is_this_machine(parts.hostname or ""):
            raise Undelivered("the mail server offers no TLS, the password was not sent")
        server.login(unquote(parts.username), unquote(parts.password or ""))


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The mail as it goes out: plain text in UTF-8. A line break in a header is refused by the library itself; an
    address that is more than one address, by us."""
    receiver, origin = _address(letter.address), _address(sender)
    if receiver is None or origin is None or receiver.addr_spec != letter.address:
        raise Undelivered("not an address", final=True)
    message = EmailMessage()
    message["From"] = origin
    message["To"] = receiver
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.key}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8", cte="base64")
    return message


def _is_final(code: int) -> bool:
    return 500 <= code < 600 and code not in _ONLY_FOR_NOW


def _told(what: str, code: int) -> str:
    return f"{what} {code}"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# --- Short messages ------------------------------------------------------------------------------------------

_REFUSED = {400, 422}


@dataclass(frozen=True)
class HttpCarrier:
    """Short messages through a gateway: `POST {"key", "phone", "text"}` with the token as bearer and the key as
    `Idempotency-Key`. Any 2xx is taken; 400 and 422 are final; redirects are not followed."""

    url: str
    token: str = field(repr=False)

    def send(self, letter: Letter) -> None:
        body = json.dumps(
            {"key": letter.key, "phone": letter.address, "text": letter.text}, ensure_ascii=False
        )
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": letter.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            status = self._post(body.encode("utf-8", "replace"), headers)
        except (OSError, http.client.HTTPException) as error:
            raise Undelivered(type(error).__name__) from None
        if not 200 <= status < 300:
            raise Undelivered(f"the gateway answered {status}", final=status in _REFUSED)

    def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
        try:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", path, body, dict(headers))
            return connection.getresponse().status
        finally:
            connection.close()


def carriers(smtp_url: str, mail_from: str, sms_url: str, sms_token: str) -> Mapping[str, Carrier]:
    """The carriers that are configured, by channel."""
    found: dict[str, Carrier] = {}
    if smtp_url:
        found[MAIL] = SmtpCarrier(smtp_url, mail_from)
    if sms_url:
        found[SMS] = HttpCarrier(sms_url, sms_token)
    return MappingProxyType(found)

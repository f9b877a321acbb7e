"""The tables around an account: sessions, known browsers, captchas, what proves who somebody is, invitations, messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from web.columns import CanonicalJson, UtcDateTime
from web.models import Base
from web.sealing import Sealed

BEGUN, WAITING, APPROVED, REFUSED, WITHDRAWN = "begun", "waiting", "approved", "refused", "withdrawn"
VERIFY_LEGAL, VERIFY_NATURAL, CHANGE_MOBILE = "legal", "natural", "mobile"
COLLEAGUE, OFFICER = "colleague", "officer"

_OPEN = "state IN ('begun', 'waiting') AND kind <> 'mobile'"

# SQLite numbers rows by itself only for INTEGER primary keys.
_RowNumber = BigInteger().with_variant(Integer, "sqlite")


# --- Signing in ----------------------------------------------------------------------------------------------


class SignInSession(Base):
    """One session of an account in one browser. The browser holds a secret, this the SHA-256 of it. It ends when it is
    ended, when nothing was asked for a while, or at `ends_at` whatever happens."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    method: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(120))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KnownDevice(Base):
    """A browser in which an account was signed in before: guessing from elsewhere does not lock it out."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("account_id", "device_hash"),)

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device_hash: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Captcha(Base):
    """A question that was asked to tell people from programs; it is answered once. `origin_key` stands for the place on
    the network that it was asked of."""

    __tablename__ = "captcha"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    question: Mapped[Any] = mapped_column(CanonicalJson)
    answer_key: Mapped[str] = mapped_column(String(64))
    origin_key: Mapped[str] = mapped_column(String(64), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code of one use instead of the second factor, for those who lost their telephone."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExternalIdentity(Base):
    """Who an account is for a unified login that stands in front (OpenID Connect: issuer and subject)."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


# --- Who somebody is -----------------------------------------------------------------------------------------


class IdentityRequest(Base):
    """What somebody handed in to prove who they are (实名认证) or that an account is theirs (人工核验).

    `kind` is legal, natural or mobile; `manual` asks for the materials of 人工核验. `account_id` is the account it is
    about; none where nobody has what was named. `region` is the region whose authorities decide; '' where it is not known.
    `number` is the credit code or identity number that is claimed; `details` is JSON of all that was typed. One that is
    `begun` is not handed in yet: it keeps what was typed and chosen. An account has one open request of a kind at most;
    of a change of mobile everybody may ask, so that there may be several.
    """

    __tablename__ = "identity_request"
    __table_args__ = (
        CheckConstraint("kind IN ('legal', 'natural', 'mobile')", name="kind"),
        CheckConstraint("state IN ('begun', 'waiting', 'approved', 'refused', 'withdrawn')", name="state"),
        Index("ix_identity_request_state_made_at", "state", "made_at"),
        Index(
            "uq_identity_request_account_id_open",
            "account_id",
            "kind",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(16))
    manual: Mapped[bool] = mapped_column(default=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    region: Mapped[str] = mapped_column(String(12), default="", index=True)
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(Sealed("identity_request.number", search="number_key"))
    number_key: Mapped[str] = mapped_column(String(64), index=True)
    details: Mapped[str] = mapped_column(Sealed("identity_request.details"))
    state: Mapped[str] = mapped_column(String(16), default=WAITING)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verifier: Mapped[str] = mapped_column(String(32), default="officer")
    reason: Mapped[str | None] = mapped_column(Text)


class IdentityFile(Base):
    """A scan handed in with a request; its bytes live in the storage under `sha256`."""

    __tablename__ = "identity_file"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("identity_request.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))


# --- Working together ----------------------------------------------------------------------------------------


class Invitation(Base):
    """Somebody was asked to work for an enterprise (`role`) or an authority (`authority`, `manages`); the link went to
    `address`."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("kind IN ('colleague', 'officer')", name="kind"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(16))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(16))
    authority: Mapped[str | None] = mapped_column(String(40), index=True)
    manages: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(Sealed("invitation.address", search="address_key"))
    address_key: Mapped[str] = mapped_column(String(64), index=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Message(Base):
    """What the platform tells an enterprise (我的消息), in one of five kinds: expiry, update, certified, cancelled,
    reminder. `link` is a path on this site; `key` is unique, so that what is told once is not told twice."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("kind IN ('expiry', 'update', 'certified', 'cancelled', 'reminder')", name="kind"),
        Index("ix_message_enterprise_id_at", "enterprise_id", "at"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MessageRead(Base):
    """Who has read a message: several people work for one enterprise, each reads for themselves."""

    __tablename__ = "message_read"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

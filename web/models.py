"""The tables. What is frozen (submission, form_source, kept_table, event) is guarded by triggers in the migrations."""

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
    MetaData,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from web.columns import CanonicalJson, UtcDateTime
from web.sealing import Sealed

DRAFT_OPEN = "draft"
DRAFT_SUBMITTED = "submitted"
LEGAL, NATURAL, OFFICER = "legal", "natural", "officer"
ADMINISTRATOR, SUBMIT, FILL = "administrator", "submit", "fill"

# SQLite numbers rows by itself only for INTEGER primary keys.
_RowNumber = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Enterprise(Base):
    """A firm and the facts its profile holds, keyed by fact name (`enterprise.name` …). `credit_code` is a unified social
    credit code, or the organisation code of one that has none; `verified_at` says since when its identity is verified."""

    __tablename__ = "enterprise"

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    legal_kind: Mapped[str] = mapped_column(String(32), default="enterprise", server_default="enterprise")
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Account(Base):
    """A person's way in.

    `kind` is legal (the account of a legal person, 法人), natural (a natural person, 自然人, who may work for an
    enterprise) or officer. `role` is what its person may do for the enterprise; `authority` is the code of the authority
    an officer belongs to, and `manages` whether they look after its accounts. A natural person's number is unique among
    those verified. An empty `password_hash` lets nobody in by password.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("kind IN ('legal', 'natural', 'officer')", name="kind"),
        CheckConstraint("role IN ('administrator', 'submit', 'fill')", name="role"),
        Index(
            "uq_account_id_number_key_verified",
            "id_number_key",
            unique=True,
            sqlite_where=text("verified_at IS NOT NULL"),
            postgresql_where=text("verified_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    login_name: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    display_name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(16), default=LEGAL, server_default=LEGAL)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(16))
    authority: Mapped[str | None] = mapped_column(String(40), index=True)
    manages: Mapped[bool] = mapped_column(default=False, server_default=false())
    mobile: Mapped[str | None] = mapped_column(Sealed("account.mobile", search="mobile_key"))
    mobile_key: Mapped[str | None] = mapped_column(String(64), index=True)
    email: Mapped[str | None] = mapped_column(Sealed("account.email", search="email_key"))
    email_key: Mapped[str | None] = mapped_column(String(64), index=True)
    id_kind: Mapped[str | None] = mapped_column(String(32))
    id_number: Mapped[str | None] = mapped_column(Sealed("account.id_number", search="id_number_key"))
    id_number_key: Mapped[str | None] = mapped_column(String(64), index=True)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_copy: Mapped[bool] = mapped_column(default=True, server_default=true())
    agreement: Mapped[str | None] = mapped_column(String(32))
    totp_secret: Mapped[str | None] = mapped_column(Sealed("account.totp_secret"))
    totp_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    enterprise: Mapped[Enterprise | None] = relationship(lazy="joined")


class SignInAttempt(Base):
    """One try to sign in, counted before the password is looked at. `login_name` is what was typed, if it is a login name
    of ours or a credit code, else a hash of it; `address` the place on the network (of IPv6 the first half); `device`
    marks a browser that this account signed in with before; `outcome` is wrong, locked, captcha, second_factor, closed or
    signed_in."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_login_name_at", "login_name", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    login_name: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    succeeded: Mapped[bool] = mapped_column(default=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(16), default="wrong", server_default="wrong")


class KeptTable(Base):
    """The text of a table of codes that kept forms rest on, once for all of them, by its SHA-256."""

    __tablename__ = "kept_table"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FormSource(Base):
    """The source text of a form edition, kept for ever by digest so that an old score recomputes. Its bundle names the
    tables of codes it rests on by their digests."""

    __tablename__ = "form_source"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    form: Mapped[str] = mapped_column(String(100), index=True)
    edition: Mapped[str] = mapped_column(String(32))
    bundle: Mapped[Any] = mapped_column(CanonicalJson)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Draft(Base):
    """A declaration being filled; `revision` counts every accepted change."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'submitted')", name="state"),
        Index("ix_draft_enterprise_id_procedure", "enterprise_id", "procedure"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    procedure: Mapped[str] = mapped_column(String(100), server_default="unknown")
    form: Mapped[str] = mapped_column(String(100))
    edition: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    reporting_year: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16), default=DRAFT_OPEN)


class DraftAnswer(Base):
    """One field of a draft with the draft's revision at its last change; the unit of merging. `origin` tells of an
    answer that was carried over what it was and where it came from."""

    __tablename__ = "draft_answer"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[Any] = mapped_column(CanonicalJson, nullable=False)
    origin: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    revision: Mapped[int] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Submission(Base):
    """What was sent, frozen: answers, facts, the form's digest, the assessment made that day, and the words of that day
    (`words`: the form's title, what the codes among the answers are called). A draft that was withdrawn or returned is sent
    again: `number` counts its submissions from 1."""

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_enterprise_id_submitted_at", "enterprise_id", "submitted_at"),
        UniqueConstraint("draft_id", "number"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    procedure: Mapped[str] = mapped_column(String(100), server_default="unknown")
    form: Mapped[str] = mapped_column(String(100))
    edition: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(ForeignKey("form_source.digest"))
    reporting_year: Mapped[int] = mapped_column()
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    answers: Mapped[Any] = mapped_column(CanonicalJson)
    facts: Mapped[Any] = mapped_column(CanonicalJson)
    assessment: Mapped[Any] = mapped_column(CanonicalJson)
    words: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)


class Upload(Base):
    """A file handed in for a document of a draft; its bytes live in the storage under `sha256`."""

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_draft_id_document", "draft_id", "document"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    document: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Event(Base):
    """What happened: appended, never changed. `enterprise_id` is the enterprise it happened to, if any; what was recorded
    before there was this column names none."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject_at", "subject", "at"),
        Index("ix_event_enterprise_id_id", "enterprise_id", "id"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(120))
    details: Mapped[Any] = mapped_column(CanonicalJson)
    note: Mapped[str | None] = mapped_column(Text)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))

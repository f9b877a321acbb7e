"""The tables of what leaves the house, and of the codes and links by which people prove that an address is theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from web.columns import UtcDateTime
from web.models import Base
from web.sealing import Sealed

WAITING, SENT, GIVEN_UP, SHOWN = "waiting", "sent", "given_up", "shown"
CODE, LINK = "code", "link"

# SQLite numbers rows by itself only for INTEGER primary keys.
_RowNumber = BigInteger().with_variant(Integer, "sqlite")


class Outgoing(Base):
    """A message to be sent, queued in the transaction that causes it. `key` is the same at every try; `until` is when
    it is of no more use; what it says is erased once it was sent or given up. In a demonstration it is `shown`."""

    __tablename__ = "outgoing"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'given_up', 'shown')", name="state"),
        CheckConstraint("channel IN ('mail', 'sms')", name="channel"),
        Index("ix_outgoing_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    channel: Mapped[str] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(Sealed("outgoing.address"))
    subject: Mapped[str | None] = mapped_column(Sealed("outgoing.subject"))
    text: Mapped[str | None] = mapped_column(Sealed("outgoing.text"))
    state: Mapped[str] = mapped_column(String(16), default=WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str | None] = mapped_column(String(200))


class OneTimeCode(Base):
    """A code or a link that was issued. Only keyed hashes tell what it is, whom it is about and where it went; `about`
    gives the subject back when a link is followed."""

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint("kind IN ('code', 'link')", name="kind"),
        Index("ix_one_time_code_subject_key_issued_at", "subject_key", "issued_at"),
        Index("ix_one_time_code_address_key_issued_at", "address_key", "issued_at"),
        Index("ix_one_time_code_origin_key_issued_at", "origin_key", "issued_at"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(32))
    subject_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    origin_key: Mapped[str] = mapped_column(String(64))
    secret_key: Mapped[str] = mapped_column(String(64), index=True)
    about: Mapped[str] = mapped_column(Sealed("one_time_code.about"))
    tries: Mapped[int] = mapped_column(default=0)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

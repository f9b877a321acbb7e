"""The tables of the way a submission takes: windows, cases, what officers note, what was certified, announcements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
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

# SQLite numbers rows by itself only for INTEGER primary keys.
_RowNumber = BigInteger().with_variant(Integer, "sqlite")

_STATES = "state IN ('waiting', 'reviewing', 'returned', 'withdrawn', 'refused', 'approved', 'publicised', 'certified', 'done')"


class Window(Base):
    """The days in which a procedure is open in the region of one authority (a province, or a city that acts as one), and by
    when each level is to be done. One that `repeats` opens again on the same days of the next year."""

    __tablename__ = "declaration_window"
    __table_args__ = (
        CheckConstraint("opens <= closes", name="order"),
        Index("ix_declaration_window_procedure_authority", "procedure", "authority", "opens"),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    procedure: Mapped[str] = mapped_column(String(100))
    authority: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(100), default="")
    opens: Mapped[date] = mapped_column(Date)
    closes: Mapped[date] = mapped_column(Date)
    county_due: Mapped[date | None] = mapped_column(Date)
    city_due: Mapped[date | None] = mapped_column(Date)
    province_due: Mapped[date | None] = mapped_column(Date)
    publicity_days: Mapped[int] = mapped_column(default=5)
    repeats: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Case(Base):
    """What was sent, on its way (办件). `stages` is the chain of authorities laid down when it was sent: a list of
    {level, code, name}; `stage` counts in it from 0, `authority` is the code of the one whose turn it is ('' when it is
    nobody's). `version` counts what happened, so that of two who act at once one is told. What desks filter and sort by
    stands here as it was when it was sent."""

    __tablename__ = "review_case"
    __table_args__ = (
        CheckConstraint(_STATES, name="state"),
        Index("ix_review_case_authority_state_sent_at", "authority", "state", "sent_at"),
        Index("ix_review_case_county_state_sent_at", "county", "state", "sent_at", "procedure"),
        Index("ix_review_case_city_state_sent_at", "city", "state", "sent_at", "procedure"),
        Index("ix_review_case_province_state_sent_at", "province", "state", "sent_at", "procedure"),
        Index("ix_review_case_procedure_state_sent_at", "procedure", "state", "sent_at"),
        Index("ix_review_case_state_sent_at", "state", "sent_at", "procedure"),
        Index("ix_review_case_enterprise_id_sent_at", "enterprise_id", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    procedure: Mapped[str] = mapped_column(String(100))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), unique=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    window_id: Mapped[int | None] = mapped_column(ForeignKey("declaration_window.id"), index=True)
    reporting_year: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(String(200), index=True)
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    region: Mapped[str] = mapped_column(String(12))
    industry: Mapped[str] = mapped_column(String(8))
    stages: Mapped[Any] = mapped_column(CanonicalJson)
    county: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    province: Mapped[str] = mapped_column(String(40), default="")
    stage: Mapped[int] = mapped_column(default=0)
    authority: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(16))
    points: Mapped[int | None] = mapped_column()
    qualified: Mapped[bool | None] = mapped_column()
    warnings: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    due: Mapped[date | None] = mapped_column(Date)
    publicity_from: Mapped[date | None] = mapped_column(Date)
    publicity_until: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=0)


class Remark(Base):
    """What an officer says about a field of a submission (`field` '' speaks of the whole): a reason of a return, which the
    enterprise reads, or a note among officers (`is_internal`)."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    field: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    is_internal: Mapped[bool] = mapped_column(default=False)
    authority: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpotCheck(Base):
    """An inspection on site: when, by whom, what was found."""

    __tablename__ = "spot_check"

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), index=True)
    on: Mapped[date] = mapped_column(Date)
    people: Mapped[str] = mapped_column(String(200))
    agrees: Mapped[bool] = mapped_column()
    found: Mapped[str] = mapped_column(Text)
    authority: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Objection(Base):
    """What somebody objected to while it was publicised, and how that was settled."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("review_case.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    received: Mapped[date] = mapped_column(Date)
    settled: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Certification(Base):
    """A title an enterprise was given: `fact` names it (certification.innovative …). It holds from `since` to `until`, both
    included, unless it was cancelled. One enterprise holds one certificate of a title at a time."""

    __tablename__ = "certification"
    __table_args__ = (
        CheckConstraint("since <= until", name="order"),
        Index(
            "uq_certification_enterprise_id_fact_since",
            "enterprise_id",
            "fact",
            "since",
            unique=True,
        ),
        Index("ix_certification_fact_until", "fact", "until"),
        Index(
            "uq_certification_case_id",
            "case_id",
            unique=True,
            sqlite_where=text("case_id IS NOT NULL"),
            postgresql_where=text("case_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("review_case.id"))
    fact: Mapped[str] = mapped_column(String(100))
    batch: Mapped[str] = mapped_column(String(100), default="")
    number: Mapped[str] = mapped_column(String(64), default="")
    authority: Mapped[str] = mapped_column(String(40), default="")
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    renewed: Mapped[bool] = mapped_column(default=False)
    cancelled_on: Mapped[date | None] = mapped_column(Date)
    cancelled_why: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuthorityFact(Base):
    """A fact that authorities enter or import about an enterprise (发展评价得分、满足复核条件 …), with who, when and why. The
    newest entry of a fact counts."""

    __tablename__ = "authority_fact"
    __table_args__ = (Index("ix_authority_fact_enterprise_id_fact_at", "enterprise_id", "fact", "at"),)

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    fact: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    authority: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reassessment(Base):
    """What the authority of a stage filled in (地方特色、推荐单位意见 …), and the assessment issued again with it. The
    newest of a submission counts; none is ever changed."""

    __tablename__ = "reassessment"

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    answers: Mapped[Any] = mapped_column(CanonicalJson)
    assessment: Mapped[Any] = mapped_column(CanonicalJson)
    authority: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Announcement(Base):
    """A public notice of the ministry or of a province (公告), written in Markdown, seen from `publish_on` on."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_publish_on", "publish_on"),)

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    authority: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(16), default="notice")
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    publish_on: Mapped[date | None] = mapped_column(Date)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnnouncementFile(Base):
    """A file that belongs to an announcement; its bytes live in the storage under `sha256`."""

    __tablename__ = "announcement_file"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SavedView(Base):
    """A way of looking at a desk that an officer keeps: its name and its query."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(_RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))


class EventSeal(Base):
    """The hash of an event and of every seal before it: what was recorded cannot be changed without being seen. Events are
    sealed one after another (`number`, from 1), in the order in which they were found."""

    __tablename__ = "event_seal"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    hash: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Told(Base):
    """What the scheduler did once and must not do again: one row for each, by its key."""

    __tablename__ = "told"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

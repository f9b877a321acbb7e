"""The way of a submission: windows, cases, what officers note, certifications, announcements; a draft is sent more than once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from web.migrations import refuse_changes

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _number_submissions()
    op.create_table(
        "told",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_told"),
    )
    op.create_table(
        "announcement",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("publish_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("made_by", _NUMBER, nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_announcement_made_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
    )
    op.create_index("ix_announcement_authority", "announcement", ["authority"])
    op.create_index("ix_announcement_publish_on", "announcement", ["publish_on"])
    op.create_table(
        "authority_fact",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=False),
        sa.Column("fact", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("account_id", _NUMBER, nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_authority_fact_account_id_account"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_authority_fact_enterprise_id_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_authority_fact"),
    )
    op.create_index(
        "ix_authority_fact_enterprise_id_fact_at", "authority_fact", ["enterprise_id", "fact", "at"]
    )
    op.create_table(
        "declaration_window",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("county_due", sa.Date(), nullable=True),
        sa.Column("city_due", sa.Date(), nullable=True),
        sa.Column("province_due", sa.Date(), nullable=True),
        sa.Column("publicity_days", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("made_by", _NUMBER, nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.CheckConstraint("opens <= closes", name="ck_declaration_window_order"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_declaration_window_made_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_declaration_window"),
    )
    op.create_index(
        "ix_declaration_window_procedure_authority", "declaration_window", ["procedure", "authority", "opens"]
    )
    op.create_table(
        "saved_view",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_saved_view_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("account_id", "name", name="uq_saved_view_account_id"),
    )
    op.create_table(
        "announcement_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("announcement_id", _NUMBER, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("removed_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name="fk_announcement_file_announcement_id_announcement"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_announcement_file"),
    )
    op.create_index("ix_announcement_file_announcement_id", "announcement_file", ["announcement_id"])
    op.create_index("ix_announcement_file_sha256", "announcement_file", ["sha256"])
    op.create_table(
        "event_seal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_event_seal"),
        sa.UniqueConstraint("event_id", name="uq_event_seal_event_id"),
    )
    op.create_table(
        "reassessment",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reassessment_account_id_account"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_reassessment_submission_id_submission"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reassessment"),
    )
    op.create_index("ix_reassessment_submission_id", "reassessment", ["submission_id"])
    op.create_table(
        "review_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=False),
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("window_id", _NUMBER, nullable=True),
        sa.Column("reporting_year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("industry", sa.String(length=8), nullable=False),
        sa.Column("stages", sa.Text(), nullable=False),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=40), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("qualified", sa.Boolean(), nullable=True),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("begun_by", _NUMBER, nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("publicity_from", sa.Date(), nullable=True),
        sa.Column("publicity_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'reviewing', 'returned', 'withdrawn', 'refused', 'approved', 'publicised', 'certified', 'done')",
            name="ck_review_case_state",
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["account.id"], name="fk_review_case_begun_by_account"),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_review_case_draft_id_draft"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_review_case_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_review_case_submission_id_submission"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["declaration_window.id"], name="fk_review_case_window_id_declaration_window"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_case"),
        sa.UniqueConstraint("draft_id", name="uq_review_case_draft_id"),
        sa.UniqueConstraint("number", name="uq_review_case_number"),
    )
    op.create_index(
        "ix_review_case_authority_state_sent_at", "review_case", ["authority", "state", "sent_at"]
    )
    op.create_index(
        "ix_review_case_city_state_sent_at", "review_case", ["city", "state", "sent_at", "procedure"]
    )
    op.create_index(
        "ix_review_case_county_state_sent_at", "review_case", ["county", "state", "sent_at", "procedure"]
    )
    op.create_index("ix_review_case_credit_code", "review_case", ["credit_code"])
    op.create_index("ix_review_case_enterprise_id_sent_at", "review_case", ["enterprise_id", "sent_at"])
    op.create_index("ix_review_case_name", "review_case", ["name"])
    op.create_index(
        "ix_review_case_procedure_state_sent_at", "review_case", ["procedure", "state", "sent_at"]
    )
    op.create_index(
        "ix_review_case_province_state_sent_at", "review_case", ["province", "state", "sent_at", "procedure"]
    )
    op.create_index("ix_review_case_state_sent_at", "review_case", ["state", "sent_at", "procedure"])
    op.create_index("ix_review_case_window_id", "review_case", ["window_id"])
    op.create_table(
        "certification",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("fact", sa.String(length=100), nullable=False),
        sa.Column("batch", sa.String(length=100), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("renewed", sa.Boolean(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.CheckConstraint("since <= until", name="ck_certification_order"),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name="fk_certification_case_id_review_case"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_certification_enterprise_id_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certification"),
    )
    op.create_index("ix_certification_fact_until", "certification", ["fact", "until"])
    op.create_index(
        "uq_certification_case_id",
        "certification",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("case_id IS NOT NULL"),
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    op.create_index(
        "uq_certification_enterprise_id_fact_since",
        "certification",
        ["enterprise_id", "fact", "since"],
        unique=True,
    )
    op.create_table(
        "objection",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=True),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_objection_account_id_account"),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name="fk_objection_case_id_review_case"),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
    )
    op.create_index("ix_objection_case_id", "objection", ["case_id"])
    op.create_table(
        "remark",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_remark_account_id_account"),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name="fk_remark_case_id_review_case"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_remark_submission_id_submission"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
    )
    op.create_index("ix_remark_case_id", "remark", ["case_id"])
    op.create_table(
        "spot_check",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("people", sa.String(length=200), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_spot_check_account_id_account"),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name="fk_spot_check_case_id_review_case"),
        sa.PrimaryKeyConstraint("id", name="pk_spot_check"),
    )
    op.create_index("ix_spot_check_case_id", "spot_check", ["case_id"])
    for table in ("remark", "reassessment", "authority_fact", "event_seal"):
        refuse_changes(op.get_bind(), table)


def _number_submissions() -> None:
    """On SQLite a constraint is dropped by making the table anew, and its guards with it."""
    with op.batch_alter_table("submission") as submission:
        submission.add_column(sa.Column("number", sa.Integer(), server_default="1", nullable=False))
        submission.drop_constraint("uq_submission_draft_id", type_="unique")
        submission.create_unique_constraint("uq_submission_draft_id", ["draft_id", "number"])
    if op.get_bind().dialect.name == "sqlite":
        refuse_changes(op.get_bind(), "submission")

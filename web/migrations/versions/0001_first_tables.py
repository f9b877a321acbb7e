"""The first tables: enterprises, accounts, drafts, submissions, uploads, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from web.migrations import refuse_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_FROZEN = ("form_source", "submission", "event")


def upgrade() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enterprise"),
        sa.UniqueConstraint("credit_code", name="uq_enterprise_credit_code"),
    )
    op.create_table(
        "form_source",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("edition", sa.String(length=32), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_form_source"),
    )
    op.create_index("ix_form_source_form", "form_source", ["form"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("login_name", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_index("ix_sign_in_attempt_login_name_at", "sign_in_attempt", ["login_name", "at"])
    op.create_table(
        "account",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("login_name", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_account_enterprise_id_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login_name", name="uq_account_login_name"),
    )
    op.create_index("ix_account_enterprise_id", "account", ["enterprise_id"])
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("edition", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reporting_year", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'submitted')", name="ck_draft_state"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_draft_enterprise_id_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index("ix_draft_enterprise_id_form", "draft", ["enterprise_id", "form"])
    op.create_table(
        "draft_answer",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("changed_by", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name="fk_draft_answer_changed_by_account"),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_draft_answer_draft_id_draft"),
        sa.PrimaryKeyConstraint("draft_id", "field", name="pk_draft_answer"),
    )
    op.create_table(
        "event",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("account_id", _NUMBER, nullable=True),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_event_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_subject_at", "event", ["subject", "at"])
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("edition", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reporting_year", sa.Integer(), nullable=False),
        sa.Column("submitted_at", _MOMENT, nullable=False),
        sa.Column("submitted_by", _NUMBER, nullable=False),
        sa.Column("idempotency_key", sa.String(length=100), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["form_source.digest"], name="fk_submission_digest_form_source"),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_submission_draft_id_draft"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_submission_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["account.id"], name="fk_submission_submitted_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("draft_id", name="uq_submission_draft_id"),
        sa.UniqueConstraint("idempotency_key", name="uq_submission_idempotency_key"),
    )
    op.create_index(
        "ix_submission_enterprise_id_submitted_at", "submission", ["enterprise_id", "submitted_at"]
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("uploaded_at", _MOMENT, nullable=False),
        sa.Column("uploaded_by", _NUMBER, nullable=False),
        sa.Column("removed_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_upload_draft_id_draft"),
        sa.ForeignKeyConstraint(["uploaded_by"], ["account.id"], name="fk_upload_uploaded_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
    )
    op.create_index("ix_upload_draft_id_document", "upload", ["draft_id", "document"])
    op.create_index("ix_upload_sha256", "upload", ["sha256"])

    for table in _FROZEN:
        refuse_changes(op.get_bind(), table)

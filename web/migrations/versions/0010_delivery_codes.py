"""Messages to be sent, and the codes and links of one use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("queued_at", _MOMENT, nullable=False),
        sa.Column("next_try_at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'given_up', 'shown')", name="ck_outgoing_state"),
        sa.CheckConstraint("channel IN ('mail', 'sms')", name="ck_outgoing_channel"),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing"),
        sa.UniqueConstraint("key", name="uq_outgoing_key"),
    )
    op.create_index("ix_outgoing_state_next_try_at", "outgoing", ["state", "next_try_at"])
    op.create_table(
        "one_time_code",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("origin_key", sa.String(length=64), nullable=False),
        sa.Column("secret_key", sa.String(length=64), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("issued_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('code', 'link')", name="ck_one_time_code_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_code"),
    )
    op.create_index("ix_one_time_code_issued_at", "one_time_code", ["issued_at"])
    op.create_index("ix_one_time_code_secret_key", "one_time_code", ["secret_key"])
    for column in ("subject_key", "address_key", "origin_key"):
        op.create_index(f"ix_one_time_code_{column}_issued_at", "one_time_code", [column, "issued_at"])

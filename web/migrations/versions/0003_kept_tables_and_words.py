"""The tables of codes that kept forms rest on, and the words a submission was shown in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from web.migrations import refuse_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_table",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_kept_table"),
    )
    op.add_column("submission", sa.Column("words", sa.Text(), nullable=True))
    refuse_changes(op.get_bind(), "kept_table")

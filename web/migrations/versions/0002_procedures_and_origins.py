"""Which procedure a draft and a submission belong to, and where an answer that was carried over came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("draft", "submission"):
        op.add_column(
            table, sa.Column("procedure", sa.String(length=100), nullable=False, server_default="unknown")
        )
    op.add_column("draft_answer", sa.Column("origin", sa.Text(), nullable=True))
    op.drop_index("ix_draft_enterprise_id_form", table_name="draft")
    op.create_index("ix_draft_enterprise_id_procedure", "draft", ["enterprise_id", "procedure"])

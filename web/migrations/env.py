"""Run by Alembic: migrates over the connection that `web.migrations.upgrade` hands in."""

from __future__ import annotations

from alembic import context

from web import models_accounts, models_delivery, models_review  # noqa: F401 - so that their tables are known
from web.models import Base

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("run migrations with `tidu migrate`")

context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()

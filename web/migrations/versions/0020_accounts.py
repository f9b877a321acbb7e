"""Accounts with a kind, a role and contacts; sessions as records; what proves who somebody is; invitations; messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "captcha",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer_key", sa.String(length=64), nullable=False),
        sa.Column("origin_key", sa.String(length=64), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_captcha"),
    )
    op.create_index("ix_captcha_asked_at", "captcha", ["asked_at"])
    op.create_index("ix_captcha_origin_key", "captcha", ["origin_key"])
    op.create_table(
        "message",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('expiry', 'update', 'certified', 'cancelled', 'reminder')", name="ck_message_kind"
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_message_enterprise_id_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("key", name="uq_message_key"),
    )
    op.create_index("ix_message_enterprise_id_at", "message", ["enterprise_id", "at"])
    op.create_table(
        "external_identity",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_external_identity_account_id_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_external_identity"),
        sa.UniqueConstraint("issuer", "subject", name="uq_external_identity_issuer"),
    )
    op.create_index("ix_external_identity_account_id", "external_identity", ["account_id"])
    op.create_table(
        "identity_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("account_id", _NUMBER, nullable=True),
        sa.Column("enterprise_id", _NUMBER, nullable=True),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_key", sa.String(length=64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("decided_by", _NUMBER, nullable=True),
        sa.Column("verifier", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('legal', 'natural', 'mobile')", name="ck_identity_request_kind"),
        sa.CheckConstraint(
            "state IN ('begun', 'waiting', 'approved', 'refused', 'withdrawn')",
            name="ck_identity_request_state",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_identity_request_account_id_account"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name="fk_identity_request_decided_by_account"
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_identity_request_enterprise_id_enterprise"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identity_request"),
    )
    op.create_index("ix_identity_request_account_id", "identity_request", ["account_id"])
    op.create_index("ix_identity_request_enterprise_id", "identity_request", ["enterprise_id"])
    op.create_index("ix_identity_request_number_key", "identity_request", ["number_key"])
    op.create_index("ix_identity_request_region", "identity_request", ["region"])
    op.create_index("ix_identity_request_state_made_at", "identity_request", ["state", "made_at"])
    op.create_index(
        "uq_identity_request_account_id_open",
        "identity_request",
        ["account_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state IN ('begun', 'waiting') AND kind <> 'mobile'"),
        postgresql_where=sa.text("state IN ('begun', 'waiting') AND kind <> 'mobile'"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("enterprise_id", _NUMBER, nullable=True),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.Column("manages", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("invited_by", _NUMBER, nullable=True),
        sa.Column("invited_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("accepted_at", _MOMENT, nullable=True),
        sa.Column("accepted_by", _NUMBER, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('colleague', 'officer')", name="ck_invitation_kind"),
        sa.ForeignKeyConstraint(["accepted_by"], ["account.id"], name="fk_invitation_accepted_by_account"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_invitation_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name="fk_invitation_invited_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
    )
    op.create_index("ix_invitation_address_key", "invitation", ["address_key"])
    op.create_index("ix_invitation_authority", "invitation", ["authority"])
    op.create_index("ix_invitation_enterprise_id", "invitation", ["enterprise_id"])
    op.create_table(
        "known_device",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_known_device_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_known_device"),
        sa.UniqueConstraint("account_id", "device_hash", name="uq_known_device_account_id"),
    )
    op.create_table(
        "message_read",
        sa.Column("message_id", _NUMBER, nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_message_read_account_id_account"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_read_message_id_message"),
        sa.PrimaryKeyConstraint("message_id", "account_id", name="pk_message_read"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recovery_code_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "sign_in_session",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_session_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_session"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_session_token_hash"),
    )
    op.create_index("ix_sign_in_session_account_id", "sign_in_session", ["account_id"])
    op.create_table(
        "identity_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["identity_request.id"], name="fk_identity_file_request_id_identity_request"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identity_file"),
    )
    op.create_index("ix_identity_file_request_id", "identity_file", ["request_id"])
    op.create_index("ix_identity_file_sha256", "identity_file", ["sha256"])
    _change_accounts()
    _change_enterprises()
    _change_attempts()
    _change_events()


def _change_accounts() -> None:
    kinds, roles = "kind IN ('legal', 'natural', 'officer')", "role IN ('administrator', 'submit', 'fill')"
    # Said as SQL, because a check can only come with its column on SQLite.
    op.execute(
        "ALTER TABLE account ADD COLUMN kind VARCHAR(16) DEFAULT 'legal' NOT NULL "
        f"CONSTRAINT ck_account_kind CHECK ({kinds})"
    )
    op.execute(f"ALTER TABLE account ADD COLUMN role VARCHAR(16) CONSTRAINT ck_account_role CHECK ({roles})")
    for column in (
        sa.Column("password_set_at", _MOMENT, nullable=True),
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=True),
        sa.Column("manages", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("mobile_key", sa.String(length=64), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.String(length=64), nullable=True),
        sa.Column("id_kind", sa.String(length=32), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("id_number_key", sa.String(length=64), nullable=True),
        sa.Column("verified_at", _MOMENT, nullable=True),
        sa.Column("mail_copy", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("agreement", sa.String(length=32), nullable=True),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_since", _MOMENT, nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
    ):
        op.add_column("account", column)
    for name in ("authority", "email_key", "id_number_key", "mobile_key"):
        op.create_index(f"ix_account_{name}", "account", [name])
    verified = sa.text("verified_at IS NOT NULL")
    op.create_index(
        "uq_account_id_number_key_verified",
        "account",
        ["id_number_key"],
        unique=True,
        sqlite_where=verified,
        postgresql_where=verified,
    )
    op.execute("UPDATE account SET role = 'administrator' WHERE enterprise_id IS NOT NULL")
    op.drop_column("account", "session_epoch")


def _change_enterprises() -> None:
    legal_kind = sa.String(length=32)
    op.add_column(
        "enterprise", sa.Column("legal_kind", legal_kind, server_default="enterprise", nullable=False)
    )
    op.add_column("enterprise", sa.Column("verified_at", _MOMENT, nullable=True))
    op.execute(
        "UPDATE enterprise SET verified_at = created_at"
    )  # until now nobody but the operator made them


def _change_attempts() -> None:
    op.add_column("sign_in_attempt", sa.Column("device", sa.String(length=64), nullable=True))
    outcome = sa.Column("outcome", sa.String(length=16), server_default="wrong", nullable=False)
    op.add_column("sign_in_attempt", outcome)
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE sign_in_attempt ADD COLUMN account_id {number} "
        "CONSTRAINT fk_sign_in_attempt_account_id_account REFERENCES account (id)"
    )
    op.create_index("ix_sign_in_attempt_account_id", "sign_in_attempt", ["account_id"])
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"])
    op.execute("UPDATE sign_in_attempt SET outcome = 'signed_in' WHERE succeeded")


def _change_events() -> None:
    """Events recorded until now stay as they are: nothing changes them."""
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE event ADD COLUMN enterprise_id {number} "
        "CONSTRAINT fk_event_enterprise_id_enterprise REFERENCES enterprise (id)"
    )
    op.create_index("ix_event_enterprise_id_id", "event", ["enterprise_id", "id"])

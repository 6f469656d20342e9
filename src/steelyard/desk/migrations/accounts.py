"""Users, sessions, keys, saved views and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "accounts"
down_revision = None

_NAME, _ADDRESS, _DIGEST = sa.String(200), sa.String(4000), sa.String(64)

_SQLITE = """CREATE TRIGGER audit_kept_{0} BEFORE {0} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"""
_POSTGRESQL = (
    """CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'the audit log is only added to'; END$$""",
    """CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_kept()""",
)


def upgrade() -> None:
    """Make the tables, and have the database keep the audit log."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", _NAME, nullable=False, unique=True),
        sa.Column("password", _NAME, nullable=False),
        sa.Column("subject", _ADDRESS, unique=True),
        sa.Column("role", _NAME, nullable=False),
        sa.Column("teams", sa.JSON, nullable=False),
        sa.Column("agent_id", _NAME, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", _DIGEST, nullable=False, unique=True),
        _of_user(),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", _DIGEST, nullable=False, unique=True),
        sa.Column("name", _NAME, nullable=False),
        _of_user(),
        sa.Column("role", _NAME, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("used_at", sa.DateTime),
    )
    op.create_table(
        "views",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("address", _ADDRESS, nullable=False),
        sa.Column("owner", _NAME, nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("owner", "name", name="uq_views_owner_name"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("who", _NAME, nullable=False, index=True),
        sa.Column("what", _NAME, nullable=False),
        sa.Column("of", _ADDRESS, nullable=False),
        sa.Column("detail", _ADDRESS, nullable=False),
    )
    _keep_audit()


def _of_user() -> sa.Column[int]:
    return sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True)


def _keep_audit() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in [_SQLITE.format(verb) for verb in ("UPDATE", "DELETE")] if is_sqlite else _POSTGRESQL:
        op.execute(statement)

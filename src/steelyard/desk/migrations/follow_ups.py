"""Follow-ups, their history, and which versions of the store they were taken from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "follow_ups"
down_revision = "first_passwords"

_NAME, _ADDRESS = sa.String(200), sa.String(4000)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", _ADDRESS, nullable=False, index=True),
        sa.Column("team", _NAME, nullable=False),
        sa.Column("action", _NAME, nullable=False),
        sa.Column("state", _NAME, nullable=False, index=True),
        sa.Column("owner", _NAME, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("priority", sa.Float, nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("stake", sa.Float),
        sa.Column("drawn_share", sa.Float, nullable=False),
        sa.Column("outcome", _NAME, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("first_at", sa.DateTime),
        sa.Column("done_at", sa.DateTime),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "follow_up_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "follow_up_id",
            sa.Integer,
            sa.ForeignKey("follow_ups.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", _NAME, nullable=False),
        sa.Column("what", _NAME, nullable=False),
        sa.Column("detail", _ADDRESS, nullable=False),
    )
    op.create_table(
        "follow_up_lists",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("store_version", sa.Integer, nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )

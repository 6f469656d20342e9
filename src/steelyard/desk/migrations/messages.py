"""Messages about follow-ups to another system, and what became of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "messages"
down_revision = "follow_ups"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "follow_up_id",
            sa.Integer,
            sa.ForeignKey("follow_ups.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("of_version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("state", sa.String(200), nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("follow_up_id", "of_version", name="uq_messages_follow_up_id_of_version"),
    )

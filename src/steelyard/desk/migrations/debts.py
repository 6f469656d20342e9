"""The register of debts, their history, and which versions of the store were taken over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "debts"
down_revision = "evaluations"

_NAME, _ADDRESS = sa.String(200), sa.String(4000)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "debts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", _ADDRESS, nullable=False, index=True),
        sa.Column("fracture", _NAME, nullable=False),
        sa.Column("of_dimension", _NAME, nullable=False),
        sa.Column("part", _ADDRESS, nullable=False),
        sa.Column("title", _ADDRESS, nullable=False),
        sa.Column("state", _NAME, nullable=False, index=True),
        sa.Column("owner", _NAME, nullable=False),
        sa.Column("principal_low", sa.Float),
        sa.Column("principal_high", sa.Float),
        sa.Column("removable", sa.Float),
        sa.Column("since_on", _NAME, nullable=False),
        sa.Column("repaid_on", _NAME, nullable=False),
        sa.Column("initiative", _NAME, nullable=False),
        sa.Column("follow_ups", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "debt_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("debt_id", sa.Integer, sa.ForeignKey("debts.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", _NAME, nullable=False),
        sa.Column("what", _NAME, nullable=False),
        sa.Column("detail", _ADDRESS, nullable=False),
    )
    op.create_table(
        "debt_lists",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("store_version", sa.Integer, nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )

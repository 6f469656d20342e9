"""Plans of evaluations, what is to be scored, and calibration sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "evaluations"
down_revision = "messages"

_NAME, _ADDRESS = sa.String(200), sa.String(4000)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "evaluation_plans",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("rubric", _NAME, nullable=False),
        sa.Column("series", _NAME, nullable=False),
        sa.Column("from_on", _NAME, nullable=False),
        sa.Column("to_on", _NAME, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("store_version", sa.Integer, nullable=False),
        sa.Column("strata", sa.JSON, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", _NAME, nullable=False),
    )
    op.create_table(
        "calibrations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", _NAME, nullable=False),
        sa.Column("rubric", _NAME, nullable=False),
        sa.Column("series", _NAME, nullable=False),
        sa.Column("agreed", sa.JSON, nullable=False),
        sa.Column("scored", sa.JSON, nullable=False),
        sa.Column("said", _ADDRESS, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", _NAME, nullable=False),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "evaluation_tasks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("evaluation_plans.id", ondelete="CASCADE"), index=True),
        sa.Column("calibration_id", sa.Integer, sa.ForeignKey("calibrations.id", ondelete="CASCADE"), index=True),
        sa.Column("contact_id", _ADDRESS, nullable=False, index=True),
        sa.Column("team", _NAME, nullable=False),
        sa.Column("stratum", _NAME, nullable=False),
        sa.Column("purpose", _NAME, nullable=False),
        sa.Column("chance", sa.Float),
        sa.Column("rubric", _NAME, nullable=False),
        sa.Column("series", _NAME, nullable=False),
        sa.Column("evaluator", _NAME, nullable=False, index=True),
        sa.Column("state", _NAME, nullable=False, index=True),
        sa.Column("points", sa.JSON, nullable=False),
        sa.Column("scored", sa.JSON, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("done_at", sa.DateTime),
        sa.Column("version", sa.Integer, nullable=False),
    )

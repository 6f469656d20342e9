"""Second factors: the salt of an account's seed, and the step of the code used last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "second_factors"
down_revision = "debts"


def upgrade() -> None:
    """Add both to accounts; an empty salt is no second factor."""
    op.add_column("users", sa.Column("factor", sa.String(64), nullable=False, server_default=""))
    op.add_column("users", sa.Column("factor_step", sa.Integer, nullable=False, server_default="0"))

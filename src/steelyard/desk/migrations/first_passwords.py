"""Passwords that somebody else made: until when they may be used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "first_passwords"
down_revision = "accounts"


def upgrade() -> None:
    """Add when a first password ends; None of one that its person chose."""
    op.add_column("users", sa.Column("first_until", sa.DateTime))

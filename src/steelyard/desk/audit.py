"""The audit log: who did what, to what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from steelyard.desk.database import Database, Now
from steelyard.desk.tables import ADDRESS, NAME, AuditRow


@dataclass(frozen=True)
class Entry:
    """One thing somebody did. what: "user.added", "page.seen" ...; of: the name or address it was done to."""

    at: datetime
    who: str
    what: str
    of: str
    detail: str


class Audit:
    """Entries are added and read; the database refuses to change or remove one."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def note(self, who: str, what: str, of: str = "", detail: str = "") -> None:
        """Add one entry, now."""
        self.note_all([Entry(self._now(), who, what, of, detail)])

    def note_all(self, entries: Sequence[Entry]) -> None:
        """Add entries in one transaction."""
        with self._database.writing() as session:
            for entry in entries:
                note(session, entry.at, entry.who, entry.what, entry.of, entry.detail)

    def latest(self, most: int = 100, *, who: str = "", what: str = "", before: int | None = None) -> list[Entry]:
        """The newest entries first.

        Args:
            who: only this person's. what: only what begins so ("user.").
            before: how many of the newest are passed over.
        """
        query = sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(most).offset(before or 0)
        query = query.where(AuditRow.who == who) if who else query
        query = query.where(AuditRow.what.startswith(what, autoescape=True)) if what else query
        with self._database.reading() as session:
            return [Entry(row.at, row.who, row.what, row.of, row.detail) for row in session.scalars(query)]

    def about(self, name: str, most: int = 12) -> list[Entry]:
        """What was done to an account, the newest first: signing in, passwords, role, keys. What they saw is not."""
        kinds = sa.or_(*(AuditRow.what.startswith(kind) for kind in ("user.", "key.", "sign", "session.")))
        query = sa.select(AuditRow).where(kinds, AuditRow.of == name).order_by(AuditRow.id.desc()).limit(most)
        with self._database.reading() as session:
            return [Entry(row.at, row.who, row.what, row.of, row.detail) for row in session.scalars(query)]


def note(session: Session, at: datetime, who: str, what: str, of: str = "", detail: str = "") -> None:
    """Add an entry to a transaction, so that nothing is done without it."""
    session.add(AuditRow(at=at, who=who[:NAME], what=what[:NAME], of=of[:ADDRESS], detail=detail[:ADDRESS]))

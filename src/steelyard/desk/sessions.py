"""Browsers that are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from steelyard.desk import tokens
from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.people import User, _user
from steelyard.desk.tables import SessionRow, UserRow
from steelyard.errors import DeskError

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: a write for each page would be one too many."""


@dataclass(frozen=True)
class Ends:
    """When a session ends: so long after it was last used, and so long after it began whatever happens."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)


@dataclass(frozen=True)
class Open:
    """A session that has not ended.

    Args:
        id: its number. created_at, seen_at, ends_at: naive UTC; `seen_at` to the minute.
        is_own: the one that asks.
    """

    id: int
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    is_own: bool


class Sessions:
    """Server-side sessions: who has the token is the person, until it ends."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def begin(self, user: User, ends: Ends, *, how: str) -> str:
        """A new token for a person who has signed in; those that ended are removed."""
        token, at = tokens.new(), self._now()
        row = SessionRow(
            digest=tokens.digest(token), user_id=user.id, created_at=at, seen_at=at, ends_at=at + ends.whole
        )
        with self._database.writing() as session:
            session.execute(sa.delete(SessionRow).where(SessionRow.ends_at < at))
            session.add(row)
            note(session, at, user.name, "signed.in", user.name, how)
        return token

    def find(self, token: str, ends: Ends, *, is_used: bool = True) -> User | None:
        """Whose session it is; None where it has ended or the person may no longer sign in.

        Args:
            is_used: by the person; what a page asks by itself keeps no session from ending.
        """
        at = self._now()
        query = sa.select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user_id)
        with self._database.reading() as session:
            found = session.execute(query.where(SessionRow.digest == tokens.digest(token))).one_or_none()
        if found is None:
            return None
        held, person = found
        if not person.is_active or at >= held.ends_at or at >= held.seen_at + ends.idle:
            self.end(token)
            return None
        if is_used and at - held.seen_at >= SEEN_EVERY:
            self._seen(held.id)
        return _user(person)

    def of(self, name: str, ends: Ends, *, token: str = "") -> tuple[Open, ...]:
        """A person's sessions that have not ended, the newest first.

        Args:
            token: of the session that asks.
        """
        at, own = self._now(), tokens.digest(token) if token else ""
        query = sa.select(SessionRow).join(UserRow, UserRow.id == SessionRow.user_id).where(UserRow.name == name)
        query = query.where(SessionRow.ends_at > at, SessionRow.seen_at > at - ends.idle)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(SessionRow.created_at.desc(), SessionRow.id.desc())).all()
        return tuple(Open(row.id, row.created_at, row.seen_at, row.ends_at, row.digest == own) for row in rows)

    def end_one(self, number: int, *, person: str) -> None:
        """End one session of a person; DeskError where they have none of that number."""
        with self._database.writing() as session:
            row = session.get(SessionRow, number)
            user = session.get(UserRow, row.user_id) if row is not None else None
            if row is None or user is None or user.name != person:
                raise DeskError("there is no such session of yours", next="Reload the page: it may have ended.")
            session.delete(row)
            note(session, self._now(), person, "session.ended", person, f"begun {row.created_at:%Y-%m-%d %H:%M} UTC")

    def _seen(self, number: int) -> None:
        with self._database.writing() as session:
            session.execute(sa.update(SessionRow).where(SessionRow.id == number).values(seen_at=self._now()))

    def end(self, token: str) -> None:
        """Sign a browser out; nothing happens where it is not signed in."""
        with self._database.writing() as session:
            session.execute(sa.delete(SessionRow).where(SessionRow.digest == tokens.digest(token)))

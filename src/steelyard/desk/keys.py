"""Keys of the API: a person's own, with a role and an end date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from steelyard.desk import tokens
from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.people import WITHIN, User, _user, row_of
from steelyard.desk.tables import NAME, KeyRow, UserRow
from steelyard.errors import DeskError

PREFIX = "steelyard_"
"""How a key begins, so that one that was left lying about is recognised."""

LONGEST = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Key:
    """What is known of a key; the key itself was shown once and is not kept.

    Args:
        role: what it may do; empty: what its person may.
        ended_at: when it was ended before its end; None for not.
    """

    id: int
    name: str
    person: str
    role: str
    created_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    used_at: datetime | None


class Keys:
    """The keys of a desk."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def add(self, person: str, name: str, ends_at: datetime, *, by: str, role: str = "") -> str:
        """A new key of a person: shown now and never again.

        Args:
            role: one that may do no more than the person's; theirs unless told.

        Raises:
            DeskError: nobody of that name, the role may do more, or the end is past or over a year ahead.
        """
        at, secret = self._now(), tokens.new(PREFIX)
        if not at < ends_at <= at + LONGEST:
            raise DeskError("a key ends within a year", next="Name a day ahead of today, at most a year.")
        with self._database.writing() as session:
            row = row_of(session, person)
            if role and role not in WITHIN[row.role]:
                hint = f"It can be {' or '.join(WITHIN[row.role])}."
                raise DeskError(f"a key of {row.name} cannot be {role}", next=hint)
            key = KeyRow(digest=tokens.digest(secret), name=name[:NAME], user_id=row.id, role=role)
            key.created_at, key.ends_at = at, ends_at
            session.add(key)
            note(session, at, by, "key.added", row.name, f"{name}, until {ends_at:%Y-%m-%d}")
        return secret

    def all(self, person: str = "") -> list[Key]:
        """Every key, or a person's, newest first."""
        query = sa.select(KeyRow, UserRow.name).join(UserRow, UserRow.id == KeyRow.user_id).order_by(KeyRow.id.desc())
        query = query.where(UserRow.name == person) if person else query
        with self._database.reading() as session:
            return [_key(row, name) for row, name in session.execute(query)]

    def end(self, number: int, *, by: str, person: str = "") -> None:
        """End a key now.

        Args:
            person: only if it is this person's.

        Raises:
            DeskError: there is no such key.
        """
        query = sa.select(KeyRow, UserRow.name).join(UserRow, UserRow.id == KeyRow.user_id).where(KeyRow.id == number)
        with self._database.writing() as session:
            found = session.execute(query).one_or_none()
            if found is None or (person and found[1] != person):
                raise DeskError(f"there is no key {number}", next="To see them: steelyard key list")
            found[0].ended_at = found[0].ended_at or self._now()
            note(session, self._now(), by, "key.ended", found[1], found[0].name)

    def find(self, secret: str) -> User | None:
        """Whose key it is, with the role it gives; None where it has ended or the person may no longer sign in.

        A key never gives more than its person may at that moment.
        """
        at = self._now()
        query = sa.select(KeyRow, UserRow).join(UserRow, UserRow.id == KeyRow.user_id)
        with self._database.reading() as session:
            found = session.execute(query.where(KeyRow.digest == tokens.digest(secret))).one_or_none()
        if found is None or found[0].ended_at or at >= found[0].ends_at or not found[1].is_active:
            return None
        key, person = found
        role = key.role or person.role
        if role not in WITHIN[person.role]:
            return None
        if key.used_at is None or at - key.used_at >= SEEN_EVERY:
            self._used(key.id)
        return replace(_user(person), role=role)

    def _used(self, number: int) -> None:
        with self._database.writing() as session:
            session.execute(sa.update(KeyRow).where(KeyRow.id == number).values(used_at=self._now()))


def _key(row: KeyRow, person: str) -> Key:
    return Key(row.id, row.name, person, row.role, row.created_at, row.ends_at, row.ended_at, row.used_at)

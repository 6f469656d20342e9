"""Second factors: who has one, and which code was used last."""

from __future__ import annotations

import sqlalchemy as sa

from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.people import row_of, sign_out
from steelyard.desk.tables import UserRow


class Factors:
    """Codes that people give besides their password. Every change signs a person out and is noted."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def salt(self, name: str) -> str:
        """What their seed is made with; empty where no code is asked for."""
        with self._database.reading() as session:
            return row_of(session, name).factor

    def set(self, name: str, salt: str, step: int, *, by: str) -> None:
        """From now on a code is asked for.

        Args:
            salt: of the seed, see `one_time.seed`. step: of the code that showed that the app knows it; used with that.
        """
        self._change(name, salt, step, by, "user.factor_added")

    def drop(self, name: str, *, by: str) -> None:
        """No code is asked for any more."""
        self._change(name, "", 0, by, "user.factor_removed")

    def take(self, name: str, step: int) -> bool:
        """Use a code up; False where it, or one after it, was used before."""
        query = sa.update(UserRow).where(UserRow.name == name, UserRow.factor_step < step).values(factor_step=step)
        with self._database.writing() as session:
            return bool(session.execute(query).rowcount)  # type: ignore[attr-defined]

    def _change(self, name: str, salt: str, step: int, by: str, what: str) -> None:
        with self._database.writing() as session:
            row = row_of(session, name)
            row.factor, row.factor_step = salt, step
            sign_out(session, row.id)
            note(session, self._now(), by, what, row.name)

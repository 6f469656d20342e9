"""Messages about follow-ups to another system: queued when one is new or changed, tried until they arrive.

Which follow-ups must be told of is found by comparing them with what was queued, so nothing is lost when a process
stops. No text is kept here: it is made of the follow-up when it is sent.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from steelyard.desk.database import Database, Now
from steelyard.desk.follow_ups import DONE, STATES, FollowUp, told
from steelyard.desk.tables import NAME, FollowUpRow, MessageRow

WAITING, SENT, GIVEN_UP, OVERTAKEN = "waiting", "sent", "given up", "overtaken"
DELAYS_S = (5, 60, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000)
"""Until the next try after each that failed, as Standard Webhooks advises; after the last it is given up."""

CLAIM_S = 120
"""For how long one who sends has it to itself."""


@dataclass(frozen=True)
class Message:
    """One to be sent now. name: by which the receiver knows it again. is_first: it was not told of before."""

    id: int
    name: str
    follow_up: FollowUp
    is_first: bool


@dataclass(frozen=True)
class Queue:
    """How messages stand. failing: of those waiting, how many have failed; error: why the last of these did."""

    waiting: int
    failing: int
    given_up: int
    error: str


class Messages:
    """What another system is told."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def queue(self) -> int:
        """Queue each follow-up that is new or has changed; how many.

        What was done before anything of it was queued is left.
        """
        now = self._now()
        newest = sa.select(MessageRow.follow_up_id, sa.func.max(MessageRow.of_version).label("version"))
        held = newest.group_by(MessageRow.follow_up_id).subquery()
        is_new = sa.and_(held.c.version.is_(None), FollowUpRow.state != DONE)
        query = sa.select(FollowUpRow.id, FollowUpRow.version).outerjoin(held, held.c.follow_up_id == FollowUpRow.id)
        query = query.where(FollowUpRow.state.in_(STATES), sa.or_(is_new, held.c.version < FollowUpRow.version))
        with self._database.reading() as session:
            if session.execute(query.limit(1)).first() is None:
                return 0
        with self._database.writing() as session:
            found = session.execute(query).all()
            for number, version in found:
                of = (MessageRow.follow_up_id == number, MessageRow.state == WAITING)
                session.execute(sa.update(MessageRow).where(*of).values(state=OVERTAKEN))
                row = MessageRow(follow_up_id=number, of_version=version, name=f"msg_{secrets.token_hex(16)}")
                row.state, row.tries, row.error, row.made_at, row.next_at = WAITING, 0, "", now, now
                session.add(row)
            return len(found)

    def claim(self) -> Message | None:
        """The next to be sent, for whoever asked alone for a while; None where none is due."""
        now = self._now()
        due = sa.select(MessageRow).join(FollowUpRow, FollowUpRow.id == MessageRow.follow_up_id)
        due = due.where(
            MessageRow.state == WAITING, MessageRow.next_at <= now, FollowUpRow.version == MessageRow.of_version
        )
        due = due.order_by(MessageRow.next_at, MessageRow.id).limit(1)
        with self._database.reading() as session:
            if session.scalars(due).first() is None:
                return None
        with self._database.writing() as session:
            row = session.scalars(due.with_for_update(of=MessageRow, skip_locked=True)).first()
            if row is None:
                return None
            row.next_at = now + timedelta(seconds=CLAIM_S)
            of = (MessageRow.follow_up_id == row.follow_up_id, MessageRow.state == SENT)
            is_first = session.execute(sa.select(MessageRow.id).where(*of).limit(1)).first() is None
            return Message(row.id, row.name, told(session.get_one(FollowUpRow, row.follow_up_id)), is_first)

    def arrived(self, number: int) -> None:
        """A message was taken."""
        with self._database.writing() as session:
            row = session.get_one(MessageRow, number)
            row.state, row.error, row.tries = SENT, "", row.tries + 1

    def failed(self, number: int, why: str) -> None:
        """A message was not taken: try again later, or give it up.

        Args:
            why: in a few words, without anything the receiver said.
        """
        with self._database.writing() as session:
            row = session.get_one(MessageRow, number)
            row.error = why[:NAME]
            if row.state == WAITING and row.tries < len(DELAYS_S):
                row.next_at = self._now() + timedelta(seconds=DELAYS_S[row.tries])
            elif row.state == WAITING:
                row.state = GIVEN_UP
            row.tries += 1

    def standing(self) -> Queue:
        """How many wait, failed and were given up, and why the last failed."""
        counts = sa.select(MessageRow.state, sa.func.count()).group_by(MessageRow.state)
        failing = sa.select(sa.func.count()).where(MessageRow.state == WAITING, MessageRow.tries > 0)
        last = sa.select(MessageRow.error).where(MessageRow.error != "", MessageRow.state.in_((WAITING, GIVEN_UP)))
        with self._database.reading() as session:
            known = {state: int(n) for state, n in session.execute(counts)}
            error = session.scalars(last.order_by(MessageRow.id.desc()).limit(1)).first()
            return Queue(known.get(WAITING, 0), session.scalar(failing) or 0, known.get(GIVEN_UP, 0), error or "")

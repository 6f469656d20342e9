"""Follow-ups: taken over from each day's list, worked by people, kept across loads.

A customer has one follow-up at a time. New evidence is added to one that is not done; a customer whose follow-up is
done is not listed again before there is newer evidence and the quiet days have passed. What a hold-out withholds is
written down in the same transaction in which the others become visible, and is never shown as a task.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.tables import ADDRESS, FollowUpEventRow, FollowUpListRow, FollowUpRow
from steelyard.errors import DeskError, StaleError
from steelyard.settings.holdout import is_left_out
from steelyard.settings.model import FollowupSettings

OPEN, TAKEN, DONE, WITHHELD = "open", "taken", "done", "withheld"
STATES = (OPEN, TAKEN, DONE)
"""Those people see."""

OUTCOMES = ("helped", "not reached", "no need", "not helped")
DUE_DAYS: Mapping[str, float] = {"callback": 1, "escalation": 1, "apology": 2, "information": 3}
"""Days until a follow-up is due, unless the settings say otherwise."""

BARRED = "do not contact"
"""What came of a follow-up whose customer asked not to be contacted; people cannot choose it."""

LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Proposed:
    """A customer as a list has them.

    Args:
        reasons: reason, said, at (ISO), topic, team and issue_id of each, the weightiest first.
        priority: by which it ranks; value, stake: money a year, None where not known.
    """

    customer_id: str
    team: str
    action: str
    reasons: tuple[Mapping[str, Any], ...]
    priority: float
    value: float | None
    stake: float | None


@dataclass(frozen=True)
class Event:
    """One thing done about a follow-up. what: "listed", "evidence", "taken", "noted", "done", "reopened" ..."""

    at: datetime
    who: str
    what: str
    detail: str


@dataclass(frozen=True)
class FollowUp:
    """One customer to follow up; the instants are naive UTC.

    Args:
        history: the oldest first; empty in lists.
    """

    id: int
    customer_id: str
    team: str
    action: str
    state: str
    owner: str
    reasons: tuple[Mapping[str, Any], ...]
    priority: float
    value: float | None
    stake: float | None
    drawn_share: float
    outcome: str
    made_at: datetime
    due_at: datetime
    first_at: datetime | None
    done_at: datetime | None
    version: int
    history: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Known:
    """How the newest follow-up of a customer stands.

    Args:
        number: of the follow-up. rests: it is done or withheld, and the quiet days have not passed.
        reasons: those known -> when each happened last (ISO).
    """

    number: int
    state: str
    owner: str
    rests: bool
    reasons: Mapping[str, str]


class FollowUps:
    """What is to be done, by whom, and what came of it."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def has_list(self, store_version: int, time_zone: str = "UTC") -> bool:
        """Whether the list of a version of the store was taken over today."""
        with self._database.reading() as session:
            return _is_taken_over(session, store_version, self._today_from(time_zone))

    def used_today(self, time_zone: str = "UTC") -> tuple[tuple[str, int], ...]:
        """Team -> places of today's list that are used: what was done today, and who was withheld today."""
        since = self._today_from(time_zone)
        is_used = sa.or_(
            sa.and_(FollowUpRow.state == DONE, FollowUpRow.done_at >= since, FollowUpRow.outcome != BARRED),
            sa.and_(FollowUpRow.state == WITHHELD, FollowUpRow.made_at >= since),
        )
        query = sa.select(FollowUpRow.team, sa.func.count()).where(is_used).group_by(FollowUpRow.team)
        with self._database.reading() as session:
            return tuple(sorted((str(team), int(n)) for team, n in session.execute(query)))

    def _today_from(self, time_zone: str) -> datetime:
        """When the present day began in a zone, naive UTC."""
        zone = ZoneInfo(time_zone)
        local = self._now().replace(tzinfo=UTC).astimezone(zone)
        begun = datetime(local.year, local.month, local.day, tzinfo=zone)
        return begun.astimezone(UTC).replace(tzinfo=None)

    def bar(self, customers: Collection[str]) -> int:
        """Close what is open for customers who asked not to be contacted, whoever has it; how many."""
        barred = set(customers)
        now = self._now()
        with self._database.writing() as session:
            rows = session.scalars(sa.select(FollowUpRow).where(FollowUpRow.state.in_((OPEN, TAKEN)))).all()
            closed = [row for row in rows if row.customer_id in barred]
            for row in closed:
                row.state, row.outcome, row.done_at = DONE, BARRED, now
                flag_modified(row, "reasons")
                session.add(_event(row.id, now, "", "closed", "the customer asked not to be contacted"))
                note(session, now, "", "follow-up.closed", f"follow-up {row.id}", BARRED)
        return len(closed)

    def known(self, now: datetime | None = None, quiet_days: float = 0) -> dict[str, Known]:
        """Customer -> how the newest follow-up of theirs stands; those withheld included."""
        newest = sa.select(sa.func.max(FollowUpRow.id)).group_by(FollowUpRow.customer_id)
        query = sa.select(FollowUpRow).where(FollowUpRow.id.in_(newest)).order_by(FollowUpRow.customer_id)
        rests_from = (now or self._now()) - timedelta(days=quiet_days)
        with self._database.reading() as session:
            return {
                row.customer_id: Known(
                    row.id,
                    row.state,
                    row.owner,
                    row.state not in (OPEN, TAKEN) and _since(row) > rests_from,
                    {str(reason["reason"]): str(reason["at"]) for reason in row.reasons},
                )
                for row in session.scalars(query)
            }

    def take_over(
        self, store_version: int, proposed: Sequence[Proposed], settings: FollowupSettings, time_zone: str = "UTC"
    ) -> int:
        """Add a version's list, once a day; how many customers are new on it, those withheld included."""
        with self._database.writing() as session:
            if _is_taken_over(session, store_version, self._today_from(time_zone)):
                return 0
            of = sa.select(FollowUpListRow).where(FollowUpListRow.store_version == store_version)
            row = session.scalars(of).first()
            if row is None:
                session.add(FollowUpListRow(store_version=store_version, made_at=self._now()))
            else:
                row.made_at = self._now()
            added = sum(self._add(session, entry, settings) for entry in proposed)
            note(session, self._now(), "", "follow-ups.listed", f"version {store_version}", f"{added} new")
            return added

    def _add(self, session: Session, entry: Proposed, settings: FollowupSettings) -> bool:
        now = self._now()
        of = sa.select(FollowUpRow).where(FollowUpRow.customer_id == entry.customer_id)
        row = session.scalars(of.order_by(FollowUpRow.id.desc()).limit(1)).first()
        news = [reason for reason in entry.reasons if row is None or _is_new(reason, row)]
        if row is not None and row.state in (OPEN, TAKEN):
            if news:
                row.reasons = _merged(entry.reasons, row.reasons)
                row.priority, row.value, row.stake = entry.priority, entry.value, entry.stake
                session.add(_event(row.id, now, "", "evidence", "; ".join(str(reason["said"]) for reason in news)))
            return False
        if row is not None and (not news or _since(row) > now - timedelta(days=settings.quiet_days)):
            return False
        share = settings.holdout.get(entry.action, 0.0)
        is_withheld = is_left_out(settings, entry.action, entry.customer_id)
        days = settings.due_days.get(entry.action, DUE_DAYS.get(entry.action, 1))
        row = FollowUpRow(
            customer_id=entry.customer_id,
            team=entry.team,
            action=entry.action,
            state=WITHHELD if is_withheld else OPEN,
            owner="",
            reasons=[dict(reason) for reason in entry.reasons],
            priority=entry.priority,
            value=entry.value,
            stake=entry.stake,
            drawn_share=share,
            outcome="",
            made_at=now,
            due_at=now + timedelta(days=days),
        )
        session.add(row)
        session.flush()
        session.add(_event(row.id, now, "", "listed", ""))
        return True

    def listed(
        self,
        *,
        state: str = "",
        teams: Sequence[str] = (),
        action: str = "",
        owner: str = "",
        most: int = 200,
        after: int = 0,
    ) -> list[FollowUp]:
        """Follow-ups people may see, those not done first, then by priority; of these teams, of any where empty."""
        rank = sa.case((FollowUpRow.state == DONE, 1), else_=0)
        query = sa.select(FollowUpRow).where(FollowUpRow.state == state if state else FollowUpRow.state.in_(STATES))
        query = query.where(FollowUpRow.team.in_(teams)) if teams else query
        query = query.where(FollowUpRow.action == action) if action else query
        query = query.where(FollowUpRow.owner == owner) if owner else query
        query = query.order_by(rank, FollowUpRow.priority.desc(), FollowUpRow.id).limit(most).offset(after)
        if state == WITHHELD:
            return []
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query)]

    def next_after(self, number: int, who: str, teams: Sequence[str] = ()) -> int:
        """The next that nobody has or is one's own, by rank after this one and then from the top; 0 without one."""
        query = sa.select(FollowUpRow.id).where(
            sa.or_(FollowUpRow.state == OPEN, sa.and_(FollowUpRow.state == TAKEN, FollowUpRow.owner == who)),
            FollowUpRow.id != number,
        )
        query = query.where(FollowUpRow.team.in_(teams)) if teams else query
        with self._database.reading() as session:
            row = session.get(FollowUpRow, number)
            rank = row.priority if row else 0.0
            later = sa.or_(FollowUpRow.priority < rank, sa.and_(FollowUpRow.priority == rank, FollowUpRow.id > number))
            order = (sa.case((later, 0), else_=1), FollowUpRow.priority.desc(), FollowUpRow.id)
            return session.scalars(query.order_by(*order).limit(1)).first() or 0

    def find(self, number: int, teams: Sequence[str] = ()) -> FollowUp:
        """One with its history.

        Raises:
            DeskError: there is none, it is withheld, or it is another team's.
        """
        with self._database.reading() as session:
            row = _visible(session, number, teams)
            query = sa.select(FollowUpEventRow).where(FollowUpEventRow.follow_up_id == number)
            events = session.scalars(query.order_by(FollowUpEventRow.id))
            return told(row, tuple(Event(entry.at, entry.who, entry.what, entry.detail) for entry in events))

    def drawn(self) -> list[FollowUp]:
        """All that a lot was drawn for, those withheld included, the oldest first: to be compared, never worked."""
        query = sa.select(FollowUpRow).where(FollowUpRow.drawn_share > 0).order_by(FollowUpRow.id)
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query)]

    def all(self) -> list[FollowUp]:
        """Every follow-up that people see, done or not, the oldest first."""
        query = sa.select(FollowUpRow).where(FollowUpRow.state.in_(STATES)).order_by(FollowUpRow.id)
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query)]

    def take(self, number: int, who: str, version: int, teams: Sequence[str] = ()) -> FollowUp:
        """Take it on oneself."""

        def taken(row: FollowUpRow) -> None:
            if row.state == DONE:
                raise DeskError("this is done already", next="Reopen it first.")
            row.state, row.owner = TAKEN, who

        return self._change(number, who, version, teams, "taken", "", taken)

    def hand_over(self, number: int, who: str, version: int, to: str, teams: Sequence[str] = ()) -> FollowUp:
        """Give it to somebody else, or back to all of the team where nobody is named."""

        def handed(row: FollowUpRow) -> None:
            row.state, row.owner = (TAKEN if to.strip() else OPEN), to.strip()

        return self._change(number, who, version, teams, "handed over", to.strip() or "to all", handed)

    def add_note(self, number: int, who: str, version: int, text: str, teams: Sequence[str] = ()) -> FollowUp:
        """Write down something about it."""
        if not 1 <= len(text.strip()) <= LONGEST_NOTE:
            raise DeskError(f"a note has 1 to {LONGEST_NOTE} characters")
        return self._change(number, who, version, teams, "noted", text.strip(), lambda row: None)

    def finish(
        self, number: int, who: str, version: int, outcome: str, text: str = "", teams: Sequence[str] = ()
    ) -> FollowUp:
        """Say what came of it."""
        if outcome not in OUTCOMES:
            raise DeskError(f"what came of it is one of {', '.join(OUTCOMES)}")
        if len(text) > LONGEST_NOTE:
            raise DeskError(f"a note has at most {LONGEST_NOTE} characters")

        def finished(row: FollowUpRow) -> None:
            row.state, row.outcome, row.done_at = DONE, outcome, self._now()
            row.owner = row.owner or who

        return self._change(number, who, version, teams, "done", f"{outcome}{': ' + text if text else ''}", finished)

    def reopen(self, number: int, who: str, version: int, text: str = "", teams: Sequence[str] = ()) -> FollowUp:
        """Take up again what was done."""

        def reopened(row: FollowUpRow) -> None:
            if row.state != DONE:
                raise DeskError("this is not done")
            if row.outcome == BARRED:
                raise DeskError("the customer asked not to be contacted")
            row.state, row.outcome, row.done_at = OPEN, "", None

        return self._change(number, who, version, teams, "reopened", text[:LONGEST_NOTE], reopened)

    def rename(self, named: Callable[[str], str], forgets: Callable[[str], bool] = lambda name: False) -> int:
        """Give customers other ids, as the store did; how many customers.

        Args:
            named: an id -> what stands for it now. forgets: by what stands now, whether what people wrote is deleted.
        """
        with self._database.writing() as session:
            ids = session.scalars(sa.select(FollowUpRow.customer_id).distinct())
            names = {one: named(one) for one in ids}
            changed = {one: name for one, name in names.items() if name != one}
            for one, name in changed.items():
                rows = session.scalars(sa.select(FollowUpRow).where(FollowUpRow.customer_id == one)).all()
                for row in rows:
                    row.customer_id = name
                if forgets(name):
                    of = FollowUpEventRow.follow_up_id.in_([row.id for row in rows])
                    session.execute(sa.update(FollowUpEventRow).where(of).values(detail=""))
        if changed:
            self._database.settle()
        return len(changed)

    def _change(
        self, number: int, who: str, version: int, teams: Sequence[str], what: str, detail: str, change: Any
    ) -> FollowUp:
        now = self._now()
        with self._database.writing() as session:
            row = _visible(session, number, teams)
            if row.version != version:
                query = sa.select(FollowUpEventRow).where(FollowUpEventRow.follow_up_id == number)
                last = session.scalars(query.order_by(FollowUpEventRow.id.desc()).limit(1)).first()
                by = f"{last.who or 'a load'}: {last.what}" if last else "somebody"
                raise StaleError(
                    f"this was changed in between ({by}), and what you entered was not kept",
                    next="Go back to copy what you wrote, reload the page and enter it again.",
                )
            change(row)
            row.first_at = row.first_at or now
            flag_modified(row, "reasons")
            session.add(_event(number, now, who, what, detail))
            note(session, now, who, f"follow-up.{what.replace(' ', '-')}", f"follow-up {number}")
            session.flush()
        return self.find(number, teams)


def _is_taken_over(session: Session, store_version: int, since: datetime) -> bool:
    query = sa.select(FollowUpListRow.id)
    query = query.where(FollowUpListRow.store_version == store_version, FollowUpListRow.made_at >= since)
    return session.execute(query).first() is not None


def _is_new(reason: Mapping[str, Any], row: FollowUpRow) -> bool:
    """Whether it was not known when the follow-up was listed or last added to."""
    known = {held["reason"]: held["at"] for held in row.reasons}
    return reason["reason"] not in known or reason["at"] > known[reason["reason"]]


def _merged(new: Sequence[Mapping[str, Any]], old: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reasons as they are now, and those that held before."""
    named = {reason["reason"] for reason in new}
    return [dict(reason) for reason in (*new, *(held for held in old if held["reason"] not in named))]


def _since(row: FollowUpRow) -> datetime:
    """From when on the customer is left in peace: when it was done, or withheld."""
    return row.done_at or row.made_at


def _visible(session: Session, number: int, teams: Sequence[str]) -> FollowUpRow:
    row = session.get(FollowUpRow, number)
    if row is None or row.state == WITHHELD or (teams and row.team not in teams):
        raise DeskError("there is no such follow-up, or it is not one of your teams'", next="Choose one from the list.")
    return row


def _event(number: int, at: datetime, who: str, what: str, detail: str) -> FollowUpEventRow:
    return FollowUpEventRow(follow_up_id=number, at=at, who=who, what=what, detail=detail[:ADDRESS])


def told(row: FollowUpRow, history: tuple[Event, ...] = ()) -> FollowUp:
    """A row as it is given out."""
    names = (
        *(
            "id",
            "customer_id",
            "team",
            "action",
            "state",
            "owner",
            "priority",
            "value",
            "stake",
            "drawn_share",
            "outcome",
        ),
        *("made_at", "due_at", "first_at", "done_at", "version"),
    )
    return FollowUp(**{name: getattr(row, name) for name in names}, reasons=tuple(row.reasons), history=history)

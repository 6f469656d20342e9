"""The register of CX debt: what is proposed from the data, what people accept, own and repay, kept across loads.

A debt is a fracture in a scope. One that is proposed is accepted or dismissed by a person; a dismissed one is proposed
again only with news: a later beginning, or interest surely above what it was. That a debt is repaid is no state people
set: they say since when it is repaired, and each load's figures say whether it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.follow_ups import LONGEST_NOTE, Event
from steelyard.desk.tables import ADDRESS, NAME, DebtEventRow, DebtListRow, DebtRow
from steelyard.errors import DeskError, StaleError

PROPOSED, DISMISSED, NOTED, ACCEPTED = "proposed", "dismissed", "noted", "accepted"
REPAYING, REPAID, REOPENED = "being repaid", "repaid", "reopened"
STATES = (PROPOSED, NOTED, ACCEPTED, REPAYING, REPAID, REOPENED, DISMISSED)
ACTIVE = (NOTED, ACCEPTED, REPAYING, REPAID, REOPENED)
"""Those whose interest is computed at each load."""

UNOWNED = "unowned"
MOST_MONEY = 1e12


@dataclass(frozen=True)
class ProposedDebt:
    """A debt as the data propose it.

    Args:
        key: fracture and scope, by which it is known again.
        since: the day it began; since_high: the latest it may have. interest_low, interest_high: money a month, None
            where not known. said: the evidence, in a sentence.
    """

    key: str
    fracture: str
    by: str
    part: str
    title: str
    since: date
    since_high: date
    said: str
    interest_low: float | None = None
    interest_high: float | None = None


@dataclass(frozen=True)
class Verdict:
    """What the figures say of a debt that somebody repairs.

    Args:
        verdict: "repaid", "partly repaid", "not repaid" or "cannot tell". said: in a sentence. risen_on: since when it
            rises again beyond chance; None where it does not.
    """

    verdict: str
    said: str
    risen_on: date | None = None


@dataclass(frozen=True)
class RegisteredDebt:
    """A debt of the register; the instants are naive UTC.

    Args:
        owner: who has it; "unowned" where nobody does. principal: the least and the most that mending it takes, in
            money, as people say; None where nobody said. removable: the share of the interest a repair is assumed to
            take away, None for the default.
        evidence: what the data said when it was proposed. repaid_on: since when it is repaired. again_on: where it
            reopened, since when it rises again.
        follow_ups: numbers of follow-ups; initiative: the name of a registered one; empty for none.
        history: the oldest first; empty in lists.
    """

    id: int
    key: str
    fracture: str
    by: str
    part: str
    title: str
    state: str
    owner: str
    principal: tuple[float, float] | None
    removable: float | None
    since: date | None
    repaid_on: date | None
    initiative: str
    follow_ups: tuple[int, ...]
    evidence: Mapping[str, Any]
    made_at: datetime
    version: int
    history: tuple[Event, ...] = ()
    again_on: date | None = None


class Register:
    """What is owed, by whom, and what came of it."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def has_list(self, store_version: int) -> bool:
        """Whether what a version of the store proposes was taken over."""
        with self._database.reading() as session:
            return _is_taken_over(session, store_version)

    def take_over(self, store_version: int, proposed: Sequence[ProposedDebt], verdicts: Mapping[int, Verdict]) -> int:
        """Add what a version proposes, once, and what it says of debts that are or were repaired; how many are new.

        Args:
            verdicts: number of a debt -> what the figures say.
        """
        with self._database.reading() as session:
            changed = any(_becomes(session.get(DebtRow, number), found) for number, found in verdicts.items())
            if not changed and _is_taken_over(session, store_version):
                return 0
        with self._database.writing() as session:
            for number, verdict in verdicts.items():
                self._judge(session, number, verdict)
            if _is_taken_over(session, store_version):
                return 0
            session.add(DebtListRow(store_version=store_version, made_at=self._now()))
            added = sum(self._propose(session, entry) for entry in proposed)
            note(session, self._now(), "", "debts.listed", f"version {store_version}", f"{added} proposed")
            return added

    def _propose(self, session: Session, entry: ProposedDebt) -> bool:
        now = self._now()
        row = session.scalars(sa.select(DebtRow).where(DebtRow.key == entry.key).order_by(DebtRow.id.desc())).first()
        evidence = _evidence(entry)
        if row is None:
            row = DebtRow(
                key=entry.key[:ADDRESS],
                fracture=entry.fracture[:NAME],
                by=entry.by[:NAME],
                part=entry.part[:ADDRESS],
                title=entry.title[:ADDRESS],
                state=PROPOSED,
                since=entry.since.isoformat(),
                evidence=evidence,
                follow_ups=[],
                made_at=now,
            )
            session.add(row)
            session.flush()
            session.add(_event(row.id, now, "", PROPOSED, entry.said))
            return True
        if row.state in (PROPOSED, DISMISSED) and (row.state == PROPOSED or _is_news(entry, row.evidence)):
            was_dismissed = row.state == DISMISSED
            row.state, row.evidence, row.since = PROPOSED, evidence, entry.since.isoformat()
            if was_dismissed:
                session.add(_event(row.id, now, "", "proposed again", entry.said))
            return was_dismissed
        return False

    def _judge(self, session: Session, number: int, verdict: Verdict) -> None:
        row = session.get(DebtRow, number)
        state = _becomes(row, verdict)
        if row is None or not state:
            return
        row.state = state
        if verdict.risen_on is not None:
            row.evidence = {**row.evidence, "again_on": verdict.risen_on.isoformat()}
        session.add(_event(number, self._now(), "", state, verdict.said))

    def listed(self, *, state: str = "", owner: str = "", most: int = 500) -> list[RegisteredDebt]:
        """Debts in a state, or all that are not dismissed; the newest first."""
        wanted = DebtRow.state == state if state else DebtRow.state != DISMISSED
        query = sa.select(DebtRow).where(wanted)
        query = query.where(DebtRow.owner == ("" if owner == UNOWNED else owner)) if owner else query
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query.order_by(DebtRow.id.desc()).limit(most))]

    def active(self) -> list[RegisteredDebt]:
        """Those whose interest is computed, the oldest first."""
        query = sa.select(DebtRow).where(DebtRow.state.in_(ACTIVE)).order_by(DebtRow.id)
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query)]

    def find(self, number: int) -> RegisteredDebt:
        """One with its history.

        Raises:
            DeskError: there is none.
        """
        with self._database.reading() as session:
            row = _held(session, number)
            query = sa.select(DebtEventRow).where(DebtEventRow.debt_id == number).order_by(DebtEventRow.id)
            return told(row, tuple(Event(one.at, one.who, one.what, one.detail) for one in session.scalars(query)))

    def add(self, who: str, fracture: str, by: str, part: str, title: str, since: date | None = None) -> RegisteredDebt:
        """Note a debt that nobody proposed.

        Raises:
            DeskError: it is in the register, or lacks a fracture or a part.
        """
        if not fracture.strip() or (by.strip() and not part.strip()):
            raise DeskError("a debt needs a kind of fracture, and a part where it names a dimension")
        key = f"{fracture}@{by}={part}" if by else fracture
        now = self._now()
        with self._database.writing() as session:
            there = session.scalars(sa.select(DebtRow).where(DebtRow.key == key)).first()
            if there is not None:
                raise DeskError(f"this debt is in the register, as number {there.id}", next="Change that one.")
            row = DebtRow(
                key=key[:ADDRESS],
                fracture=fracture[:NAME],
                by=by[:NAME],
                part=part[:ADDRESS],
                title=title[:ADDRESS] or key[:ADDRESS],
                state=NOTED,
                since=since.isoformat() if since else "",
                evidence={},
                follow_ups=[],
                made_at=now,
            )
            session.add(row)
            session.flush()
            number = row.id
            session.add(_event(number, now, who, NOTED, ""))
            note(session, now, who, "debt.noted", f"debt {number}")
        return self.find(number)

    def accept(self, number: int, who: str, version: int) -> RegisteredDebt:
        """Take a proposal, or a noted debt, as one to be repaid some day."""
        return self._to(number, who, version, ACCEPTED, (PROPOSED, NOTED, REOPENED, DISMISSED))

    def dismiss(self, number: int, who: str, version: int, why: str = "") -> RegisteredDebt:
        """Say that it is none; it is not proposed again without news."""
        return self._to(number, who, version, DISMISSED, (PROPOSED, NOTED, ACCEPTED, REOPENED), why)

    def repair(self, number: int, who: str, version: int, on: date) -> RegisteredDebt:
        """Say since when it is repaired; whether it is repaid, the figures say."""

        def repaired(row: DebtRow) -> None:
            _check(row, (NOTED, ACCEPTED, REOPENED, REPAYING))
            row.state, row.repaid_on = REPAYING, on.isoformat()

        return self._change(number, who, version, REPAYING, f"repaired on {on.isoformat()}", repaired)

    def own(self, number: int, who: str, version: int, owner: str) -> RegisteredDebt:
        """Give it to somebody, or to nobody."""
        name = "" if owner.strip() in ("", UNOWNED) else owner.strip()[:NAME]

        def owned(row: DebtRow) -> None:
            row.owner = name

        return self._change(number, who, version, "owned", name or UNOWNED, owned)

    def estimate(
        self,
        number: int,
        who: str,
        version: int,
        principal: tuple[float, float] | None,
        removable: float | None = None,
    ) -> RegisteredDebt:
        """Say what mending it takes, from the least to the most, and which share of the interest that takes away.

        Raises:
            DeskError: a range that is none, or a share outside of 0 to 1.
        """
        if principal is not None and not 0 <= principal[0] <= principal[1] <= MOST_MONEY:
            raise DeskError("what mending takes is a range of money, the least first", next="Write 2000 and 5000.")
        if removable is not None and not 0 < removable <= 1:
            raise DeskError("the share a repair takes away lies above 0 and at most at 1", next="Write 0.5 for half.")

        def estimated(row: DebtRow) -> None:
            row.principal_low, row.principal_high = principal if principal else (None, None)
            row.removable = removable

        span = f"{principal[0]:g} to {principal[1]:g}" if principal else "not known"
        share = f"; {removable:.0%} removable" if removable is not None else ""
        return self._change(number, who, version, "estimated", f"{span}{share}", estimated)

    def link(
        self, number: int, who: str, version: int, follow_ups: Sequence[int] = (), initiative: str = ""
    ) -> RegisteredDebt:
        """Say which follow-ups and which initiative belong to it."""

        def linked(row: DebtRow) -> None:
            row.follow_ups, row.initiative = list(follow_ups)[:200], initiative.strip()[:NAME]

        shown = ", ".join(map(str, follow_ups))
        return self._change(number, who, version, "linked", "; ".join(filter(None, (shown, initiative))), linked)

    def add_note(self, number: int, who: str, version: int, text: str) -> RegisteredDebt:
        """Write down something about it."""
        if not 1 <= len(text.strip()) <= LONGEST_NOTE:
            raise DeskError(f"a note has 1 to {LONGEST_NOTE} characters")
        return self._change(number, who, version, "note", text.strip(), lambda row: None)

    def _to(
        self, number: int, who: str, version: int, state: str, of: Sequence[str], detail: str = ""
    ) -> RegisteredDebt:
        if len(detail) > LONGEST_NOTE:
            raise DeskError(f"a note has at most {LONGEST_NOTE} characters")

        def moved(row: DebtRow) -> None:
            _check(row, of)
            row.state = state

        return self._change(number, who, version, state, detail, moved)

    def _change(
        self, number: int, who: str, version: int, what: str, detail: str, change: Callable[[DebtRow], None]
    ) -> RegisteredDebt:
        now = self._now()
        with self._database.writing() as session:
            row = _held(session, number)
            if row.version != version:
                query = sa.select(DebtEventRow).where(DebtEventRow.debt_id == number)
                last = session.scalars(query.order_by(DebtEventRow.id.desc()).limit(1)).first()
                by = f"{last.who or 'a load'}: {last.what}" if last else "somebody"
                raise StaleError(
                    f"this was changed in between ({by}), and what you entered was not kept",
                    next="Go back to copy what you wrote, reload the page and enter it again.",
                )
            change(row)
            flag_modified(row, "evidence")
            session.add(_event(number, now, who, what, detail))
            note(session, now, who, f"debt.{what.replace(' ', '-')}", f"debt {number}")
            session.flush()
        return self.find(number)


def _becomes(row: DebtRow | None, verdict: Verdict) -> str:
    """The state that the figures bring a debt to; empty where they leave it."""
    if row is None or row.state not in (REPAYING, REPAID):
        return ""
    if verdict.risen_on is not None:
        return REOPENED
    return REPAID if verdict.verdict == "repaid" and row.state == REPAYING else ""


def _check(row: DebtRow, states: Sequence[str]) -> None:
    if row.state not in states:
        raise DeskError(f"this debt is {row.state}", next=f"That can be done of one that is {', '.join(states)}.")


def _evidence(entry: ProposedDebt) -> dict[str, Any]:
    return {
        "said": entry.said,
        "since": entry.since.isoformat(),
        "since_high": entry.since_high.isoformat(),
        "interest_low": entry.interest_low,
        "interest_high": entry.interest_high,
    }


def _is_news(entry: ProposedDebt, known: Mapping[str, Any]) -> bool:
    """Whether it began later than was known, or surely costs more."""
    if not known or entry.since.isoformat() > str(known.get("since_high", "")):
        return True
    was = known.get("interest_high")
    return was is not None and entry.interest_low is not None and entry.interest_low > float(was)


def _is_taken_over(session: Session, store_version: int) -> bool:
    return (
        session.execute(sa.select(DebtListRow.id).where(DebtListRow.store_version == store_version)).first() is not None
    )


def _held(session: Session, number: int) -> DebtRow:
    row = session.get(DebtRow, number)
    if row is None:
        raise DeskError("there is no such debt", next="Choose one from the register.")
    return row


def _event(number: int, at: datetime, who: str, what: str, detail: str) -> DebtEventRow:
    return DebtEventRow(debt_id=number, at=at, who=who, what=what, detail=detail[:ADDRESS])


def told(row: DebtRow, history: tuple[Event, ...] = ()) -> RegisteredDebt:
    """A row as it is given out."""
    low, high = row.principal_low, row.principal_high
    return RegisteredDebt(
        id=row.id,
        key=row.key,
        fracture=row.fracture,
        by=row.by,
        part=row.part,
        title=row.title,
        state=row.state,
        owner=row.owner or UNOWNED,
        principal=(low, high) if low is not None and high is not None else None,
        removable=row.removable,
        since=date.fromisoformat(row.since) if row.since else None,
        repaid_on=date.fromisoformat(row.repaid_on) if row.repaid_on else None,
        initiative=row.initiative,
        follow_ups=tuple(row.follow_ups),
        evidence=dict(row.evidence),
        made_at=row.made_at,
        version=row.version,
        history=history,
        again_on=date.fromisoformat(row.evidence["again_on"]) if row.evidence.get("again_on") else None,
    )

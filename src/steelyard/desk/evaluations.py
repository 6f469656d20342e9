"""Evaluations people make: contacts drawn or picked, scored blind by one evaluator each, and calibrated together.

An evaluator sees what is theirs, or nobody's, and never another's points. A contact is scored once by each evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.tables import ADDRESS, NAME, CalibrationRow, EvaluationPlanRow, EvaluationTaskRow
from steelyard.errors import DeskError, StaleError
from steelyard.rubrics import Rubric, score

OPEN, DONE = "open", "done"
PICKED = ("coaching", "complaint")
GOLD = "gold"
"""The evaluator of scores that were agreed on."""


@dataclass(frozen=True)
class Drawn:
    """A contact to be scored. evaluator: whose it is; empty for whoever begins."""

    contact_id: str
    purpose: str
    chance: float | None = None
    team: str = ""
    stratum: str = ""
    evaluator: str = ""


@dataclass(frozen=True)
class Task:
    """A contact to be scored, or scored, by one evaluator; the instants are naive UTC.

    scored: criterion, dimension, points by weight, most, is critical; empty while it is open.
    """

    id: int
    plan_id: int | None
    calibration_id: int | None
    contact_id: str
    team: str
    stratum: str
    purpose: str
    chance: float | None
    rubric: str
    series: str
    evaluator: str
    state: str
    made_at: datetime
    done_at: datetime | None
    version: int
    points: Mapping[str, Any] = field(default_factory=dict)
    scored: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True)
class Plan:
    """A draw. strata: stratum, contacts, drawn and chance of each. scored, tasks: how many of it are done, and are."""

    id: int
    rubric: str
    series: str
    from_on: str
    to_on: str
    seed: int
    made_at: datetime
    made_by: str
    strata: tuple[Mapping[str, Any], ...]
    scored: int = 0
    tasks: int = 0


@dataclass(frozen=True)
class Calibration:
    """A set that several score blind. tasks: all of them where it is closed or every one is done, else none."""

    id: int
    title: str
    rubric: str
    series: str
    agreed: Mapping[str, Mapping[str, Any]]
    said: str
    made_at: datetime
    made_by: str
    closed_at: datetime | None
    version: int
    done: int
    count: int
    scored: Mapping[str, Any] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()


class Evaluations:
    """What is to be scored, by whom, and how it was."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def keep_plan(
        self,
        rubric: Rubric,
        from_on: str,
        to_on: str,
        seed: int,
        store_version: int,
        strata: Sequence[Mapping[str, Any]],
        drawn: Sequence[Drawn],
        who: str,
    ) -> int:
        """Keep a draw with its contacts; its number.

        Raises:
            DeskError: contacts of some of these days were drawn by this rubric already: their chances would not hold.
        """
        now = self._now()
        with self._database.writing() as session:
            same = sa.select(EvaluationPlanRow).where(
                EvaluationPlanRow.rubric == rubric.id,
                EvaluationPlanRow.from_on <= to_on,
                EvaluationPlanRow.to_on >= from_on,
            )
            held = session.scalars(same.limit(1)).first()
            if held is not None:
                raise DeskError(
                    f"contacts of {held.from_on} to {held.to_on} were drawn by this rubric already (plan {held.id})",
                    next="Choose days after it: drawn again, contacts would not have the chances that are kept.",
                )
            row = EvaluationPlanRow(
                rubric=rubric.id,
                series=rubric.series,
                from_on=from_on,
                to_on=to_on,
                seed=seed,
                store_version=store_version,
                strata=[dict(entry) for entry in strata],
                made_at=now,
                made_by=who,
            )
            session.add(row)
            session.flush()
            for entry in drawn:
                session.add(_row(entry, rubric, now, plan_id=row.id))
            note(session, now, who, "evaluations.planned", f"plan {row.id}", f"{len(drawn)} to score")
            return int(row.id)

    def pick(self, rubric: Rubric, drawn: Drawn, who: str) -> Task:
        """Keep a contact picked for coaching or after a complaint: scored, and never in a mean."""
        if drawn.purpose not in PICKED:
            raise DeskError(f"a contact is picked for {' or '.join(PICKED)}")
        now = self._now()
        with self._database.writing() as session:
            row = _row(drawn, rubric, now)
            session.add(row)
            session.flush()
            note(session, now, who, "evaluations.picked", f"evaluation {row.id}", drawn.purpose)
            return told(row)

    def plans(self) -> list[Plan]:
        """The draws, the newest first."""
        done = sa.func.sum(sa.case((EvaluationTaskRow.state == DONE, 1), else_=0))
        counts = sa.select(EvaluationTaskRow.plan_id, sa.func.count(), done).group_by(EvaluationTaskRow.plan_id)
        with self._database.reading() as session:
            held = {plan: (int(n), int(scored or 0)) for plan, n, scored in session.execute(counts)}
            rows = session.scalars(sa.select(EvaluationPlanRow).order_by(EvaluationPlanRow.id.desc()))
            return [_plan(row, *held.get(row.id, (0, 0))) for row in rows]

    def queue(self, who: str, teams: Sequence[str] = (), most: int = 200) -> list[Task]:
        """What somebody may score: theirs first, then nobody's, without contacts they scored or are to score."""
        own = sa.select(EvaluationTaskRow.contact_id).where(EvaluationTaskRow.evaluator == who)
        is_own = EvaluationTaskRow.evaluator == who
        is_free = (EvaluationTaskRow.evaluator == "") & EvaluationTaskRow.contact_id.not_in(own)
        query = sa.select(EvaluationTaskRow).where(EvaluationTaskRow.state == OPEN, is_own | is_free)
        query = query.where(EvaluationTaskRow.team.in_((*teams, ""))) if teams else query
        query = query.order_by(sa.case((is_own, 0), else_=1), EvaluationTaskRow.id).limit(most)
        seen: set[str] = set()
        with self._database.reading() as session:
            found = [told(row) for row in session.scalars(query)]
        return [task for task in found if not (task.contact_id in seen or seen.add(task.contact_id))]  # type: ignore[func-returns-value]

    def mine(self, who: str) -> list[Task]:
        """What somebody has scored, the newest first."""
        query = sa.select(EvaluationTaskRow).where(EvaluationTaskRow.evaluator == who, EvaluationTaskRow.state == DONE)
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query.order_by(EvaluationTaskRow.done_at.desc()).limit(200))]

    def find(self, number: int, who: str, teams: Sequence[str] = ()) -> Task:
        """One that somebody may score or has scored; DeskError if there is none such."""
        with self._database.reading() as session:
            return told(_visible(session, number, who, teams))

    def save(
        self,
        number: int,
        who: str,
        version: int,
        rubric: Rubric,
        points: Mapping[str, Any],
        *,
        is_done: bool,
        teams: Sequence[str] = (),
    ) -> Task:
        """Keep points: a draft, or all of them for good.

        Raises:
            StaleError: it was changed in between.
            DeskError: it is done, or another's, or was begun by a rubric that has changed since.
            QuestionError: points the rubric does not have.
        """
        given = {name: value for name, value in points.items() if value not in ("", None)}
        scored = score(rubric, given)
        if is_done and scored.open:
            titles = [rubric.criterion(name).title for name in scored.open]
            raise DeskError(
                f"not scored yet: {', '.join(titles)}", next="Score every criterion, or save it as a draft."
            )
        now = self._now()
        with self._database.writing() as session:
            row = _visible(session, number, who, teams)
            if row.state == DONE:
                raise DeskError("this is scored already, and blind scores are not changed")
            if row.version != version:
                raise StaleError(
                    "this was changed in between, and what you entered was not kept",
                    next="Reload the page and enter it again.",
                )
            if row.rubric != rubric.id or (given and row.points and row.series != rubric.series):
                raise DeskError(
                    "the rubric has changed since this was begun", next="Clear the draft, and score by the new words."
                )
            row.points, row.evaluator, row.series = dict(given), who, rubric.series
            flag_modified(row, "points")
            if is_done:
                row.state, row.done_at, row.scored = DONE, now, rows_of(rubric, given)
                note(session, now, who, "evaluations.scored", f"evaluation {number}")
            session.flush()
            return told(row)

    def done(self) -> list[Task]:
        """Every evaluation that is scored, the oldest first."""
        query = sa.select(EvaluationTaskRow).where(EvaluationTaskRow.state == DONE).order_by(EvaluationTaskRow.id)
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query)]

    def open(self, evaluator: str = "") -> list[Task]:
        """What is to be scored: of one evaluator, or of all."""
        query = sa.select(EvaluationTaskRow).where(EvaluationTaskRow.state == OPEN)
        query = query.where(EvaluationTaskRow.evaluator == evaluator) if evaluator else query
        with self._database.reading() as session:
            return [told(row) for row in session.scalars(query.order_by(EvaluationTaskRow.id))]

    def gold(self, rubric: Rubric) -> dict[str, Mapping[str, Any]]:
        """Contact -> the points that were agreed on by this series, of closed calibrations."""
        query = sa.select(CalibrationRow).where(
            CalibrationRow.series == rubric.series, CalibrationRow.closed_at.is_not(None)
        )
        with self._database.reading() as session:
            return {one: points for row in session.scalars(query) for one, points in row.agreed.items()}

    def calibrate(
        self, title: str, rubric: Rubric, contacts: Sequence[str], evaluators: Sequence[str], who: str
    ) -> int:
        """Begin a session: each evaluator scores each contact without seeing the others'; its number."""
        names, chosen = list(dict.fromkeys(evaluators)), list(dict.fromkeys(contacts))
        if not 1 <= len(title.strip()) <= NAME:
            raise DeskError(f"a session has a title of 1 to {NAME} characters")
        if len(names) < 2 or GOLD in names:
            raise DeskError("a session needs two evaluators or more")
        if not 1 <= len(chosen) <= 50:
            raise DeskError("a session has 1 to 50 contacts")
        now = self._now()
        with self._database.writing() as session:
            row = CalibrationRow(
                title=title.strip(),
                rubric=rubric.id,
                series=rubric.series,
                agreed={},
                scored={},
                said="",
                made_at=now,
                made_by=who,
            )
            session.add(row)
            session.flush()
            for contact in chosen:
                for name in names:
                    drawn = Drawn(contact, "calibration", evaluator=name)
                    session.add(_row(drawn, rubric, now, calibration_id=row.id))
            note(session, now, who, "evaluations.calibrated", f"calibration {row.id}", f"{len(chosen)} contacts")
            return int(row.id)

    def calibrations(self) -> list[Calibration]:
        """The sessions, the newest first, without their tasks."""
        with self._database.reading() as session:
            rows = session.scalars(sa.select(CalibrationRow).order_by(CalibrationRow.id.desc()))
            return [_calibration(row, _tasks_of(session, row.id), is_shown=False) for row in rows]

    def calibration(self, number: int) -> Calibration:
        """One; its scores once every one is in. DeskError if there is none."""
        with self._database.reading() as session:
            row = session.get(CalibrationRow, number)
            if row is None:
                raise DeskError("there is no such calibration", next="Choose one from the list.")
            return _calibration(row, _tasks_of(session, number), is_shown=True)

    def agree(
        self, number: int, who: str, version: int, rubric: Rubric, agreed: Mapping[str, Mapping[str, Any]], said: str
    ) -> Calibration:
        """Close a session with what was agreed: words, and points by contact, which become gold.

        Raises:
            DeskError: not everybody has scored, it is closed, or the rubric has changed.
        """
        if len(said) > ADDRESS:
            raise DeskError(f"what was agreed has at most {ADDRESS} characters")
        now = self._now()
        with self._database.writing() as session:
            row = session.get(CalibrationRow, number)
            if row is None:
                raise DeskError("there is no such calibration", next="Choose one from the list.")
            if row.version != version:
                raise StaleError("this was changed in between", next="Reload the page and enter it again.")
            if row.closed_at is not None:
                raise DeskError("this calibration is closed already")
            tasks = _tasks_of(session, number)
            if any(task.state != DONE for task in tasks):
                raise DeskError("not everybody has scored yet", next="Wait until every score is in.")
            if row.series != rubric.series:
                raise DeskError("the rubric has changed since", next="Begin a new calibration by its new words.")
            known = {task.contact_id for task in tasks}
            for contact, points in agreed.items():
                if contact not in known:
                    raise DeskError("points of a contact that is not in this calibration")
                if score(rubric, points).open:
                    raise DeskError("agreed points are for every criterion, or for none of a contact")
            row.agreed = {one: dict(held) for one, held in agreed.items()}
            row.scored = {one: rows_of(rubric, held) for one, held in agreed.items()}
            row.said, row.closed_at = said.strip(), now
            note(session, now, who, "evaluations.agreed", f"calibration {number}", f"{len(agreed)} gold")
            session.flush()
        return self.calibration(number)


def rows_of(rubric: Rubric, points: Mapping[str, Any]) -> list[list[Any]]:
    """Criterion, dimension, points by weight, most and whether it is critical, of each criterion that applies."""
    return [
        [name, rubric.criterion(name).dimension, given, most, is_critical]
        for name, given, most, is_critical in score(rubric, points).rows
    ]


def told(row: EvaluationTaskRow) -> Task:
    """A row as it is given out."""
    names = (
        "id",
        "plan_id",
        "calibration_id",
        "contact_id",
        "team",
        "stratum",
        "purpose",
        "chance",
        "rubric",
        "series",
    )
    more = ("evaluator", "state", "made_at", "done_at", "version")
    return Task(
        **{name: getattr(row, name) for name in (*names, *more)},
        points=dict(row.points),
        scored=tuple(map(tuple, row.scored)),
    )


def _row(drawn: Drawn, rubric: Rubric, now: datetime, **of: int) -> EvaluationTaskRow:
    return EvaluationTaskRow(
        contact_id=drawn.contact_id,
        team=drawn.team,
        stratum=drawn.stratum[:NAME],
        purpose=drawn.purpose,
        chance=drawn.chance,
        rubric=rubric.id,
        series=rubric.series,
        evaluator=drawn.evaluator,
        state=OPEN,
        points={},
        scored=[],
        made_at=now,
        **of,
    )


def _visible(session: Session, number: int, who: str, teams: Sequence[str]) -> EvaluationTaskRow:
    """Somebody's own, or nobody's of a contact they have not scored; of a lead's teams."""
    row = session.get(EvaluationTaskRow, number)
    is_seen = row is not None and row.evaluator in ("", who) and not (teams and row.team not in (*teams, ""))
    if row is not None and is_seen and not row.evaluator:
        own = sa.select(EvaluationTaskRow.id).where(
            EvaluationTaskRow.evaluator == who, EvaluationTaskRow.contact_id == row.contact_id
        )
        is_seen = session.execute(own.limit(1)).first() is None
    if row is None or not is_seen:
        raise DeskError("there is no such evaluation for you to score", next="Choose one from your queue.")
    return row


def _tasks_of(session: Session, number: int) -> tuple[Task, ...]:
    query = sa.select(EvaluationTaskRow).where(EvaluationTaskRow.calibration_id == number)
    return tuple(told(row) for row in session.scalars(query.order_by(EvaluationTaskRow.id)))


def _calibration(row: CalibrationRow, tasks: tuple[Task, ...], *, is_shown: bool) -> Calibration:
    done = sum(task.state == DONE for task in tasks)
    names = ("id", "title", "rubric", "series", "said", "made_at", "made_by", "closed_at", "version")
    return Calibration(
        **{name: getattr(row, name) for name in names},
        agreed=dict(row.agreed),
        scored=dict(row.scored),
        done=done,
        count=len(tasks),
        tasks=tasks if is_shown and done == len(tasks) else (),
    )


def _plan(row: EvaluationPlanRow, tasks: int, scored: int) -> Plan:
    names = ("id", "rubric", "series", "from_on", "to_on", "seed", "made_at", "made_by")
    return Plan(**{name: getattr(row, name) for name in names}, strata=tuple(row.strata), scored=scored, tasks=tasks)

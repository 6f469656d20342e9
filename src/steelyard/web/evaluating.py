"""What pages of evaluations share: whose turn it is, and what an evaluator sees of a contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from urllib.parse import quote

import numpy as np

from steelyard import rubrics
from steelyard.analyses.evaluations.plan import Planned
from steelyard.answers import plain
from steelyard.declare import Role
from steelyard.desk import Calibration, Desk, Plan, Task, sheets
from steelyard.errors import DeskError, SteelyardError
from steelyard.rubrics import NOT_APPLICABLE, Criterion, Rubric
from steelyard.stats.agreement.krippendorff import alpha
from steelyard.story import reading
from steelyard.story.answer import Step
from steelyard.theme import figure
from steelyard.web.following import desk_of, number_of, settings_of, teams_of, when
from steelyard.web.telling import duration, moment, told
from steelyard.web.visit import Visit

PLANNERS: tuple[Role, ...] = ("analyst", "administrator")
"""Who draws contacts, calibrates and takes scores out."""

HIDDEN = ("random", "second", "gold", "calibration")
"""Purposes that look alike, so that nobody knows which scores are checked."""

LEAST_PAIRS = 5


def desk(visit: Visit) -> Desk:
    """What people enter; DeskError where there is no place for it."""
    return desk_of(visit)


def known(visit: Visit) -> dict[str, Rubric]:
    """The rubrics of the workspace."""
    return rubrics.of(settings_of(visit))


def rubric_of(visit: Visit, task: Task | Calibration) -> Rubric:
    """The rubric something is scored by; DeskError where it is gone."""
    found = known(visit).get(task.rubric)
    if found is None:
        raise DeskError(f"the rubric {task.rubric} is gone", next=f"Put rubrics/{task.rubric}.toml back.")
    return found


def why(task: Task) -> str:
    """Why it is scored, as an evaluator may know it."""
    return (
        "" if task.purpose in HIDDEN else f"picked {'for' if task.purpose == 'coaching' else 'after a'} {task.purpose}"
    )


@dataclass(frozen=True)
class QueuePage:
    """What somebody may score, and how the draws stand.

    Args:
        tasks: theirs first. done: what they scored. plans, calibrations: empty for those who do not plan.
        rubrics: (id, title). has_desk: there is a place to keep scores in. may_plan: whoever asks may draw contacts.
        looked: what a draw would say that was looked at. brought: what became of a sheet.
        given: what was entered in a form that was not taken, or looked at. refused: (what, next).
    """

    tasks: tuple[Task, ...] = ()
    done: tuple[Task, ...] = ()
    plans: tuple[Plan, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    rubrics: tuple[tuple[str, str], ...] = ()
    has_desk: bool = True
    may_plan: bool = False
    looked: Planned | None = None
    brought: sheets.Entered | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, str] | None = None

    @property
    def titles(self) -> dict[str, str]:
        """Rubric -> its title."""
        return dict(self.rubrics)

    @property
    def waiting(self) -> tuple[tuple[str, str], ...]:
        """(id, title) of the rubrics something is to be scored by."""
        used = {task.rubric for task in self.tasks}
        return tuple(one for one in self.rubrics if one[0] in used)

    def to_dict(self) -> dict[str, Any]:
        """The queue: what is open, and what was scored."""
        found: dict[str, Any] = plain(Queued(self.tasks, self.done))
        for task in (*found["tasks"], *found["done"]):
            task["purpose"] = "evaluation" if task["purpose"] in HIDDEN else task["purpose"]
            for name in ("chance", "stratum", "plan_id", "calibration_id"):
                task[name] = None
        return found


@dataclass(frozen=True)
class Queued:
    """Evaluations as the twin of a queue gives them; why a contact was drawn is not told."""

    tasks: tuple[Task, ...]
    done: tuple[Task, ...]


def queue(visit: Visit) -> QueuePage:
    """Of whoever asks."""
    if visit.desk is None:
        return QueuePage(has_desk=False)
    held = desk(visit).evaluations
    may_plan = visit.viewer.role in PLANNERS
    who = visit.viewer.name
    return QueuePage(
        tuple(held.queue(who, teams_of(visit))),
        tuple(held.mine(who)),
        tuple(held.plans()) if may_plan else (),
        tuple(held.calibrations()) if may_plan else (),
        tuple((one.id, one.title) for one in known(visit).values()),
        may_plan=may_plan,
    )


@dataclass(frozen=True)
class Choice:
    """Points that may be given. key: what is typed for it; empty where there is none."""

    value: str
    said: str
    is_chosen: bool
    key: str


@dataclass(frozen=True)
class Asked:
    """A criterion on the form."""

    id: str
    title: str
    dimension: str
    weight: str
    is_critical: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ScoringPage:
    """A contact to be scored, with the rubric beside it.

    Args:
        facts: (what, how much) of the contact: nothing of how it ended for the customer, nor who handled it.
        link: of its recording or ticket; empty for none. why: what it was picked for; empty for what was drawn.
        share: points over possible, once it is scored. refused: (what, next) where points were not taken.
    """

    title: str
    task: Task
    rubric: str
    facts: tuple[tuple[str, str], ...]
    link: str
    why: str
    asked: tuple[Asked, ...]
    share: str = ""
    refused: tuple[str, str] | None = None

    @property
    def status(self) -> int:
        """A conflict, or OK."""
        return 409 if self.refused else 200

    def to_dict(self) -> dict[str, Any]:
        """The evaluation, its points so far and the words of the rubric."""
        task = self.task
        return {
            "id": task.id,
            "version": task.version,
            "contact_id": task.contact_id,
            "state": task.state,
            "rubric": task.rubric,
            "points": plain(task.points),
            "criteria": plain(self.asked),
            "facts": dict(self.facts),
        }


def scoring(
    visit: Visit, number: int, refused: tuple[str, str] | None = None, given: dict[str, Any] | None = None
) -> ScoringPage:
    """An evaluation as it stands for whoever asks; with points that were not taken where `given`."""
    task = desk(visit).evaluations.find(number, visit.viewer.name, teams_of(visit))
    rubric = rubric_of(visit, task)
    points = {**task.points, **(given or {})}
    share = ""
    if task.state == "done":
        most = sum(row[3] for row in task.scored)
        has_failed = any(row[4] and row[2] == 0 for row in task.scored)
        share = figure(0.0 if has_failed else 100 * sum(row[2] for row in task.scored) / most, "score")
    return ScoringPage(
        f"Score {task.contact_id}",
        task,
        rubric.title,
        _facts(visit, task),
        rubric.link.replace("{contact}", quote(task.contact_id, safe="")) if rubric.link else "",
        why(task),
        tuple(_asked(rubric, points)),
        share,
        refused,
    )


def _asked(rubric: Rubric, points: Mapping[str, Any]) -> Iterator[Asked]:
    whole = sum(entry.weight for entry in rubric.criteria)
    for entry in rubric.criteria:
        given = str(points.get(entry.id, ""))
        choices = [
            Choice(str(one), said, given == str(one), _key(entry, place, one))
            for place, (one, said) in enumerate(entry.anchors.items())
        ]
        if entry.may_not_apply:
            choices.append(Choice(NOT_APPLICABLE, "It does not apply.", given == NOT_APPLICABLE, "n"))
        yield Asked(
            entry.id, entry.title, entry.dimension, f"{entry.weight / whole:.0%}", entry.is_critical, tuple(choices)
        )


def _key(entry: Criterion, place: int, points: int) -> str:
    """One key for points: their number, or where any has two digits their place; none from the eleventh on."""
    number = points if entry.most < 10 else place
    return str(number) if number < 10 else ""


def _facts(visit: Visit, task: Task) -> tuple[tuple[str, str], ...]:
    """What an evaluator may know before listening: not how it ended, what the customer said, nor whose it was."""
    try:
        found = told(visit, lambda snapshot, held, teams: reading.contact(snapshot, held, task.contact_id, teams))
    except SteelyardError:
        return ()
    if found is None:
        return ()
    step: Step = found[0]
    texts = (("Begun", moment(step.at)), ("Channel", step.channel), ("Topic", step.topic), ("Team", step.team))
    timed = (("Waited", step.wait_s), ("Handled", step.handle_s))
    counts = (("Replies", step.replies), ("Transfers", step.transfers))
    return (
        *((what, text.replace("_", " ")) for what, text in texts if text),
        *((what, duration(seconds)) for what, seconds in timed if seconds is not None),
        *((what, str(count)) for what, count in counts if count),
    )


@dataclass(frozen=True)
class Row:
    """A criterion of a contact in a session: everybody's points beside each other.

    agreed: points of all where they are equal; what was chosen.
    """

    contact: str
    place: int
    criterion: str
    title: str
    points: tuple[str, ...]
    agreed: str
    choices: tuple[str, ...]
    is_equal: bool


@dataclass(frozen=True)
class CalibrationPage:
    """A session: who has scored, and once all have, where they differ.

    Args:
        evaluators: in the order of the columns. by_criterion: (title, alpha, equal pairs), the most disagreed first.
        said, gold: words and places of contacts as they were entered, where they were not taken.
    """

    title: str
    session: Calibration
    made: str
    evaluators: tuple[str, ...]
    rows: tuple[Row, ...]
    by_criterion: tuple[tuple[str, str, str], ...]
    refused: tuple[str, str] | None = None
    said: str = ""
    gold: tuple[int, ...] = ()

    @property
    def status(self) -> int:
        """A conflict, or OK."""
        return 409 if self.refused else 200

    def to_dict(self) -> dict[str, Any]:
        """The session; its scores once every one is in."""
        found: dict[str, Any] = plain(self.session)
        return found


def calibration(
    visit: Visit, number: int, refused: tuple[str, str] | None = None, given: Mapping[str, str] | None = None
) -> CalibrationPage:
    """A session as it stands; with what was entered and not taken where `given`."""
    found = desk(visit).evaluations.calibration(number)
    rubric = rubric_of(visit, found)
    names = tuple(dict.fromkeys(task.evaluator for task in found.tasks))
    entered = given or {}
    rows = tuple(_rows(found, rubric, names, entered))
    gold = tuple(row.place for row in rows if f"gold:{row.place}" in entered)
    settings = settings_of(visit)
    differences = tuple(_differences(found, rubric))
    made, said = when(found.made_at, settings), entered.get("said", "")
    return CalibrationPage(found.title, found, made, names, rows, differences, refused, said, gold)


def _rows(found: Calibration, rubric: Rubric, names: tuple[str, ...], entered: Mapping[str, str]) -> Iterator[Row]:
    contacts = list(dict.fromkeys(task.contact_id for task in found.tasks))
    points = {(task.contact_id, task.evaluator): task.points for task in found.tasks}
    for place, contact in enumerate(contacts):
        for entry in rubric.criteria:
            given = tuple(str(points[contact, name].get(entry.id, "")) for name in names)
            usual, count = Counter(given).most_common(1)[0]
            held = found.agreed.get(contact, {})
            agreed = str(held.get(entry.id, "")) if held else (usual if count == len(given) else "")
            agreed = entered.get(f"{place}:{entry.id}", agreed)
            choices = (*map(str, entry.anchors), *((NOT_APPLICABLE,) if entry.may_not_apply else ()))
            yield Row(contact, place, entry.id, entry.title, given, agreed, choices, count == len(given))


def _differences(found: Calibration, rubric: Rubric) -> list[tuple[str, str, str]]:
    told = []
    for entry in rubric.criteria:
        given = [(task.contact_id, task.points.get(entry.id)) for task in found.tasks]
        known = [(one, float(points)) for one, points in given if isinstance(points, int)]
        held = alpha([one for one, _ in known], np.array([points for _, points in known], dtype=float))
        is_told = held.units >= LEAST_PAIRS and np.isfinite(held.value)
        said = f"{held.value:.2f}".replace("-", "−") if is_told else "–"
        equal = _equal(given)
        if equal is not None:
            told.append((equal, entry.title, said, f"{equal:.0%}"))
    return [(title, said, equal) for _, title, said, equal in sorted(told)]


def _equal(given: Iterable[tuple[str, Any]]) -> float | None:
    """The share of pairs of scores of one contact that are equal, "does not apply" being one; None without pairs."""
    by_contact: dict[str, list[str]] = {}
    for contact, points in given:
        by_contact.setdefault(contact, []).append(str(points))
    pairs = [one == other for held in by_contact.values() for one, other in combinations(held, 2)]
    return sum(pairs) / len(pairs) if pairs else None


def agreed_of(visit: Visit, number: int, given: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Contact -> points, of the form of a session, of contacts that are kept as gold."""
    page = calibration(visit, number)
    found: dict[str, dict[str, Any]] = {}
    for row in page.rows:
        text = given.get(f"{row.place}:{row.criterion}", "")
        if given.get(f"gold:{row.place}") and text:
            found.setdefault(row.contact, {})[row.criterion] = int(text) if text.isdigit() and text.isascii() else text
        elif given.get(f"gold:{row.place}"):
            raise DeskError(
                f"no points are agreed for {row.title}", next="Choose points for every criterion of a gold item."
            )
    return found


__all__ = ["CalibrationPage", "QueuePage", "ScoringPage", "calibration", "number_of", "queue", "scoring", "settings_of"]

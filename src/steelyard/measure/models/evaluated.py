"""Evaluations criterion by criterion, and what became of the contacts they are of.

found = evaluated(snapshot, settings, from_on=..., to_on=...)
found.points[:, 0]                      share of points on found.criteria[0], nan where it was not scored
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from steelyard.measure.missing import check_refused
from steelyard.measure.question import Question, filters_of
from steelyard.measure.sums import queries
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.store import Snapshot
from steelyard.store.asked import asked
from steelyard.store.lazily import ibis

DOUBLES = ("random", "second", "gold", "calibration")
"""Purposes for which nobody knows what others gave."""

_TEXTS = ("evaluation_id", "contact_id", "evaluator_id", "rubric", "criterion", "dimension", "purpose", "scorer")
_PARTS = ("team", "channel", "family", "agent_id")
_SHARES = ("points_share", "quality_share", "weight")


@dataclass(frozen=True)
class Evaluated:
    """One entry for each evaluation (N), in the order of its id.

    Attributes:
        ids, contacts, evaluators, rubrics, purposes, scorers, agents, strata: (N,) texts, "" where missing; strata are
            topic family and channel.
        total: (N,), points over points possible. quality, weight: the same and its weight where it enters means.
        day: (N,), days since 1970 on which it was scored (on which the contact began, where nobody says).
        criteria: their names. points: (N, K), the share of points on each. most: (K,), points possible.
        dimensions: (K,) texts.
        chance: (N,), of being drawn, nan where unknown.
    """

    ids: np.ndarray
    contacts: np.ndarray
    evaluators: np.ndarray
    rubrics: np.ndarray
    purposes: np.ndarray
    scorers: np.ndarray
    agents: np.ndarray
    strata: np.ndarray
    total: Floats
    quality: Floats
    weight: Floats
    chance: Floats
    day: Floats
    criteria: tuple[str, ...]
    points: Floats
    most: Floats
    dimensions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def kept(self, rows: Flags) -> Evaluated:
        """Some of them, with the criteria these have."""
        of_rows = ("ids", "contacts", "evaluators", "rubrics", "purposes", "scorers", "agents", "strata")
        numbers = ("total", "quality", "weight", "chance", "day")
        columns: Flags = np.asarray(np.isfinite(self.points[rows]).any(axis=0), dtype=bool)
        return Evaluated(
            **{name: getattr(self, name)[rows] for name in (*of_rows, *numbers)},
            criteria=tuple(name for name, is_kept in zip(self.criteria, columns.tolist(), strict=True) if is_kept),
            points=self.points[rows][:, columns],
            most=self.most[columns],
            dimensions=tuple(name for name, is_kept in zip(self.dimensions, columns.tolist(), strict=True) if is_kept),
        )


@dataclass(frozen=True)
class Outcomes:
    """What became of contacts (N), nan where nobody knows: solved (0 or 1), came back (0 or 1), rating (0 to 1)."""

    solved: Floats
    came_back: Floats
    rating: Floats


def has_evaluations(snapshot: Snapshot) -> bool:
    """Whether any evaluation is mapped."""
    return bool(snapshot.manifest.known.get("evaluations", {}).get("score"))


def evaluated(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Evaluated:
    """Evaluations of contacts of those days."""
    check_refused(snapshot, "evaluated")
    question = Question((), (), "", filters_of(where), from_on, to_on, settings.dimensions)
    rows = queries.asked(question, "evaluations", {"evaluation_id", "contact_id", *_PARTS, *_SHARES})
    types = {**dict.fromkeys(_TEXTS, "string"), "score": "float64", "max_score": "float64", "chance": "float64"}
    said = ibis.table({**types, "evaluated_at": "timestamp"}, name="evaluations")
    joined = rows.join(said, rows.evaluation_id == said.evaluation_id)
    is_same = rows.contact_id.isnull() | (rows.contact_id == said.contact_id)
    chosen = joined.select(
        *(said[name] for name in (*_TEXTS, "score", "max_score", "chance")),
        *(rows[name] for name in (*_PARTS, *_SHARES)),
        day=ibis.coalesce(said.evaluated_at.date(), rows.on),
        is_same=is_same,
    )
    chosen = chosen.filter(chosen.is_same).drop("is_same")
    sql = queries.to_sql(chosen.order_by("evaluation_id", "contact_id", "criterion"), snapshot.engine.dialect)
    return _evaluations(dict(asked(snapshot, sql)))


def outcomes(
    snapshot: Snapshot,
    settings: Settings,
    contacts: np.ndarray,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Outcomes:
    """What became of those contacts (N ids): marked solved, returned after a first contact, rated."""
    check_refused(snapshot, "evaluated")
    question = Question((), (), "", filters_of(where), from_on, to_on, settings.dimensions)
    evaluations = queries.asked(question, "evaluations", {"contact_id"}).select("contact_id").distinct()
    rows = queries.table("contacts", settings.dimensions).semi_join(evaluations, "contact_id")
    issues = queries.table("issues", settings.dimensions)
    answers = queries.table("responses", settings.dimensions)
    fixed = issues.filter(issues.is_counted & issues.is_first_mature).select(
        first="issue_id", is_fixed="is_fixed_first"
    )
    rated = answers.filter(answers.is_csat & answers.is_answered).group_by("contact_id")
    ratings = rated.aggregate(rating=answers.score_share.mean()).select(rated="contact_id", rating="rating")
    joined = rows.left_join(fixed, rows.contact_id == fixed.first)
    joined = joined.left_join(ratings, joined.contact_id == ratings.rated)
    chosen = joined.select(
        contact_id=joined.contact_id,
        solved=joined.is_resolved.cast("float64"),
        fixed=joined.is_fixed.cast("float64"),
        rating=joined.rating,
    )
    found = dict(asked(snapshot, queries.to_sql(chosen.order_by("contact_id"), snapshot.engine.dialect)))
    place = {str(one): at for at, one in enumerate(found["contact_id"].tolist())}
    at = np.array([place.get(str(one), -1) for one in contacts.tolist()], dtype=np.int64)

    def of(name: str) -> Floats:
        values = np.append(np.asarray(found[name], dtype=float), np.nan)
        return values[at]

    return Outcomes(of("solved"), 1 - of("fixed"), of("rating"))


def _evaluations(rows: dict[str, np.ndarray]) -> Evaluated:
    texts = {name: _texts(rows[name]) for name in (*_TEXTS, *_PARTS)}
    keys = np.char.add(np.char.add(texts["evaluation_id"], "\x1f"), texts["contact_id"])
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    named = texts["criterion"] != ""
    criteria, at = np.unique(texts["criterion"][named], return_inverse=True)
    points = np.full((len(first), len(criteria)), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.asarray(rows["score"], dtype=float) / np.asarray(rows["max_score"], dtype=float)
    points[codes[named], at] = share[named]
    most = [float(np.median(rows["max_score"][named][at == one])) for one in range(len(criteria))]
    said = [texts["dimension"][named][at == one] for one in range(len(criteria))]
    strata = np.char.add(np.char.add(texts["family"], "\x1f"), texts["channel"])
    numbers = {name: np.asarray(rows[name], dtype=float)[first] for name in (*_SHARES, "chance")}
    return Evaluated(
        ids=texts["evaluation_id"][first],
        contacts=texts["contact_id"][first],
        evaluators=texts["evaluator_id"][first],
        rubrics=texts["rubric"][first],
        purposes=texts["purpose"][first],
        scorers=texts["scorer"][first],
        agents=texts["agent_id"][first],
        strata=strata[first],
        total=numbers["points_share"],
        quality=numbers["quality_share"],
        weight=numbers["weight"],
        chance=numbers["chance"],
        day=rows["day"][first].astype("datetime64[D]").astype(float),
        criteria=tuple(map(str, criteria)),
        points=points,
        most=np.array(most, dtype=float),
        dimensions=tuple(str(max(values, default="")) for values in said),
    )


def _texts(values: np.ndarray) -> np.ndarray:
    return np.array(["" if value is None or value != value else str(value) for value in values.tolist()], dtype=str)

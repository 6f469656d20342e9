"""The return curve: how many customers have come back by each day after the first contact's solution."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from steelyard.answers import Caveat, Estimate, Interval
from steelyard.facts import fact as fact_of
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.measure.estimates.estimate import LEVEL
from steelyard.measure.estimates.evaluate import spread_of
from steelyard.measure.missing import check_refused
from steelyard.measure.question import CUSTOMERS, ROWS, Question, ask, groups_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.measure.sums.read import check_values
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.sampling.intervals import Limits, share_limits
from steelyard.stats.surveys.survival import Curve, kaplan_meier
from steelyard.store.snapshot import Snapshot

METRIC = "return_curve"
"""What its estimates are called; one minus the curve at the return window is first contact resolution."""


@dataclass(frozen=True)
class ReturnCurve:
    """Share of issues whose customer has come back within so many days of the solution, by Kaplan-Meier.

    Attributes:
        days: 0, 1, 2 ... up to the longest issue.
        returned: at the same positions; no interval where nobody came back, no number where under ten are followed.
        at_risk: issues still followed, and not returned, for all of the day that ends there.
    """

    days: tuple[int, ...]
    returned: tuple[Estimate, ...]
    at_risk: tuple[int, ...]


def return_curve(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> ReturnCurve:
    """The curve of all counted issues, each for as long as it has been followed; what missing ids hide corrected for.

    A day counts only for issues followed to its end: a return on the very day of the horizon is not yet one.

    Raises:
        QuestionError: unknown dimensions or values.
    """
    check_refused(snapshot, "first_contact_resolution")
    question = ask(
        ("first_contact_resolution",),
        where=where,
        from_on=from_on,
        to_on=to_on,
        dimensions=settings.dimensions,
        has_agents=bool(snapshot.manifest.known.get("contacts", {}).get("agent_id")),
    )
    check_values(snapshot, question)
    length = int(settings.assumptions.issue_max_days)
    counts: dict[str, Floats] = {}
    for chance in question.chances if fact_of("issues").table in snapshot.manifest.tables else ():
        counts[chance] = _counts(_returns(snapshot, question, chance, length), groups_of(chance), length)
    if not counts:
        return ReturnCurve((), (), ())
    return _curve(counts, length, settings.assumptions.unidentified_odds)


def _returns(snapshot: Snapshot, question: Question, chance: str, length: int) -> Mapping[str, np.ndarray]:
    def curve(from_on: date | None, to_on: date | None) -> Any:
        return queries.curve_of(replace(question, from_on=from_on, to_on=to_on), chance, length)

    made_from = ("curve", replace(question, from_on=None, to_on=None), chance, length)
    return answered(snapshot, made_from, curve, question.from_on, question.to_on)


def _counts(result: Mapping[str, np.ndarray], groups: int, length: int) -> Floats:
    """(2, 2, groups, length): as seen and as hidden, returned on each whole day and followed no further than it."""
    from steelyard.measure.sums.run import group_codes

    found = np.zeros((2, 2, groups, length))
    place = (result["e"].astype(np.int64), group_codes(result["g"]), result["d"].astype(np.int64))
    for kind, name in enumerate(("s0", "s1")):
        np.add.at(found[kind], place, result[name])
    return found[:, ::-1]


def _at(odds: float, counts: Mapping[str, Floats]) -> tuple[Curve, Limits]:
    """The curve and its limits where unidentified contacts are so much more likely to be returns than others."""
    taken = {chance: rows[0] + odds * rows[1] for chance, rows in counts.items()}
    whole = kaplan_meier(*np.maximum(taken[CUSTOMERS].sum(axis=1), 0.0))
    returned = 1 - whole.survival
    spread = spread_of(returned, {chance: _replicates(rows) for chance, rows in taken.items()})
    return whole, share_limits(returned, spread, whole.at_risk, level=LEVEL)


def _curve(counts: Mapping[str, Floats], length: int, most_odds: float) -> ReturnCurve:
    whole, limits = _at(1.0, counts)
    returned = 1 - whole.survival
    if any(rows[1].any() for rows in counts.values()) and most_odds > 1:
        limits = Limits(_at(1 / most_odds, counts)[1].low, _at(most_odds, counts)[1].high)
    chances = tuple(chance for chance in counts if chance != ROWS)
    at_risk = (round(float(whole.at_risk[0])), *(round(float(count)) for count in whole.at_risk))
    values = [0.0, *returned.tolist()]
    ends = [(math.nan, math.nan), *zip(limits.low.tolist(), limits.high.tolist(), strict=True)]
    estimates = tuple(_day(day, values[day], ends[day], at_risk[day], chances) for day in range(length + 1))
    return ReturnCurve(tuple(range(length + 1)), estimates, at_risk)


def _day(day: int, value: float, ends: tuple[float, float], n: int, chances: tuple[str, ...]) -> Estimate:
    """The curve on one day; no number where too few issues could be followed so far."""
    figure = Estimate(METRIC, "share", {"day": str(day)}, n=n, n_unit="issues")
    if n < FEWEST or not math.isfinite(value):
        issues = "1 issue" if n == 1 else f"{n} issues"
        text = f"only {issues} could be followed for so long; a figure needs at least {FEWEST}"
        return replace(figure, caveats=(Caveat("too_few", text, "refusal"),))
    is_sure = value > 0 and all(map(math.isfinite, ends))
    interval = Interval(*ends, LEVEL, "Kaplan-Meier, jackknife, share", chances) if is_sure else None
    return replace(figure, value=value, interval=interval)


def _replicates(rows: Floats) -> tuple[Floats, Flags]:
    """(days, groups) without each group, and which groups hold anything."""
    present = np.asarray(rows.any(axis=(0, 2)))
    without = np.maximum(rows.sum(axis=1, keepdims=True) - rows, 0.0)
    return 1 - kaplan_meier(without[0], without[1]).survival.T, np.broadcast_to(present, (rows.shape[2], len(present)))

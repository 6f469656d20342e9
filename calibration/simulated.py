"""python -m calibration evaluations: simulated evaluators and services, their truth known, and what is claimed.

Prints the tables of docs/evaluations.md and docs/cadence.md; it writes no results. Nothing is read from a store: scores
and weeks are drawn, so that thousands of worlds take minutes.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from steelyard.analyses.cadence import states, weekly
from steelyard.analyses.cadence.weekly import Weeks
from steelyard.answers import Estimate, Interval
from steelyard.stats.agreement.halo import halo
from steelyard.stats.agreement.severity import severity

TARGET = 91.0
WEEKS = 78

Doubles = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

STEADY: dict[str, tuple[float, dict[str, float]]] = {
    "two points above the target": (93, {}),
    "right at the target": (91, {}),
    "three points below": (88, {}),
    "two above; weeks differ by two points, half carried on": (93, {"between": 2, "carried": 0.5}),
    "the same, right at the target": (91, {"between": 2, "carried": 0.5}),
    "right at the target, 0.7 carried on": (91, {"between": 2, "carried": 0.7}),
    "right at the target, 0.85 carried on": (91, {"between": 2, "carried": 0.85}),
    "fell by five points 18 weeks ago": (93, {"fall": 5, "at": 60}),
    "fell by five points 8 weeks ago": (93, {"fall": 5, "at": 70}),
}


def main(given: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m calibration evaluations", description=__doc__)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=20261)
    parser.add_argument("--only", choices=("evaluators", "weeks"))
    asked = parser.parse_args(given)
    if asked.only != "weeks":
        print(evaluators(asked.worlds, asked.seed))
    if asked.only != "evaluators":
        print(services(asked.worlds, asked.seed))


def evaluators(worlds: int, seed: int) -> str:
    """Severity, drift and halo of eight evaluators: claimed of none, found and held where planted."""
    rng = np.random.default_rng(seed)
    claimed = Counter[str]()
    held = {name: [0, 0] for name in ("severity", "drift", "halo")}
    found = Counter[str]()
    for _ in range(worlds):
        nothing = severity(*_doubles(rng, np.zeros(8), np.zeros(8)))
        assert nothing is not None
        assert nothing.drift is not None
        claimed["severity"] += bool(nothing.level.is_one.any())
        claimed["drift"] += bool(nothing.drift.is_one.any())
        severe, drift = np.array([5.0, *[0.0] * 7]), np.array([0.0, 6.0, *[0.0] * 6])
        planted = severity(*_doubles(rng, severe, drift))
        assert planted is not None
        assert planted.drift is not None
        found["severity"] += bool(planted.level.is_one[0])
        found["drift"] += bool(planted.drift.is_one[1])
        _count(held["severity"], planted.level.low, planted.level.high, severe, planted.level.is_one)
        _count(held["drift"], planted.drift.low, planted.drift.high, drift, planted.drift.is_one)
        _halo(rng, 0.0, claimed)
        together = _halo(rng, 0.5, found)
        held["halo"][0] += together
        held["halo"][1] += 1
    rows = [
        "| of evaluators | claimed where nothing is | found where planted | interval holds the truth |",
        "|---|--:|--:|--:|",
    ]
    for name, (inside, all_) in held.items():
        rows.append(f"| {name} | {claimed[name] / worlds:.1%} | {found[name] / worlds:.0%} | {inside / all_:.1%} |")
    return "\n".join(rows)


def _count(tally: list[int], low: np.ndarray, high: np.ndarray, truth: np.ndarray, is_one: np.ndarray) -> None:
    """Those named are held against the mean of the others that are not."""
    usual = truth[~is_one]
    beside = usual.mean() if len(usual) else 0.0
    for place in np.flatnonzero(is_one):
        tally[0] += bool(low[place] <= truth[place] - beside <= high[place])
        tally[1] += 1
    if not is_one.any():
        others = (truth.sum() - truth) / (len(truth) - 1)
        tally[0] += int(((low <= truth - others) & (truth - others <= high)).sum())
        tally[1] += len(truth)


def _doubles(rng: np.random.Generator, severe: np.ndarray, drift: np.ndarray, units: int = 240) -> Doubles:
    """Contacts that two of the evaluators scored; drift is in points for a unit of time."""
    unit = np.repeat(np.arange(units), 2)
    judge = np.array([rng.choice(len(severe), 2, replace=False) for _ in range(units)]).ravel()
    at = np.repeat(rng.uniform(-1, 1, units), 2)
    truth = rng.normal(80, 8, units)
    score = truth[unit] + severe[judge] + drift[judge] * at + rng.normal(0, 5, len(unit))
    return unit, np.char.add("S", judge.astype(str)), score, at


def _halo(rng: np.random.Generator, together: float, tally: Counter[str]) -> bool:
    """Whether the interval of how far errors on six criteria run together holds it; counts a surely positive one."""
    unit = np.repeat(np.arange(200), 2)
    judge = np.char.add("S", np.array([rng.choice(8, 2, replace=False) for _ in range(200)]).ravel().astype(str))
    shared = np.sqrt(together) * rng.standard_normal((400, 1))
    errors = shared + np.sqrt(1 - together) * rng.standard_normal((400, 6))
    found = halo(unit, judge, rng.normal(0, 1, (200, 6))[unit] + errors)
    assert found is not None
    tally["halo"] += bool(found.low > 0)
    return bool(found.low <= together <= found.high)


def services(worlds: int, seed: int) -> str:
    """What steady services, and some that fell, are told to be."""
    names = ("optimised", "not yet", "slipping", "lost", "cannot tell")
    rows = ["| a service | " + " | ".join(names) + " |", "|---|" + "--:|" * len(names)]
    for said, (level, more) in STEADY.items():
        rng = np.random.default_rng(seed)
        found = Counter(_told(_weeks(rng, level, **more)) for _ in range(worlds))
        rows.append(f"| {said} | " + " | ".join(f"{found[name] / worlds:.1%}" for name in names) + " |")
    return "\n".join(rows)


def _told(held: Weeks) -> str:
    control = weekly.chart(held, 0)
    reached = states.reached_at(held, TARGET, control.carry)
    if reached and weekly.is_enough(held, reached):
        control = weekly.chart(held, reached)
    numbers = held.n[-13:]
    value = float((held.values[-13:] * numbers).sum() / numbers.sum())
    half = 1.96 * held.deviation / float(np.sqrt(numbers.sum()))
    now = Estimate("customer_rating", "score", {}, value, Interval(value - half, value + half), n=int(numbers.sum()))
    return states.state(states.widened(now, control.carry), TARGET, reached is not None, control)


def _weeks(
    rng: np.random.Generator,
    level: float,
    between: float = 0.0,
    carried: float = 0.0,
    fall: float = 0.0,
    at: float = WEEKS,
) -> Weeks:
    """Thirty scores a week with a standard deviation of 14; weeks differ of themselves, and carry a share of it on."""
    numbers = np.maximum(rng.poisson(30, WEEKS), 10)
    luck = rng.standard_normal(WEEKS)
    for week in range(1, WEEKS):
        luck[week] = carried * luck[week - 1] + np.sqrt(1 - carried**2) * luck[week]
    errors = 14 / np.sqrt(numbers)
    values = level + between * luck + errors * rng.standard_normal(WEEKS) - fall * (np.arange(WEEKS) >= at)
    mondays = tuple(date(2025, 1, 6) + timedelta(days=7 * week) for week in range(WEEKS))
    return Weeks(mondays, values, errors, numbers, 14.0)

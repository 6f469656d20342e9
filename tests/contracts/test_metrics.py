"""What every metric keeps, whatever it measures."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from steelyard import catalogue, facts, measure, metrics, schema
from steelyard.answers import Estimate
from steelyard.declare import Choice, Metric, StratifiedSum, Sum
from steelyard.measure.formula import ODDS, evaluate, names
from steelyard.measure.sums.model import Sums
from steelyard.settings.model import Assumptions

from .world import END, Loss, World

EVERY = metrics.names()
TOTALS = {"contacts_closed"}
"""Metrics that grow with the rows; all others are ratios."""

OF_THE_DATA = {"survey_coverage", "survey_answer_rate"}
"""Metrics of the data themselves: lost answers make them smaller, not less sure."""

LOSSES = [
    *(Loss(ids=share) for share in (0.05, 0.15, 0.30)),
    *(Loss(marks=share) for share in (0.05, 0.15, 0.30)),
    *(Loss(answers=share) for share in (0.05, 0.25, 0.50)),
]


NOTHING = Loss()


@cache
def world(loss: Loss = NOTHING, days_back: float = 0) -> World:
    return World(loss=loss, horizon=END - timedelta(days=days_back))


@cache
def figures(loss: Loss = NOTHING) -> Mapping[str, Estimate]:
    here = world(loss)
    return by_metric(measure.measure(here.snapshot, here.settings, EVERY))


def by_metric(sums: Sums) -> dict[str, Estimate]:
    return {estimate.metric: estimate for estimate in measure.estimates(sums)}


def atoms(metric: Metric) -> list[Sum]:
    found = []
    for entry in metric.sums.values():
        if isinstance(entry, StratifiedSum):
            found += [entry.count, entry.total, entry.answers]
        elif isinstance(entry, Sum):
            found.append(entry)
    return found


@pytest.mark.parametrize("name", EVERY)
def test_declaration_holds(name: str) -> None:
    """The file's name is the id, everything is said, and every name in it exists."""
    metric = metrics.metric(name)
    assert metric.id == name
    assert all(
        (
            metric.title,
            metric.meaning,
            metric.excludes,
            metric.differs,
            metric.sources,
            metric.needs,
            metric.n_unit,
        )
    )
    assert bool(metric.formula) != bool(metric.quantile)
    assert isinstance(metric.sums[metric.n], Sum)
    formulas = (metric.formula, *(metric.bounds or ()), *(metric.worst or ()))
    used = {name for formula in formulas if formula for name in names(formula)}
    assert used <= {*metric.sums, ODDS}
    assert metric.worst is None or ODDS in names(metric.formula)
    for entry in metric.sums.values():
        if isinstance(entry, Choice):
            told = (entry.usual, entry.other, entry.missing, entry.of)
            assert {name for part in told if part for name in names(part)} <= set(metric.sums)
    for pair in (metric.maturity, metric.coverage):
        assert pair is None or {*pair} <= set(metric.sums)
    for atom in atoms(metric):
        columns = {column.name: column.type for column in facts.fact(atom.fact).columns}
        assert {columns[flag] for flag in (*atom.where, *atom.unless)} <= {"boolean"}
        assert {*atom.known, *((atom.column,) if atom.column else ())} <= set(columns)


@pytest.mark.parametrize("name", EVERY)
def test_needs_name_what_exists(name: str) -> None:
    for need in metrics.metric(name).needs:
        for way in need.split("|"):
            table, column = way.partition("=")[0].split(".")
            known = {entry.name for entry in dataclasses.fields(Assumptions)}
            assert column in (known if table == "assumptions" else schema.table(table).names)


@pytest.mark.parametrize("name", EVERY)
def test_world_gives_it_a_number(name: str) -> None:
    """The contracts below mean something: in this world every metric has a value and an interval around it."""
    found = figures()[name]
    assert found.value is not None
    assert found.interval is not None
    assert found.interval.low <= found.value <= found.interval.high
    low, high = metrics.metric(name).limits
    assert low is None or found.interval.low >= low
    assert high is None or found.interval.high <= high


@cache
def scaled_figures(factor: float) -> Mapping[str, Estimate]:
    here = world()
    sums = measure.measure(here.snapshot, here.settings, EVERY)
    groups = {chance: {atom: values * factor for atom, values in held.items()} for chance, held in sums.groups.items()}
    strata = {
        entry: {chance: dataclasses.replace(rows, values=rows.values * factor) for chance, rows in held.items()}
        for entry, held in sums.strata.items()
    }
    return by_metric(dataclasses.replace(sums, groups=groups, strata=strata))


@pytest.mark.parametrize("name", EVERY)
def test_degree_is_zero(name: str) -> None:
    """Seven times the same rows give the same figure; a total gives seven times as much."""
    before, after = figures()[name], scaled_figures(7)[name]
    assert before.value is not None
    expected = before.value * (7 if name in TOTALS else 1)
    tolerance = 0.02 if any(isinstance(entry, StratifiedSum) for entry in metrics.metric(name).sums.values()) else 1e-9
    assert after.value == pytest.approx(expected, rel=tolerance)


@cache
def figures_of_nothing() -> Mapping[str, Estimate]:
    here = world()
    return by_metric(measure.measure(here.snapshot, here.settings, EVERY, from_on=date(2031, 1, 1)))


@cache
def figures_of_empty_world() -> Mapping[str, Estimate]:
    here = World(contacts=0)
    return by_metric(measure.measure(here.snapshot, here.settings, EVERY))


@pytest.mark.parametrize("name", EVERY)
def test_nothing_gives_no_number(name: str) -> None:
    for found in (figures_of_nothing()[name], figures_of_empty_world()[name]):
        assert (found.value, found.interval, found.n) == (None, None, 0)
        assert any(caveat.weight == "refusal" for caveat in found.caveats)


@cache
def halves() -> tuple[Mapping[tuple[str, str], Estimate], Mapping[tuple[str, str], Estimate]]:
    here, cut = world(), date(2025, 4, 20)
    whole = measure.measure(here.snapshot, here.settings, EVERY, by=("team",))
    first, second = (
        measure.measure(here.snapshot, here.settings, EVERY, by=("team",), cuts=whole, **span)
        for span in ({"to_on": cut}, {"from_on": cut + timedelta(days=1)})
    )
    merged = measure.merge(first, second)
    return tuple(
        {(entry.metric, entry.part["team"]): entry for entry in measure.estimates(sums)} for sums in (whole, merged)
    )


@pytest.mark.parametrize("name", EVERY)
def test_merging_two_halves_equals_the_whole(name: str) -> None:
    whole, merged = halves()
    for key, expected in whole.items():
        found = merged[key]
        if key[0] == name:
            assert found.value == pytest.approx(expected.value, rel=1e-9)
            assert found.n == expected.n
            assert limits(found) == pytest.approx(limits(expected), rel=1e-6, nan_ok=True)


def limits(estimate: Estimate) -> tuple[float, float]:
    interval = estimate.interval
    return (interval.low, interval.high) if interval else (math.nan, math.nan)


HORIZONS = sorted(np.random.default_rng(11).uniform(2, 130, 10).tolist())
"""Days before the end at which the world is looked at."""

SPAN = timedelta(days=60)


@cache
def restated(days_back: float) -> Mapping[str, tuple[Estimate, Estimate]]:
    """What was published for the last 60 days at an earlier horizon, and what is known of them later."""
    then, later = world(days_back=days_back), world()
    to_on = (END - timedelta(days=days_back)).date()
    span = {"from_on": to_on - SPAN, "to_on": to_on}
    published = by_metric(measure.measure(then.snapshot, then.settings, EVERY, **span))
    known = by_metric(measure.measure(later.snapshot, later.settings, EVERY, **span))
    return {name: (published[name], known[name]) for name in EVERY}


@pytest.mark.parametrize("name", sorted(set(EVERY) - TOTALS))
def test_restatement(name: str) -> None:
    """What was published at one horizon lies in its later interval, at ten random horizons, 95% of the time."""
    misses = []
    for days_back in HORIZONS:
        published, known = restated(days_back)[name]
        if published.value is None:
            continue
        assert known.interval is not None
        low, high = known.interval.low, known.interval.high
        slack = 1e-9 * max(abs(low), abs(high))
        if not low - slack <= published.value <= high + slack:
            misses.append((round(days_back), published.value, low, high))
    assert len(misses) <= 1, misses


def reach(estimate: Estimate) -> tuple[float, float]:
    """The lowest and the highest a figure is said to be."""
    assert estimate.interval is not None
    return estimate.interval.low, estimate.interval.high


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: f"{loss.ids}-{loss.marks}-{loss.answers}")
@pytest.mark.parametrize("name", EVERY)
def test_worse_data_never_look_better(name: str, loss: Loss) -> None:
    """Losing ids, marks or answers at random refuses, or says at most what the full data say, less surely."""
    full, worse, metric = figures()[name], figures(loss)[name], metrics.metric(name)
    if worse.value is None:
        assert any(caveat.weight == "refusal" for caveat in worse.caveats)
        return
    assert full.value is not None
    low, high = reach(worse)
    slack = 1e-9 * abs(full.value)
    if metric.better != "low":
        assert low <= full.value + slack
    if metric.better != "high":
        assert high >= full.value - slack
    if name in OF_THE_DATA:
        return
    assert high - low > 0.75 * (reach(full)[1] - reach(full)[0])


@pytest.mark.parametrize("name", [name for name in EVERY if metrics.metric(name).is_inferred])
def test_lost_ids_are_no_news(name: str) -> None:
    """A figure of 15% fewer ids lies within the interval of all: what they hide is corrected for."""
    full, worse = figures()[name], figures(Loss(ids=0.15))[name]
    assert full.interval is not None
    assert worse.value is not None
    assert full.interval.low <= worse.value <= full.interval.high


def test_the_range_spans_the_odds_of_the_setting() -> None:
    """At odds of 1 the interval is of sampling error alone; at 4 it is wider than at 2, and the figure the same."""
    here = world(Loss(ids=0.15))
    sums = measure.measure(here.snapshot, here.settings, ["first_contact_resolution", "resolution_rate"])
    found = [
        measure.estimates(
            dataclasses.replace(sums, assumptions=dataclasses.replace(sums.assumptions, unidentified_odds=k))
        )
        for k in (1, 2, 4)
    ]
    for narrow, usual, wide in zip(*found, strict=True):
        assert narrow.value == usual.value == wide.value
        widths = [limits(entry)[1] - limits(entry)[0] for entry in (narrow, usual, wide)]
        assert widths[0] < widths[1] < widths[2]


@pytest.mark.parametrize("name", [name for name in EVERY if metrics.metric(name).is_inferred])
def test_refused_where_too_many_are_unidentified(name: str) -> None:
    found = figures(Loss(ids=0.30))[name]
    assert found.value is None
    assert [caveat.id for caveat in found.caveats if caveat.weight == "refusal"] == ["unidentified"]


def test_resolution_without_marks_is_unknown_not_success() -> None:
    found = figures(Loss(marks=0.30))
    assert found["resolution_rate"].value is None
    assert found["resolution_rate"].bounds is not None
    assert found["effectiveness"].value is None
    experience = found["experience"]
    assert experience.value is not None
    assert "counted_otherwise" in {caveat.id for caveat in experience.caveats}
    assert evaluate("a / b", {"a": np.array([1.0]), "b": np.array([0.0])}).tolist() == pytest.approx(
        [math.nan], nan_ok=True
    )


def test_every_metric_file_is_in_the_catalogue() -> None:
    assert len(EVERY) == len(catalogue.entries("metrics", "METRIC")) >= 50

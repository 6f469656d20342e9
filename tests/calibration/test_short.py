"""The calibration in small: intervals hold what was set, no less often than chance in so few worlds allows.

Every limit is one that right intervals would miss about once in ten thousand runs; the seed is fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from calibration.tally import SUSPECT, Tally, is_above, is_below
from calibration.worlds import Load, loaded

from calibration import newest
from calibration.drawn import Setting, figures
from steelyard import measure
from steelyard.answers import Estimate

WORLDS, CUSTOMERS = 300, 100
METRICS = (
    "first_contact_resolution",
    "contacts_per_issue",
    "resolution_rate",
    "churn_rate",
    "handle_time",
    "handle_time_median",
    "wait_time",
    "abandonment_rate",
    "transfer_rate",
    "reopen_rate",
    "closing_time",
    "csat_score",
    "nps",
    "customer_rating",
    "interaction_quality",
    "cost_per_issue",
    "experience",
    "balance",
    "unit_cost",
)
APART = (
    "first_contact_resolution",
    "resolution_rate",
    "churn_rate",
    "handle_time",
    "wait_time",
    "abandonment_rate",
    "transfer_rate",
    "reopen_rate",
    "closing_time",
    "csat_score",
    "interaction_quality",
)
"""Measures of draws that do not depend on each other: their intervals hold or miss independently."""

TRUE = figures(Setting())
LEAST, LEAST_TOGETHER, MOST_TOGETHER = 0.92, 0.94, 0.985
"""Coverage of one measure, and of those apart taken together."""

Found = Mapping[str, Sequence[Estimate]]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    folder = tmp_path_factory.mktemp("worlds")
    with loaded(Setting(), WORLDS, CUSTOMERS, seed=1, scratch=folder) as found:
        yield found


@pytest.fixture(scope="module")
def found(load: Load) -> Found:
    estimates: dict[str, list[Estimate]] = {name: [] for name in METRICS}
    with load.workspace.snapshot() as snapshot:
        for names in load.batches():
            sums = measure.measure(snapshot, load.workspace.settings, METRICS, by=("world",), where={"world": names})
            for estimate in measure.estimates(sums):
                estimates[estimate.metric].append(estimate)
    return estimates


def covered(found: Found, name: str, shrunk: float = 1.0) -> Tally:
    """Intervals of one measure counted, made narrower on demand."""
    tally = Tally(TRUE[name])
    for estimate in found[name]:
        interval, value = estimate.interval, estimate.value
        if interval is not None and value is not None:
            tally.hold(value + shrunk * (interval.low - value), value + shrunk * (interval.high - value))
    return tally


def together(found: Found, shrunk: float = 1.0) -> tuple[int, int]:
    tallies = [covered(found, name, shrunk) for name in APART]
    return sum(tally.covered for tally in tallies), sum(tally.figures for tally in tallies)


@pytest.mark.slow
@pytest.mark.parametrize("name", METRICS)
def test_interval_holds_what_was_set(found: Found, name: str) -> None:
    tally = covered(found, name)
    assert tally.figures > 0.95 * WORLDS
    assert not is_below(tally.covered, tally.figures, LEAST, SUSPECT / len(METRICS))


@pytest.mark.slow
@pytest.mark.parametrize("name", METRICS)
def test_figure_is_unbiased(found: Found, name: str) -> None:
    """Within four standard errors of the mean over worlds, and a tenth of a world's own spread."""
    errors = [e.value - TRUE[name] for e in found[name] if e.value is not None]
    mean = sum(errors) / len(errors)
    spread = (sum((error - mean) ** 2 for error in errors) / (len(errors) - 1)) ** 0.5
    assert abs(mean) < 4.5 * spread / len(errors) ** 0.5 + 0.1 * spread


@pytest.mark.slow
def test_intervals_together_hold_as_often_as_they_say(found: Found) -> None:
    held, count = together(found)
    assert not is_below(held, count, LEAST_TOGETHER)
    assert not is_above(held, count, MOST_TOGETHER)


@pytest.mark.slow
def test_intervals_a_quarter_narrower_are_found_out(found: Found) -> None:
    """The test above can fail: where days are independent, as here, their chance is overrated by an eighth; intervals a
    quarter narrower would hold too seldom."""
    assert is_below(*together(found, shrunk=0.75), LEAST_TOGETHER)


@pytest.mark.slow
def test_newest_month_is_unbiased_where_the_month_as_it_stands_is_not(tmp_path: Path) -> None:
    month = newest.run(50, 800, seed=2, scratch=tmp_path)["metrics"]
    for name in ("first_contact_resolution", "contacts_per_issue"):
        ours, naive = month[name]["ours"], month[name]["naive"]
        assert abs(ours["bias"]) < 4 * ours["bias_error"]
        assert abs(naive["bias"]) > 4 * naive["bias_error"]
        assert not is_below(ours["covered"], ours["figures"], 0.93)

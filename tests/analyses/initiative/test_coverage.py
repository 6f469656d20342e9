"""Costs and ratings that are known of some contacts only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steelyard import metrics
from steelyard.analyses.initiative import coverage
from steelyard.analyses.initiative.coverage import Unrecorded
from steelyard.analyses.initiative.designs import UNKNOWN, Found, layout
from steelyard.analyses.initiative.measured import measured
from steelyard.analyses.initiative.panel import read
from steelyard.analyses.initiative.question import evaluated
from steelyard.settings.undertaken import Initiative
from steelyard.stats.designs.effect import Effect
from steelyard.workspace import Workspace

REGISTERED = Initiative("faster", "shorter waits", "site", {"Porto": date(2026, 1, 1)})
EFFORT = "customer_cost_per_issue"


def test_what_is_missing_is_counted_at_both_ends(centre: Workspace) -> None:
    """Email carries no time: where it becomes a larger part of the contacts, the recorded time alone claims nothing."""
    with centre.snapshot() as snapshot:
        panel = read(snapshot, centre.settings, "site", [EFFORT], date(2025, 6, 2), date(2026, 5, 31))
        missing = coverage.unrecorded(snapshot, centre.settings, "site", panel, "customer_cost")
    held = layout(panel, REGISTERED)
    assert 0.05 < missing.share(np.ones(missing.whole.shape, dtype=bool)) < 0.6
    found = Found(metrics.metric(EFFORT), Effect(-0.2, 0.0004, 30.0), UNKNOWN, 1.0, UNKNOWN, UNKNOWN, 1, (1, 1, 1, 1))
    found = replace(found, margin=0.02)
    assert coverage._ended(held, found, "customer_cost", missing).is_open
    nothing = Unrecorded(missing.whole, np.zeros(missing.whole.shape))
    none, ten = coverage._ended(held, found, "customer_cost", nothing).ends
    assert none.value == pytest.approx(ten.value, rel=1e-9)


def test_the_answer_says_what_is_not_recorded(centre: Workspace) -> None:
    with centre.snapshot() as snapshot:
        answer = evaluated(snapshot, replace(centre.settings, initiatives=(REGISTERED,)), REGISTERED)
    (check,) = [check for check in answer.evidence.checks if check.id == "recorded_customer_cost"]
    assert "is not recorded for" in check.said
    effort = next(one for one in answer.measures if one.role == "effort")
    assert effort.is_open is (check.passed is False)
    assert (effort.effect.bounds is None) is effort.is_open
    for figure in (effort.effect, effort.other, effort.before_after):
        assert (figure.value is None) is effort.is_open
    assert "heard_customer_rating" in {check.id for check in answer.evidence.checks}


@pytest.mark.parametrize(("role", "bounds"), [("effort", None), ("primary", (-0.4, 0.1))])
def test_what_hangs_on_what_is_not_recorded_has_no_figure(role: str, bounds: tuple[float, float] | None) -> None:
    """Nor in what programs read; only what was spent has no end."""
    seen = Effect(-0.2, 0.0004, 30.0)
    found = Found(metrics.metric(EFFORT), seen, seen, 1.0, UNKNOWN, seen, 1, (1, 1, 1, 1), margin=0.02)
    known = measured(found, role, 0.02, ("one", "other"))
    assert known.effect.value == pytest.approx(-0.2)
    ends = (Effect(-0.4, 0.0004, 30.0), Effect(0.1, 0.0004, 30.0))
    told = measured(replace(found, ends=ends), role, 0.02, ("one", "other"))
    assert told.effect.bounds == bounds
    for figure in (told.effect, told.other, told.before_after):
        assert (figure.value, figure.interval, figure.caveats[0].weight) == (None, None, "refusal")


@pytest.mark.parametrize(
    ("heard", "is_otherwise"),
    [(Effect(0.3, 0.0004, 30.0), True), (Effect(0.3, 0.09, 30.0), False), (Effect(0.05, 0.0001, 30.0), False)],
)
def test_fewer_answers_are_other_customers(heard: Effect, is_otherwise: bool) -> None:
    found = Found(metrics.metric("customer_rating"), UNKNOWN, UNKNOWN, 1.0, UNKNOWN, UNKNOWN, 1, (1, 1, 1, 1))
    assert replace(found, heard=heard).is_heard_otherwise is is_otherwise

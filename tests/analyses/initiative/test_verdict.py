"""The verdict from joint evidence, and how seldom it claims what is not so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.analyses.initiative.verdict import Evidenced, judge
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import adjusted_difference, difference
from steelyard.stats.designs.series import drift, placebo_share, step

NOTHING, WIDE = Evidenced(Effect(0.0, 0.005**2, 40), 0.02), Evidenced(Effect(0.0, 0.05**2, 40), 0.02)
GAIN, LOSS = (Evidenced(Effect(value, 0.005**2, 40), 0.02) for value in (0.06, -0.06))


@pytest.mark.parametrize(
    ("primary", "cost", "effort", "verdict"),
    [
        (NOTHING, NOTHING, GAIN, "helped"),
        (WIDE, NOTHING, GAIN, "cannot tell"),
        (NOTHING, GAIN, GAIN, "helped"),
        (NOTHING, GAIN, LOSS, "only cut cost"),
        (NOTHING, NOTHING, LOSS, "hurt"),
        (GAIN, NOTHING, LOSS, "cannot tell"),
    ],
)
def test_what_customers_spend_of_their_own_counts(
    primary: Evidenced, cost: Evidenced, effort: Evidenced, verdict: str
) -> None:
    assert judge(primary, cost, [NOTHING], effort)[0] == verdict


def test_where_harm_is_sure_a_likely_saving_decides_which_it_was() -> None:
    """2.2 standard errors: not beyond what all tests share, but beyond 95% on its own side."""
    likely = Evidenced(Effect(0.022, 0.01**2, 40), 0.02)
    assert judge(LOSS, likely, [NOTHING])[0] == "only cut cost"
    assert judge(NOTHING, likely, [NOTHING])[0] != "only cut cost"


def test_a_claim_holds_at_both_ends_of_what_is_not_recorded() -> None:
    ends = Effect(-0.06, 0.005**2, 40), Effect(0.08, 0.005**2, 40)
    assert judge(replace(GAIN, ends=ends), NOTHING, [NOTHING])[0] == "cannot tell"
    assert judge(replace(GAIN, ends=(GAIN.effect, ends[1])), NOTHING, [NOTHING])[0] == "helped"


def test_a_claim_holds_by_both_estimators() -> None:
    wide, other_way = Effect(-0.06, 0.05**2, 40), Effect(0.06, 0.005**2, 40)
    assert judge(replace(LOSS, second=LOSS.effect), NOTHING, [NOTHING])[0] == "hurt"
    assert judge(replace(LOSS, second=wide), NOTHING, [NOTHING])[0] == "cannot tell"
    assert judge(replace(LOSS, second=other_way), NOTHING, [NOTHING])[0] == "cannot tell"


def test_a_step_that_units_not_treated_show_too_is_no_claim() -> None:
    assert judge(replace(LOSS, elsewhere=0.5), NOTHING, [NOTHING])[0] == "cannot tell"


@pytest.mark.parametrize(
    ("primary", "cost", "guardrail", "verdict"),
    [
        (GAIN, NOTHING, NOTHING, "helped"),
        (GAIN, LOSS, NOTHING, "helped"),
        (GAIN, GAIN, WIDE, "cannot tell"),
        (GAIN, GAIN, LOSS, "cannot tell"),
        (NOTHING, NOTHING, NOTHING, "neutral"),
        (NOTHING, GAIN, NOTHING, "only cut cost"),
        (WIDE, GAIN, NOTHING, "cannot tell"),
        (LOSS, GAIN, NOTHING, "only cut cost"),
        (NOTHING, GAIN, LOSS, "only cut cost"),
        (LOSS, NOTHING, NOTHING, "hurt"),
        (NOTHING, NOTHING, LOSS, "hurt"),
        (WIDE, NOTHING, NOTHING, "cannot tell"),
    ],
)
def test_what_customers_got_and_what_it_cost(
    primary: Evidenced, cost: Evidenced, guardrail: Evidenced, verdict: str
) -> None:
    assert judge(primary, cost, [guardrail])[0] == verdict


def test_without_cost_nothing_is_said_to_be_saved() -> None:
    assert judge(LOSS, None, [])[0] == "hurt"
    assert judge(NOTHING, None, [])[0] == "neutral"


def test_a_gap_that_drifted_and_a_step_that_other_dates_show_claim_nothing() -> None:
    assert judge(replace(GAIN, is_trusted=False), NOTHING, [])[0] == "cannot tell"
    assert judge(replace(GAIN, placebo=0.3), NOTHING, [])[0] == "cannot tell"


def test_where_no_other_unit_can_be_looked_at_the_dates_alone_reach_a_twentieth() -> None:
    seldom = replace(GAIN, placebo=0.08)
    assert judge(seldom, NOTHING, [])[0] == "cannot tell"
    assert judge(replace(seldom, elsewhere=0.04), NOTHING, [])[0] == "helped"
    assert judge(replace(seldom, placebo=0.04), NOTHING, [])[0] == "helped"


def weeks_of_nothing(rng: np.random.Generator) -> np.ndarray:
    found = rng.standard_normal(70)
    for week in range(1, 70):
        found[week] = 0.3 * found[week - 1] + 0.95 * found[week]
    return 0.03 * found


def of_series(rng: np.random.Generator) -> Evidenced:
    gaps, after = weeks_of_nothing(rng), np.arange(70) >= 38
    return Evidenced(step(gaps, after), 0.02, placebo_share(gaps, after), not drift(gaps, ~after).p < 0.05)


def of_units(rng: np.random.Generator) -> Evidenced:
    before = rng.standard_normal(12)
    return Evidenced(difference(np.arange(12) < 6, 0.03 * (0.6 * before + rng.standard_normal(12))), 0.02)


def of_a_draw(rng: np.random.Generator) -> Evidenced:
    before = rng.standard_normal(12)
    return Evidenced(adjusted_difference(np.arange(12) < 6, 0.03 * (before + rng.standard_normal(12)), before), 0.02)


@pytest.mark.parametrize("draw", [of_series, of_units, of_a_draw])
def test_where_nothing_was_done_at_most_one_verdict_in_twenty_is_wrong(draw) -> None:
    rng = np.random.default_rng(17)
    told = [judge(draw(rng), draw(rng), [draw(rng), draw(rng)])[0] for _ in range(200)]
    assert np.mean([verdict not in ("neutral", "cannot tell") for verdict in told]) <= 0.05

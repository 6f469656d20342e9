"""Where units lie: nobody is told apart who differs in nothing, and who differs is."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard import metrics
from steelyard.analyses.compare.case_mix import Standardised, narrowed
from steelyard.analyses.compare.classification import funnel, placed, readings, told_apart, units, usual_spread
from steelyard.answers import Estimate
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import jackknife, replicate

FCR, CSAT, TIME = (metrics.metric(name) for name in ("first_contact_resolution", "csat_score", "handle_time"))


def shares(adjusted: list[float], count: float = 1000, target: float = 0.75, **more: object) -> Standardised:
    """Units of one size with those adjusted shares."""
    values = np.array(adjusted)
    n = np.full(len(values), count)
    rare = np.array([(1 - values) * n, np.full(len(values), 1 - target) * n])
    plain = {"fitted": values, "rare": rare, "held": ("topic",), "chances": ("customers",)}
    return Standardised(
        tuple(f"T{place}" for place in range(len(values))),
        n,
        values,
        np.full(len(values), target),
        values,
        values * (1 - values) / n,
        np.ones(len(values)),
        target,
        float(n.sum()),
        **{**plain, **more},  # type: ignore[arg-type]
    )


def raw_of(figures: Standardised) -> list[Estimate]:
    return [Estimate(FCR.id, "share", value=float(value)) for value in figures.raw]


def test_units_alike_are_told_apart_in_few_worlds() -> None:
    rng = np.random.default_rng(1)
    worlds = [shares(list(rng.binomial(800, 0.75, 12) / 800), 800) for _ in range(300)]
    told = [placed(world.adjusted, world.variance, 0.75, "share").signs.any() for world in worlds]
    assert np.mean(told) < 0.05


def test_six_teams_of_few_agents_are_told_apart_in_few_worlds() -> None:
    """Teams of 8 to 12 agents of unequal load, who differ, in teams that do not."""
    rng, runs, told = np.random.default_rng(4), 400, 0
    for _ in range(runs):
        team = np.repeat(np.arange(6), rng.integers(8, 13, 6))
        load, agent = rng.choice([10.0, 30.0, 60.0], len(team)), np.arange(len(team))
        sums = np.zeros((6, len(team), 2))
        sums[team, agent] = np.stack([rng.binomial(load.astype(int), rng.normal(0.7, 0.06, len(team))), load], axis=1)
        present = sums[..., 1] > 0
        full, without = replicate(sums, present)
        values = full[:, 0] / full[:, 1]
        spread = jackknife(values, without[..., 0] / without[..., 1], present)
        variance = spread.variance * (t_quantile(spread.df) / t_quantile(np.inf)) ** 2
        told += bool(placed(values, variance, float(full[:, 0].sum() / full[:, 1].sum()), "share").signs.any())
    assert told / runs <= 0.05


def test_units_left_out_still_count_among_all() -> None:
    """Of 3 x 1,000 cases, two units are shown; the target and its number stay those of all three."""
    left = narrowed(shares([0.7, 0.8, 0.75]), np.array([True, True, False]))
    assert (left.cases, left.target, left.count.sum()) == (3000, 0.75, 2000)


def test_likely_places_cover_where_units_lie() -> None:
    rng = np.random.default_rng(2)
    held = []
    for _ in range(150):
        truth = rng.normal(0.75, 0.03, 15)
        found = placed(rng.binomial(600, truth) / 600, np.full(15, 0.1875 / 600), 0.75, "share").likely
        held.append(np.abs(found.mean - truth) < 1.96 * found.sd)
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)


def test_one_that_is_worse_is_found_and_stands_out() -> None:
    figures = shares([0.75, 0.76, 0.75, 0.74, 0.755, 0.75, 0.745, 0.60, 0.75, 0.76, 0.75])
    found = units("team", FCR, figures, raw_of(figures), readings(figures, FCR))
    worst = found[7]
    assert (worst.verdict, worst.is_outlying) == ("worse", True)
    assert worst.lowest_share == pytest.approx(1.0, abs=0.01)
    assert {unit.verdict for unit in found if unit is not worst} <= {"", "better"}
    assert worst.likely.value == pytest.approx(0.6, abs=0.02)
    assert worst.adjusted.part == {"team": "T7", "reading": "adjusted"}


def test_more_handling_time_is_neither_good_nor_bad() -> None:
    figures = shares([300.0, 301.0, 299.0, 300.0, 420.0, 300.0], target=300, rare=None, fitted=None)
    figures = Standardised(**{**figures.__dict__, "variance": np.full(6, 25.0)})
    found = units("team", TIME, figures, raw_of(figures), readings(figures, TIME))
    assert found[4].verdict == "higher"
    assert found[4].adjusted.interval is not None
    assert found[4].adjusted.interval.low > 400


def test_what_is_unknown_at_its_worst_must_agree() -> None:
    figures = shares([0.75, 0.75, 0.75, 0.75, 0.75, 0.65])
    known = readings(figures, FCR)
    assert told_apart(known)[5] == -1
    open_still = readings(shares([0.75, 0.75, 0.75, 0.75, 0.75, 0.65], worst=np.zeros(6)), FCR)
    assert told_apart(open_still).tolist() == [0] * 6
    wide = units("team", FCR, shares(list(figures.adjusted), worst=np.zeros(6)), raw_of(figures), open_still)[5]
    assert wide.adjusted.interval is not None
    assert wide.adjusted.interval.high > 0.75


def test_reliability_and_the_cases_that_would_make_it() -> None:
    rng = np.random.default_rng(3)
    figures = shares(list(rng.normal(0.75, 0.03, 40)), count=60)
    found = units("agent_id", FCR, figures, raw_of(figures), readings(figures, FCR))
    assert all(0 <= unit.reliability < 0.7 for unit in found)
    assert all(unit.more_count is None or unit.more_count > 0 for unit in found)


def test_a_share_that_is_never_missed_has_an_interval_all_the_same() -> None:
    figures = shares([1.0, 0.75, 0.7, 0.8], count=50)
    figures = Standardised(**{**figures.__dict__, "variance": np.full(4, 0.0036)})
    limits = units("team", FCR, figures, raw_of(figures), readings(figures, FCR))[0].adjusted.interval
    assert limits is not None
    assert 0.8 < limits.low < 0.93
    assert limits.high == 1


def test_four_units_have_no_fifth() -> None:
    figures = shares([0.7, 0.75, 0.8, 0.75])
    found = units("site", FCR, figures, raw_of(figures), readings(figures, FCR))
    assert found[0].lowest_share is None


@pytest.mark.parametrize("metric", [FCR, CSAT])
def test_the_funnel_closes_around_the_target(metric: object) -> None:
    figures = shares([0.7, 0.75, 0.8, 0.75])
    figures = Standardised(**{**figures.__dict__, "count": np.array([50.0, 500.0, 1000.0, 5000.0])})
    found = funnel(figures, metric)  # type: ignore[arg-type]
    widths = np.subtract(found.high["0.95"], found.low["0.95"])
    assert (np.diff(widths) < 0.01 * widths[0]).all()
    assert (np.subtract(found.high["0.998"], found.low["0.998"]) > widths).all()
    assert found.low["0.95"][-1] < 0.75 < found.high["0.95"][-1]


def test_no_usual_spread_where_chance_explains_all() -> None:
    assert usual_spread(shares([0.75, 0.751, 0.749, 0.75])) == 0

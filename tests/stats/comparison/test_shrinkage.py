from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, special, stats
from tests.stats.reference import table

from steelyard.stats.comparison.rank_probability import draws, tails
from steelyard.stats.comparison.shrinkage import beta_binomial, gamma_poisson, logit_normal


def test_beta_binomial_finds_the_distribution_of_the_units() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(20, 300, 1500)
    truth = rng.beta(30, 10, 1500)
    r = rng.binomial(n, truth)
    found = beta_binomial(r, n)
    assert found.a / (found.a + found.b) == pytest.approx(0.75, abs=0.005)
    assert found.a + found.b == pytest.approx(40, rel=0.15)
    assert np.mean(np.abs(truth - found.mean) < 1.96 * found.sd) == pytest.approx(0.95, abs=0.02)
    best = -stats.betabinom(n, found.a, found.b).logpmf(r).sum()
    for factor in (0.97, 1.03):
        assert best < -stats.betabinom(n, factor * found.a, factor * found.b).logpmf(r).sum()
        assert best < -stats.betabinom(n, factor * found.a, found.b).logpmf(r).sum()


def test_gamma_poisson_finds_the_distribution_of_the_units() -> None:
    rng = np.random.default_rng(2)
    base = rng.uniform(5, 60, 1500)
    truth = rng.gamma(12, 1 / 12, 1500)
    count = rng.poisson(truth * base)
    found = gamma_poisson(count, base)
    assert found.a / found.b == pytest.approx(1, abs=0.03)
    assert found.a == pytest.approx(12, rel=0.15)
    assert np.mean(np.abs(truth - found.mean) < 1.96 * found.sd) == pytest.approx(0.95, abs=0.02)
    best = -stats.nbinom(found.a, found.b / (found.b + base)).logpmf(count).sum()
    for factor in (0.97, 1.03):
        assert best < -stats.nbinom(factor * found.a, found.b / (found.b + base)).logpmf(count).sum()


def test_units_that_do_not_differ_take_the_mean() -> None:
    r, n = np.full(20, 30.0), np.full(20, 100.0)
    assert beta_binomial(r, n).mean == pytest.approx(np.full(20, 0.3), abs=1e-3)
    assert gamma_poisson(r, n / 4).mean == pytest.approx(np.full(20, 1.2), abs=1e-2)
    assert logit_normal(r, n).spread < 0.02


def test_quadrature_gives_the_integral() -> None:
    r, n, offset = np.array([3.0, 18.0, 40.0]), np.array([30.0, 30.0, 45.0]), np.array([-0.5, 0.2, 0.4])
    found = logit_normal(r, n, offset)
    for place in range(3):

        def weigh(u: float, power: int, place: int = place) -> float:
            p = special.expit(offset[place] + u)
            return float(
                u**power * stats.binom.pmf(r[place], n[place], p) * stats.norm.pdf(u, found.centre, found.spread)
            )

        zeroth, first, second = (integrate.quad(weigh, -8, 8, args=(power,), points=[0.0])[0] for power in range(3))
        assert found.mean[place] == pytest.approx(first / zeroth, abs=1e-6)
        assert found.sd[place] == pytest.approx(np.sqrt(second / zeroth - (first / zeroth) ** 2), abs=1e-6)


def test_the_worst_hospital_is_not_surely_the_worst(shared: Path) -> None:
    """Marshall and Spiegelhalter (1998): H has the highest mortality, and is the worst with probability 0.6 or so."""
    data = table(shared, "casemix", "surgical.csv")
    found = logit_normal(data["r"], data["n"])
    assert found.centre == pytest.approx(-2.56, abs=0.06)
    shares = tails(draws(found.mean, found.sd), share=1 / 12)
    at = {name: place for place, name in enumerate(data["hospital"])}
    assert shares.highest[at["H"]] == pytest.approx(0.63, abs=0.06)
    assert shares.lowest.sum() == pytest.approx(1)


def test_a_hundred_units_alike_are_in_the_fifth_a_fifth_of_the_time() -> None:
    found = tails(draws(np.zeros(10), np.ones(10)))
    assert found.lowest == pytest.approx(np.full(10, 0.2), abs=0.03)
    assert found.highest.sum() == pytest.approx(2)
    assert (draws([0.0], [1.0]) == draws([0.0], [1.0])).all()

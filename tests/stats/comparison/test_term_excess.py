import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import binomtest

from steelyard.stats.comparison.term_excess import term_excess
from steelyard.stats.surveys.selection import discoveries


def world(rng, *, days=90, documents=600, terms=60, bursts=0.0, planted=0.0):
    """Documents of two periods: terms of different frequency; on some days a term is written by many."""
    day = rng.integers(0, 2 * days, documents * 2)
    base = np.exp(rng.uniform(np.log(0.005), np.log(0.15), terms))
    daily = np.repeat(base[None, :], 2 * days, axis=0)
    burst = rng.random(daily.shape) < bursts
    daily = np.where(burst, np.minimum(0.9, daily * 8), daily)
    side = day >= days
    chance = daily[day]
    chance[:, 0] = np.where(side, base[0] + planted, base[0])
    held = rng.random((len(day), terms)) < chance
    return csr_matrix(held.astype(float)), side, np.unique(day, return_inverse=True)[1]


@pytest.mark.parametrize("bursts", [0.0, 0.04])
def test_without_a_change_at_most_one_world_in_twenty_makes_a_claim(bursts):
    rng = np.random.default_rng(11)
    false = 0
    for _ in range(300):
        held, side, day = world(rng, bursts=bursts)
        found = term_excess(held, side, np.zeros(len(side), dtype=int), [day])
        false += discoveries(found.p).any()
    assert false <= 0.05 * 300 + 2 * np.sqrt(300 * 0.05 * 0.95)


def test_bursts_alone_would_have_made_false_claims():
    rng = np.random.default_rng(12)
    false = 0
    for _ in range(60):
        held, side, _ = world(rng, bursts=0.04)
        single = np.arange(len(side))
        false += discoveries(term_excess(held, side, np.zeros(len(side), dtype=int), [single]).p).any()
    assert false > 0.2 * 60


def test_a_planted_change_is_found():
    rng = np.random.default_rng(13)
    found = 0
    for _ in range(40):
        held, side, day = world(rng, planted=0.12)
        found += discoveries(term_excess(held, side, np.zeros(len(side), dtype=int), [day]).p)[0]
    assert found >= 36


def test_the_exact_part_is_the_binomial_one_of_scipy():
    held = csr_matrix(np.r_[np.ones((9, 1)), np.zeros((91, 1)), np.ones((1, 1)), np.zeros((99, 1))])
    side = np.arange(200) < 100
    found = term_excess(held, side, np.zeros(200, dtype=int), [])
    assert found.observed[0] == 9
    assert found.expected[0] == pytest.approx(5)
    one_sided = binomtest(9, 10, 0.5, alternative="greater").pvalue
    assert found.p[0] >= 2 * one_sided - 1e-12


def test_like_is_compared_with_like():
    """A side with more of one stratum holds more of its words, and no more than expected."""
    rng = np.random.default_rng(14)
    stratum = np.r_[np.zeros(1000, dtype=int), np.ones(1000, dtype=int)]
    side = rng.random(2000) < np.where(stratum == 1, 0.8, 0.2)
    held = csr_matrix((rng.random((2000, 1)) < np.where(stratum == 1, 0.5, 0.05)[:, None]).astype(float))
    agents = [rng.integers(0, 40, 2000) + 40 * side]
    assert term_excess(held, side, stratum, agents).p[0] > 0.01
    assert term_excess(held, side, np.zeros(2000, dtype=int), agents).p[0] < 1e-6


def test_nothing_to_compare_is_no_claim():
    held = csr_matrix(np.ones((5, 1)))
    found = term_excess(held, np.ones(5, dtype=bool), np.zeros(5, dtype=int), [np.zeros(5, dtype=int)])
    assert found.p[0] == 1

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from steelyard.simulate.centre.columns import take
from steelyard.simulate.centre.draws import CONTACT, OUTCOME, RowDraws, draw_for

COUNT = 40_000


@pytest.fixture
def draws() -> RowDraws:
    return RowDraws(3, np.arange(COUNT), CONTACT)


def test_a_row_keeps_its_luck_whatever_other_rows_there_are() -> None:
    contacts = {"issue": np.arange(100), "attempt": np.ones(100, np.int64)}
    some = take(contacts, np.array([7, 50, 51]))
    every, few = (draw_for(RowDraws(3, np.zeros(0), 0), rows, OUTCOME) for rows in (contacts, some))
    for _ in range(3):
        assert np.array_equal(every.normal(0, 1, 100)[[7, 50, 51]], few.normal(0, 1, 3))


def test_seed_purpose_call_issue_and_attempt_all_matter() -> None:
    def draw(seed: int, issue: int, attempt: int, purpose: int, calls: int) -> float:
        rows = {"issue": np.array([issue]), "attempt": np.array([attempt])}
        drawn = draw_for(RowDraws(seed, np.zeros(0), 0), rows, purpose)
        return [float(drawn.random(1)[0]) for _ in range(calls)][-1]

    base = (1, 1, 1, CONTACT, 1)
    changed = [tuple(value + (place == at) for place, value in enumerate(base)) for at in range(5)]
    assert len({draw(*values) for values in [base, *changed]}) == 6


def test_a_generator_stays_itself() -> None:
    rng = np.random.default_rng(1)
    assert draw_for(rng, {"issue": np.arange(3), "attempt": np.arange(3)}, CONTACT) is rng


@pytest.mark.parametrize(
    ("draw", "law"),
    [
        (lambda draws: draws.random(COUNT), stats.uniform()),
        (lambda draws: draws.uniform(20, 240, COUNT), stats.uniform(20, 220)),
        (lambda draws: draws.normal(1, 2, COUNT), stats.norm(1, 2)),
        (lambda draws: draws.lognormal(-0.1, 0.45, COUNT), stats.lognorm(0.45, scale=np.exp(-0.1))),
        (lambda draws: draws.exponential(5, COUNT), stats.expon(scale=5)),
        (lambda draws: draws.gamma(1.6, 2, COUNT), stats.gamma(1.6, scale=2)),
        (lambda draws: draws.gamma(6.0, 1 / 6, COUNT), stats.gamma(6.0, scale=1 / 6)),
    ],
)
def test_each_law_is_what_it_says(draws: RowDraws, draw: object, law: object) -> None:
    assert stats.kstest(draw(draws), law.cdf).pvalue > 0.001  # type: ignore[operator, attr-defined]


def test_whole_numbers(draws: RowDraws) -> None:
    found = draws.poisson(0.35, COUNT)
    assert found.mean() == pytest.approx(0.35, abs=0.012)
    assert found.var() == pytest.approx(0.35, abs=0.02)
    drawn = draws.integers(3, 8, COUNT)
    assert np.bincount(drawn)[3:] == pytest.approx(np.full(5, COUNT / 5), rel=0.05)
    assert drawn.min() == 3


def test_neighbouring_rows_and_calls_have_nothing_in_common(draws: RowDraws) -> None:
    first, second = draws.random(COUNT), draws.random(COUNT)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(COUNT)
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 4 / np.sqrt(COUNT)
    attempts = RowDraws(3, np.arange(COUNT) * 64 + 1, CONTACT).random(COUNT)
    later = RowDraws(3, np.arange(COUNT) * 64 + 2, CONTACT).random(COUNT)
    assert abs(np.corrcoef(attempts, later)[0, 1]) < 4 / np.sqrt(COUNT)

"""A repair is judged by the figures, and where nothing was repaired next to nothing is struck off."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from steelyard.analyses.debt.repayment import Repayment, repayment

FIRST, USUAL = date(2024, 1, 1), 60.0


def judged(rates: np.ndarray, begun: int, repaired: int, seed: int, **more: object) -> Repayment:
    """Events of weeks at some rates, 1 being usual, and as many expected each week."""
    rng = np.random.default_rng(seed)
    weeks = tuple(FIRST + timedelta(weeks=at) for at in range(len(rates)))
    x = rng.poisson(USUAL * rates * rng.gamma(50, 1 / 50, len(rates))).astype(float)
    return repayment(x, np.full(len(rates), USUAL), weeks, weeks[begun], weeks[repaired], **more)


def at_levels(*levels: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(weeks, level) for level, weeks in levels])


@pytest.mark.parametrize("has_control", [True, False])
@pytest.mark.parametrize(("left", "verdict"), [(0.0, "repaid"), (0.5, "partly repaid"), (1.0, "not repaid")])
def test_what_is_gone_is_told(left: float, verdict: str, has_control: bool) -> None:
    rates = at_levels((1, 30), (2, 26), (1 + left, 26))
    found = [judged(rates, 30, 56, seed, has_control=has_control) for seed in range(10)]
    told = [one.verdict for one in found]
    assert told.count(verdict) >= (7 if has_control or left != 0.5 else 4), told
    assert not set(told) - {verdict, "cannot tell"}
    assert np.mean([one.share for one in found]) == pytest.approx(1 - left, abs=0.15)
    assert all(one.why for one in found if one.verdict == "cannot tell")


@pytest.mark.parametrize("has_control", [True, False])
@pytest.mark.parametrize("level", [1.0, 1.6])
def test_where_nothing_was_repaired_nothing_is_struck_off(level: float, has_control: bool) -> None:
    """Whether there never was a debt, or it simply goes on; looked at once each month after what is no repair."""
    struck = 0
    for seed in range(60):
        looks = [
            judged(at_levels((1, 30), (level, 20 + since)), 30, 50, seed, has_control=has_control).verdict
            for since in (4, 8, 12, 16, 20)
        ]
        struck += "repaid" in looks
    assert struck <= 3


def test_a_season_alone_is_no_repair() -> None:
    """Noted as it rises and repaired at its height, the rate falls by itself afterwards."""
    season = 1 + 0.3 * np.sin((np.arange(104) - 30) / 52 * 2 * np.pi)
    alone = [judged(season[:73], 30, 43, seed, has_control=False).verdict for seed in range(40)]
    assert alone.count("repaid") <= 2


def test_what_was_repaired_rises_again() -> None:
    rates = at_levels((1, 20), (2, 15), (1, 15), (2, 10))
    for seed in range(6):
        found = judged(rates, 20, 35, seed)
        assert found.verdict == "repaid"
        assert found.risen_at == pytest.approx(50, abs=2)


def test_what_stays_repaid_does_not_rise_again() -> None:
    rates = at_levels((1, 20), (2, 15), (1, 40))
    assert sum(judged(rates, 20, 35, seed).risen_at >= 0 for seed in range(60)) <= 2


def test_a_second_repair_is_held_against_the_second_rise() -> None:
    """The calm weeks between two rises belong to neither side."""
    rates = at_levels((1, 20), (2, 15), (1, 30), (2, 10), (1, 12))
    again = FIRST + timedelta(weeks=65)
    found = [judged(rates, 20, 75, seed, again_on=again) for seed in range(8)]
    assert [one.verdict for one in found].count("repaid") >= 7
    assert all(one.share == pytest.approx(1.0, abs=0.25) for one in found)


def test_a_repair_of_last_week_is_not_judged() -> None:
    found = judged(at_levels((1, 20), (2, 20)), 20, 38, 1)
    assert found.verdict == "cannot tell"
    assert "4 whole weeks are needed" in found.why

"""What a lot did to those it reached, and the control that chooses an initiative on its page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard import metrics
from steelyard.analyses.initiative import NAME
from steelyard.analyses.initiative.answer import Evaluation, TakeUp
from steelyard.analyses.initiative.designs import UNKNOWN, Found
from steelyard.analyses.initiative.sturdiness import always, held_always, of_those_reached
from steelyard.answers import Estimate, Interval
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.series import step
from steelyard.web.controls import controls, given

SHARE = metrics.metric("first_contact_resolution")
NAN = float("nan")
FOUND = Found(SHARE, Effect(0.04, 0.01**2, 60), UNKNOWN, NAN, UNKNOWN, UNKNOWN, 900, (0.7, 0.74, 0.7, 0.7))


def drawn(gained: float, half: float) -> Evaluation:
    share = Estimate("reached", "share", {}, gained, Interval(gained - half, gained + half), n=900, n_unit="issues")
    return Evaluation("initiative", "x", design="randomised", reached=TakeUp(share, share, share, share))


def test_half_of_those_drawn_were_reached() -> None:
    """An effect of 4 points of the lot is one of 8 points on those it reached, and as much less sure."""
    (said,) = of_those_reached(drawn(0.5, 0.001), FOUND)
    assert said.startswith(
        "Of those it reached, by the lot as instrument: first contact resolution +8.0 pt (+4.0 to +12.0)"
    )


def test_a_lot_nobody_followed_says_nothing_of_those_reached() -> None:
    assert "not reached more often" in of_those_reached(drawn(0.0, 0.1), FOUND)[0]
    assert "too few" in of_those_reached(drawn(0.03, 0.025), FOUND)[0]
    assert not of_those_reached(replace(drawn(0.5, 0.1), design="series"), FOUND)


def test_an_interval_for_many_looks_is_wider() -> None:
    (said,) = always(FOUND)
    assert "+4.0 pt (+0.8 to +7.2)" in said


@pytest.mark.parametrize("alike", [0.0, 0.3, 0.6])
def test_a_look_each_week_stops_for_nothing_in_at_most_one_case_of_twenty(alike: float) -> None:
    """Weeks 4 to 40 since it began, each a look, neighbours alike; three standard errors would stop 9 to 20 in 100."""
    stopped = 0
    for seed in range(120):
        gaps = np.random.default_rng(seed).normal(size=80)
        for week in range(1, 80):
            gaps[week] = alike * gaps[week - 1] + np.sqrt(1 - alike**2) * gaps[week]
        watched = [held_always(step(gaps[:now], np.arange(now) >= 40)).limits() for now in range(44, 81)]
        stopped += any(low > 0 or high < 0 for low, high in watched)
    assert stopped / 120 <= 0.08


def test_an_initiative_is_chosen_on_its_page() -> None:
    (control,) = controls((NAME,), {"name": ("bot",)}, {}, {}, ("bot", "script"))
    assert (control.kind, control.value, control.is_main) == ("choice", "bot", True)
    assert [value for value, _ in control.choices] == ["", "bot", "script"]
    assert given((NAME,), {"name": ("bot",)}) == {"name": "bot"}

"""A site is named where its teams moved alike, a team where they did not, whichever happens to look surer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyses.tradeoff.test_places import movements, one
from steelyard.analyses.attribution.joint_change import Movement
from steelyard.analyses.tradeoff import nesting, places
from steelyard.analyses.tradeoff.nesting import Nest
from steelyard.answers import Estimate, Interval

EVEN = movements(a="loss", b="loss")
UNEVEN = movements(a="loss", b="still")


def surer(movement: Movement, p_value: float) -> Movement:
    return replace(movement, p_value=p_value)


@pytest.mark.parametrize("site_is_surer", [True, False])
@pytest.mark.parametrize(("teams", "by", "part"), [(EVEN, "site", "north"), (UNEVEN, "team", "a")])
def test_the_parts_inside_decide(teams: tuple[Movement, ...], by: str, part: str, site_is_surer: bool) -> None:
    own, other = (1e-9, 1e-6) if site_is_surer else (1e-6, 1e-9)
    found = {
        "site": (surer(one("loss", "north"), own), one("still", "south")),
        "team": tuple(surer(team, other) if team.is_loss else team for team in teams),
    }
    chosen = places._chosen(found, (Nest("north", teams),))
    assert chosen.standing_out is not None
    assert (chosen.standing_out.by, chosen.standing_out.movement.part) == (by, part)


def test_what_lies_elsewhere_keeps_its_place() -> None:
    found = {
        "site": (surer(one("loss", "north"), 1e-9), one("still", "south")),
        "channel": (surer(one("loss", "chat"), 1e-8), one("still", "phone")),
        "team": (surer(UNEVEN[0], 1e-7), UNEVEN[1]),
    }
    claimed = places._claimed(found, (Nest("north", UNEVEN),))
    assert [(place.by, place.movement.part) for place in claimed] == [
        ("team", "a"),
        ("channel", "chat"),
        ("site", "north"),
    ]


def figure(value: float, se: float) -> Estimate:
    limits = Interval(value - 1.959964 * se, value + 1.959964 * se, 0.95, "", ())
    return replace(one("still").customers, value=value, interval=limits)


@pytest.mark.parametrize(("apart", "differ"), [(2.7, False), (3.3, True)])
def test_two_figures_differ_by_hand(apart: float, differ: bool) -> None:
    """Two figures of se 1 differ by 3.17 (1.96 x 2^0.5 at 95%, 2.24 x 2^0.5 at 97.5%)."""
    assert nesting._differ([figure(0, 1), figure(apart, 1)], 0.975) is differ


def test_nothing_is_told_apart_without_intervals() -> None:
    assert not nesting._differ([replace(figure(0, 1), interval=None), figure(9, 1)], 0.975)
    assert not nesting._differ([replace(figure(0, 1), value=None), figure(9, 1)], 0.975)

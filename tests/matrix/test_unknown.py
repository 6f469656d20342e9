"""What is not known to vary is never claimed: a variance that is no number, or known by no degree of freedom.

The control is a centre in which much did move; with every spread made unknown nothing of it may be claimed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from tests.matrix.asking import QUESTIONS
from tests.matrix.claims import claims
from tests.matrix.shelf import moved
from tests.workspaces import loaded_at

from steelyard.answers import NO_INTERVAL, UNDEFINED, Estimate, Interval
from steelyard.errors import SteelyardError
from steelyard.stats.sampling.intervals import ratio_limits, score_limits, share_limits
from steelyard.stats.sampling.jackknife import Spread
from steelyard.workspace import Workspace

ASKED = tuple(name for name in QUESTIONS if name not in ("check", "explain"))
CLAIMING = ("change", "scorecard", "tradeoff", "verdict")
"""Those that claim something of what moved, where it can be known."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return loaded_at(moved().write(tmp_path_factory.mktemp("moved") / "workspace"))


@pytest.fixture(params=[(math.nan, 5.0), (1e-9, 0.0)], ids=["no variance", "no degree of freedom"])
def unknown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every spread there is, made unknown."""
    made = Spread.__init__
    variance, df = request.param

    def broken(self: Spread, *_: object, **given: object) -> None:
        shape = np.shape(_[0] if _ else given["variance"])
        made(self, np.full(shape, variance), np.full(shape, df))

    monkeypatch.setattr(Spread, "__init__", broken)
    return


@pytest.mark.parametrize("question", CLAIMING)
def test_what_moved_is_claimed_where_it_is_known(place: Workspace, question: str) -> None:
    assert claims(place.ask(question))


@pytest.mark.usefixtures("unknown")
@pytest.mark.parametrize("question", ASKED)
def test_nothing_is_claimed_where_no_spread_is_known(place: Workspace, question: str) -> None:
    try:
        answer = place.ask(question)
    except SteelyardError:
        return
    assert claims(answer) == []


@pytest.mark.parametrize(("variance", "df"), [(math.nan, 9), (math.inf, 9), (-1, 9), (0.1, 0), (0.1, math.nan)])
def test_an_unknown_spread_is_unknown_on_every_scale(variance: float, df: float) -> None:
    spread = Spread(np.array([variance, 0.01]), np.array([df, 9.0]))
    assert np.isnan([spread.variance[0], spread.df[0]]).all()
    for limits in (
        share_limits([0.4, 0.4], spread, [100, 100]),
        ratio_limits([2.0, 2.0], spread),
        score_limits([50, 50], spread),
    ):
        assert np.isnan([limits.low[0], limits.high[0]]).all()
        assert np.isfinite([limits.low[1], limits.high[1]]).all()


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_no_number_is_none(bad: float) -> None:
    figure = Estimate("nps", "score", value=bad, interval=Interval(1, 2))
    assert (figure.value, figure.interval, figure.caveats) == (None, None, (UNDEFINED,))
    figure = Estimate("nps", "score", value=1.0, interval=Interval(0.0, bad), bounds=(bad, 1.0), mature_share=bad)
    assert (figure.value, figure.interval, figure.bounds, figure.mature_share) == (1.0, None, None, None)
    assert figure.caveats == (NO_INTERVAL,)
    assert Interval(1.0, bad).side_of() == 0
    assert Interval(bad, bad).side_of() == 0
    assert Interval(1.0, 2.0).side_of() == 1

"""When a debt is told as over, and that one debt's price does not hang on another's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.debt.test_cells import FIRST, WEEKS, world

from steelyard.analyses.debt.cells import Cells, Prices, Scope, paid
from steelyard.analyses.debt.data import Data
from steelyard.analyses.debt.finding import SLOW, Found, Measure
from steelyard.analyses.debt.levels import Parts
from steelyard.analyses.debt.priced import priced
from steelyard.analyses.debt.question import _priced
from steelyard.stats.designs.stretch import Stretch

PRICE = Prices(36.0, 0.0)
EFFORT = Measure("work_s", "contacts", SLOW)


def data(held: Cells) -> Data:
    return Data(
        paid(held, PRICE), PRICE, {"returned": "returns"}, ("family",), Parts({}, 1.0, 1.0), {}, None, None, "EUR"
    )


def found(part: str, begin: int, end: int) -> Found:
    stretch = Stretch(begin, end, 0.2, 9.0, 1e-6)
    return Found(Scope("family", part), EFFORT, stretch, 10, 1e-5, (begin, begin))


@pytest.mark.parametrize("end", [WEEKS - 1, WEEKS - 3])
def test_the_newest_weeks_alone_do_not_end_a_debt(end: int) -> None:
    """A stretch that seems to end a week or three before the data do goes on, and is proposed."""
    for seed in range(6):
        told = priced(data(world(seed, slower=0.2, season=False)), found("delivery", 40, end))
        assert told.until is None, seed
        assert told.now is not None


def test_what_surely_fell_is_over() -> None:
    for seed in range(6):
        told = priced(data(world(seed, slower=0.3, at=(25, 45), season=False)), found("delivery", 25, 45))
        assert told.until is not None, seed
        assert (told.until - FIRST).days == 45 * 7 - 1


def test_what_only_seems_to_fall_goes_on() -> None:
    """The stretch that stands out most may end early; nothing shows that the weeks after it lie lower."""
    for seed in range(6):
        told = priced(data(world(seed, slower=0.2, at=(30, 60), season=False)), found("delivery", 30, 50))
        assert told.until is None, seed


def test_another_debt_does_not_change_the_price() -> None:
    """Work on billing that takes half as long again would make delivery look cheap, as it is part of its control."""
    alone, both = [], []
    for seed in range(8):
        held = world(seed, slower=0.2, season=False)
        struck = np.where(np.arange(WEEKS) >= 40, 1.5, 1.0)
        work = {by: values.copy() for by, values in held.sums["work_s"].items()}
        for kind in ("invoice", "dispute"):
            for by, values in work.items():
                work[by][:, held.kinds.index(kind)] = values[:, held.kinds.index(kind)] * struck
        worse = replace(held, sums={**held.sums, "work_s": work})
        debts = found("delivery", 40, WEEKS), found("billing", 40, WEEKS)
        alone.append(priced(data(held), debts[0]).cost.value)
        both.append(_priced(data(worse), debts[0], debts).cost.value)
    assert np.mean(both) == pytest.approx(np.mean(alone), rel=0.1)

"""What came of issues a bot begins: the outcome of everything with what returns tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyses.attribution.test_joint_change import with_bots
from steelyard.analyses.attribution.attribution import Attribution, attribute
from steelyard.analyses.attribution.joint_change import Movement, move
from steelyard.analyses.participation.bot_returns import BotReturns
from steelyard.analyses.tradeoff import bots, wording
from steelyard.analyses.tradeoff.places import Parts, leading
from steelyard.answers import Estimate, Interval
from steelyard.measure import Identity


def returns(further: float, se: float = 0.02) -> BotReturns:
    limits = Interval(further - 2 * se, further + 2 * se)
    return BotReturns(0.3, 0.0, Estimate("further_contacts", "number", value=further, interval=limits), se**2, 60.0)


def people_vary(found: Identity, by: float) -> Identity:
    """The same where what people cost, and how they are rated, vary by so much: days on which all are slow or fast."""
    place = [segment[-1] for segment in found.segments].index("human")
    before, after, held = found.replicates["customers"]
    size = len(after)
    slow, liked = (1 + by * np.resize(signs, size) / np.sqrt(size) for signs in ([1, 1, -1, -1], [1, -1]))
    moved = after.copy()
    moved[:, place, 4:8] *= slow[:, None]
    moved[:, place, 6] = moved[:, place, 7:11].sum(axis=-1)
    moved[:, place, 0] *= 1 + (liked - 1) / 10
    return replace(found, replicates={"customers": (before, moved, held)})


def asked(marked: float, further: float, noise: float = 0.0) -> tuple[Movement, Attribution, bots.BotShift]:
    split = attribute(people_vary(with_bots(marked), noise))
    whole = move(split)
    judged, shift = bots.judged(whole, split, bots.bot_shift(split, returns(further)))
    return judged, split, shift


def sentence(whole: Movement, shift: bots.BotShift) -> str:
    told = wording.Told(whole, leading(whole, Parts()), (), None, "", (), False, (), "2025", "2026", shift)
    return wording.headline(told, "EUR")


def test_what_a_bot_saves_is_known_though_what_people_cost_is_not() -> None:
    """It took a third of the issues at a tenth of the cost; how fast people were swings by more than that."""
    whole, split, shift = asked(50, 0.4, noise=0.4)
    assert not move(split).is_efficiency_claimed
    assert shift.saved.interval is not None
    assert shift.saved.interval.low > 0.2
    assert (whole.outcome, whole.certainty) == ("false_economy", pytest.approx(0.975))
    said = sentence(whole, shift)
    assert said.startswith("False economy: by what the bot took over the cost of an issue fell")
    assert "the work came back" in said


@pytest.mark.parametrize(("further", "se"), [(0.11, 0.02), (0.4, float("nan"))])
def test_work_that_did_not_surely_come_back_is_no_false_economy(further: float, se: float) -> None:
    split = attribute(people_vary(with_bots(50), 0.4))
    shift = bots.bot_shift(split, returns(further, se))
    assert bots.judged(move(split), split, shift)[0].outcome is None


def test_a_bot_that_saves_nothing_moved_nothing() -> None:
    found = with_bots(50)
    dear = found.after.copy()
    dear[1, [6, 10]] = 4_000.0
    before, later, held = found.replicates["customers"]
    later = later * np.where(found.after > 0, dear / np.where(found.after > 0, found.after, 1.0), 1.0)
    split = attribute(replace(found, after=dear, replicates={"customers": (before, later, held)}))
    shift = bots.bot_shift(split, returns(0.4))
    assert not shift.came_back


def test_a_gain_that_stands_without_the_bot_stays_one_and_says_what_came_back() -> None:
    """People got a third cheaper as well: that is a gain by itself, and it is not read without the bot's work."""
    found = people_vary(with_bots(50), 0.02)
    cheaper = np.ones((2, 13))
    cheaper[0, 4:11] = 0.7
    before, later, held = found.replicates["customers"]
    split = attribute(
        replace(found, after=found.after * cheaper, replicates={"customers": (before, later * cheaper, held)})
    )
    whole, shift = move(split), bots.bot_shift(split, returns(0.4))
    assert whole.is_good
    assert bots.judged(whole, split, shift)[0] is whole
    assert "the work came back" in sentence(whole, shift)


def test_a_gain_that_is_the_bots_alone_is_taken_back_where_its_work_came_back() -> None:
    whole, split, _ = asked(50, 0.4, noise=0.01)
    assert move(split).outcome == "saving"
    assert not move(bots.without(split)).is_good
    assert whole.outcome == "false_economy"


def test_silence_is_taken_as_peoples_where_customers_surely_stayed_away() -> None:
    """50 of 500 sessions are marked: if none of the rest solved anything, nobody knows whether the balance rose."""
    whole, split, shift = asked(50, -0.05, noise=0.08)
    assert move(split).outcome is None
    assert shift.stayed_away
    assert whole.outcome == "saving"
    assert whole.customers.bounds == move(split).customers.bounds, "what is not known stays printed"
    said = sentence(whole, shift)
    assert "if the bot's unmarked sessions solved the issue as often as people do" in said
    assert "100%" not in said


def test_bots_unmarked_issues_are_solved_as_often_as_peoples_on_their_side() -> None:
    """People solved 600 of 1,000, the bot 50 of the 50 marked: 270 of its 450 unmarked count."""
    found = bots.as_people(with_bots(50))
    assert not found.has_open
    assert found.after[1, 1] == pytest.approx(50 + 0.6 * 450)
    assert found.after[0, 1] == pytest.approx(600)
    assert all(not side[..., 11:].any() for side in found.replicates["customers"][:2])

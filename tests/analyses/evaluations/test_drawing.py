from __future__ import annotations

import numpy as np
import pytest

from steelyard.analyses.evaluations.assigning import assigned
from steelyard.analyses.evaluations.drawing import draw
from steelyard.measure.models.evaluable import Frame


def _frame(n: int = 900) -> Frame:
    place = np.arange(n)
    team = np.where(place % 3 == 0, "North", "South")
    channel = np.where(place % 2 == 0, "phone", "chat")
    family = np.array(["billing", "delivery", "account"])[place % 7 % 3]
    is_new = place % 10 == 0
    names = np.char.add("c", place.astype(str))
    return Frame(names, team, channel, family, np.char.add("a", (place % 20).astype(str)), is_new)


def test_the_same_seed_draws_the_same_and_another_others() -> None:
    frame = _frame()
    assert draw(frame, 60, 0.1, 3) == draw(frame, 60, 0.1, 3)
    assert draw(frame, 60, 0.1, 3).places != draw(frame, 60, 0.1, 4).places


def test_strata_are_as_fine_as_the_count_allows() -> None:
    frame = _frame()
    fine = draw(frame, 60, 0.1, 3)
    assert fine.by == "team, channel and new agents"
    assert min(one.drawn for one in fine.strata) >= 2
    assert sum(one.drawn for one in fine.strata) == len(fine.places) == len(set(fine.places)) == 60
    assert sum(one.contacts for one in fine.strata) == 900
    assert sum(fine.twice) == 6
    assert draw(frame, 6, 0.0, 3).by == ""
    assert draw(frame, 120, 0.1, 3).by == "team, channel, topic and new agents"
    few = draw(frame, 5_000, 0.0, 3)
    assert len(few.places) == 900
    assert all(one.chance == 1 for one in few.strata)


def test_every_contact_is_drawn_with_the_chance_that_is_kept() -> None:
    frame = _frame(200)
    seen, stated = np.zeros(200), np.zeros(200)
    rounds = 1_500
    for seed in range(rounds):
        found = draw(frame, 40, 0.1, seed)
        places = np.array(found.places)
        seen[places] += 1
        stated[places] = [found.strata[one].chance for one in found.of]
    assert (stated > 0).all()
    error = np.sqrt(stated * (1 - stated) / rounds)
    assert (np.abs(seen / rounds - stated) < 4.5 * error).all()


def test_means_by_the_kept_chances_are_right_on_average() -> None:
    frame = _frame()
    score = 90.0 - 10 * frame.is_new + np.where(frame.teams == "North", 3, 0)
    means = []
    for seed in range(200):
        found = draw(frame, 60, 0.1, seed)
        weight = np.array([1 / found.strata[one].chance for one in found.of])
        means.append(np.average(score[list(found.places)], weights=weight))
    assert np.mean(means) == pytest.approx(score.mean(), abs=0.05)


def test_second_scorings_are_somebody_else_s() -> None:
    from dataclasses import dataclass

    @dataclass
    class Planned:
        frame: Frame
        drawn: object
        seed: int = 5

    frame = _frame()
    planned = Planned(frame, draw(frame, 60, 0.3, 3))
    found = assigned(planned, ["ann", "bea", "cid"], {"g1": {}, "g2": {}, "g3": {}}, 2)  # type: ignore[arg-type]
    first = {one.contact_id: one.evaluator for one in found if one.purpose == "random"}
    second = {one.contact_id: one.evaluator for one in found if one.purpose == "second"}
    assert len(first) == 60
    assert len(second) == 18
    assert all(second[contact] not in ("", first[contact]) for contact in second)
    assert all(one.chance is None for one in found if one.purpose != "random")
    assert sorted(one.evaluator for one in found if one.purpose == "gold") == ["ann", "ann", "bea", "bea", "cid", "cid"]
    alone = assigned(planned, ["ann"], {}, 0)  # type: ignore[arg-type]
    assert all(one.evaluator == "" for one in alone if one.purpose == "second")

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steelyard.errors import SettingsError
from steelyard.simulate import Scenario, find_scenario
from steelyard.simulate.centre.pushes import build_pushes, find_unit, find_units, ramp
from steelyard.simulate.setting.plants import Adoption, Gaming, Initiative

BEGIN = date(2025, 4, 1)


@pytest.fixture(scope="module")
def steady() -> Scenario:
    return find_scenario("steady")


def test_units(steady: Scenario) -> None:
    assert find_units(steady, "Porto").tolist() == [0, 1, 2, 3, 12]
    assert find_units(steady, "Braga Digital").tolist() == [6]
    assert find_units(steady, "Specialists").tolist() == [3, 7, 11]
    contacts = {"site": np.array([1, 2], np.int8), "team": np.array([6, -1])}
    assert find_unit(steady, contacts).tolist() == [6, 14]


def test_a_ramp() -> None:
    assert ramp(BEGIN, date(2025, 4, 3), 6, 1).tolist() == [0, 0, 1, 1, 1, 1]
    assert ramp(BEGIN, date(2025, 4, 3), 6, 4).tolist() == [0, 0, 0.25, 0.5, 0.75, 1]
    assert ramp(BEGIN, date(2025, 3, 1), 2, 4).tolist() == [1, 1]


def test_effects_by_unit_topic_and_day(steady: Scenario) -> None:
    plants = (
        Initiative(
            "coaching",
            (Adoption("Porto", date(2025, 4, 2)), Adoption("Braga Digital", date(2025, 4, 4), strength=0.5)),
            topics=("outage",),
            lag_days=1,
            solve_odds=0.4,
        ),
        Initiative("tool", (Adoption("Porto Digital", date(2025, 4, 1)),), solve_odds=0.1, handle_log=-0.2),
    )
    pushes = build_pushes(replace(steady, initiatives=plants), 5)
    assert set(pushes) == {"solve_odds", "handle_log"}
    solve = pushes["solve_odds"]
    assert solve.shape == (15, 10, 5)
    assert solve[0, 5].tolist() == [0, 0, 0.4, 0.4, 0.4]
    assert solve[2, 5].tolist() == pytest.approx([0.1, 0.1, 0.5, 0.5, 0.5])
    assert solve[6, 5].tolist() == [0, 0, 0, 0, 0.2]
    assert solve[2, 0].tolist() == [0.1] * 5
    assert not solve[[4, 5, 7, 8]].any()
    assert not solve[0, 0].any()
    assert pushes["handle_log"][2].min() == pushes["handle_log"][2].max() == -0.2


@pytest.mark.parametrize(
    "change",
    [
        {"initiatives": (Initiative("bot", (Adoption("Lisboa", BEGIN),)),)},
        {"initiatives": (Initiative("bot", (Adoption("Porto", BEGIN),), topics=("outages",)),)},
        {"gaming": (Gaming("Porto Phone 3", BEGIN),)},
    ],
)
def test_a_plant_names_what_exists(steady: Scenario, change: dict) -> None:
    with pytest.raises(SettingsError, match="there is no"):
        replace(steady, **change)

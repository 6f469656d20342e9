from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from steelyard.errors import QuestionError, SettingsError
from steelyard.simulate import Scenario, find_scenario, list_scenarios
from steelyard.simulate.setting.plants import Initiative
from steelyard.simulate.setting.scenario import Site, Target


def test_every_file_holds_the_scenario_of_its_name() -> None:
    assert "handle-time-target" in list_scenarios()
    assert [find_scenario(name).name for name in list_scenarios()] == list_scenarios()


def test_an_unknown_scenario_is_an_error_that_proposes() -> None:
    with pytest.raises(QuestionError, match="Did you mean handle-time-target"):
        find_scenario("handle-time-targets")


@pytest.mark.parametrize(
    "change",
    [
        {"callback_share": 1.2},
        {"halves_on": date(2027, 1, 1)},
        {"halves_on": date(2026, 1, 15)},
        {"begins_on": date(2025, 12, 1), "ends_on": date(2026, 2, 1)},
        {"sites": (Site("Porto", 0.5), Site("Braga", 0.4))},
        {"agents": 10},
        {"target": Target("Oporto", date(2026, 1, 1), 0.2)},
        {"initiatives": (Initiative("one", ()), Initiative("one", ()))},
    ],
)
def test_impossible_knobs_are_refused(scenario: Scenario, change: dict) -> None:
    with pytest.raises(SettingsError):
        replace(scenario, **change)

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, frontier_table, table

from steelyard.stats.efficiency.malmquist import malmquist


def test_all_parts_of_the_textbook_example(shared: Path) -> None:
    found = case(shared, "dea", "deap_malmquist")
    x, y = found["inputs"]["x"], found["inputs"]["y"]
    for before, after in (("1", "2"), ("2", "3")):
        expected = found["expected"][f"{before}to{after}"]
        moved = malmquist((x[before], y[before]), (x[after], y[after]))
        assert moved.catch_up == pytest.approx(expected["effch"], abs=1e-6)
        assert moved.shift == pytest.approx(expected["techch"], abs=1e-6)
        assert moved.productivity == pytest.approx(expected["tfpch"], abs=1e-6)


def test_one_input_and_output_are_a_plain_ratio(shared: Path) -> None:
    rows = table(shared, "dea", "grifell_lovell.csv")
    expected = case(shared, "dea", "grifell_lovell_crs")["expected"]
    moved = malmquist(*((rows["X"][rows["Year"] == year], rows["Y"][rows["Year"] == year]) for year in (1, 2)))
    assert moved.productivity == pytest.approx(expected["ratio_check"], abs=1e-6)
    assert moved.catch_up == pytest.approx(expected["ec"], abs=1e-6)
    assert moved.shift == pytest.approx(expected["tc"], abs=1e-6)


def test_thirty_one_regions_over_five_years(shared: Path) -> None:
    rows, expected = (
        frontier_table(shared, "economy_panel"),
        frontier_table(shared, "economy_panel_malmquist_reference"),
    )
    for year in range(2005, 2009):
        periods = []
        for number in (year, year + 1):
            held = rows["Period"] == number
            periods.append((np.stack([rows["Capital"][held], rows["Labor"][held]], axis=1), rows["GIOV"][held]))
        moved = malmquist(*periods)
        wanted = expected["from"] == year
        assert moved.productivity == pytest.approx(expected["malmquist"][wanted], abs=2e-6)
        assert moved.catch_up == pytest.approx(expected["efficiency_change"][wanted], abs=2e-6)
        assert moved.shift == pytest.approx(expected["technical_change"][wanted], abs=2e-6)

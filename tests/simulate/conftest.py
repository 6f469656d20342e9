"""Worlds run once for all tests of the simulation."""

from __future__ import annotations

import pytest

from steelyard.simulate import Scenario, export, find_scenario

from .exported import Exported


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return find_scenario("handle-time-target")


@pytest.fixture(scope="session")
def demo(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The demo at its own size."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    return Exported(folder, export(scenario, folder, seed=1))

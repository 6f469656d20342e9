"""A small simulated centre, loaded once."""

from __future__ import annotations

import pytest
from tests.workspaces import simulated

from steelyard.workspace import Workspace


@pytest.fixture(scope="package")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """About 9,000 contacts of the demo's scenario, loaded through the intake."""
    folder = tmp_path_factory.mktemp("centre")
    return simulated(folder, "handle-time-target", contacts=9_000, seed=2)

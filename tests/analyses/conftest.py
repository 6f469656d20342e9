"""A small simulated centre, loaded once."""

from __future__ import annotations

from importlib import resources

import pytest

import steelyard
from steelyard import simulate
from steelyard.workspace import Workspace


@pytest.fixture(scope="package")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """About 9,000 contacts of the demo's scenario, loaded through the intake."""
    folder = tmp_path_factory.mktemp("centre")
    simulate.export("handle-time-target", folder / "exports", contacts=9_000, seed=2)
    mapping = resources.files("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")
    (folder / "steelyard.toml").write_text(mapping, "utf-8")
    workspace = steelyard.open(folder)
    workspace.load()
    return workspace

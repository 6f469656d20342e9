"""Workspaces that tests load: files by name with their mapping, and what is simulated."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import steelyard
from steelyard import simulate
from steelyard.workspace import Workspace

RECIPES = Path(__file__).resolve().parents[1] / "recipes"
OTHERWISE = {"zendesk-export": "api-zendesk/export_tables"}
"""Recipe -> the folder of its data, where that is not called like it."""


def loaded_at(folder: Path, data: Path | None = None) -> Workspace:
    """The workspace of a folder that holds its mapping, loaded from the data beside it or elsewhere."""
    workspace = steelyard.open(folder, data=data)
    workspace.load()
    return workspace


def loaded(folder: Path, mapping: str, files: Mapping[str, str] | None = None, data: Path | None = None) -> Workspace:
    """A workspace of a mapping and files (name -> text) in a folder that exists, loaded."""
    for name, text in {"steelyard.toml": mapping, **(files or {})}.items():
        (folder / name).write_text(text, "utf-8")
    return loaded_at(folder, data)


def recipe(name: str, shared: Path, folder: Path) -> Workspace:
    """Public data through the recipe of that name, loaded."""
    mapping = (RECIPES / name / "steelyard.toml").read_text("utf-8")
    return loaded(folder, mapping, data=shared / "data" / OTHERWISE.get(name, name))


def another(name: str, shared: Path, folder: Path) -> Workspace:
    """A world of another maker, whose truth is known, loaded in a folder that does not exist."""
    shutil.copytree(shared / "worlds" / name, folder)
    return loaded_at(folder)


def simulated(folder: Path, scenario: str, **drawn: Any) -> Workspace:
    """A simulated centre through its exports and the demo's mapping, loaded.

    Args:
        drawn: what `simulate.export` takes: contacts, seed.
    """
    simulate.export(scenario, folder / "exports", has_effects=False, **drawn)
    return loaded(folder, demo_mapping())


def demo_mapping() -> str:
    """The mapping of what is simulated."""
    return resources.files("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")

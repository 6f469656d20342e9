"""A folder with the files of a simulated centre and the mapping that reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from steelyard import simulate
from steelyard.errors import SettingsError
from steelyard.simulate import Truth

EXPORTS = "exports"
STORE = "store"
NAME_LINE = 'name = "A simulated contact centre"'


def prepare(
    scenario: str,
    place: Path,
    contacts: int | None,
    seed: int,
    truth_path: Path | None = None,
    has_effects: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Truth:
    """Write a scenario's files and the mapping that reads them into a folder of their own.

    Raises:
        QuestionError: no such scenario.
        SettingsError: something else lies in the folder.
    """
    chosen = simulate.find_scenario(scenario)
    asked = chosen.contacts if contacts is None else contacts
    beside = truth_path or (place / EXPORTS).absolute().with_name(f"{EXPORTS}.truth.json")
    mapping = _mapping(scenario)
    _check_place(place, mapping, beside, {"scenario": scenario, "seed": seed, "contacts": asked})
    truth = simulate.export(
        chosen,
        place / EXPORTS,
        contacts=asked,
        seed=seed,
        progress=progress,
        truth_path=beside,
        has_effects=has_effects,
    )
    (place / "steelyard.toml").write_text(mapping, "utf-8")
    return truth


def _mapping(scenario: str) -> str:
    """The demo's own, or the same with the scenario's name."""
    text = resources.files("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")
    if scenario == "handle-time-target":
        return text
    return text.replace(NAME_LINE, f'name = "A simulated contact centre: {scenario}"')


def _check_place(place: Path, mapping: str, truth_path: Path, asked: dict[str, Any]) -> None:
    """Nothing is replaced that no simulation wrote, and no store is left beside files it does not come from."""
    target = place / "steelyard.toml"
    if target.exists() and target.read_text("utf-8", errors="replace") != mapping:
        raise _refuse("a workspace lies here, and the simulation would replace it", target)
    exports = place / EXPORTS
    if not target.exists() and exports.is_dir() and any(exports.iterdir()):
        raise _refuse("files lie here that no simulation wrote", exports)
    known = _read_truth(truth_path)
    if (place / STORE).exists() and any(known.get(name, value) != value for name, value in asked.items()):
        raise _refuse("this folder was loaded from another simulation", place / STORE)


def _read_truth(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        known = json.loads(path.read_text("utf-8"))
    except ValueError:
        known = None
    if not isinstance(known, dict) or "scenario" not in known:
        raise _refuse("a file lies here that no simulation wrote", path)
    return known


def _refuse(what: str, where: Path) -> SettingsError:
    return SettingsError(what, where=str(where), next="Choose another folder, or delete this one.")

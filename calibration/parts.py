"""The parts of the calibration and how many worlds each takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from calibration import claims, coverage, newest, splits, worse
from calibration.planted import parts as planted

SEED = 20_261
Part = Callable[[float, int, Path | None], Mapping[str, Any]]


def _share(count: int, share: float) -> int:
    return max(round(count * share), 2)


def _claims(scenario: str, worlds: int, contacts: int) -> Part:
    return lambda share, seed, scratch: claims.run(scenario, _share(worlds, share), contacts, seed, scratch)


def _planted(name: str) -> Part:
    return lambda share, seed, scratch: planted.run(name, share, seed, scratch)


def _lost(odds: float) -> Part:
    return lambda share, seed, scratch: worse.run(_share(160, share), 10_000, seed, scratch, worse.LOST, odds)


PARTS: Mapping[str, Part] = {
    "coverage-60": lambda share, seed, scratch: coverage.run(_share(2_000, share), 60, seed, scratch),
    "coverage-400": lambda share, seed, scratch: coverage.run(_share(2_000, share), 400, seed, scratch),
    "coverage-2000": lambda share, seed, scratch: coverage.run(_share(400, share), 2_000, seed, scratch),
    "coverage-days": lambda share, seed, scratch: coverage.run(_share(600, share), 400, seed, scratch, has_shocks=True),
    "splits-400": lambda share, seed, scratch: splits.run(_share(600, share), 400, seed, scratch),
    "splits-2000": lambda share, seed, scratch: splits.run(_share(200, share), 2_000, seed, scratch),
    "newest-1000": lambda share, seed, scratch: newest.run(_share(1_000, share), 1_000, seed, scratch),
    "newest-10000": lambda share, seed, scratch: newest.run(_share(400, share), 10_000, seed, scratch),
    **{
        f"claims-{scenario}-{contacts}": _claims(scenario, worlds, contacts)
        for scenario in claims.SETTINGS
        for worlds, contacts in ((100, 20_000), (12, 1_000_000))
    },
    "worse-ids": lambda share, seed, scratch: worse.run(_share(200, share), 400, seed, scratch),
    **{name: _planted(name) for name in planted.PARTS},
    **{f"ids-{name}": _lost(odds) for name, odds in (("lost", 1.0), ("lost-by-returns", 1.5))},
}
"""Name -> what runs it, given the share of the full number of worlds."""

"""One centre in a process of its own: written, loaded, asked, removed."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from calibration.centres import centre, write
from calibration.centres.centre import AFTER, BEFORE
from calibration.planted.expected import NULLS

AGAIN = ("scorecard", "change", "tradeoff", "participation")
"""Questions asked of a second pair of quarters."""

USUAL_DAYS_AFTER = 19
"""Of an export whose last complete quarter is the one in which something was planted."""


@dataclass(frozen=True)
class World:
    """A centre to be asked about: plant, seed, and whatever differs from the plant's usual parameters."""

    plant: str
    seed: int
    other: dict[str, Any] = field(default_factory=dict)


def ask(world: World, scratch: Path | None = None, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """Its truth and what was claimed, as plain values; all questions unless some are named."""
    import steelyard
    from calibration.planted.collect import collect

    folder = Path(tempfile.mkdtemp(prefix="steelyard-planted-", dir=scratch))
    try:
        drawn = centre(world.plant, **world.other)
        begun = time.monotonic()
        truth = write(folder, drawn, world.seed)
        written = time.monotonic()
        workspace = steelyard.open(folder)
        workspace.load()
        loaded = time.monotonic()
        heard = {
            f"{question}{label}": entry
            for label, days in comparisons(world.plant, drawn.days_after).items()
            for question, entry in collect(workspace, days, only=only if not label else AGAIN).items()
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        **asdict(world),
        "truth": asdict(truth),
        "seconds": {"written": written - begun, "loaded": loaded - written, "asked": time.monotonic() - loaded},
        "heard": {question: asdict(entry) for question, entry in heard.items()},
    }


def comparisons(plant: str, days_after: int) -> dict[str, dict[str, Any]]:
    """Label -> the days to ask about: those the product chooses where the export ends as usual.

    Where nothing moves at any time, two quarters that are not compared otherwise are asked about as well.
    """
    usual = {"from_on": AFTER[0], "to_on": AFTER[1], "against": BEFORE} if days_after != USUAL_DAYS_AFTER else {}
    again = {"from_on": date(2025, 7, 1), "to_on": date(2025, 9, 30), "against": (date(2025, 4, 1), date(2025, 6, 30))}
    return {"": usual, " again": again} if plant in NULLS - {"ids-lost"} else {"": usual}

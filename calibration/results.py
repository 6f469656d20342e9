"""What was found, kept as JSON: part of the calibration -> its results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent.parent / "docs" / "calibration" / "results.json"
Results = dict[str, Any]


def read(path: Path) -> Results:
    """What was found so far."""
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def keep(path: Path, part: str, found: dict[str, Any]) -> None:
    """Put what one part found among the rest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**read(path), part: found}, indent=1, sort_keys=True) + "\n", "utf-8")

"""What the command line takes to answer."""

from __future__ import annotations

from pathlib import Path
from sys import executable

from benchmarks.process import run


def start() -> dict[str, float]:
    """CPU seconds of `steelyard --help`, the best of ten."""
    command = [str(Path(executable).with_name("steelyard")), "--help"]
    return {"help_s": min(run(command).cpu_s for _ in range(10))}

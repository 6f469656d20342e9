"""A command run in a process of its own: what it said, and what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """What one process took: seconds by the clock and of CPU, its children's included, and MiB at its largest."""

    said: str
    wall_s: float
    cpu_s: float
    peak_mib: float


def run(command: Sequence[str]) -> Run:
    """Run a command to its end; RuntimeError where it fails."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Run(said, time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def python(*arguments: str) -> list[str]:
    """A command of this same Python."""
    return [sys.executable, *arguments]

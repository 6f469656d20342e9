"""python -m benchmarks.start: how soon the command line answers, and what importing the package brings along."""

from __future__ import annotations

from pathlib import Path
from sys import executable

from benchmarks.process import python, run

HELP_MOST_S = 0.15
HEAVY = ("duckdb", "ibis", "numpy", "altair")


def main() -> None:
    """Print both."""
    runs = [run([str(Path(executable).with_name("steelyard")), "--help"]) for _ in range(10)]
    wall_s, cpu_s = min(each.wall_s for each in runs), min(each.cpu_s for each in runs)
    print(f"steelyard --help: {wall_s:.3f} s, {cpu_s:.3f} CPU-s (best of {len(runs)}; target {HELP_MOST_S} s)")
    listed = run(python("-c", "import steelyard, sys; print(*sys.modules)")).said.split()
    brought = [name for name in HEAVY if name in listed]
    print(f"import steelyard brings along: {', '.join(brought) or 'none of ' + ', '.join(HEAVY)}")


if __name__ == "__main__":
    main()

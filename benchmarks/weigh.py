"""One size weighed: the data built, loaded, asked by every side, each part in a fresh process on the same machine."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import expert, world
from benchmarks.comparisons import TARGET_SIZE
from benchmarks.ours import Figures
from benchmarks.process import python, run

EXACT, CLOSE = 1e-9, 0.02
"""How far apart values may lie; the second for our measures of issues, where by hand a contact counts in its own month
and in the facts in that of its issue."""

STEPS = {
    "load_by_hand": "load_by_hand",
    "load": "load",
    "load_again": "load",
    "by_hand": "by_hand",
    "in_polars": "in_polars",
    "in_pandas": "in_pandas",
    "measured": "measured",
    "measured_once": "measured_once",
    "by_hand_over_facts": "by_hand_over_facts",
    "quantiles": "quantiles",
    "quantiles_by_hand": "quantiles_by_hand",
    "on_spark": "on_spark",
    "change": "change",
    "change_by_hand": "change_by_hand",
    "page": "page_sums",
    "page_again": "page_sums",
    "report": "report",
}
"""Step -> the part it runs, in order."""

PEERS = {"by_hand": None, "in_polars": "polars", "in_pandas": "pandas", "on_spark": "pyspark"}
"""Step whose figures are compared with others' -> the package it needs."""


@dataclass(frozen=True)
class Cost:
    """What a part took: CPU from the question to the figures, seconds by the clock, and the process at its largest."""

    cpu_s: float
    wall_s: float
    peak_mib: float


@dataclass(frozen=True)
class Weighed:
    """One size, as it is kept.

    Args:
        costs: step -> what it took; the build of facts is "facts", its CPU alone.
        left_out: step -> why it was not run.
        apart: step -> how far its figures lie from the expert's: at the most, and for issues in the middle.
    """

    contacts: int
    on: str
    machine: str
    costs: dict[str, Cost] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    apart: dict[str, tuple[float, float]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def weighed_of(content: Mapping[str, Any]) -> Weighed:
    """From what `to_dict` gave."""
    costs = {name: Cost(**cost) for name, cost in content["costs"].items()}
    apart = {name: (most, middle) for name, (most, middle) in content["apart"].items()}
    return Weighed(**{**content, "costs": costs, "apart": apart})


def weigh(
    contacts: int, scratch: str | None = None, say: Callable[[str], None] = print, only: Collection[str] = STEPS
) -> Weighed:
    """Build so many contacts in a scratch folder, run every step, compare the figures, remove the folder.

    Args:
        say: called with a line for every step.
        only: the steps to run.

    Raises:
        RuntimeError: a step of ours failed, or figures do not agree.
    """
    found = Weighed(contacts, date.today().isoformat(), machine())
    folder = Path(tempfile.mkdtemp(prefix="steelyard-benchmark-", dir=scratch))
    try:
        world.build(folder, contacts)
        figures = {}
        for step, part in STEPS.items():
            why = _why_not(step, contacts) if step in only else "not asked at this size"
            if why:
                found.left_out[step] = why
                say(f"{contacts:>11,}  {step:20} left out: {why}")
                continue
            cost, said = _run(part, folder)
            found.costs[step] = cost
            say(f"{contacts:>11,}  {step:20}{cost.cpu_s:8.2f} CPU-s{cost.wall_s:8.2f} s{cost.peak_mib:8,.0f} MiB")
            if step == "load":
                found.costs["facts"] = Cost(said["facts"], cost.wall_s * said["facts"] / cost.cpu_s, cost.peak_mib)
            if step == "measured" or step in PEERS:
                figures[step] = said
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    others = [step for step in figures if step != "by_hand"] if "by_hand" in figures else []
    found.apart.update({step: compare(step, figures.pop(step), figures["by_hand"]) for step in others})
    return found


def machine() -> str:
    """What it ran on."""
    packages = [f"{name} {version(name)}" for name in ("duckdb", "polars", "pandas", "pyspark") if find_spec(name)]
    system = f"{platform.system()} {platform.machine()}"
    return ", ".join([f"{os.cpu_count()} processors", system, f"Python {platform.python_version()}", *packages])


def compare(step: str, figures: Figures, expected: Figures) -> tuple[float, float]:
    """How far figures lie from the expert's, relative (absolute below 1): at the most, and for issues in the middle.

    Ours are compared over whole and mature months, parts too thin for a number left out.

    Raises:
        RuntimeError: they do not agree.
    """
    is_ours = step in ("measured", "on_spark")
    months = sorted({cell.split()[0] for cell in expected})[1:-2]
    cells = [cell for cell in expected if not is_ours or cell.split()[0] in months]
    apart: dict[str, list[float]] = {name: [] for name in expert.METRICS}
    for cell in cells:
        for name, one, other in zip(expert.METRICS, figures[cell], expected[cell], strict=True):
            if one is not None or not is_ours:
                apart[name].append(_gap(one, other))
    issues = [gap for name in expert.ISSUES for gap in apart[name]]
    exact = [gap for name, gaps in apart.items() if name not in expert.ISSUES for gap in gaps]
    most, middle = max(exact, default=0.0), median(issues) if issues else 0.0
    if most > EXACT or middle > (CLOSE if is_ours else EXACT):
        raise RuntimeError(f"{step} does not agree with the expert's query: {most:.1e} and {middle:.1e} apart")
    return most, middle


def _run(part: str, folder: Path) -> tuple[Cost, Any]:
    process = run(python("-m", "benchmarks.parts", part, str(folder)))
    said = json.loads(process.said.splitlines()[-1])
    return Cost(said["cpu_s"], said["wall_s"], process.peak_mib), said["said"]


def _why_not(step: str, contacts: int) -> str:
    package = PEERS.get(step)
    if package and not find_spec(package):
        return f"{package} is not installed"
    if step == "on_spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "Java is not installed"
    if step in ("in_pandas", "in_polars") and contacts > TARGET_SIZE:
        return "it would not fit into 4 GiB: see its peak at 10 million"
    if step == "on_spark" and contacts > TARGET_SIZE:
        return "see it at 10 million"
    return ""


def _gap(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0 if one is other else float("inf")
    return abs(one - other) / max(abs(other), 1.0)

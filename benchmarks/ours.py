"""What Steelyard does, part by part. Each part takes the workspace's folder and gives back figures, if it has any."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import expert

Figures = dict[str, list[float | None]]
"""Month and team -> the measures, in the order asked."""


def load(folder: Path) -> dict[str, float]:
    """The raw files through the real intake; step -> CPU seconds, facts apart from all before them."""
    import steelyard

    spent: dict[str, float] = {}
    last = ("", time.process_time())

    def note(done: int, total: int, step: str) -> None:
        nonlocal last
        now = time.process_time()
        name = "facts" if "facts" in last[0] else "intake"
        spent[name] = spent.get(name, 0.0) + now - last[1]
        last = (step, now)

    steelyard.open(folder).load(progress=note)
    note(0, 0, "")
    return spent


def measured(folder: Path) -> Figures:
    """The measures with intervals, every chance of the question."""
    return _estimated(folder, expert.METRICS, ())


def measured_once(folder: Path) -> Figures:
    """The same with the customers' chance alone."""
    return _estimated(folder, expert.METRICS, ("customers",))


def quantiles(folder: Path) -> Figures:
    """Medians and ninetieth percentiles with intervals."""
    return _estimated(folder, tuple(expert.QUANTILES), ())


def on_spark(folder: Path) -> Figures:
    """The measures with intervals, every chance, from the same store through Spark on this machine."""
    import steelyard
    from steelyard.store import engine

    workspace, spark = steelyard.open(folder), engine.open("spark", "local[*]")
    try:
        return _figures(workspace.store.snapshot(spark, speak=workspace.speak), workspace.settings, expert.METRICS, ())
    finally:
        spark.close()


def change(folder: Path) -> None:
    """What moved the balance."""
    import steelyard

    steelyard.open(folder).change()


def report(folder: Path) -> None:
    """Every answer on one HTML page."""
    import steelyard
    from steelyard import report as page

    page.write(steelyard.open(folder), folder / "report.html")


def page_sums(folder: Path) -> None:
    """The sums of a scorecard page: every measure of the quarter shown, of the one before, and by month as a trend."""
    import steelyard
    from steelyard import catalogue, measure
    from steelyard.analyses.periods.choice import frame

    workspace = steelyard.open(folder)
    with workspace.snapshot() as snapshot:
        names = catalogue.names("metrics", "METRIC")
        lacking = {entry.metric for entry in measure.missing(snapshot, names, workspace.settings)}
        known = [name for name in names if name not in lacking]
        days = frame(snapshot, workspace.settings)
        for span in (days.now, days.before):
            if span:
                measure.measure(snapshot, workspace.settings, known, from_on=span.from_on, to_on=span.to_on)
        begun = days.last_on - timedelta(days=548)
        measure.measure(snapshot, workspace.settings, known, period="month", from_on=begun, to_on=days.last_on)


def _estimated(folder: Path, metrics: Sequence[str], chances: tuple[str, ...]) -> Figures:
    import steelyard

    workspace = steelyard.open(folder)
    with workspace.snapshot() as snapshot:
        return _figures(snapshot, workspace.settings, metrics, chances)


def _figures(snapshot: Any, settings: Any, metrics: Sequence[str], chances: tuple[str, ...]) -> Figures:
    """Asked from the engine, whatever the store keeps."""
    from steelyard.measure import estimates
    from steelyard.measure.question import ask
    from steelyard.measure.sums.run import summed

    question = replace(ask(metrics, by=["team"], period="month"), forced=chances)
    figures: Figures = {}
    for estimate in estimates(summed(snapshot, settings, question)):
        figures.setdefault(f"{estimate.part['period']} {estimate.part['team']}", []).append(estimate.value)
    return figures

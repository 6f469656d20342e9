"""docs/benchmarks.md, written from docs/benchmarks.json: the newest results of every size ever weighed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import log
from pathlib import Path
from typing import Any

from benchmarks.answers import Waited
from benchmarks.comparisons import COMPARISONS, COSTS, HELP_MOST_S, KEPT_MOST_S, PEAK_MOST_MIB, TARGET_SIZE, Comparison
from benchmarks.weigh import Weighed, weighed_of

FOLDER = Path(__file__).resolve().parents[1] / "docs"
RESULTS, PAGE = FOLDER / "benchmarks.json", FOLDER / "benchmarks.md"

Start = Mapping[str, Any]

_HEAD = """# Benchmarks

What an interval costs, what a load takes, and what people would use instead. `make bench` weighs 100,000 and a million
contacts and writes this page; `make bench SIZES="10000000"` weighs another size and keeps the others with their date.
The numbers themselves are in [benchmarks.json](benchmarks.json).
"""


def read() -> dict[str, Any]:
    """Results as kept: {"sizes": {contacts: ...}, "start": ...}."""
    if not RESULTS.exists():
        return {"sizes": {}, "start": {}}
    content: dict[str, Any] = json.loads(RESULTS.read_text())
    return content


def keep(weighed: Sequence[Weighed], start: Start) -> None:
    """Put results in the place of older ones of the same sizes, and write the page."""
    content = read()
    content["sizes"] |= {str(each.contacts): each.to_dict() for each in weighed}
    content["start"] = dict(start)
    RESULTS.write_text(json.dumps(content, indent=1) + "\n")
    PAGE.write_text(text(content))


def keep_answers(found: Sequence[Waited], on: str) -> None:
    """Put what a small service waits for in the place of what it was, and write the page."""
    content = read()
    content["answers"] = {"on": on, "found": [asdict(each) for each in found]}
    RESULTS.write_text(json.dumps(content, indent=1) + "\n")
    PAGE.write_text(text(content))


def text(content: Mapping[str, Any]) -> str:
    """The page."""
    sizes = sorted((weighed_of(each) for each in content["sizes"].values()), key=lambda each: each.contacts)
    parts = [
        _HEAD,
        "## Against what people would use instead\n",
        ratios(sizes),
        "## What it takes\n",
        costs(sizes),
        _kept(sizes),
        _start(content["start"]),
        _answers(content.get("answers", {})),
        _how(),
        _runs(sizes),
    ]
    return "\n".join(part for part in parts if part)


def ratios(sizes: Sequence[Weighed]) -> str:
    """CPU seconds of ours over theirs, and the ratio, by size; whether the target is met, where it is stated."""
    head = ["ours", "compared with", "target", *(f"{each.contacts:,}" for each in sizes)]
    rows = [
        [
            each.what,
            each.against,
            "" if each.most is None else f"{each.most:g}",
            *(_ratio(each, size) for size in sizes),
        ]
        for each in COMPARISONS
    ]
    return table(head, rows)


def costs(sizes: Sequence[Weighed]) -> str:
    """CPU seconds, seconds by the clock and peak memory of ours by size, and how CPU grows with the contacts."""
    head = ["what", *(f"{each.contacts:,}" for each in sizes), "slope"]
    rows = [[what, *(_cost(size, step) for size in sizes), _slope(sizes, step)] for step, what in COSTS.items()]
    return table(head, rows) + (
        "\nCPU-s / seconds by the clock / MiB at the most. *Slope*: how the CPU grows from the second largest size to\n"
        "the largest, log over log: 1 is linear, less is cheaper than linear.\n"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _most(comparison: Comparison) -> str:
    return "" if comparison.most is None else f"{comparison.most:g}"


def _ratio(comparison: Comparison, size: Weighed) -> str:
    ours, theirs = size.costs.get(comparison.ours), size.costs.get(comparison.theirs)
    if ours is None or theirs is None:
        return "left out"
    ratio = ours.cpu_s / theirs.cpu_s
    mark = "" if comparison.most is None or size.contacts < TARGET_SIZE else _held(ratio <= comparison.most)
    return f"{ours.cpu_s:.2f} / {theirs.cpu_s:.2f} = **{ratio:.2f}**{mark}"


def _cost(size: Weighed, step: str) -> str:
    cost = size.costs.get(step)
    if cost is None:
        return "left out"
    return f"{_number(cost.cpu_s)} / {_number(cost.wall_s)} / {cost.peak_mib:,.0f}"


def _number(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.1f}" if seconds >= 10 else f"{seconds:.2f}"


def _slope(sizes: Sequence[Weighed], step: str) -> str:
    held = [size for size in sizes if step in size.costs][-2:]
    if len(held) < 2:
        return ""
    small, large = held
    growth = log(large.costs[step].cpu_s / small.costs[step].cpu_s)
    return f"{growth / log(large.contacts / small.contacts):.2f}"


def _kept(sizes: Sequence[Weighed]) -> str:
    """The targets in seconds and memory."""
    told = []
    for size in sizes:
        if size.contacts == TARGET_SIZE and "page_again" in size.costs:
            again = size.costs["page_again"]
            told.append(
                f"- A scorecard page's sums on {size.contacts:,} contacts, asked again: {again.cpu_s:.2f} CPU-s of one "
                f"processor (target {KEPT_MOST_S:g} s){_held(again.cpu_s <= KEPT_MOST_S)}, {again.wall_s:.2f} s by the "
                f"clock; asked first: {size.costs['page'].cpu_s:.0f} CPU-s."
            )
        peak = max((size.costs[step].peak_mib for step in ("load", "measured") if step in size.costs), default=0.0)
        if size.contacts >= TARGET_SIZE and peak:
            told.append(
                f"- {size.contacts:,} contacts loaded and weighed with {peak:,.0f} MiB at the most "
                f"(target {PEAK_MOST_MIB:,}){_held(peak <= PEAK_MOST_MIB)}."
            )
    return "\n".join(told) + "\n" if told else ""


def _how() -> str:
    """How it is measured, as the benchmarks' own page says."""
    return "## " + (Path(__file__).parent / "README.md").read_text().partition("\n## ")[2]


def _start(start: Start) -> str:
    if not start:
        return ""
    held = _held(start["help_s"] <= HELP_MOST_S)
    return f"The help takes {start['help_s']:.2f} CPU-s (target {HELP_MOST_S:g} s){held}.\n"


def _answers(kept: Mapping[str, Any]) -> str:
    if not kept:
        return ""
    rows = [Waited(**each).row() for each in kept["found"]]
    head = ["typed", "contacts", "first", "again", "target", "the store keeps, MB"]
    return f"## What a small service waits for\n\n{table(head, rows)}\n{_WAITED}{kept['on']}.\n"


_WAITED = """CPU-s of the whole process, its start included: *first* right after the load, *again* the same once more.
The store keeps answers, sums and texts beside its data. """


def _held(is_held: bool) -> str:
    return " ✓" if is_held else " ✗"


def _runs(sizes: Sequence[Weighed]) -> str:
    lines = ["## When and where\n"]
    for size in sizes:
        lines.append(f"- {size.contacts:,} contacts: {size.on}; {size.machine}.")
        reasons = dict.fromkeys(size.left_out.values())
        steps = {why: [step for step, given in size.left_out.items() if given == why] for why in reasons}
        lines += [f"  Left out ({why}): {', '.join(found)}." for why, found in steps.items()]
        apart = ", ".join(f"{step} {most:.0e} (issues {middle:.4f})" for step, (most, middle) in size.apart.items())
        if apart:
            lines.append(f"  Apart from the expert's figures: {apart}.")
    return "\n".join(lines) + "\n"

"""Whether planted changes of the balance's factors are found."""

from __future__ import annotations

from collections.abc import Mapping

from calibration import judging
from calibration.page.formats import covered, log_percent, worlds_of
from calibration.page.strip import Dot, strip
from calibration.results import Results

_FACTORS = (
    "experience",
    "effectiveness",
    "onceness",
    "pace",
    "capacity",
    "price",
    "technology",
    "other",
    "handled_otherwise",
    "mix",
    "balance",
)
"""In the order of the identity; a run shows those that play a role in its worlds."""


def write(results: Results) -> str:
    """A row for each factor: what was planted, what was found."""
    found = {(entry.part, entry.figure): entry for entry in judging.terms(results)}
    few, many = results["splits-400"], results["splits-2000"]
    lines = [
        "## What moved the balance",
        "",
        "From one half of the year to the other every factor was changed, and the share of channels with them. Truth "
        "is the split of the true figures. Effects in log percent.",
        "",
        "![For each factor a tick where it was planted and the mean of what was found, with a line that holds 95% of "
        "the worlds](calibration/splits.svg)",
        "",
        f"| factor | planted | found, {few['customers']:,} customers | covered | found, {many['customers']:,} "
        "customers | covered | half-width |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name in _shown(few["terms"]):
        small, large = few["terms"][name], many["terms"][name]
        truth = small["truth"]
        cells = [covered(found.get((part, name))) for part in ("splits-400", "splits-2000")]
        lines.append(
            f"| {name} | {log_percent(truth)} | {log_percent(truth + small['bias'])} | {cells[0]} | "
            f"{log_percent(truth + large['bias'])} | {cells[1]} | {log_percent(large['width'] / 2).lstrip('+')} |"
        )
    text = (
        f"{worlds_of(few)} of {few['customers']:,} customers, {worlds_of(many)} of {many['customers']:,}. *Found* is "
        "the mean over worlds. Capacity and price follow the ledger, in which hours were paid for the work done: their "
        "intervals are conditional on it and narrow."
    )
    return "\n".join([*lines, "", text, ""])


def draw(results: Results) -> str:
    """A row for each factor: a tick where it was planted, the worlds' figures around it."""
    colors = {"planted": "ink", "found, mean of all worlds": "value"}
    dots, marks = [], []
    for name in _shown(results["splits-2000"]["terms"]):
        entry = results["splits-2000"]["terms"][name]
        found = entry["truth"] + entry["bias"]
        reach = 1.96 * entry["spread"]
        dots.append(Dot(name, "found, mean of all worlds", found, found - reach, found + reach))
        marks.append(Dot(name, "planted", entry["truth"]))
    label = "effect on ln balance; the line holds 95% of the worlds' figures"
    return strip(dots, colors, reach=(-0.2, 0.3), band=(0, 0), label=label, marks=marks, form="+.0%")


def _shown(terms: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in _FACTORS if name in terms)

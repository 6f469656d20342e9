"""The newest month, as the product tells it and as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from calibration import judging
from calibration.page.formats import bias, coverage, covered, figure, percent, title, worlds_of
from calibration.page.strip import Dot, strip
from calibration.results import Results
from calibration.tally import limits

_PARTS = ("newest-1000", "newest-10000")
_COLORS = {"as it stands": "bad", "the product": "value"}


def write(results: Results) -> str:
    """A row for each measure and size."""
    lines = [
        "## The newest month",
        "",
        "The data end with the month's last day; customers who will come back have not yet. *As it stands* counts "
        "every issue as it is now, with the interval for the customers' chance.",
        "",
        "![For each measure and size the mean error as it stands, beside zero, and as the product tells it, on "
        "zero](calibration/newest-bias.svg)",
        "",
        "![For each measure and size the share of intervals that hold the truth, as it stands and as the product tells "
        "it](calibration/newest.svg)",
        "",
        "| measure | issues | truth | bias | covered | bias as it stands | covered |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    found = {(entry.part, entry.figure): entry for entry in judging.newest(results)}
    for name in results["newest-10000"]["metrics"]:
        for part in _PARTS:
            ours, naive = (results[part]["metrics"][name][kind] for kind in ("ours", "naive"))
            truth = figure(name, ours["truth"], ours["width"] / 2)
            lines.append(
                f"| {title(name)} | {results[part]['issues']:,} | {truth} | {bias(ours)} | "
                f"{covered(found[part, name])} | {bias(naive)} | {percent(coverage(naive))} |"
            )
    sizes = ", ".join(f"{worlds_of(results[part])} of {results[part]['issues']:,}" for part in _PARTS)
    text = (
        f"{sizes} issues begun in the month. *Bias* in percent of the truth, with its 95% limits. A chain that still "
        "runs two windows after its first contact is counted as it stands, as not solved: what bias is left comes from "
        "there."
    )
    return "\n".join([*lines, "", text, ""])


def draw(results: Results) -> str:
    """A row for each measure and size: coverage as it stands and as the product tells it."""

    def dot(row: str, key: str, entry: Mapping[str, Any]) -> Dot:
        return Dot(row, key, coverage(entry), *limits(entry["covered"], entry["figures"]))

    label = "intervals that hold the truth"
    return strip(_dots(results, dot), _COLORS, reach=(0, 1), band=(0.93, 0.97), label=label)


def draw_bias(results: Results) -> str:
    """A row for each measure and size: the mean error as it stands and as the product tells it, with its limits."""

    def dot(row: str, key: str, entry: Mapping[str, Any]) -> Dot:
        error, reach = (entry[name] / abs(entry["truth"]) for name in ("bias", "bias_error"))
        return Dot(row, key, error, error - 1.96 * reach, error + 1.96 * reach)

    label = "mean error, in percent of the truth"
    return strip(_dots(results, dot), _COLORS, reach=(-0.05, 0.05), band=(0, 0), label=label, form="+.0%")


def _dots(results: Results, dot: Callable[[str, str, Mapping[str, Any]], Dot]) -> list[Dot]:
    return [
        dot(f"{title(name)}, {results[part]['issues']:,}", key, results[part]["metrics"][name][kind])
        for name in results["newest-10000"]["metrics"]
        for part in _PARTS
        for key, kind in zip(_COLORS, ("naive", "ours"), strict=True)
    ]

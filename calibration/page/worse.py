"""What becomes of figures as customers' ids go missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from calibration import judging
from calibration.page.formats import coverage, covered, percent, signed, title
from calibration.page.strip import Dot, strip
from calibration.results import Results
from steelyard.theme import DASH

PART = "worse-ids"
LARGE = {"ids-lost": "by lot", "ids-lost-by-returns": "by returns at odds of 1.5"}
"""Parts of large worlds -> which contacts lose their ids."""


def write(results: Results) -> str:
    """A row for each measure and share of ids deleted, and again for large worlds."""
    part = results[PART]
    lines = [
        "## Worse data",
        "",
        "The same worlds again and again, with the customer's id deleted at random from ever more of their contacts. A "
        "contact of nobody belongs to no issue, so that returns go unseen: as counted, more is solved at once and by "
        "fewer contacts. The product corrects for the returns that similar contacts would show, adds the range of "
        "contacts without an id being twice or half as likely to be returns, and over 20% gives no figure that rests "
        "on them ([the rule](statistics.md#contacts-without-an-id)).",
        "",
        "![For each measure and share of ids deleted a tick at the truth, the mean figure as a dot and the median "
        "interval as a line that grows; a tick alone where no figure is given](calibration/worse.svg)",
        "",
        *_table(results, PART),
        "",
        f"{part['worlds']:,} worlds of {part['customers']:,} customers. *Mean error* of the figure itself, in percent "
        "of the truth. *Width* of the interval over that of the same world with every id, median of all worlds. "
        "*Uncorrected*: coverage where nothing is corrected and no range is added. "
        f"{_better(results)} interval of worse data lies wholly on the better side of the figure of all data. Measures "
        "of single contacts need no id: their figure stays. Their interval knows less of what the contacts of one "
        "customer have in common, and may narrow.",
        "",
    ]
    for name, lost in LARGE.items():
        if name in results:
            lines += _large(results, name, lost)
    return "\n".join(lines)


def draw(results: Results) -> str:
    """A row for each measure and share: truth, mean figure, median interval."""
    colors = {"truth": "ink", "the product": "value"}
    dots, marks = [], []
    for name, share, entry in _entries(results, PART):
        row, truth = f"{title(name)}, {share:.0%} deleted", entry["ours"]["truth"]
        marks.append(Dot(row, "truth", 0))
        if entry["wider"] is not None:
            ends = (entry[end] / truth - 1 for end in ("low", "high"))
            dots.append(Dot(row, "the product", entry["ours"]["bias"] / truth, *ends))
    label = "away from the truth, in percent of it; the line is the median interval"
    return strip(dots, colors, reach=(-0.4, 0.3), band=(0, 0), label=label, marks=marks, form="+.0%")


def _large(results: Results, name: str, lost: str) -> list[str]:
    part = results[name]
    return [
        f"**Large worlds, ids lost {lost}** ({part['worlds']:,} worlds of {part['customers']:,} customers; what a "
        "figure is off by no longer drowns in sampling error)",
        "",
        *_table(results, name),
        "",
    ]


def _table(results: Results, part: str) -> list[str]:
    lines = ["| measure | ids deleted | mean error | covered | width | uncorrected |", "|---|--:|--:|--:|--:|--:|"]
    found = {(entry.part, entry.figure): entry for entry in judging.worse(results)}
    for name, share, entry in _entries(results, part):
        head, naive = f"| {title(name)} | {share:.0%} |", percent(coverage(entry["naive"]))
        if entry["wider"] is None:
            lines.append(f"{head} no figure | {DASH} | {DASH} | {naive} |")
            continue
        error = f"{signed(100 * entry['ours']['bias'] / abs(entry['ours']['truth']))}%"
        cells = (error, covered(found[judging.worse_part(part, share), name]), f"x {entry['wider']:.2f}", naive)
        lines.append(f"{head} {' | '.join(cells)} |")
    return lines


def _better(results: Results) -> str:
    count = sum(entry["better"] for _, _, entry in _entries(results, PART))
    return str(count or "No")


def _entries(results: Results, part: str) -> Iterator[tuple[str, float, Mapping[str, Any]]]:
    """Measure by measure, with ever more ids deleted."""
    steps = results[part]["steps"]
    for name in steps[0]["metrics"]:
        for step in steps:
            yield name, step["share"], step["metrics"][name]

"""The page in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from calibration import judging
from calibration.judging import Judged
from calibration.page import claims, levels, worse
from calibration.page.formats import bias, coverage, percent, title, worlds_of
from calibration.results import Results


def write(results: Results) -> str:
    """A line for each section."""
    judged = list(judging.levels(results))
    lines = ["## In short", ""]
    for part, place in levels.PLACES.items():
        here = [entry for entry in judged if entry.part == part]
        middle = sorted(entry.coverage for entry in here)[len(here) // 2]
        low, high = min(entry.coverage for entry in here), max(entry.coverage for entry in here)
        lines.append(
            f"- **{place}**: {_held(here)}; coverage from {percent(low)} to {percent(high)}, {percent(middle)} in "
            f"the middle ({worlds_of(results[part])})."
        )
    factors = list(judging.terms(results))
    lines.append(f"- **Planted changes**: {_held(factors, 'factors')}, at two sizes.")
    lines += ["- **The newest month**, 10,000 issues, as the product tells it (as it stands):"]
    lines += [f"  - {_month(name, entry)}" for name, entry in results["newest-10000"]["metrics"].items()]
    lines.append(f"- **Customers' ids missing**: {_missing(results)}.")
    worst = max((judging.together(found) for found in claims.groups(results)), key=lambda entry: entry.share)
    lines.append(
        f"- **Where nothing is to be claimed**: at most {percent(worst.share)} claims, in {claims.where(worst)}; "
        "5% is what a 95% interval allows."
    )
    fewest = min(part["share"] for part in results.values())
    if fewest < 1:
        lines.append(
            f"- **This run is a part of the whole**: {percent(fewest)} of the full number of worlds or more. "
            "A coverage is known the less, and more measures lie outside their limits by chance."
        )
    return "\n".join([*lines, ""])


def _month(name: str, entry: Mapping[str, Any]) -> str:
    ours, naive = entry["ours"], entry["naive"]
    return (
        f"{title(name)}: mean error {bias(ours)} ({bias(naive)}), "
        f"truth held by {percent(coverage(ours))} ({percent(coverage(naive))})."
    )


def _missing(results: Results) -> str:
    name = "first_contact_resolution"
    steps = [(step["share"], step["metrics"][name]) for step in results[worse.PART]["steps"]]
    share, entry = [(share, entry) for share, entry in steps if entry["wider"] is not None][-1]
    told = [
        f"with {share:.0%} of them the interval of {title(name).lower()} is {entry['wider']:.1f} times as wide and "
        f"holds the truth in {percent(coverage(entry['ours']))} of worlds, uncorrected in "
        f"{percent(coverage(entry['naive']))}"
    ]
    told += [f"with {share:.0%} there is no figure" for share, entry in steps if entry["wider"] is None][:1]
    narrow = dict.fromkeys(title(entry.figure).lower() for entry in judging.worse(results) if entry.state == "narrow")
    told += [f"surely too narrow: {', '.join(narrow)}"] if narrow else []
    return "; ".join(told)


def _held(found: list[Judged], what: str = "measures") -> str:
    count = Counter(entry.state for entry in found)
    surely = count["narrow"] + count["wide"]
    told = f"{surely or 'none'} of {len(found)} {what} surely outside their limits"
    return f"{told} ({count['chance']} by no more than chance)" if count["chance"] else told

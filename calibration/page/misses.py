"""What lies outside its limits."""

from __future__ import annotations

from collections.abc import Iterable

from calibration import judging
from calibration.judging import Claims, Judged
from calibration.page import claims, levels, worse
from calibration.page.formats import percent, title
from calibration.results import Results


def write(results: Results) -> str:
    """Intervals too narrow, too wide, claims beyond 5%, and what is too thin for a number."""
    outside = [
        entry
        for found in (judging.levels, judging.terms, judging.newest, judging.worse)
        for entry in found(results)
        if entry.state in ("narrow", "wide")
    ]
    claimed = [
        total
        for total in (judging.together(found) for found in claims.groups(results))
        if total.limits[0] > judging.FALSE_CLAIMS
    ]
    lines = ["## Where it misses", ""]
    if not outside and not claimed:
        lines += ["Nothing lies outside its limits by more than chance in so many worlds allows.", ""]
    narrow = [entry for entry in outside if entry.state == "narrow"]
    wide = [entry for entry in outside if entry.state == "wide"]
    if narrow:
        lines += ["Too narrow: the truth is missed more often than the interval says.", ""]
        lines += [*_listed(narrow), ""]
    if wide:
        lines += [
            "Too wide: the interval holds the truth more often than it says. It takes the larger of the customers' and "
            "the days' variance, which is too much where only one of them varies. This costs width, not honesty.",
            "",
            *_listed(wide),
            "",
        ]
    if claimed:
        lines += ["Claims beyond 5%:", ""]
        lines += [f"- {claims.where(total)}: {percent(total.share)}, {_worst(total, results)}." for total in claimed]
        lines += [
            "",
            "An issue stands under the agent and the day it is credited to. What its later contacts owe to other "
            "agents and days is in the intervals of contacts, time, cost and ratings; whether it was solved is taken "
            "to be its own day's. Each interval names the chances it knows, in Python and JSON; no word stands beside "
            "the figure.",
            "",
        ]
    few = results["coverage-60"]["metrics"]
    thin = [
        name for name, entry in few.items() if sum(entry["refused"].values()) > 0.01 * results["coverage-60"]["worlds"]
    ]
    if thin:
        names = ", ".join(title(name).lower() for name in thin)
        lines += [
            f"At 60 customers some worlds are too thin for {names}: no number is given then, and why is said.",
            "",
        ]
    return "\n".join(lines)


def _worst(total: Claims, results: Results) -> str:
    """By measure, the most claimed first."""
    same = [
        entry
        for entry in judging.claims(results)
        if (entry.scenario, entry.contacts, entry.kind) == (total.scenario, total.contacts, total.kind)
    ]
    ranked = sorted(same, key=lambda entry: -entry.claimed)
    return ", ".join(f"{title(entry.metric).lower()} {entry.claimed} of {entry.asked}" for entry in ranked)


def _listed(entries: Iterable[Judged]) -> list[str]:
    return [
        f"- {title(entry.figure)}, {_place(entry.part)}: {percent(entry.coverage)} "
        f"({percent(entry.low)} to {percent(entry.high)} in {entry.worlds:,} worlds)."
        for entry in entries
    ]


def _place(part: str) -> str:
    kind, _, size = part.partition("-")
    told = {"splits": "factor, {:,} customers", "newest": "newest month, {:,} issues"}
    if " " in part:
        name, share = part.split(" ")
        return f"{share} of ids deleted" + (f" {worse.LARGE[name]}, large worlds" if name in worse.LARGE else "")
    return levels.PLACES[part] if part in levels.PLACES else told[kind].format(int(size))

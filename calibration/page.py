"""docs/calibration.md and its pictures, from docs/calibration/results.json and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from calibration import judging
from calibration.judging import Claims, Judged
from calibration.parts import PARTS
from calibration.pictures import Dot, strip
from calibration.tally import limits
from steelyard import metrics
from steelyard.theme import DASH, MINUS

RESULTS = Path(__file__).parent.parent / "docs" / "calibration" / "results.json"
Results = dict[str, Any]

_TITLES = {"coverage-60": "60", "coverage-400": "400", "coverage-2000": "2,000", "coverage-days": "400, days differ"}
_PLACES = {
    "coverage-60": "60 customers",
    "coverage-400": "400 customers",
    "coverage-2000": "2,000 customers",
    "coverage-days": "400 customers, days differ",
}
_NEEDED = {*_PLACES, "splits-400", "splits-2000", "newest-1000", "newest-10000"}
_MARKS = {"holds": "", "chance": "", "narrow": " ▼", "wide": " ▲"}
_FACTORS = (*("experience", "effectiveness", "onceness", "pace", "capacity", "price", "technology", "mix", "balance"),)
_KINDS = {"months": "one month and the next", "teams": "two teams", "factors": "factors of the balance, half and half"}
_SCENARIOS = {
    "nothing-happens": "nothing happens",
    "shared-shock": "days and agents differ",
    "mix-shift": "the mix of channels moves",
}


def read(path: Path) -> Results:
    """What was found so far."""
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write(path: Path, results: Results) -> None:
    """Keep what was found."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", "utf-8")


def publish(results: Path) -> None:
    """Write the page beside the folder the results lie in, and its pictures into it."""
    found = read(results)
    for name, picture in pictures(found).items():
        (results.parent / name).write_text(picture + "\n", "utf-8")
    (results.parent.parent / "calibration.md").write_text(page(found), "utf-8")


def page(results: Results) -> str:
    """The page as Markdown."""
    parts = (_head, _short, _worlds, _levels, _split, _newest, _claims, _misses, _circumstances)
    return "\n".join(part(results) for part in parts)


def pictures(results: Results) -> dict[str, str]:
    """Name of the file -> SVG."""
    return {
        "coverage.svg": _coverage_picture(results),
        "splits.svg": _splits_picture(results),
        "newest.svg": _newest_picture(results),
        "claims.svg": _claims_picture(results),
    }


def _head(results: Results) -> str:
    days = sorted({part["on"] for part in results.values()})
    return f"""# Calibration

Does an interval that says 95% hold the truth 95 times in a hundred? Here thousands of small contact centres, whose true
figures are set and not measured, go through the product's own intake, and the product is asked about them.

This page and its pictures are generated from [the results](calibration/results.json) of `make calibrate`, last run on
{days[-1]}. It says what was tried, what came out, where it misses, and what the product then says.

- [In short](#in-short)
- [The worlds](#the-worlds)
- [Every measure](#every-measure)
- [What moved the balance](#what-moved-the-balance)
- [The newest month](#the-newest-month)
- [Where nothing happens](#where-nothing-happens)
- [Where it misses](#where-it-misses)
- [How it was run](#how-it-was-run)
"""


def _short(results: Results) -> str:
    levels = list(judging.levels(results))
    lines = ["## In short", ""]
    for part, title in _PLACES.items():
        here = [entry for entry in levels if entry.part == part]
        middle = sorted(entry.coverage for entry in here)[len(here) // 2]
        low, high = min(entry.coverage for entry in here), max(entry.coverage for entry in here)
        lines.append(
            f"- **{title}**: {_held(here)}; coverage from {_percent(low)} to {_percent(high)}, {_percent(middle)} in "
            f"the middle ({_worlds_of(results[part])})."
        )
    factors = list(judging.terms(results))
    lines.append(f"- **Planted changes**: {_held(factors, 'factors')}, at two sizes.")
    month = results["newest-10000"]["metrics"]
    told = ", ".join(
        f"{_title(name).lower()} {_percent(_covers(entry['ours']))} (as it stands: {_percent(_covers(entry['naive']))})"
        for name, entry in month.items()
    )
    lines.append(f"- **The newest month**, 10,000 issues: coverage of {told}.")
    worst = max((judging.together(found) for found in _claim_groups(results)), key=lambda entry: entry.share)
    lines.append(
        f"- **Where nothing is to be claimed**: at most {_percent(worst.share)} claims, in {_claim_row(worst)}; "
        "5% is what a 95% interval allows."
    )
    fewest = min(part["share"] for part in results.values())
    if fewest < 1:
        lines.append(
            f"- **This run is a part of the whole**: {_percent(fewest)} of the full number of worlds or more. "
            "A coverage is known the less, and more measures lie outside their limits by chance."
        )
    return "\n".join([*lines, ""])


def _held(found: list[Judged], what: str = "measures") -> str:
    count = Counter(entry.state for entry in found)
    told = [f"{count['holds']} of {len(found)} {what} within their limits"]
    told += [f"{count['chance']} outside by no more than chance explains"] if count["chance"] else []
    surely = count["narrow"] + count["wide"]
    told += [f"{surely} surely outside"] if surely else []
    return ", ".join(told)


def _worlds(results: Results) -> str:
    return """## The worlds

A world is one small contact centre: so many customers drawn from one population. Many worlds lie in one load, `world`
is a dimension of theirs, and every figure is asked by world.

- Customers differ. Nine in ten call rarely and one in ten often; how often, and how likely they are to come back, is
  drawn anew for each. The frequent come back more, take longer, are solved less and leave more, so that a mean over
  customers is not the mean over issues.
- After each answered contact the customer returns within the window with a chance of their own, two and a half days
  later on average, up to three times. Answers of one customer are alike; how readily they answer differs by customer
  and by channel, and so does how satisfied they are: answers must be reweighted to be right.
- Some give up waiting and try again; some tickets are reopened; contacts that were not the last are marked solved too.
- The truth of every measure is a formula of the values set (moments of Beta distributions, mixtures of log-normal and
  Gamma distributions): no draw enters it. Where days differ, the truth is that of all days there could have been.

The generator is `src/steelyard/simulate/worlds`; the values are the defaults of its `Setting`.
"""


def _levels(results: Results) -> str:
    found = {(entry.part, entry.figure): entry for entry in judging.levels(results)}
    head = [
        "## Every measure",
        "",
        "How often the 95% interval holds the value that was set. Wanted are 93 to 97% at 400 customers and more, up "
        "to 98.5% for shares, and at least 90% at 60. ▼ and ▲ mark what lies outside by more than chance in so many "
        "worlds allows.",
        "",
        "![Coverage of every measure](calibration/coverage.svg)",
        "",
        "| measure | truth | 60 | 400 | 2,000 | 400, days differ | too low / too high at 400 | bias | half-width |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, entry in results["coverage-400"]["metrics"].items():
        cells = [_covered(found.get((part, name))) for part in _TITLES]
        missed = f"{_percent(entry['under'] / entry['figures'])} / {_percent(entry['over'] / entry['figures'])}"
        bias = f"{_signed(100 * entry['bias'] / entry['spread'])}%"
        width = _percent(entry["width"] / 2 / abs(entry["truth"]))
        head.append(f"| {_title(name)} | {entry['truth']:.4g} | {' | '.join(cells)} | {missed} | {bias} | {width} |")
    untried = ", ".join(_title(name).lower() for name in judging.untried())
    return "\n".join(
        [
            *head,
            "",
            "*Too low*: the whole interval lies under the truth. *Bias*: the mean error, in percent of the figure's "
            "own spread from world to world. *Half-width*: of the median interval at 400 customers, in percent of the "
            "truth.",
            "",
            *_refusals(results),
            f"No world has a truth for: {untried}. Capacity and price rest on the ledger and are tried below.",
            "",
        ]
    )


def _refusals(results: Results) -> list[str]:
    lines = []
    for part, title in _PLACES.items():
        entries = results[part]["metrics"].values()
        asked = len(entries) * results[part]["worlds"]
        refused, told, bare = Counter[str](), Counter[str](), 0
        for entry in entries:
            refused.update(entry["refused"])
            told.update(entry["told"])
            bare += entry["bare"]
        reasons = ", ".join(f"{reason.replace('_', ' ')} {count:,}" for reason, count in refused.most_common())
        warned = ", ".join(f"*{reason.replace('_', ' ')}* {count:,}" for reason, count in told.most_common())
        lines.append(
            f"- {title}: of {asked:,} figures asked {sum(refused.values()):,} were refused"
            f"{f' ({reasons})' if reasons else ''}, {bare:,} given without an interval"
            f"{f'; warnings beside: {warned}' if warned else ''}."
        )
    return ["What the product would not say:", "", *lines, ""]


def _split(results: Results) -> str:
    found = {(entry.part, entry.figure): entry for entry in judging.terms(results)}
    few, many = results["splits-400"], results["splits-2000"]
    lines = [
        "## What moved the balance",
        "",
        "From one half of the year to the other every factor was changed, and the share of channels with them. Truth "
        "is the split of the true figures. Effects in log percent.",
        "",
        "![Planted and found](calibration/splits.svg)",
        "",
        f"| factor | planted | found, {few['customers']:,} customers | covered | found, {many['customers']:,} "
        "customers | covered | half-width |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name in _FACTORS:
        small, large = few["terms"][name], many["terms"][name]
        truth = small["truth"]
        cells = [_covered(found.get((part, name))) for part in ("splits-400", "splits-2000")]
        lines.append(
            f"| {name} | {_log(truth)} | {_log(truth + small['bias'])} | {cells[0]} | {_log(truth + large['bias'])} | "
            f"{cells[1]} | {_log(large['width'] / 2).lstrip('+')} |"
        )
    text = (
        f"{_worlds_of(few)} of {few['customers']:,} customers, {_worlds_of(many)} of {many['customers']:,}. *Found* is "
        "the mean over worlds. Capacity and price follow the ledger, in which hours were paid for the work done: their "
        "intervals are conditional on it and narrow."
    )
    return "\n".join([*lines, "", text, ""])


def _newest(results: Results) -> str:
    lines = [
        "## The newest month",
        "",
        "The data end with the month's last day; customers who will come back have not yet. *As it stands* counts "
        "every issue as it is now, with the interval for the customers' chance.",
        "",
        "![Coverage in the newest month](calibration/newest.svg)",
        "",
        "| measure | issues | truth | bias | covered | bias as it stands | covered |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    found = {(entry.part, entry.figure): entry for entry in judging.newest(results)}
    for name in results["newest-10000"]["metrics"]:
        for part in ("newest-1000", "newest-10000"):
            ours, naive = (results[part]["metrics"][name][kind] for kind in ("ours", "naive"))
            lines.append(
                f"| {_title(name)} | {results[part]['issues']:,} | {ours['truth']:.4g} | {_bias(ours)} | "
                f"{_covered(found[part, name])} | {_bias(naive)} | {_percent(_covers(naive))} |"
            )
    sizes = ", ".join(
        f"{_worlds_of(results[part])} of {results[part]['issues']:,}" for part in ("newest-1000", "newest-10000")
    )
    text = (
        f"{sizes} issues begun in the month. *Bias* in percent of the truth, with its 95% limits. A chain that still "
        "runs two windows after its first contact is counted as it stands, as not solved: what bias is left comes from "
        "there."
    )
    return "\n".join([*lines, "", text, ""])


def _claims(results: Results) -> str:
    lines = [
        "## Where nothing happens",
        "",
        "Three kinds of world in which no figure changes and no team differs, small and large: nothing at all happens; "
        "days and agents have good and bad luck of their own; the mix of channels moves while each "
        "stays as it was (there months are compared within channels). How often is a change or a difference claimed? "
        "Beside it, what an interval would claim that knows only which customers called.",
        "",
        "![Claims where nothing is](calibration/claims.svg)",
        "",
        "| world | contacts | compared | pairs x measures | claimed | limits | customers' chance alone |",
        "|---|--:|---|--:|--:|--:|--:|",
    ]
    for found in _claim_groups(results):
        total = judging.together(found)
        low, high = total.limits
        naive = DASH if total.naive is None else _percent(total.naive / total.asked)
        lines.append(
            f"| {_SCENARIOS[total.scenario]} | {_round(total.contacts)} | {_KINDS[total.kind]} | "
            f"{total.asked // len(found)} x {len(found)} | {_percent(total.share)} | {_percent(low)} to "
            f"{_percent(high)} | {naive} |"
        )
    mix = [part for name, part in results.items() if name.startswith("claims-mix-shift")]
    named = " and ".join(
        f"{_percent(moved['claimed'] / moved['asked'])} of worlds of {_round(part['contacts'])} contacts"
        for part in sorted(mix, key=lambda part: part["contacts"])
        for moved in (part["claims"]["factors"]["mix"],)
    )
    text = (
        "No month and no team is in two pairs; a pair's measures share their rows and hang together, so the limits, "
        f"which take them as independent, are somewhat too narrow. Where the mix moves, it is named in {named}."
    )
    return "\n".join([*lines, "", text, ""])


def _misses(results: Results) -> str:
    outside = [
        entry
        for entry in (*judging.levels(results), *judging.terms(results), *judging.newest(results))
        if entry.state in ("narrow", "wide")
    ]
    claimed = [
        total
        for total in (judging.together(found) for found in _claim_groups(results))
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
        lines += [f"- {_claim_row(total)}: {_percent(total.share)}, {_worst(total, results)}." for total in claimed]
        lines += [
            "",
            "An issue stands under the agent and the day it is credited to. What its later contacts owe to other "
            "agents and days is not in its interval: where these differ much and customers' chance is gone, figures of "
            "issues are surer than they should be. The product says nothing of it yet.",
            "",
        ]
    few = results["coverage-60"]["metrics"]
    thin = [
        name for name, entry in few.items() if sum(entry["refused"].values()) > 0.01 * results["coverage-60"]["worlds"]
    ]
    if thin:
        names = ", ".join(_title(name).lower() for name in thin)
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
    return ", ".join(f"{_title(entry.metric).lower()} {entry.claimed} of {entry.asked}" for entry in ranked)


def _listed(entries: Iterable[Judged]) -> list[str]:
    return [
        f"- {_title(entry.figure)}, {_place(entry.part)}: {_percent(entry.coverage)} "
        f"({_percent(entry.low)} to {_percent(entry.high)} in {entry.worlds:,} worlds)."
        for entry in entries
    ]


def _place(part: str) -> str:
    kind, _, size = part.partition("-")
    told = {"splits": "factor, {} customers", "newest": "newest month, {} issues"}
    return _PLACES[part] if part in _PLACES else told[kind].format(f"{int(size):,}")


def is_whole(results: Results) -> bool:
    """Whether there is something to say in every section."""
    return results.keys() >= _NEEDED and all(
        any(name.startswith(f"claims-{scenario}") for name in results) for scenario in _SCENARIOS
    )


def _circumstances(results: Results) -> str:
    lines = [
        "## How it was run",
        "",
        "`make calibrate`; one part again: `python -m calibration --only newest`. The truth enters nowhere but in the "
        "comparison; the product's public functions answer.",
        "",
        "| part | worlds | contacts | seed | run on | minutes | CPU minutes |",
        "|---|--:|--:|--:|---|--:|--:|",
    ]
    for name in (name for name in PARTS if name in results):
        part = results[name]
        contacts = part["contacts"] * (part["worlds"] if name.startswith("claims") else 1)
        lines.append(
            f"| {name} | {part['worlds']:,} | {contacts:,} | {part['seed']} | {part['on']} | "
            f"{part['took_s'] / 60:.1f} | {part['cpu_s'] / 60:.1f} |"
        )
    versions = "; ".join(sorted({part["versions"] for part in results.values()}))
    total = sum(part["cpu_s"] for part in results.values()) / 60
    absent = [name for name in PARTS if name not in results]
    left = f" Not run this time: {', '.join(absent)}." if absent else ""
    return "\n".join([*lines, "", f"{total:.0f} CPU minutes in all. {versions}.{left}", ""])


def _coverage_picture(results: Results) -> str:
    colors = {"60 customers": "unsure", "400": "value", "2,000": "cost"}
    parts = {"60 customers": "coverage-60", "400": "coverage-400", "2,000": "coverage-2000"}
    found = {(entry.part, entry.figure): entry for entry in judging.levels(results)}
    dots = [
        Dot(_title(name), key, found[parts[key], name].coverage)
        for name in results["coverage-400"]["metrics"]
        for key in colors
        if (parts[key], name) in found
    ]
    return strip(dots, colors, reach=(0.86, 1.0), band=(0.93, 0.97), label="intervals that hold the truth")


def _splits_picture(results: Results) -> str:
    colors = {"planted": "ink", "found, mean of all worlds": "value"}
    dots, marks = [], []
    for name in _FACTORS:
        entry = results["splits-2000"]["terms"][name]
        found = entry["truth"] + entry["bias"]
        reach = 1.96 * entry["spread"]
        dots.append(Dot(name, "found, mean of all worlds", found, found - reach, found + reach))
        marks.append(Dot(name, "planted", entry["truth"]))
    label = "effect on ln balance; the line holds 95% of the worlds' figures"
    return strip(dots, colors, reach=(-0.2, 0.3), band=(0, 0), label=label, marks=marks, form="+.0%")


def _newest_picture(results: Results) -> str:
    colors = {"as it stands": "bad", "the product": "value"}
    dots = [
        Dot(f"{_title(name)}, {results[part]['issues']:,}", key, _covers(entry[kind]), *_limits_of(entry[kind]))
        for name in results["newest-10000"]["metrics"]
        for part in ("newest-1000", "newest-10000")
        for entry in (results[part]["metrics"][name],)
        for key, kind in (("as it stands", "naive"), ("the product", "ours"))
    ]
    return strip(dots, colors, reach=(0, 1), band=(0.93, 0.97), label="intervals that hold the truth")


def _claims_picture(results: Results) -> str:
    colors = {"customers' chance alone": "bad", "the product": "value"}
    dots = []
    for found in _claim_groups(results):
        total = judging.together(found)
        row = f"{_SCENARIOS[total.scenario]}, {_round(total.contacts)}: {total.kind}"
        if total.naive is not None:
            dots.append(Dot(row, "customers' chance alone", total.naive / total.asked))
        dots.append(Dot(row, "the product", total.share, *total.limits))
    return strip(dots, colors, reach=(0, 0.7), band=(0, 0.05), label="false claims")


def _claim_groups(results: Results) -> list[list[Claims]]:
    found = sorted(judging.claims(results), key=_claim_order)
    return [list(group) for _, group in groupby(found, key=_claim_order)]


def _claim_order(entry: Claims) -> tuple[int, int, int]:
    return list(_KINDS).index(entry.kind), list(_SCENARIOS).index(entry.scenario), entry.contacts


def _claim_row(total: Claims) -> str:
    return f"worlds where {_SCENARIOS[total.scenario]} ({_round(total.contacts)} contacts, {_KINDS[total.kind]})"


def _covers(entry: Mapping[str, Any]) -> float:
    return float(entry["covered"] / entry["figures"])


def _limits_of(entry: Mapping[str, Any]) -> tuple[float, float]:
    return limits(entry["covered"], entry["figures"])


def _covered(entry: Judged | None) -> str:
    return DASH if entry is None else f"{_percent(entry.coverage)}{_MARKS[entry.state]}"


def _bias(entry: Mapping[str, Any]) -> str:
    truth = abs(entry["truth"])
    return f"{_signed(100 * entry['bias'] / truth, 2)} ± {196 * entry['bias_error'] / truth:.2f}%"


def _worlds_of(part: Mapping[str, Any]) -> str:
    return f"{part['worlds']:,} worlds"


def _title(name: str) -> str:
    return metrics.metric(name).title if name in metrics.names() else name.capitalize()


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def _log(value: float) -> str:
    return f"{_signed(100 * value)}"


def _signed(value: float, places: int = 1) -> str:
    return f"{value:+.{places}f}".replace("-", MINUS)


def _round(contacts: int) -> str:
    return f"{round(contacts, -3 if contacts < 100_000 else -4):,}"

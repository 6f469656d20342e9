"""What the product claims about centres of another maker, in which it is known what was planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from calibration.judging import FALSE_CLAIMS
from calibration.page.formats import percent, rounded
from calibration.page.strip import Dot, strip
from calibration.results import Results
from calibration.tally import limits

PREFIX = "centres-"
NULLS = {
    "centres-null": "nothing, days hang together",
    "centres-replaced": "a third of the agents is replaced",
    "centres-mix": "only the mix of issues moves",
    "centres-slow": "slow solutions, the export ends at any time",
    "centres-ids-lost": "ids are lost more often",
}
"""Part -> what happens in its centres; no figure of the service moves."""
PLANTS = {
    "centres-gain": "a site handles 15% faster at the same quality",
    "centres-over-service": "a site takes 22% longer for nothing",
    "centres-false-economy": "a team handles a fifth faster, odds of solving fall by 0.6",
    "centres-bot-deflects": "a bot takes 14% of the issues and solves few",
    "centres-bot-solves": "a bot takes 14% of the issues and solves them",
}
_KINDS = {
    "scorecard line": "scorecard: a measure's change",
    "verdict rung": "verdict: cost against the year before",
    "change total": "change: the balance",
    "change term": "change: a factor",
    "change place": "change: a place",
    "tradeoff side": "trade-off: cost, customers, balance",
    "tradeoff outcome": "trade-off: an outcome",
    "tradeoff place": "trade-off: a place",
    "tradeoff topics": "trade-off: topics hit hardest",
    "tradeoff shifted": "trade-off: cost shifted to customers",
    "tradeoff harm": "trade-off: what followed faster handling",
    "participation between periods": "customer's part: between periods",
    "compare unit": "who differs: a team",
    "drivers driver": "drivers: what is unrelated",
    "drivers hazard": "drivers: what is unrelated to leaving",
    "enough slope": "enough: what is unrelated",
    "enough bend": "enough: a bend in what is unrelated",
    "readings findings": "readings: a finding",
}


def parts(results: Results) -> dict[str, Mapping[str, Any]]:
    """The parts there are."""
    return {name: part for name, part in results.items() if name.startswith(PREFIX)}


def write(results: Results) -> str:
    """What may not be claimed, and how often it was; what was to be found, and how often it was."""
    if not parts(results):
        return ""
    lines = [
        "## Centres of another maker",
        "",
        "Contact centres of 6 teams at 3 sites over 15.6 months, drawn by a second generator "
        "(`python -m calibration.centres`) that shares nothing with the simulator or with the worlds above: issues of "
        "unseen difficulty, agents of different skill and pace, customers who call often, days that hang together "
        "(AR(1), 0.6), seasons and a trend in the volume, ratings by those who feel better more often. Each goes "
        "through the intake, every question is asked as people ask it, and the last quarter is held against the year "
        "before. What was planted is known.",
        "",
        *_false(results),
        *_found(results),
    ]
    return "\n".join(lines)


def draw(results: Results) -> str:
    """A row for each kind of claim: false ones over all centres in which nothing moves."""
    dots = [
        Dot(title, "false claims", false / asked, *limits(false, asked)) for title, asked, false in _pooled(results)
    ]
    return strip(dots, {"false claims": "value"}, reach=(0, 0.4), band=(0, FALSE_CLAIMS), label="false claims")


def _pooled(results: Results) -> Iterator[tuple[str, int, int]]:
    for kind, title in _KINDS.items():
        counts = [results[name]["false"].get(kind, {}) for name in NULLS if name in results]
        asked = sum(count.get("asked", 0) for count in counts)
        if asked:
            yield title, asked, sum(count.get("false", 0) for count in counts)


def _false(results: Results) -> list[str]:
    lines = [
        "### Claims that are not so",
        "",
        "Claims, of those that could have been made. Each is made at 95%, so that 5% is what sampling error allows; "
        "claims of one centre hang together, and the limits take them as independent.",
        "",
    ]
    if any(name in results for name in NULLS):
        picture = "For each kind of claim the share that is false where nothing moves, beside a band to 5%"
        lines += [f"![{picture}](calibration/centres.svg)", ""]
    there = {name: results[name] for name in (*NULLS, *PLANTS) if name in results}
    for name, part in there.items():
        said, each = (NULLS | PLANTS)[name], rounded(part["contacts"] // part["worlds"])
        lines += [
            f"**{said[:1].upper()}{said[1:]}** ({part['worlds']} centres of {each} contacts)",
            "",
            "| claim | could be made | false | 95% limits | most often |",
            "|---|--:|--:|--:|---|",
        ]
        for kind, title in _KINDS.items():
            count = part["false"].get(kind)
            if count and count["asked"]:
                low, high = limits(count["false"], count["asked"])
                lines.append(
                    f"| {title} | {count['asked']:,} | {count['false']} ({percent(count['false'] / count['asked'])}) | "
                    f"{percent(low)} to {percent(high)} | {_often(part['false'], kind)} |"
                )
        lines.append("")
        lines += [f"{text} in {count} centres." for text, count in part["errors"].items()]
    return lines


def _often(counts: Mapping[str, Mapping[str, int]], kind: str) -> str:
    """What is claimed falsely most often."""
    own = {name.removeprefix(f"{kind} "): count for name, count in counts.items() if name.startswith(f"{kind} ")}
    found = Counter({name: count["false"] for name, count in own.items()})
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in found.most_common(3) if count)


def _found(results: Results) -> list[str]:
    lines = [
        "### What was planted",
        "",
        "| planted | centres | named | at the right place, or by the trade-off | said of it |",
        "|---|--:|--:|--:|---|",
    ]
    for name, said in PLANTS.items():
        if name in results:
            found, words = results[name]["found"], results[name]["words"]
            kind = "tradeoff outcome" if "at_place" in found else "participation between periods"
            told = ", ".join(f"{word.replace('_', ' ')} {count}" for word, count in words.get(kind, {}).items())
            place = str(found["at_place"]) if "at_place" in found else f"trade-off: {found['named_in_tradeoff']}"
            lines.append(f"| {said} | {found['worlds']} | {found['named']} | {place} | {told or 'nothing'} |")
    return [*lines, ""]

"""Many centres of one plant: how often a claim was false, how often what was planted was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calibration.planted.collect import Claim
from calibration.planted.expected import BY_TRADEOFF, DEFLECTS, NULLS, OUTCOMES, REPLACES, is_false
from calibration.tally import limits

World = Mapping[str, Any]
"""What `one.ask` gives."""


def summary(worlds: Sequence[World]) -> dict[str, Any]:
    """Counts to be written down: false claims by what they are of, detections, words, errors, seconds."""
    return {
        "worlds": len(worlds),
        "contacts": round(sum(world["truth"]["contacts"] for world in worlds) / max(len(worlds), 1)),
        "false": _false(worlds),
        "found": _found(worlds),
        "words": _words(worlds),
        "errors": dict(Counter(f"{q}: {heard['error']}" for _, q, heard in _heard(worlds) if heard["error"])),
        "seconds": round(sum(sum(world["seconds"].values()) for world in worlds)),
    }


def _heard(worlds: Iterable[World]) -> Iterable[tuple[World, str, Mapping[str, Any]]]:
    return ((world, question, heard) for world in worlds for question, heard in world["heard"].items())


def claims(heard: Mapping[str, Any]) -> list[Claim]:
    """The claims of one question, from plain values."""
    return [Claim(**entry) for entry in heard["claims"]]


def _false(worlds: Sequence[World]) -> dict[str, dict[str, Any]]:
    """Kind of claim -> asked, claimed, false; for the kinds that have names also by name, and worlds with any."""
    counts: dict[str, Counter[str]] = {}
    for world, question, heard in _heard(worlds):
        any_false: dict[str, bool] = {}
        for claim in claims(heard):
            judged = is_false(world["plant"], tuple(world["truth"]["places"]), claim)
            if judged is None:
                continue
            kind = f"{question.split(' ')[0]} {claim.kind}"
            for name in (kind, *([f"{kind} {claim.name}"] if claim.name and claim.kind in _NAMED else [])):
                counts.setdefault(name, Counter()).update(asked=1, claimed=int(claim.is_claimed), false=int(judged))
            any_false[kind] = any_false.get(kind, False) or judged
        for kind, has in any_false.items():
            counts[kind].update(comparisons=1, with_any=int(has))
    return {name: dict(count) for name, count in sorted(counts.items())}


_NAMED = frozenset({"term", "side", "harm", "line"})


def _found(worlds: Sequence[World]) -> dict[str, int]:
    """How many worlds said what was planted, at the place it was planted at; nothing for those without a plant."""
    found: Counter[str] = Counter()
    for world in worlds:
        plant, planted = world["plant"], world["truth"]["outcome"]
        if plant in NULLS or not planted:
            continue
        found["worlds"] += 1
        if planted in OUTCOMES:
            said = claims(world["heard"]["tradeoff"])
            names = {claim.word for claim in said if claim.kind == "outcome"}
            place = next((claim.word for claim in said if claim.kind == "place"), "")
            is_right = bool(names & OUTCOMES[planted])
            found.update(named=is_right, at_place=is_right and place in world["truth"]["places"])
        else:
            wanted = DEFLECTS if planted == "deflects" else REPLACES
            said = [c for c in claims(world["heard"]["participation"]) if c.kind == "between periods"]
            found.update(named=any(claim.word in wanted for claim in said))
            words = {claim.word for claim in claims(world["heard"]["tradeoff"]) if claim.kind == "outcome"}
            found.update(named_in_tradeoff=bool(words & BY_TRADEOFF[planted]))
    return dict(found)


def _words(worlds: Sequence[World]) -> dict[str, dict[str, int]]:
    """Kind -> word -> in how many answers: outcomes and places as they were named."""
    words: dict[str, Counter[str]] = {}
    for _, question, heard in _heard(worlds):
        said = {(claim.kind, claim.word) for claim in claims(heard) if claim.word and claim.kind in _WORDED}
        for kind, word in said:
            words.setdefault(f"{question.split(' ')[0]} {kind}", Counter())[word] += 1
    return {kind: dict(count.most_common(12)) for kind, count in sorted(words.items())}


_WORDED = frozenset({"outcome", "place", "between periods", "topics", "findings"})


def table(plant: str, counted: Mapping[str, Any]) -> str:
    """The counts of one plant as Markdown."""
    lines = [
        f"### {plant}: {counted['worlds']} centres of {counted['contacts']:,} contacts",
        "",
        "| claim | asked | claimed | false | 95% limits | comparisons with any |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, count in counted["false"].items():
        asked, false = count.get("asked", 0), count.get("false", 0)
        if name.count(" ") > 1 and not false:
            continue
        low, high = limits(false, asked)
        with_any = f"{count['with_any']} of {count['comparisons']}" if "comparisons" in count else ""
        share = f"{false} ({100 * false / asked:.1f}%) | {100 * low:.1f} to {100 * high:.1f}%"
        lines.append(f"| {name} | {asked} | {count.get('claimed', 0)} | {share} | {with_any} |")
    for kind, said in (("found", counted["found"]), ("errors", counted["errors"])):
        if said:
            lines += ["", f"{kind}: " + "; ".join(f"{name} {count}" for name, count in said.items())]
    for kind, words in counted["words"].items():
        lines += ["", f"{kind}: " + ", ".join(f"{word} {count}" for word, count in words.items())]
    return "\n".join([*lines, ""])

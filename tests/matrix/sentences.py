"""What an answer says in words, and the faults of wording that a rule can see.

`STEELYARD_SENTENCES=FOLDER` writes every sentence there, without numbers, a file a workspace, to be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from steelyard import catalogue
from steelyard.answers import Answer

LISTED = "STEELYARD_SENTENCES"
COUNTED = (
    "measures?|contacts?|issues?|customers?|agents?|teams?|sites?|channels?|topics?|answers?|ratings?|evaluations?|days?|"
    "weeks?|months?|quarters?|hours?|minutes?|seconds?|points?|units?|parts?|rows?|files?|tests?|figures?|people|person"
)
_VERB = "was|is|as|has|does|less|this|its|across|plus|minus|always|perhaps|is|was"
_METRICS = "|".join(sorted(name for name in catalogue.entries("metrics", "METRIC") if "_" in name))

FAULTS = {
    "one of several": re.compile(rf"(?<![\d.,:–−-])\b1 (?!(?:{_VERB})\b)(?:[a-z]+ )?(?:{COUNTED})(?<=s)\b(?! of)"),
    "several of one": re.compile(
        rf"(?<![\d.,:])\b(?:0|[2-9]|\d{{2,}}) (?:{COUNTED})(?<!s)(?<!people)\b(?! of time)(?!-)"
    ),
    "an identifier": re.compile(
        rf"(?<![`.\w\[])\b(?:{_METRICS}|agent_id|customer_id|issue_id|contact_id)\b(?![`.\w])", re.I
    ),
    "an article": re.compile(
        r"\b(?:[Aa] (?!one|once|uni|use|usu|euro|U)[aeioAEIO]|[Aa]n (?![aeiouAEIO8hFMNLSRX]|11\b|18\b))"
    ),
    "a gap": re.compile(r"  |\(\)|\( | [,.;:](?![\d.])|,,|\.\.(?![.A-Z])|\ba the\b|\bthe the\b"),
    "a value of the language": re.compile(r"\b(?:None(?! of)|True|False|nan|NaN|inf)\b|[{}]|\['"),
}
"""Fault -> what shows it."""

UNFINISHED = re.compile(r"^[a-z](?!\w*[A-Z.])|[^.:!?)”\"’]$")
"""A sentence without its capital or its full stop; a caveat and a reason are clauses, which their faces join."""


def texts(answer: Answer) -> Iterator[str]:
    """Everything an answer says in words."""
    yield from whole(answer)
    yield from (caveat.text for caveat in answer.caveats)
    yield from (caveat.text for estimate in answer.estimates for caveat in estimate.caveats)
    for missing in answer.missing:
        yield missing.reason
        yield missing.unlock
    if answer.evidence:
        yield from (check.said for check in answer.evidence.checks)
        yield from (*answer.evidence.sensitivity, *answer.evidence.would_change)


def whole(answer: Answer) -> Iterator[str]:
    """What stands as a sentence of its own."""
    yield from answer.sentences
    yield from (highlight.said for highlight in answer.highlights)


def faulty(answer: Answer) -> list[tuple[str, list[str]]]:
    """The texts of an answer that are put wrongly, with what is wrong."""
    found = [(text, faults(text)) for text in texts(answer)]
    found += [(text, ["unfinished"]) for text in whole(answer) if UNFINISHED.search(text)]
    return [(text, wrong) for text, wrong in found if wrong]


def faults(text: str) -> list[str]:
    """What is wrong with how a text is put."""
    return [name for name, pattern in FAULTS.items() if text and pattern.search(text)]


def pattern(text: str) -> str:
    """A text without its numbers, so that it is listed once; one stays one."""
    return re.sub(r"(?<![\d.,])(?!1\b(?![.,:]\d))[−-]?\d[\d.,:]*\d|(?<![\d.,])[02-9](?![\d.,])", "#", text)


def note(place: str, answer: Answer) -> None:
    """List an answer's sentences where the environment says so."""
    if folder := os.environ.get(LISTED):
        path = Path(folder) / f"{place}.txt"
        known = set(path.read_text("utf-8").splitlines()) if path.exists() else set()
        found = {f"{answer.question}: {pattern(text)}" for text in texts(answer) if text}
        if found - known:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(sorted(known | found)) + "\n", "utf-8")

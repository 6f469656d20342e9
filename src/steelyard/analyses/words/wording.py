"""What the answer says."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.words.answer import Theme, Words
from steelyard.answers import Caveat
from steelyard.theme import counted
from steelyard.wording import figure_of, listed, with_limits

NAMES = {
    "callback": "a callback",
    "refund": "a refund",
    "information": "information",
    "apology": "an apology or a formal complaint",
    "escalation": "escalation",
    "cancel": "cancellation",
    "leaving": "leaving",
}
_SAID = 3
"""Themes that sentences name."""


def caveats() -> tuple[Caveat, ...]:
    """What a reader must know of readings."""
    return (
        Caveat(
            "model_readings",
            "What remarks ask for and how customers feel was read by rules and a small classifier. Such readings are "
            "not answers of customers and enter no score. See docs/remarks.md for how often they are right",
        ),
        Caveat("writers", "Remarks are of customers who chose to write; others may think otherwise"),
    )


def sentences(answer: Words, days: Frame) -> tuple[str, ...]:
    """Themes first, then what is asked for, then what all rests on."""
    return (*_themes(answer, days), *_asked(answer), _basis(answer, days))


def _themes(answer: Words, days: Frame) -> Iterator[str]:
    if not answer.themes:
        what = f"compared with {days.before.label}" if days.before else "between teams"
        yield (
            f"Nothing customers write about stands out beyond sampling error {what} "
            f"({counted(answer.tests, 'comparisons')} tested)."
        )
        return
    for theme in answer.themes[:_SAID]:
        yield _said(theme, days)
    rest = len(answer.themes) - _SAID
    if rest > 0:
        yield f"{counted(rest, 'further themes').capitalize()} stand out beyond sampling error."


def _said(theme: Theme, days: Frame) -> str:
    where = "".join(f" about {part}" if name == "topic" else f" at {part}" for name, part in theme.part.items())
    if theme.against == "before" and days.before:
        beside = f"{figure_of(theme.other)} in {days.before.label}"
    else:
        beside = f"{figure_of(theme.other)} elsewhere on the same topics"
    more = "More" if theme.way == "more" else "Fewer"
    return f"{more} customers{where} wrote “{theme.term}”: {with_limits(theme.share)} of those who wrote, {beside}."


def _asked(answer: Words) -> Iterator[str]:
    told = sorted((said for said in answer.said if said.kind in NAMES), key=lambda said: -(said.share.value or 0))
    asks = [said for said in told if said.kind != "leaving" and said.share.value]
    if asks:
        shares = listed([f"{NAMES[said.kind]} {with_limits(said.share)}" for said in asks[:3]])
        yield f"Of customers whose remarks were read, most often asked for: {shares}."
    leaving = next((said for said in told if said.kind == "leaving"), None)
    if leaving and leaving.share.value:
        yield f"{with_limits(leaving.share)} of them threatened to leave, or said that they do."


def _basis(answer: Words, days: Frame) -> str:
    share = answer.read / answer.writers if answer.writers else 0
    return (
        f"{counted(answer.writers, 'customers').capitalize()} wrote a remark in {days.now.label}; "
        f"something was read in the remarks of {share:.0%} of them."
    )

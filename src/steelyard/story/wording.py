"""A story in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from steelyard.story.answer import Outcome, Step, Summary
from steelyard.theme import counted, figure
from steelyard.wording import capital, listed

_DONE = {"churned": "left", "renewed": "renewed", "purchased": "bought", "complained": "complained"}


def of_issue(summary: Summary, steps: Sequence[Step], return_day: int | None) -> str:
    """How often the customer had to ask, over what, how long it went on, and how it ended."""
    asked = f"{counted(summary.contacts, 'contacts')}" if summary.contacts else "no answered contact"
    gave_up = f" and {counted(summary.attempts, 'attempts')} given up" if summary.attempts else ""
    channels = list(dict.fromkeys(step.channel for step in steps if step.channel))
    over = f" over {listed(channels)}" if channels else ""
    handed = f", {counted(summary.transfers, 'transfers')}" if summary.transfers else ""
    waited = f", {figure(summary.wait_s, 'seconds')} of waiting" if summary.wait_s else ""
    about = f" about {summary.topic.replace('_', ' ')}" if summary.topic else ""
    return f"{capital(asked)}{gave_up}{about}{over}{handed}{waited}: {_end(summary, return_day)}."


_ENDED = {True: "resolved", False: "not resolved", None: "nobody marked whether it was resolved"}


def _end(summary: Summary, return_day: int | None) -> str:
    ended = _ENDED[summary.is_resolved] if summary.is_mature else "too young to tell how it ended"
    if summary.is_returned and return_day is not None:
        after = "within a day of" if return_day == 0 else f"{counted(return_day, 'days')} after"
        ended += f"; the customer came back {after} the first solution"
    return ended


def of_customer(issues: Sequence[Summary], outcomes: Sequence[Outcome]) -> str:
    """How many issues, how many of them resolved, and what the customer did."""
    told = [issue for issue in issues if issue.is_resolved is not None]
    resolved = sum(bool(issue.is_resolved) for issue in told)
    said = counted(len(issues), "issues")
    if told:
        of = f" of {len(told)} with a mark" if len(told) < len(issues) else ""
        said += f", {resolved}{of} resolved"
    said += f", {counted(sum(issue.contacts for issue in issues), 'answered contacts')}"
    did = Counter(_DONE.get(outcome.kind, outcome.kind) for outcome in outcomes)
    parts = [word if count == 1 else f"{word} {count} times" for word, count in did.items()]
    return f"{capital(said)}{f'; the customer {listed(parts)}' if parts else ''}."

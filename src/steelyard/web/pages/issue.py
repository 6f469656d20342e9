"""The story of one issue, as a timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from steelyard.declare import Page
from steelyard.story import naming, reading
from steelyard.story.answer import Evaluation, IssueStory, Rating, Step
from steelyard.theme import UNKNOWN, figure
from steelyard.web.access.rules import TELLERS
from steelyard.web.telling import duration, key, later, machine, moment, money, told
from steelyard.web.visit import Visit

_OUTCOMES = {
    "abandoned": "given up before an answer",
    "solved": "marked solved",
    "not solved": "marked not solved",
    "no mark": "nobody marked whether it was solved",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Args:
        gap: how long after the contact before; empty where that is not known, and of the first.
        when, machine: as people and as programs write it.
        kind: "contact", "abandoned", "outbound". what: in a few words. outcome: how it ended.
        facts: (what, how much), of what is recorded. after: answers and evaluations of it, in words.
    """

    gap: str
    when: str
    machine: str
    kind: str
    what: str
    outcome: str
    is_good: bool | None
    facts: tuple[tuple[str, str], ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class IssuePage:
    """An issue as a page has it.

    Args:
        customer: what they are called in addresses; empty where unidentified.
        sums: (what, how much) over all of it. events: in the order they happened.
        further: answers and evaluations of no contact that is shown.
    """

    title: str
    story: IssueStory
    customer: str
    sums: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    further: tuple[str, ...]
    until: str

    def to_dict(self) -> dict[str, Any]:
        """The story itself."""
        return self.story.to_dict()


def load(visit: Visit) -> IssuePage:
    """Of the newest version; QuestionError where there is no such issue, or it is another team's."""
    story = told(visit, lambda snapshot, held, teams: reading.issue(snapshot, held, visit.path["issue"], teams))
    shown = {step.contact_id for step in story.steps}
    return IssuePage(
        title=f"Issue {story.summary.issue_id}",
        story=story,
        customer=naming.token(key(visit), story.customer_id) if story.customer_id else "",
        sums=_sums(story),
        events=tuple(_event(step, story) for step in story.steps),
        further=tuple(_said(story, lambda contact: contact not in shown)),
        until=moment(story.horizon),
    )


def _sums(story: IssueStory) -> tuple[tuple[str, str], ...]:
    summary, currency = story.summary, story.currency
    return (
        ("Waiting", duration(summary.wait_s)),
        ("Work on it", duration(summary.work_s)),
        ("Transfers", UNKNOWN if summary.transfers is None else str(summary.transfers)),
        ("Provider's cost", money(summary.cost, currency)),
        ("Customer's time", money(summary.customer_cost, currency)),
        ("Rating", UNKNOWN if summary.rating is None else figure(summary.rating, "share")),
    )


def _event(step: Step, story: IssueStory) -> Event:
    is_ours = step.direction in ("outbound", "internal")
    kind = "abandoned" if step.outcome == "abandoned" else "outbound" if is_ours else "contact"
    who = " by a bot" if step.handled_by == "bot" else ""
    by = f", {step.team}" if step.team else ""
    channel = step.channel.replace("_", " ") or "contact"
    return Event(
        gap=later(step.since_s) if step.since_s is not None else "",
        when=moment(step.at),
        machine=machine(step.at),
        kind=kind,
        what=f"{channel[:1].upper()}{channel[1:]}{' ' + step.direction if is_ours else ''}{who}{by}",
        outcome=_OUTCOMES[step.outcome],
        is_good={"solved": True, "not solved": False, "abandoned": False}.get(step.outcome),
        facts=tuple(_facts(step, story.currency)),
        after=tuple(_said(story, lambda contact: contact == step.contact_id)),
    )


def _facts(step: Step, currency: str) -> list[tuple[str, str]]:
    """What is recorded of a contact; nothing of what is not."""
    timed = (
        ("waited", step.wait_s), ("handled", step.handle_s), ("after-contact work", step.wrap_s),
        ("customer's own time", step.customer_s),
    )  # fmt: skip
    found = [(what, duration(seconds)) for what, seconds in timed if seconds is not None]
    counts = (("replies", step.replies), ("transfers", step.transfers), ("reopened", step.reopens))
    found += [(what, str(count)) for what, count in counts if count]
    spent = (("cost", step.cost), ("worth of the customer's time", step.customer_cost))
    found += [(what, money(amount, currency)) for what, amount in spent if amount is not None]
    named = (("topic", step.topic.replace("_", " ")), ("agent", step.agent_id), ("closed by", step.closure))
    return found + [(what, text) for what, text in named if text]


def _said(story: IssueStory, holds: Callable[[str], bool]) -> list[str]:
    """Answers and evaluations of the contacts for which it holds, in words."""
    return [
        *(_rating(entry) for entry in story.ratings if holds(entry.contact_id)),
        *(_evaluation(entry) for entry in story.evaluations if holds(entry.contact_id)),
    ]


def _rating(entry: Rating) -> str:
    name = entry.instrument.upper() if entry.instrument != "other" else "Survey"
    if entry.score is None:
        return f"{name} asked{f' on {moment(entry.sent)}' if entry.sent else ''}, not answered"
    best = "best" if entry.better == "high" else "worst"
    ends = f"{entry.low:g} to {entry.high:g}, {entry.high:g} is {best}"
    return f"{name} answer {entry.score:g} ({ends}){f' on {moment(entry.at)}' if entry.at else ''}"


def _evaluation(entry: Evaluation) -> str:
    given = "no points" if entry.quality is None else f"{figure(entry.quality, 'share')} of the points"
    failed = ", a critical criterion failed" if entry.is_failed else ""
    return f"Evaluated{f' by {entry.rubric}' if entry.rubric else ''}: {given}{failed}"


PAGE = Page("issue", "Issue", "/issue/{issue:path}", "issue.html", load, roles=TELLERS, gives=IssueStory)

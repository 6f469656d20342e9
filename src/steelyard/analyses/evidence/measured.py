"""What stands behind figures as they are measured: how much of what they count is known, and what would change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from steelyard.analyses.evidence.wording import percent_beside
from steelyard.analyses.evidence.worst import worst
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Check, Estimate, Evidence, Grade
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.estimates.nonrespondents import MOST_ANSWERED
from steelyard.measure.missing import FEW
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

LEAST_MATURE = 0.99
"""Where fewer are old enough to count, newer data will move a figure."""


def measured(
    snapshot: Snapshot,
    settings: Settings,
    figures: Sequence[Estimate],
    names: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None = None,
    *,
    grade: Grade = "descriptive",
    adjusted_for: tuple[str, ...] = (),
    changes: int = 0,
) -> Evidence:
    """Evidence of an answer made of measures.

    Args:
        figures: what is shown of those days. names: of the measures whose worst case is told.
        changes: how many changes are tested beside each other; the number claimed by sampling error alone follows.
    """
    known = [figure for figure in figures if figure.value is not None]
    checks = (*_age(known), *_identified(snapshot, settings, days, where), *_answered(known), *_tested(changes))
    return Evidence(
        grade=grade,
        adjusted_for=adjusted_for,
        checks=checks,
        sensitivity=worst(snapshot, settings, names, days, where),
        would_change=tuple(_would_change(checks)),
    )


def _age(figures: Sequence[Estimate]) -> Iterator[Check]:
    shares = [figure.mature_share for figure in figures if figure.mature_share is not None]
    if shares:
        least = min(shares)
        said = f"{percent_beside(least, LEAST_MATURE)} of the issues and contacts begun are old enough to count."
        yield Check("mature", said, least >= LEAST_MATURE)


def _identified(
    snapshot: Snapshot, settings: Settings, days: Span, where: Mapping[str, Sequence[str]] | None
) -> Iterator[Check]:
    known = snapshot.manifest.known.get("contacts", {})
    if "unidentified" in snapshot.refused or not (known.get("customer_id") or known.get("issue_id")):
        return
    found = unidentified(snapshot, settings, where=where, from_on=days.from_on, to_on=days.to_on)
    if not found.share > FEW:
        return
    limit = f"above {found.limit:.0%} no figure on returns is given"
    said = f"{percent_beside(found.share, found.limit)} of contacts have no customer id; {limit}."
    yield Check("identified", said, not found.is_too_many)


def _answered(figures: Sequence[Estimate]) -> Iterator[Check]:
    told = [figure for figure in figures if any(caveat.id == "as_told" for caveat in figure.caveats)]
    shares = [figure.covered_share for figure in told if figure.covered_share is not None]
    if shares:
        share = percent_beside(min(shares), MOST_ANSWERED)
        said = f"{share} answered where fewest did; how non-respondents felt is not known."
        yield Check("answered", said, None)


def _tested(changes: int) -> Iterator[Check]:
    if changes > 1:
        said = f"{changes} changes are tested at 95% each: sampling error alone claims about one in twenty."
        yield Check("tested", said, None)


def _would_change(checks: Sequence[Check]) -> Iterator[str]:
    named = {check.id: check.passed for check in checks}
    if named.get("mature") is False:
        yield "Newer data would change it, as more issues become old enough to count."
    if named.get("identified") is False:
        yield "Customer ids on more contacts (contacts.customer_id) would tell what cannot be told."
    if "answered" in named:
        yield "Ratings of a sample of customers asked whatever happened would tell how non-respondents feel."

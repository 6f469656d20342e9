"""Why effort cannot be evaluated, and the smallest data that would lift it."""

from __future__ import annotations

from steelyard.analyses.enough import dose_response
from steelyard.analyses.enough.dose_response import Thin
from steelyard.answers import Missing
from steelyard.theme import counted

_ONE = {"rating": "a rating"}
"""Title -> as a case has it recorded."""


def thin(found: Thin) -> Missing:
    """Why a dose is not shown."""
    dose, least = _ONE.get(found.dose.title, found.dose.title), f"at least {found.needs:,} are required"
    reason, unlock = _thin(found, dose, least)
    return Missing(found.dose.id, found.dose.title.capitalize(), reason, unlock)


def _thin(found: Thin, dose: str, least: str) -> tuple[str, str]:
    """The reason, and what would unlock it."""
    more = max(found.needs - found.has, 1)
    if found.of in dose_response.CHANCES:
        reason = f"the cases with {dose} recorded come from {_cases(found.has, found.of)}; {least} for an interval"
        return reason, "map contacts.agent_id and contacts.customer_id, or ask about more days"
    if found.of == dose_response.OVERLAPPING:
        reason = f"no kinds of case share different amounts of {dose}, so no similar cases can be compared"
        return reason, "map broader topics, so that similar cases differ in it"
    if found.of == dose_response.AMOUNTS:
        reason = f"the cases have only {_cases(found.has, 'different values')} of {dose}; {least}"
        return reason, f"ask about more days, with {_cases(more, 'more different values')}"
    if found.of == dose_response.LEFT:
        reason = f"among the cases with {dose} recorded, {_cases(found.has, 'customers')} left; {least}"
        return reason, "map outcomes.kind and outcomes.at, or ask about more days"
    if not found.has:
        return f"no mature case in this period has {dose} recorded", f"map {found.dose.needs}, or ask about more days"
    verb = "has" if found.has == 1 else "have"
    reason = f"only {_cases(found.has, found.of)} {verb} {dose} recorded; {least}"
    return reason, f"load about {_cases(more, f'more {found.of}')}"


def _cases(count: int, of: str) -> str:
    """A count of cases of some kind: "1 rated case old enough to show who left"."""
    what, _, rest = of.partition(" old ")
    return counted(count, what) + (f" old {rest}" if rest else "")


def unbegun(share: float) -> Missing:
    """Why nothing is read where issues do not say which contact came first."""
    reason = f"only {share:.0%} of the issues show which contact came first; the others are grouped by a case number"
    unlock = "leave contacts.issue_id unmapped, so that contacts are chained into issues"
    return Missing("enough", "Where effort stops paying", reason, unlock)

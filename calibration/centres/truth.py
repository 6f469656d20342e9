"""What is so: what was planted, and what is counted in the issues as they were drawn, not as a source shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from calibration.centres.centre import AFTER, BEFORE, FIRST_ON, SITES, TEAMS, Centre
from calibration.centres.contacts import BOT, DAY_S, Columns, Issues

WINDOW_DAYS = 7
"""A return within so many days of the end of the contact before counts against its issue."""


@dataclass(frozen=True)
class Truth:
    """What was planted, and what became of it.

    Attributes:
        plant: name. centre: all parameters. moves: quantity -> sign, of what must be said; `outcome`: of `tradeoff`.
        places: names under which the place of the change may be named; empty where it has none.
        before, after: what is counted in the quarters, see `count`. at_place: the same at the place alone.
        contacts, issues: drawn in all.
    """

    plant: str
    centre: Mapping[str, object]
    moves: Mapping[str, int]
    outcome: str
    places: tuple[str, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]
    at_place: tuple[Mapping[str, float], Mapping[str, float]] | None
    contacts: int
    issues: int


def truth(plant: str, centre: Centre, issues: Issues, contacts: Columns) -> Truth:
    """Count."""
    change = centre.change
    at_place = None
    if change.place:
        team = [TEAMS.index(name) for name in _teams(change.place)]
        before, after = (count(issues, contacts, span, teams=team) for span in (BEFORE, AFTER))
        at_place = (before, after)
    return Truth(
        plant,
        asdict(centre),
        dict(change.moves),
        change.outcome,
        names_of(change.place),
        count(issues, contacts, BEFORE),
        count(issues, contacts, AFTER),
        at_place,
        len(contacts["issue"]),
        len(issues.begun_s),
    )


def names_of(place: str) -> tuple[str, ...]:
    """A site under its own name and its teams'; a team under its own alone."""
    return (place, *SITES[place]) if place in SITES else (place,) if place else ()


def _teams(place: str) -> tuple[str, ...]:
    return SITES.get(place, (place,))


def count(
    issues: Issues, contacts: Columns, span: tuple[date, date], *, teams: list[int] | None = None
) -> dict[str, float]:
    """Shares and means over issues that began in a span, by what each issue was, whoever saw it.

    Args:
        teams: only issues whose first answered contact one of these teams took.

    Returns:
        issues; and of those answered at all (by a bot, too): `solved`, share solved in the end; `first_contact`, share
        solved by the first answered contact and without a return within WINDOW_DAYS of its end; `contacts`, answered
        contacts for each; `bot`, share a bot took first; `technical`, share of that family; without `teams`
        `unanswered`, share of all issues nobody answered. Over contacts with people begun in the span, with `teams` of
        theirs alone: `handle_s`, mean handling.
    """
    first_s, last_s = ((day - FIRST_ON).days * DAY_S for day in span)
    is_in = (issues.begun_s >= first_s) & (issues.begun_s < last_s + DAY_S)
    answered = np.flatnonzero(~contacts["abandoned"])
    by_issue = answered[np.lexsort((contacts["opened_s"][answered], contacts["issue"][answered]))]
    of = contacts["issue"][by_issue]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    first = by_issue[starts]
    length = np.diff(np.append(starts, len(of)))
    following = by_issue[np.minimum(starts + 1, len(of) - 1)]
    gap_s = contacts["opened_s"][following] - contacts["ended_s"][first]
    returned = (length > 1) & (gap_s <= WINDOW_DAYS * DAY_S)
    kept = is_in[of[starts]]
    if teams is not None:
        kept &= np.isin(contacts["team"][first], teams) & (contacts["channel"][first] != BOT)
    issue, first = of[starts][kept], first[kept]
    handled = (contacts["opened_s"] >= first_s) & (contacts["opened_s"] < last_s + DAY_S)
    handled &= ~np.isnan(contacts["handle_s"])
    if teams is not None:
        handled &= np.isin(contacts["team"], teams)
    unanswered = {} if teams is not None else {"unanswered": float(1 - np.isin(np.flatnonzero(is_in), of).mean())}
    return {
        "issues": float(len(issue)),
        "solved": float(issues.is_solved[issue].mean()),
        "first_contact": float((contacts["solved"][first] & ~returned[kept]).mean()),
        "contacts": float(length[kept].mean()),
        "handle_s": float(contacts["handle_s"][handled].mean()),
        "bot": float((contacts["channel"][first] == BOT).mean()),
        "technical": float((issues.family[issue] == 2).mean()),
        **unanswered,
    }

"""The facts as everybody reads them, over the facts at rest.

At rest a fact holds nothing that the passing of time changes: instants are whole seconds since the origin. What
follows from the horizon, or from where the data begin, is compared when the facts are read, so that a later horizon
rewrites nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from steelyard import facts, schema
from steelyard.facts.build import earlier, hidden
from steelyard.facts.build.expressions import is_true
from steelyard.facts.build.standins import DAY_S
from steelyard.settings.model import Settings
from steelyard.store.following import ENDLESS_S

IDENTITY = {"source": "string", "source_key": "string"}
"""Which row of the canonical tables a fact is of, in every fact at rest: of an issue its first contact's."""

BESIDE = {
    "contacts": {
        "start_s": "int64",
        "ended_s": "int64",
        "awaits_reply": "boolean",
        "awaits_solution": "boolean",
        "awaits_closing": "boolean",
    },
    "issues": {
        "start_s": "int64",
        "solved_s": "int64",
        "first_solved_s": "int64",
        "next_s": "int64",
        "is_first_reopened": "boolean",
        "first_ended_s": "int64",
        "mark": "boolean",
        "rated_s": "int64",
        "rerated_s": "int64",
        "last_rated_s": "int64",
        "first_rating": "float64",
        "second_rating": "float64",
        "churned_on": "date",
        "is_bought": "boolean",
        **hidden.RESTING,
    },
    "responses": {
        "is_linked": "boolean",
        "start_s": "int64",
        "sent_s": "int64",
        "answer_s": "int64",
        "next_s": "int64",
        "has_earlier": "boolean",
    },
    "evaluations": {},
}
"""Columns at rest that readers are not shown, with their types.

contacts: start and end in seconds since the origin, and what is still to come of those open.
responses: start of the contact (without one, the invitation) in seconds since the origin, and the seconds from it
to the invitation, to the answer and to the one that replaced it, if any; whether it replaced one.
issues: start, last solution, first answered contact's solution and next contact after it in seconds since the
origin; whether that first one was reopened, and the instant it ended where known; the last contact's mark; when the
first, the second and the last answer came, and the rating after the first and the second; what followed, once the
loyalty horizon passed; what `hidden` counts.
"""

STATED = {
    "issues": (
        "is_counted",
        "is_left_censored",
        "is_raised",
        "is_raised_mature",
        "is_mature",
        "is_first_mature",
        "is_resolved",
        "is_resolution_unknown",
        "is_by_bot",
        "return_day",
        "follow_day",
        "is_churned",
        "is_repurchased",
        "is_loyalty_mature",
        *hidden.HIDDEN,
        *hidden.EXPECTED,
    ),
    "contacts": (
        "is_followed",
        "first_reply_watched_s",
        "resolution_watched_s",
        "closing_watched_s",
        "resolution_within_s",
        "closing_within_s",
        "is_undated",
    ),
    "responses": ("is_followed", "is_undated", "is_sent_undated"),
}
"""Columns that exist only for readers."""


_OF_THE_FIRST = ("is_fixed_first", "is_fixed_first_by_customer", "is_contained")
"""Marks that are true only where the window after the first answered contact's solution has passed."""


@dataclass(frozen=True)
class Moment:
    """What reading depends on besides the rows.

    Args:
        horizon_s, data_start_s: whole seconds since the origin, or what stands for them.
        seen_s: source -> the same, of the instant up to which it tells what became of a contact.
        declared: sources of which that is declared: what they tell of later is there of some contacts only.
        kinds: of outcome the data hold.
        within_s: seconds after its start up to which an issue or a contact is watched.
        age_s: seconds before the horizon at which one must have begun to count as followed.
        odds: for how many unidentified contacts each other stands, see `hidden.odds`; None where there are none.
        states: issues as they stood earlier, see `earlier`; None where there are none, or all is read to the horizon.
    """

    settings: Settings
    horizon_s: int
    seen_s: Mapping[str, int | ir.Value]
    declared: frozenset[str]
    data_start_s: ir.Value | None
    kinds: frozenset[str]
    within_s: int
    age_s: int
    odds: ir.Table | None = None
    states: ir.Table | None = None

    @property
    def window_s(self) -> int:
        """The return window."""
        return round(self.settings.assumptions.return_window_days * DAY_S)


def resting(settings: Settings, fact: str) -> dict[str, str]:
    """Column -> type of a fact at rest, in order."""
    declared = {column.name: schema.IBIS_TYPES[column.type] for column in facts.fact(fact).columns}
    kept = {name: kind for name, kind in declared.items() if name not in STATED.get(fact, ())}
    return {**kept, **dict.fromkeys(settings.dimensions, "string"), **BESIDE[fact], **IDENTITY}


def seen(moment: Moment, fact: str, rest: ir.Table) -> ir.Table:
    """A fact as it is declared, the workspace's dimensions last.

    Args:
        rest: its rows at rest.
    """
    rows = _STATE[fact](moment, rest) if fact in _STATE else rest
    declared = (column.name for column in facts.fact(fact).columns)
    return rows.select(*declared, *moment.settings.dimensions)


def _stated(moment: Moment, rest: ir.Table) -> ir.Table:
    then = rest if moment.states is None else earlier.as_of(rest, moment.states, moment.within_s)
    rows = hidden.shown(then, moment.odds)
    window_s, horizon_s = moment.window_s, ibis.literal(moment.horizon_s, "int64")
    start_s = ibis.null("int64") if moment.data_start_s is None else moment.data_start_s
    is_left_censored = rows.start_s < start_s + window_s
    is_raised = ~rows.is_long & ~is_left_censored
    is_counted = is_raised & (rows.contacts > 0)
    is_old_enough = rows.start_s <= horizon_s - ibis.literal(moment.age_s, "int64")
    is_followed = is_counted & is_old_enough
    watched_s = ibis.least(rows.start_s + ibis.literal(moment.within_s, "int64"), horizon_s)
    is_running = rows.solved_s + window_s > watched_s
    is_resolved = ibis.cases((is_running, ibis.literal(False)), else_=rows.mark)
    is_first_known = is_true(rows.first_solved_s + window_s <= watched_s)
    follow_day = _days(rows.first_solved_s, horizon_s)
    stated = rows.mutate(
        is_counted=is_counted,
        is_left_censored=is_left_censored,
        is_raised=is_raised,
        is_raised_mature=is_raised & is_old_enough,
        is_mature=is_followed,
        is_first_mature=is_followed & rows.first_solved_s.notnull(),
        **{name: _known_by(is_first_known, rows[name]) for name in _OF_THE_FIRST},
        is_returned=_known_by(rows.is_first_reopened | is_true(rows.next_s <= watched_s), rows.is_returned),
        is_first_open=rows.is_first_open | is_true(rows.first_ended_s > watched_s),
        rating=_rating(rows, watched_s),
        is_rated=rows.is_rated & ~is_true(rows.rated_s > watched_s),
        **{name: ibis.cases((is_first_known, rows[name]), else_=hidden.nothing()) for name in hidden.OF_THE_FIRST},
        is_resolved=is_resolved,
        is_resolution_unknown=is_resolved.isnull(),
        is_by_bot=is_true(rows.handled_by == "bot"),
        return_day=_return_day(moment, rows, follow_day),
        follow_day=follow_day,
        **_loyalty(moment, rows, is_raised),
    )
    return stated.mutate(**hidden.expected(stated))


def _rating(rows: ir.Table, watched_s: ir.Value) -> ir.Value:
    """Of the answers given by then; of four and more, those between the second and the last count with the last."""
    return ibis.cases(
        (is_true(rows.rated_s > watched_s), ibis.null("float64")),
        (is_true(rows.rerated_s > watched_s), rows.first_rating),
        (is_true(rows.last_rated_s > watched_s), rows.second_rating),
        else_=rows.rating,
    )


def _stated_contacts(moment: Moment, rows: ir.Table) -> ir.Table:
    within_s, horizon_s = ibis.literal(moment.within_s, "int64"), ibis.literal(moment.horizon_s, "int64")
    is_followed = rows.start_s <= horizon_s - ibis.literal(moment.age_s, "int64")
    seen_s = _seen_s(moment, rows)
    since_s = ibis.greatest(seen_s - rows.start_s, ibis.literal(0, "int64")).cast("float64")
    is_cut = rows.source.isin(sorted(moment.declared)) if moment.declared else ibis.literal(False)
    is_late = is_true(rows.ended_s > rows.start_s + within_s) | (is_cut & is_true(rows.ended_s > seen_s))
    is_beyond = {event: is_cut & is_true(rows[f"{event}_s"] >= since_s + 1) for event in _AWAITED}
    rows = rows.mutate(
        **{f"{event}_s": ibis.cases((~is_beyond[event], rows[f"{event}_s"])) for event in _AWAITED},
        **{awaits: rows[awaits] | is_beyond[event] for event, awaits in _AWAITED.items()},
    )
    rows = rows.mutate(
        is_followed=is_followed,
        is_undated=is_true(rows.is_resolved) & rows.ended_s.isnull(),
        is_closed=rows.is_closed & ~is_late,
        is_resolved=ibis.cases((is_late & rows.is_contact, ibis.literal(False)), else_=rows.is_resolved),
        **{
            f"{name}_watched_s": ibis.coalesce(rows[f"{name}_s"], ibis.cases((rows[awaits], since_s)))
            for name, awaits in _AWAITED.items()
        },
    )
    limit_s = ibis.cases((within_s < ENDLESS_S, within_s.cast("float64")))
    ended = {name: ibis.cases((rows[_AWAITED[name]], limit_s), else_=rows[f"{name}_s"]) for name in _RESTRICTED}
    restricted = {
        f"{name}_within_s": ibis.cases((is_followed & seconds.notnull(), ibis.least(seconds, limit_s)))
        for name, seconds in ended.items()
    }
    return rows.mutate(**restricted)


def _seen_s(moment: Moment, rows: ir.Table) -> ir.Value:
    """Up to when a contact's source tells whether it was replied to, solved and closed: what is still open is known to
    be so until then."""
    branches = [
        (rows.source == name, ibis.literal(at_s, "int64") if isinstance(at_s, int) else at_s)
        for name, at_s in moment.seen_s.items()
    ]
    horizon_s = ibis.literal(moment.horizon_s, "int64")
    return ibis.cases(*branches, else_=horizon_s) if branches else horizon_s


def _stated_responses(moment: Moment, rows: ir.Table) -> ir.Table:
    """An answer that came later than the follow-up did not come, an invitation sent later was not sent.

    Of several answers to one invitation the last of those within it counts, the first where none is.
    """
    within_s = ibis.literal(moment.within_s, "int64")
    is_later = rows.has_earlier & is_true(ibis.coalesce(rows.answer_s, rows.sent_s) > within_s)
    rows = rows.filter(~is_true(rows.sent_s > within_s) & ~is_true(rows.next_s <= within_s) & ~is_later)
    is_late = is_true(rows.answer_s > within_s)
    kept = {name: ibis.cases((~is_late, rows[name])) for name in _ANSWERED}
    followed_s = ibis.literal(moment.horizon_s, "int64") - ibis.literal(moment.age_s, "int64")
    is_followed = is_true(rows.start_s <= followed_s)
    return rows.mutate(
        **kept,
        is_answered=rows.is_answered & ~is_late,
        is_followed=is_followed,
        is_undated=rows.is_answered & rows.answer_s.isnull(),
        is_sent_undated=is_true(rows.is_sent) & rows.sent_s.isnull(),
    )


_AWAITED = {"first_reply": "awaits_reply", "resolution": "awaits_solution", "closing": "awaits_closing"}
"""Duration -> the mark of a contact that is open and still without its end."""

_RESTRICTED = ("resolution", "closing")
"""Durations that have a mean within the follow-up."""

_ANSWERED = (
    "is_csat",
    "is_ces",
    "is_nps",
    "is_quality",
    "score_share",
    "sentiment",
    "is_top",
    "is_top_two",
    "is_promoter",
    "is_detractor",
    "is_easy",
    "is_difficult",
)
"""What an answer says."""


def _known_by(is_known: ir.Value, mark: ir.Value) -> ir.Value:
    """A mark that is true only once its window has passed; missing stays missing."""
    return ibis.cases((mark & ~is_known, ibis.literal(False)), else_=mark)


def _return_day(moment: Moment, rows: ir.Table, follow_day: ir.Value) -> ir.Value:
    """Whole days to the first return, where the horizon shows it; a reopening is one on an unknown day."""
    is_seen = rows.next_s <= ibis.literal(moment.horizon_s, "int64")
    day = ibis.cases((is_seen, _days(rows.first_solved_s, rows.next_s)))
    last_day = max(math.ceil(moment.settings.assumptions.return_window_days) - 1, 0)
    reopened = ibis.cases((is_true(rows.is_first_reopened), ibis.least(follow_day, ibis.literal(last_day, "int64"))))
    return ibis.least(day.fill_null(reopened), reopened.fill_null(day))


def _loyalty(moment: Moment, rows: ir.Table, is_raised: ir.Value) -> dict[str, ir.Value]:
    """Known once the horizon has passed, of identified customers who had not left before the issue."""
    days = moment.settings.assumptions.loyalty_days
    has_passed = rows.start_s <= ibis.literal(moment.horizon_s, "int64") - loyalty_s(moment.settings)
    is_mature = rows.customer_id.notnull() & has_passed & ~is_true(rows.churned_on < rows.on)
    has_left = is_true(rows.churned_on.delta(rows.on, unit="day") <= days)
    missing = ibis.null("boolean")
    return {
        "is_churned": ibis.cases((is_mature, has_left)) if "churned" in moment.kinds else missing,
        "is_repurchased": ibis.cases((is_mature, is_true(rows.is_bought))) if "purchased" in moment.kinds else missing,
        "is_loyalty_mature": is_mature & is_raised,
    }


def loyalty_s(settings: Settings) -> int:
    """The loyalty horizon in seconds."""
    return round(settings.assumptions.loyalty_days * DAY_S)


def _days(start_s: ir.Value, end_s: ir.Value) -> ir.Value:
    """Whole days between two numbered instants, none where the second is earlier."""
    seconds = end_s - start_s
    return ibis.cases((seconds < 0, ibis.literal(0, "int64")), (seconds >= 0, seconds // DAY_S))


_STATE = {"issues": _stated, "contacts": _stated_contacts, "responses": _stated_responses}
"""Fact -> how what follows from the moment is told."""

"""Journeys in order and as sums: the way each took, what follows what and after how long, loops, and who had it.

Everything is a group-by in the engine over two tables that are made once a question: PATHS, a row a step in order, and
WAYS, a row a journey. A way is known by a hash of its steps in order, so that no list of steps is ever held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from steelyard.measure.journeys.steps import JOURNEYS, LINKS, STEPS, Part, journeys, links, steps
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot

CODES, PATHS, WAYS = "journey_codes", "journey_paths", "journey_ways"

SECONDS_PER_DAY = 86_400

WAITING = "kind IS NULL OR kind NOT IN ('solved', 'closed', 'rated')"
"""SQL of the steps after which a customer still waits for a solution."""

SOLVING = 0.9
"""Of the contacts that have a step, those it was the last word of, for it to be what solves."""

_SOLVED = "kind = 'solved'"
_NEVER = 2_147_483_647


def codes() -> str:
    """SELECT of a number for each different step, the commonest first; 0 is the end of a journey.

    Where no step is said to solve, the one is taken that fell at the instant most contacts were solved, if it did so in
    nearly all that have it.
    """
    of_step = (
        "SELECT step, count(*) AS n, mode(kind) AS kind, count(*) FILTER (WHERE is_last_word) AS last, "
        "count(DISTINCT contact_id) FILTER (WHERE is_last_word IS NOT NULL) AS contacts "
        f"FROM {STEPS} GROUP BY step"
    )
    solves = (
        f"kind IS NULL AND last > 0 AND last >= {SOLVING} * contacts AND NOT bool_or(coalesce(kind = 'solved', false)) "
        "OVER () AND last = max(last) OVER () AND count(*) OVER (PARTITION BY last) = 1"
    )
    return (
        "SELECT step, CAST(row_number() OVER (ORDER BY n DESC, step) AS INTEGER) AS code, "
        f"CASE WHEN {solves} THEN 'solved' ELSE kind END AS kind, {solves} AS solves FROM ({of_step})"
    )


def paths(follow_days: float | None, *, of_customers: bool = False) -> str:
    """SELECT of the steps in order: journey, rn (from 1), code, next (0 at the end), after (the one after that), gap_s
    (to the next), lasted_s, at_s, team, channel, kind.

    Args:
        follow_days: steps later than so many days after the journey's first are left out.
        of_customers: what lies between one issue and the next is no wait.
    """
    gap = "greatest(lead(coalesce(started_s, at_s)) OVER way - at_s, 0)"
    if of_customers:
        gap = f"CASE WHEN lead(kind) OVER way IS DISTINCT FROM 'opened' THEN {gap} END"
    ordered = (
        "SELECT s.journey, c.code, s.at_s, s.started_s, s.order_s, s.rank, s.place, s.team, s.channel, "
        "CASE WHEN c.solves THEN 'solved' ELSE s.kind END AS kind "
        f"FROM {STEPS} AS s JOIN {CODES} AS c ON s.step = c.step"
    )
    if follow_days is not None:
        most = round(follow_days * SECONDS_PER_DAY)
        ordered = f"SELECT * FROM ({ordered}) QUALIFY order_s <= min(order_s) OVER (PARTITION BY journey) + {most}"
    return (
        "SELECT journey, CAST(row_number() OVER way AS INTEGER) AS rn, code, "
        "coalesce(lead(code) OVER way, 0) AS next, coalesce(lead(code, 2) OVER way, 0) AS after, "
        f"{gap} AS gap_s, "
        "CASE WHEN started_s < at_s THEN at_s - started_s END AS lasted_s, at_s, team, channel, kind "
        f"FROM ({ordered}) WINDOW way AS (PARTITION BY journey ORDER BY order_s, rank, place, code)"
    )


def ways(*, of_customers: bool = False) -> str:
    """SELECT of the journeys that have steps: what JOURNEYS holds, with way (a hash), steps, took_s (to the last
    solution, else to the last step), the first and the last step, waits_s (time between steps before a solution),
    solutions, reopenings, comebacks, settled_rn (the first solution or return), repeats (steps that occurred before),
    hops (changes of team), back_hops (back to the team before) and teams."""
    taken = (
        "SELECT journey, "
        "CAST(bit_xor(hash(CAST(code AS BIGINT) * 4294967296 + rn)) % 4611686018427387904 AS BIGINT) AS way, "
        f"count(*) AS steps, coalesce(max(at_s) FILTER (WHERE {_SOLVED}), max(at_s)) - min(at_s) AS took_s, "
        "arg_min(code, rn) AS first, arg_max(code, rn) AS last, "
        f"arg_max(kind, rn) AS last_kind, sum(gap_s) FILTER (WHERE {WAITING}) AS waits_s, "
        f"count(*) FILTER (WHERE {_SOLVED}) AS solutions, "
        f"coalesce(min(rn) FILTER (WHERE kind IN ('solved', 'reopened', 'returned')), {_NEVER}) AS settled_rn, "
        "count(*) FILTER (WHERE kind = 'reopened') AS reopenings, "
        "count(*) FILTER (WHERE kind IN ('reopened', 'returned')) AS comebacks "
        f"FROM {PATHS} GROUP BY journey"
    )
    each = f"SELECT journey, count(*) AS n FROM {PATHS} GROUP BY journey, code"
    repeated = f"SELECT journey, sum(n - 1) AS repeats FROM ({each}) GROUP BY journey"
    teamed = (
        f"SELECT journey, team, rn FROM {PATHS} WHERE team IS NOT NULL "
        "QUALIFY team IS DISTINCT FROM lag(team) OVER (PARTITION BY journey ORDER BY rn)"
    )
    moved = (
        "SELECT journey, team, lag(team) OVER way AS before, lag(team, 2) OVER way AS earlier "
        f"FROM ({teamed}) WINDOW way AS (PARTITION BY journey ORDER BY rn)"
    )
    hops = (
        "SELECT journey, count(*) FILTER (WHERE team <> before) AS hops, "
        f"count(*) FILTER (WHERE team <> before AND team = earlier) AS back_hops FROM ({moved}) GROUP BY journey"
    )
    teams = (
        f"SELECT journey, count(*) AS teams FROM (SELECT DISTINCT journey, team FROM {PATHS} WHERE team IS NOT NULL) "
        "GROUP BY journey"
    )
    is_back = "coalesce(j.is_back, false) OR t.solutions > 1 OR t.comebacks > 0"
    if of_customers:
        is_back = "coalesce(j.is_back, false) OR t.comebacks > 0"
    return (
        f"SELECT j.* EXCLUDE (is_back), t.* EXCLUDE (journey), {is_back} AS is_back, r.repeats, h.hops, h.back_hops, "
        f"m.teams FROM {JOURNEYS} AS j JOIN ({taken}) AS t ON j.journey = t.journey "
        f"JOIN ({repeated}) AS r ON j.journey = r.journey LEFT JOIN ({hops}) AS h ON j.journey = h.journey "
        f"LEFT JOIN ({teams}) AS m ON j.journey = m.journey"
    )


@contextmanager
def walked(
    snapshot: Snapshot,
    settings: Settings,
    parts: Sequence[Part] = (Part(),),
    dimensions: Sequence[str] = (),
    *,
    of_contacts: bool = False,
    of_customers: bool = False,
) -> Iterator[Snapshot]:
    """The version with journeys in order and as sums beside its own tables, for the length of a question."""
    has_steps = bool(snapshot.manifest.known.get("steps", {}).get("step"))
    tables = {
        JOURNEYS: journeys(parts, dimensions, of_contacts=of_contacts, of_customers=of_customers),
        LINKS: links(parts, of_customers=of_customers),
        STEPS: steps(settings, has_steps, of_customers=of_customers),
        CODES: codes(),
        PATHS: paths(None if of_customers else snapshot.follow_days, of_customers=of_customers),
        WAYS: ways(of_customers=of_customers),
    }
    with snapshot.holding(tables) as held:
        yield held

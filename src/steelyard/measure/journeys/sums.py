"""Sums over journeys: small grids of numbers by what is asked and by one of 64 groups, straight from the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from steelyard.formats.raw import quoted
from steelyard.measure.journeys.paths import CODES, PATHS, WAITING, WAYS
from steelyard.measure.journeys.steps import JOURNEYS, LINKS
from steelyard.stats.arrays import Floats
from steelyard.store.asked import asked
from steelyard.store.snapshot import Snapshot

GROUPS = 64
CUSTOMERS, DAYS, AGENTS = "customer_group", "date_diff('day', DATE '1970-01-01', \"on\") % 64", "hash(agent_id) % 64"
"""SQL of the group a journey is in: by its customer, by its day, by its agent."""

MEASURES: Mapping[str, tuple[str, str]] = {
    "n": ("count(*)", "count(*)"),
    "solved": ("count(*) FILTER (WHERE is_mature AND is_resolved)", "count(is_resolved) FILTER (WHERE is_mature)"),
    "back": ("count(*) FILTER (WHERE is_mature AND is_back)", "count(*) FILTER (WHERE is_mature)"),
    "rating": ("sum(rating)", "count(rating)"),
    "left": ("count(*) FILTER (WHERE is_churned)", "count(is_churned)"),
    "cost": ("sum(cost)", "count(cost)"),
    "customer": ("sum(customer_s)", "count(customer_s)"),
    "took": ("sum(took_s) FILTER (WHERE is_mature)", "count(took_s) FILTER (WHERE is_mature)"),
    "teams": ("sum(teams)", "count(teams)"),
    "handed": ("count(*) FILTER (WHERE hops > 0)", "count(hops)"),
    "ping_pong": ("count(*) FILTER (WHERE back_hops > 0)", "count(hops)"),
    "repeated": ("count(*) FILTER (WHERE repeats > 0)", "count(*)"),
    "reopened": ("count(*) FILTER (WHERE reopenings > 0)", "count(*)"),
    "solved_again": ("count(*) FILTER (WHERE solutions > 1)", "count(*)"),
}
"""Name -> SQL of the numerator and the denominator, over journeys."""

Grid = Mapping[str, Floats]
"""Name of a measure -> (64, 2): numerator and denominator of each group."""


@dataclass(frozen=True)
class Steps:
    """The different steps.

    Args:
        names: code -> step; 0 is the end. kinds: code -> kind, empty where it is none.
    """

    names: Mapping[int, str]
    kinds: Mapping[int, str]


def steps(held: Snapshot) -> Steps:
    """The different steps and their codes."""
    found = rows(held, f"SELECT code, step, kind FROM {CODES} ORDER BY code")
    return Steps({row["code"]: row["step"] for row in found}, {row["code"]: row["kind"] or "" for row in found})


def rows(held: Snapshot, sql: str) -> list[dict[str, Any]]:
    """The rows of a small result, missing values as None."""
    found = asked(held, sql)
    return [dict(zip(found, map(_plain, values), strict=True)) for values in zip(*found.values(), strict=True)]


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if value is None or value != value else value


def grids(held: Snapshot, key: str, relation: str, where: str = "true", group: str = CUSTOMERS) -> dict[Any, Grid]:
    """Every measure of the journeys of a relation, by a key.

    Args:
        key: SQL of the key; 0 for one grid of all. relation: journeys, as WAYS holds them.
    """
    listed = ", ".join(
        f"CAST({numerator} AS DOUBLE) AS {name}_num, CAST({denominator} AS DOUBLE) AS {name}_den"
        for name, (numerator, denominator) in MEASURES.items()
    )
    sql = f"SELECT {key} AS one, {group} AS g, {listed} FROM {relation} WHERE {where} GROUP BY ALL"
    found: dict[Any, dict[str, Floats]] = {}
    for row in rows(held, sql):
        grid = found.setdefault(row["one"], {name: np.zeros((GROUPS, 2)) for name in MEASURES})
        if row["g"] is not None:
            for name in MEASURES:
                grid[name][int(row["g"])] = (row[f"{name}_num"] or 0.0, row[f"{name}_den"] or 0.0)
    return dict(found)


def counts(held: Snapshot, sql: str, keys: Sequence[str]) -> dict[tuple[Any, ...], Floats]:
    """Key -> (64, values) of a SELECT of keys, the group `g` and numbers."""
    found: dict[tuple[Any, ...], Floats] = {}
    for row in rows(held, sql):
        if row["g"] is None:
            continue
        values = [float(row[name] or 0.0) for name in row if name not in (*keys, "g")]
        cell = found.setdefault(tuple(row[name] for name in keys), np.zeros((GROUPS, len(values))))
        cell[int(row["g"])] += values
    return found


def commonest(held: Snapshot, most: int, side: int = 0) -> tuple[list[int], int]:
    """The commonest ways, and how many different ones there are."""
    by_way = f"SELECT way, count(*) AS n FROM {WAYS} WHERE side = {side} GROUP BY way"
    found = rows(held, f"SELECT way, n, count(*) OVER () AS ways FROM ({by_way}) ORDER BY n DESC, way LIMIT {most}")
    return [int(row["way"]) for row in found], int(found[0]["ways"]) if found else 0


def spelled(held: Snapshot, ways: Sequence[int]) -> dict[int, list[tuple[int, float | None]]]:
    """Way -> its steps in order: code, and the median of seconds since the journey began."""
    listed = ", ".join(map(str, ways))
    if not ways:
        return {}
    of = f"SELECT w.way, p.rn, p.code, p.at_s - min(p.at_s) OVER (PARTITION BY p.journey) AS since_s FROM {PATHS} AS p "
    of += f"JOIN {WAYS} AS w ON p.journey = w.journey WHERE w.way IN ({listed})"
    sql = f"SELECT way, rn, min(code) AS code, median(since_s) AS since_s FROM ({of}) GROUP BY way, rn ORDER BY way, rn"
    found: dict[int, list[tuple[int, float | None]]] = {way: [] for way in ways}
    for row in rows(held, sql):
        found[int(row["way"])].append((int(row["code"]), row["since_s"]))
    return found


@dataclass(frozen=True)
class Pair:
    """One step after another.

    Args:
        n: how often. journeys: (64, 2), the step's occurrences that go on so, and all its occurrences, by group.
        waits: (64, 2), seconds between the two before a solution, and all such seconds, by group; missing where none.
        middle_s: the median of the seconds between them; None where no instants are known.
    """

    code: int
    next: int
    n: int
    journeys: Floats
    waits: Floats
    middle_s: float | None


def pairs(held: Snapshot, most: int, side: int = 0) -> list[Pair]:
    """What follows what: the commonest pairs and those that hold most waiting, the commonest first."""
    own = f"{PATHS} AS p JOIN {WAYS} AS w ON p.journey = w.journey AND w.side = {side}"
    whole = f"SELECT code, next, count(*) AS n, coalesce(sum(gap_s) FILTER (WHERE {WAITING}), 0) AS s FROM {own}"
    chosen = (
        f"SELECT code, next FROM ({whole} GROUP BY code, next) "
        f"QUALIFY row_number() OVER (ORDER BY n DESC, code, next) <= {most} "
        f"OR row_number() OVER (ORDER BY s DESC, code, next) <= {most // 2}"
    )
    held_pairs = [(int(row["code"]), int(row["next"])) for row in rows(held, chosen)]
    if not held_pairs:
        return []
    listed = ", ".join(f"({code}, {next})" for code, next in held_pairs)
    sums = (
        f"SELECT code, next, customer_group AS g, count(*) AS n, sum(gap_s) FILTER (WHERE {WAITING}) AS s FROM {own} "
        f"WHERE (code, next) IN ({listed}) GROUP BY ALL"
    )
    found = counts(held, sums, ("code", "next"))
    by_step = counts(held, f"SELECT code, customer_group AS g, count(*) AS n FROM {own} GROUP BY ALL", ("code",))
    total = counts(
        held,
        f"SELECT 0 AS one, customer_group AS g, sum(waits_s) AS s FROM {WAYS} WHERE side = {side} GROUP BY g",
        ("one",),
    )
    middles = _middles(held, own, listed)
    all_waits = total.get((0,), np.zeros((GROUPS, 1)))[:, 0]
    made = [
        Pair(
            code,
            next,
            int(cell[:, 0].sum()),
            np.stack([cell[:, 0], by_step[(code,)][:, 0]], axis=1),
            np.stack([cell[:, 1], all_waits], axis=1),
            middles.get((code, next)),
        )
        for (code, next), cell in found.items()
    ]
    return sorted(made, key=lambda pair: (-pair.n, pair.code, pair.next))


def _middles(held: Snapshot, own: str, listed: str) -> dict[tuple[int, int], float]:
    """The median of the seconds between two steps, from bins a 16th of a doubling wide."""
    bins = (
        f"SELECT code, next, CAST(floor(log2(gap_s + 1) * 16) AS INTEGER) AS bin, count(*) AS n FROM {own} "
        f"WHERE gap_s IS NOT NULL AND (code, next) IN ({listed}) GROUP BY ALL ORDER BY code, next, bin"
    )
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row in rows(held, bins):
        found.setdefault((int(row["code"]), int(row["next"])), []).append((int(row["bin"]), int(row["n"])))
    return {pair: _middle(counted) for pair, counted in found.items()}


def _middle(counted: Sequence[tuple[int, int]]) -> float:
    half, run = sum(n for _, n in counted) / 2, 0
    for at, n in counted:
        run += n
        if run >= half:
            return float(max(2 ** ((at + 0.5) / 16) - 1, 0.0)) if at else 0.0
    return 0.0


@dataclass(frozen=True)
class Loop:
    """A step that occurs again in a journey.

    Args:
        journeys: (64, 2), journeys in which it does, and all journeys with the step, by group.
        times: its occurrences in those journeys. via: the code of the step most often in between; the step itself where
            it follows itself most often.
        extra_s: mean seconds from its first to its last occurrence; None where unknown.
    """

    code: int
    n: int
    journeys: Floats
    times: int
    via: int
    extra_s: float | None


def loops(held: Snapshot, most: int, side: int = 0) -> list[Loop]:
    """Steps that occur again, those in most journeys first."""
    each = (
        "SELECT p.code, p.journey, any_value(w.customer_group) AS g, count(*) AS times, max(at_s) - min(at_s) AS extra "
        f"FROM {PATHS} AS p JOIN {WAYS} AS w ON p.journey = w.journey AND w.side = {side} GROUP BY p.code, p.journey"
    )
    sums = (
        "SELECT code, g, count(*) FILTER (WHERE times > 1) AS again, count(*) AS all_of, "
        "coalesce(sum(times) FILTER (WHERE times > 1), 0) AS times, coalesce(sum(extra) FILTER (WHERE times > 1), 0) "
        f"AS extra, count(extra) FILTER (WHERE times > 1) AS timed FROM ({each}) GROUP BY code, g"
    )
    found = counts(held, sums, ("code",))
    again = (
        f"SELECT code, CASE WHEN next = code THEN code ELSE next END AS via, count(*) AS n FROM {PATHS} AS p "
        f"JOIN {WAYS} AS w ON p.journey = w.journey AND w.side = {side} "
        "WHERE next = code OR (after = code AND next > 0) GROUP BY 1, 2"
    )
    via = f"SELECT * FROM ({again}) QUALIFY row_number() OVER (PARTITION BY code ORDER BY n DESC, via) = 1"
    between = {int(row["code"]): int(row["via"]) for row in rows(held, via)}
    made = []
    for (code,), cell in found.items():
        again, _, times, extra, timed = cell.sum(axis=0)
        if again:
            made.append(
                Loop(
                    int(code),
                    int(again),
                    cell[:, :2],
                    int(times),
                    between.get(int(code), 0),
                    extra / timed if timed else None,
                )
            )
    return sorted(made, key=lambda loop: (-loop.n, loop.code))[:most]


def ends(held: Snapshot, side: int = 0) -> dict[int, Floats]:
    """Code of a step -> (64, 2): mature journeys that ended unsolved right after it, and all mature ones that had it.

    Giving up, and a close without a solution, is an end; the step before it is what led there.
    """
    own = f"{PATHS} AS p JOIN {WAYS} AS w ON p.journey = w.journey AND w.side = {side} AND w.is_mature"
    is_open = "(w.is_resolved = false OR w.last_kind = 'given_up')"
    is_end = "(w.last_kind IN ('given_up', 'closed') AND w.steps > 1)"
    last = (
        f"SELECT p.code, w.customer_group AS g, count(*) AS n FROM {own} WHERE {is_open} AND "
        f"p.rn = CASE WHEN {is_end} THEN w.steps - 1 ELSE w.steps END GROUP BY ALL"
    )
    reached = (
        f"SELECT code, g, count(*) AS n FROM (SELECT DISTINCT p.code, p.journey, w.customer_group AS g FROM {own}) "
    )
    found = counts(held, last, ("code",))
    there = counts(held, f"{reached} GROUP BY ALL", ("code",))
    return {int(code): np.stack([cell[:, 0], there[(code,)][:, 0]], axis=1) for (code,), cell in found.items()}


def forced(held: Snapshot, side: int = 0) -> Floats:
    """(64, 2): journeys with a forced change of channel (the contact before was given up, or is marked unsolved), and
    those with a channel, by group."""
    ordered = (
        f"SELECT l.journey, f.channel, f.is_abandoned, f.is_resolved, c.opened_at, f.contact_id FROM {LINKS} AS l "
        "JOIN fact_contacts AS f ON l.contact_id = f.contact_id AND f.is_attempt AND f.channel IS NOT NULL "
        "JOIN contacts AS c ON l.contact_id = c.contact_id"
    )
    lagged = (
        "SELECT journey, channel <> lag(channel) OVER way "
        "AND (lag(is_abandoned) OVER way OR lag(is_resolved) OVER way = false) AS is_forced "
        f"FROM ({ordered}) WINDOW way AS (PARTITION BY journey ORDER BY opened_at, contact_id)"
    )
    each = f"SELECT journey, coalesce(bool_or(is_forced), false) AS is_forced FROM ({lagged}) GROUP BY journey"
    sql = (
        "SELECT 0 AS one, j.customer_group AS g, count(*) FILTER (WHERE is_forced) AS n, count(*) AS of "
        f"FROM ({each}) AS e JOIN {JOURNEYS} AS j ON e.journey = j.journey AND j.side = {side} GROUP BY ALL"
    )
    return counts(held, sql, ("one",)).get((0,), np.zeros((GROUPS, 2)))


def reached(held: Snapshot, outcome: str, group: str = CUSTOMERS) -> dict[tuple[Any, ...], Floats]:
    """(side, code) -> (64, 2): mature journeys with an outcome, and all, of those that had a step before their first
    solution or return.

    Args:
        outcome: SQL of it; a journey of which it is missing does not count.
    """
    had = f"SELECT DISTINCT p.journey, p.code FROM {PATHS} AS p JOIN {WAYS} AS w ON p.journey = w.journey "
    had += "WHERE p.rn < w.settled_rn AND w.is_mature"
    sql = (
        f"SELECT w.side, h.code, {group} AS g, count(*) FILTER (WHERE {outcome}) AS n, count({outcome}) AS of "
        f"FROM ({had}) AS h JOIN {WAYS} AS w ON h.journey = w.journey GROUP BY ALL"
    )
    return counts(held, sql, ("side", "code"))


def with_step(held: Snapshot, group: str) -> dict[tuple[Any, ...], Floats]:
    """(side, code) -> (64, 1): journeys that have a step at all."""
    had = f"SELECT DISTINCT journey, code FROM {PATHS}"
    sql = (
        f"SELECT w.side, h.code, {group} AS g, count(*) AS n FROM ({had}) AS h "
        f"JOIN {WAYS} AS w ON h.journey = w.journey GROUP BY ALL"
    )
    return counts(held, sql, ("side", "code"))


def by_part(held: Snapshot, dimension: str, outcome: str, most: int) -> dict[tuple[Any, ...], Floats]:
    """(value,) -> (64, 2): mature journeys with an outcome, and all, of the commonest values of a dimension."""
    name = quoted(dimension)
    top = (
        f"SELECT {name} AS one FROM {WAYS} WHERE {name} IS NOT NULL AND side = 0 GROUP BY 1 ORDER BY count(*) DESC, 1 "
        f"LIMIT {most}"
    )
    sql = (
        f"SELECT {name} AS one, customer_group AS g, count(*) FILTER (WHERE {outcome}) AS n, count({outcome}) AS of "
        f"FROM {WAYS} WHERE is_mature AND side = 0 AND {name} IN ({top}) GROUP BY ALL"
    )
    return counts(held, sql, ("one",))

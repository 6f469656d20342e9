"""What of a version may be shown to viewers: which months or quarters, and which splits of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from steelyard import facts
from steelyard.analyses.periods.choice import covered
from steelyard.analyses.periods.date_range import span_of
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.asked import asked
from steelyard.web.privacy.cuts import fewest

GRAINS = ("month", "quarter")
ORDER = ("team", "channel", "family", "site", "topic", "segment", "handled_by", "priority")
"""Which splits are tried first; the workspace's own come after."""

NEVER = frozenset({"agent_id", "customer_id", "weekday", "hour", "direction", "closure", "instrument", "scale"})
MOST_APART = 2
"""So many splits that do not follow from one another are shown: of two it is known exactly what they single out."""

FACTS = ("contacts", "issues")
Blocks = Mapping[date, Mapping[tuple[str, str], int]]


@dataclass(frozen=True)
class Scope:
    """What viewers may ask for.

    Args:
        grain: "month" or "quarter": whole ones only.
        first_on, last_on: from the first whole one to the end of the last.
        parts: dimension -> the parts whose figures may be shown; a dimension that is not here is not shown.
    """

    grain: str
    first_on: date | None
    last_on: date | None
    parts: Mapping[str, tuple[str, ...]]

    def holds(self, from_on: date, to_on: date) -> bool:
        """Whether days are whole months, or quarters, of what may be shown."""
        if self.first_on is None or self.last_on is None or not self.first_on <= from_on <= to_on <= self.last_on:
            return False
        return span_of(from_on, self.grain).from_on == from_on and span_of(to_on, self.grain).to_on == to_on


def scope(snapshot: Snapshot, settings: Settings, besides: Sequence[str] = ()) -> Scope:
    """The finest grain in which a split may be shown, and the splits; months without any where none may.

    Args:
        besides: teams of which every row is known to who asks, so that totals tell them of all other rows.
    """
    found = [_scope(snapshot, settings, grain, besides) for grain in GRAINS]
    return next((entry for entry in found if entry.parts), found[0])


def _scope(snapshot: Snapshot, settings: Settings, grain: str, besides: Sequence[str]) -> Scope:
    blocks = tuple(_whole(*covered(snapshot, settings), grain))
    least = _Least(settings.serve.least_contacts, settings.serve.least_people, grain, blocks, tuple(besides))
    if not blocks or not _is_enough(snapshot, least, "", ""):
        return Scope(grain, None, None, {})
    shown: list[str] = []
    apart: list[str] = []
    for name in _known(snapshot, settings):
        if any(_follows(snapshot, name, other, least) for other in apart):
            shown.append(name)
        elif len(apart) < MOST_APART and all(_is_enough(snapshot, least, name, other) for other in apart or [""]):
            apart.append(name)
            shown.append(name)
    parts = {name: _parts(snapshot, name) for name in shown}
    return Scope(grain, blocks[0], span_of(blocks[-1], grain).to_on, parts)


def _whole(first_on: date, last_on: date, grain: str) -> list[date]:
    """The first days of the whole months or quarters of the data."""
    found, day = [], first_on
    while day <= last_on:
        span = span_of(day, grain)
        if span.from_on >= first_on and span.to_on <= last_on:
            found.append(span.from_on)
        day = date.fromordinal(span.to_on.toordinal() + 1)
    return found


def _known(snapshot: Snapshot, settings: Settings) -> list[str]:
    """The dimensions that contacts and issues both have, in the order they are tried."""
    columns = [set(snapshot.manifest.shown.get(f"fact_{name}", {})) for name in FACTS]
    known = dict.fromkeys((*ORDER, *facts.fact("issues").dimensions, *settings.dimensions))
    return [name for name in known if name not in NEVER and all(name in held for held in columns)]


@dataclass(frozen=True)
class _Least:
    """What a group needs, and in which days: a first day for each whole month or quarter.

    Args:
        besides: teams whose rows do not count.
    """

    contacts: int
    people: int
    grain: str
    blocks: tuple[date, ...]
    besides: tuple[str, ...] = ()

    def rows(self, snapshot: Snapshot, fact: str) -> str:
        """Where the rows of a fact that count are read from, in SQL."""
        if not self.besides or "team" not in snapshot.manifest.shown.get(f"fact_{fact}", {}):
            return f"fact_{fact}"
        named = ", ".join(f"'{escaped}'" for escaped in (team.replace("'", "''") for team in self.besides))
        return f"fact_{fact} WHERE coalesce(CAST(team AS VARCHAR), '') NOT IN ({named})"


def _is_enough(snapshot: Snapshot, least: _Least, one: str, other: str) -> bool:
    """Whether nothing too small can be singled out in any block, by one split or by two."""
    for fact in FACTS:
        cells, agents = _cells(snapshot, fact, one, other, least)
        for block in least.blocks:
            held = cells.get(block, {})
            if 0 < fewest(held) < least.contacts:
                return False
            if fact == "contacts" and not _enough_people(agents.get(block, {}), held, least.people):
                return False
    return True


Agents = Mapping[tuple[str, str], frozenset[str]]


def _cells(snapshot: Snapshot, fact: str, one: str, other: str, least: _Least) -> tuple[Blocks, Mapping[date, Agents]]:
    """Block -> cell -> rows, and -> the agents in it; what has no part has one of its own, without a name."""
    p, q = (f"coalesce(CAST({_quoted(name)} AS VARCHAR), '')" if name else "''" for name in (one, other))
    sql = f"""SELECT CAST(date_trunc('{least.grain}', "on") AS DATE) AS block, {p} AS p, {q} AS q, agent_id AS agent,
        count(*) AS rows FROM {least.rows(snapshot, fact)} GROUP BY 1, 2, 3, 4"""
    found = asked(snapshot, sql)
    rows: dict[date, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    agents: dict[date, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for block, p, q, agent, count in zip(*(found[name] for name in ("block", "p", "q", "agent", "rows")), strict=True):
        day = date.fromisoformat(str(block)[:10])
        rows[day][str(p), str(q)] += int(count)
        if agent is not None and agent == agent:
            agents[day][str(p), str(q)].add(str(agent))
    return rows, {day: {cell: frozenset(held) for cell, held in cells.items()} for day, cells in agents.items()}


def _enough_people(agents: Agents, cells: Mapping[tuple[str, str], int], least: int) -> bool:
    """Whether no part is the work of too few, nor what it and the nearest parts of the other split differ by.

    What no agent is known of (bots) is nobody's work.
    """
    for side in (0, 1):
        for part in {cell[side] for cell in cells}:
            own = [cell for cell in cells if cell[side] == part]
            for held in (own, _difference(cells, own, side)):
                known = len(frozenset(chain.from_iterable(agents.get(cell, ()) for cell in held)))
                if 0 < known < least:
                    return False
    return True


def _difference(
    cells: Mapping[tuple[str, str], int], own: Iterable[tuple[str, str]], side: int
) -> list[tuple[str, str]]:
    """The cells in which a part differs from those parts of the other split that are nearest to it."""
    found = []
    for cell in own:
        others = [held for held in cells if held[1 - side] == cell[1 - side] and held != cell]
        found += [cell] if cells[cell] < sum(cells[held] for held in others) else others
    return found


def _follows(snapshot: Snapshot, name: str, other: str, least: _Least) -> bool:
    """Whether a split follows from another: each part of the other lies within one of its parts."""
    for fact in FACTS:
        sql = f"""SELECT {_quoted(other)} FROM {least.rows(snapshot, fact)} GROUP BY 1
            HAVING count(DISTINCT coalesce(CAST({_quoted(name)} AS VARCHAR), '')) > 1 LIMIT 1"""
        if len(asked(snapshot, sql)[other]):
            return False
    return True


def _parts(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    column = _quoted(name)
    sql = f"SELECT DISTINCT CAST({column} AS VARCHAR) AS part FROM fact_contacts WHERE {column} IS NOT NULL"
    found = asked(snapshot, f"{sql} UNION SELECT CAST({column} AS VARCHAR) FROM fact_issues WHERE {column} IS NOT NULL")
    return tuple(sorted(str(part) for part in found["part"]))


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'

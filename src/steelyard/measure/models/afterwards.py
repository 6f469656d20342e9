"""What customers did after a day of their own: came back, rated, stayed. Every engine is asked the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from steelyard import facts, schema
from steelyard.facts.build.standins import ORIGIN, seconds_of
from steelyard.measure.missing import check_refused, is_met
from steelyard.measure.sums import queries
from steelyard.schema import IBIS_TYPES
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.asked import asked
from steelyard.store.lazily import exp, ibis

DAY_S = 86_400
TABLE = "drawn_customers"
"""n, who, since_s: those asked about, with seconds since the origin; dropped when all is read."""


@dataclass(frozen=True)
class After:
    """One customer after an instant.

    Args:
        has_returned: a contact or an attempt within the days; rating: 0 to 1, the mean of the answers given in them,
            None without; both None where the data do not reach so far.
        has_stayed: did not leave within the loyalty horizon; None where the data do not reach so far, or do not say who
            left.
    """

    has_returned: bool | None
    rating: float | None
    has_stayed: bool | None


def afterwards(
    snapshot: Snapshot, settings: Settings, since: Sequence[tuple[str, datetime]], days: float
) -> list[After]:
    """What each did after its own instant (naive UTC), in the order given; nothing after the horizon is read.

    What is kept of it with the version names nobody: customers are numbered.
    """
    check_refused(snapshot, "afterwards")
    horizon = snapshot.manifest.horizon
    if not since or horizon is None:
        return [After(None, None, None) for _ in since]
    stay_days = settings.assumptions.loyalty_days
    start_s = [seconds_of(at) for _, at in since]
    end_s = seconds_of(horizon)
    rated = is_met(snapshot, settings, "surveys.score") and is_met(snapshot, settings, "surveys.answered_at")
    tells_leaving = is_met(snapshot, settings, "outcomes.kind=churned")
    select = _select([(n, who, at) for n, ((who, _), at) in enumerate(zip(since, start_s, strict=True))], snapshot)
    with snapshot.keeping(TABLE, select) as held:
        came = _read(held, _within(_contacts(settings), days, end_s))
        ratings = _read(held, _within(_ratings(settings), days, end_s)) if rated else {}
        left = _read(held, _within(_departures(settings), stay_days, end_s)) if tells_leaving else {}
    return [
        After(
            n in came if at + days * DAY_S <= end_s else None,
            ratings.get(n) if at + days * DAY_S <= end_s else None,
            n not in left if tells_leaving and at + stay_days * DAY_S <= end_s else None,
        )
        for n, at in enumerate(start_s)
    ]


def _read(held: Snapshot, expression: Any) -> dict[int, float]:
    """Number of a customer -> the mean of what was found after their instant; of those alone of whom anything was."""
    found = asked(held, queries.to_sql(expression, held.engine.dialect))
    return {int(n): float(value) for n, value in zip(found["n"], found["value"], strict=True)}


def _within(rows: Any, days: float, end_s: int) -> Any:
    """n, value: the mean of rows (who, at_s, value) within so many days after each customer's instant."""
    drawn = ibis.table({"n": "int64", "who": "string", "since_s": "int64"}, name=TABLE)
    joined = drawn.inner_join(rows, "who")
    later = joined.filter(
        joined.at_s > joined.since_s, joined.at_s <= joined.since_s + round(days * DAY_S), joined.at_s <= end_s
    )
    return later.group_by("n").aggregate(value=later.value.cast("float64").mean())


def _contacts(settings: Settings) -> Any:
    fact, stored = _fact("contacts"), _stored("contacts", settings)
    opened = stored.select("contact_id", at_s=_number(stored.opened_at))
    rows = fact.filter(fact.is_attempt, fact.customer_id.notnull()).inner_join(opened, "contact_id")
    return rows.select("at_s", who=rows.customer_id, value=ibis.literal(1.0))


def _ratings(settings: Settings) -> Any:
    fact, stored = _fact("responses"), _stored("surveys", settings)
    dated = stored.group_by("survey_id", "instrument").aggregate(at=stored.answered_at.max())
    rows = fact.filter(fact.is_quality, fact.is_answered, fact.customer_id.notnull())
    rows = rows.inner_join(dated, ["survey_id", "instrument"])
    return rows.select(at_s=_number(rows["at"]), who=rows.customer_id, value=rows.score_share)


def _departures(settings: Settings) -> Any:
    rows = _stored("outcomes", settings)
    rows = rows.filter(rows.kind == "churned")
    return rows.select(at_s=_number(rows["at"]), who=rows.customer_id, value=ibis.literal(1.0))


def _stored(table: str, settings: Settings) -> Any:
    columns = schema.stored_columns(table, settings.dimensions)
    return ibis.table({column.name: IBIS_TYPES[column.type] for column in columns}, name=table)


def _fact(name: str) -> Any:
    definition = facts.fact(name)
    return ibis.table({column.name: IBIS_TYPES[column.type] for column in definition.columns}, name=definition.table)


def _select(rows: Sequence[tuple[int, str, int]], snapshot: Snapshot) -> str:
    """SQL that gives the rows."""
    dialect = snapshot.engine.dialect
    values = ", ".join(f"({n}, {exp.Literal.string(who).sql(dialect=dialect)}, {at})" for n, who, at in rows)
    return f"SELECT n, who, since_s FROM (VALUES {values}) AS told(n, who, since_s)"


def _number(instant: Any) -> Any:
    """Whole seconds since the origin."""
    return instant.delta(ibis.timestamp(ORIGIN.isoformat(" ")), unit="second")

"""Who works, or asks for help, on both sides of a comparison, so that what is done on one may be felt on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from steelyard.measure.missing import check_refused
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.lazily import ibis


@dataclass(frozen=True)
class Crossing:
    """What the control's contacts since it began share with those treated; None where the data do not name it.

    Attributes:
        customers: share of them with customers who had been with those treated since it began.
        agents: share of their agents' contacts that were with those treated, on average.
    """

    customers: float | None
    agents: float | None


def crossing(
    snapshot: Snapshot, settings: Settings, dimension: str, treated: Sequence[str], control: Sequence[str], on: date
) -> Crossing:
    """How much of the control's work is with customers or by agents of those treated."""
    check_refused(snapshot, "crossing")
    known = snapshot.manifest.known.get("contacts", {})
    has_agents = bool(known.get("agent_id")) and dimension != "agent_id"
    named = (tuple(sorted(treated)), tuple(sorted(control)))
    made_from = ("crossing", dimension, named, on, settings.dimensions, has_agents)
    seen = answered(snapshot, made_from, lambda *_: _counts(settings, dimension, *named, on, has_agents))
    found = {name: float(values[0] or 0.0) for name, values in seen.items()}

    def share(part: str, whole: str) -> float | None:
        return found[part] / found[whole] if found.get(whole) else None

    return Crossing(
        share("with_theirs", "identified") if known.get("customer_id") else None,
        share("by_both", "with_agent") if has_agents else None,
    )


def _counts(
    settings: Settings, dimension: str, treated: tuple[str, ...], control: tuple[str, ...], on: date, has_agents: bool
) -> Any:
    rows = queries.table("contacts", settings.dimensions)
    rows = rows.filter(rows.is_contact & (rows.on >= ibis.literal(on)) & rows[dimension].isin([*treated, *control]))
    rows = rows.mutate(is_treated=rows[dimension].isin(treated))
    own = rows.filter(rows.is_treated & rows.customer_id.notnull())
    first = own.group_by(them=own.customer_id).aggregate(first_on=own.on.min())
    others = rows.filter(~rows.is_treated & rows.customer_id.notnull())
    met = others.left_join(first, others.customer_id == first.them)
    customers = met.aggregate(
        identified=met.count().cast("float64"),
        with_theirs=(met.first_on <= met.on).fill_null(False).cast("float64").sum(),
    )
    if not has_agents:
        return customers
    worked = rows.filter(rows.agent_id.notnull())
    each = worked.group_by("agent_id").aggregate(
        theirs=worked.is_treated.cast("float64").sum(), whole=worked.count().cast("float64")
    )
    left = each.whole - each.theirs
    agents = each.aggregate(with_agent=left.sum(), by_both=(left * each.theirs / each.whole).sum())
    return customers.cross_join(agents)

"""What is read for the question of debts, once for all of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from steelyard.analyses.debt import levels
from steelyard.analyses.debt.cells import Cells, Prices, Scope
from steelyard.analyses.debt.finding import SLOW, SURGE
from steelyard.analyses.worth.question import MOST_MONTHS, multiple_of
from steelyard.measure import missing as lacking
from steelyard.measure.models.customer_base import base, departures
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

DISCOUNT = 0.1


@dataclass(frozen=True)
class Data:
    """What was read.

    Args:
        names: fracture -> its title, in the causal order. loyal: customers who left for each issue whose customer
            left; None where not known. kept: money for one customer kept; None where not known.
    """

    held: Cells
    price: Prices
    names: Mapping[str, str]
    dimensions: tuple[str, ...]
    parts: levels.Parts
    customers: Mapping[tuple[Scope, str], int]
    loyal: float | None
    kept: float | None
    currency: str

    def title(self, fracture: str) -> str:
        """As people say it."""
        return {SURGE: "issues that were not there before", SLOW: "work that takes longer"}.get(
            fracture, self.names.get(fracture, fracture)
        )


def dimensions_of(snapshot: Snapshot, settings: Settings) -> tuple[str, ...]:
    """What scopes may be parts of: topic family, channel, site (else team) and the workspace's own, as far as known."""
    known = snapshot.manifest.known
    contacts, agents = known.get("contacts", {}), known.get("agents", {})
    own = tuple(name for name in settings.dimensions if contacts.get(name, True))
    place = ("site",) if agents.get("site") else ("team",) if contacts.get("team") else ()
    return (
        *(("family",) if contacts.get("topic") else ()),
        *(("channel",) if contacts.get("channel") else ()),
        *place,
        *own,
    )


def people_of(rows: Mapping[str, np.ndarray], fractures: Sequence[str]) -> dict[tuple[Scope, str], int]:
    return {
        (Scope(by, part), name): int(rows[f"who_{name}"][at])
        for at, (by, part) in enumerate(zip(rows["by"].tolist(), rows["part"].tolist(), strict=True))
        for name in fractures
    }


def loyalty(snapshot: Snapshot, settings: Settings, first_on: date) -> tuple[float | None, float | None]:
    """Customers who left for each issue whose customer left, and what keeping one is worth; None where not known."""
    if lacking(snapshot, ["churn_rate"], settings):
        return None, None
    left = departures(snapshot, settings)
    shares = [share for share in left.values() if np.isfinite(share)]
    if not shares:
        return None, None
    held = base(snapshot, settings, first_on)
    multiple = multiple_of(held, MOST_MONTHS, DISCOUNT) if held.value else None
    if multiple is None:
        return float(np.mean(shares)), None
    mean = float(np.average(list(held.value.values()), weights=[held.customers[name] for name in held.value]))
    return float(np.mean(shares)), mean * multiple

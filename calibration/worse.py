"""Worse data: from the same worlds ever more customers' ids are deleted. Does a figure ever look better for it?

And does its interval hold the truth, where ids are lost by lot, and where returns lose them more often?
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import duckdb

from calibration.drawn import Setting, figures
from calibration.tally import Tally
from calibration.worlds import Load, loaded
from steelyard import measure, metrics
from steelyard.answers import Estimate
from steelyard.declare import Sum
from steelyard.facts.build.hidden import HIDDEN
from steelyard.measure.sums.model import Atom, Sums
from steelyard.stats.arrays import Floats

METRICS = (
    "first_contact_resolution",
    "contacts_per_issue",
    "resolution_rate",
    "balance",
    "csat_score",
    "handle_time",
)
SHARES = (0.0, 0.05, 0.10, 0.15, 0.25)
"""Of contacts whose customer's id is deleted at random; who loses it at one share has lost it at the next."""

LOST = (0.0, 0.03, 0.06, 0.10)
"""The same where worlds are large: what a figure is off by does not drown in sampling error."""


@dataclass
class Seen:
    """One measure in every world, so many ids deleted.

    Attributes:
        ours: the product's figures. naive: the same as if nothing were hidden.
        low, high: the product's limits in every world.
        widths: width of the interval over that of the same world with every id.
        better: worlds in which the whole interval lies on the better side of the figure with every id.
    """

    ours: Tally
    naive: Tally
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    better: int = 0

    def add(self, ours: Estimate, naive: Estimate, full: Estimate) -> None:
        """Count one world."""
        self.ours.add(ours)
        self.naive.add(naive)
        if ours.interval is not None and full.interval is not None:
            self.low.append(ours.interval.low)
            self.high.append(ours.interval.high)
            self.widths.append((ours.interval.high - ours.interval.low) / (full.interval.high - full.interval.low))
            self.better += looks_better(ours, full)

    def summary(self) -> dict[str, object]:
        """What is written down: medians over worlds, and the narrowest interval beside that of all ids."""
        return {
            "ours": self.ours.summary(),
            "naive": self.naive.summary(),
            "low": _median(self.low),
            "high": _median(self.high),
            "wider": _median(self.widths),
            "narrowest": min(self.widths, default=None),
            "better": self.better,
        }


def _median(values: list[float]) -> float | None:
    return statistics.median(values) if values else None


def looks_better(worse: Estimate, full: Estimate) -> bool:
    """Whether a figure of worse data claims to be better than that of the full data."""
    if worse.interval is None or full.value is None:
        return False
    slack = 1e-9 * abs(full.value)
    if metrics.metric(full.metric).better == "low":
        return worse.interval.high < full.value - slack
    return worse.interval.low > full.value + slack


def run(
    worlds: int,
    customers: int,
    seed: int,
    scratch: Path | None,
    shares: Sequence[float] = SHARES,
    odds: float = 1.0,
) -> dict[str, object]:
    """The same worlds with ever fewer ids, to be written down; the first of the shares is held against.

    Args:
        odds: of a repeat contact to lose its id, over those of an issue's first.
    """
    setting = Setting()
    true = figures(setting)
    full: Sequence[Estimate] = ()
    steps, contacts = [], 0
    for share in shares:
        spoil = partial(delete_ids, share=share, odds=odds)
        with loaded(setting, worlds, customers, seed, scratch=scratch, spoil=spoil) as load:
            ours, naive = _ask(load)
            contacts += load.contacts
        full = full or ours
        seen = {name: Seen(Tally(true[name]), Tally(true[name])) for name in METRICS}
        for one, plain, known in zip(ours, naive, full, strict=True):
            seen[one.metric].add(one, plain, known)
        steps.append({"share": share, "metrics": {name: entry.summary() for name, entry in seen.items()}})
    return {"worlds": worlds, "customers": customers, "contacts": contacts, "odds": odds, "steps": steps}


def delete_ids(folder: Path, share: float, odds: float = 1.0) -> None:
    """Forget the customer of a share of the contacts written, by a hash of the contact's id.

    Args:
        share: of the contacts that begin an issue.
        odds: of the others to lose it, over those of these.
    """
    others = odds * share / (1 - share + odds * share)
    is_first = "row_number() OVER (PARTITION BY issue ORDER BY opened_at, contact_id) = 1"
    limit = share if odds == 1 else f"CASE WHEN {is_first} THEN {share} ELSE {others} END"
    with duckdb.connect() as connection:
        for file in sorted(folder.glob("contacts-*.parquet")):
            connection.execute(f"""CREATE OR REPLACE TABLE contacts AS SELECT * REPLACE (
                CASE WHEN ('0x' || substr(md5(contact_id), 5, 6))::BIGINT >= ({limit})::DOUBLE * 16777216
                THEN customer_id END
                AS customer_id) FROM '{file}'""")
            connection.execute(f"COPY contacts TO '{file}' (FORMAT parquet)")


def _ask(load: Load) -> tuple[list[Estimate], list[Estimate]]:
    """Every figure of every world, as the product gives it and as if nothing were hidden."""
    ours: list[Estimate] = []
    naive: list[Estimate] = []
    with load.workspace.snapshot() as snapshot:
        for names in load.batches():
            sums = measure.measure(snapshot, load.workspace.settings, METRICS, by=("world",), where={"world": names})
            ours += measure.estimates(sums)
            naive += measure.estimates(as_if_complete(sums))
    return ours, naive


def as_if_complete(sums: Sums) -> Sums:
    """The same sums, told that no contact is unidentified and so nothing hidden."""
    groups: dict[str, Mapping[Atom, Floats]] = {
        chance: {atom: values * (not _is_of_nobody(atom)) for atom, values in atoms.items()}
        for chance, atoms in sums.groups.items()
    }
    return replace(sums, groups=groups)


def _is_of_nobody(atom: Atom) -> bool:
    return isinstance(atom, Sum) and ("is_unidentified" in atom.where or atom.column in HIDDEN)

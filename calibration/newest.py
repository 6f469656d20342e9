"""The newest month: most of its issues have not come back yet. Does the product know, and what if it did not?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from calibration.drawn import Setting, figures
from calibration.tally import Tally, add_all
from calibration.worlds import Load, loaded, on, one_chance, quiet
from steelyard import measure
from steelyard.store.snapshot import Snapshot

METRICS = ("first_contact_resolution", "contacts_per_issue", "balance")
HORIZON_DAY = 36
MONTH = (6, 35)
"""First and last day of the newest month; nothing is known of what happens afterwards."""

ISSUES_OF_A_CUSTOMER = 1.27 * 30 / 33
"""Begun in that month, on average."""


def setting() -> Setting:
    """One stretch of time, three topics at once, one survey."""
    return replace(quiet(Setting(slots=1, lines=3)), invited=(("csat", 0.5),), evaluated=0.02)


def tally(load: Load, snapshot: Snapshot, *, is_naive: bool = False) -> dict[str, Tally]:
    """The three figures of the newest month over all worlds; naive ones know the customers' chance alone."""
    true = figures(load.setting)
    tallies = {name: Tally(true[name]) for name in METRICS}
    for names in load.batches():
        sums = measure.measure(
            snapshot,
            load.workspace.settings,
            METRICS,
            by=("world",),
            where={"world": names},
            from_on=on(MONTH[0]),
            to_on=on(MONTH[1]),
        )
        add_all(tallies, measure.estimates(one_chance(sums) if is_naive else sums))
    return tallies


def forget_age(load: Load, snapshot: Snapshot) -> None:
    """Make every issue count at once, as it stands: what a dashboard does that shows the month so far."""
    snapshot.results = None
    files = f"{load.workspace.settings.data}/contacts-*.parquet"
    snapshot.engine.execute(f"""
        CREATE TEMP TABLE so_far AS
        SELECT arg_min(contact_id, opened_at) AS issue_id, arg_max(coalesce(resolved, false), opened_at) AS mark
        FROM read_parquet('{files}') WHERE issue IS NOT NULL GROUP BY split_part(contact_id, '.', 1), issue""")
    snapshot.engine.execute("""
        CREATE TEMP TABLE naive_issues AS SELECT f.* REPLACE (
            f.is_counted AS is_mature, f.is_counted AS is_first_mature,
            CASE WHEN f.is_counted THEN s.mark END AS is_resolved,
            f.is_counted AND s.mark IS NULL AS is_resolution_unknown)
        FROM fact_issues f LEFT JOIN so_far s USING (issue_id)""")
    snapshot.engine.execute("DROP VIEW fact_issues")
    snapshot.engine.execute("CREATE VIEW fact_issues AS SELECT * FROM naive_issues")


def run(worlds: int, issues: int, seed: int, scratch: Path | None) -> dict[str, object]:
    """The newest month at one size, the product's figures and the naive ones, to be written down."""
    customers = round(issues / ISSUES_OF_A_CUSTOMER)
    with loaded(setting(), worlds, customers, seed, until_day=HORIZON_DAY, scratch=scratch) as load:
        with load.workspace.snapshot() as snapshot:
            ours = tally(load, snapshot)
        with load.workspace.snapshot() as snapshot:
            forget_age(load, snapshot)
            naive = tally(load, snapshot, is_naive=True)
        return {
            "worlds": worlds,
            "issues": issues,
            "contacts": load.contacts,
            "metrics": {name: {"ours": ours[name].summary(), "naive": naive[name].summary()} for name in METRICS},
        }

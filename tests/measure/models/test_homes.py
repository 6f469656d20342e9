"""Customers by where they were served before: told by contacts with a place alone, whatever comes later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import simulated

from steelyard import measure
from steelyard.measure.models import homes
from steelyard.workspace import Workspace

BEGUN = date(2026, 1, 1)


@pytest.fixture(scope="module")
def bots(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return simulated(tmp_path_factory.mktemp("bots"), "bot-that-deflects", contacts=6_000, seed=1)


def test_issues_that_go_where_there_is_no_place_are_seen(bots: Workspace) -> None:
    with bots.snapshot() as snapshot:
        found = homes.looked(snapshot, bots.settings, "site", BEGUN)
    before, since = found.placeless
    assert since > before + 0.05
    assert found.is_needed
    assert found.is_telling
    assert found.loyal > 0.8


def test_every_issue_is_counted_once_at_its_customers_home(bots: Workspace) -> None:
    """The sites' issues, and those of customers without one, are all issues; bots' are no longer nobody's."""
    span = {"from_on": date(2026, 1, 12), "to_on": date(2026, 6, 28)}
    with bots.snapshot() as snapshot:
        plain = measure.measure(snapshot, bots.settings, ["contacts_per_issue"], by=["site"], **span)
        read_from = homes.at_home(snapshot, bots.settings, "site", BEGUN)
        by_home = measure.measure(*read_from[:2], ["contacts_per_issue"], by=[read_from[2]], **span)
    issues = plain.question.atoms["issues"][0]
    assert by_home.total(issues).sum() == pytest.approx(plain.total(issues).sum())
    assert {part[0] for part in by_home.parts} == {"Porto", "Braga", "Faro", None}
    bots_own = plain.total(issues)[plain.place((None,))]
    without = by_home.total(issues)[by_home.place((None,))]
    assert without < plain.total(issues).sum()
    assert bots_own > 0


def test_a_home_is_where_most_contacts_were_before(tmp_path: Path, bots: Workspace) -> None:
    """Held against a query written by hand."""
    with bots.snapshot() as snapshot:
        read_from, _, name = homes.at_home(snapshot, bots.settings, "site", BEGUN)
        rows = read_from.engine.query(
            f"SELECT customer_id, MIN({name}) AS h, COUNT(DISTINCT {name}) AS n "
            "FROM fact_issues WHERE customer_id IS NOT NULL GROUP BY 1"
        )
        counted = snapshot.engine.query(
            "SELECT customer_id, site, COUNT(*) AS n FROM fact_contacts WHERE \"on\" < DATE '2026-01-01' "
            "AND site IS NOT NULL AND customer_id IS NOT NULL GROUP BY 1, 2"
        )
    most: dict[str, tuple[int, list[str]]] = {}
    for customer, site, n in zip(counted["customer_id"], counted["site"], counted["n"], strict=True):
        best, sites = most.get(customer, (0, []))
        most[customer] = (n, [site]) if n > best else (best, [*sites, site] if n == best else sites)
    told = {c: h for c, h in zip(rows["customer_id"], rows["h"], strict=True) if h is not None}
    assert max(rows["n"]) == 1
    assert told
    assert all(home == min(most[customer][1]) for customer, home in told.items())

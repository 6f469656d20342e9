"""Compressed cells give what the rows give."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
import pytest

from steelyard import metrics
from steelyard.analyses.compare.case_mix import heads, narrowed, standardise
from steelyard.analyses.compare.mean_metrics import mean_of
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace

DAYS = {"from_on": date(2025, 5, 1), "to_on": date(2026, 8, 31)}
MIX = ("topic", "channel", "segment", "priority", "is_weekend", "part_of_day")
BANDS = "weekday > '5' AS is_weekend, (hour > '05')::INT + (hour > '11')::INT + (hour > '17')::INT AS part_of_day"


def rows_of(workspace: Workspace) -> list[dict[str, Any]]:
    names = ("team", "agent_id", *MIX, "is_fixed_first", "false_start", "false_fixed", "hidden_return")
    with workspace.snapshot() as snapshot:
        found = snapshot.engine.query(
            f"SELECT {', '.join(names)} FROM (SELECT *, {BANDS} FROM fact_issues) "
            "WHERE is_first_mature AND is_fixed_first IS NOT NULL AND team IS NOT NULL "
            "AND \"on\" BETWEEN '2025-05-01' AND '2026-08-31'"
        )
    return [dict(zip(names, row, strict=True)) for row in zip(*(found[name].tolist() for name in names), strict=True)]


def cases_of(row: dict[str, Any]) -> float:
    """How many issues a row counts for: less where it may be the rest of another."""
    return float(1 - row["false_start"])


def failed_of(row: dict[str, Any]) -> float:
    """How many of them were not fixed at first contact, with the returns that contacts without a customer hide."""
    return cases_of(row) - (row["is_fixed_first"] - row["false_fixed"] - row["hidden_return"])


def expected_of(rows: list[dict[str, Any]], team: str) -> float:
    """Failures expected of a team, one row at a time, from the rows of the others."""
    others = [row for row in rows if row["team"] != team]
    sums: dict[tuple[Any, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in others:
        for depth in range(len(MIX) + 1):
            held = sums[tuple(row[name] for name in MIX[:depth])]
            held[0] += failed_of(row)
            held[1] += cases_of(row)
    total = 0.0
    for row in rows:
        if row["team"] != team:
            continue
        rate = sums[()][0] / sums[()][1]
        for depth in range(1, len(MIX) + 1):
            failed, count = sums[tuple(row[name] for name in MIX[:depth])]
            rate = (failed + 10 * rate) / (count + 10)
        total += rate * cases_of(row)
    return total


def test_cells_give_what_rows_give(centre: Workspace) -> None:
    rows = rows_of(centre)
    metric = metrics.metric("first_contact_resolution")
    with centre.snapshot() as snapshot:
        found = standardise(snapshot, centre.settings, metric, "team", **DAYS)  # type: ignore[arg-type]
        people = heads(snapshot, centre.settings, metric, "team", **DAYS)  # type: ignore[arg-type]
    assert found is not None
    assert found.names == tuple(sorted({row["team"] for row in rows}))
    assert found.held == (*MIX[:4], "weekend or not", "time of day")
    assert found.chances == ("customers", "agents")
    every = sum(map(cases_of, rows))
    assert found.target == pytest.approx(1 - sum(map(failed_of, rows)) / every)
    for name in ("Porto Digital", "Faro Specialists"):
        place, own = found.names.index(name), [row for row in rows if row["team"] == name]
        expected, failed = expected_of(rows, name), sum(map(failed_of, own))
        cases = sum(map(cases_of, own))
        assert found.count[place] == pytest.approx(cases)
        assert found.expected[place] == pytest.approx(1 - expected / cases)
        off = (1 - found.target) * (failed / expected - 1) * (1 - cases / every)
        assert found.adjusted[place] == pytest.approx(found.target - off)
        assert people[name] == len({row["agent_id"] for row in own if row["agent_id"]})
    two = narrowed(found, np.array([name.startswith("Porto") for name in found.names]))
    assert two.target == found.target
    assert len(two.names) == 4 == len(two.count) == two.rare.shape[1]  # type: ignore[union-attr]


def test_agents_chance_widens_what_is_said_of_teams(centre: Workspace) -> None:
    """Handle time hangs on the agent: a team of a few is less sure than its cases make it."""
    metric = metrics.metric("handle_time")
    with centre.snapshot() as snapshot:
        found = standardise(snapshot, centre.settings, metric, "team", **DAYS)  # type: ignore[arg-type]
        rows = snapshot.engine.query("SELECT var_samp(work_s) AS v FROM fact_contacts WHERE is_contact AND is_human")
    assert found is not None
    assert found.held[-2:] == ("weekend or not", "time of day")
    by_cases = float(rows["v"][0]) / found.count
    assert np.median(found.variance / by_cases) > 2


def test_what_a_unit_is_named_by_is_not_held_equal(centre: Workspace) -> None:
    metric = metrics.metric("csat_score")
    with centre.snapshot() as snapshot:
        found = standardise(snapshot, centre.settings, metric, "topic", **DAYS)  # type: ignore[arg-type]
        nothing = standardise(
            snapshot,
            centre.settings,
            metric,
            "site",
            where={"site": ("Porto",)},
            **DAYS,  # type: ignore[arg-type]
        )
    assert found is not None
    assert "topic" not in found.held
    assert found.rare is None
    assert nothing is None


@pytest.mark.parametrize("name", ["first_reply_time_median", "balance", "contacts_closed", "contacts_per_hour", "nps"])
def test_what_is_a_mean(name: str) -> None:
    if name == "nps":
        assert mean_of(metrics.metric(name)).count == "answers"
        return
    with pytest.raises(QuestionError, match="neither a share nor a mean"):
        mean_of(metrics.metric(name))

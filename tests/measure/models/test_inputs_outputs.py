"""Amounts tie to the sums they come from, and to the balance's own value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from analyses.service import SETTINGS, service
from steelyard import measure
from steelyard.measure.models.inputs_outputs import Practice, practice
from steelyard.metrics.identity import PLAIN
from steelyard.stats.sampling.jackknife import jackknife, replicate


@pytest.fixture(scope="module")
def facts() -> Iterator[Any]:
    found = service({"Braga": 1.0, "Faro": 1.3}, months=3)
    yield found
    found.engine.close()


@pytest.fixture(scope="module")
def read(facts: Any) -> Practice:
    return practice(facts, SETTINGS, by="site", period="month")


def test_units_and_what_is_known(read: Practice) -> None:
    assert read.units[0] == ("Braga", "2025-01-01")
    assert len(read.units) == 6
    assert read.families == ("billing", "delivery", "technical")
    assert (read.known_share("work_s"), read.known_share("paid_s")) == (1.0, 0.0)
    assert read.work_s == pytest.approx([300 / 0.8, 500 / 0.8, 900 / 0.8], rel=0.25)


def test_value_is_the_balances_value_and_adds_up_over_outputs(facts: Any, read: Practice) -> None:
    every = np.arange(6)
    split = read.amounts(every, ["work_s"], np.array([0, 1, 2]))
    whole = read.amounts(every, ["work_s"], np.array([0, 0, 0]))
    sums = measure.measure(facts, SETTINGS, ["value_per_issue"], by=["site"], period="month")
    expected = [entry.value * 260 for entry in measure.estimates(sums)]
    assert split.outputs.sum(axis=1) == pytest.approx(expected)
    assert whole.outputs[:, 0] == pytest.approx(expected)
    worked = facts.engine.query(
        "SELECT sum(work_s) AS w FROM fact_issues WHERE site = 'Faro' AND \"on\" < '2025-02-01'"
    )
    assert split.inputs[3, 0] == pytest.approx(worked["w"][0])


def test_deviations_are_the_jackknifes(facts: Any, read: Practice) -> None:
    amounts = read.amounts(np.arange(6), ["work_s"], np.array([0, 0, 0]))
    moves = amounts.deviations["customers"]
    assert set(amounts.deviations) == {"customers", "days", "agents", "rows"}
    sums = measure.measure(facts, SETTINGS, ["hours_per_resolved_issue"], by=["site"], period="month")
    work = sums.groups["customers"][PLAIN["work"]]
    assert moves.shape == (6, 2, 64)
    full, without = replicate(work[..., None], work > 0)
    expected = jackknife(np.log(full[:, 0]), np.log(without[..., 0]), work > 0).variance
    assert (moves[:, 0] ** 2).sum(axis=1) == pytest.approx(expected, rel=0.05)


def test_what_is_known_of_some_is_carried_at_their_mean(facts: Any) -> None:
    facts.engine.execute("CREATE OR REPLACE TABLE kept AS SELECT * FROM fact_issues")
    facts.engine.execute("UPDATE fact_issues SET work_s = NULL WHERE row_group % 4 = 0")
    thinned = practice(facts, SETTINGS, by="site", period="month")
    facts.engine.execute("CREATE OR REPLACE TABLE fact_issues AS SELECT * FROM kept")
    amounts = thinned.amounts(np.arange(6), ["work_s"], np.array([0, 0, 0]))
    known = thinned.whole.sums
    assert thinned.known_share("work_s") == pytest.approx(0.75, abs=0.02)
    assert amounts.inputs[:, 0] == pytest.approx(known["work_s"] / known["worked"] * known["issues"])


def test_without_marks_every_issue_counts_at_its_rating(facts: Any) -> None:
    facts.engine.execute("CREATE OR REPLACE TABLE kept AS SELECT * FROM fact_issues")
    facts.engine.execute("UPDATE fact_issues SET is_resolved = NULL, is_resolution_unknown = TRUE")
    found = practice(facts, SETTINGS, by="", period="month")
    facts.engine.execute("CREATE OR REPLACE TABLE fact_issues AS SELECT * FROM kept")
    assert found.is_rated
    assert found.units[0] == ("", "2025-01-01")
    rating = facts.engine.query("SELECT avg(rating) AS r FROM fact_issues WHERE \"on\" < '2025-02-01'")["r"][0]
    assert found.whole.value[0] == pytest.approx(520 * rating, rel=0.02)

"""Which units, inputs and outputs are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from analyses.service import SETTINGS, service
from steelyard.analyses.frontier.efficiency import choose, distances, least_units
from steelyard.measure.models.inputs_outputs import Practice, practice


@pytest.fixture(scope="module")
def facts() -> Iterator[Any]:
    found = service({"Braga": 1.0, "Faro": 1.2}, months=9, sizes={"Faro": 420})
    yield found
    found.engine.close()


def read(facts: Any) -> Practice:
    return practice(facts, SETTINGS, by="site", period="month")


def test_the_rule_of_the_textbook() -> None:
    assert (least_units(1, 1), least_units(3, 1), least_units(3, 3), least_units(5, 6)) == (6, 12, 18, 33)


def test_as_many_outputs_as_the_units_carry_and_like_work_together(facts: Any) -> None:
    found = read(facts)
    chosen = choose(found, has_places=True)
    assert chosen.inputs == ("work_s",)
    assert len(chosen.units) == 18
    groups = dict(zip(found.families, chosen.outputs.tolist(), strict=True))
    assert groups["billing"] < groups["delivery"] < groups["technical"]


def test_small_units_are_left_out_and_counted(facts: Any) -> None:
    facts.engine.execute("CREATE OR REPLACE TABLE kept AS SELECT * FROM fact_issues")
    facts.engine.execute("DELETE FROM fact_issues WHERE site = 'Braga' AND \"on\" < '2025-03-01' AND row_group > 20")
    facts.engine.execute("UPDATE fact_issues SET is_rated = FALSE WHERE site = 'Faro' AND \"on\" < '2025-02-01'")
    chosen = choose(read(facts), has_places=True)
    facts.engine.execute("CREATE OR REPLACE TABLE fact_issues AS SELECT * FROM kept")
    assert (chosen.few_issues, chosen.few_answers, len(chosen.units)) == (2, 1, 15)


def test_every_way_of_scoring_agrees_where_it_must(facts: Any) -> None:
    found = read(facts)
    measured = distances(found, choose(found, has_places=True), draws=10)
    assert (measured.constant <= measured.seen.score + 1e-9).all()
    assert (measured.seen.score <= measured.variable + 1e-9).all()
    assert (measured.slacks_based <= measured.seen.score + 1e-9).all()
    assert (measured.corrected.corrected <= measured.seen.score).all()
    assert measured.alike.shape == (100, 18)
    assert np.isfinite(measured.noise).all()
    assert (measured.noise > 0.02).all()

"""How far a figure reaches beyond the day and the agent it stands under."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard import measure, metrics
from steelyard.measure.estimates.evaluate import Evaluator
from steelyard.settings.model import Settings

ON = date(2026, 5, 4)
Make = Callable[..., Settings]


@pytest.fixture
def facts(snapshot: Any) -> Any:
    """Twenty issues of one contact and ten of two; every contact is rated."""
    snapshot.engine.execute("INSERT INTO surveys (instrument) VALUES ('csat')")
    issue = {"on": ON, "is_counted": True, "is_mature": True, "is_fixed_first": True, "is_first_mature": True}
    snapshot.put("issues", [{**issue, "contacts": 2 if place < 10 else 1, "row_group": place} for place in range(30)])
    answer = {"on": ON, "is_csat": True, "score_share": 0.5}
    snapshot.put("responses", [{**answer, "customer_group": place, "row_group": place} for place in range(40)])
    contact = {"on": ON, "is_contact": True, "is_attempt": True, "is_human": True, "work_s": 60.0}
    snapshot.put("contacts", [{**contact, "customer_group": place, "row_group": place} for place in range(40)])
    return snapshot


@pytest.mark.parametrize(
    ("name", "reach"),
    [("contacts_per_issue", 4 / 3), ("csat_score", 4 / 3), ("first_contact_resolution", 1), ("handle_time", 1)],
)
def test_contacts_to_an_issue_where_others_enter(facts: Any, settings: Make, name: str, reach: float) -> None:
    facts.engine.execute("UPDATE fact_issues SET customer_group = row_group")
    figure = Evaluator(measure.measure(facts, settings(), [name])).figure(metrics.metric(name))
    assert figure.reach == pytest.approx(reach)

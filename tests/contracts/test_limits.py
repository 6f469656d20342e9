"""No figure and no limit of its interval lies beyond what is possible, whatever the data."""

from __future__ import annotations

from functools import cache

import pytest

from steelyard import measure, metrics
from steelyard.answers import Estimate
from steelyard.settings.model import Assumptions

from .world import World

EVERY = metrics.names()

HOSTILE = {
    "mostly given up": {"abandoned": "hash(contact_id) % 10 < 7"},
    "nothing solved": {"resolved": "false", "resolved_at": "NULL"},
    "everything solved": {"resolved": "true", "closure": "'agent'"},
    "everything open": {"resolved": "NULL", "resolved_at": "NULL", "ended_at": "NULL", "closure": "NULL"},
    "no channel, no topic": {"channel": "NULL", "topic": "NULL"},
    "five customers in a hundred": {"customer_id": "'c' || hash(contact_id) % 400"},
    "no work": {"handle_s": "0", "wrap_s": "0", "hold_s": "0"},
    "waits of the answered only": {
        "wait_s": "CASE WHEN NOT abandoned THEN wait_s END",
        "ended_at": "CASE WHEN NOT abandoned THEN ended_at END",
    },
    "days of waiting": {"wait_s": "1e7 * (hash(contact_id) % 7)", "transfers": "50", "reopens": "9"},
}
"""Name -> canonical columns of contacts put otherwise."""


class Hostile(World):
    """The small world with some columns of its contacts overwritten."""

    columns: dict[str, str]

    def _tables(self) -> dict[str, str]:
        tables = super()._tables()
        put = ", ".join(f"{value} AS {name}" for name, value in self.columns.items())
        return {**tables, "contacts": f"SELECT * REPLACE ({put}) FROM ({tables['contacts']})"}


@cache
def figures(name: str) -> tuple[Estimate, ...]:
    kind = type("Kind", (Hostile,), {"columns": HOSTILE[name]})
    weighed = Assumptions(customer_hour_value=12, loyalty_days=30, topic_values={"topic 0": 5.0})
    here = kind(contacts=900, assumptions=weighed)
    sums = (
        measure.measure(here.snapshot, here.settings, EVERY),
        measure.measure(here.snapshot, here.settings, EVERY, by=("team",)),
    )
    return tuple(estimate for one in sums for estimate in measure.estimates(one))


@pytest.mark.parametrize("name", HOSTILE)
def test_every_figure_is_possible(name: str) -> None:
    found = figures(name)
    beyond = []
    for estimate in found:
        low, high = metrics.metric(estimate.metric).limits
        told = [] if estimate.value is None else [estimate.value]
        told += [estimate.interval.low, estimate.interval.high] if estimate.interval else []
        if any(low is not None and value < low - 1e-9 for value in told):
            beyond.append((estimate.metric, estimate.part, told))
        if any(high is not None and value > high + 1e-9 for value in told):
            beyond.append((estimate.metric, estimate.part, told))
    assert not beyond
    assert any(estimate.value is not None for estimate in found)


def test_every_metric_says_its_limits() -> None:
    assert not [name for name in EVERY if metrics.metric(name).limits == (None, None)]


def test_without_waits_of_those_who_gave_up_there_is_no_rate_of_those_who_waited() -> None:
    found = {estimate.metric: estimate for estimate in figures("waits of the answered only") if not estimate.part}
    refused = found["abandonment_rate_queued"]
    assert refused.value is None
    assert "is not recorded" in refused.caveats[0].text
    assert found["abandonment_rate"].value is not None


def test_issues_nobody_answered_are_no_issues_without_contacts() -> None:
    """Seven of ten attempts given up: an issue that was answered takes a contact at the least."""
    found = {estimate.metric: estimate for estimate in figures("mostly given up") if not estimate.part}
    onceness, contacts = found["onceness"].value, found["contacts_per_issue"].value
    assert onceness is not None
    assert contacts is not None
    assert onceness <= 1 <= contacts
    assert onceness * contacts == pytest.approx(1)
    assert (found["unanswered_issue_rate"].value or 0) > 0.3

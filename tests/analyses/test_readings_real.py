"""Real data: what they cannot show is not claimed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workspaces import loaded

from steelyard.workspace import Workspace

HOSTILE = """[targets.first_reply_time_median]
value = 3600
source = "nobody"

[sources.tickets]
files = "customer_support_tickets.csv"

[sources.tickets.contacts]
key = ["Ticket ID"]

[sources.tickets.contacts.columns]
contact_id = "Ticket ID"
customer_id = "Customer Email"
opened_at = { column = "First Response Time", format = "%m/%d/%Y %H:%M" }
resolved_at = { column = "Time to Resolution", format = "%m/%d/%Y %H:%M" }
ended_at = { column = "Time to Resolution", format = "%m/%d/%Y %H:%M" }
channel = "Ticket Channel"
topic = "Ticket Type"
team = "Ticket Subject"

[sources.tickets.surveys]
key = ["Ticket ID"]

[sources.tickets.surveys.columns]
survey_id = "Ticket ID"
contact_id = "Ticket ID"
instrument = { constant = "csat" }
score = "Customer Satisfaction Rating"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
"""


@pytest.mark.shared
def test_callers_who_call_again_at_once_raise_a_question(public: Callable[[str], Workspace]) -> None:
    """Callers of the bank call again within minutes, and mostly reach another agent: no split of work."""
    answer = public("anonymous-bank-calls").readings()
    assert answer.findings == ()
    asked = next(reading for reading in answer.questions if reading.kind == "splitting")
    assert [signal.id for signal in asked.fired] == ["soon"]


@pytest.mark.shared
def test_rated_contacts_alone_tell_nothing_of_the_silent(public: Callable[[str], Workspace]) -> None:
    answer = public("pwc-call-centre").readings()
    assert answer.findings == answer.questions == ()
    assert answer.silent is None
    assert {"readings", "ratings", "silent"} <= {entry.metric for entry in answer.missing}
    assert answer.sentences[0].startswith("Cannot tell whether any figure misleads")


@pytest.mark.shared
def test_made_up_tickets_show_nothing(shared: Path, tmp_path: Path) -> None:
    """Instants and scores drawn at random in three days nobody was followed after: whatever were found was false."""
    workspace = loaded(tmp_path, HOSTILE, data=shared / "data" / "synthetic-tickets")
    answer = workspace.readings()
    assert answer.findings == answer.questions == ()
    assert answer.estimates == ()

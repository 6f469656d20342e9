"""What measures need of the data, as `Metric.needs` spells it."""

from typing import Any

OPEN: dict[str, Any] = {
    "missing": "watched_s - ended_s",
    "of": "ended_s",
    "because": "the mean within the follow-up, which longer ones and those still open count as: the open could move "
    "the plain mean beyond its interval",
    "most": None,
}
"""When a mean duration is that within the follow-up: once the time of the open is more than its interval lets pass."""

IDS = "contacts.customer_id|contacts.issue_id"
"""Issues form only where contacts carry a customer, or the source's own case link."""

MARKS = "contacts.resolved|contacts.closure=agent|contacts.closure=customer"
"""Somebody says whether it was solved."""

WORK = "contacts.handle_s|assumptions.minutes_per_contact"
"""Handling time."""

COST = "costs.amount|contacts.cost|agents.hourly_cost|assumptions.hourly_cost|assumptions.cost_per_contact"
"""What the provider pays."""

RATINGS = "surveys.score"
"""What customers say."""

CUSTOMER_TIME = "contacts.customer_s|contacts.wait_s|contacts.self_service_s|contacts.handle_s"
"""The customer's own time."""

CUSTOMER_RATE = "assumptions.customer_hour_value"
"""What an hour of it is worth."""

SPOKEN = {
    IDS: "which customer called",
    MARKS: "whether it was solved",
    WORK: "how long handling took",
    COST: "what it cost",
    RATINGS: "how customers rate it",
    CUSTOMER_TIME: "how much of their own time customers spent",
    CUSTOMER_RATE: "what an hour of a customer's time is worth",
    "costs.hours": "how many hours were paid",
    "evaluations.score": "how well evaluators found contacts handled",
    "surveys.sent_at": "who was asked",
}
"""A need as it ends the sentence "The data do not say ..."; others end with the column's own meaning."""

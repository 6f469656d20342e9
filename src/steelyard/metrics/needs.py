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
    IDS: "which customer made a contact",
    MARKS: "whether an issue was solved",
    WORK: "how long handling took",
    COST: "what contacts cost",
    RATINGS: "how customers rate the service",
    CUSTOMER_TIME: "how much of their own time customers spent",
    CUSTOMER_RATE: "what an hour of a customer's time is worth",
    "contacts.abandoned": "which customers gave up before an answer",
    "contacts.channel": "over which channel a contact came",
    "contacts.ended_at": "when contacts ended",
    "contacts.ended_at|contacts.resolved_at|contacts.closure": "whether contacts were closed",
    "contacts.field_visit_at": "when a field visit was dispatched",
    "contacts.first_reply_at": "when a person first replied",
    "contacts.handled_by=bot": "which contacts a bot handled",
    "contacts.hold_s": "how long customers were on hold",
    "contacts.reopens": "how often contacts were reopened",
    "contacts.replies": "how often people replied",
    "contacts.resolved": "which contacts were marked solved",
    "contacts.resolved_at": "when issues were solved",
    "contacts.sla_met": "whether the service-level target was met",
    "contacts.team": "which team handled a contact",
    "contacts.transfers": "how often contacts were transferred",
    "contacts.wait_s": "how long customers waited",
    "contacts.wait_s|contacts.answered_at": "how long customers waited",
    "contacts.wrap_s": "how long after-contact work took",
    "costs.hours": "how many hours were paid",
    "evaluations.score": "how evaluators scored contacts",
    "outcomes.kind=churned": "which customers left",
    "outcomes.kind=purchased": "which customers bought again",
    "surveys.instrument=ces": "how much effort it was for customers (CES)",
    "surveys.instrument=csat": "how satisfied customers were (CSAT)",
    "surveys.instrument=nps": "whether customers would recommend (NPS)",
    "surveys.sent_at": "who was asked to rate",
}
"""A need as it ends the sentence "No column says ..."."""

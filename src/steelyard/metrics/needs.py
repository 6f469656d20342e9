"""What measures need of the data, as `Metric.needs` spells it."""

IDS = "contacts.customer_id|contacts.issue_id"
"""Issues form only where contacts carry a customer, or the source's own case link."""

MARKS = "contacts.resolved|contacts.closure=agent|contacts.closure=customer"
"""Somebody says whether it was solved."""

WORK = "contacts.handle_s|assumptions.minutes_per_contact"
"""Handling time."""

COST = "costs.amount|contacts.cost|agents.hourly_cost|assumptions.hourly_cost|assumptions.cost_per_contact"
"""What the house pays."""

RATINGS = "surveys.score"
"""What customers say."""

CUSTOMER_TIME = "contacts.customer_s|contacts.wait_s|contacts.self_service_s|contacts.handle_s"
"""The customer's own time."""

CUSTOMER_RATE = "assumptions.customer_hour_value"
"""What an hour of it is worth."""

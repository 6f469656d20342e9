"""Steps: what happened on the way from a need to its solution, one event a row."""

from steelyard.declare import Column, Table

KINDS = (
    "opened",
    "waited",
    "given_up",
    "answered",
    "transferred",
    "replied",
    "on_hold",
    "solved",
    "reopened",
    "returned",
    "rated",
    "closed",
    "asked_again",
    "failed",
    "refunded",
)
"""What a step can be, in words every source shares."""

TABLE = Table(
    name="steps",
    meaning="One event on the way of a contact or an issue, as an event log, a history or an audit trail records it.",
    key=("contact_id", "issue_id", "at", "step", "place"),
    time="at",
    columns=(
        Column("contact_id", "text", "the contact it belongs to; it or the issue must be named"),
        Column("issue_id", "text", "the issue it belongs to, where the source names no contact"),
        Column("step", "text", "what happened, in the source's own words", is_required=True),
        Column("at", "instant", "when it happened; of work that lasted, when it was complete", is_required=True),
        Column("started_at", "instant", "when work on it began, where that is recorded and is not the same"),
        Column("place", "count", "its place in the source, which decides the order of steps at one instant"),
        Column(
            "kind", "text", "what it was, in words all sources share; missing where it is none of them", choices=KINDS
        ),
        Column("actor", "text", "who did it", choices=("customer", "agent", "bot", "system")),
        Column("agent_id", "text", "the agent or resource that did it"),
        Column("team", "text", "the team, group or queue that had it"),
        Column("channel", "text", "the channel it happened in"),
    ),
)

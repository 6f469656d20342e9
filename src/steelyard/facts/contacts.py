"""The contacts fact: one row per contact that is one (spam, tests, merged and deleted ones are not)."""

from steelyard.declare import Column, Fact
from steelyard.facts.columns import DIMENSION_NAMES, DIMENSIONS, KEYS

FACT = Fact(
    name="contacts",
    grain="one contact",
    dimensions=(*DIMENSION_NAMES, "direction", "closure"),
    columns=(
        Column("contact_id", "text", "the contact"),
        Column("issue_id", "text", "the issue it belongs to; missing where it forms none"),
        *KEYS,
        *DIMENSIONS,
        Column("direction", "text", "inbound, outbound, internal"),
        Column("closure", "text", "how it was closed"),
        Column("is_contact", "boolean", "inbound and answered: what C counts"),
        Column("is_abandoned", "boolean", "inbound, the customer gave up before an answer"),
        Column("is_attempt", "boolean", "inbound, answered or abandoned"),
        Column(
            "is_abandonable",
            "boolean",
            "an attempt of a source and channel that record giving up: any was given up, or a live one that says of "
            "any that it was not",
        ),
        Column("is_identified", "boolean", "carries a customer id that is not a placeholder"),
        Column(
            "is_unidentified", "boolean", "inbound and in no issue: without one and without a link of the source's own"
        ),
        Column("is_outbound", "boolean", "outbound or internal"),
        Column("is_human", "boolean", "a person took part"),
        Column("is_resolved", "boolean", "marked solved within the follow-up; missing where there is no mark"),
        Column("is_undated", "boolean", "marked solved, and nobody says when it was solved or ended"),
        Column("is_reopened", "boolean", "reopened at least once; missing where unknown"),
        Column("is_transferred", "boolean", "handed on at least once; missing where unknown"),
        Column("is_closed", "boolean", "has an end, a solution or a closure, within the follow-up"),
        Column("is_followed", "boolean", "began long enough before the horizon for the follow-up"),
        Column("is_sla_met", "boolean", "the source's own verdict; missing where unknown"),
        Column(
            "is_within_service_level",
            "boolean",
            "answered within the service level; abandoned: not; missing where wait unknown",
        ),
        Column("is_queued", "boolean", "waited at all (wait over zero)"),
        Column("is_wait_unknown", "boolean", "how long it waited is not recorded"),
        Column("is_visit", "boolean", "a field visit was dispatched"),
        Column("is_work_assumed", "boolean", "its handling time is a declared assumption"),
        Column("is_wrap_known", "boolean", "its after-contact work is known"),
        Column("wait_s", "seconds", "queue time before an answer or giving up"),
        Column("answer_s", "seconds", "queue time of the answered"),
        Column("handle_s", "seconds", "talk and hold"),
        Column("hold_s", "seconds", "hold"),
        Column("wrap_s", "seconds", "after-contact work"),
        Column("self_service_s", "seconds", "time the customer spent in menus or self-service before"),
        Column("pending_s", "seconds", "time the case waited for the customer"),
        Column(
            "work_s",
            "seconds",
            "people's handling and after-contact work; 0 of bots; missing where handling is unknown",
        ),
        Column("first_reply_s", "seconds", "start to first reply by a person (calendar time)"),
        Column("resolution_s", "seconds", "start to solution (calendar time)"),
        Column("closing_s", "seconds", "start to end (calendar time)"),
        Column(
            "first_reply_watched_s",
            "seconds",
            "start to first reply; of open contacts without one, where their source and channel otherwise tell it, the "
            "time since the start",
        ),
        Column("resolution_watched_s", "seconds", "start to solution; of open contacts the time since the start"),
        Column(
            "closing_watched_s",
            "seconds",
            "start to end; of contacts open, or solved and not closed yet, the time since the start",
        ),
        Column(
            "resolution_within_s",
            "seconds",
            "start to solution, at most the follow-up, which the open count as; missing where younger than that",
        ),
        Column("closing_within_s", "seconds", "start to end, likewise"),
        Column("dispatch_s", "seconds", "start to dispatch of a field visit"),
        Column("replies", "count", "public replies"),
        Column("transfers", "count", "transfers"),
        Column("reopens", "count", "reopens"),
        Column(
            "customer_s",
            "seconds",
            "customer's own time: as measured, else wait, self-service and handling (live channels, bot sessions)",
        ),
        Column("paid_s", "seconds", "paid time that falls on it, spread from the ledger"),
        Column("labour_cost", "money", "from the ledger, else hourly cost x work"),
        Column("technology_cost", "money", "technology and premises, bots and channels per contact"),
        Column("field_cost", "money", "field visits"),
        Column("other_cost", "money", "the rest, its own booked cost included"),
        Column("cost", "money", "all provider cost; missing where nothing is known of it"),
        Column("customer_cost", "money", "customer's time at the declared rate; missing where no rate or no time"),
    ),
)

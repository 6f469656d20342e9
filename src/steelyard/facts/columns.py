"""Columns every fact shares."""

from steelyard.declare import Column

KEYS = (
    Column("on", "date", "local date of the start of the contact (of the issue's first contact)"),
    Column("customer_id", "text", "the customer; missing where unidentified"),
    Column("customer_group", "count", "0 to 63, a hash of the customer's id (of the row's where unidentified)"),
    Column("row_group", "count", "0 to 127, a hash of the row's own id: its group modulo 64, its half above"),
)

DIMENSIONS = (
    Column("agent_id", "text", "the agent (of an issue: who is credited)"),
    Column("team", "text", "the team (of an issue: which is credited)"),
    Column("site", "text", "the site of the agent, else of the team's agents"),
    Column("channel", "text", "the channel (of an issue: of its first contact)"),
    Column("topic", "text", "the topic (of an issue: of its first contact)"),
    Column("family", "text", "the topic family"),
    Column("segment", "text", "the customer's segment"),
    Column("priority", "text", "the priority"),
    Column("handled_by", "text", "human (a person took part) or bot (bots alone)"),
    Column("weekday", "text", "1 Monday to 7 Sunday, local, of the contact (of an issue: of its first)"),
    Column("hour", "text", "local hour of the same start, 00 to 23; missing where the time of day was lost"),
)

DIMENSION_NAMES = tuple(column.name for column in DIMENSIONS)

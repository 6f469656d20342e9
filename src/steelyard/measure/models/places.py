"""Where reasons for a follow-up lie: by topic, team, channel and step, beside the customers there of whom each could
hold.

Everything but topics is counted within topics, since teams, channels and steps do not have the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason
from steelyard.store.lazily import ibis

PARTS = ("topic", "team", "channel", "step")
"""By which the places of reasons are counted; the step is the last one of an issue, in the source's own words."""

COULD = "could_hold_of_customers"
"""What is read once and counted by each of them."""

_COULD_COLUMNS = dict.fromkeys(("reason", "customer_id", "topic", "team", "channel", "step"), "string")


def parts(rows: Any, has_steps: bool) -> Any:
    """by, within, part, reason, n: customers of whom a reason holds.

    Args:
        rows: what holds, with the place of each.
    """
    return _split(rows, has_steps, "n", lambda split: split.count())


def could(seen: Any, held: Mapping[str, Reason], team: str) -> Any:
    """Customers of whom each reason could hold, with the place: a row for each issue, answer, promise or remark.

    By step only issues count that are not solved: a way that goes on is not held against one that ended.
    """
    found = []
    for name, reason in held.items():
        rows = reason.could(seen) if reason.could else seen.issues
        rows = rows.filter(rows.team == team) if team else rows
        rows = seen.with_step(rows)
        if "is_open" in rows.columns:
            rows = rows.mutate(step=ibis.ifelse(rows.is_open.fill_null(True), rows.step, ibis.null("string")))
        found.append(rows.mutate(reason=ibis.literal(name)).select(*_COULD_COLUMNS))
    return found[0].union(*found[1:]) if len(found) > 1 else found[0]


def base(has_steps: bool) -> Any:
    """by, within, part, reason, base: customers there of whom a reason could hold."""
    return _split(ibis.table(_COULD_COLUMNS, name=COULD), has_steps, "base", lambda split: split.customer_id.nunique())


def _split(rows: Any, has_steps: bool, name: str, counted: Any) -> Any:
    found = []
    for by in PARTS if has_steps else PARTS[:-1]:
        lying = rows.filter(rows[by].notnull())
        topic = ibis.literal("") if by == "topic" else ibis.coalesce(lying.topic, ibis.literal(""))
        split = lying.group_by("reason", within=topic, part=lying[by]).aggregate(**{name: counted(lying)})
        found.append(split.select("reason", "within", "part", name, by=ibis.literal(by)))
    return found[0].union(*found[1:])

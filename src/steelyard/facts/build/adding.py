"""What the contacts of an issue of several add up to, the last one's mark and the credited one's names."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from steelyard.facts.build import hidden
from steelyard.facts.build.expressions import exact_sum
from steelyard.facts.build.measures import STATES

SUMS = (
    "transfers",
    "reopens",
    "wait_s",
    "self_service_s",
    "pending_s",
    "work_s",
    "customer_s",
    "paid_s",
    "labour_cost",
    "technology_cost",
    "field_cost",
    "other_cost",
    "cost",
    "customer_cost",
)
CREDITED = ("agent_id", "team", "site")


def first(state: str) -> str:
    """The column that holds a state of the first answered contact: is_open -> is_first_open."""
    return state.replace("is_", "is_first_", 1)


def told(members: ir.Table) -> ir.Table:
    """Contacts of issues with `is_others`: of another team than the credited one."""
    team = ibis.cases((members.is_credited, members.team)).max().over(group_by="issue")
    return members.mutate(is_others=~(members.team.fill_null("") == team.fill_null("")))


def totals(rows: ir.Table) -> dict[str, ir.Value]:
    """Aggregates over an issue.

    Args:
        rows: what `told` gives, of contacts with the columns of `hidden.neighbours`.
    """
    others = {"others_work_s": rows.work_s, "others_cost": rows.cost}
    return {
        **{f"sum_{name}": exact_sum(rows[name]) for name in SUMS},
        **{f"credited_{name}": rows[name].max(where=rows.is_credited) for name in CREDITED},
        **{name: exact_sum(ibis.ifelse(rows.is_others, value, value * 0)) for name, value in others.items()},
        **hidden.sums(rows),
        "channels": rows.channel.nunique(where=rows.is_attempt),
        "mark": rows.is_resolved.any(where=rows.is_last),
        "first_ended_s": rows.ended_s.max(where=rows.is_first_answered),
        **{first(name): rows[name].any(where=rows.is_first_answered) for name in STATES},
        "is_human": rows.is_human.any(),
        "handled_by": ibis.ifelse(
            ((rows.handled_by == "human") & (rows.is_attempt | rows.is_human)).any(), "human", "bot"
        ),
    }

"""A slow and plain reading of the rules by which contacts become issues, to hold the engine's against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]


@dataclass
class Chained:
    """issue_of: contact id -> id of the issue's first contact; fixed: that id -> was the first answer the last."""

    issue_of: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, bool] = field(default_factory=dict)


def solved(row: Row) -> datetime:
    end = row.get("resolved_at") or row.get("ended_at") or row["opened_at"]
    return max(end, row["opened_at"])


def chain(rows: list[Row], window: timedelta, longest: timedelta) -> Chained:
    order = sorted(rows, key=lambda row: (row["opened_at"], row["contact_id"]))
    by_id = {row["contact_id"]: row for row in order}
    place = {row["contact_id"]: number for number, row in enumerate(order)}
    first_of_case: dict[str, str] = {}
    for row in order:
        if row.get("issue_id"):
            first_of_case.setdefault(row["issue_id"], row["contact_id"])
    parent: dict[str, str] = {}
    for row in order:
        own, followed = row.get("issue_id"), by_id.get(row.get("follows_id") or "")
        if followed is not None and place[followed["contact_id"]] >= place[row["contact_id"]]:
            followed = None
        if followed is not None and own and followed.get("issue_id") and followed["issue_id"] != own:
            followed = None
        if own and first_of_case[own] != row["contact_id"]:
            parent[row["contact_id"]] = first_of_case[own]
        elif followed is not None:
            parent[row["contact_id"]] = followed["contact_id"]
    linked = {row["contact_id"] for row in order if row.get("issue_id")} | set(parent)
    thread = _threads(order, window)
    before: dict[Any, str] = {}
    first: dict[str, str] = {}
    for row in order:
        name = row["contact_id"]
        previous = before.get(thread[name]) if thread[name] is not None else None
        is_near = previous is not None and row["opened_at"] - solved(by_id[previous]) <= window
        begins = not is_near or name in linked
        if not begins and row["opened_at"] - by_id[first[previous]]["opened_at"] > longest:
            begins = True
        first[name] = name if begins else first[previous]
        if thread[name] is not None:
            before[thread[name]] = name
    chained = Chained()
    for row in order:
        name = row["contact_id"]
        if thread[name] is None and name not in linked and name not in parent.values():
            continue
        root = first[name]
        while root in parent:
            root = first[parent[root]]
        chained.issue_of[name] = root
    _judge(chained, order, thread, linked, window)
    return chained


def _threads(order: list[Row], window: timedelta) -> dict[str, Any]:
    thread: dict[str, Any] = {row["contact_id"]: None for row in order}
    of_customer = defaultdict(list)
    for row in order:
        if row.get("customer_id"):
            of_customer[row["customer_id"]].append(row)
    for customer, rows in of_customer.items():
        stretches: list[list[Row]] = []
        for row in rows:
            if stretches and row["opened_at"] - solved(stretches[-1][-1]) <= window:
                stretches[-1].append(row)
            else:
                stretches.append([row])
        for stretch in stretches:
            for number, row in enumerate(stretch):
                earlier = [other.get("topic") for other in stretch[: number + 1] if other.get("topic")]
                later = [other.get("topic") for other in stretch[number:] if other.get("topic")]
                topic = earlier[-1] if earlier else later[0] if later else None
                thread[row["contact_id"]] = (customer, topic)
    return thread


def _judge(chained: Chained, order: list[Row], thread: dict[str, Any], linked: set[str], window: timedelta) -> None:
    members = defaultdict(list)
    for row in order:
        if row["contact_id"] in chained.issue_of:
            members[chained.issue_of[row["contact_id"]]].append(row)
    for issue, rows in members.items():
        answered = [row for row in rows if not row.get("abandoned")]
        if not answered:
            continue
        one = answered[0]
        later = [row for row in order[order.index(one) + 1 :] if _is_return(row, one, chained, thread, linked)]
        chained.fixed[issue] = all(row["opened_at"] - solved(one) > window for row in later)


def _is_return(row: Row, one: Row, chained: Chained, thread: dict[str, Any], linked: set[str]) -> bool:
    name = row["contact_id"]
    if name not in chained.issue_of:
        return False
    begins_alone = chained.issue_of[name] == name and name not in linked
    is_same_thread = thread[name] is not None and thread[name] == thread[one["contact_id"]]
    return chained.issue_of[name] == chained.issue_of[one["contact_id"]] or (begins_alone and is_same_thread)

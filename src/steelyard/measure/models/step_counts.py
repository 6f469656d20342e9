"""What the steps of contacts hold that a journey would not if it worked: numbers a contact, in the engine.

Steps count up to the same time after their issue began as its contacts do, so that an old journey holds no more of them
than a new one. A step that names an issue and no contact belongs to the issue's first contact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steelyard import schema
from steelyard.schema import IBIS_TYPES
from steelyard.store.lazily import ibis

KINDS = ("failed", "asked_again", "given_up", "refunded")
"""Kinds of steps of which each is a fracture."""

COUNTS = (*KINDS, "loop", "ping_pong")


def column(name: str) -> str:
    """Under which name a number of steps stands beside a contact."""
    return f"step_{name}"


def counted(contacts: Any, named: Mapping[str, Sequence[str]]) -> Any:
    """The contacts with a number of each kind, of rounds, of ways back to the team before, and of steps by their name.

    Args:
        contacts: with contact_id, issue_id, place (0 for an issue's first) and last_at, up to when steps count.
        named: id -> names of steps, each of which counts.
    """
    steps = _steps(contacts)
    numbers = {
        **{column(kind): _number(steps.kind == kind).sum() for kind in KINDS},
        **{column(name): _number(steps.step.isin(tuple(values))).sum() for name, values in named.items()},
    }
    found = [steps.group_by("contact_id").aggregate(**numbers), _rounds(steps), _back(steps)]
    rows = contacts
    for part in found:
        own = part.rename(of_contact="contact_id")
        joined = rows.left_join(own, rows.contact_id == own.of_contact)
        rows = joined.drop("of_contact")
    return rows.mutate(**{name: rows[name].fill_null(0.0) for name in (*numbers, column("loop"), column("ping_pong"))})


def _number(flag: Any) -> Any:
    return flag.fill_null(False).cast("float64")


def _steps(contacts: Any) -> Any:
    """The steps of these contacts, in time, with their own place in the order."""
    columns = {one.name: IBIS_TYPES[one.type] for one in schema.stored_columns("steps", ())}
    table = ibis.table(columns, name="steps")
    told = {name: table[name] for name in ("step", "kind", "team")}
    told |= {"happened_at": table["at"], "row": table.place.fill_null(0)}
    own = table.filter(table.contact_id.notnull()).select(of=table.contact_id, **told)
    loose = table.filter(table.contact_id.isnull()).select(of=table.issue_id, **told)
    firsts = contacts.filter(contacts.place == 0).select("contact_id", "last_at", "issue_id")
    mine = own.inner_join(contacts.select("contact_id", "last_at"), own.of == contacts.contact_id)
    theirs = loose.inner_join(firsts, loose.of == firsts.issue_id)
    names = ("contact_id", "step", "kind", "team", "happened_at", "row", "last_at")
    rows = mine.select(*names).union(theirs.select(*names))
    return rows.filter(rows.happened_at <= rows.last_at)


def _rounds(steps: Any) -> Any:
    """How often a contact came back to a step of the source's own after others, of the one it came back to most."""
    order = ibis.window(group_by="contact_id", order_by=["happened_at", "row", "step"])
    told = steps.mutate(before=steps.step.lag().over(order))
    begun = told.filter(told.kind.isnull() & (told.before.isnull() | (told.before != told.step)))
    each = begun.group_by(["contact_id", "step"]).aggregate(times=begun.count())
    return each.group_by("contact_id").aggregate(**{column("loop"): (each.times.max() - 1).cast("float64")})


def _back(steps: Any) -> Any:
    """How often a contact went back to the team it came from."""
    order = ibis.window(group_by="contact_id", order_by=["happened_at", "row", "step"])
    known = steps.filter(steps.team.notnull())
    told = known.mutate(before=known.team.lag().over(order))
    moved = told.filter(told.before.isnull() | (told.before != told.team))
    again = moved.mutate(earlier=moved.team.lag(2).over(order))
    is_back = (again.earlier == again.team).fill_null(False).cast("float64")
    return again.group_by("contact_id").aggregate(**{column("ping_pong"): is_back.sum()})

"""Contacts that can be evaluated: the frame of a draw.

frame = evaluable(snapshot, settings, from_on=..., to_on=...)
frame.columns["team"]                   of the contact in frame.contacts[0]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from steelyard.measure.missing import check_refused
from steelyard.measure.question import Question, filters_of
from steelyard.measure.sums import queries
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.asked import asked
from steelyard.store.lazily import ibis

NEW_DAYS = 90
"""An agent is new for so long."""


@dataclass(frozen=True)
class Frame:
    """One entry for each contact that a person answered.

    Attributes:
        contacts, teams, channels, families, agents: (N,) texts, "" where missing.
        is_new: (N,), whether the agent began within 90 days before the contact; False where nobody knows.
    """

    contacts: np.ndarray
    teams: np.ndarray
    channels: np.ndarray
    families: np.ndarray
    agents: np.ndarray
    is_new: np.ndarray

    def __len__(self) -> int:
        return len(self.contacts)


def evaluable(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Frame:
    """Answered inbound contacts of those days in which a person took part, in the order of their ids."""
    check_refused(snapshot, "evaluated")
    question = Question((), (), "", filters_of(where), from_on, to_on, settings.dimensions)
    used = {"contact_id", "agent_id", "team", "channel", "family", "is_contact", "is_human"}
    rows = queries.asked(question, "contacts", used)
    rows = rows.filter(rows.is_contact & rows.is_human)
    started = snapshot.manifest.known.get("agents", {}).get("started_on")
    names = ("contact_id", "agent_id", "team", "channel", "family")
    if started:
        agents = ibis.table({"agent_id": "string", "started_on": "date"}, name="agents")
        begun = agents.select(who="agent_id", started_on="started_on").distinct()
        joined = rows.left_join(begun, rows.agent_id == begun.who)
        chosen = joined.select(*(rows[name] for name in names), on=rows.on, started=begun.started_on)
    else:
        chosen = rows.select(*names, on=rows.on, started=ibis.null("date"))
    found = dict(asked(snapshot, queries.to_sql(chosen.order_by("contact_id"), snapshot.engine.dialect)))
    contacts, first = np.unique(_texts(found["contact_id"]), return_index=True)
    since = found["on"].astype("datetime64[D]") - found["started"].astype("datetime64[D]")
    days = since.astype("timedelta64[D]").astype(float)
    is_new = ~np.isnat(found["started"].astype("datetime64[D]")) & (days >= 0) & (days < NEW_DAYS)
    texts = {name: _texts(found[name])[first] for name in names[1:]}
    return Frame(contacts, texts["team"], texts["channel"], texts["family"], texts["agent_id"], is_new[first])


def _texts(values: np.ndarray) -> np.ndarray:
    return np.array(["" if value is None or value != value else str(value) for value in values.tolist()], dtype=str)

"""Who was asked for a rating, who answered, and how the contact had gone: counts by cell, never contacts.

found = invitations(snapshot, settings, by=["site"], from_on=..., to_on=...)
found.total("asked")                    (cells,)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import numpy as np

from steelyard.measure import queries
from steelyard.measure.cells import Cells, Label
from steelyard.measure.question import Question
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store.snapshot import Snapshot

NAMES = ("n", "asked", "answered", "score", "square")
"""Contacts, those asked on the quality instrument, those who answered; the sums of their answers, 0 to 1, and squares."""

STATES = ("is_first", "is_resolved", "has_returned")
"""Of each contact, 1 or 0, None where unknown: the issue's first, marked solved, returned after it."""

_NEEDED = {"contact_id", "issue_id", "is_contact", "is_human", "is_resolved", "customer_group", "row_group", "agent_id"}
_SURVEY = {
    "contact_id": "string",
    "instrument": "string",
    "score": "float64",
    "scale_min": "float64",
    "scale_max": "float64",
    "better": "string",
}


def invitations(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: Sequence[str] = (),
    chance: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Cells:
    """Answered contacts of people by dimensions, channel, STATES and, where told, the groups of one chance.

    A return is known of the first contact of an issue only, once its return window has passed.

    Args:
        by: dimensions of contacts.
        chance: "customers" or "days"; its groups are in `groups` of the result.
    """
    filters = {name: tuple(values) for name, values in (where or {}).items()}
    question = Question((), (), "", filters, from_on, to_on, settings.dimensions)
    keys = tuple(dict.fromkeys((*by, "channel")))
    sql = _query(question, keys, chance, settings.assumptions.quality_instrument, snapshot.engine.dialect)
    result = snapshot.engine.query(sql)
    columns = [[_plain(value) for value in result[f"c{place}"].tolist()] for place in range(len(keys) + len(STATES))]
    known: dict[Label, int] = {}
    cell = [known.setdefault(tuple(row), len(known)) for row in zip(*columns, strict=True)]
    values = np.stack([np.nan_to_num(np.asarray(result[name], dtype=float)) for name in NAMES], axis=1)
    spread = np.zeros((len(known), 64 if chance else 1, len(NAMES)))
    group = np.asarray(result["g"], dtype=int) if chance else np.zeros(len(cell), dtype=int)
    np.add.at(spread, (np.array(cell, dtype=int), group), values)
    groups: dict[str, Floats] = {chance: spread} if chance else {}
    return Cells((*keys, *STATES), tuple(known), NAMES, spread.sum(axis=1), groups)


def _query(question: Question, keys: Sequence[str], chance: str, instrument: str, dialect: str) -> str:
    rows = queries.asked(question, "contacts", _NEEDED | set(keys))
    rows = rows.filter(rows.is_contact & rows.is_human.fill_null(False))
    rows = rows.left_join(_answers(instrument), rows.contact_id == _answers(instrument).asked_id)
    issues = _returns()
    rows = rows.left_join(issues, rows.contact_id == issues.first_id)
    parts = {f"c{place}": rows[name] for place, name in enumerate(keys)}
    states = (rows.first_id.notnull(), rows.is_resolved, rows.has_returned)
    parts |= {f"c{len(keys) + place}": state.cast("int64") for place, state in enumerate(states)}
    parts |= {"g": queries.group_of(rows, question, chance)} if chance else {}
    rows = rows.mutate(**parts)
    found = rows.group_by(*parts).aggregate(
        n=rows.count().cast("float64"),
        asked=rows.asked_id.notnull().cast("float64").sum(),
        answered=rows.answered.sum(),
        score=rows.total.sum(),
        square=rows.square.sum(),
    )
    return queries.to_sql(found, dialect)


def _answers(instrument: str) -> Any:
    """One row a contact that was asked: whether it was answered, and the answer from 0 to 1."""
    raw = ibis.table(_SURVEY, name="surveys")
    raw = raw.filter((raw.instrument == instrument) & raw.contact_id.notnull())
    is_answered = ((raw.scale_max > raw.scale_min) & raw.score.between(raw.scale_min, raw.scale_max)).fill_null(False)
    above = ibis.ifelse(raw.better == "low", raw.scale_max - raw.score, raw.score - raw.scale_min)
    share = is_answered.ifelse(above / (raw.scale_max - raw.scale_min), ibis.null("float64"))
    single = raw.mutate(share=share).group_by(asked_id=raw.contact_id).aggregate(mean=share.mean())
    answered = single.mean.notnull().cast("float64")
    return single.select("asked_id", answered=answered, total=single.mean, square=single.mean * single.mean)


def _returns() -> Any:
    """Issue -> whether it came back within the window; unknown before that has passed."""
    schema = {"issue_id": "string", "is_first_mature": "boolean", "is_fixed_first": "boolean"}
    issues = ibis.table(schema, name="fact_issues")
    returned = issues.is_first_mature.fill_null(False).ifelse(~issues.is_fixed_first, ibis.null("boolean"))
    return issues.select(first_id=issues.issue_id, has_returned=returned)


def _plain(value: Any) -> str | int | None:
    if value is None or value != value:
        return None
    return value if isinstance(value, str) else int(value)

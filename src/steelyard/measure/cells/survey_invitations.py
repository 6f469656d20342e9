"""Who was asked for a rating, who answered, and how the contact had gone: counts by cell, never contacts.

found = invitations(snapshot, settings, by=["site"], from_on=..., to_on=...)
found.total("asked")                    (cells,)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from steelyard.measure.cells.cells import Cells, Product, Rows, cells_of, columns_of
from steelyard.measure.missing import check_refused
from steelyard.measure.question import Question, filters_of
from steelyard.measure.sums import queries
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

STATES = ("is_first", "is_resolved", "has_returned")
"""Of each contact, 1 or 0, None where unknown: the issue's first, marked solved, returned after it."""

COUNTED: dict[str, tuple[str, ...]] = {
    "n": (),
    "asked": ("sent",),
    "answered": ("answered",),
    "score": ("score",),
    "square": ("score", "score"),
}
"""Contacts, those asked on the quality instrument, those who answered; their answers from 0 to 1, and these squared."""

_UNSEEN = "unseen"
_PRODUCTS = {
    **{name: Product(columns) for name, columns in COUNTED.items()},
    **{f"{_UNSEEN} {name}": Product((_UNSEEN, *columns)) for name, columns in COUNTED.items()},
}
"""The same of returns that unidentified contacts hide for each seen: as many fewer did not come back."""

_NEEDED = {"contact_id", "is_contact", "is_human", "is_followed", "is_resolved"}
_RESPONSE = {
    "contact_id": "string",
    "instrument": "string",
    "is_sent": "boolean",
    "is_quality": "boolean",
    "is_quality_left_out": "boolean",
    "score_share": "float64",
}


def invitations(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: Sequence[str] = (),
    chances: Sequence[str] = (),
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Cells:
    """Answered contacts of people by dimensions, channel and STATES, and by the groups of each chance.

    Of contacts as old as the follow-up, with the invitations and answers that came within it. A return is known of the
    first contact of an issue only, once its return window has passed.

    Args:
        by: dimensions of contacts.
    """
    check_refused(snapshot, "invitations")
    filters = filters_of(where)
    question = Question((), (), "", filters, from_on, to_on, settings.dimensions)
    keys = tuple(dict.fromkeys((*by, "channel")))
    made_from = ("invitations", keys, list(chances), settings.assumptions.quality_instrument)
    rows = Rows(made_from, lambda question: _asked(question, settings, keys, chances))
    return cells_of(snapshot, question, rows, (*keys, *STATES), (*keys, *STATES), _PRODUCTS, chances)


def _asked(question: Question, settings: Settings, keys: Sequence[str], chances: Sequence[str]) -> Any:
    """Answered contacts of people with their states, and what became of the invitation."""
    rows = queries.asked(question, "contacts", _NEEDED | set(keys) | columns_of((), chances))
    rows = rows.filter(rows.is_contact & rows.is_human.fill_null(False) & rows.is_followed)
    answers, issues = _answers(settings), _returns()
    rows = rows.left_join(answers, rows.contact_id == answers.asked_id)
    rows = rows.left_join(issues, rows.contact_id == issues.first_id)
    states = {"is_first": rows.first_id.notnull(), "is_resolved": rows.is_resolved, "has_returned": rows.has_returned}
    return rows.mutate(
        **{name: state.cast("int64") for name, state in states.items()}, unseen=rows.unseen.fill_null(0.0)
    )


def _answers(settings: Settings) -> Any:
    """One row a contact that was asked: whether it was sent, whether it was answered, and the answer from 0 to 1.

    What the responses fact says: within the follow-up, and on the scale that is read. Of sources that do not hold every
    invitation nobody knows who was asked. An answer that another one replaced says nothing.
    """
    read = ibis.table(_RESPONSE, name="fact_responses")
    rows = read.filter((read.instrument == settings.assumptions.quality_instrument) & read.contact_id.notnull())
    rows = rows.filter(~rows.is_quality_left_out.fill_null(False))
    score = ibis.cases((rows.is_quality, rows.score_share))
    rows = rows.select("contact_id", score=score, sent=rows.is_sent.fill_null(False).cast("float64"))
    single = rows.group_by(asked_id="contact_id").aggregate(score=rows.score.mean(), sent=rows.sent.max())
    return single.mutate(answered=single.score.notnull().cast("float64"))


def _returns() -> Any:
    """Issue -> whether it came back within the window; unknown before that has passed."""
    schema = {"issue_id": "string", "is_first_mature": "boolean", "is_returned": "boolean", "unseen_return": "float64"}
    issues = ibis.table(schema, name="fact_issues")
    returned = issues.is_first_mature.fill_null(False).ifelse(issues.is_returned, ibis.null("boolean"))
    return issues.select(first_id=issues.issue_id, has_returned=returned, unseen="unseen_return")


def by_return(cells: Cells, name: str, state: int) -> Floats:
    """(cells,), a sum of contacts whose customer came back (1) or did not (0), with what missing ids hide moved over.

    A cell of those who came back holds, for those who did not, what it hides: less than zero.
    """
    values = cells.column("has_returned")
    is_back, is_not = (np.array([value == which for value in values], dtype=bool) for which in (1, 0))
    unseen = np.where(is_back, cells.total(f"{_UNSEEN} {name}"), 0.0)
    seen = np.where(is_back if state else is_not, cells.total(name), 0.0)
    return np.asarray(seen + (unseen if state else -unseen))

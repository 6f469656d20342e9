"""Who was asked for a rating, who answered, and how the contact had gone: counts by cell, never contacts.

found = invitations(snapshot, settings, by=["site"], from_on=..., to_on=...)
found.total("asked")                    (cells,)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis

from steelyard.measure import queries
from steelyard.measure.cells import Cells, Product, cells_of, columns_of
from steelyard.measure.gaps import check_refused
from steelyard.measure.question import Question
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot

STATES = ("is_first", "is_resolved", "has_returned")
"""Of each contact, 1 or 0, None where unknown: the issue's first, marked solved, returned after it."""

_PRODUCTS = {
    "n": Product(),
    "asked": Product(("sent",)),
    "answered": Product(("answered",)),
    "score": Product(("score",)),
    "square": Product(("score", "score")),
}
"""Contacts, those asked on the quality instrument, those who answered; their answers from 0 to 1, and these squared."""

_NEEDED = {"contact_id", "is_contact", "is_human", "is_resolved"}
_SURVEY = {
    "source": "string",
    "survey_id": "string",
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
    chances: Sequence[str] = (),
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Cells:
    """Answered contacts of people by dimensions, channel and STATES, and by the groups of each chance.

    A return is known of the first contact of an issue only, once its return window has passed.

    Args:
        by: dimensions of contacts.
    """
    check_refused(snapshot, "invitations")
    filters = {name: tuple(values) for name, values in (where or {}).items()}
    question = Question((), (), "", filters, from_on, to_on, settings.dimensions)
    keys = tuple(dict.fromkeys((*by, "channel")))
    rows = queries.asked(question, "contacts", _NEEDED | set(keys) | columns_of((), chances))
    rows = rows.filter(rows.is_contact & rows.is_human.fill_null(False))
    answers, issues = _answers(settings), _returns()
    rows = rows.left_join(answers, rows.contact_id == answers.asked_id)
    rows = rows.left_join(issues, rows.contact_id == issues.first_id)
    states = {"is_first": rows.first_id.notnull(), "is_resolved": rows.is_resolved, "has_returned": rows.has_returned}
    rows = rows.mutate(**{name: state.cast("int64") for name, state in states.items()})
    return cells_of(snapshot, question, rows, (*keys, *STATES), (*keys, *STATES), _PRODUCTS, chances)


def _answers(settings: Settings) -> Any:
    """One row a contact that was asked: whether it was sent, whether it was answered, and the answer from 0 to 1.

    Of sources that do not hold every invitation nobody knows who was asked. Answers on another scale than the one
    read are left out.
    """
    full = tuple(source.name for source in settings.sources if source.invitations == "all")
    raw = ibis.table(_SURVEY, name="surveys")
    raw = raw.filter((raw.instrument == settings.assumptions.quality_instrument) & raw.contact_id.notnull())
    scaled = ibis.table({"survey_id": "string", "is_quality_left_out": "boolean"}, name="fact_responses")
    raw = raw.semi_join(scaled.filter(~scaled.is_quality_left_out), "survey_id")
    is_answered = ((raw.scale_max > raw.scale_min) & raw.score.between(raw.scale_min, raw.scale_max)).fill_null(False)
    above = ibis.ifelse(raw.better == "low", raw.scale_max - raw.score, raw.score - raw.scale_min)
    share = is_answered.ifelse(above / (raw.scale_max - raw.scale_min), ibis.null("float64"))
    sent = raw.source.isin(full).cast("float64") if full else ibis.literal(0.0, "float64")
    raw = raw.mutate(share=share, sent=sent)
    single = raw.group_by(asked_id=raw.contact_id).aggregate(score=raw.share.mean(), sent=raw.sent.max())
    return single.mutate(answered=single.score.notnull().cast("float64"))


def _returns() -> Any:
    """Issue -> whether it came back within the window; unknown before that has passed."""
    schema = {"issue_id": "string", "is_first_mature": "boolean", "is_returned": "boolean"}
    issues = ibis.table(schema, name="fact_issues")
    returned = issues.is_first_mature.fill_null(False).ifelse(issues.is_returned, ibis.null("boolean"))
    return issues.select(first_id=issues.issue_id, has_returned=returned)

"""Outcomes and measures name what the facts hold."""

from __future__ import annotations

import pytest

from steelyard import facts, metrics
from steelyard.analyses.drivers.predictors import OUTCOMES, RATING, Outcome, candidates
from steelyard.measure.models.cross_products import OPEN_DAYS

EVERY = pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda outcome: outcome.id)


def types(fact: str) -> dict[str, str]:
    return {column.name: column.type for column in facts.fact(fact).columns}


@EVERY
def test_columns_exist_and_are_of_their_kind(outcome: Outcome) -> None:
    assert metrics.metric(outcome.metric)
    case = types("issues" if outcome.grain == "issues" else "contacts") | {OPEN_DAYS: "count"}
    for one in candidates(outcome, ()):
        assert (case[one.term.column] == "boolean") == (one.term.kind == "mark"), one.title
    held = types("issues" if outcome.grain == "issues" else "responses")
    assert {held[flag] for flag in outcome.flags} == {"boolean"}
    assert (held[outcome.column] == "boolean") == outcome.is_event


@EVERY
def test_an_outcome_is_no_measure_of_itself(outcome: Outcome) -> None:
    columns = [one.term.column for one in candidates(outcome, ("shift",))]
    assert outcome.column not in columns
    assert len(set(columns)) == len(columns)
    assert columns[-1] == "shift"


def test_what_may_follow_an_answer_is_not_asked_of_answers() -> None:
    for name in ("nps", "rating"):
        assert not {"reopens", "is_reopened", "is_fixed_first", "contacts", RATING.term.column} & {
            one.term.column for one in candidates(OUTCOMES[name], ())
        }

"""Sums kept with a version of the store give the figures that summing again would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from measure.test_issues import issue
from measure.test_measure import contact
from steelyard import measure
from steelyard.analyses.periods import choice
from steelyard.errors import QuestionError
from steelyard.measure.cells.sentiment import remarks
from steelyard.measure.cells.survey_invitations import invitations
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.models.cross_products import Asked, Term, moments, profile
from steelyard.measure.question import ask
from steelyard.measure.sums import cache
from steelyard.measure.sums.run import summed
from steelyard.settings.model import Settings

Make = Callable[..., Settings]

MODEL = Asked(
    "issues", "is_resolved", ("is_mature",), (Term("work_s", "log"), Term("contacts", "number")), 0, ("team",)
)

METRICS = ("handle_time", "handle_time_median", "transfer_rate", "experience", "balance", "csat_score")


class Shelf:
    """Results in memory."""

    def __init__(self) -> None:
        self.held: dict[str, Mapping[str, np.ndarray]] = {}

    def get(self, key: str) -> Mapping[str, np.ndarray] | None:
        return self.held.get(key)

    def put(self, key: str, arrays: Mapping[str, np.ndarray]) -> None:
        self.held[key] = arrays


class Silent:
    """An engine that must not be asked."""

    dialect = "duckdb"

    def query(self, sql: str) -> dict[str, np.ndarray]:
        raise AssertionError(f"asked again: {sql}")


def twice(filled: Any, ask: Callable[[], Any]) -> tuple[Any, Any]:
    """What is found first, and what is found again without the engine."""
    first, engine = ask(), filled.engine
    filled.engine = Silent()
    try:
        return first, ask()
    finally:
        filled.engine = engine


@pytest.fixture
def filled(snapshot: Any) -> Any:
    random = np.random.default_rng(3)
    snapshot.put("contacts", [contact(number, random) for number in range(500)])
    snapshot.put("issues", [issue(number, random) for number in range(500)])
    snapshot.results = Shelf()
    return snapshot


def test_asked_again_every_figure_is_the_same(filled: Any, settings: Make) -> None:
    splits: list[dict[str, Any]] = [{}, {"by": ["team"], "period": "month"}, {"where": {"team": ["team 1"]}}]
    for split in splits:
        asked = partial(measure.measure, filled, settings(), METRICS, **split)
        first, second = twice(filled, lambda asked=asked: measure.estimates(asked()))
        assert first == second
        assert {entry.metric for entry in first if entry.value is not None} >= {"handle_time", "experience"}


def test_decoded_sums_are_the_ones_encoded(filled: Any, settings: Make, tmp_path: Path) -> None:
    question = ask(METRICS, by=["team"], period="month")
    sums = summed(filled, settings(), question)
    np.savez(tmp_path / "sums.npz", **cache.encode(sums))
    with np.load(tmp_path / "sums.npz", allow_pickle=False) as arrays:
        found = cache.decode(arrays, question, settings())
    assert (found.parts, found.question) == (sums.parts, sums.question)
    for chance, atoms in sums.groups.items():
        assert found.groups[chance].keys() == atoms.keys()
        for atom, values in atoms.items():
            np.testing.assert_array_equal(found.groups[chance][atom], values)
    for entry, by_chance in sums.strata.items():
        for chance, rows in by_chance.items():
            assert found.strata[entry][chance].labels == rows.labels
            np.testing.assert_array_equal(found.strata[entry][chance].values, rows.values)
            for name in ("cell", "stratum", "group"):
                np.testing.assert_array_equal(getattr(found.strata[entry][chance], name), getattr(rows, name))
    for quantile, bins in sums.bins.items():
        np.testing.assert_array_equal(found.bins[quantile].count, bins.count)
        np.testing.assert_array_equal(found.cuts[quantile], sums.cuts[quantile])


def test_identity_is_the_same_again(filled: Any, settings: Make) -> None:
    turn = date(2026, 3, 1)
    sides = measure.Side(to_on=turn - timedelta(days=1)), measure.Side(from_on=turn)
    first, second = twice(filled, lambda: measure.identity(filled, settings(), *sides, by=("team",)))
    np.testing.assert_array_equal(first.before, second.before)
    np.testing.assert_array_equal(first.after, second.after)


CELLS: dict[str, Callable[[Any, Settings], Any]] = {
    "cells": lambda facts, settings: measure.cells(
        facts,
        settings,
        "issues",
        ["team", measure.Band("work_s", (300.0,))],
        {"n": measure.Product(), "work": measure.Product(("work_s",))},
        chances=("customers", "days"),
    ),
    "unidentified": unidentified,
    "return_curve": measure.return_curve,
    "invitations": invitations,
    "remarks": remarks,
    "moments": lambda facts, settings: moments(facts, settings, MODEL, chances=("customers", "days")),
    "profile": lambda facts, settings: profile(facts, settings, MODEL),
}


@pytest.mark.parametrize("name", CELLS)
def test_what_is_no_sum_is_asked_once_as_well(filled: Any, settings: Make, name: str) -> None:
    first, second = twice(filled, lambda: CELLS[name](filled, settings()))
    assert repr(first) == repr(second)


def test_the_first_and_last_day_are_looked_for_once(filled: Any) -> None:
    found = choice.extent(filled)
    filled.engine.execute("DELETE FROM fact_contacts; DELETE FROM fact_issues")
    assert choice.extent(filled) == found
    filled.results = None
    with pytest.raises(QuestionError, match="holds no contacts"):
        choice.extent(filled)


def test_another_question_has_another_key() -> None:
    question = ask(METRICS, by=["team"], period="month")
    metric = question.metrics[0]
    others = [
        replace(question, by=("channel",)),
        replace(question, period="week"),
        replace(question, where={"team": ("team 1",)}),
        replace(question, from_on=date(2026, 1, 1)),
        replace(question, forced=("customers",)),
        replace(question, has_agents=False),
        replace(question, metrics=(replace(metric, formula=f"2 * ({metric.formula})"), *question.metrics[1:])),
    ]
    keys = [cache.key_of(question, "duckdb"), cache.key_of(question, "databricks")]
    assert len({*keys, *(cache.key_of(other, "duckdb") for other in others)}) == len(others) + 2


def test_an_edited_definition_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    question = ask(METRICS)
    before = cache.key_of(question, "duckdb")
    monkeypatch.setattr(cache, "written_in", lambda: "edited")
    assert cache.key_of(question, "duckdb") != before

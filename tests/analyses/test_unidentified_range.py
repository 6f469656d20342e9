"""Claims hold however likely contacts without a customer's id are to be returns, within the range that is set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from steelyard import measure, metrics
from steelyard.analyses.frontier.answer import Place
from steelyard.analyses.frontier.over_range import places_over
from steelyard.analyses.participation.bot_returns import BotReturns
from steelyard.analyses.participation.bot_returns import over_range as bots_over
from steelyard.analyses.participation.cost_shifting import Untold
from steelyard.analyses.participation.over_range import shift_over
from steelyard.analyses.readings.signals import Signal, surest
from steelyard.answers import Estimate, Interval
from steelyard.declare import Metric
from steelyard.measure import Band, Product
from steelyard.measure.cells.first_contact import KIND, Beginnings
from steelyard.measure.cells.sensitivity import DIFFERING
from steelyard.measure.estimates.evaluate import Evaluator, readings
from steelyard.measure.estimates.spanning import widened
from steelyard.measure.formula import ODDS, names
from steelyard.workspace import Workspace

QUESTIONS = ("participation", "worth", "enough", "frontier", "readings", "tradeoff")


def corrected() -> list[Metric]:
    """Measures whose formula, or one of its bounds, corrects for what is hidden."""
    every = [entry for entry in map(metrics.metric, metrics.names()) if entry.formula]
    return [entry for entry in every if any(ODDS in names(text) for text in (entry.formula, *(entry.bounds or ())))]


@pytest.mark.parametrize("end", [0, 1])
def test_issues_at_an_end_are_those_of_the_measures_formulas(centre: Workspace, end: int) -> None:
    """What a measure makes of its sums at other odds, it makes of issues read at these odds."""
    with centre.snapshot() as snapshot:
        ranged = measure.over_range(snapshot, centre.settings)
        assert [one.odds for one in ranged] == [1, 2, 0.5]
        for metric in corrected():
            if measure.missing(snapshot, [metric.id], centre.settings):
                continue
            plain, at_end = (measure.measure(one, centre.settings, [metric.id]) for one in (ranged[0], ranged[end + 1]))
            ways = [way.odds for way in readings(metric, 2)]
            bounds = len(metric.bounds or ())
            wanted = ways.index((2, 0.5)[end])
            found = Evaluator(at_end).figure(metric).values
            expected = Evaluator(plain).figure(metric).values
            place = 1 if bounds else 0
            assert found[place] == pytest.approx(expected[wanted], rel=2e-3), metric.id


def test_readings_summed_together_are_those_summed_alone(centre: Workspace) -> None:
    products = {
        "n": Product(where=("is_mature",)),
        "resolved": Product(("value_weight", "expected_resolved"), ("is_mature",)),
        "costed": Product((), known=("cost",)),
        "cost": Product(("cost",)),
    }
    with centre.snapshot() as snapshot:
        ranged = measure.over_range(snapshot, centre.settings)
        assert [(one.place, one.odds) for one in ranged] == [(0, 1), (1, 2), (2, 0.5)]
        every = []
        for one in ranged:
            assert one.following(30).readings is None
            alone = one.reading(0, None)
            for by in (["channel"], ["channel", Band("cost", (5.0,))]):
                found, expected = (
                    measure.cells(read, centre.settings, "issues", by, products, chances=("customers", "days"))
                    for read in (one, alone)
                )
                order, place = ([each.labels.index(label) for label in found.labels] for each in (found, expected))
                np.testing.assert_allclose(found.whole[order], expected.whole[place], rtol=1e-9)
                for chance, groups in found.groups.items():
                    np.testing.assert_allclose(groups[order], expected.groups[chance][place], rtol=1e-9)
            every.append(found.total("cost").sum())
        assert len({round(total, 6) for total in every}) == 3


def test_columns_that_differ_between_readings_are_all_named(centre: Workspace) -> None:
    with centre.snapshot() as snapshot:
        plain, more, _ = measure.over_range(snapshot, centre.settings)
        columns = [name for name in snapshot.manifest.shown["fact_issues"] if name not in DIFFERING]
        listed = ", ".join(f'"{name}"' for name in columns)
        sql = f"SELECT * FROM (SELECT {listed} FROM fact_issues)"
        one, other = (read.engine.query(sql) for read in (plain, more))
        assert len(columns) > 40
        for name in columns:
            assert sorted(map(str, one[name])) == sorted(map(str, other[name])), name


def test_beginnings_joined_together_are_those_joined_alone(centre: Workspace) -> None:
    columns = {"expected_resolved", "first_work_s", "is_mature", "customer_group"}
    products = {"resolved": Product(("expected_resolved",), ("is_mature",)), "work": Product(("first_work_s",))}
    by = [KIND, Band("first_work_s", (300.0,))]
    with centre.snapshot() as snapshot:
        ranged = measure.over_range(snapshot, centre.settings)
        source = Beginnings(snapshot, centre.settings, {})
        with source.together(ranged, columns, ("channel",)) as sources:
            for one, read in zip(ranged, sources, strict=True):
                alone = replace(source, snapshot=one.reading(0, None))
                with alone.together([alone.snapshot], columns, ("channel",)) as (expected,):
                    for ask in ((by, products, ("customers",)), ([KIND], products, ())):
                        here, there = (each.cells(*ask) for each in (read, expected))
                        places = [there.labels.index(label) for label in here.labels]
                        np.testing.assert_allclose(here.whole, there.whole[places], rtol=1e-9)
                    here, there = (each.histogram("first_work_s", products) for each in (read, expected))
                    np.testing.assert_allclose(here.whole.sum(axis=0), there.whole.sum(axis=0), rtol=1e-9)


def test_where_nothing_is_hidden_there_is_one_reading(centre: Workspace) -> None:
    with centre.snapshot() as snapshot:
        alone = replace(centre.settings, assumptions=replace(centre.settings.assumptions, unidentified_odds=1))
        assert measure.over_range(snapshot, alone) == (snapshot,)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_range_widens_and_never_adds_a_claim(centre: Workspace, question: str) -> None:
    wide, narrow = (_asked(centre, question, odds) for odds in (4, 1))
    assert len(wide.highlights) <= len(narrow.highlights)
    known = _intervals(narrow)
    wider = 0
    for key, intervals in _intervals(wide).items():
        for one, other in zip(intervals, known.get(key, ()), strict=False):
            if one is not None and other is not None and one.level == other.level:
                assert one.low <= other.low + 1e-9
                assert one.high >= other.high - 1e-9
                wider += one.high - one.low > (other.high - other.low) * (1 + 1e-6)
    assert wider or not known or question == "readings"


def _asked(centre: Workspace, question: str, odds: float) -> Any:
    settings = replace(centre.settings, assumptions=replace(centre.settings.assumptions, unidentified_odds=odds))
    return replace(centre, settings=settings).ask(question)


def _intervals(answer: Any) -> dict[tuple[str, str], list[Interval | None]]:
    found: dict[tuple[str, str], list[Interval | None]] = defaultdict(list)
    for entry in _estimates(answer):
        found[entry.metric, str(entry.part)].append(entry.interval)
    return found


def _estimates(answer: Any) -> Iterator[Estimate]:
    yield from (entry for entry in answer.estimates if entry.interval is not None)


def test_what_one_end_does_not_know_has_no_interval() -> None:
    one = Estimate("a", "share", value=0.5, interval=Interval(0.4, 0.6, 0.95, "way", ()))
    assert widened(one, []) == one
    assert widened(one, [replace(one, interval=None)]).interval is None
    found = widened(one, [replace(one, interval=Interval(0.1, 0.5, 0.95, "way", ()))]).interval
    assert found is not None
    assert (found.low, found.high) == (0.1, 0.6)


def test_a_signal_fires_only_where_every_reading_is_suspect() -> None:
    sure, unsure, mute = (
        Signal("a", "b", "c", "d", 0.001, True),
        Signal("a", "b", "c", "e", 0.2),
        Signal("a", "b", "c", ""),
    )
    assert surest([sure, unsure]) == replace(sure, p=0.2, is_suspect=False)
    assert surest([sure, mute]).p is None
    assert surest([sure]) == sure


def test_what_cannot_be_told_at_one_end_cannot_be_told() -> None:
    untold = Untold("all issues", "Too few.", "more")
    assert shift_over([untold, untold]) is untold


def test_a_place_is_behind_and_has_moved_only_where_every_reading_says_so() -> None:
    lag = Estimate("lag", "share", value=0.2, interval=Interval(0.1, 0.3, 0.95, "way", ()))
    up = replace(lag, metric="catch_up")
    one = Place("Porto", (), lag, is_behind=True, catch_up=up, shift=up, has_moved=True, stake=lag)
    (same,) = places_over([[one], [one]])
    assert (same.is_behind, same.has_moved) == (True, True)
    other = replace(one, is_behind=False, stake=None, catch_up=replace(up, value=-0.2))
    (found,) = places_over([[one], [other]])
    assert (found.is_behind, found.has_moved, found.stake) == (False, False, None)


def test_a_bots_work_came_back_only_where_it_did_in_every_reading() -> None:
    further = Estimate("further_contacts", "number", value=0.3, interval=Interval(0.2, 0.4, 0.95, "way", ()))
    more = BotReturns(0.2, 0.1, further, 0.0025, 60)
    fewer = replace(more, further=replace(further, value=0.12, interval=Interval(0.0, 0.2, 0.95, "way", ())))
    alone, both = bots_over([more]), bots_over([more, fewer])
    assert alone is not None
    assert both is not None
    assert alone.came_back > 0.99
    assert both.came_back == pytest.approx(fewer.came_back)
    assert both.came_back < 0.8
    assert both.stayed_away == pytest.approx(more.stayed_away)
    assert both.stayed_away < 0.01
    assert both.further.interval is not None
    assert both.further.interval.low == 0
    assert bots_over([more, None]) is None

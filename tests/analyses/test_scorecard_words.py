"""The scorecard's sentence counts what moved, and says of how many measures that cannot be told, and why."""

from __future__ import annotations

from datetime import date

import pytest

from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.scorecard.question import Line, sentences
from steelyard.answers import Caveat, Estimate, Interval
from steelyard.theme import counted, singular

NOW, BEFORE = Span(date(2026, 4, 1), date(2026, 6, 30)), Span(date(2026, 1, 1), date(2026, 3, 31))
FEW = Caveat("too_few", "it rests on 3 issues; a figure needs at least 10", "refusal")


def days(before: Span | None = BEFORE) -> Frame:
    return Frame(NOW, before, BEFORE.from_on, NOW.to_on, NOW.to_on)


def line(metric: str, change: float | None, is_claimed: bool = False) -> Line:
    """A measure whose change is known to two points either way, or not known at all."""
    now = Estimate(metric, "share", value=0.709, interval=Interval(0.7, 0.72), n=1234, n_unit="issues")
    if change is None:
        moved = Estimate(metric, "share", caveats=(FEW,))
    else:
        moved = Estimate(metric, "share", value=change, interval=Interval(change - 0.02, change + 0.02))
    return Line(metric, "First contact resolution", "customers", now, now, moved, is_claimed)


def test_what_cannot_be_told_is_not_put_down_to_sampling_error() -> None:
    told = sentences([line("first_contact_resolution", None)] * 3, days(), "EUR")
    assert told == (
        "3 measures of Apr–Jun 2026, compared with Jan–Mar 2026: whether any changed cannot be told, mostly because "
        "it rests on 3 issues; a figure needs at least 10.",
    )


def test_what_moved_stood_still_and_cannot_be_told_is_counted() -> None:
    fell, rose = (line("first_contact_resolution", change, True) for change in (-0.05, 0.05))
    found = [fell, rose, rose, line("nps", 0.001), line("nps", None)]
    told = sentences(found, days(), "EUR")
    assert told[0] == (
        "5 measures of Apr–Jun 2026, compared with Jan–Mar 2026: 2 improved, 1 got worse and 1 changed by no "
        "more than sampling error; for 1 it cannot be told."
    )
    assert told[1].startswith("First contact resolution 70.9% (−5.0 pt; 1,234 issues); ")


def test_one_measure_that_did_not_move() -> None:
    told = sentences([line("nps", 0.001)], days(), "EUR")
    assert told == ("1 measure of Apr–Jun 2026, compared with Jan–Mar 2026: none changed beyond sampling error.",)
    assert sentences([], days(None), "EUR") == ("No measures of Apr–Jun 2026.",)


@pytest.mark.parametrize(("count", "said"), [(0, "no issues"), (1, "1 issue"), (2, "2 issues"), (1234, "1,234 issues")])
def test_counts_in_words(count: int, said: str) -> None:
    assert counted(count, "issues") == said


def test_one_of_what_the_plural_names() -> None:
    named = {"issues with a mark": "issue with a mark", "rated issues": "rated issue", "people": "person"}
    assert {plural: singular(plural) for plural in named} == named

"""Ratings speak for those who answered: levels say so, and a claimed change says what would undo it."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard import measure
from steelyard.measure.estimates.nonrespondents import distance_undone_by, undone_by
from steelyard.settings.model import Settings
from steelyard.stats.surveys.nonresponse import overturning

Make = Callable[..., Settings]


def contacts(channel: str, month: int, count: int, group: int) -> list[dict[str, Any]]:
    base = {"is_contact": True, "is_attempt": True, "is_human": True, "channel": channel}
    return [
        base
        | {"on": date(2026, month, 1 + place % 28), "customer_group": place % 64, "row_group": (place + group) % 128}
        for place in range(count)
    ]


def answers(rows: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    rated = {"is_quality": True, "is_csat": True, "is_earlier_scale": False}
    return [row | rated | {"score_share": 1.0 if place % 100 < 100 * share else 0.0} for place, row in enumerate(rows)]


@pytest.fixture
def phone(snapshot: Any) -> Any:
    """Two months of 1,000 contacts of which 200 are rated, at 50 and then at 80."""
    snapshot.engine.execute("INSERT INTO surveys (instrument) VALUES ('csat')")
    months = [contacts("phone", month, 1_000, month) for month in (3, 4)]
    snapshot.put("contacts", months[0] + months[1])
    snapshot.put("responses", answers(months[0][:200], 0.5) + answers(months[1][:200], 0.8))
    return snapshot


def test_a_level_says_who_told_it(phone: Any, settings: Make) -> None:
    sums = measure.measure(phone, settings(), ["customer_rating", "csat_score"], from_on=date(2026, 4, 1))
    rating, csat = measure.estimates(sums)
    told = {caveat.id: caveat for caveat in rating.caveats}
    assert told["as_told"].weight == "warning"
    assert "20% of contacts" in told["as_told"].text
    assert "unheard" not in told
    assert "as_told" not in {caveat.id for caveat in csat.caveats}


def test_a_claimed_change_says_what_would_undo_it(phone: Any, settings: Make) -> None:
    """30 points among all, 80% of whom did not answer: 30 / 0.8 = 37.5 points among these."""
    sums = measure.measure(phone, settings(), ["customer_rating"], period="month")
    (change,) = measure.differences(sums, ("2026-03-01",), ("2026-04-01",))
    assert change.value == pytest.approx(30)
    told = {caveat.id: caveat.text for caveat in change.caveats}["non_respondents"]
    assert "non-respondents (80%)" in told
    assert "by 38 points" in told
    (same,) = measure.differences(sums, ("2026-04-01",), ("2026-03-01",))
    assert "by 38 points" in {caveat.id: caveat.text for caveat in same.caveats}["non_respondents"]


def test_answers_of_one_channel_do_not_speak_for_all(phone: Any, settings: Make) -> None:
    more = contacts("chat", 4, 3_000, 9)
    phone.put("contacts", contacts("phone", 4, 1_000, 4) + more)
    phone.put("responses", answers(contacts("phone", 4, 200, 4), 0.8) + answers(more[:9], 0.5))
    (found,) = measure.estimates(measure.measure(phone, settings(), ["customer_rating"]))
    told = {caveat.id: caveat.text for caveat in found.caveats}
    assert "only channels with 25% of contacts" in told["unheard"]


def test_a_change_of_ln_is_undone_by_what_undoes_its_mean() -> None:
    """Ratings of 70 that rose by ln 1.05, a tenth answering: 0.9 s = 3.5, so s is 3.9 points."""
    points = float(overturning(math.log(1.05), 70.0, 0.1))
    assert points == pytest.approx(3.5 / 0.9)
    assert float(overturning(-math.log(1.05), 70.0, 0.1)) == pytest.approx(points)
    assert "by 4 points" in undone_by(points, 0.1)[0].text


def test_what_nobody_could_undo_is_no_warning() -> None:
    assert undone_by(140.0, 0.5)[0].weight == "note"
    assert undone_by(math.nan, 0.5) == ()


def test_a_distance_says_which_unit_and_how_far_the_others_would_have_to_differ() -> None:
    (told,) = distance_undone_by(12.4, 0.2, "Porto")
    assert told.text.startswith("the distance of Porto would disappear if the ratings of non-respondents (80%)")
    assert told.text.endswith("by 12 points more there than elsewhere")
    assert distance_undone_by(12.4, 0.99, "Porto") == (), "nearly all answered"
    assert "no rating" in distance_undone_by(140.0, 0.2, "Porto")[0].text

"""Answers on two scales are two instruments: one is read, the other is named, and days that hold both are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard import measure
from steelyard.answers import Estimate
from steelyard.settings.model import Settings

Make = Callable[..., Settings]
SCALES = {"facts": {"scales": {"csat": {"1-5 high": 40, "0-1 high": 10}}}}


@pytest.fixture
def rated(snapshot: Any) -> Any:
    snapshot.engine.execute("INSERT INTO surveys (instrument) VALUES ('csat')")
    snapshot.manifest.notes = SCALES
    contact = {"is_contact": True, "is_attempt": True, "is_human": True, "channel": "phone"}
    answer = {"score_share": 0.5, "channel": "phone"}
    read, left = {"is_csat": True, "is_quality": True}, {"is_csat_left_out": True, "is_quality_left_out": True}
    days = [date(2026, 2, 1 + place % 20) for place in range(40)]
    groups = [{"on": day, "customer_group": place, "row_group": place} for place, day in enumerate(days)]
    snapshot.put("contacts", [contact | group for group in groups])
    rows = [answer | read | {"is_earlier_scale": False} | group for group in groups]
    rows += [answer | left | {"score_share": 1.0} | group for group in groups[:10]]
    earlier = {**answer, **read, "is_earlier_scale": True, "on": date(2025, 11, 5)}
    rows += [earlier | {"customer_group": place, "row_group": place} for place in range(20)]
    snapshot.put("responses", rows)
    return snapshot


def asked(snapshot: Any, settings: Settings, name: str, **span: date) -> Estimate:
    (found,) = measure.estimates(measure.measure(snapshot, settings, [name], **span))
    return found


@pytest.mark.parametrize("name", ["csat_score", "customer_rating"])
def test_the_other_scale_is_left_out_and_named(rated: Any, settings: Make, name: str) -> None:
    found = asked(rated, settings(), name, from_on=date(2026, 1, 1))
    assert (found.value, found.n) == (pytest.approx(50), 40)
    told = {caveat.id: caveat for caveat in found.caveats}["other_scale"]
    assert told.weight == "warning"
    assert "1-5 high and 0-1 high" in told.text
    assert "10 answers (20%)" in told.text


def test_days_over_a_change_of_scale_have_no_figure(rated: Any, settings: Make) -> None:
    found = asked(rated, settings(), "csat_score")
    assert found.value is None
    assert "scale_mixed" in {caveat.id for caveat in found.caveats if caveat.weight == "refusal"}


def test_days_before_the_change_have_theirs(rated: Any, settings: Make) -> None:
    found = asked(rated, settings(), "csat_score", to_on=date(2025, 12, 31))
    assert (found.value, found.n) == (pytest.approx(50), 20)
    assert not {"scale_mixed", "other_scale"} & {caveat.id for caveat in found.caveats}

"""What is said of tests, from readings made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charts.misreadings import readings
from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings.answer import Readings
from steelyard.analyses.readings.wording import told

NOW, BEFORE = Span(date(2026, 4, 1), date(2026, 6, 30)), Span(date(2025, 4, 1), date(2025, 6, 30))
DAYS = Frame(NOW, BEFORE, BEFORE.from_on, NOW.to_on, NOW.to_on)


def said(answer: Readings) -> str:
    return " ".join(told(answer, DAYS).sentences)


def test_a_finding_names_both_sources_and_what_to_check() -> None:
    text = said(readings())
    assert text.startswith("Customers' ratings at Porto may mislead: ")
    assert "Two independent sources also agree at " in text
    assert "1 figure is worth checking, on one source only: handle time of the service as a whole" in text


@pytest.mark.parametrize(("looked", "count"), [(1, "1 test, none"), (173, "173 tests, none")])
def test_without_signals_there_is_no_sign(looked: int, count: str) -> None:
    text = said(replace(readings(), readings=(), looked=looked))
    assert text.startswith(f"No sign of gaming or bias in Apr–Jun 2026: {count} confirmed by a second source.")


def test_a_lone_signal_is_not_called_no_sign() -> None:
    answer = replace(readings(), readings=tuple(one for one in readings().readings if one.state != "finding"))
    assert said(answer).startswith("No gaming or bias is confirmed in ")


def test_nothing_tested_is_followed_by_what_would_tell() -> None:
    text = said(replace(readings(), readings=(), looked=0, silent=None))
    assert text.startswith("Cannot tell whether any figure misleads: ")
    assert "To unlock this, " in text


def test_a_failed_check_never_prints_its_own_limit() -> None:
    found = readings().silent
    assert found is not None
    few = told(replace(readings(), silent=replace(found, answered_share=0.0497, effect=3.0002)), DAYS)
    assert few.evidence is not None
    checks = {check.id: check for check in few.evidence.checks}
    assert not checks["answered"].passed
    assert checks["answered"].said.startswith("4.97% of the contacts")
    assert "3.0002" in checks["weights"].said

"""Contacts without a customer's id, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.missing import CORRECTED, Unidentified
from steelyard.settings.model import Settings


def month(number: int, known: int, nobody: int, **values: Any) -> list[dict[str, Any]]:
    row = {"on": date(2026, number, 5), "is_attempt": True, **values}
    return [{**row, "is_unidentified": False}] * known + [{**row, "is_unidentified": True}] * nobody


def test_shares_of_all_and_of_months(snapshot: Any, settings: Callable[..., Settings]) -> None:
    """2 of 200 and 12 of 150 are nobody's; a month of ten contacts is none to go by, and outbound ones do not count."""
    outbound = month(1, 0, 50, is_attempt=False)
    snapshot.put("contacts", [*month(1, 198, 2), *month(2, 138, 12), *month(3, 5, 5), *outbound])
    found = unidentified(snapshot, settings())
    assert found.share == pytest.approx(19 / 360)
    assert found.apart == pytest.approx(0.08 - 0.01)
    assert (found.is_uneven, found.is_too_many) == (True, False)
    early = unidentified(snapshot, settings(unidentified_max_share=0.005), to_on=date(2026, 1, 31))
    assert (early.share, early.is_uneven, early.is_too_many) == (0.01, False, True)


def test_nothing_is_said_where_there_is_next_to_nothing() -> None:
    assert Unidentified(0.01, 0.0, 0.2).caveat(CORRECTED) == ()
    assert Unidentified(0.06, 0.0, 0.2).caveat(CORRECTED)[0].text.startswith("6% of contacts have no customer id")
    assert Unidentified(0.2, 0.0, 0.2).missing("worth", "Worth") is None
    assert Unidentified(0.21, 0.0, 0.2).missing("worth", "Worth") is not None

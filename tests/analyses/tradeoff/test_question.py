"""The trade-off asked of a small simulated centre."""

from __future__ import annotations

from datetime import date

import pytest

from steelyard.errors import QuestionError
from steelyard.stats.comparison.joint_outcomes import SECTORS
from steelyard.workspace import Workspace

YEARS = {"from_on": date(2026, 2, 1), "to_on": date(2026, 8, 31), "against": (date(2025, 5, 1), date(2025, 11, 30))}


def test_periods_by_site(centre: Workspace) -> None:
    answer = centre.tradeoff(by="site", **YEARS)
    assert answer.whole is not None
    assert [part.part for part in answer.parts] == ["Braga", "Faro", "Porto"]
    for one in (answer.whole, *answer.parts):
        assert set(one.probabilities) == set(SECTORS)
        assert one.efficiency.interval is not None
    porto = answer.parts[2]
    assert max(SECTORS, key=lambda name: porto.probabilities[name]) == "false_economy"
    assert answer.evidence is not None
    assert answer.evidence.grade == "adjusted"
    assert answer.sentences


def test_two_sites_in_the_same_days(centre: Workspace) -> None:
    answer = centre.tradeoff(compare=("site", "Faro", "Porto"))
    assert (answer.label_before, answer.label_after, answer.compared) == ("Faro", "Porto", "site")
    assert answer.parts == ()
    assert answer.evidence is not None
    assert answer.evidence.grade == "descriptive"


def test_nothing_to_compare_with_is_said(centre: Workspace) -> None:
    with pytest.raises(QuestionError, match="no days before"):
        centre.tradeoff(from_on=date(2025, 4, 1), to_on=date(2025, 4, 30))


def test_small_parts_are_not_placed(centre: Workspace) -> None:
    answer = centre.tradeoff(by="team", **YEARS)
    assert len(answer.parts) < 12

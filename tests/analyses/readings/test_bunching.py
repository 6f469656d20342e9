"""Which limits contacts are held against."""

from __future__ import annotations

from pathlib import Path

from steelyard.analyses.readings.bunching import limits
from steelyard.settings.model import Assumptions, Settings, Target


def settings(service_level_s: float = 20, **targets: float) -> Settings:
    named = {name: Target(value, "the house") for name, value in targets.items()}
    return Settings(Path("."), Path("."), targets=named, assumptions=Assumptions(service_level_s=service_level_s))


def test_targets_in_seconds_and_the_service_level() -> None:
    found = limits(settings(handle_time_p90=600, first_reply_time_median=3_600, csat_score=85, unit_cost=9))
    assert [(limit.column, limit.seconds) for limit in found] == [
        ("work_s", 600),
        ("first_reply_s", 3_600),
        ("answer_s", 20),
    ]
    assert found[-1].source == "the service level"


def test_a_limit_is_told_once_and_one_too_near_nothing_not_at_all() -> None:
    assert [limit.source for limit in limits(settings(speed_of_answer=20))] == ["the house"]
    assert limits(settings(service_level_s=10)) == ()

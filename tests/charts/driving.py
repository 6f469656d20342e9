"""What matters, made by hand, for the faces that show it."""

from __future__ import annotations

from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.churn_hazards import Hazard
from steelyard.analyses.drivers.importance import Driver
from steelyard.analyses.drivers.leakage import Leak
from steelyard.answers import Estimate, Interval

NONE = Estimate("difference", "share")


def _share(value: float, low: float, high: float, metric: str = "driver_share") -> Estimate:
    return Estimate(metric, "share", {}, value, Interval(low, high), n=9_000, n_unit="issues")


def _ratio(value: float, low: float, high: float) -> Estimate:
    return Estimate("hazard_ratio", "number", {}, value, Interval(low, high), n=60_000, n_unit="customer-months")


def _driver(name: str, title: str, share: tuple[float, float, float], is_claimed: bool, is_key: bool) -> Driver:
    effect = _share(-0.084, -0.1, -0.07, "difference") if is_claimed else NONE
    penalty, reward = (_share(0.05, 0.03, 0.07), _share(0.01, -0.01, 0.03)) if is_key else (NONE, NONE)
    pattern = "must-be" if is_key else ""
    return Driver(
        name, title, f"more {name}", _share(*share), 0.5, 0.1, effect, penalty, reward, pattern, is_claimed, is_key
    )


def drivers() -> Drivers:
    """Three measures: one of the key few, one claimed, one within sampling error; and leaks."""
    return Drivers(
        question="drivers",
        title="What is associated with customer retention",
        sentences=("To watch customer retention, one figure suffices: waiting time (91% of what all 3 explain).",),
        outcome="retention",
        drivers=(
            _driver("wait_s", "Waiting time", (0.62, 0.5, 0.74), True, True),
            _driver("transfers", "Transfers", (0.31, 0.2, 0.42), True, False),
            _driver("work_s", "Handling time", (0.07, 0.0, 0.16), False, False),
        ),
        explained=_share(0.02, 0.015, 0.025, "explained"),
        kept=_share(0.91, 0.85, 0.96, "key_few"),
        hazards=(
            Hazard("given_up", "abandoned attempt", _ratio(1.9, 1.7, 2.1), 0.8),
            Hazard("transferred", "transfer", _ratio(1.1, 0.9, 1.3), 0.2),
        ),
        leaks=(Leak("score", "Score", 0.57, 0.951), Leak("mood", "Mood", 0.9, None)),
    )

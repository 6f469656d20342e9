"""The event study: marks before and since, in percent or points; of several initiatives one row each."""

from __future__ import annotations

from datetime import date
from math import log

import pytest

from steelyard import charts
from steelyard.analyses.initiative.answer import Evaluation, Moment, Remembered, Study
from steelyard.answers import Estimate, Interval


def gap(metric: str, unit: str, value: float, half: float) -> Estimate:
    return Estimate(metric, unit, {}, value, Interval(value - half, value + half))


STUDY = Study(
    "value_per_issue",
    "Value per issue",
    tuple(Moment(week, gap("value_per_issue", "ln", log(1.1) if week >= 0 else 0.0, 0.02)) for week in range(-8, 8, 4)),
)


def values(spec: dict, mark: str) -> list[dict]:
    held = spec.get("concat", [spec])
    return [
        row
        for one in held
        for layer in one["layer"]
        if layer["mark"]["type"] == mark
        for row in layer["data"]["values"]
    ]


def test_months_before_and_since() -> None:
    answer = Evaluation("initiative", "Initiative", study=(STUDY,))
    rows = values(charts.specification(answer), "point")
    assert [row["value"] for row in rows] == pytest.approx([0.0, 0.0, 10.0, 10.0])
    assert [row["when"] for row in rows] == ["-8 to -5", "-4 to -1", "0 to 3", "4 to 7"]
    assert charts.of(answer).describe(answer).startswith("Treated less others")


def test_every_initiative_in_a_row() -> None:
    one = Remembered(
        "bot", "answers", date(2026, 1, 1), None, "hurt", "", "helped",
        gap("first_contact_resolution", "share", -0.08, 0.02), None, None, "Bot hurt customers.",
    )  # fmt: skip
    unknown = Remembered("x", "", date(2026, 1, 1), None, "cannot tell", "", "", None, None, None, "")
    answer = Evaluation("initiative", "Initiatives", memory=(one, unknown))
    rows = values(charts.specification(answer), "point")
    assert [(row["name"], row["value"]) for row in rows] == [("bot", pytest.approx(-8.0))]
    assert charts.of(answer).describe(answer) == "For customers: bot −8.0 pt."


def test_nothing_to_draw() -> None:
    answer = Evaluation("initiative", "Initiative")
    assert charts.of(answer).describe(answer) == "Nothing to draw."
    assert charts.specification(answer)

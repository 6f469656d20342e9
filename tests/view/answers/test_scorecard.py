"""The scorecard's tables: sides, parts, words of change, trends."""

from __future__ import annotations

from dataclasses import replace

from steelyard.answers import Estimate, Interval
from steelyard.view.answers.scorecard import judge, sparkline, tables


def change(value: float, unit: str = "share") -> Estimate:
    return Estimate("f", unit, value=value, interval=Interval(value - 0.001, value + 0.001))


def test_both_kinds_of_measure_stand_side_by_side(scorecard) -> None:
    titles = [table.title for table in tables(scorecard)]
    assert titles[:2] == ["What customers got", "What it took"]


def test_a_split_gives_each_measure_a_table_with_the_whole_first(scorecard) -> None:
    split = tables(scorecard)[2]
    assert split.title == "First contact resolution"
    assert [row[0].text for row in split.rows] == ["All", "Porto", "Braga"]


def test_direction_follows_the_measure() -> None:
    assert judge("first_contact_resolution", change(-0.04), True) == ("worse", "bad")
    assert judge("first_contact_resolution", change(0.04), True) == ("better", "good")
    assert judge("handle_time", change(-0.1, "ln"), True) == ("better", "good")


def test_what_chance_explains_is_not_judged() -> None:
    assert judge("first_contact_resolution", change(-0.04), False) == ("unsure", "unsure")
    assert judge("first_contact_resolution", None, False)[0] == ""


def test_a_trend_leaves_immature_periods_open() -> None:
    young = Estimate("f", "share", value=0.9, mature_share=0.5)
    trend = (Estimate("f", "share", value=0.1), Estimate("f", "share", value=0.8), young)
    assert sparkline(trend) == "▁█·"
    assert sparkline((young,)) == ""


def test_a_series_leaves_out_what_is_too_young_to_count(scorecard) -> None:
    months = ("2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01")
    line = scorecard.lines[0]
    trend = tuple(
        replace(entry, part={"period": month}, mature_share=0.6 if month == months[-1] else 1.0)
        for entry, month in zip(line.trend, months, strict=True)
    )
    shown = tables(replace(scorecard, step="month", lines=(replace(line, trend=trend),), parts=()))[-1]
    assert [column.title for column in shown.columns] == ["Measure", "Jun 2026", "Jul 2026", "Aug 2026"]
    assert [cell.text for cell in shown.rows[0]] == ["First contact resolution", "70.0%", "71.0%", "66.0%"]

"""Small drawings the template writes: trends in rows, parts against the whole; what is shown at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from report import sample
from steelyard.analyses.periods.happened import Happened
from steelyard.answers import Estimate
from steelyard.report.parts import measures, parts
from steelyard.report.rows import KEY, LEAD, leading, row_of
from steelyard.report.sparkline import HEIGHT, RIM, WIDTH, places, sparkline, within

LINE = sample.CUSTOMERS[0]


def test_a_trend_dashes_what_is_not_yet_mature() -> None:
    assert 'class="line young"' in sparkline(LINE)
    mature = replace(LINE, trend=tuple(replace(entry, mature_share=1.0) for entry in LINE.trend))
    assert "young" not in sparkline(mature)
    assert "<circle" in sparkline(mature)
    assert sparkline(replace(LINE, trend=LINE.trend[:1])) == ""


def test_what_was_logged_stands_on_its_day_and_in_words() -> None:
    first, last = (date.fromisoformat(LINE.trend[place].part["period"]) for place in (0, -1))
    events = [Happened("Before", "other", first - timedelta(days=1)), Happened("Workshop", "workshop", last)]
    found = within(LINE.trend, events)
    assert [(one.name, round(x)) for one, x in found] == [("Workshop", round(WIDTH - RIM))]
    assert sparkline(LINE, events).count('class="logged"') == 1
    assert "logged" not in sparkline(LINE)
    row = row_of(LINE, "EUR", {}, events)
    assert row.spark_words.endswith(f"Logged: Workshop on {last.day} {last:%b %Y}.")


def test_a_trend_lies_between_its_rims_and_gaps_stay_gaps() -> None:
    gap = (*LINE.trend[:3], Estimate(LINE.metric, "share"), *LINE.trend[4:])
    found, whole = places(gap), places(LINE.trend)
    assert all(RIM - 0.01 <= point.y <= HEIGHT - RIM + 0.01 for point in whole)
    assert len(found) == len(whole) - 1
    assert found[3].x == whole[4].x


def test_parts_are_marked_only_where_the_whole_lies_outside() -> None:
    found = parts(sample.scorecard())
    assert found is not None
    assert [name for name, _ in found.rows] == ["Site A", "Site B", "Site C"]
    sides = [[strip.side for strip in strips] for _, strips in found.rows]
    assert "below" in sides[1]
    assert "" in sides[0]
    assert all("unsure" in strip.drawn for _, strips in found.rows for strip in strips if not strip.side)


def test_at_most_six_measures_of_both_sides_and_none_without_parts() -> None:
    shown = measures(sample.scorecard())
    assert len(shown) == 6
    assert {line.side for line in shown} == {"customers", "resources"}
    assert parts(sample.scorecard(by="")) is None


def test_what_belongs_to_no_part_is_named() -> None:
    answer = replace(sample.scorecard(), parts=(*sample.scorecard().parts, ("(none)", sample.scorecard().parts[0][1])))
    found = parts(answer)
    assert found is not None
    assert found.rows[-1][0] == "no site"


def test_key_measures_come_first_and_those_without_a_figure_last() -> None:
    unknown = replace(LINE, now=Estimate(LINE.metric, "share"))
    lines = [
        unknown,
        *(replace(line, metric=name) for line, name in zip(sample.CUSTOMERS, reversed(KEY), strict=False)),
    ]
    first, rest = leading([*lines, *sample.COVERAGE])
    assert len(first) == LEAD
    ranks = [KEY.index(line.metric) for line in first]
    assert ranks == sorted(ranks)
    assert unknown in rest

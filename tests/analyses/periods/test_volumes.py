"""The period shown unless another is asked for: the newest that is whole, old enough and of usual volume."""

from __future__ import annotations

from datetime import date

import pytest
from tests.matrix.shelf import Centre, Made
from tests.workspaces import loaded_at

from steelyard import workspace
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.periods.volumes import Volumes, months_of


def held(*counts: int, first: date = date(2026, 1, 1)) -> Volumes:
    """Months from January 2026 with so many contacts each."""
    places = range(first.month - 1, first.month - 1 + len(counts))
    months = [date(first.year + place // 12, place % 12 + 1, 1) for place in places]
    return Volumes({month: count for month, count in zip(months, counts, strict=True) if count})


MATURE = date(2026, 12, 31)


def test_a_sliver_at_the_end_is_passed_over() -> None:
    """8,000 a month to June, then single rows: usual is 24,000 a quarter, so April to June is shown."""
    months = held(8000, 8000, 8000, 8000, 8000, 8000, 5, 14, 15, 12, 16, 26)
    found, passed = months.latest("quarter", date(2026, 1, 1), MATURE)
    assert found == Span(date(2026, 4, 1), date(2026, 6, 30))
    assert [months.held(span) for span in passed] == [54, 34]
    assert months.usual("quarter") == 24_000


def test_many_slivers_do_not_make_a_sliver_usual() -> None:
    """The median of all six months is 10; that of those above a twentieth of the largest is 8,000."""
    months = held(8000, 8000, 10, 10, 10, 10)
    assert months.usual("month") == 8000
    assert months.latest("month", date(2026, 1, 1), MATURE)[0] == Span(date(2026, 2, 1), date(2026, 2, 28))


def test_one_outage_does_not_make_usual_months_slivers() -> None:
    assert held(100, 100, 1900, 100, 100).latest("month", date(2026, 1, 1), date(2026, 5, 31))[1] == ()


def test_a_quarter_that_begins_in_its_middle_is_a_sliver_too() -> None:
    """Two of its three months hold 250 of the usual 300: the third holds only strays."""
    months = held(2, 120, 130, first=date(2026, 1, 1))
    assert not months.is_usual(Span(date(2026, 1, 1), date(2026, 3, 31)), "quarter")
    assert months.is_usual(Span(date(2026, 2, 1), date(2026, 2, 28)), "month")


def test_the_months_of_a_span() -> None:
    assert months_of(Span(date(2025, 12, 1), date(2026, 2, 28))) == tuple(
        date(year, month, 1) for year, month in ((2025, 12), (2026, 1), (2026, 2))
    )


@pytest.fixture(scope="module")
def tailed(tmp_path_factory: pytest.TempPathFactory) -> workspace.Workspace:
    """900 contacts from January to June 2026, then one every ten days to the middle of November."""
    main = Centre(size=900, days=181).contacts()
    tail = [{**row, "contact_id": f"T{row['contact_id']}"} for row in Centre(14, 140, date(2026, 7, 1)).contacts()]
    return loaded_at(Made({"contacts": [*main, *tail]}).write(tmp_path_factory.mktemp("tailed") / "workspace"))


def test_the_answer_says_why_and_what_newer_data_wait_for(tailed: workspace.Workspace) -> None:
    answer = tailed.scorecard(metrics=["handle_time"])
    assert (answer.period, answer.period_before) == ("Apr–Jun 2026", "Jan–Mar 2026")
    said = {caveat.id: caveat.text for caveat in answer.caveats}["chosen_days"]
    assert said.startswith("Apr–Jun 2026 is shown because it is the newest whole quarter of usual volume")
    assert "they hold too little: Jul–Sep 2026 (10); 450 contacts in a quarter are usual" in said
    assert said.endswith("Oct–Dec 2026 can be shown once the data reach to 15 Jan 2027.")
    assert any(caveat.id == "chosen_days" for caveat in tailed.verdict().caveats)


def test_days_asked_for_need_no_reason(tailed: workspace.Workspace) -> None:
    answer = tailed.scorecard(metrics=["handle_time"], period="month")
    assert "chosen_days" not in {caveat.id for caveat in answer.caveats}

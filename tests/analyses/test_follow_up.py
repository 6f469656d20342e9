"""Periods watched for different times: a stationary service must show no change, however slowly it solves."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.analyses import slow

import steelyard
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.answers import Estimate
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace

SPANS = {
    "from_on": slow.date(2025, 7, 1),
    "to_on": slow.QUARTER_END,
    "against": (slow.date(2024, 7, 8), slow.date(2024, 9, 30)),
}
LATER = (
    "first_contact_resolution",
    "resolution_rate",
    "contacts_resolved",
    "contacts_closed",
    "survey_coverage",
    "resolution_time",
    "resolution_time_median",
    "resolution_time_p90",
    "closing_time",
    "closing_time_median",
    "closing_time_p90",
    "first_reply_time_median",
    "first_reply_time_p90",
)
"""Measures of what becomes true only later: each was 3 to 60 points or percent off between these periods."""


@pytest.fixture(scope="module", params=[(30, 17), (30, 40), (5, 17)], ids=lambda case: "d_".join(map(str, case)))
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, float, int]:
    """A stationary service: mean days to a solution, and days from the quarter's end to the export."""
    mean_days, days_after = request.param
    folder = tmp_path_factory.mktemp("slow")
    return slow.write(folder, issues=24_000, mean_days=mean_days, days_after=days_after, seed=11), mean_days, days_after


AMOUNTS = (
    "contacts_per_issue",
    "onceness",
    "cost_per_issue",
    "customer_time_per_issue",
    "channels_per_issue",
)
"""Measures of what an issue's contacts add up to: each counted contacts begun after the follow-up."""


def test_what_comes_later_is_counted_within_the_same_time(service: tuple[Workspace, float, int]) -> None:
    opened, _, days_after = service
    card = opened.scorecard(**SPANS, metrics=LATER)
    lines = {line.metric: line for line in card.lines}
    moved = {name for name, line in lines.items() if line.is_claimed}
    assert moved <= {"contacts_closed"}, (
        "the data begin with the first quarter: those who came back of earlier issues lack"
    )
    assert card.provenance.assumptions["follow-up"] == f"within {days_after} days of the start"
    assert lines["resolution_rate"].now.within_days == days_after
    assert lines["contacts_resolved"].now.mature_share == 1
    for name in ("first_contact_resolution", "resolution_rate", "contacts_resolved", "survey_coverage"):
        now, before = lines[name].now.value, lines[name].before.value  # type: ignore[union-attr]
        assert now == pytest.approx(before, abs=0.03)


def test_amounts_of_an_issue_are_counted_within_the_same_time(service: tuple[Workspace, float, int]) -> None:
    """Two contacts in five issues of which half begin after 17 days, where a solution takes 30."""
    opened, *_ = service
    card = opened.scorecard(**SPANS, metrics=AMOUNTS)
    assert {line.metric for line in card.lines if line.is_claimed} == set()
    for line in card.lines:
        if line.now.value and line.before and line.before.value:
            assert line.now.value == pytest.approx(line.before.value, rel=0.03), line.metric


def test_no_change_of_the_balance_is_claimed(service: tuple[Workspace, float, int]) -> None:
    opened, *_ = service
    balance, change = opened.balance(**SPANS), opened.change(**SPANS)
    assert not is_claimed(balance.change)
    assert change.provenance.assumptions["follow-up"] == balance.provenance.assumptions["follow-up"]


def test_months_of_the_trend_do_not_fall_towards_the_end(service: tuple[Workspace, float, int]) -> None:
    """Every month that is old enough lies within what the first ones showed; the others say how much is."""
    opened, *_ = service
    (line,) = opened.scorecard(**SPANS, metrics=["resolution_rate"]).lines
    whole = [entry for entry in line.trend if entry.value is not None and entry.mature_share == 1]
    assert len(whole) >= 10
    first = sum(entry.value or 0 for entry in whole[:6]) / 6
    assert all(abs((entry.value or 0) - first) < 0.08 for entry in whole)
    assert all(entry.mature_share is not None and entry.mature_share < 1 for entry in line.trend[-1:])


def test_durations_reach_as_far_as_the_data(service: tuple[Workspace, float, int]) -> None:
    """Eleven twelfths are solved after an exponential time: the median is where 6 of 11 of them are."""
    opened, mean_days, days_after = service
    card = opened.scorecard(**SPANS, metrics=["resolution_time_median", "resolution_time_p90", "resolution_time"])
    lines = {line.metric: line.now for line in card.lines}
    true = 86_400 * (0.02 + mean_days * 0.788)
    held = lines["resolution_time_median"].interval
    assert held is not None
    assert held.low < true < held.high
    mean = lines["resolution_time"]
    assert any(caveat.id == "counted_otherwise" for caveat in mean.caveats)
    assert mean.value is not None
    assert mean.value < 86_400 * days_after
    if (mean_days, days_after) == (30, 17):
        assert lines["resolution_time_p90"].value is None
        assert lines["resolution_time_p90"].more_than is not None
        assert any("more than" in caveat.text for caveat in lines["resolution_time_p90"].caveats)


def test_what_was_published_early_holds_later(tmp_path: Path) -> None:
    """The same follow-up of the same quarter, from an export taken 17 and one taken 200 days after."""
    found: list[dict[str, Estimate]] = []
    for days_after in (17, 200):
        folder = tmp_path / str(days_after)
        folder.mkdir()
        opened = slow.write(folder, issues=8_000, mean_days=15, days_after=days_after, seed=3)
        settings = (folder / "steelyard.toml").read_text("utf-8")
        (folder / "steelyard.toml").write_text(settings.replace("hourly_cost", "follow_up_days = 17\nhourly_cost"))
        card = steelyard.open(folder).scorecard(**SPANS, metrics=(*LATER, *AMOUNTS))
        assert card.provenance.assumptions["follow-up"] == "within 17 days of the start"
        assert opened.store.snapshot().manifest.version == 1
        found.append({line.metric: line.now for line in card.lines})
    early, late = found
    for name in (
        *AMOUNTS,
        "resolution_rate",
        "first_contact_resolution",
        "contacts_resolved",
        "contacts_closed",
        "survey_coverage",
    ):
        assert late[name].value == pytest.approx(early[name].value, abs=0.002), name


def test_an_export_of_what_was_closed_is_not_compared(tmp_path: Path) -> None:
    opened = slow.write(tmp_path, issues=8_000, mean_days=20, days_after=17, seed=5, closed_since=slow.date(2025, 5, 1))
    check = opened.check()
    (finding,) = [finding for finding in check.findings if finding.id == "closed_only"]
    assert finding.weight == "warning"
    card = opened.scorecard()
    assert all(line.change is None and not line.trend for line in card.lines)
    assert any(caveat.id == "closed_only" for caveat in card.caveats)
    with pytest.raises(QuestionError, match="only contacts closed from 2025-05-01"):
        opened.change()


@pytest.fixture(scope="module")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Marks of solution and answers without any date, exported 17 days after the quarter."""
    folder = tmp_path_factory.mktemp("undated")
    return slow.write(folder, issues=12_000, mean_days=30, days_after=17, seed=7, is_dated=False)


def test_marks_without_a_date_are_not_compared_before_their_time(undated: Workspace) -> None:
    """Of the earlier quarter 11 of 12 had been solved, of the later one far fewer: nothing changed but the watching."""
    names = ("resolution_rate", "contacts_resolved", "first_contact_resolution", "survey_coverage", "balance")
    lines = {line.metric: line for line in undated.scorecard(**SPANS, metrics=(*names, "handle_time")).lines}
    assert lines["contacts_resolved"].now.value < lines["contacts_resolved"].before.value - 0.1  # type: ignore
    for name in names:
        change = lines[name].change
        assert change is not None
        assert change.value is None, name
        assert [caveat.id for caveat in change.caveats if caveat.weight == "refusal"] == ["undated"], name
        assert "17 days" in change.caveats[-1].text
    assert lines["handle_time"].change.value is not None  # type: ignore[union-attr]
    assert undated.balance(**SPANS).change is None
    change = undated.change(**SPANS)
    assert change.total is None
    assert all(term.effect.value is None for term in change.terms if term.factor == "effectiveness")
    tradeoff = undated.tradeoff(**SPANS)
    assert tradeoff.whole is None
    assert "no column says when contacts were solved" in tradeoff.missing[0].reason


def test_marks_without_a_date_are_compared_once_both_periods_had_their_time(tmp_path: Path) -> None:
    opened = slow.write(tmp_path, issues=8_000, mean_days=5, days_after=95, seed=7, is_dated=False)
    card = opened.scorecard(**SPANS, metrics=["contacts_resolved", "resolution_rate"])
    assert card.provenance.assumptions["follow-up"] == "within 90 days of the start"
    for line in card.lines:
        assert line.change is not None
        assert line.change.interval is not None
        assert not line.is_claimed


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Solved after 30 days on average, exported 17 days after the quarter."""
    folder = tmp_path_factory.mktemp("still")
    return slow.write(folder, issues=24_000, mean_days=30, days_after=17, seed=11)


def test_no_outcome_is_claimed_where_nothing_changed(still: Workspace) -> None:
    tradeoff = still.tradeoff(**SPANS)
    assert tradeoff.whole is not None
    assert tradeoff.whole.customers.interval is not None
    assert [part.part for part in (tradeoff.whole, *tradeoff.parts) if part.outcome is not None] == []
    assert (tradeoff.place, tradeoff.topics, tradeoff.is_shifted) == ("", (), None)
    participation = still.participation(**SPANS)
    assert [shift.title for shift in participation.shifts if shift.outcome is not None] == []


def test_the_verdict_blames_nothing_that_is_only_open(still: Workspace) -> None:
    """First contacts still open could lift the first rung, and value costs what it did in the quarter before."""
    verdict = still.verdict(from_on=SPANS["from_on"], to_on=SPANS["to_on"])
    rungs = {rung.id: rung for rung in verdict.rungs}
    assert verdict.constraint == "effective"
    assert (rungs["effective"].state, rungs["lean"].state) == ("cannot_tell", "cannot_tell")


def test_as_many_have_come_back_by_each_day_in_either_quarter(still: Workspace) -> None:
    """One in five comes back within 6.5 days of a solution; of first contacts still open nobody can have come back."""
    for days in ((SPANS["from_on"], SPANS["to_on"]), SPANS["against"]):
        curve = still.returns(from_on=days[0], to_on=days[1])
        held = curve.returned[7].interval
        assert held is not None
        assert held.low < 0.2 < held.high

"""Every question asked of a simulated centre: complete, consistent, refused where it must be."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from steelyard import catalogue
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace

QUARTER = "Apr–Jun 2026"
YEAR_BEFORE = "Apr–Jun 2025"
QUESTIONS = ("scorecard", "verdict", "balance", "change", "returns")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_says_where_it_comes_from(centre: Workspace, question: str) -> None:
    answer = centre.ask(question, where={"site": ("Porto", "Braga")})
    assert answer.question == question
    assert answer.sentences
    assert answer.provenance.version == 1
    assert answer.provenance.where == {"site": ("Porto", "Braga")}
    assert (answer.provenance.from_on, answer.provenance.to_on) == (date(2026, 4, 1), date(2026, 6, 30))
    assert "return window" in answer.provenance.assumptions
    assert answer.to_rows()
    assert answer.to_text(80)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "asked",
    [
        {"period": "fortnight"},
        {"where": {"sight": ("Porto",)}},
        {"where": {"site": ("Atlantis",)}},
        {"from_on": date(2031, 1, 1)},
        {"from_on": date(2026, 5, 1), "to_on": date(2026, 4, 1)},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_malformed_questions_are_refused(centre: Workspace, question: str, asked: dict[str, Any]) -> None:
    with pytest.raises(QuestionError):
        centre.ask(question, **asked)


def test_the_scorecard_holds_every_measure_or_says_why_not(centre: Workspace) -> None:
    answer = centre.scorecard()
    shown = {line.metric for line in answer.lines} | {entry.metric for entry in answer.missing}
    assert shown == set(catalogue.names("metrics", "METRIC"))
    assert all(entry.reason for entry in answer.missing)
    assert {line.side for line in answer.lines} == {"customers", "resources"}
    assert (answer.period, answer.period_before) == (QUARTER, YEAR_BEFORE)
    for line in answer.lines:
        figure = line.now
        assert figure.value is None or math.isfinite(figure.value)
        assert figure.value is not None or figure.caveats


def test_the_newest_months_are_marked_immature(centre: Workspace) -> None:
    (line,) = centre.scorecard(metrics=("resolution_rate",)).lines
    shares = [entry.mature_share for entry in line.trend]
    assert shares[-1] is not None
    assert shares[-1] < 1
    assert shares[5] == 1
    assert line.trend[-1].part["period"] == "2026-09-01"


def test_a_split_shows_each_part(centre: Workspace) -> None:
    answer = centre.scorecard(by="site", metrics=("first_contact_resolution", "handle_time", "nps"))
    assert {name for name, _ in answer.parts} >= {"Porto", "Braga", "Faro"}
    for _, lines in answer.parts:
        assert [line.metric for line in lines] == ["first_contact_resolution", "nps", "handle_time"]


def test_days_can_be_chosen(centre: Workspace) -> None:
    days = {"from_on": date(2026, 2, 2), "to_on": date(2026, 3, 8)}
    answer = centre.scorecard(metrics=("handle_time",), **days, against=(date(2025, 6, 2), date(2025, 7, 6)))
    assert (answer.period, answer.period_before) == ("2 Feb–8 Mar 2026", "2 Jun–6 Jul 2025")
    assert centre.scorecard(metrics=("handle_time",), **days).period_before == "29 Dec 2025–1 Feb 2026"
    assert centre.scorecard(metrics=("handle_time",), period="month").period == "Aug 2026"


def test_young_days_are_shown_with_a_warning(centre: Workspace) -> None:
    answer = centre.scorecard(metrics=("resolution_rate",), from_on=date(2026, 9, 1), to_on=date(2026, 9, 30))
    assert "immature" in {caveat.id for caveat in answer.caveats}
    share = answer.lines[0].now.mature_share
    assert share is not None
    assert share < 1


def test_the_ladder_has_one_constraint_and_later_rungs_wait(centre: Workspace) -> None:
    answer = centre.verdict()
    assert [rung.id for rung in answer.rungs] == ["effective", "valued", "well_delivered", "lean"]
    first = next(rung for rung in answer.rungs if rung.state != "held")
    assert answer.constraint == first.id
    meaningful = [rung.is_meaningful for rung in answer.rungs]
    assert meaningful == sorted(meaningful, reverse=True)
    assert first.is_meaningful
    assert len(answer.sentences) == 2
    assert all(rung.target is not None and rung.target.source for rung in answer.rungs)


def test_the_balance_weighs_what_was_counted(centre: Workspace) -> None:
    answer = centre.balance()
    assert answer.now is not None
    assert answer.value is not None
    assert answer.provider_cost is not None
    assert answer.issues is not None
    assert 1000 * answer.value.value / answer.provider_cost.value == pytest.approx(answer.now.value)
    assert answer.value.value < answer.issues.value
    assert answer.unit_cost_provider is not None
    assert 1000 / answer.unit_cost_provider.value == pytest.approx(answer.now.value)


def test_the_change_is_split_without_remainder(centre: Workspace) -> None:
    answer = centre.change(by="site")
    assert answer.total is not None
    assert sum(term.effect.value for term in answer.terms) == pytest.approx(answer.total.value, abs=1e-9)
    for term in answer.terms:
        if term.parts:
            assert sum(part.value for part in term.parts.values()) == pytest.approx(term.effect.value, abs=1e-9)
        assert term.effect.interval is not None
    assert (answer.label_before, answer.label_after, answer.by) == (YEAR_BEFORE, QUARTER, "site")
    assert answer.terms[-1].factor == "who_answered"


def test_balance_and_change_tell_the_same_change(centre: Workspace) -> None:
    told = centre.balance().sentences[1]
    total = centre.change().total
    assert total is not None
    if total.interval.low <= 0 <= total.interval.high:
        assert "cannot be told" in told
    else:
        assert f"{100 * abs(math.expm1(total.value)):.1f}%" in told


def test_two_parts_can_be_compared(centre: Workspace) -> None:
    answer = centre.change(compare=("site", "Porto", "Braga"))
    assert (answer.label_before, answer.label_after, answer.compared) == ("Porto", "Braga", "site")
    assert answer.total is not None


def test_two_equal_sides_do_not_differ(centre: Workspace) -> None:
    answer = centre.change(compare=("site", "Porto", "Porto"))
    assert answer.total is not None
    assert answer.total.value == pytest.approx(0.0, abs=1e-12)
    assert not any(term.is_claimed for term in answer.terms)


def test_the_curve_of_returns_only_rises_and_leaves_what_was_not_solved_at_first(centre: Workspace) -> None:
    answer = centre.returns()
    shares = [entry.value for entry in answer.returned if entry.value is not None]
    assert shares == sorted(shares)
    assert list(answer.at_risk) == sorted(answer.at_risk, reverse=True)
    (fixed,) = centre.scorecard(metrics=("first_contact_resolution",)).lines
    not_fixed = 1 - fixed.now.value
    assert not_fixed - 0.06 < shares[7] <= not_fixed + 0.005


def test_every_answer_tells_the_same_change_of_the_balance(centre: Workspace) -> None:
    change, balance = centre.change(), centre.balance()
    line = next(line for line in centre.scorecard(metrics=["balance"]).lines if line.metric == "balance")
    assert change.total is not None
    assert line.change is not None
    assert balance.change is not None
    assert change.before is not None
    assert change.after is not None
    assert line.change.value == pytest.approx(change.total.value, abs=1e-9)
    assert balance.change.value == pytest.approx(change.total.value, abs=1e-9)
    assert math.log(change.after.value / change.before.value) == pytest.approx(change.total.value, abs=1e-9)
    assert (balance.now.value, balance.before.value) == pytest.approx((change.after.value, change.before.value))


def test_days_the_data_do_not_hold_are_no_comparison(centre: Workspace) -> None:
    with pytest.raises(QuestionError, match="hold no days"):
        centre.change(against=(date(2001, 1, 1), date(2001, 3, 31)))


def test_a_period_asked_for_gives_every_one_of_it_and_the_change_of_the_one_shown(centre: Workspace) -> None:
    found = centre.scorecard(period="month", by="site", metrics=("handle_time", "csat_score"))
    whole = [row for row in found.to_rows() if row["metric"] == "handle_time" and "site" not in row]
    assert [row["period"] for row in whole] == sorted({row["period"] for row in whole})
    assert len(whole) > 12
    (shown,) = [row for row in whole if row["change"] is not None]
    assert shown["value"] == found.lines[0].now.value or shown["value"] == found.lines[1].now.value
    assert shown["change_low"] < shown["change"] < shown["change_high"]
    assert {row["period"] for row in found.to_rows() if row.get("site") == "Porto"} == {row["period"] for row in whole}
    assert "By month" in found.to_text(120)


def test_without_a_period_each_part_and_measure_has_one_row(centre: Workspace) -> None:
    found = centre.scorecard(by="site", metrics=("handle_time",))
    assert len(found.to_rows()) == len(found.estimates)
    assert {row["change_unit"] for row in found.to_rows()} == {"ln"}
    assert "By month" not in found.to_text(120)

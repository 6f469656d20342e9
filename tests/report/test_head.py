"""The page's opening: the strongest thing that can be said goes first, with its size, its place and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log

import pytest

from report import sample
from steelyard.analyses.change.question import Change
from steelyard.analyses.scorecard.question import Scorecard
from steelyard.answers import Answer, Caveat, Estimate, Interval
from steelyard.report.findings import Finding
from steelyard.report.head import Head, head


def opened(*answers: Answer, findings: tuple[Finding, ...] = ()) -> Head:
    return head({type(answer): answer for answer in answers}, findings)


def placed(**more: object) -> Change:
    return replace(sample.change(), by="site", place="Porto", place_share=0.76, **more)  # type: ignore[arg-type]


def test_a_claimed_change_is_told_with_place_and_month() -> None:
    found = opened(sample.balance(), placed(moved="pace", since="about Jan 2026", rose=True), sample.scorecard())
    assert found.headline == (
        "Customers got 7.1% less per euro than in Apr–Jun 2026 (5.3–8.8), mostly at Porto, "
        "where handling got faster from about January 2026."
    )


def test_the_same_days_a_year_before_are_a_year_ago() -> None:
    days = replace(sample.ORIGIN, from_on=date(2026, 7, 1), to_on=date(2026, 9, 30))
    answer = replace(sample.balance(), provenance=days, period_before="Jul–Sep 2025")
    assert opened(answer).headline == "Customers got 7.1% less per euro than a year ago (5.3–8.8)."


def test_a_gain_does_not_hide_where_customers_lost() -> None:
    rise = Estimate("balance", "ln", value=0.07, interval=Interval(0.04, 0.10))
    answer = replace(placed(), lost=("team North", "team South", "team West"))
    found = opened(replace(sample.balance(), change=rise), answer)
    assert found.headline.endswith("(4.1–10.5), but customers lost at team North, team South and 1 more.")


@pytest.mark.parametrize(("share", "how"), [(0.95, "nearly all of it"), (0.6, "mostly"), (0.3, "a good part of it")])
def test_how_much_sits_there(share: float, how: str) -> None:
    answer = replace(placed(), place_share=share)
    assert f", {how} at Porto." in opened(sample.balance(), answer).headline


def test_where_the_balance_did_not_move_a_measure_that_did_leads() -> None:
    still = Estimate("balance", "ln", value=0.01, interval=Interval(-0.02, 0.04))
    found = opened(replace(sample.balance(), change=still), sample.scorecard())
    assert found.headline.startswith("First contact resolution fell 4.3 points to 64.1% (63.2–65.0)")
    assert "did not move beyond sampling error against Apr–Jun 2026 (−2.0% to +4.1%)." in found.lead[0]


def test_where_nothing_moved_a_measure_off_its_target_leads() -> None:
    still = Estimate("balance", "ln", value=0.01, interval=Interval(-0.25, 0.32))
    lines = tuple(replace(line, is_claimed=False) for line in sample.scorecard().lines)
    answers = (replace(sample.balance(), change=still), replace(sample.scorecard(), lines=lines), sample.verdict())
    assert opened(*answers).headline == (
        "First contact resolution was 64.1% (63.2–65.0) in Jul–Sep 2026, below the target of 70%."
    )


def test_a_fall_of_a_ratio_is_a_share_of_what_it_was_before() -> None:
    fall = Estimate("customer_rating", "ln", value=log(0.8), interval=Interval(log(0.78), log(0.82)))
    lines = (replace(sample.scorecard().lines[0], change=fall, is_claimed=True), *sample.scorecard().lines[1:])
    assert " fell 20.0% to " in opened(replace(sample.scorecard(), lines=lines)).headline


def test_nothing_moved_is_said_with_the_levels() -> None:
    lines = tuple(replace(line, is_claimed=False) for line in sample.scorecard().lines)
    found = opened(replace(sample.scorecard(), lines=lines))
    assert found.headline.startswith("First contact resolution was 64.1% (63.2–65.0) in Jul–Sep 2026")
    assert found.lead[0].startswith("Customers’ rating was 81.7 (80.9–82.5) and ")
    assert found.lead[1] == "No main measure moved beyond sampling error against Apr–Jun 2026."


def test_never_cannot_tell_while_a_measure_has_a_figure() -> None:
    found = opened(*sample.thin_answers())
    assert found.headline == "Handle time was 6:42 (6:39–6:45) in Jul–Sep 2026."
    bare = replace(sample.scorecard(), lines=())
    found = opened(replace(bare, missing=sample.MISSING))
    assert found.headline == "No measure can be computed from these data yet."
    assert found.do == "Load a table of outcomes with kind “churned”: this gives customers lost within 90 days."
    assert opened().headline == "Nothing has been asked yet."


def test_what_to_do_is_the_first_finding_s_else_the_ladder_s() -> None:
    priced = Finding("It is so.", "", "tradeoff", "Trade-off", "48,000 € a year", do="Do this.")
    plain = replace(priced, stake="", do="Watch this.")
    assert opened(sample.verdict(), findings=(plain, priced)).do == "Do this."
    assert opened(findings=(plain,)).do == "Watch this."
    said = opened(sample.verdict(), findings=(plain,)).do
    assert said == "Find out which issues are not solved at the first contact (64.1%, the target is 70%)."
    assert opened(Scorecard("scorecard", "Both")).do == ""


def test_what_would_tell_follows_what_cannot_be_told() -> None:
    few = Caveat("too_few", "it rests on 1 issue; a figure needs at least 10", "refusal")
    unknown = Estimate("first_contact_resolution", "share", n=1, n_unit="issues", caveats=(few,))
    bare = replace(sample.scorecard(), lines=(replace(sample.CUSTOMERS[0], now=unknown),))
    assert opened(bare).do == "Load more days: first contact resolution rests on 1 issue; a figure needs at least 10."
    thin = opened(*sample.thin_answers()).do
    assert thin == "Load a table of outcomes with kind “churned”: this gives customers lost within 90 days."


def test_why_these_days_are_shown() -> None:
    chosen = Caveat("chosen_days", "Jul–Sep 2026 is shown because it is the newest")
    assert opened(replace(sample.balance(), caveats=(chosen,))).why == "Jul–Sep 2026 is shown because it is the newest."

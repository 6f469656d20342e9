"""The sentences of a comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from charts.comparison import FCR, comparison
from steelyard import metrics
from steelyard.analyses.compare import ANALYSIS
from steelyard.analyses.compare.wording import caveats, highlight, plural, sentences
from steelyard.settings.model import Assumptions, Settings


def test_who_differs_by_how_much_and_how_agents_lie() -> None:
    headline, *rest = sentences(comparison(), FCR)
    expected = "One of the 6 teams does worse and 1 does better in first contact resolution than the others do"
    assert headline == f"{expected} with similar cases, beyond sampling error."
    assert rest[0].startswith("Worse: Porto Digital (−1")
    assert rest[1].startswith("Better: Faro Phone (+")
    assert rest[-1].startswith(
        "Adjusted for case mix and sampling error, eight in ten of the 60 agents lie at 70.0–80.0%;"
    )
    assert "240 issues" in rest[-1]


def test_no_evidence_is_said_and_is_no_finding() -> None:
    alike = comparison((0.75, 0.751, 0.749, 0.75, 0.752, 0.75))
    differ = "There is no evidence that the 6 teams differ in first contact resolution"
    said = f"{differ} beyond case mix and sampling error."
    assert sentences(alike, FCR)[0] == said
    assert highlight(alike, FCR) == ""


def test_the_finding_is_the_worse_one_alone() -> None:
    said = highlight(comparison(), FCR)
    assert said.startswith("Team Porto Digital (−1")
    assert said.endswith(
        "does worse in first contact resolution than other teams do with similar cases, beyond sampling error."
    )
    assert "Faro" not in said


def test_people_are_counted_not_named() -> None:
    told = " ".join(sentences(replace(comparison(), by="agent_id"), FCR))
    assert "Porto" not in told
    assert highlight(replace(comparison(), by="agent_id"), FCR) == ""


def test_agents_who_do_not_differ() -> None:
    people = replace(comparison().people, low=None, high=None)  # type: ignore[type-var]
    told = sentences(replace(comparison(), people=people), FCR)
    assert told[-1] == "There is no evidence of a difference between the 60 agents with enough cases."


@pytest.mark.parametrize("credit", ["first", "last"])
def test_whose_an_issue_is(settings_with, credit: str) -> None:
    found = caveats(replace(comparison(), silent_count=3), settings_with(Assumptions(credit=credit)))  # type: ignore[arg-type]
    assert f"team of its {credit} contact (assumptions.credit changes it)" in found[0].text
    assert found[1].text.startswith("3 more teams are not shown")


def test_without_agents_it_speaks_of_these_contacts(settings_with) -> None:
    unit = comparison().units[0]
    limits = replace(unit.adjusted.interval, chances=("customers",))  # type: ignore[type-var]
    alone = replace(comparison(), units=(replace(unit, adjusted=replace(unit.adjusted, interval=limits)),))
    assert "these_contacts" in {entry.id for entry in caveats(alone, settings_with(Assumptions()))}
    assert "these_contacts" not in {entry.id for entry in caveats(comparison(), settings_with(Assumptions()))}


def test_names_of_measures_within_a_sentence() -> None:
    assert "in CSAT than" in sentences(comparison(), metrics.metric("csat_score"))[0]
    assert "in handle time than" in sentences(comparison(), metrics.metric("handle_time"))[0]


def test_plurals() -> None:
    names = {"team": "teams", "family": "topic families", "agent_id": "agents", "hour": "hours of the day"}
    assert [plural(name) for name in names] == list(names.values())


def test_it_is_a_section_of_the_report() -> None:
    assert (ANALYSIS.name, ANALYSIS.place) == ("Who differs", 20)


@pytest.fixture
def settings_with() -> Callable[[Assumptions], Settings]:
    """Settings with those assumptions."""
    return lambda assumptions: Settings(Path("."), Path("."), assumptions=assumptions)


def test_the_mix_of_a_unit_is_told_beside_all_others_hidden_ones_included() -> None:
    """1,000 cases at 70%, 100 of them one unit's at 60%: the others show 71.1%, and 65% in such cases, 6.1 below."""
    one = comparison().units[0]
    one = replace(one, raw=replace(one.raw, value=0.6), expected=replace(one.expected, value=0.65, n=100))
    whole = replace(comparison().target, value=0.7, n=1000)  # type: ignore[type-var]
    told = " ".join(sentences(replace(comparison(), units=(one,), target=whole), FCR))
    assert "looks 10.0 pt below the average, but its cases are harder" in told
    assert "with the same cases the others would be 6.1 pt below" in told

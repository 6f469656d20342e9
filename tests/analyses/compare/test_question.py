"""The whole question, on a small simulated centre."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from steelyard.analyses.compare.answer import Comparison
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace

ALL: dict[str, Any] = {"from_on": date(2025, 5, 1), "to_on": date(2026, 8, 31)}


@pytest.fixture(scope="module")
def teams(centre: Workspace) -> Comparison:
    return centre.compare(**ALL)


def test_nothing_told_asks_for_teams_and_returns(teams: Comparison) -> None:
    assert (teams.by, teams.metric, teams.better) == ("team", "first_contact_resolution", "high")
    assert teams.target is not None
    assert teams.between is not None
    assert len(teams.units) + teams.silent_count == 12
    assert [unit.name for unit in teams.units] == sorted(unit.name for unit in teams.units)
    assert teams.evidence is not None
    assert teams.evidence.grade == "adjusted"
    assert teams.evidence.adjusted_for == ("topic", "channel", "segment", "priority", "weekend or not", "time of day")
    assert {check.id for check in teams.evidence.checks} == {"overlap", "enough", "routing"}


def test_every_figure_lies_where_it_may(teams: Comparison) -> None:
    for unit in teams.units:
        assert unit.adjusted.interval is not None
        assert unit.likely.interval is not None
        assert 0 <= unit.adjusted.interval.low <= unit.adjusted.value <= unit.adjusted.interval.high <= 1  # type: ignore[operator]
        width = unit.adjusted.interval.high - unit.adjusted.interval.low
        assert unit.likely.interval.high - unit.likely.interval.low < width
        assert unit.raw.value is not None
        assert unit.expected.n == unit.adjusted.n
    rows = teams.to_rows()
    assert {row.get("reading") for row in rows} == {"raw", "expected", "adjusted", "likely", None}


def test_people_are_a_distribution_unless_asked_for(teams: Comparison, centre: Workspace) -> None:
    with centre.snapshot() as snapshot:
        ids = snapshot.engine.query("SELECT DISTINCT agent_id FROM fact_contacts WHERE agent_id IS NOT NULL")[
            "agent_id"
        ]
    words = set(re.findall(r"\w+", str(teams.to_dict())))
    assert not words & set(ids)
    assert teams.people is None or teams.people.count >= 5


def test_nothing_is_said_of_a_person_on_thin_ground(centre: Workspace) -> None:
    answer = centre.compare(by="agent", metric="handle_time", **ALL)
    assert answer.by == "agent_id"
    assert all(unit.adjusted.n >= 40 and unit.reliability >= 0.7 for unit in answer.units)
    assert answer.silent_count > 0
    assert answer.highlights == ()
    thin = centre.compare(by="agent")
    assert thin.units == ()
    assert thin.missing[0].metric == "compare"


def test_a_site_that_differs_is_told_apart(centre: Workspace) -> None:
    half = {"from_on": date(2026, 1, 1), "to_on": date(2026, 8, 31)}
    answer = centre.compare(by="site", metric="handle_time", **half)
    assert {unit.name: unit.verdict for unit in answer.units}["Porto"] == "lower"
    assert answer.highlights == (), "less handling time is no finding by itself"


def test_money_is_its_own_stake(centre: Workspace) -> None:
    answer = centre.compare(by="topic", metric="cost_per_contact", **ALL)
    dear = [unit for unit in answer.units if unit.verdict == "higher"]
    assert dear
    stake = answer.highlights[0].stake
    assert stake is not None
    assert stake.value is not None
    assert stake.interval is not None
    assert answer.target is not None
    over = sum((unit.likely.value - answer.target.value) * unit.likely.n for unit in dear)  # type: ignore[operator]
    assert stake.value == pytest.approx(over * 365.25 / 488)
    assert 0 < stake.interval.low < stake.value < stake.interval.high


def test_too_few_is_refused_with_what_would_lift_it(centre: Workspace) -> None:
    answer = centre.compare(where={"topic": ("upgrade_offer",)}, from_on=date(2026, 7, 1), to_on=date(2026, 7, 20))
    assert answer.units == ()
    assert answer.estimates == ()
    assert "cannot be tested" in answer.sentences[0]
    assert "more issues each" in answer.missing[0].unlock


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "planet"}, "planet"),
        ({"metric": "first_reply_time_median"}, "neither a share nor a mean"),
        ({"metric": "nonsense"}, "nonsense"),
        ({"by": "topic", "where": {"site": ("Nowhere",)}}, "Nowhere"),
    ],
)
def test_malformed_questions(centre: Workspace, options: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        centre.compare(**options)


def test_whose_an_issue_is_is_said(teams: Comparison) -> None:
    assert any("team of its first contact" in caveat.text for caveat in teams.caveats)


def test_it_fits_a_terminal(teams: Comparison) -> None:
    assert max(map(len, teams.to_text(80).splitlines())) <= 80

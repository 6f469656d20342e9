"""Waste that is there is found, and where sites are equal nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from analyses.service import SETTINGS, service
from steelyard.analyses.frontier.answer import Frontier
from steelyard.analyses.frontier.question import ask
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace


@pytest.fixture(scope="module")
def wasteful() -> Iterator[Any]:
    facts = service({"Braga": 1.0, "Faro": 1.0, "Porto": 1.5}, sizes={"Porto": 420})
    yield facts
    facts.engine.close()


@pytest.fixture(scope="module")
def found(wasteful: Any) -> Frontier:
    return ask(wasteful, SETTINGS, draws=40)


def test_the_wasteful_site_is_found_though_it_is_the_largest(found: Frontier) -> None:
    braga, faro, porto = found.places
    assert [place.name for place in found.places] == ["Braga", "Faro", "Porto"]
    assert (braga.is_behind, faro.is_behind, porto.is_behind) == (False, False, True)
    assert porto.lag.interval is not None
    assert porto.lag.interval.low < 1 - 1 / 1.5 < porto.lag.interval.high + 0.05
    assert found.sentences[0].startswith("At the best practice in the data, Porto would have delivered the same value")
    assert found.highlights[0].said == found.sentences[0]


def test_the_stake_is_the_lag_of_a_years_cost(found: Frontier, wasteful: Any) -> None:
    cost = wasteful.engine.query("SELECT sum(cost) AS m FROM fact_issues WHERE site = 'Porto'")["m"][0]
    stake, lag = found.highlights[0].stake, found.places[2].lag
    assert stake is not None
    assert stake.value == pytest.approx((lag.value or 0) * cost, rel=0.03)
    assert stake.interval is not None
    assert stake.interval.low > 0


def test_targets_and_peers_are_those_of_others(found: Frontier) -> None:
    months = found.places[2].units
    assert len(months) == 12
    for month in months:
        assert month.efficiency.interval is not None
        assert month.efficiency.interval.low < (month.efficiency.value or 0) < month.seen <= 1 + 1e-9
        assert month.saved["work_s"] == pytest.approx(1 - month.seen, abs=1e-6)
    behind = [month for month in months if month.is_behind]
    assert behind
    assert {place for month in behind for place, _, _ in month.peers} <= {"Braga", "Faro"}
    assert behind[-1].label in found.sentences[1]


def test_every_figure_carries_its_interval_and_the_evidence_is_full(found: Frontier) -> None:
    assert all(entry.interval is not None and entry.n for entry in found.estimates if entry.metric != "stake")
    assert found.evidence is not None
    assert found.evidence.grade == "adjusted"
    assert {check.id: check.passed for check in found.evidence.checks}["units"]
    assert found.evidence.sensitivity
    assert found.evidence.would_change
    assert found.to_dict()["places"][0]["units"]


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_equal_sites_are_not_told_apart(seed: int) -> None:
    facts = service({"Braga": 1.0, "Faro": 1.0, "Porto": 1.0}, seed=seed)
    answer = ask(facts, SETTINGS, draws=10)
    facts.engine.close()
    assert not answer.highlights
    assert answer.sentences[0].startswith("No site lags behind")
    assert all((place.lag.interval and place.lag.interval.low <= 0) for place in answer.places)


def test_a_site_that_falls_back_is_seen_over_time() -> None:
    facts = service({"Braga": 1.0, "Faro": 1.0, "Porto": 1.0}, months=16, size=300)
    facts.engine.execute(
        "UPDATE fact_issues SET work_s = work_s * 1.9 WHERE site = 'Faro' AND \"on\" >= DATE '2025-09-01'"
    )
    answer = ask(facts, SETTINGS, draws=10)
    facts.engine.close()
    assert [place.has_moved for place in answer.places] == [False, True, False]
    assert answer.compared == ("Jan–Apr 2025", "Jan–Apr 2026")
    assert any("Faro moved further from best practice" in entry.said for entry in answer.highlights)


REFUSED: list[tuple[Mapping[str, float], Mapping[str, Any], str, str]] = [
    ({"Braga": 1.0}, {"months": 4}, "", "the data hold 4"),
    ({"Braga": 1.0}, {}, "UPDATE fact_issues SET is_rated = FALSE, rating = NULL", "no issue is rated"),
    ({"Braga": 1.0}, {}, "UPDATE fact_issues SET work_s = NULL, cost = NULL", "neither hours nor cost are known"),
    ({"Braga": 1.0, "Faro": 1.0}, {"size": 150}, "", "the data hold no site-months"),
]


@pytest.mark.parametrize(("waste", "more", "change", "reason"), REFUSED)
def test_what_cannot_be_said_is_refused_with_what_would_do(
    waste: Mapping[str, float], more: Mapping[str, Any], change: str, reason: str
) -> None:
    facts = service(waste, **more)
    if change:
        facts.engine.execute(change)
    answer = ask(facts, SETTINGS)
    facts.engine.close()
    assert not answer.estimates
    assert reason in answer.missing[0].reason
    assert answer.missing[0].unlock
    assert answer.sentences[0].startswith("Cannot tell")


def test_one_place_is_held_to_its_own_latest_two_years() -> None:
    facts = service({"Braga": 1.0}, months=27, size=230)
    answer = ask(facts, SETTINGS, draws=10)
    facts.engine.close()
    (place,) = answer.places
    assert (answer.by, place.name, len(place.units)) == ("", "", 24)
    assert place.units[0].label == "Apr 2025"
    assert answer.sentences[0].startswith("The service does not lag")


def test_malformed_questions(wasteful: Any) -> None:
    with pytest.raises(QuestionError):
        ask(wasteful, SETTINGS, period="week")
    with pytest.raises(QuestionError):
        ask(wasteful, SETTINGS, by="colour")
    for dimension in ("agent_id", "family", "topic"):
        with pytest.raises(QuestionError, match=r"individuals|not places"):
            ask(wasteful, SETTINGS, by=dimension)
    with pytest.raises(QuestionError):
        ask(wasteful, SETTINGS, from_on=date(2030, 1, 1))


def test_a_simulated_centre_is_answered_or_refused_in_words(centre: Workspace) -> None:
    answer = centre.frontier(draws=10)
    assert answer.sentences
    assert bool(answer.missing) != bool(answer.estimates)

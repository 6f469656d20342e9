"""The trade-off and the worth of a point, asked of worlds whose truth is known, and of real data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.workspaces import simulated

from steelyard.workspace import Workspace

YEARS = {"from_on": date(2026, 2, 1), "to_on": date(2026, 8, 31), "against": (date(2025, 5, 1), date(2025, 11, 30))}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Workspace]:
    held: dict[str, Workspace] = {}

    def load(scenario: str, contacts: int) -> Workspace:
        if scenario not in held:
            folder = tmp_path_factory.mktemp(scenario)
            held[scenario] = simulated(folder, scenario, contacts=contacts, seed=3)
        return held[scenario]

    return load


@pytest.mark.slow
def test_the_handle_time_target_is_found_placed_and_priced(world: Callable[[str, int], Workspace]) -> None:
    answer = world("handle-time-target", 50_000).tradeoff(**YEARS)
    assert answer.whole is not None
    assert answer.placed is not None
    assert (answer.place, answer.placed.outcome) == ("Porto", "false_economy")
    assert "Jan 2026" in answer.since
    assert answer.topics
    assert "false_economy" not in {part.outcome for part in answer.parts if part.part != "Porto"}
    assert answer.highlights[0].stake is not None
    assert answer.highlights[0].stake.interval is not None
    assert answer.highlights[0].stake.interval.low > 0
    returns = next(harm for harm in answer.harms if harm.metric == "first_contact_resolution")
    assert (returns.effect.value or 0.0) < -0.02, "they came back; few teams were sped up, so that it is not claimed"


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["nothing-happens", "shared-shock"])
def test_nothing_is_claimed_where_nothing_happens(world: Callable[[str, int], Workspace], scenario: str) -> None:
    answer = world(scenario, 20_000).tradeoff(**YEARS)
    assert answer.whole is not None
    assert answer.whole.outcome is None
    assert answer.place == ""
    assert answer.highlights == ()


@pytest.mark.slow
def test_a_solved_issue_is_worth_what_was_planted(world: Callable[[str, int], Workspace]) -> None:
    """6.5% leave because a contact left the issue unsolved; marks and returns tell that imperfectly."""
    answer = world("handle-time-target", 50_000).worth()
    points = {point.lever: point for point in answer.points}
    assert set(points) == {"resolution_rate", "first_contact_resolution", "customer_rating"}
    for point in points.values():
        assert point.kept.interval is not None
        assert point.kept.interval.low > 0
    fixed = points["first_contact_resolution"]
    moved = fixed.kept.n / 100 * 365.25 / 450
    assert 0.015 < (fixed.kept.value or 0.0) / moved < 0.065
    assert answer.budget is not None


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "outcome", "place", "told"),
    [
        ("b-3001", "saving", "South", ("Gain", "site South", "cost of handling fell 11", "customers lost at most")),
        ("c-3001", "over_service", "West", ("Over-service", "site West", "rose 16", "customers gained at most")),
    ],
)
def test_a_gain_and_an_over_service_of_another_maker_are_named(
    name: str, outcome: str, place: str, told: tuple[str, ...], another: Callable[[str], Workspace]
) -> None:
    """South handles 15% faster at the same quality; West takes 22% longer, and customers get nothing for it."""
    answer = another(name).tradeoff()
    assert (answer.by, answer.place) == ("site", place)
    assert answer.placed is not None
    assert answer.placed.outcome == outcome
    assert all(words in answer.sentences[0] for words in told)
    assert answer.highlights[0].stake is not None
    assert answer.highlights[0].stake.interval is not None
    assert answer.highlights[0].stake.interval.low > 0


@pytest.mark.shared
def test_a_bot_that_deflects_and_one_that_solves_are_named(another: Callable[[str], Workspace]) -> None:
    """Both take a fifth of the issues; what the first did not solve comes back, and its silence is unmarked."""
    deflects, solves = (another(name) for name in ("d-3001", "e-3001"))
    answer, told = deflects.tradeoff(), deflects.participation()
    assert answer.whole is not None
    assert (answer.whole.outcome, answer.place) == ("false_economy", "")
    assert "the work came back" in answer.sentences[0]
    assert told.shifts[0].outcome == "moved"
    assert "at the same mix of issues a contact costs the provider" in told.sentences[0]
    assert not any(words in said for said in (*answer.sentences, *told.sentences) for words in ("got more", "gained"))
    answer, told = solves.tradeoff(), solves.participation()
    assert answer.whole is not None
    assert answer.whole.outcome == "saving"
    assert told.shifts[0].outcome == "replaced"
    assert "no worse off" in told.sentences[0]
    assert told.shifts[0].value.bounds is not None


@pytest.mark.shared
def test_nothing_is_named_where_another_maker_planted_nothing(another: Callable[[str], Workspace]) -> None:
    answer = another("null0-1001").tradeoff()
    assert answer.whole is not None
    assert (answer.whole.outcome, answer.place, answer.highlights) == (None, "", ())
    assert answer.sentences[0].startswith("No trade-off is detectable")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ecommerce-csat", "italian-helpdesk", "anonymous-bank-calls"])
def test_real_data_without_costs_or_departures_is_refused_in_words(
    name: str, public: Callable[[str], Workspace]
) -> None:
    workspace = public(name)
    worth = workspace.worth()
    assert worth.points == ()
    assert worth.missing[0].unlock
    assert worth.sentences[0].startswith("Cannot tell")
    first_on, last_on = worth.provenance.from_on, worth.provenance.to_on
    assert first_on is not None
    assert last_on is not None
    middle = first_on + (last_on - first_on) / 2
    answer = workspace.tradeoff(from_on=middle, to_on=last_on, against=(first_on, middle))
    assert answer.whole is None
    assert answer.missing[0].unlock

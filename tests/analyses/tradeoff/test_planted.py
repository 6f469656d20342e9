"""A planted centre in which everything gained and one team lost, asked as people ask."""

from __future__ import annotations

import pytest
from calibration.centres import write
from calibration.centres.centre import AFTER, Bot, Centre, Change
from tests.workspaces import loaded_at

from steelyard.analyses.tradeoff import nesting
from steelyard.analyses.tradeoff.question import Tradeoff
from steelyard.measure import Side
from steelyard.workspace import Workspace

CENTRE = Centre(
    contacts=20_000,
    bot=Bot(share=0.25, solves=0.85, confirms=0.6),
    change=Change("North 2", handle=0.65, solved_odds=0.3),
)
"""A bot comes to solve a fifth of the issues, and one of six teams handles a third faster and solves far less."""


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("planted")
    write(folder, CENTRE, 1)
    return loaded_at(folder)


@pytest.fixture(scope="module", params=["", "channel"])
def answer(planted: Workspace, request: pytest.FixtureRequest) -> Tradeoff:
    """By default, and by channel, of which none lost: the team is found all the same, since all else is a gain."""
    found: Tradeoff = planted.tradeoff(by=request.param)
    return found


def test_the_team_that_lost_leads_whatever_everything_gained(answer: Tradeoff) -> None:
    assert answer.whole is not None
    assert answer.whole.outcome == "saving"
    assert answer.leading is not None
    assert (answer.leading.by, answer.leading.movement.part) == ("team", "North 2")
    assert answer.by in ("team", "channel")
    assert answer.sentences[0].startswith("False economy at team North 2 from Jan 2026 on: ")
    assert answer.highlights[0].said == answer.sentences[0]
    gains = [place for place, said in enumerate(answer.sentences) if "gain" in said]
    assert gains, "what everything gained is said"
    assert gains[0] > 0


def test_the_bot_that_solves_is_told_beside_it(answer: Tradeoff) -> None:
    assert answer.bot is not None
    assert answer.bot.stayed_away
    assert not answer.bot.came_back


def test_a_gain_of_the_balance_is_said_with_the_team_that_lost(planted: Workspace) -> None:
    answer = planted.change()
    assert answer.total is not None
    assert answer.total.interval is not None
    assert answer.total.interval.low > 0
    assert answer.sentences[0].startswith("Customers received ")
    assert "but customers lost at team North 2" in answer.sentences[0]


def test_the_customers_part_calls_it_replaced(planted: Workspace) -> None:
    assert planted.participation().shifts[0].outcome == "replaced"


def test_the_site_of_that_team_holds_two_that_moved_unlike_each_other(planted: Workspace, answer: Tradeoff) -> None:
    """North 1 and North 2 lie in North and nowhere else."""
    found = {name: planted.tradeoff(by=name).parts for name in ("site", "team")}
    with planted.snapshot() as snapshot:
        nests = nesting.nests(snapshot, planted.settings, [Side(*AFTER, {})], found)
    assert {nest.outer: [one.part for one in nest.inner] for nest in nests} == {
        site: [f"{site} {number}" for number in (1, 2)] for site in ("North", "South", "West")
    }
    assert {nest.outer: nest.is_uneven for nest in nests} == {"North": True, "South": False, "West": False}
    assert ("site", "North") not in [(place.by, place.movement.part) for place in answer.losing[:1]]

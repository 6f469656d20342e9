"""How long an initiative must run: from the workspace's own variance, on a small simulated centre."""

from __future__ import annotations

import pytest

from steelyard.analyses.plan import question
from steelyard.errors import QuestionError
from steelyard.stats.designs.sizes import for_means, found_with
from steelyard.workspace import Workspace


def test_agents_are_drawn_in_pairs(centre: Workspace) -> None:
    """Every agent with figures begins or waits, never both; the same seed draws the same lot, another one another."""
    answer = centre.plan(by="agent_id", metric="contacts_per_issue")
    assert not {*answer.treated} & {*answer.control}
    assert abs(len(answer.treated) - len(answer.control)) <= 1
    assert len(answer.treated) >= 5
    assert centre.plan(by="agent_id", metric="contacts_per_issue").treated == answer.treated
    assert centre.plan(by="agent_id", metric="contacts_per_issue", seed=2).treated != answer.treated
    assert 'assigned = "lot"' in " ".join(answer.sentences)


def test_what_so_many_weeks_would_show(centre: Workspace) -> None:
    """A larger change is found more often, and needs fewer units; what a plan can show is what it says it can."""
    small, large = (centre.plan(metric="contacts_per_issue", smallest=size) for size in (0.02, 0.2))
    assert [one.weeks for one in small.horizons][:2] == [4, 8]
    assert [one.units for one in small.horizons] == [one.units for one in large.horizons]
    for one, other in zip(small.horizons, large.horizons, strict=True):
        assert one.power is not None
        assert other.power is not None
        assert other.power >= one.power
        assert (one.needed or 0) >= (other.needed or 0)
        assert one.customers is not None


def test_what_even_the_longest_would_not_show_is_said(centre: Workspace) -> None:
    answer = centre.plan(metric="contacts_per_issue", smallest=0.0005)
    assert f"even {answer.horizons[-1].weeks} weeks show only changes of" in answer.sentences[0]


def test_three_sites_cannot_be_drawn(centre: Workspace) -> None:
    answer = centre.plan(by="site", metric="contacts_per_issue")
    assert (answer.treated, answer.horizons[0].units) == ((), None)
    assert "too few to be drawn" in answer.sentences[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "planet"}, "cannot be split by planet"),
        ({"metric": "handle_time_p90"}, "cannot be planned for"),
        ({"smallest": -1.0}, "not above zero"),
    ],
)
def test_what_cannot_be_planned_is_named(centre: Workspace, asked: dict, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        centre.plan(**asked)


def test_lengths_are_whole_and_grow() -> None:
    assert list(question.WEEKS) == sorted(question.WEEKS)


def test_very_many_units_can_be_needed() -> None:
    """Far beyond where the noncentral t can be computed."""
    n = for_means(0.001, 1.0)
    assert n == pytest.approx(2 * (1.959964 + 0.841621) ** 2 / 0.001**2, rel=1e-3)
    assert found_with(1_999, 0.08) == pytest.approx(found_with(2_001, 0.08), abs=2e-3)

"""Which of both sides pays, on cells small enough to add up by hand."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.analyses.participation.avoidable_work import helps, largest
from steelyard.analyses.participation.bot_returns import BotReturns
from steelyard.analyses.participation.cost_shifting import Shift, Untold, _is_borne_out, shift
from steelyard.analyses.participation.matched_groups import TwoStates, figures, two_states
from steelyard.analyses.participation.modes import EASE, PRODUCTS, WAYS, effects
from steelyard.answers import Estimate, Interval
from steelyard.measure import Cells

GROUPS = 16
REPEATED = next(way for way in WAYS if way.id == "repeated")


def issues(
    n: float, cost: float, time_cost: float, rating: float = 0.8, contacts: float = 1.2, known: float = 1.0
) -> dict[str, float]:
    """Sums of n issues, all solved and a quarter rated; cost and time each, the time known of a part."""
    values = dict.fromkeys(PRODUCTS, n)
    values |= {"rated": n / 4, "solved_rated": n / 4, "rating": n / 4 * rating, "solved_rating": n / 4 * rating}
    values |= {"cost": n * cost, "contacts": n * contacts, "fixed": n * 0.7}
    values |= {
        "timed": n * known,
        "time_costed": n * known,
        "time_cost": n * known * time_cost,
        "time": n * known * 300,
    }
    return values


def states(other: dict[str, float], state: dict[str, float], noise: float = 0.01) -> TwoStates:
    """One kind of issue in both states, spread over the groups of customers almost evenly."""
    rng = np.random.default_rng(1)
    whole = np.array([list(other.values()), list(state.values())])
    by_group = whole[None, :, None, :] / GROUPS * (1 + noise * rng.normal(size=(GROUPS, 2, 1, len(PRODUCTS))))
    return TwoStates(("family",), (("billing",),), tuple(PRODUCTS), {"customers": by_group})


def told(other: dict[str, float], state: dict[str, float], between: str = "ways", noise: float = 0.01) -> Shift:
    found = shift(states(other, state, noise), "some", between, 0.5, 0.95)  # type: ignore[arg-type]
    assert isinstance(found, Shift)
    return found


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (issues(800, 3.0, 1.5), "replaced"),
        (issues(800, 4.0, 4.5), "moved"),
        (issues(800, 3.0, 2.8), "shared"),
        (issues(800, 2.0, 1.0, rating=0.6), "cheaper"),
        (issues(800, 6.0, 3.0), "dearer"),
        (issues(800, 5.0, 2.0), None),
    ],
)
def test_outcomes(state: dict[str, float], outcome: str | None) -> None:
    assert told(issues(900, 5.0, 2.0), state, noise=0.005).outcome == outcome


def test_parts_by_hand() -> None:
    found = told(issues(900, 5.0, 2.0), issues(800, 4.0, 3.2), noise=0.0)
    assert found.provider.value == pytest.approx(-1 / 0.8)
    assert found.customers.value == pytest.approx(1.2 / 0.8)
    assert found.both.value == pytest.approx(0.2 / 0.8)
    assert found.before == pytest.approx((5 / 0.8, 2 / 0.8))
    assert found.after == pytest.approx((4 / 0.8, 3.2 / 0.8))
    assert found.stake.value == pytest.approx(0.2 * 800)
    assert found.contact.value == pytest.approx(np.log(0.8))
    assert found.contacts.value == pytest.approx(0.0)
    assert found.n == 800


def test_over_time_a_cheaper_contact_that_must_be_made_oftener_moves_work_too() -> None:
    """A contact costs a sixth less, an issue takes a fifth more of them: the sum stays, and nobody gained."""
    before, now = issues(900, 6.0, 2.0, contacts=1.2), issues(800, 6.0, 2.0, contacts=1.44)
    assert told(before, now, "periods").outcome == "moved"
    assert told(before, now, "ways").outcome is None


def test_chance_claims_nothing() -> None:
    assert told(issues(900, 5.0, 2.0), issues(800, 4.5, 2.2), noise=1.0).outcome is None


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (issues(30, 5.0, 2.0), "Too few"),
        (issues(800, 5.0, 2.0, known=0.3), "time is known of only 30%"),
        (issues(100, 5.0, 2.0), "25 issues on one side are rated"),
        (issues(800, 5.0, 2.0) | {"costed": 200.0}, "cost of only 25%"),
    ],
)
def test_what_is_too_thin_is_said_with_what_would_lift_it(state: dict[str, float], said: str) -> None:
    found = shift(states(issues(900, 5.0, 2.0), state, 0.0), "some", "ways", 0.5, 0.95)
    assert isinstance(found, Untold)
    assert said in found.reason
    assert found.unlock


def test_issues_without_a_mark_make_the_rating_of_all_stand_for_both() -> None:
    other = issues(900, 5.0, 2.0) | {"marked": 500.0, "solved_weight": 500.0}
    found = told(other, issues(800, 5.0, 2.0), noise=0.0)
    assert found.value.value == pytest.approx(0.0)


def test_within_and_mix_add_up_to_the_plain_difference() -> None:
    names = ("n", "marked", "resolved", "followed", "fixed", "rating", "rated", "time", "timed", "cost", "costed")

    def sums(n: float, cost: float) -> list[float]:
        return [n, n, n / 2, n, n / 2, 0, 0, n, n, n * cost, n]

    whole = np.array([sums(900, 2.0), sums(100, 8.0), sums(100, 1.0), sums(900, 7.0)])
    labels = (("easy", 0), ("hard", 0), ("easy", 1), ("hard", 1))
    spread = np.repeat(whole[:, None, :] / GROUPS, GROUPS, axis=1)
    cells = Cells(("family", "contacts"), labels, names, whole, {"customers": spread})
    two = two_states([(cells, lambda label: int(label["contacts"] or 0))], ["family"])
    cost = next(effect for effect in effects(two) if effect.metric == "cost_per_issue")
    assert cost.within.value == pytest.approx(-1.0)
    assert cost.pooled == pytest.approx(6.4 - 2.6)
    assert cost.mix.value == pytest.approx(3.8 + 1.0)
    assert cost.overlap_share == 1.0


def test_ease_is_a_mean_of_answers_on_the_measures_own_scale() -> None:
    whole = np.array([[[240.0, 300.0], [60.0, 100.0]]])
    spread = np.repeat(whole.transpose(1, 0, 2)[None] / GROUPS, GROUPS, axis=0)
    (found,) = effects(TwoStates(("family",), (("billing",),), ("ease", "answers"), {"customers": spread}), (EASE,))
    assert found.within.value == pytest.approx(60.0 - 80.0)
    assert (found.within.unit, found.within.n, found.within.n_unit) == ("score", 100, "answers")


def test_help_is_what_the_work_costs_both_in_a_year() -> None:
    two = states(issues(900, 5.0, 2.0), issues(100, 9.0, 3.0), 0.01)
    (one,) = largest(helps(two, REPEATED, 4.0))
    assert one.family == "billing"
    assert one.issues == pytest.approx(400, abs=5)
    assert one.money.value == pytest.approx(400 * 5.0, rel=0.1)
    assert one.provider.value == pytest.approx(400 * 4.0, rel=0.1)
    assert one.money.interval is not None
    assert one.money.interval.low > 0
    assert largest(helps(states(issues(900, 5.0, 2.0), issues(100, 3.0, 1.0)), REPEATED, 4.0)) == ()


def test_a_stratum_that_hangs_on_one_group_is_left_out() -> None:
    two = states(issues(900, 5.0, 2.0), issues(800, 5.0, 2.0), 0.0)
    by_group = two.groups["customers"].copy()
    by_group[1:, 1] = 0.0
    alone = TwoStates(two.keys, two.strata, two.names, {"customers": by_group})
    assert two.holds("n", 20).tolist() == [True]
    assert alone.holds("n", 1).tolist() == [False]
    value, spread = figures(two, lambda sums: sums("cost")[..., 1, :].sum(-1, keepdims=True))
    assert value[0] == pytest.approx(4000)
    assert spread.variance[0] == pytest.approx(0.0, abs=1e-12)


def money(low: float, high: float) -> Estimate:
    return Estimate("part", "money", value=(low + high) / 2, interval=Interval(low, high))


@pytest.mark.parametrize(
    ("name", "between", "provider", "customers", "is_so"),
    [
        ("replaced", "periods", (-2.0, -1.0), (-1.0, -0.1), True),
        ("replaced", "periods", (-2.0, -1.0), (-1.0, 0.5), False),
        ("replaced", "periods", (-2.0, 0.1), (-1.0, -0.5), False),
        ("shared", "ways", (-2.0, -1.0), (0.1, 0.5), True),
        ("shared", "ways", (-2.0, -1.0), (-0.1, 0.5), False),
        ("moved", "ways", (-2.0, 0.1), (0.1, 0.5), False),
        ("moved", "periods", (-2.0, 0.1), (-0.1, 0.5), True),
        ("dearer", "ways", (1.0, 2.0), (-0.1, 0.5), False),
    ],
)
def test_a_word_stands_beside_no_interval_that_says_otherwise(
    name: str, between: str, provider: tuple[float, float], customers: tuple[float, float], is_so: bool
) -> None:
    """What is printed as "about as much" is not called replaced, shared or moved."""
    assert _is_borne_out(name, between, money(*provider), money(*customers)) is is_so  # type: ignore[arg-type]


def test_a_bot_whose_customers_stayed_away_is_judged_with_its_silence_as_peoples() -> None:
    """Half of its silence solved leaves both parts where they were; as often as people's, both fell."""
    before = issues(900, 5.0, 2.0)
    half, settled = (states(before, issues(900, each, each * 0.4), 0.05) for each in (4.95, 4.0))
    for further, outcome in ((-0.05, "replaced"), (0.1, None)):
        bot = BotReturns(0.2, 0.0, Estimate("further_contacts", "number", value=further), 0.02**2, 60.0)
        for as_people, wanted in ((settled, outcome), (None, None)):
            found = shift(half, "all issues", "periods", 1.0, 0.95, (), bot, as_people)
            assert isinstance(found, Shift)
            assert found.outcome == wanted

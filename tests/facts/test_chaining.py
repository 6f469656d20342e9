"""Which contacts are one issue."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.facts.chains import chain
from tests.facts.conftest import Row, day

from steelyard.settings.model import Assumptions

WINDOW = timedelta(days=7)
LONGEST = timedelta(days=30)


def call(
    contact_id: str, opened: float | datetime, customer: str | None = "ada", topic: str | None = "bill", **more: Any
) -> Row:
    opened_at = opened if isinstance(opened, datetime) else day(opened)
    return {"contact_id": contact_id, "opened_at": opened_at, "customer_id": customer, "topic": topic, **more}


def sets(*groups: str) -> set[frozenset[str]]:
    return {frozenset(group.split()) for group in groups}


def test_a_contact_within_the_window_of_the_solution_continues(world):
    made = world([call("a", 0, resolved_at=day(3)), call("b", 10), call("c", day(17, 0) + timedelta(seconds=1))])
    assert made.chains() == sets("a b", "c")


def test_the_automatic_close_is_no_solution(world):
    made = world([call("a", 0, ended_at=day(5), closure="inactivity"), call("b", 8)])
    assert made.chains() == sets("a", "b")
    made = world([call("a", 0, ended_at=day(5), closure="agent"), call("b", 8)])
    assert made.chains() == sets("a b")


def test_the_last_sign_of_work_stands_for_a_missing_end(world):
    made = world([call("a", 0, first_reply_at=day(2)), call("b", 8.5)])
    assert made.chains() == sets("a b")


def test_topics_customers_and_channels(world):
    rows = [
        call("a", 0, channel="phone"),
        call("b", 1, channel="email"),
        call("c", 1, topic="parcel"),
        call("d", 1, customer="bob"),
    ]
    assert world(rows).chains() == sets("a b", "c", "d")


def test_topics_of_one_family_are_one_issue(world):
    rows = [call("a", 0, topic="invoice"), call("b", 1, topic="refund"), call("c", 2, topic="parcel")]
    made = world(rows, options={"topic_families": {"billing": ("invoice", "refund")}})
    assert made.chains() == sets("a b", "c")
    assert made.by_id("contacts")["b"]["family"] == "billing"


def test_chained_by_customer_when_told(world):
    rows = [call("a", 0), call("b", 1, topic="parcel")]
    assert world(rows, assumptions=Assumptions(chain_by="customer")).chains() == sets("a b")


def test_a_contact_without_topic_joins_by_customer(world):
    rows = [
        call("a", 0),
        call("b", 1, topic="parcel"),
        call("c", 2, topic=None),
        call("d", 3),
        call("e", 90, topic=None),
    ]
    assert world(rows).chains() == sets("a d", "b c", "e")
    assert world([call("a", 0, topic=None), call("b", 2), call("c", 3, topic="parcel")]).chains() == sets("a b", "c")


def test_no_topics_at_all(world):
    assert world([call("a", 0, topic=None), call("b", 2, topic=None)]).chains() == sets("a b")


def test_channels_whose_topics_never_meet_join_by_customer(world):
    other = [call(f"p{n}", 40 + n, customer=f"c{n}", topic=f"t{n % 3}", channel="phone") for n in range(40)]
    other += [call(f"m{n}", 41 + n, customer=f"c{n}", topic=f"w{n % 3}", channel="email") for n in range(40)]
    chains = world(other).chains()
    assert chains == {frozenset({f"p{n}", f"m{n}"}) for n in range(40)}


def test_equal_instants_are_ordered_by_contact_id(world):
    made = world([call("b", 10), call("a", 10), call("z", 0, customer="zoe")])
    assert made.by_id("issues")["a"]["contacts"] == 2
    assert made.by_id("issues")["a"]["return_day"] == 0


def test_long_chains_are_cut_after_their_first_contact(world):
    made = world([call(f"c{n:02}", 6 * n) for n in range(14)])
    chains = {tuple(sorted(members)) for members in made.chains()}
    assert chains == {
        tuple(f"c{n:02}" for n in range(6)),
        tuple(f"c{n:02}" for n in range(6, 12)),
        ("c12", "c13"),
    }


def test_a_contact_over_the_cut_is_still_a_return(world):
    rows = [call("z", 0, customer="zoe")]
    rows += [call(f"a{n}", 20 + 6 * n, abandoned=True) for n in range(5)] + [call("b", 49), call("c", 55)]
    made = world(rows)
    assert frozenset({"c"}) in made.chains()
    first = made.by_id("issues")["a0"]
    assert (first["is_fixed_first"], first["return_day"]) == (False, 6)


def test_the_sources_own_case_wins(world):
    rows = [
        call("a", 0, issue_id="X"),
        call("b", 40, issue_id="X", customer="bob", topic="parcel"),
        call("c", 41, issue_id="Y", customer="bob", topic="parcel"),
        call("d", 42, customer="bob", topic="parcel"),
    ]
    made = world(rows)
    assert made.chains() == sets("a b", "c d")
    assert set(made.by_id("issues")) == {"X", "Y"}


def test_follow_ups_join_what_they_follow(world):
    rows = [call("a", 0), call("b", 60, follows_id="a"), call("c", 61), call("d", 90, customer=None, follows_id="c")]
    assert world(rows).chains() == sets("a b c d")


def test_a_follow_up_of_something_later_or_unknown_is_none(world):
    assert world([call("a", 0, follows_id="b"), call("b", 20, follows_id="nowhere")]).chains() == sets("a", "b")
    assert world([call("a", 0), call("b", 1, follows_id="nowhere")]).chains() == sets("a b")


def test_unidentified_contacts_form_no_issue(world):
    made = world([call("a", 0, customer=None), call("b", 1)])
    assert made.chains() == sets("b")
    contact = made.by_id("contacts")["a"]
    assert contact["is_unidentified"]
    assert not contact["is_identified"]
    assert contact["customer_group"] == contact["row_group"] % 64


def test_placeholder_ids_are_unidentified(world):
    rows = [call(f"p{n:02}", n, customer="0") for n in range(31)] + [
        call(f"a{n:02}", n, customer="ada") for n in range(30)
    ]
    made = world(rows)
    contacts = made.by_id("contacts")
    assert contacts["p00"]["customer_id"] is None
    assert contacts["p00"]["is_unidentified"]
    assert contacts["a00"]["is_identified"]


def test_a_customer_who_comes_back_is_no_placeholder(world):
    """Half of all contacts in 60 days are no more than one may make; two a day and more, or a name of nobody, are."""
    rows = [call(f"h{n:02}", n * 1.5, customer="heavy") for n in range(40)]
    rows += [call(f"m{n:03}", n * 0.2, customer="machine") for n in range(300)]
    rows += [call("u1", 3, customer="Unknown"), call("u2", 4, customer="Unknown"), call("t1", 5, customer="test")]
    contacts = world(rows).by_id("contacts")
    assert contacts["h00"]["is_identified"]
    assert contacts["t1"]["is_identified"]
    assert not contacts["m000"]["is_identified"]
    assert not contacts["u1"]["is_identified"]


def test_outbound_contacts_lie_inside_or_outside(world):
    rows = [
        call("z", 0, customer="zoe"),
        call("a", 20, handle_s=100.0, resolved_at=day(22)),
        call("inside", 29, direction="outbound", handle_s=50.0),
        call("untold", 23, direction="internal", topic=None, handle_s=7.0),
        call("late", 29.1, direction="outbound"),
        call("other", 23, topic="parcel", direction="outbound"),
        call("before", 19, direction="outbound"),
        call("case", 80, customer=None, follows_id="a", direction="outbound"),
    ]
    made = world(rows)
    assert made.chains() == sets("z", "a inside untold case")
    issue = made.by_id("issues")["a"]
    assert (issue["contacts"], issue["outbound"], issue["work_s"]) == (1, 3, 157.0)
    assert issue["is_fixed_first"]


def test_a_merged_child_lends_its_start_to_the_parent(world):
    rows = [
        call("z", 0, customer="zoe"),
        call("child", 20, merged_into="mid"),
        call("mid", 21, merged_into="a"),
        call("a", 22),
    ]
    made = world(rows)
    contacts = made.by_id("contacts")
    assert set(contacts) == {"z", "a"}
    assert contacts["a"]["on"] == day(20).date()


def test_work_on_merged_tickets_belongs_to_the_one_they_were_merged_into(world):
    """Ten minutes and five, five more down a chain; a bot's session and what is unknown add nothing."""
    rows = [
        call("z", 0, customer="zoe"),
        call("a", 20, ended_at=day(30), handle_s=600, replies=2, cost=1.0),
        call("mid", 21, merged_into="a", handle_s=300, wrap_s=60, replies=1),
        call("child", 22, merged_into="mid", handle_s=300, transfers=1, cost=0.5),
        call("bot", 22, merged_into="a", handle_s=50, handled_by="bot"),
        call("b", 20, "bob", ended_at=day(30)),
        call("c", 21, "bob", merged_into="b"),
    ]
    ledger = [{"from_on": day(20), "to_on": day(20), "amount": 90.0, "hours": 9.0, "kind": "labour"}]
    found = world(rows, costs=ledger).by_id("contacts")
    assert set(found) == {"z", "a", "b"}
    assert [found["a"][name] for name in ("handle_s", "wrap_s", "work_s")] == [1200, 60, 1260]
    assert [found["a"][name] for name in ("replies", "transfers", "other_cost")] == [3, 1, 1.5]
    assert (found["b"]["handle_s"], found["b"]["work_s"], found["b"]["replies"]) == (None, None, None)
    # "b" is unknown and weighs as the mean of the known, so each carries half.
    assert [found[name]["labour_cost"] for name in "ab"] == [45, 45]


def test_the_ledger_goes_by_the_work_with_what_was_merged(world):
    rows = [
        call("a", 20, ended_at=day(30), handle_s=600),
        call("child", 21, merged_into="a", handle_s=1200),
        call("b", 20, "bob", handle_s=600),
    ]
    ledger = [{"from_on": day(20), "to_on": day(20), "amount": 40.0, "kind": "labour"}]
    found = world(rows, costs=ledger).by_id("contacts")
    assert [found[name]["labour_cost"] for name in "ab"] == [30, 10]


def test_merged_into_a_solved_contact_is_a_return(world):
    rows = [call("a", 20, resolved_at=day(21)), call("b", 23, merged_into="a"), call("z", 0, customer="zoe")]
    made = world(rows)
    assert made.chains() == sets("a b", "z")
    assert not made.by_id("issues")["a"]["is_fixed_first"]


def test_merged_into_nothing_known_stays_a_contact(world):
    rows = [call("a", 0, merged_into="gone"), call("b", 20, merged_into="c"), call("c", 21, merged_into="b")]
    assert set(world(rows).by_id("contacts")) == {"a", "b", "c"}


def test_excluded_contacts_are_none(world):
    made = world([call("a", 0), call("b", 1, excluded="spam")])
    assert made.chains() == sets("a")


def test_a_day_of_changing_clocks_counts_real_seconds(world):
    begun = datetime(2026, 3, 28, 23, 30)
    rows = [call("a", begun, on=begun.date()), call("b", begun + WINDOW, on=(begun + WINDOW).date())]
    assert world(rows).chains() == sets("a b")


def _random_rows(seed: int, size: int) -> list[Row]:
    dice = random.Random(seed)
    rows: list[Row] = []
    for number in range(size):
        opened = day(dice.randrange(0, 90), dice.choice([0, 6, 12]))
        row = call(f"c{number:03}", opened, f"k{dice.randrange(12)}", dice.choice(["x", "y", "y", None]))
        if dice.random() < 0.5:
            row["resolved_at"] = opened + timedelta(days=dice.choice([-1, 0, 1, 3, 9]))
        if dice.random() < 0.1:
            row["issue_id"] = f"case{dice.randrange(6)}"
        if dice.random() < 0.1:
            row["follows_id"] = f"c{dice.randrange(size):03}"
        if dice.random() < 0.1:
            row["customer_id"] = None
        row["abandoned"] = dice.random() < 0.15
        row["handle_s"] = float(dice.randrange(1000))
        rows.append(row)
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_as_the_plain_reading_says(world, seed):
    rows = _random_rows(seed, 250)
    made = world(rows)
    expected = chain(rows, WINDOW, LONGEST)
    groups: dict[str, set[str]] = {}
    for contact, issue in expected.issue_of.items():
        groups.setdefault(issue, set()).add(contact)
    assert made.chains() == {frozenset(members) for members in groups.values()}
    contacts = made.by_id("contacts")
    issues = made.by_id("issues")
    back = {first: issues[contacts[first]["issue_id"]]["is_returned"] for first in groups}
    fixed = {first: None if returned is None else not returned for first, returned in back.items()}
    assert fixed == {first: expected.fixed.get(first) for first in groups}


moments = st.integers(0, 60).map(lambda number: day(number / 2))
contact_rows = st.lists(
    st.tuples(st.sampled_from("pqr"), st.sampled_from(["x", "y", None]), moments, st.booleans(), st.integers(0, 900)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=contact_rows, shuffle=st.randoms(use_true_random=False))
def test_one_issue_each_nothing_lost_and_order_of_rows_plays_no_role(world, rows, shuffle):
    contacts = [
        call(f"c{number:02}", opened, customer, topic, abandoned=abandoned, handle_s=float(seconds))
        for number, (customer, topic, opened, abandoned, seconds) in enumerate(rows)
    ]
    made = world(contacts)
    found, issues = made.rows("contacts"), made.rows("issues")
    assert all(row["issue_id"] is not None for row in found)
    assert sum(row["work_s"] for row in issues) == pytest.approx(sum(row["work_s"] for row in found))
    assert sum(row["contacts"] + row["attempts"] for row in issues) == len(found)
    shuffled = list(contacts)
    shuffle.shuffle(shuffled)
    again = world(shuffled)
    assert (again.rows("contacts"), again.rows("issues")) == (found, issues)

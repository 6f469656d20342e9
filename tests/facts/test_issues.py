"""What is said of an issue: maturity, returns, resolution, crediting, loyalty."""

from __future__ import annotations

from tests.facts.conftest import day
from tests.facts.test_chaining import call

from steelyard.settings.model import Assumptions

EARLY = call("z", 0, customer="zoe")


def test_maturity_counts_from_the_first_contact_whatever_happened_since(world):
    rows = [
        EARLY,
        call("a", 6.9),
        call("b", 7, "bob"),
        call("c", 86, "cyd"),
        call("d", 86.1, "dan"),
        call("e", 92, "cyd"),
    ]
    issues = world(rows, horizon=day(100)).by_id("issues")
    assert issues["a"]["is_left_censored"]
    assert not issues["a"]["is_counted"]
    assert issues["b"]["is_counted"]
    assert [issues[name]["is_mature"] for name in "abcd"] == [False, True, True, False]
    assert [issues[name]["is_first_mature"] for name in "bcd"] == [True, True, False]
    assert issues["b"]["follow_day"] == 93


def test_hour_and_weekday_are_those_of_the_first_contact(world):
    rows = [call("a", day(5, 7)), call("b", day(6, 15)), call("c", 9, "bob", hour=None)]
    issues = world(rows).by_id("issues")
    found = {name: (row["weekday"], row["hour"]) for name, row in issues.items()}
    assert found == {"a": ("2", "07"), "c": ("6", None)}


def test_resolution_has_three_states(world):
    end = {"ended_at": day(21)}
    rows = [
        EARLY | end,
        call("marked", 20, "a", resolved=True, **end),
        call("denied", 20, "b", resolved=False, **end),
        call("silent", 20, "c", resolved=True, closure="inactivity", **end),
        call("agent", 20, "d", closure="agent", **end),
        call("ended", 20, "e", **end),
        call("open", 20, "f"),
        call("bot", 20, "g", handled_by="bot", resolved_at=day(20), **end),
        call("botmark", 20, "h", handled_by="bot", resolved=True, **end),
        call("again", 20, "i", resolved=True, **end),
        call("gaveup", 22, "i", abandoned=True, **end),
        call("running", 95, "j", resolved=True, ended_at=day(95), resolved_at=day(95)),
    ]
    issues = world(rows, horizon=day(100)).by_id("issues")
    names = ("marked", "denied", "silent", "agent", "ended", "open", "bot", "botmark", "again", "running")
    states = [issues[name]["is_resolved"] for name in names]
    assert states == [True, False, None, True, None, False, None, True, False, False]
    assert [issues[name]["is_resolution_unknown"] for name in ("marked", "silent")] == [False, True]


def test_a_reopening_is_a_return_on_the_last_day_of_the_window(world):
    issue = world([EARLY, call("a", 20, reopens=1)]).by_id("issues")["a"]
    assert (issue["is_fixed_first"], issue["is_fixed_first_by_customer"], issue["return_day"]) == (False, False, 6)


def test_fixed_first_needs_an_end_that_is_no_failure(world):
    """Of a source that says when contacts end: marked solved, closed in silence, marked unsolved, open, and back."""
    end = {"ended_at": day(21)}
    rows = [
        EARLY | end,
        call("solved", 20, "a", resolved=True, **end),
        call("silent", 20, "b", closure="inactivity", **end),
        call("unsolved", 20, "c", resolved=False, **end),
        call("open", 20, "d"),
        call("back", 20, "e", resolved=True, **end),
        call("again", 24, "e", resolved=True, **end),
        call("gone", 20, "f", abandoned=True, **end),
        call("later", 21, "f", resolved=False, **end),
    ]
    issues = world(rows).by_id("issues")
    names = ("solved", "silent", "unsolved", "open", "back", "gone")
    for column in ("is_fixed_first", "is_fixed_first_by_customer"):
        assert [issues[name][column] for name in names] == [True, True, False, False, False, False], column
    assert [issues[name]["is_returned"] for name in names] == [False, False, False, False, True, False]
    assert [name for name in names if issues[name]["is_first_unsolved"]] == ["unsolved", "gone"]
    assert [name for name in names if issues[name]["is_first_open"]] == ["open"]
    assert [name for name in names if issues[name]["is_first_unmarked"]] == ["silent"]
    assert not any(issues[name]["is_first_untold"] for name in names)


def test_without_marks_and_ends_absence_of_return_stands_alone(world):
    rows = [EARLY, call("a", 20, "a"), call("b", 20, "b"), call("c", 23, "b")]
    issues = world(rows).by_id("issues")
    assert [issues[name]["is_fixed_first"] for name in "ab"] == [True, False]
    assert [issues[name]["is_first_untold"] for name in "ab"] == [True, True]
    assert not any(issues[name]["is_first_open"] for name in "ab")


def test_marked_unsolved_is_never_fixed_though_no_end_is_known(world):
    rows = [EARLY, *(call(f"c{nth}", 20 + nth, f"k{nth}", resolved=False) for nth in range(9))]
    issues = world(rows).by_id("issues")
    assert not any(issues[f"c{nth}"]["is_fixed_first"] for nth in range(9))


def test_ends_are_given_where_the_older_contacts_have_them(world):
    """Slow solutions: of 30 contacts the 10 oldest ended, the 20 of the last days are open still."""
    old = [call(f"o{nth}", 10 + nth, f"o{nth}", ended_at=day(60)) for nth in range(10)]
    new = [call(f"n{nth}", 90 + nth / 4, f"n{nth}") for nth in range(20)]
    issues = world([EARLY | {"ended_at": day(1)}, *old, *new]).by_id("issues")
    assert all(issues[f"o{nth}"]["is_fixed_first"] for nth in range(10))
    assert not any(issues[f"n{nth}"]["is_fixed_first"] for nth in range(20))
    assert all(issues[f"n{nth}"]["is_first_open"] for nth in range(20))


def test_a_bots_session_that_is_open_or_unsolved_contains_nothing(world):
    end, bot = {"ended_at": day(21)}, {"handled_by": "bot", "channel": "bot"}
    rows = [
        EARLY | end | {"channel": "bot"},
        call("ended", 20, "a", **bot, **end),
        call("unsolved", 20, "b", resolved=False, **bot, **end),
        call("open", 20, "c", **bot),
    ]
    issues = world(rows).by_id("issues")
    assert [issues[name]["is_contained"] for name in ("ended", "unsolved", "open")] == [True, False, False]


def test_another_topic_is_a_return_by_customer_only(world):
    issue = world([EARLY, call("a", 20), call("b", 22, topic="parcel")]).by_id("issues")["a"]
    assert (issue["is_fixed_first"], issue["is_fixed_first_by_customer"]) == (True, False)


def test_returns_beyond_the_window_are_on_the_curve(world):
    issues = world([EARLY, call("a", 20), call("b", 32.5), call("c", 20, "cyd"), call("d", 51, "cyd")]).by_id("issues")
    assert (issues["a"]["is_fixed_first"], issues["a"]["return_day"]) == (True, 12)
    assert issues["c"]["return_day"] is None


def test_an_abandoned_contact_is_never_the_first(world):
    rows = [EARLY, call("a", 20, abandoned=True), call("b", 21), call("lost", 20, "bob", abandoned=True)]
    issues = world(rows).by_id("issues")
    assert (issues["a"]["contacts"], issues["a"]["attempts"], issues["a"]["is_fixed_first"]) == (1, 1, True)
    assert issues["lost"]["is_fixed_first"] is None


def test_an_issue_nobody_answered_is_raised_and_not_counted(world):
    rows = [EARLY, call("a", 20, abandoned=True), call("b", 21), call("lost", 20, "bob", abandoned=True, wait_s=90)]
    issues = world(rows).by_id("issues")
    columns = ("is_raised_mature", "is_unanswered", "is_counted", "is_mature")
    assert [issues["a"][name] for name in columns] == [True, False, True, True]
    assert [issues["lost"][name] for name in columns] == [True, True, False, False]
    assert issues["lost"]["customer_s"] == 90
    assert issues["lost"]["is_resolved"] is False


def test_chains_of_many_contacts_are_apart(world):
    rows = [
        EARLY,
        *(call(f"a{n:02}", 20 + n) for n in range(11)),
        *(call(f"b{n:02}", 20 + n, "bob") for n in range(10)),
    ]
    issues = world(rows).by_id("issues")
    assert (issues["a00"]["is_long"], issues["a00"]["is_counted"]) == (True, False)
    assert (issues["b00"]["is_long"], issues["b00"]["is_counted"]) == (False, True)


def test_an_issue_is_credited_whole_and_tells_what_others_did(world):
    rows = [
        EARLY,
        call("a", 20, team="first line", agent_id="1", channel="phone", handle_s=100.0, cost=2.0),
        call("b", 21, team="second line", agent_id="2", channel="email", handle_s=300.0, cost=5.0),
    ]
    agents = [{"agent_id": "1", "team": "first line", "site": "here"}, {"agent_id": "2", "site": "there"}]
    issue = world(rows, agents=agents).by_id("issues")["a"]
    assert (issue["team"], issue["agent_id"], issue["site"], issue["channel"]) == ("first line", "1", "here", "phone")
    assert (issue["work_s"], issue["others_work_s"], issue["cost"], issue["others_cost"]) == (400, 300, 7, 5)
    assert issue["channels"] == 2
    last = world(rows, agents=agents, assumptions=Assumptions(credit="last")).by_id("issues")["a"]
    assert (last["team"], last["others_work_s"], last["channel"]) == ("second line", 100, "phone")


def test_containment_needs_no_person_and_no_return_in_any_channel(world):
    bot = {"channel": "bot", "handled_by": "bot", "topic": None}
    rows = [
        EARLY,
        call("kept", 20, "a", **bot),
        call("failed", 20, "b", resolved=False, **bot),
        call("back", 20, "c", **bot),
        call("phone", 22, "c", channel="phone"),
        call("handed", 20, "d", channel="bot", handled_by="both"),
    ]
    issues = world(rows).by_id("issues")
    assert [issues[name]["is_contained"] for name in ("kept", "failed", "back", "handed")] == [
        True,
        False,
        False,
        False,
    ]
    assert all(issues[name]["is_bot_started"] for name in ("kept", "failed", "back", "handed"))
    assert [issues[name]["handled_by"] for name in ("kept", "back", "handed")] == ["bot", "human", "human"]


def test_loyalty_within_the_horizon_after_the_first_contact(world):
    rows = [
        EARLY,
        *(call(name, 20, name) for name in ("stays", "leaves", "gone", "later")),
        call("young", 190, "young"),
    ]
    outcomes = [
        {"customer_id": "leaves", "at": day(110), "kind": "churned"},
        {"customer_id": "gone", "at": day(19), "kind": "churned"},
        {"customer_id": "later", "at": day(111), "kind": "churned"},
        {"customer_id": "young", "at": day(195), "kind": "churned"},
    ]
    issues = world(rows, outcomes=outcomes).by_id("issues")
    names = ("stays", "leaves", "gone", "later", "young")
    assert [issues[name]["is_churned"] for name in names] == [False, True, None, False, None]
    assert [issues[name]["is_loyalty_mature"] for name in names] == [True, True, False, True, False]
    assert issues["stays"]["is_repurchased"] is None
    bought = [
        {"customer_id": "stays", "at": day(25), "kind": "purchased"},
        {"customer_id": "stays", "at": day(26), "kind": "purchased"},
    ]
    issues = world(rows, outcomes=bought).by_id("issues")
    assert (issues["stays"]["is_repurchased"], issues["leaves"]["is_repurchased"]) == (True, False)
    assert issues["stays"]["is_churned"] is None


def test_value_of_a_topic(world):
    issues = world(
        [call("a", 0), call("b", 0, "bob", topic=None)], assumptions=Assumptions(topic_values={"bill": 3.0})
    ).by_id("issues")
    assert (issues["a"]["value_weight"], issues["b"]["value_weight"]) == (3.0, 1.0)


def test_no_contacts_no_facts(world):
    made = world([])
    assert [made.rows(name) for name in ("contacts", "issues", "responses", "evaluations")] == [[], [], [], []]

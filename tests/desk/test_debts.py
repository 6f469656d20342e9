"""The register of debts: proposed by loads, judged by people, kept across loads, repaid by figures alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from steelyard.desk import Desk, ProposedDebt, Verdict
from steelyard.errors import DeskError, StaleError

SURGE = ProposedDebt(
    "surge@family=delivery",
    "surge",
    "family",
    "delivery",
    "Issues that were not there before: topic family delivery",
    date(2026, 2, 2),
    date(2026, 2, 15),
    "since 2 Feb 2026",
    660.0,
    1180.0,
)


def only(desk: Desk) -> int:
    return desk.debts.listed()[0].id


def test_a_version_is_taken_over_once(desk: Desk) -> None:
    assert desk.debts.take_over(1, [SURGE], {}) == 1
    assert desk.debts.take_over(1, [SURGE], {}) == 0
    assert desk.debts.take_over(2, [SURGE], {}) == 0
    found = desk.debts.listed()
    assert [(one.state, one.owner, one.since) for one in found] == [("proposed", "unowned", date(2026, 2, 2))]
    assert desk.debts.active() == []


def test_what_was_dismissed_is_proposed_again_for_news_only(desk: Desk) -> None:
    desk.debts.take_over(1, [SURGE], {})
    desk.debts.dismiss(only(desk), "ann", 1, "a campaign")
    assert desk.debts.listed() == []
    assert desk.debts.take_over(2, [replace(SURGE, interest_low=700.0)], {}) == 0
    assert desk.debts.take_over(3, [replace(SURGE, interest_low=1200.0, interest_high=1500.0)], {}) == 1
    number = only(desk)
    desk.debts.dismiss(number, "ann", desk.debts.find(number).version)
    assert desk.debts.take_over(4, [replace(SURGE, interest_low=1300.0)], {}) == 0
    later = replace(SURGE, since=date(2026, 6, 1), since_high=date(2026, 6, 14))
    assert desk.debts.take_over(5, [later], {}) == 1
    history = [event.what for event in desk.debts.find(number).history]
    assert history == ["proposed", "dismissed", "proposed again", "dismissed", "proposed again"]


def test_from_a_proposal_to_a_repair_that_the_figures_judge(desk: Desk) -> None:
    desk.debts.take_over(1, [SURGE], {})
    number = only(desk)
    found = desk.debts.accept(number, "ann", 1)
    found = desk.debts.own(number, "ann", found.version, "Web team")
    found = desk.debts.estimate(number, "ann", found.version, (2000.0, 5000.0), 0.6)
    found = desk.debts.link(number, "ann", found.version, (3, 4), "new-page")
    found = desk.debts.repair(number, "ann", found.version, date(2026, 6, 1))
    assert (found.state, found.owner, found.principal, found.removable) == (
        "being repaid",
        "Web team",
        (2000.0, 5000.0),
        0.6,
    )
    assert (found.follow_ups, found.initiative, found.repaid_on) == ((3, 4), "new-page", date(2026, 6, 1))
    desk.debts.take_over(2, [], {number: Verdict("partly repaid", "half is left")})
    assert desk.debts.find(number).state == "being repaid"
    desk.debts.take_over(3, [], {number: Verdict("repaid", "90% is gone")})
    assert desk.debts.find(number).state == "repaid"
    desk.debts.take_over(4, [], {number: Verdict("repaid", "it rises again", date(2026, 8, 3))})
    found = desk.debts.find(number)
    assert found.state == "reopened"
    assert [(event.who, event.what) for event in found.history][-2:] == [("", "repaid"), ("", "reopened")]
    assert [one.id for one in desk.debts.active()] == [number]


def test_one_still_being_repaid_that_rises_is_reopened(desk: Desk) -> None:
    """Said of the same version, too: what people enter between two loads is judged at the next look."""
    desk.debts.take_over(1, [SURGE], {})
    number = only(desk)
    found = desk.debts.accept(number, "ann", 1)
    desk.debts.repair(number, "ann", found.version, date(2026, 6, 1))
    risen = Verdict("cannot tell", "it rises again", date(2026, 8, 3))
    assert desk.debts.take_over(1, [SURGE], {number: risen}) == 0
    found = desk.debts.find(number)
    assert (found.state, found.again_on) == ("reopened", date(2026, 8, 3))
    assert found.evidence["said"] == SURGE.said
    desk.debts.take_over(1, [SURGE], {number: risen})
    assert [event.what for event in desk.debts.find(number).history].count("reopened") == 1


def test_people_cannot_say_that_it_is_repaid(desk: Desk) -> None:
    """What is being repaid, and is not, stays so, whatever a load without a verdict brings."""
    desk.debts.take_over(1, [SURGE], {})
    number = only(desk)
    with pytest.raises(DeskError, match="is proposed"):
        desk.debts.repair(number, "ann", 1, date(2026, 6, 1))
    found = desk.debts.repair(number, "ann", desk.debts.accept(number, "ann", 1).version, date(2026, 6, 1))
    with pytest.raises(DeskError, match="is being repaid"):
        desk.debts.accept(number, "ann", found.version)
    assert not hasattr(desk.debts, "repay")


def test_two_people_at_once(desk: Desk) -> None:
    desk.debts.take_over(1, [SURGE], {})
    number = only(desk)
    desk.debts.add_note(number, "bea", 1, "asked the web team")
    with pytest.raises(StaleError, match="bea: note"):
        desk.debts.accept(number, "cid", 1)
    assert desk.debts.find(number).state == "proposed"


def test_one_may_be_noted_by_hand_once(desk: Desk) -> None:
    found = desk.debts.add("ann", "returned", "family", "billing", "Returns: billing", date(2026, 3, 2))
    assert (found.state, found.key) == ("noted", "returned@family=billing")
    with pytest.raises(DeskError, match="as number"):
        desk.debts.add("bea", "returned", "family", "billing", "")
    assert desk.debts.take_over(1, [replace(SURGE, key="returned@family=billing")], {}) == 0


@pytest.mark.parametrize("principal", [(5.0, 2.0), (-1.0, 2.0), (0.0, 1e13)])
def test_a_range_that_is_none(desk: Desk, principal: tuple[float, float]) -> None:
    found = desk.debts.add("ann", "returned", "", "", "Returns")
    with pytest.raises(DeskError, match="range of money"):
        desk.debts.estimate(found.id, "ann", found.version, principal)
    with pytest.raises(DeskError, match="share"):
        desk.debts.estimate(found.id, "ann", found.version, None, 1.5)


def test_a_back_up_holds_the_register(desk: Desk) -> None:
    desk.debts.take_over(1, [SURGE], {})
    content = desk.dump()
    assert len(content["debts"]) == 1
    assert content["debts"][0]["key"] == SURGE.key
    assert len(content["debt_events"]) == 1

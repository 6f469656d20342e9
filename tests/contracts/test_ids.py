"""Ids that are lost more often from one month on are no news, whatever is asked."""

from __future__ import annotations

from calibration.planted.collect import Claim
from calibration.planted.expected import is_false
from calibration.planted.one import World, ask

from steelyard import metrics

OF_TIME = {"pace", "capacity", "price"}
"""What an hour gives and costs, told without ids though of issues."""


def rests_on_returns(claim: Claim) -> bool:
    """Whether it speaks of what customers' ids tell."""
    known = {name for name in metrics.names() if metrics.metric(name).is_inferred}
    terms = {"experience", "effectiveness", "onceness", "handled_otherwise", "mix"}
    return claim.kind not in ("line", "term") or claim.name in (terms | known) - OF_TIME


def test_nothing_is_claimed_that_only_ids_make(tmp_path) -> None:
    """2% of the ids are lost up to a quarter, 11% in it: of every question, no claim that they alone could make."""
    told = ask(World("ids-lost", 5, {"contacts": 8_000}), tmp_path)
    places = tuple(told["truth"]["places"])
    claims = [Claim(**entry) for heard in told["heard"].values() for entry in heard["claims"]]
    assert {question: heard["error"] for question, heard in told["heard"].items() if heard["error"]} == {}
    assert len(claims) > 50
    wrong = [c for c in claims if c.is_claimed and rests_on_returns(c) and is_false("ids-lost", places, c)]
    assert wrong == []

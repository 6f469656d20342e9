"""What may be claimed of a centre, and what may not: by what was planted in it."""

from __future__ import annotations

from calibration.planted.collect import Claim

NULLS = frozenset({"null", "replaced", "trend", "slow", "ids-lost", "ids-random", "ids-odds"})
"""Plants in which no figure of the service moves."""

VOLUMES = frozenset({"contacts_closed"})
"""Measures that move with the volume, which has a trend everywhere."""

UNRELATED = frozenset({"transfers", "wait_s", "answer_s", "replies", "transferred"})
"""What is drawn without regard to anything: it goes with no outcome."""
UNRELATED_DOSES = ("handle_time", "wait_time", "replies")

FELT = frozenset({"customer_rating", "csat_score", "csat_top_two", "csat_top_box", "experience"})
SOLVED = frozenset({"resolution_rate", "effectiveness", "first_contact_resolution", "contacts_resolved"})
ONCE = frozenset({"onceness"})
RETURNS = frozenset({"contacts_per_issue", "repeat_contacts"})
STILL_LINES = frozenset({"price", "capacity", "transfer_rate", "transfers_per_contact", "wait_time"})

GAINS = frozenset({"gain", "true_gain", "free_gain", "saving"})
OUTCOMES = {
    "gain": GAINS,
    "over_service": frozenset({"over_service"}),
    "false_economy": frozenset({"false_economy"}),
}
"""What was planted -> what `tradeoff` may call it."""
DEFLECTS, REPLACES = frozenset({"moved"}), frozenset({"replaced", "shared"})
"""What `participation` may call a bot that deflects, and one that solves."""
BY_TRADEOFF = {"deflects": frozenset({"false_economy", "decline"}), "replaces": GAINS}
"""What `tradeoff` may call them."""

_SIGNS: dict[str, dict[str, int]] = {
    "gain": {"pace": 1},
    "over-service": {"pace": -1},
    "false-economy": {"pace": 1, "effectiveness": -1, "onceness": -1, "experience": -1},
    "bot-deflects": {"effectiveness": -1, "onceness": -1, "experience": -1},
    "bot-solves": {"effectiveness": 1, "onceness": 1},
}
"""Plant -> factors that move, and how; the others do not."""
_UNDECIDED = {plant: {"handled_otherwise"} for plant in ("false-economy", "bot-deflects", "bot-solves")}
"""Plant -> factors that move by what it does to others: bots are another way, and work comes back in another."""


def is_false(plant: str, places: tuple[str, ...], claim: Claim) -> bool | None:
    """Whether what was claimed is not so; None where what was planted does not decide it.

    Args:
        places: names under which the place of the change may be named.
    """
    if claim.question in _ALIKE:
        judged = _ALIKE[claim.question](claim)
        return judged if judged is None else judged and claim.is_claimed
    if plant in NULLS or plant == "mix":
        return _in_null(plant, claim)
    if not claim.is_claimed:
        return False
    return _planted(plant, places, claim)


def _in_null(plant: str, claim: Claim) -> bool | None:
    if claim.question == "verdict":
        return claim.is_claimed if claim.name == "lean" and plant != "mix" else None
    if plant == "mix" and (claim.question == "scorecard" or (claim.name in ("mix", "") and claim.kind == "total")):
        return None
    if plant == "mix" and (claim.kind, claim.name) == ("term", "mix"):
        return claim.sign > 0
    return None if claim.name in VOLUMES else claim.is_claimed


def _planted(plant: str, places: tuple[str, ...], claim: Claim) -> bool | None:
    signs = _SIGNS[plant]
    if claim.kind == "term":
        return None if claim.name in _UNDECIDED.get(plant, ()) else claim.sign != signs.get(claim.name, 0)
    if claim.question == "scorecard":
        return _of_line(signs, claim)
    if claim.kind == "place":
        return claim.word not in places if places else None
    if (
        claim.question == "tradeoff"
        and claim.kind in ("harm", "topics", "shifted")
        and plant in ("gain", "over-service")
    ):
        return True
    if claim.question == "tradeoff" and claim.kind == "outcome":
        return _of_outcome(plant, claim)
    return None


def _of_line(signs: dict[str, int], claim: Claim) -> bool | None:
    for names, factor, turn in (
        (FELT, "experience", 1),
        (SOLVED, "effectiveness", 1),
        (ONCE, "onceness", 1),
        (RETURNS, "onceness", -1),
    ):
        if claim.name in names:
            return claim.sign * turn != signs.get(factor, 0)
    return True if claim.name in STILL_LINES else None


def _of_outcome(plant: str, claim: Claim) -> bool | None:
    allowed = {"gain": "gain", "over-service": "over_service", "false-economy": "false_economy"}.get(plant)
    if allowed:
        return claim.word not in OUTCOMES[allowed]
    return claim.word not in BY_TRADEOFF["deflects"] if plant == "bot-deflects" else claim.word not in GAINS


def _compare(claim: Claim) -> bool | None:
    return True if claim.kind == "unit" else None


def _frontier(claim: Claim) -> bool | None:
    return None


def _drivers(claim: Claim) -> bool | None:
    return True if claim.name in UNRELATED else None


def _readings(claim: Claim) -> bool | None:
    return True if claim.kind == "findings" else None


def _enough(claim: Claim) -> bool | None:
    return True if claim.name.startswith(UNRELATED_DOSES) else None


_ALIKE = {
    "compare": _compare,
    "frontier": _frontier,
    "drivers": _drivers,
    "readings": _readings,
    "enough": _enough,
}
"""Questions whose truth is the same in every plant; True where any claim of the kind is false."""

"""Journeys made by hand, full and thin: what the picture and the tables are tried on."""

from __future__ import annotations

from steelyard.analyses.journeys.answer import DeadEnd, Follow, Journeys, Loop, Trait, Way
from steelyard.answers import Estimate, Interval

MAIN = ("opened by phone", "answered", "solved")
ROUND = ("opened by phone", "answered", "solved", "returned by a channel with a very long name", "answered", "solved")


def share(value: float, n: int = 900) -> Estimate:
    return Estimate("journeys.share", "share", value=value, interval=Interval(value * 0.9, value * 1.1), n=n)


def journeys() -> Journeys:
    """A main flow with a return that goes round, and a step only those who come back have."""
    pairs = [*zip(MAIN, (*MAIN[1:], ""), strict=True), *zip(ROUND[2:], (*ROUND[3:], ""), strict=True)]
    follows = tuple(
        Follow(step, then, share(0.8 / (place + 1)), share(0.2), 3_600.0 * place, 900 - 90 * place)
        for place, (step, then) in enumerate(dict.fromkeys(pairs))
    )
    difference = Estimate("journeys.difference", "share", value=0.3, interval=Interval(0.2, 0.4), n=900)
    return Journeys(
        "journeys",
        "Journeys",
        journeys=1_000,
        mature=900,
        steps=4_000,
        ways=7,
        whole={"back": share(0.1)},
        variants=(Way(MAIN, (0.0, 60.0, 86_400.0), share(0.7)), Way(ROUND, (0.0, 1.0, 2.0, 3.0, 4.0, 5.0), share(0.1))),
        follows=follows,
        loops=(
            Loop("answered", "solved", share(0.2), 180, 2.4, 7_200.0),
            Loop("solved", "solved", share(0.1), 90, 2.0),
        ),
        dead_ends=(DeadEnd("answered", share(0.05), 40),),
        traits=(Trait("step", ROUND[3], share(0.4), share(0.1), difference, is_claimed=True),),
        tones={ROUND[3]: -1, "solved": 1},
    )


def thin_journeys() -> Journeys:
    """Nothing that could be drawn."""
    return Journeys("journeys", "Journeys")

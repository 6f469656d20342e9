"""What customers write beside a score: an opening that says how it was, and perhaps what they want now.

Few texts, put together from lists, so that what each one asks for and feels is known (`told`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from steelyard.simulate.centre.columns import Columns

RUSHED_CUT, LONG_WAIT_S = 0.12, 300
"""Log units by which time was cut, and a wait, from which customers write about it."""


@dataclass(frozen=True)
class Written:
    """What a remark, or a part of it, really says.

    Args:
        asks: callback, refund, information, apology, escalation, cancel.
        feeling: pleased, displeased, angry, neutral.
    """

    feeling: str = ""
    asks: tuple[str, ...] = ()
    leaving: bool = False


OPENINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pleased": (
        "pleased",
        (
            "Very helpful, thank you.",
            "Quick and friendly",
            "great service",
            "The agent was patient and explained everything.",
            "sorted in no time, thanks!",
            "Really happy with how this was handled.",
            "all good 👍",
            "Thank you for your help",
            "excellent, no complaints",
            "Problem solved on the first call.",
        ),
    ),
    "neutral": (
        "neutral",
        (
            "I called about my account.",
            "ok",
            "nothing to add",
            "It was about my last order.",
            "average",
            "I spoke to someone this week.",
        ),
    ),
    "rushed": (
        "displeased",
        (
            "The agent rushed me off the phone.",
            "felt hurried, he wanted to end the call",
            "No time to explain, it was over in a minute. Poor.",
            "They cut the call short before I had finished.",
        ),
    ),
    "waited": (
        "displeased",
        (
            "Far too long on hold.",
            "I waited ages in the queue",
            "the waiting time is terrible",
            "Waited forever before anybody answered.",
        ),
    ),
    "passed on": (
        "displeased",
        (
            "I was passed from one department to another.",
            "had to explain everything again and again",
            "Transferred twice and nobody knew anything.",
        ),
    ),
    "unsolved": (
        "displeased",
        (
            "My problem is still not solved.",
            "issue not resolved",
            "It still does not work.",
            "no solution at all",
            "Same problem again, very disappointing.",
        ),
    ),
    "billing": ("displeased", ("The bill is wrong again.", "you charged me twice, very annoying")),
    "delivery": ("displeased", ("The parcel never arrived.", "damaged item again, disappointing")),
    "poor": ("displeased", ("poor service", "Not happy with this.", "disappointed", "bad experience 😞")),
    "angry": (
        "angry",
        (
            "This is a disgrace!!!",
            "Absolutely furious.",
            "ridiculous, worst service ever",
            "You should be ashamed, shame on you.",
        ),
    ),
}
"""Situation -> what is felt, and how it is put."""

CLOSINGS: dict[str, tuple[Written, tuple[str, ...]]] = {
    "": (Written(), ("",)),
    "callback": (
        Written(asks=("callback",)),
        (
            "Please call me back.",
            "nobody called me back",
            "Can someone ring me tomorrow?",
            "Still waiting for your call.",
        ),
    ),
    "refund": (
        Written(asks=("refund",)),
        ("I want my money back.", "please refund me", "Still no refund.", "I expect a refund."),
    ),
    "information": (
        Written(asks=("information",)),
        ("When will this be fixed?", "Please let me know what happens next.", "nobody tells me anything"),
    ),
    "apology": (Written(asks=("apology",)), ("I want to make a complaint.", "An apology is the least I expect.")),
    "escalation": (Written(asks=("escalation",)), ("I want to speak to a manager.", "please escalate this")),
    "cancel": (Written(asks=("cancel",)), ("Please cancel my contract.", "I want to cancel.")),
    "leaving": (
        Written(leaving=True),
        ("I am switching to another provider.", "never again", "You have lost a customer.", "I will leave."),
    ),
}
"""What is wanted -> what that says, and how it is put."""

_SITUATIONS, _WANTS = tuple(OPENINGS), tuple(CLOSINGS)
_WAYS = 10
"""Ways to put a situation, at most; a remark is told by one number."""


def draw_remarks(rng: np.random.Generator, surveys: Columns, families: np.ndarray) -> np.ndarray:
    """The remark of each row as a number that `spell_remarks` writes; -1 where the customer writes none.

    Args:
        surveys: rows as `draw_surveys` makes them, with sentiment: who has one writes.
        families: the topic family of each row, by name.
    """
    count = len(surveys["felt"])
    felt, is_solved = surveys["felt"], surveys["is_solved"]
    luck = rng.random((6, count))
    situation = _situations(surveys, families, luck[0], luck[1])
    want = _wants(felt, is_solved, families, luck[2], luck[3])
    sizes = np.array([len(texts) for _, texts in OPENINGS.values()])[situation]
    ends = np.array([len(texts) for _, texts in CLOSINGS.values()])[want]
    opening, closing = (luck[4] * sizes).astype(np.int64), (luck[5] * ends).astype(np.int64)
    number = ((situation * _WAYS + opening) * len(_WANTS) + want) * _WAYS + closing
    return np.where(np.isnan(surveys["sentiment"]), -1, number)


def spell_remarks(numbers: np.ndarray) -> list[str]:
    """The texts; empty for none."""
    return ["" if number < 0 else _text(number) for number in numbers.tolist()]


def told(text: str) -> Written:
    """What a remark of the simulation really says.

    Raises:
        KeyError: no such remark is ever written.
    """
    return _all()[text]


@cache
def _all() -> dict[str, Written]:
    found = {}
    for feeling, openings in OPENINGS.values():
        for said, closings in CLOSINGS.values():
            for opening in openings:
                for closing in closings:
                    found[_joined(opening, closing)] = Written(feeling, said.asks, said.leaving)
    return found


@cache
def _text(number: int) -> str:
    rest, closing = divmod(number, _WAYS)
    rest, want = divmod(rest, len(_WANTS))
    situation, opening = divmod(rest, _WAYS)
    return _joined(OPENINGS[_SITUATIONS[situation]][1][opening], CLOSINGS[_WANTS[want]][1][closing])


def _joined(opening: str, closing: str) -> str:
    if not closing:
        return opening
    return f"{opening} {closing}" if opening[-1] in ".!" else f"{opening}. {closing}"


def _situations(surveys: Columns, families: np.ndarray, kind: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """What the remark is about: the worse it felt, the more it says what went wrong."""
    felt = surveys["felt"]
    good, fair, angry = (np.array(shares)[felt - 1] for shares in _SHARES)
    is_named = reason < 0.6
    bad = np.select(
        [
            is_named & (surveys["cut"] > RUSHED_CUT),
            is_named & (surveys["wait_s"] > LONG_WAIT_S),
            is_named & (surveys["transfers"] > 0),
            (reason < 0.75) & ~surveys["is_solved"],
            (reason < 0.85) & (families == "billing"),
            (reason < 0.85) & (families == "delivery"),
        ],
        [_SITUATIONS.index(name) for name in ("rushed", "waited", "passed on", "unsolved", "billing", "delivery")],
        _SITUATIONS.index("poor"),
    )
    return np.select(
        [kind < good, kind < good + fair, kind < good + fair + angry],
        [_SITUATIONS.index(name) for name in ("pleased", "neutral", "angry")],
        bad,
    ).astype(np.int64)


_SHARES = ((0.0, 0.0, 0.1, 0.75, 0.9), (0.0, 0.05, 0.4, 0.2, 0.1), (0.35, 0.1, 0.0, 0.0, 0.0))
"""Shares of pleased, neutral and angry remarks by what was felt, 1 to 5; the others say what was bad."""


def _wants(
    felt: np.ndarray, is_solved: np.ndarray, families: np.ndarray, asks: np.ndarray, which: np.ndarray
) -> np.ndarray:
    """What is wanted: mostly something where the issue is not solved."""
    share = np.where(is_solved, 0.05, 0.65) * np.where(felt >= 4, 0.3, 1.0)
    is_money = (families == "billing") | (families == "delivery")
    want = np.select(
        [which < 0.32, which < 0.55, which < 0.75, which < 0.84, which < 0.92],
        [
            np.full(len(felt), _WANTS.index("callback")),
            np.full(len(felt), _WANTS.index("information")),
            np.where(is_money, _WANTS.index("refund"), _WANTS.index("callback")),
            np.full(len(felt), _WANTS.index("escalation")),
            np.full(len(felt), _WANTS.index("apology")),
        ],
        _WANTS.index("cancel"),
    )
    leaves = asks > 1 - np.array([0.2, 0.07, 0.01, 0.0, 0.0])[felt - 1]
    want = np.where(leaves, _WANTS.index("leaving"), np.where(asks < share, want, 0))
    return np.where((felt >= 4) & ~is_solved & (want == _WANTS.index("cancel")), 0, want)

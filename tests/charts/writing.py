"""What customers write, made by hand, for the faces that show it."""

from __future__ import annotations

from steelyard.analyses.words.answer import Theme, Words
from steelyard.answers import Estimate, Interval


def share(value: float, low: float, high: float) -> Estimate:
    return Estimate("words", "share", {}, value, Interval(low, high), n=1500, n_unit="customers")


def words() -> Words:
    """One theme that is new everywhere, one that is rarer at a team than with others."""
    themes = (
        Theme("agent rushed", "more", "before", share(0.017, 0.012, 0.025), share(0.0, 0.0, 0.002), 27),
        Theme(
            "handled",
            "fewer",
            "others",
            share(0.017, 0.007, 0.038),
            share(0.064, 0.05, 0.08),
            9,
            part={"team": "Porto Digital"},
        ),
    )
    found = tuple(theme.share for theme in themes)
    return Words("words", "In their words", themes=themes, writers=1585, read=1440, tests=200, estimates=found)


def thin_words() -> Words:
    return Words("words", "In their words")

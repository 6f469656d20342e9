"""What comes back: themes with what they are compared with, and what remarks ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from steelyard.answers import Answer, Estimate

BEFORE, OTHERS = "before", "others"


@dataclass(frozen=True)
class Theme:
    """A term that more, or fewer, customers write than what they are compared with, beyond sampling error.

    Args:
        term: a word, or two that stand together.
        way: whether more or fewer customers write it.
        against: the days before, or the other parts on the same mix of topics.
        part: dimension -> part; empty for everything.
        share: of customers who wrote, how many wrote the term. other: the same of what it is compared with.
        customers: how many that is.
        quotes: remarks that hold it, names and numbers masked; empty unless asked for.
    """

    term: str
    way: Literal["more", "fewer"]
    against: Literal["before", "others"]
    share: Estimate
    other: Estimate
    customers: int = 0
    part: Mapping[str, str] = field(default_factory=dict)
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """How many of the customers who wrote ask for something, feel so, or threaten to leave, as read by a model.

    Args:
        kind: an ask, a feeling, or "leaving".
        share: of customers whose remarks were read. other: the same before; None where nothing is compared.
        moved: 1 or -1 where the change is beyond sampling error, else 0.
    """

    kind: str
    share: Estimate
    other: Estimate | None = None
    moved: int = 0


@dataclass(frozen=True)
class Words(Answer):
    """What customers write about.

    Args:
        themes: the surest first.
        said: what remarks ask for and how customers feel, model readings and no answers.
        writers, read: customers who wrote in the days shown, and those of whom something was read.
        tests: how many terms were tested.
        frequent: the terms most customers wrote, with how many did.
    """

    themes: tuple[Theme, ...] = ()
    said: tuple[Said, ...] = ()
    writers: int = 0
    read: int = 0
    tests: int = 0
    frequent: tuple[tuple[str, int], ...] = ()

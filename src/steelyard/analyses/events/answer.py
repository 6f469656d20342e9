"""The answer to what moved after what was logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class After:
    """An event, and what moved after it.

    Args:
        who: who took part, in words; empty where nobody in particular did.
        verdict: as of an initiative: "helped", "neutral", "only cut cost", "hurt" or "cannot tell".
        measure: title of what was to move. effect: of the primary measure by the design; None where there is no design.
        said: the finding in a sentence; why: where it cannot be told, because of what.
    """

    name: str
    kind: str
    on: date
    until: date | None
    purpose: str
    who: str
    verdict: str
    measure: str
    effect: Estimate | None
    said: str
    why: str = ""


@dataclass(frozen=True)
class Log(Answer):
    """What was logged, the newest first.

    Args:
        more: names of older events, which are asked one by one.
    """

    entries: tuple[After, ...] = ()
    more: tuple[str, ...] = ()

"""What was read in one remark."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
"""Languages that have rules and examples, by their ISO 639-1 code."""

ASKS = ("callback", "refund", "information", "apology", "escalation", "cancel")
"""What a remark may ask for. `apology`: the customer complains formally, or wants an apology."""

FEELINGS = ("pleased", "displeased", "angry", "neutral")

EMPTY, OTHER_LANGUAGE, TOO_SHORT, IN_DOUBT = "empty", "other language", "too short", "in doubt"
"""Why a remark was not read."""


@dataclass(frozen=True)
class Reading:
    """One remark, as read by rules and the classifier. Never an answer of the customer: kept apart from scores.

    Args:
        language: ISO code; empty where it is none of those asked for or in doubt, and where there are signs alone.
        asks: of `ASKS`, in that order.
        feeling: of `FEELINGS`; empty where in doubt or mixed.
        leaving: threatens to leave or says so.
        because: a sentence for each thing read: the rule and the words it found, or the classifier and its words.
        unread: why nothing was read; empty where something was.
    """

    language: str = ""
    asks: tuple[str, ...] = ()
    feeling: str = ""
    leaving: bool = False
    because: tuple[str, ...] = ()
    unread: str = ""

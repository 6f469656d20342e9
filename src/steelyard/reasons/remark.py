"""A remark that asks for something, or threatens to leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steelyard.declare import Reason

_SAID = {
    "leaving": "a threat to leave",
    "escalation": "asking for an escalation",
    "apology": "a complaint",
    "callback": "asking for a callback",
    "refund": "asking for a refund",
    "cancel": "asking to cancel",
    "information": "asking for information",
}


def _find(seen: Any) -> Any:
    rows = seen.remarks
    return seen.found(seen.unsettled(rows.mutate(text=rows.ask)))


def _could(seen: Any) -> Any:
    return seen.written


def _say(row: Mapping[str, Any], currency: str) -> str:
    return f"their remark was read as {_SAID.get(row['text'] or '', 'asking for something')}"


REASON = Reason(
    "remark",
    "a remark that asks for something",
    "The customer's newest remark within the window was read as asking for something (a callback, a refund, "
    "information, an escalation), as a complaint, as a wish to cancel or as a threat to leave, and no contact begun "
    "since is marked solved. Of several the first counts: leaving, escalation, complaint, callback, refund, cancel, "
    "information.",
    "Rules and a small model read remarks on this machine, in six languages: readings can be wrong, what is in doubt "
    "is left unread, and irony is not understood. Only customers who write are found by it.",
    action="callback",
    weight=0.35,
    find=_find,
    say=_say,
    could=_could,
    needs=("surveys.comment", "surveys.answered_at"),
    settings=("window_days",),
    actions={"escalation": "escalation", "apology": "apology", "information": "information"},
    is_read=True,
)

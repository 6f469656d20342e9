"""Who is left out by the lot: the same customers whenever it is drawn."""

from __future__ import annotations

import hashlib

from steelyard.settings.model import FollowupSettings


def lot(seed: int, action: str, customer_id: str) -> float:
    """A number from 0 to below 1 that belongs to a customer and an action: the same whenever it is drawn."""
    digest = hashlib.sha256(f"{seed}\x1f{action}\x1f{customer_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def is_left_out(settings: FollowupSettings, action: str, customer_id: str) -> bool:
    """Whether a customer is not followed up, so that it can be told what a follow-up changes."""
    share = settings.holdout.get(action, 0.0)
    return share > 0 and lot(settings.holdout_seed, action, customer_id) < share

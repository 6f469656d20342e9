"""Half way the systems begin to lose customer numbers, by phone most.

Planted: from 2026 on nearly half of the calls, a third of the chats and bot sessions and some emails carry no
customer number. Nothing else changes.
Must be found: that issues cannot be followed any more: over a fifth of the contacts belong to nobody.
Must not be found: that first contact resolution rises, as returns that cannot be seen suggest.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import LostIds

SCENARIO = replace(
    steady.SCENARIO,
    name="ids-missing",
    lost_ids=LostIds(date(2026, 1, 1), phone_share=0.45, chat_share=0.3, email_share=0.1, bot_share=0.3),
)

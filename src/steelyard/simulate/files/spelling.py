"""How the systems spell what they share: numbers of contacts and customers, names, blanks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns
from steelyard.simulate.centre.promises import NONE, PROMISES
from steelyard.simulate.centre.world import FIRST_AGENT, FIRST_CUSTOMER, World
from steelyard.simulate.setting.scenario import BOT, PHONE

FIRST_TICKET = 1_000_000

MOST_AHEAD_S = 60 * DAY_S
"""No promise is due so far after the export; what is never done is spelled as if it were then, and blanked."""


def spell_contacts(contact: np.ndarray, channel: np.ndarray) -> list[str]:
    """The number its own system gave each contact: CA0000012, 1000012 or B0000012."""
    pairs = zip(contact.tolist(), channel.tolist(), strict=True)
    return [f"CA{number:07}" if kind == PHONE else spell_digital(number, kind) for number, kind in pairs]


def spell_digital(number: int, channel: int) -> str:
    """A ticket's or bot session's number."""
    return f"B{number:07}" if channel == BOT else str(FIRST_TICKET + number)


def spell_customers(customer: np.ndarray, known: np.ndarray, blank: str) -> list[str]:
    """Customer numbers, `blank` where the system does not know."""
    pairs = zip((customer + FIRST_CUSTOMER).tolist(), known.tolist(), strict=True)
    return [str(number) if is_known else blank for number, is_known in pairs]


def spell_agents(agent: np.ndarray) -> list[str]:
    """Employee numbers, which are the telephone extensions too; blank where nobody handled."""
    return [str(number + FIRST_AGENT) if number >= 0 else "" for number in agent.tolist()]


def blank_unless(values: list[str], shown: np.ndarray, blank: str = "") -> list[str]:
    """The values where shown, blank elsewhere."""
    return [value if show else blank for value, show in zip(values, shown.tolist(), strict=True)]


def spell_promises(world: World, contacts: Columns, spell: Callable[[np.ndarray], list[str]]) -> list[list[str]]:
    """What was promised, for when, and when it was done, as known at the export; blank where nothing was."""
    end = world.exported_at
    is_told = (contacts["promised"] > NONE) & (contacts["ended_at"] < end)
    is_kept = is_told & (contacts["kept_at"] < end)
    due_at, kept_at = (np.minimum(contacts[name], end + MOST_AHEAD_S) for name in ("due_at", "kept_at"))
    return [
        blank_unless(name_rows(list(PROMISES), contacts["promised"]), is_told),
        blank_unless(spell(due_at), is_told),
        blank_unless(spell(kept_at), is_kept),
    ]


def name_rows(names: list[str], rows: np.ndarray) -> list[str]:
    """The name at each position."""
    return np.array(names)[rows].tolist()

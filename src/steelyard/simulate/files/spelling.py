"""How the systems spell what they share: numbers of contacts and customers, names, blanks."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.world import FIRST_AGENT, FIRST_CUSTOMER
from steelyard.simulate.setting.scenario import BOT, PHONE

FIRST_TICKET = 1_000_000


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


def name_rows(names: list[str], rows: np.ndarray) -> list[str]:
    """The name at each position."""
    return np.array(names)[rows].tolist()

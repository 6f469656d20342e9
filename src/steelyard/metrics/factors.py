"""The identity: the quantities the balance is made of, and the two of them each factor is the ratio of.

balance = V/M = V/R x R/I x I/C x C/H x H/P x P/M
"""

from __future__ import annotations

VALUE, RESOLVED, ISSUES, CONTACTS, HOURS, PAID_HOURS, COST = range(7)
"""V, R, I, C, H, P and M, in the order in which a side of a comparison holds them."""

FACTORS: dict[str, tuple[int, int]] = {
    "experience": (VALUE, RESOLVED),
    "effectiveness": (RESOLVED, ISSUES),
    "onceness": (ISSUES, CONTACTS),
    "pace": (CONTACTS, HOURS),
    "capacity": (HOURS, PAID_HOURS),
    "price": (PAID_HOURS, COST),
}
"""Factor -> the quantities whose ratio it is, in order: all of them multiplied are value per cost."""

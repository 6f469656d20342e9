"""One debt of the register: what it costs, who has it, what was done about it."""

from __future__ import annotations

from steelyard.declare import Page
from steelyard.errors import DeskError
from steelyard.web.owing import KEEPERS, TEMPLATE, DebtPage, ToldDebt, shown
from steelyard.web.visit import Visit


def number_of(text: str) -> int:
    """The number in an address; DeskError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DeskError("there is no such debt", next="Choose one from the register.")
    return int(text)


def load(visit: Visit) -> DebtPage:
    """The one named in the path."""
    return shown(visit, number_of(visit.path["number"]))


PAGE = Page("debt", "Debt", "/debts/{number}", TEMPLATE, load, roles=KEEPERS, gives=ToldDebt)

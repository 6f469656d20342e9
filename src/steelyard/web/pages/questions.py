"""The list of questions that can be asked."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.declare import Page
from steelyard.web.asking import ASK, questions, short
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class Entry:
    """One question: its short name, what it asks, and its page."""

    title: str
    asks: str
    address: str


@dataclass(frozen=True)
class Questions:
    """Every question with a page."""

    entries: tuple[Entry, ...]


def load(visit: Visit) -> Questions:
    """All of them, third parties' included."""
    return Questions(tuple(Entry(short(entry), entry.question, f"{ASK}{entry.id}") for entry in questions()))


PAGE = Page("questions", "Questions", "/ask", "questions.html", load, place=30)

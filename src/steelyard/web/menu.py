"""The questions as pages list them: in groups, each with those about the same thing."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard import catalogue
from steelyard.declare import GROUPS, Analysis
from steelyard.wording import capital

ASK = "/ask/"
WITHOUT_PAGE = frozenset({"explain", "check", "list"})
"""Questions that have pages of their own: of a measure, of the data, and of who needs a follow-up."""


@dataclass(frozen=True)
class Entry:
    """One question: its short name, what it asks, its page, and whether that is the one that is open."""

    title: str
    asks: str
    address: str
    is_here: bool = False


@dataclass(frozen=True)
class Group:
    """Questions about the same thing."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def is_here(self) -> bool:
        """Whether one of them is open."""
        return any(entry.is_here for entry in self.entries)


def questions() -> tuple[Analysis, ...]:
    """The questions with a page, third parties' included, in the order of their place."""
    known: dict[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")
    shown = (entry for entry in known.values() if entry.id not in WITHOUT_PAGE)
    return tuple(sorted(shown, key=lambda entry: (entry.place, entry.id)))


def short(analysis: Analysis) -> str:
    """A question's short name."""
    return analysis.name or capital(analysis.id.replace("_", " "))


def groups(here: str = "") -> tuple[Group, ...]:
    """Every question with a page, third parties' included; groups without any are left out.

    Args:
        here: the question whose page is open; empty on any other page.
    """
    held: dict[str, list[Entry]] = {title: [] for title in GROUPS}
    for entry in questions():
        title = entry.group if entry.group in held else GROUPS[-1]
        held[title].append(Entry(short(entry), entry.question, f"{ASK}{entry.id}", entry.id == here))
    return tuple(Group(title, tuple(found)) for title, found in held.items() if found)

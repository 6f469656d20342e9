"""Rows of a sheet of evaluations that are no evaluations yet, or no more: drafts, deleted ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import words
from steelyard.intake.proposal import names
from steelyard.intake.proposal.points import said
from steelyard.intake.proposal.profile import Profile
from steelyard.wording import listed


@dataclass(frozen=True)
class Unfinished:
    """Rows that are left out.

    Args:
        condition: SQL that is true there. told: which, in words.
    """

    condition: str
    told: str


def unfinished(profiles: Sequence[Profile], criterion: Profile | None = None) -> Unfinished | None:
    """The rows that a status, or a tick, says are unfinished or withdrawn; None where nothing does.

    Args:
        criterion: the column that names it, where each has a row: rows that sum up others are left out as well.
    """
    found = [*_found(profiles), *(_sums(criterion) if criterion else ())]
    if not found:
        return None
    conditions = [f"coalesce({quoted(name)}, '') IN ({', '.join(map(literal, values))})" for name, values in found]
    told = [f'"{name}" is {listed([value or "empty" for value in values[:4]])}' for name, values in found]
    return Unfinished(" OR ".join(conditions), f"rows whose {listed(told)} are left out")


def _found(profiles: Sequence[Profile]) -> Iterator[tuple[str, list[str]]]:
    """(column, its values that stand for no finished evaluation), where others stand for finished ones."""
    states, flags = names.vocabulary("evaluation_state"), names.vocabulary("boolean")
    for profile in profiles:
        if not profile.has_few_values:
            continue
        called = said(profile.name)
        if _is_status(called):
            gone = [value for value in profile.values if states.get(names.said(value)) == "unfinished"]
        elif called in names.word_set("withdrawn") | names.word_set("final") | _not_applied():
            sought = "false" if called in names.word_set("final") else "true"
            gone = [value for value in profile.values if flags.get(names.said(value)) == sought]
        else:
            continue
        if gone and len(gone) < len(profile.values):
            yield profile.name, gone


def _not_applied() -> frozenset[str]:
    """What a column is called that ticks criteria which do not apply."""
    return frozenset(word for word, meaning in names.vocabulary("ticked").items() if meaning == "none")


def _sums(criterion: Profile) -> Iterator[tuple[str, list[str]]]:
    """Rows of sections and totals among rows of criteria."""
    totals = words.totals() | names.word_set("evaluated_whole")
    gone = [value for value in criterion.values if names.said(value) in totals]
    if criterion.known < criterion.rows:
        gone.append("")
    if gone and len(gone) < len(criterion.values):
        yield criterion.name, gone


def _is_status(called: str) -> bool:
    return bool(set(called.split()) & names.word_set("statuses"))

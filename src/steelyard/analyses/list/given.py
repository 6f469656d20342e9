"""What the question of today's list takes from Python alone, read; it imports nothing, so that help stays quick."""

from __future__ import annotations

from typing import Any


def as_worked(given: Any) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """What became of customers: (id, state, reasons known), hashable, and in an order of its own."""
    if isinstance(given, str):
        raise ValueError("only Python takes it")
    return tuple(sorted((str(who), str(state), tuple(sorted(dict(known).items()))) for who, state, known in given))


def as_helps(given: Any) -> tuple[Any, ...]:
    """What following up is known to do: an `answer.Help` for each action."""
    if isinstance(given, str) or not all(hasattr(one, "action") for one in given):
        raise ValueError("only Python takes it")
    return tuple(given)


def as_draws(given: Any) -> bool:
    """Whether who the lot leaves out is listed, too."""
    if not isinstance(given, bool):
        raise ValueError("only Python takes it")
    return given


def as_used(given: Any) -> tuple[tuple[str, int], ...]:
    """Team -> places of today's list that are used."""
    if isinstance(given, str):
        raise ValueError("only Python takes it")
    return tuple(sorted((str(team), int(n)) for team, n in given))

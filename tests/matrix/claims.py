"""What an answer claims, whatever its question: marks of its own, highlights, and states other than "cannot tell"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from steelyard.analyses.attribution.joint_change import Outcome as Traded
from steelyard.analyses.participation.cost_shifting import Outcome as Shifted
from steelyard.answers import Answer

MARKS = frozenset({"is_claimed", "is_behind", "has_moved", "is_outlying", "is_shifted", "fires"})
"""Fields that are true of what is claimed."""

LEVELS = frozenset({"held", "not_yet", "optimised", "not yet"})
"""States of a level beside its target: of the days themselves, not of what moved or differs."""

STATES: Mapping[str, frozenset[str]] = {
    "state": frozenset({"pays", "no_longer", "finding", "slipping", "lost"}) | LEVELS,
    "outcome": frozenset({*get_args(Traded), *get_args(Shifted)}),
    "verdict": frozenset({"better", "worse", "higher", "lower"}),
}
"""Field -> the texts in it that claim something."""


def claims(answer: Answer) -> list[str]:
    """Where in the answer something is claimed, as paths; empty where nothing is."""
    return [*_found(answer, answer.question), *(f"highlight: {entry.said}" for entry in answer.highlights)]


def differences(answer: Answer) -> list[str]:
    """The claims that something moved or differs."""
    return [claim for claim in claims(answer) if claim.rpartition("=")[2] not in LEVELS]


def _found(value: Any, path: str) -> Iterator[str]:
    if is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            inner = getattr(value, entry.name)
            if (entry.name in MARKS and inner is True) or (
                isinstance(inner, str) and inner in STATES.get(entry.name, ())
            ):
                yield f"{path}.{entry.name}={inner}"
            yield from _found(inner, f"{path}.{entry.name}")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _found(inner, f"{path}[{key}]")
    elif isinstance(value, tuple | list):
        for place, inner in enumerate(value):
            yield from _found(inner, f"{path}[{place}]")

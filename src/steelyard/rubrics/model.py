"""A rubric as frozen values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

DIMENSIONS = ("brand", "product", "sales", "connection", "process")

NOT_APPLICABLE = "n/a"
"""What stands for points where a criterion does not apply."""


@dataclass(frozen=True)
class Criterion:
    """One thing evaluators judge.

    Args:
        id: in files of scores. title: what evaluators read.
        dimension: brand, product, sales, connection or process.
        weight: its share of the points, relative to the others.
        anchors: points -> when they are given, in words, the fewest points first.
        may_not_apply: evaluators may say that it does not apply; its weight then falls to the others.
        is_critical: no points here fail the whole evaluation.
    """

    id: str
    title: str
    dimension: str
    weight: float
    anchors: Mapping[int, str]
    may_not_apply: bool = False
    is_critical: bool = False

    @property
    def most(self) -> int:
        """The most points."""
        return max(self.anchors)


@dataclass(frozen=True)
class Rubric:
    """Criteria with their anchors; a change of anything that shapes a score makes another series of it.

    Args:
        is_own: of the workspace, not one of those shipped.
        link: address of a contact's recording or ticket, "{contact}" standing for its id; empty for none.
    """

    id: str
    title: str
    criteria: tuple[Criterion, ...]
    is_own: bool = True
    link: str = ""

    @property
    def series(self) -> str:
        """What its scores are called: its id and a digest of what shapes them. Titles may be mended without."""
        shaping = [
            (
                entry.id,
                entry.dimension,
                entry.weight,
                sorted(entry.anchors.items()),
                entry.may_not_apply,
                entry.is_critical,
            )
            for entry in self.criteria
        ]
        return f"{self.id}@{hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:8]}"

    def criterion(self, id: str) -> Criterion:
        """The one of that id; KeyError if there is none."""
        return {entry.id: entry for entry in self.criteria}[id]

"""What does a measure mean, and how is it computed?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.answers import Answer


@dataclass(frozen=True)
class Explanation(Answer):
    """A metric laid open.

    Args:
        sums: name -> the row-level sum in words.
        formula: arithmetic over those names.
        query: the SQL it runs.
    """

    metric: str = ""
    meaning: str = ""
    unit: str = ""
    better: str = ""
    sums: Mapping[str, str] = field(default_factory=dict)
    formula: str = ""
    query: str = ""
    needs: tuple[str, ...] = ()
    excludes: str = ""
    differs: str = ""
    sources: tuple[str, ...] = ()

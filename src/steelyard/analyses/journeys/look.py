"""What an answer about journeys is made of, read once for all of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.journeys.sums import Grid
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store import Snapshot

LEAST_TESTED = 20
"""Journeys on either side below which nothing is tested."""


@dataclass(frozen=True)
class Look:
    """What an answer is made of.

    Args:
        whole: side -> every measure. other: SQL of the groups of the second chance. told: what is compared with.
        of_contacts: each contact is a journey. of_customers: all a customer did in the days is.
    """

    held: Snapshot
    snapshot: Snapshot
    settings: Settings
    whole: Mapping[Any, Grid]
    other: str
    told: str
    of_contacts: bool = False
    of_customers: bool = False

    @cached_property
    def nobody(self) -> str:
        """Why it is not seen who came back: too many contacts are nobody's; empty where they are not."""
        if "fact_contacts" not in self.snapshot.manifest.tables:
            return ""
        found = unidentified(self.snapshot, self.settings)
        return found.refusal if found.is_too_many else ""

    @property
    def has_agents(self) -> bool:
        return bool(self.snapshot.manifest.known.get("contacts", {}).get("agent_id"))


def of_all(grid: Grid | None, whole: Grid) -> Floats:
    """How many of all journeys, by group."""
    own = np.zeros(len(whole["n"])) if grid is None else grid["n"][:, 0]
    return np.stack([own, whole["n"][:, 0]], axis=1)

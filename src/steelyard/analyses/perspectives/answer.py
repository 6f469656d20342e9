"""The answer to where perspectives agree and where they contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steelyard.analyses.perspectives.expected import ItemsTold, Unfelt
from steelyard.answers import Answer, Estimate
from steelyard.settings.model import Benchmark

Outcome = Literal["agree: at target", "agree: short", "unfelt", "unscored", "pleased without value", "cannot tell"]


@dataclass(frozen=True)
class View:
    """One part seen from both sides.

    Args:
        part: its name; empty for the whole.
        own, customers: interaction quality and the customers' rating, None where not asked or not known.
        outcome: whether both are at their targets, both short, or against each other beyond sampling error.
    """

    part: str
    own: Estimate | None
    customers: Estimate | None
    outcome: Outcome


@dataclass(frozen=True)
class Beside:
    """A figure of comparable companies.

    Args:
        estimate: the same measure here; None where the data do not give it.
        position: "above", "below" or "within sampling error"; empty where definitions differ, and nothing is compared.
    """

    benchmark: Benchmark
    title: str
    estimate: Estimate | None
    position: str


@dataclass(frozen=True)
class Perspectives(Answer):
    """Three perspectives of the same days.

    Args:
        by: the dimension split by; empty for none.
        whole: of all. views: of each part.
        others: what else customers say: effort, recommendation, first contact resolution.
        beside: figures of comparable companies, those of the same definition first.
        targets: of quality and of ratings.
        items: what customers were asked about one by one; None where nothing was. item_parts: the same of each part.
        unfelt: criteria that contradict the item of the same name.
    """

    by: str = ""
    period: str = ""
    whole: View | None = None
    views: tuple[View, ...] = ()
    others: tuple[Estimate, ...] = ()
    beside: tuple[Beside, ...] = ()
    targets: tuple[float, float] = (91.0, 85.0)
    items: ItemsTold | None = None
    item_parts: tuple[ItemsTold, ...] = ()
    unfelt: tuple[Unfelt, ...] = ()

"""Whether a mean of evaluations may be claimed for all contacts: how they were picked, and whether evaluators agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from steelyard.analyses.evidence.agreement import LEAST, TENTATIVE, Agreement, agreement
from steelyard.measure.models.evaluated import Evaluated, evaluated, has_evaluations
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import counted

LEAST_AGENTS = 5
STATED = 0.95
"""Of evaluations in the mean, as many must be said to be drawn at random."""


@dataclass(frozen=True)
class Frame:
    """Why nothing may be claimed, and what would lift it; empty where it may. said: how contacts were picked."""

    refusal: str = ""
    unlock: str = ""
    said: str = ""


def frame_of(rows: Evaluated, held: Agreement) -> Frame:
    """Of the evaluations of the days that enter the mean.

    Args:
        held: agreement over the year up to their end.
    """
    n, agents = len(rows), len(set(rows.agents.tolist()) - {""})
    stated = float((rows.purposes == "random").mean()) if n else 0.0
    if n < LEAST:
        verb = "enters" if n == 1 else "enter"
        return Frame(f"only {counted(n, 'evaluations')} of these days {verb} it", f"evaluate at least {LEAST} contacts")
    if stated < STATED:
        said = "no column says" if stated == 0 else f"only {stated:.0%} of evaluations say"
        return Frame(
            f"{said} that contacts were drawn at random",
            "map evaluations.purpose, or draw them with: steelyard evaluate plan",
        )
    weighed = float(np.isfinite(rows.chance).mean())
    if 0 < weighed < STATED:
        return Frame(
            f"only {weighed:.0%} of evaluations say how likely their contact was to be drawn, so that the others "
            "cannot be weighed beside them",
            "map evaluations.chance for all of them, or for none",
        )
    if 0 < agents < LEAST_AGENTS:
        return Frame(f"they are of {counted(agents, 'agents')}", f"evaluate contacts of at least {LEAST_AGENTS} agents")
    if held.agreed == "cannot_tell":
        return Frame(
            f"{counted(held.doubles, 'contacts')} {'was' if held.doubles == 1 else 'were'} scored by two evaluators",
            f"let a second evaluator score at least {LEAST} blind",
        )
    if held.agreed == "unlike":
        return Frame(
            f"evaluators do not agree (alpha {held.total.value:.2f}, under {TENTATIVE})",
            "calibrate evaluators, and reword what they do not score alike",
        )
    chances = "with known chances" if weighed else "each contact taken to be as likely as any other"
    of = f"{counted(agents, 'agents')}" if agents else "agents that are not known"
    return Frame(said=f"drawn at random, {chances}, of {of}")


YEAR = timedelta(days=365)
"""Agreement is read over as many days before the end: few contacts are scored twice."""


def untrusted(
    snapshot: Snapshot,
    settings: Settings,
    from_on: date,
    to_on: date,
    where: Mapping[str, Sequence[str]] | None = None,
) -> Frame:
    """Why evaluations of those days cannot say that the mean of all contacts is at its target; empty where they can."""
    if not has_evaluations(snapshot):
        return Frame()
    rows = evaluated(snapshot, settings, where=where, from_on=from_on, to_on=to_on)
    since = min(from_on, to_on - YEAR + timedelta(days=1))
    year = evaluated(snapshot, settings, where=where, from_on=since, to_on=to_on)
    held = agreement(year.kept(year.scorers != "model"))
    return frame_of(rows.kept(np.isfinite(rows.quality)), held)

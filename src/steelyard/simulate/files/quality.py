"""The quality desk: one row per criterion of each evaluation, dates such as 05-Jan-2026."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import spell_dates
from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.opinions import CRITERIA
from steelyard.simulate.centre.world import World
from steelyard.simulate.files.partfile import Cells
from steelyard.simulate.files.spelling import spell_agents, spell_contacts

NAME = "quality_evaluations.csv"
SECONDS = "quality_second_scorings.csv"
HEADER = (
    "Evaluation",
    "Contact",
    "Agent",
    "Evaluator",
    "Form",
    "Criterion",
    "Dimension",
    "Points",
    "Maximum",
    "Critical error",
    "Evaluated on",
)


def spell_evaluations(world: World, evaluations: Columns, letter: str = "Q") -> list[Cells]:
    """One week's evaluations, column by column in the order of HEADER; their numbers begin with the letter."""
    done = take(evaluations, evaluations["at"] < world.exported_at)
    each, count = len(CRITERIA), len(done["contact"])
    critical = np.zeros((count, each), bool)
    critical[:, -1] = done["is_critical"]
    names, dimensions, most = zip(*CRITERIA, strict=True)

    def repeat(values: list[str]) -> list[str]:
        return np.repeat(np.array(values, dtype="U20"), each).tolist()

    return [
        repeat([f"{letter}{number:07}" for number in done["contact"].tolist()]),
        repeat(spell_contacts(done["contact"], done["channel"])),
        repeat(spell_agents(done["agent"])),
        repeat([f"S{number:02}" for number in done["evaluator"].tolist()]),
        ["Standard 2025"] * (count * each),
        list(names) * count,
        list(dimensions) * count,
        done["points"].ravel().tolist(),
        list(most) * count,
        np.where(critical.ravel(), "yes", "no").tolist(),
        repeat(spell_dates(world.clock.to_local(done["at"]), "%d-%b-%Y")),
    ]

"""The survey tool's second page: one row per question answered, with its number on a scale from 1 to 5."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.pages import ASKED, THINGS
from steelyard.simulate.centre.world import World
from steelyard.simulate.files.partfile import Cells

NAME = "survey_pages.csv"
HEADER = ("Invitation", "Item", "Asked", "Answer")


def spell_pages(world: World, pages: Columns) -> list[Cells]:
    """One week's pages, column by column in the order of HEADER; questions not asked have no row."""
    done = take(pages, pages["answered_at"] < world.exported_at)
    values = np.stack([done[name] for name in ASKED], axis=-1).reshape(len(done["contact"]), len(THINGS) * len(ASKED))
    named = [(thing.name, name) for thing in THINGS for name in ASKED]
    row, column = np.nonzero(values)
    invitations = done["contact"][row]
    return [
        [f"I-{number:07}" for number in invitations.tolist()],
        [named[place][0] for place in column.tolist()],
        [named[place][1] for place in column.tolist()],
        values[row, column].tolist(),
    ]

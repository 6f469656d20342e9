"""The survey tool: one row per invitation, a blank score where nobody answered, local instants with offset."""

from __future__ import annotations

import numpy as np

from steelyard.simulate.centre.clock import spell_zoned_instants
from steelyard.simulate.centre.columns import Columns, take
from steelyard.simulate.centre.remarks import spell_remarks
from steelyard.simulate.centre.world import World
from steelyard.simulate.files.partfile import Cells
from steelyard.simulate.files.spelling import blank_unless, name_rows, spell_contacts, spell_customers

NAME = "survey_invitations.csv.gz"
HEADER = (
    "Invitation",
    "Reference",
    "Respondent",
    "Survey",
    "Scale",
    "Score",
    "Sent",
    "Answered",
    "Sentiment",
    "Remark",
)
_ASKED = ("1000001", "500001", "CSAT", "1-5")
BROKEN = (
    ("I-9000001", *_ASKED, "11", "2026-03-01T09:00:00+00:00", "2026-03-01T09:10:00+00:00", "", ""),
    ("I-9000002", *_ASKED, "5", "2026-03-02T09:00:00+00:00", "2062-03-02T09:10:00+00:00", "", ""),
)
"""A score outside its scale and an answer from the far future."""

_SURVEYS = ["CSAT", "NPS", "CES"]
_SCALES = ["1-5", "0-10", "1-7"]


def spell_invitations(world: World, surveys: Columns) -> list[Cells]:
    """One week's invitations, column by column in the order of HEADER; what came after the export is unknown."""
    sent = take(surveys, surveys["sent_at"] < world.exported_at)
    answered = sent["is_answered"] & (sent["answered_at"] < world.exported_at)
    return [
        [f"I-{number:07}" for number in sent["contact"].tolist()],
        spell_contacts(sent["contact"], sent["channel"]),
        spell_customers(sent["customer"], sent["sent_at"] > 0, ""),
        name_rows(_SURVEYS, sent["instrument"]),
        name_rows(_SCALES, sent["instrument"]),
        blank_unless(sent["score"].astype(str).tolist(), answered),
        spell_zoned_instants(sent["sent_at"], world.clock),
        blank_unless(spell_zoned_instants(sent["answered_at"], world.clock), answered),
        blank_unless([f"{tone:.2f}" for tone in sent["sentiment"].tolist()], answered & ~np.isnan(sent["sentiment"])),
        blank_unless(spell_remarks(sent["remark"]), answered),
    ]

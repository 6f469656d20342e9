"""Why an effort is left out, for every count."""

from __future__ import annotations

import pytest

from steelyard.analyses.enough.dose_response import AMOUNTS, DOSES, LEFT, OVERLAPPING, Thin
from steelyard.analyses.enough.refusals import thin

BY_ID = {dose.id: dose for dose in DOSES}


@pytest.mark.parametrize(
    ("dose", "has", "needs", "of", "reason", "unlock"),
    [
        (
            "handle_time",
            294,
            500,
            "mature cases",
            "only 294 mature cases have handling time",
            "about 206 more mature c",
        ),
        ("wait_time", 1, 500, "mature cases", "only 1 mature case has waiting time recorded", "499 more mature cases"),
        (
            "handle_time",
            0,
            500,
            "mature cases",
            "no mature case in this period has handling time",
            "map contacts.handle_s",
        ),
        (
            "rating",
            499,
            500,
            "rated cases old enough to show who left",
            "have a rating recorded",
            "1 more rated case old",
        ),
        ("replies", 3, 4, AMOUNTS, "the cases have only 3 different values of replies", "with 1 more different value"),
        ("rating", 1, 50, LEFT, "1 customer left", "map outcomes.kind"),
        ("quality", 0, 1, OVERLAPPING, "no similar cases can be compared", "map broader topics"),
        ("handle_time", 1, 2, "agents", "come from 1 agent; at least 2 are required", "map contacts.agent_id"),
    ],
)
def test_what_is_too_thin_says_what_it_takes(
    dose: str, has: int, needs: int, of: str, reason: str, unlock: str
) -> None:
    found = thin(Thin(BY_ID[dose], has, needs, of))
    assert reason in found.reason, found.reason
    assert unlock in found.unlock, found.unlock

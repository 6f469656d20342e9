"""What every contact without an id could hide, said once, and only where there are some."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.world import Loss, World

from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.answers import Evidence

NAMES = ("first_contact_resolution", "handle_time", "contacts_per_issue")


@pytest.fixture(scope="module")
def lossy() -> Any:
    return World(contacts=3_000, loss=Loss(ids=0.1))


def test_measures_that_rest_on_returns_say_their_worst_and_best(lossy: Any) -> None:
    said = worst(lossy.snapshot, lossy.settings, NAMES)
    assert [text.split(" would be ")[0] for text in said] == ["First contact resolution", "Contacts per issue"]
    assert all("in the worst and the best case" in text for text in said)


def test_it_stands_among_what_else_could_be() -> None:
    assert with_worst(None, ()) is None
    assert with_worst(Evidence(grade="adjusted", sensitivity=("a",)), ("b",)) == Evidence(
        grade="adjusted", sensitivity=("a", "b")
    )


def test_where_all_are_known_nothing_is_said() -> None:
    known = World(contacts=500)
    assert worst(known.snapshot, known.settings, NAMES) == ()

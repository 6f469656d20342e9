"""Days that are declared count: before the first contact, after the last, and not beyond what is complete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.matrix.shelf import Centre
from tests.workspaces import loaded_at

from steelyard.analyses.periods.choice import Frame, frame

CENTRE = Centre(size=450, days=150, first=date(2026, 1, 15))
"""Contacts from 15 January to 13 June 2026."""

Framed = Callable[..., Frame]


@pytest.fixture
def framed(tmp_path: Path) -> Framed:
    """The days chosen where the contacts' source covers other days than it holds."""

    def choose(covers: dict[str, str], **asked: Any) -> Frame:
        folder = CENTRE.made("contacts").write(tmp_path / "workspace")
        place, said = folder / "steelyard.toml", "".join(f"{name} = {day}\n" for name, day in covers.items())
        place.write_text(place.read_text().replace("[sources.contacts]\n", f"[sources.contacts]\n{said}"))
        found = loaded_at(folder)
        with found.snapshot() as snapshot:
            return frame(snapshot, found.settings, **asked)

    return choose


def test_days_without_contacts_are_covered_where_that_is_declared(framed: Framed) -> None:
    found = framed({"covers_from": "2026-01-01", "covers_until": "2026-07-20"})
    assert (found.first_on, found.last_on, found.mature_on) == (date(2026, 1, 1), date(2026, 7, 20), date(2026, 7, 6))
    assert found.now.label == "Apr–Jun 2026"
    assert found.before is not None
    assert found.before.label == "Jan–Mar 2026"
    assert not any(caveat.id == "incomplete" for caveat in found.caveats)


def test_days_after_those_that_are_complete_are_named(framed: Framed) -> None:
    found = framed({"covers_until": "2026-05-20"}, from_on=date(2026, 5, 1), to_on=date(2026, 6, 10))
    told = {caveat.id: caveat.text for caveat in found.caveats}
    assert "contacts are complete up to 20 May 2026" in told["incomplete"]
    assert found.mature_on == date(2026, 5, 6)


def test_days_before_those_that_are_complete_are_named(framed: Framed) -> None:
    covers = {"covers_from": "2026-03-01"}
    found = framed(covers, from_on=date(2026, 2, 1), to_on=date(2026, 4, 30))
    told = {caveat.id: caveat.text for caveat in found.caveats}
    assert "contacts are complete from 1 Mar 2026 on" in told["incomplete_before"]
    compared = framed(
        covers, from_on=date(2026, 4, 1), to_on=date(2026, 4, 30), against=(date(2026, 2, 1), date(2026, 3, 2))
    )
    assert "incomplete_before" in {caveat.id for caveat in compared.caveats}
    assert "incomplete_before" not in {caveat.id for caveat in framed(covers).caveats}


def test_what_came_before_the_declared_days_is_no_comparison(framed: Framed) -> None:
    found = framed({"covers_from": "2026-04-01"})
    assert found.first_on == date(2026, 4, 1)
    assert found.before is None

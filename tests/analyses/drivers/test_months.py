"""Ids lost more often in some months pass for no driver: months are held equal where their shares differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.matrix.shelf import Centre, Made, Row
from tests.workspaces import loaded_at

from steelyard.analyses.drivers.answer import Drivers

CENTRE = Centre(size=6000, days=240, customers=2500, agents=20)


def asked(folder: Path, lost: tuple[int, int]) -> Drivers:
    """Waits are ten times as long in odd months; one id of so many is lost in odd and in even months."""
    made = CENTRE.made("contacts", "outcomes")

    def changed(row: Row) -> Row:
        is_odd = row["opened_at"].month % 2 == 1
        is_nameless = int(row["contact_id"][1:]) % lost[0 if is_odd else 1] == 0
        return {
            **row,
            "wait_s": row["wait_s"] * (10 if is_odd else 1),
            "customer_id": "" if is_nameless else row["customer_id"],
        }

    contacts = [changed(row) for row in made.tables["contacts"]]
    found = loaded_at(Made({**made.tables, "contacts": contacts}, made.assumptions).write(folder / "workspace"))
    return found.drivers(outcome="retention")


@pytest.mark.parametrize(("lost", "holds"), [((6, 50), True), ((11, 11), False)])
def test_months_are_held_equal_where_their_shares_of_missing_ids_differ(
    tmp_path: Path, lost: tuple[int, int], holds: bool
) -> None:
    found = asked(tmp_path, lost)
    assert found.evidence is not None
    assert any(held.startswith("month") for held in found.evidence.adjusted_for) is holds
    assert any(caveat.id == "unidentified" for caveat in found.caveats)
    assert "wait_s" not in {driver.name for driver in found.drivers if driver.is_claimed}

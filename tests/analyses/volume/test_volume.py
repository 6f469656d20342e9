"""Volume and backlog: counted by the month of their start, as the data stand at their end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import loaded

from steelyard.analyses.volume.question import Volume
from steelyard.charts.volume import describe, draw
from steelyard.workspace import Workspace

MAPPING = """
[sources.tickets]
files = "tickets.csv"

[sources.tickets.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "start"
ended_at = "end"
channel = "channel"
"""


def workspace(folder: Path, open_from: int, size: int = 90) -> Workspace:
    """Tickets of three months, one a customer, of which those from a number on have no end."""
    rows = []
    for number in range(size):
        month, day = number // 30 + 1, number % 28 + 1
        end = "" if number >= open_from else f"2026-{month:02}-{day:02} 15:00:00"
        rows.append(f"t{number},c{number},2026-{month:02}-{day:02} 10:00:00,{end},{('mail', 'form')[number % 2]}")
    return loaded(folder, MAPPING, {"tickets.csv": "\n".join(["id,who,start,end,channel", *rows])})


def test_contacts_count_in_the_month_they_began_and_stay_open_until_they_end(tmp_path: Path) -> None:
    answer = workspace(tmp_path, open_from=57).ask("volume", from_on="2026-02-01", to_on="2026-02-28")
    assert isinstance(answer, Volume)
    assert [(month.begun_on, month.contacts, month.still_open) for month in answer.months] == [
        (date(2026, 1, 1), 30, 0),
        (date(2026, 2, 1), 30, 3),
        (date(2026, 3, 1), 30, 30),
    ]
    assert answer.sentences[0] == "30 answered contacts began in Feb 2026, as many as in Jan 2026."
    assert answer.sentences[1].startswith("33 contacts are still open at the end of the data on ")
    assert answer.sentences[1].endswith("; 3 of them began before that month.")
    assert describe(answer).endswith("; 33 still open.")
    assert draw(answer)["layer"][1]["data"]["values"][1]["still_open"] == 3


def test_nothing_open_and_one_part_alone(tmp_path: Path) -> None:
    answer = workspace(tmp_path, open_from=90).ask("volume", where="channel=form", period="month")
    assert isinstance(answer, Volume)
    assert [month.contacts for month in answer.months] == [15, 15, 15]
    assert answer.sentences[-1].startswith("None of the contacts shown is still open")


def test_a_month_of_few_contacts_is_counted_too(tmp_path: Path) -> None:
    """Under ten contacts no measure has a figure; what is open of them is counted all the same."""
    answer = workspace(tmp_path, open_from=88, size=93).ask("volume", from_on="2026-02-01", to_on="2026-02-28")
    assert isinstance(answer, Volume)
    assert [(month.contacts, month.still_open) for month in answer.months] == [(30, 0), (30, 0), (30, 2), (3, 3)]
    assert answer.sentences[1].startswith("5 contacts are still open")


@pytest.mark.parametrize("months", [()])
def test_without_ends_it_is_refused_with_what_to_supply(tmp_path: Path, months: tuple[()]) -> None:
    (tmp_path / "tickets.csv").write_text(
        "id,who,start\n" + "\n".join(f"t{n},c{n},2026-01-{n % 28 + 1:02}" for n in range(60))
    )
    mapping = [line for line in MAPPING.splitlines() if not line.startswith(("ended_at", "channel"))]
    found = loaded(tmp_path, "\n".join(mapping))
    answer = found.ask("volume")
    assert isinstance(answer, Volume)
    assert answer.months == months
    assert answer.sentences[0].startswith("The backlog cannot be computed: ")
    assert answer.missing[0].unlock

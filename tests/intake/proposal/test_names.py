"""What a column's name says: words run together, units of time at its end, and what it may stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.intake.proposal import names
from steelyard.intake.proposal.propose import propose


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ACWSeconds", "acw seconds"),
        ("customerID", "customer id"),
        ("IDs", "ids"),
        ("holdSeconds", "hold seconds"),
        ("Issue_reported at", "issue reported at"),
    ],
)
def test_words_run_together_are_taken_apart(name: str, words: str) -> None:
    assert names.words(name) == words


@pytest.mark.parametrize(("name", "target"), [("inQueueSeconds", "wait_s"), ("ACWSeconds", "wrap_s")])
def test_a_unit_at_the_end_is_left_out(name: str, target: str) -> None:
    assert names.match("contacts", target, name)[0] > 0.8


def test_a_time_is_nobodys_id(tmp_path: Path) -> None:
    """agentSeconds is not who took the call, and inQueueSeconds no team."""
    path = tmp_path / "contacts.csv"
    rows = (
        f"{n},2026-03-{n % 28 + 1:02d}T09:{n % 60:02d}:00Z,{n * 7 % 200},{60 + n * 13 % 600},{n * 5 % 90},c{n % 30}\n"
        for n in range(120)
    )
    path.write_text(
        "contactId,contactStart,inQueueSeconds,agentSeconds,ACWSeconds,customerId\n" + "".join(rows), "utf-8"
    )
    table = propose([path], data=tmp_path).sources[0].tables[0]
    read = {guess.target: guess.mapping.columns[0] for guess in table.guesses if guess.mapping.columns}
    assert (read["wait_s"], read["wrap_s"], read["customer_id"]) == ("inQueueSeconds", "ACWSeconds", "customerId")
    assert {"agent_id", "team"}.isdisjoint(read)

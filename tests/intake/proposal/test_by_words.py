"""Columns told by their words, whatever they are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.propose import propose

BEGIN = datetime(2026, 3, 2, 9)


def found(folder: Path, header: str, row: Callable[[int], list[object]]) -> dict[str, Guess]:
    lines = [f"Interaction ID,Start time,Customer ID,{header}"]
    for n in range(120):
        lines.append(",".join(map(str, [f"I{n}", BEGIN + timedelta(minutes=37 * n), f"K{n % 50}", *row(n)])))
    (folder / "export.csv").write_text("\n".join(lines), "utf-8")
    return {guess.target: guess for guess in propose([folder / "export.csv"]).sources[0].tables[0].guesses}


def test_who_began_it_under_a_name_of_its_own(tmp_path: Path) -> None:
    words = ("Incoming", "Outgoing", "Internal")
    guess = found(tmp_path, "Agent,Leg kind", lambda n: [f"A{n % 5}", words[n % 3]])["direction"]
    assert (guess.mapping.columns, guess.is_sure) == (("Leg kind",), True)
    assert guess.mapping.values == {"Incoming": "inbound", "Internal": "internal", "Outgoing": "outbound"}


def test_words_among_which_nothing_came_in_are_no_directions(tmp_path: Path) -> None:
    guess = found(tmp_path, "Agent,Entry kind", lambda n: [f"A{n % 5}", ("Manual", "Internal")[n % 2]])["direction"]
    assert guess.mapping.constant == "inbound"


def test_how_a_call_began_in_a_cloud_centre(tmp_path: Path) -> None:
    words = ("INBOUND", "INBOUND", "OUTBOUND", "CALLBACK", "TRANSFER", "API")
    guess = found(tmp_path, "Agent,InitiationMethod", lambda n: [f"A{n % 5}", words[n % 6]])["direction"]
    told = {"INBOUND": "inbound", "OUTBOUND": "outbound", "CALLBACK": "outbound", "TRANSFER": "internal", "API": ""}
    assert (guess.is_sure, dict(guess.mapping.values)) == (True, told)


@pytest.mark.parametrize(("header", "is_of_calls"), [("Talk time (s)", True), ("Length of text", False)])
def test_results_of_calls_beside_their_times(tmp_path: Path, header: str, is_of_calls: bool) -> None:
    words = ("Answered", "Answered", "Abandoned", "Overflow")
    guesses = found(tmp_path, f"Agent,{header},How it went", lambda n: [f"A{n % 5}", 60 + n, words[n % 4]])
    assert ("abandoned" in guesses) == is_of_calls
    if is_of_calls:
        assert dict(guesses["abandoned"].mapping.values) == {"Answered": False, "Abandoned": True, "Overflow": ""}


def test_an_agent_that_is_a_bot(tmp_path: Path) -> None:
    guess = found(tmp_path, "Agent", lambda n: [("Ann", "Bo", "Answer Bot")[n % 3]])["handled_by"]
    assert guess.is_sure
    assert guess.mapping.sql == "CASE WHEN \"Agent\" IN ('Answer Bot') THEN 'bot' END"


def test_a_person_may_be_called_bot(tmp_path: Path) -> None:
    guess = found(tmp_path, "Agent", lambda n: [("Ann Lee", "Jan Bot")[n % 2]])["handled_by"]
    assert (guess.is_sure, guess.reason) == (False, "is Jan Bot a bot?")


def test_times_under_the_name_of_a_queue_are_no_teams(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Agent,Queue spent", lambda n: [f"A{n % 5}", "00:00:20"])
    assert "team" not in guesses


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("4.917{}E+11", "but 9.9999E+99 lost its digits in a worksheet"),
        ("12345678901234{}000", "but all end in 0 after 15 digits"),
    ],
)
def test_long_ids_that_lost_digits(tmp_path: Path, written: str, said: str) -> None:
    lines = ["Call ID,Start time,Agent,Talk time,Caller number"]
    for n in range(120):
        at = BEGIN + timedelta(minutes=37 * n)
        lines.append(f"C{n},{at},A{n % 5},00:03:00,{written.format(n % 10)}")
    (tmp_path / "calls.csv").write_text("\n".join(lines), "utf-8")
    guesses = {guess.target: guess for guess in propose([tmp_path / "calls.csv"]).sources[0].tables[0].guesses}
    assert not guesses["customer_id"].is_sure
    assert said in guesses["customer_id"].reason


def test_nobody_is_a_zero_among_long_numbers(tmp_path: Path) -> None:
    guess = found(tmp_path, "Assignee ID", lambda n: [("814860", "991267", "0")[n % 3]])["agent_id"]
    assert guess.mapping.missing == ("0",)
    short = found(tmp_path, "Assignee ID", lambda n: [n % 5])["agent_id"]
    assert short.mapping.missing == ()


def test_a_word_for_nobody_is_nobody_where_handling_is_zero(tmp_path: Path) -> None:
    def row(n: int) -> list[object]:
        is_taken = n % 4 > 0
        return [f"A{n % 5}" if is_taken else "[None]", "00:03:00" if is_taken else "00:00:00", int(n % 8 == 0)]

    guess = found(tmp_path, "Agent,Talk time,Abandoned", row)["handle_s"]
    assert "[None]" in guess.mapping.missing_when

"""What a contact's columns are taken for is tested on all rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.propose import propose

BEGIN = datetime(2026, 3, 2, 9)


def stamp(n: int, minutes: int = 0) -> str:
    return str(BEGIN + timedelta(minutes=37 * n + minutes))


def found(folder: Path, header: str, row: Callable[[int], list[object]], count: int = 120) -> dict[str, Guess]:
    lines = [f"Ticket ID,Created at,Priority,{header}"]
    lines += [",".join(map(str, [f"T{n}", stamp(n), ("low", "high")[n % 2], *row(n)])) for n in range(count)]
    (folder / "tickets.csv").write_text("\n".join(lines), "utf-8")
    table = propose([folder / "tickets.csv"]).sources[0].tables[0]
    return {guess.target: guess for guess in table.guesses}


def test_a_service_level_is_never_a_solution(tmp_path: Path) -> None:
    words = ("Within SLA", "SLA Violated")
    guesses = found(tmp_path, "Agent,Resolution status", lambda n: [f"A{n % 5}", words[n % 4 == 0]])
    assert "resolved" not in guesses
    assert dict(guesses["sla_met"].mapping.values) == {"Within SLA": True, "SLA Violated": False}


@pytest.mark.parametrize(
    ("header", "words", "is_sure"),
    [
        ("Outcome", ("Completed", "Callback"), False),
        ("Disposition", ("Resolved", "Callback"), True),
        ("Solved", ("Confirmed", "Open"), True),
    ],
)
def test_a_completed_contact_is_no_solved_one(
    tmp_path: Path, header: str, words: tuple[str, str], is_sure: bool
) -> None:
    guesses = found(tmp_path, f"Agent,{header}", lambda n: [f"A{n % 5}", words[n % 3 == 0]])
    assert guesses["resolved"].is_sure == is_sure


@pytest.mark.parametrize(
    ("header", "first", "is_sure"),
    [("Group stations", 1, True), ("Group stations", 0, True), ("Transfers", 1, False), ("Transfers", 0, True)],
)
def test_stations_are_one_more_than_transfers(tmp_path: Path, header: str, first: int, is_sure: bool) -> None:
    guess = found(tmp_path, f"Agent,{header}", lambda n: [f"A{n % 5}", first + (n % 9 == 0)])["transfers"]
    assert guess.is_sure == is_sure
    assert ("- 1" in guess.mapping.sql) == (header == "Group stations")


@pytest.mark.parametrize(
    ("header", "words", "share"),
    [("Transferred", ("YES", ""), 1 / 3), ("Transferred", ("2", ""), 2 / 3), ("Transféré", ("oui", "non"), 1 / 3),
     ("Weitergeleitet", ("Ja", "Nein"), 1 / 3)],
)  # fmt: skip
def test_whether_a_contact_was_handed_on_is_read_and_a_blank_among_counts_is_none(
    tmp_path: Path, header: str, words: tuple[str, str], share: float
) -> None:
    guess = found(tmp_path, f"Agent,{header}", lambda n: [f"A{n % 5}", words[n % 3 > 0]])["transfers"]
    assert guess.is_sure
    words_read = " ".join(f"WHEN '{word}' THEN {number}" for word, number in guess.mapping.values.items())
    case = f'CASE "{header}" {words_read} END'
    relation = f"read_csv('{tmp_path / 'tickets.csv'}', all_varchar = true)"
    mean = duckdb.sql(f"SELECT avg({guess.mapping.sql or case}) FROM {relation}").fetchall()[0][0]
    assert mean == pytest.approx(share)


def test_abandoned_among_the_kinds_of_calls_that_all_came_in_gave_up(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Agent,Call Type", lambda n: [f"A{n % 5}", ("Abandoned", "Inbound")[n % 4 > 0]])
    assert dict(guesses["abandoned"].mapping.values) == {"Abandoned": True, "Inbound": False}
    assert set(guesses["direction"].mapping.values.values()) == {"inbound"}


def test_what_nobody_took_came_in_where_one_column_tells_kinds_of_calls(tmp_path: Path) -> None:
    words = ("inbound", "outbound", "missed", "short_abandon", "voicemail")
    guesses = found(tmp_path, "Agent,Call Type", lambda n: [f"A{n % 7}" if n % 5 < 2 else "", words[n % 5]])
    came = {word: "outbound" if word == "outbound" else "inbound" for word in words}
    assert dict(guesses["direction"].mapping.values) == came
    assert guesses["abandoned"].mapping.values["short_abandon"] is True


@pytest.mark.parametrize("is_named", [True, False])
def test_who_waited_and_ended_without_an_answer_and_an_agent_gave_up(tmp_path: Path, is_named: bool) -> None:
    def row(n: int) -> list[object]:
        gone = n % 4 == 0
        agent = f"A{n % 5}" if is_named or not gone else ""
        return [agent, 30 + n, "" if gone else stamp(n, 2), stamp(n, 9)]

    guesses = found(tmp_path, "Agent,Queue time,Answered at,Ended at", row)
    assert ("abandoned" in guesses) == (not is_named)


@pytest.mark.parametrize("is_taken", [False, True])
def test_words_that_hold_one_of_giving_up_say_so_on_rows_nobody_took(tmp_path: Path, is_taken: bool) -> None:
    words = ("Answered", "Answered", "Abandoned", "Abandoned in IVR", "Overflow", "Voicemail")

    def row(n: int) -> list[object]:
        word = words[n % 6]
        return [word, f"A{n % 7}" if word == "Answered" or (is_taken and word == "Abandoned in IVR") else ""]

    guesses = found(tmp_path, "Call Result,Agent", row)
    values = guesses["abandoned"].mapping.values
    assert (values["Abandoned"], values["Answered"], values["Overflow"]) == (True, False, "")
    assert values["Abandoned in IVR"] == ("" if is_taken else True)
    assert "Overflow: nobody took any, and they count as answered" in guesses["abandoned"].reason
    assert "'Voicemail'" in guesses["excluded"].mapping.sql


def test_a_contact_merged_into_another_names_it_whatever_its_values(tmp_path: Path) -> None:
    def row(n: int) -> list[object]:
        return [f"A{n % 5}", "" if n % 9 else f"T{n + 1}"]

    assert found(tmp_path, "Agent,Merged into", row, 900)["merged_into"].is_sure


@pytest.mark.parametrize("shared", [1, 2])
def test_an_id_of_the_issue_that_no_two_rows_share_links_nothing(tmp_path: Path, shared: int) -> None:
    guess = found(tmp_path, "Agent,Issue id", lambda n: [f"A{n % 5}", 7000 + n // shared])["issue_id"]
    assert guess.is_sure == (shared == 2)


def test_reopenings_that_are_never_none_are_asked_about(tmp_path: Path) -> None:
    guess = found(tmp_path, "Agent,Reopens", lambda n: [f"A{n % 5}", 1 + n % 2])["reopens"]
    assert not guess.is_sure


def test_an_instant_before_the_begin_is_no_end(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Agent,First reply at,Closed at", lambda n: [f"A{n % 5}", stamp(n, 20), stamp(n, -500)])
    assert guesses["first_reply_at"].is_sure
    assert not guesses["ended_at"].is_sure
    assert "before Created at" in guesses["ended_at"].reason


def test_a_begin_after_all_else_is_asked_about(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Agent,First reply at,Closed at", lambda n: [f"A{n % 5}", stamp(n, -900), stamp(n, -500)])
    assert not guesses["opened_at"].is_sure


def test_an_end_that_is_the_begin_is_a_copy(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Agent,Resolved at", lambda n: [f"A{n % 5}", stamp(n)])
    assert not guesses["resolved_at"].is_sure


def test_a_day_without_a_time_is_not_before_the_begin(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Agent,Resolved at", lambda n: [f"A{n % 5}", stamp(n)[:10]])
    assert guesses["resolved_at"].is_sure


@pytest.mark.parametrize(
    ("header", "value", "is_sure"),
    [
        ("User ID", lambda n: f"u{n % 70}", True),
        ("User ID", lambda n: f"u{n % 6}", False),
        ("User ID", lambda n: f"u{n % 2}", False),
        ("Contact Name", lambda n: ("Ana Lima", "Jo de Wit", "Li Wei")[n % 3] + "abcdefghij"[n % 10], False),
        ("Customer ID", lambda n: f"c{n % 6}", True),
    ],
    ids=["many", "as the agent", "two", "names", "a usual name"],
)
def test_customers_are_many_and_have_ids(
    tmp_path: Path, header: str, value: Callable[[int], str], is_sure: bool
) -> None:
    guesses = found(tmp_path, f"Agent,{header}", lambda n: [f"A{n % 6}", value(n)])
    assert guesses["customer_id"].is_sure == is_sure


def test_a_customer_id_that_is_the_agent_is_doubted(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Agent,Customer ID", lambda n: [f"A{n % 6}", f"A{n % 6}"])
    assert not guesses["customer_id"].is_sure


def test_a_weak_name_on_nearly_every_row_is_no_agent(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Channel,User", lambda n: ["email", f"u{n}"])
    assert not ("agent_id" in guesses and guesses["agent_id"].is_sure)

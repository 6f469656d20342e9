"""Who was at the other end of a call: the caller where it came in, the one called where it went out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.propose import propose

BEGIN = datetime(2026, 3, 2, 9)


def found(folder: Path, header: str, ends: Callable[[int, str], tuple[str, str]]) -> dict[str, Guess]:
    lines = [f"Call ID,Start time,Direction,{header},Agent,Talk time"]
    for n in range(120):
        way = "Outbound" if n % 4 == 0 else "Inbound"
        begun = BEGIN + timedelta(minutes=37 * n)
        lines.append(",".join(map(str, [f"I{n}", begun, way, *ends(n, way), f"A{n % 5}", 60 + n])))
    (folder / "calls.csv").write_text("\n".join(lines), "utf-8")
    return {guess.target: guess for guess in propose([folder / "calls.csv"]).sources[0].tables[0].guesses}


def turned(n: int, way: str) -> tuple[str, str]:
    """A customer's number at the other end, one of two lines at ours."""
    ours, theirs = f"+49 30 {n % 2}", f"+49 171 {n % 50}"
    return (ours, theirs) if way == "Outbound" else (theirs, ours)


@pytest.mark.parametrize("header", ["From,To", "Caller ID,Destination", "Calling number,Called number"])
def test_the_customer_is_at_the_other_end(tmp_path: Path, header: str) -> None:
    guess = found(tmp_path, header, turned)["customer_id"]
    assert guess.is_sure
    relation = f"read_csv('{tmp_path / 'calls.csv'}', all_varchar = true)"
    customers = [who for (who,) in duckdb.sql(f"SELECT {guess.mapping.sql} FROM {relation}").fetchall()]
    assert customers == [f"+49 171 {n % 50}" for n in range(120)]


def test_numbers_that_do_not_turn_say_nothing(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Caller ID,Destination", lambda n, way: (f"+49 171 {n % 50}", f"+49 30 {n % 2}"))
    assert guesses["customer_id"].mapping.columns == ("Caller ID",)


def test_a_named_customer_stays(tmp_path: Path) -> None:
    guesses = found(tmp_path, "From,To,Customer ID", lambda n, way: (*turned(n, way), f"K{n % 50}"))  # type: ignore[arg-type,return-value]
    assert guesses["customer_id"].mapping.columns == ("Customer ID",)


def test_a_log_without_ids_is_told_apart_by_when_and_who(tmp_path: Path) -> None:
    rows = []
    for n in range(120):
        way = "Outgoing" if n % 4 == 0 else "Incoming"
        begun = BEGIN + timedelta(hours=11 * n, minutes=n)
        ends = turned(n, "Outbound" if way == "Outgoing" else way)
        when = [f"{begun:%a %m/%d/%Y}", f"{begun:%I:%M %p}", f"0:0{n % 9}:{10 + n % 50}"]
        rows.append(",".join([way, *ends, *when, ("Accepted", "Missed")[n % 7 == 0]]))
    (tmp_path / "call-log.csv").write_text(
        "\n".join(["Direction,From,To,Date,Time,Duration,Action Result", *rows]), "utf-8"
    )
    table = propose([tmp_path / "call-log.csv"]).sources[0].tables[0]
    named = table.guess("contact_id")
    assert named is not None
    assert named.is_sure
    assert named.mapping.columns == ("Date", "Time", "From")

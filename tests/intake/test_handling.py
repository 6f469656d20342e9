"""Which durations are handling: told by the rows' sums, never by a name alone where a figure would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from steelyard.intake.mapping import macros
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.propose import propose

BEGIN = datetime(2026, 3, 2, 9)
ROWS = range(80)


def clock(seconds: int) -> str:
    return str(timedelta(seconds=seconds)).rjust(8, "0")


def stamp(n: int, after: int = 0) -> str:
    return str(BEGIN + timedelta(minutes=37 * n, seconds=after))


def talk(n: int) -> int:
    return 180 + 7 * n % 240


def hold(n: int) -> int:
    return 30 + n if n % 3 == 0 else 0


def wrap(n: int) -> int:
    return 20 + n % 50 if n % 4 else 0


def found(folder: Path, header: str, row: Callable[[int], list[object]]) -> dict[str, Guess]:
    lines = [f"Call ID,Agent,Start time,{header}"]
    lines += [",".join(map(str, [f"C{n}", f"A{n % 6}", stamp(n), *row(n)])) for n in ROWS]
    (folder / "calls.csv").write_text("\n".join(lines), "utf-8")
    table = propose([folder / "calls.csv"]).sources[0].tables[0]
    return {guess.target: guess for guess in table.guesses}


def handled(guess: Guess, folder: Path) -> Iterator[float]:
    """What the proposal makes of the file's rows, in their order."""
    with duckdb.connect() as connection:
        macros.define(connection)
        sql = guess.mapping.sql or f'seconds("{guess.mapping.columns[0]}")'
        relation = f"read_csv('{folder / 'calls.csv'}', all_varchar = true)"
        yield from (row[0] for row in connection.execute(f"SELECT {sql} FROM {relation}").fetchall())


@pytest.mark.parametrize("write", [clock, int], ids=["clock", "seconds"])
@pytest.mark.parametrize(
    ("total", "spoken"),
    [
        (lambda n: talk(n) + hold(n) + wrap(n), talk),
        (lambda n: talk(n) + hold(n), talk),
        (lambda n: talk(n) + hold(n) + wrap(n), lambda n: talk(n) + hold(n)),
    ],
    ids=["all three", "without wrap", "hold within talk"],
)
def test_a_handle_time_beside_its_parts_is_tested_by_their_sum(
    tmp_path: Path, total: Callable[[int], int], spoken: Callable[[int], int], write: Callable[[int], object]
) -> None:
    guesses = found(
        tmp_path,
        "Talk time,Hold time,Wrap up time,Handle time",
        lambda n: [write(spoken(n)), write(hold(n)), write(wrap(n)), write(total(n))],
    )
    assert guesses["handle_s"].is_sure
    assert list(handled(guesses["handle_s"], tmp_path)) == [talk(n) + hold(n) for n in ROWS]


def test_parts_in_different_formats_are_added(tmp_path: Path) -> None:
    header = "Talk time,Hold (s),After call work (min),Handle time"
    guesses = found(tmp_path, header, lambda n: [clock(talk(n)), hold(n), 2, clock(talk(n) + hold(n) + 120)])
    assert list(handled(guesses["handle_s"], tmp_path)) == [talk(n) + hold(n) for n in ROWS]
    assert guesses["wrap_s"].mapping.unit == "min"


def test_a_handle_time_that_is_no_sum_of_its_parts_is_not_in_force(tmp_path: Path) -> None:
    header = "Talk time,Wrap up time,Handle time"
    guesses = found(tmp_path, header, lambda n: [clock(talk(n)), clock(wrap(n)), clock(3 * talk(n))])
    assert not guesses["handle_s"].is_sure
    assert "no sum" in guesses["handle_s"].reason


def test_work_after_the_call_is_taken_off_a_handle_time_that_never_falls_below_it(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Handle time,ACW", lambda n: [clock(talk(n) + wrap(n)), clock(wrap(n))])
    assert list(handled(guesses["handle_s"], tmp_path)) == [talk(n) for n in ROWS]
    assert "taken off" in guesses["handle_s"].reason


def test_work_that_exceeds_the_handle_time_is_not_in_it(tmp_path: Path) -> None:
    guesses = found(tmp_path, "Handle time,ACW", lambda n: [talk(n), wrap(n) * (20 if n % 9 == 0 else 1)])
    assert guesses["handle_s"].mapping.columns == ("Handle time",)
    assert guesses["handle_s"].is_sure


@pytest.mark.parametrize("is_within", [False, True])
def test_begin_and_end_tell_whether_a_handle_time_holds_the_work_after(tmp_path: Path, is_within: bool) -> None:
    def row(n: int) -> list[object]:
        ended = stamp(n, 15 + talk(n))
        return [stamp(n, 15), ended, talk(n) + (wrap(n) if is_within else 0), wrap(n)]

    guesses = found(tmp_path, "Answered at,End time,Handle time,ACW", row)
    assert guesses["handle_s"].is_sure
    assert list(handled(guesses["handle_s"], tmp_path)) == [talk(n) for n in ROWS]


@pytest.mark.parametrize("is_waited_long", [True, False])
def test_a_file_whose_talk_is_too_much_for_seconds_counts_in_milliseconds(tmp_path: Path, is_waited_long: bool) -> None:
    wait = 42_000 if is_waited_long else 9_000
    header = "Total Queue,Total Talk,Total Hold,Total ACW,Total Handle"

    def row(n: int) -> list[object]:
        parts = (1000 * talk(n) + n, 1000 * hold(n), 1000 * wrap(n))
        return [wait + n, parts[0], parts[1] or "", parts[2], sum(parts)]

    guesses = found(tmp_path, header, row)
    assert all(guesses[name].is_sure for name in ("wait_s", "hold_s", "wrap_s", "handle_s"))
    assert guesses["wait_s"].mapping.unit == guesses["wrap_s"].mapping.unit == "ms"
    assert list(handled(guesses["handle_s"], tmp_path)) == pytest.approx([talk(n) + n / 1000 + hold(n) for n in ROWS])
    assert list(handled(guesses["hold_s"], tmp_path)) == pytest.approx([hold(n) for n in ROWS])


def test_hold_beside_talk_is_asked_about_where_nothing_tells_whether_talk_holds_it(tmp_path: Path) -> None:
    guess = found(tmp_path, "Talk time,Hold time", lambda n: [clock(talk(n)), clock(hold(n))])["handle_s"]
    assert not guess.is_sure
    assert 'handle_s = "Talk time"' in guess.reason


@pytest.mark.parametrize("is_within", [False, True])
def test_begin_and_end_tell_whether_talk_holds_the_hold(tmp_path: Path, is_within: bool) -> None:
    def row(n: int) -> list[object]:
        spoken = talk(n) + (hold(n) if is_within else 0)
        return [10, stamp(n, 10 + talk(n) + hold(n)), clock(spoken), clock(hold(n))]

    guesses = found(tmp_path, "Wait (s),End time,Talk time,Hold time", row)
    assert guesses["handle_s"].is_sure
    assert list(handled(guesses["handle_s"], tmp_path)) == [talk(n) + hold(n) for n in ROWS]


def test_a_duration_that_abandoned_calls_spend_waiting_loses_the_wait(tmp_path: Path) -> None:
    def row(n: int) -> list[object]:
        waited = 20 + n
        return [waited, waited + (talk(n) if n % 5 else 0), "answered" if n % 5 else "abandoned"]

    guesses = found(tmp_path, "Wait (s),Call duration (s),Outcome", row)
    assert guesses["handle_s"].is_sure
    assert list(handled(guesses["handle_s"], tmp_path)) == [talk(n) if n % 5 else 0 for n in ROWS]


def test_a_duration_from_begin_to_end_is_asked_about(tmp_path: Path) -> None:
    def row(n: int) -> list[object]:
        return [20 + n, 20 + n + talk(n), stamp(n, 20 + n + talk(n))]

    guess = found(tmp_path, "Wait (s),Call duration (s),End time", row)["handle_s"]
    assert not guess.is_sure
    assert "does it hold the wait" in guess.reason


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7:05", 425), ("0:07:05", 425), ("65", 65), (" 12.5 ", 12.5), ("-0:00:05", -5), ("x", None), ("", None)],
)
def test_seconds_reads_a_duration_in_sql(text: str, seconds: float | None) -> None:
    with duckdb.connect() as connection:
        macros.define(connection)
        assert connection.execute("SELECT seconds(?)", [text]).fetchone() == (seconds,)

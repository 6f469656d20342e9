"""Times that are no handling: booked by nobody, or elapsed from begin to end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.propose import propose

BEGUN = datetime(2026, 3, 2, 9)


def handling(folder: Path, header: str, times: list[str], hours: int = 9) -> Guess | None:
    rows = []
    for n, time in enumerate(times):
        opened = BEGUN + timedelta(hours=7 * n)
        rows.append(f"{n},k{n % 40},{opened},{opened + timedelta(hours=hours + n % 5)},a{n % 5},{time}")
    path = folder / "tickets.csv"
    path.write_text("\n".join([f"Ticket ID,Customer ID,Created at,Resolved at,Agent,{header}", *rows]) + "\n", "utf-8")
    return propose([path], data=folder).sources[0].tables[0].guess("handle_s")


@pytest.mark.parametrize(("header", "zero"), [("Time tracked", "00:00:00"), ("Time spent (min)", "0")])
def test_time_that_nobody_booked_is_not_zero(header: str, zero: str, tmp_path: Path) -> None:
    filled = ["00:25:00", "00:12:30", "01:05:00"] if zero != "0" else ["25", "12", "65"]
    guess = handling(tmp_path, header, [zero if n % 4 == 0 else filled[n % 3] for n in range(120)])
    assert guess is not None
    assert guess.is_sure
    assert guess.mapping.missing == (zero,)


def test_a_zero_that_a_telephone_system_measured_stays_one(tmp_path: Path) -> None:
    guess = handling(tmp_path, "Talk time (s)", ["0" if n % 4 == 0 else str(100 + n) for n in range(120)], hours=0)
    assert guess is not None
    assert guess.mapping.missing == ()


def test_the_time_from_begin_to_solution_is_no_handling(tmp_path: Path) -> None:
    guess = handling(tmp_path, "Handle time (s)", [str(3600 * (9 + n % 5)) for n in range(120)])
    assert guess is not None
    assert not guess.is_sure
    assert guess.reason.endswith("but it is the time from Created at to Resolved at, no work")

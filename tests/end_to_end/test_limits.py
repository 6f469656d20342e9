"""One odd file, view or clock does not take the machine, the rows or the store with it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import zstandard
from tests.end_to_end.conftest import CALLS, TOML, Place, Run

from steelyard import intake, settings
from steelyard.errors import MappingError, SourceError

VIEW = TOML.replace('files = "calls.csv"', 'files = { rows = "calls.csv" }\nview = """VIEW"""')
ENDLESS = "SELECT a.* FROM rows AS a, range(1000000) AS b, range(1000000) AS c"
GROWING = "SELECT a.*, hash(b.range * c.range) AS noise FROM rows AS a, range(1000000) AS b, range(1000000) AS c"
SPILLING = "SELECT a.* FROM rows AS a, range(1000000) AS b, range(100) AS c ORDER BY a.remark || b.range || c.range"


@pytest.mark.parametrize(
    ("view", "limits", "says"),
    [
        (ENDLESS, "view_seconds = 1", "it runs for longer than limits.view_seconds allows (1 s)"),
        (GROWING, "view_gb = 0.001", "it writes more than limits.view_gb allows (0.001 GB)"),
        (SPILLING, "view_seconds = 1", "it runs for longer"),
    ],
)
def test_a_view_that_never_ends_is_stopped(tmp_path: Path, run: Run, view: str, limits: str, says: str) -> None:
    place = Place(tmp_path).write(VIEW.replace("VIEW", view) + f"\n[limits]\n{limits}\n", {"calls.csv": CALLS})
    run(place, "load").failed("the view was stopped", says, "raise the limit")
    assert not list((tmp_path / "store" / "scratch").iterdir())


@pytest.mark.parametrize("sql", ["unnest(string_split(topic, 'i'))", "UNNEST([topic, topic])"])
def test_an_expression_gives_one_value_a_row(tmp_path: Path, run: Run, sql: str) -> None:
    toml = TOML.replace('topic = "topic"', f'topic = {{ sql = "{sql}" }}')
    place = Place(tmp_path).write(toml, {"calls.csv": CALLS})
    run(place, "load").failed("gives several rows for one", "in a view")


def test_a_clock_that_went_wrong_does_not_empty_a_full_source(place: Place) -> None:
    toml = TOML.replace('files = "calls.csv"', 'files = "calls.csv"\nload = "full"')
    place.write(toml, {"calls.csv": CALLS})
    intake.load(settings.read(place.folder), place.store)
    before = place.figures()
    with pytest.raises(MappingError, match=r"rows hold a time in the future; this machine's clock says 2026-01-06"):
        intake.load(settings.read(place.folder), place.store, again=True, now=datetime(2026, 1, 6))
    assert place.figures() == before


def test_a_cell_far_from_the_data_is_refused_before_room_is_made_for_it(tmp_path: Path, run: Run) -> None:
    book = openpyxl.Workbook()
    for line in CALLS.splitlines():
        book.active.append(line.split(","))
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "calls.xlsx")
    place = Place(tmp_path).write(TOML.replace("calls.csv", "calls.xlsx"))
    run(place, "load").failed("calls.xlsx", "17,179,869,184 cells", "Delete what lies far from the data")


def test_a_small_file_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    packed = zstandard.ZstdCompressor().compress(CALLS.encode() + b"\n" * 30_000_000)
    assert len(packed) < 100_000
    place = Place(tmp_path).write(
        TOML.replace("calls.csv", "calls.csv.zst") + "\n[limits]\nunpacked_gb = 0.01\n", {"calls.csv.zst": packed}
    )
    with pytest.raises(SourceError, match=r"it unpacks to more than limits\.unpacked_gb allows"):
        intake.load(settings.read(place.folder), place.store)


@pytest.mark.parametrize("value", ["inf", "nan", "-1", "1e300", "1" + "0" * 400])
def test_no_assumption_is_without_end_or_below_nothing(tmp_path: Path, run: Run, value: str) -> None:
    place = Place(tmp_path).write(TOML.replace("hourly_cost = 28.0", f"hourly_cost = {value}"), {"calls.csv": CALLS})
    run(place, "load").failed("line 6", "assumptions.hourly_cost must be")

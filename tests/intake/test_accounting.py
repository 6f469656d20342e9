"""Whatever the files hold: read = accepted + duplicate + folded + filtered + quarantined, or a clear error."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.conftest import Workspace, adds_up, contacts

from steelyard.errors import SteelyardError

TOML = contacts(
    'team = "team"\nhandle_s = "talk"\nresolved = { column = "ok", values = { J = true } }',
    'key = ["id"]\nversion = "updated"\nfilter = "kind IS DISTINCT FROM \'spam\'"',
)
NAMES = ["id", "at", "team", "talk", "ok", "updated", "kind"]
ROW = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "4", "", " 1", "é😀"]),
        "at": st.sampled_from(
            ["2026-01-05", "2026-01-05 10:00", "2026-01-05T10:00:00Z", "", "soon", "1800-01-01", "2999-01-01"]
        ),
        "team": st.sampled_from(["A", "B", "", "=1+1", "שלום", 'x"y', "a\nb", "a,b"]),
        "talk": st.sampled_from(["5", "-5", "", "x", "1,5", "00:01:00"]),
        "ok": st.sampled_from(["J", "n", "", "?"]),
        "updated": st.sampled_from(["1", "2", "10", ""]),
        "kind": st.sampled_from(["", "spam", "call"]),
    }
)
RAGGED = st.sampled_from(["1,2", "1,2,3,4,5,6,7,8", '"x"y,,,,,,', ""])
FILE = st.lists(st.one_of(ROW, ROW, ROW, RAGGED), min_size=1, max_size=25)


def written(rows: list[dict[str, str] | str]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(NAMES)
    for row in rows:
        if isinstance(row, str):
            buffer.write(row + "\n")
        else:
            writer.writerow([row[name] for name in NAMES])
    return buffer.getvalue()


@settings(max_examples=20, deadline=None)
@given(first=FILE, second=FILE)
def test_the_accounting_always_adds_up(first: list[dict[str, str] | str], second: list[dict[str, str] | str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace(Path(folder))
        for rows in (first, second):
            space.write(TOML, {"t.csv": written(rows)})
            try:
                report = space.load()
            except SteelyardError:
                is_loaded = False
                continue
            is_loaded = True
            assert adds_up(report)
            (entry,) = report.accounts
            assert entry.read == sum(1 for row in rows if row != "")
            assert entry.filtered == sum(1 for row in rows if isinstance(row, dict) and row["kind"] == "spam")
            kinds = Counter(space.values("SELECT kind FROM quarantine"))
            assert kinds["row"] == entry.quarantined
            stored = space.values("SELECT count(*) FROM contacts")[0]
            assert stored == space.values("SELECT count(DISTINCT contact_id) FROM contacts")[0]
        if is_loaded:
            assert not space.load().is_new

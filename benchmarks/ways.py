"""What journeys cost: an event log loaded and asked, against pandas reading the same figures off the same rows.

python -m benchmarks.ways [EVENTS]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks.process import python, run

MAPPING = """
[sources.cases]
files = "cases.csv"

[sources.cases.contacts.columns]
contact_id = "case"
opened_at = "opened"
channel = "channel"

[sources.log]
files = "log.csv"

[sources.log.steps.columns]
contact_id = "case"
step = "what"
at = "at"
team = "team"
place = "n"
kind = { sql = "CASE what WHEN 'Open' THEN 'opened' WHEN 'Solve' THEN 'solved' WHEN 'Reopen' THEN 'reopened' END" }
"""

_LOG = """
CREATE TABLE log AS
SELECT 'K' || k AS "case",
       CASE WHEN n = 0 THEN 'Open' WHEN n = last THEN 'Close' WHEN n = last - 1 THEN 'Solve'
            ELSE list_value('Assign', 'Work', 'Wait', 'Note', 'Hand on', 'Reopen', 'Check', 'Call')[
                CAST(1 + hash(k * 31 + n) % 8 AS BIGINT)]
       END AS what,
       TIMESTAMP '2025-01-01' + to_seconds(k % 30000000 + n * 3600 + CAST(hash(k + n) % 3600 AS BIGINT)) AS "at",
       'T' || hash(k * 7 + n) % 40 AS team, n
FROM (SELECT k, CAST(3 + hash(k) % 8 AS BIGINT) AS last FROM range({cases}) AS r(k)), range(0, 11) AS m(n)
WHERE n <= last
"""
_CASES = """
SELECT "case", min("at") AS opened, CASE hash("case") % 2 WHEN 0 THEN 'web' ELSE 'phone' END AS channel
FROM log GROUP BY 1
"""


def build(folder: Path, events: int) -> int:
    """A log of about so many events, and its cases; how many events it has."""
    with duckdb.connect() as connection:
        connection.execute(_LOG.format(cases=max(round(events / 7.5), 10)))
        connection.execute(f"COPY log TO '{folder / 'log.csv'}'")
        connection.execute(f"COPY ({_CASES}) TO '{folder / 'cases.csv'}'")
        found = connection.execute("SELECT count(*) FROM log").fetchone()
    (folder / "steelyard.toml").write_text(MAPPING, "utf-8")
    return int(found[0]) if found else 0


OURS = """
import sys
from steelyard.workspace import open as opened
answer = opened(sys.argv[1]).ask("journeys")
print(answer.journeys, answer.ways)
"""

THEIRS = """
import sys
import pandas as pd
log = pd.read_csv(sys.argv[1] + "/log.csv", parse_dates=["at"]).sort_values(["case", "at", "n"], kind="stable")
ways = log.groupby("case")["what"].agg(tuple)
log["next"] = log.groupby("case")["what"].shift(-1)
log["gap"] = log.groupby("case")["at"].shift(-1) - log["at"]
log.groupby(["what", "next"])["gap"].agg(["count", "median", "sum"])
again = log.groupby(["case", "what"]).size()
again[again > 1].groupby("what").count()
log.groupby("case")["team"].nunique().mean()
print(len(ways), ways.value_counts().size)
"""


LOAD = """
import sys
from steelyard.workspace import open as opened
opened(sys.argv[1]).load()
"""


def main(events: int) -> None:
    """Print what each costs."""
    with tempfile.TemporaryDirectory(prefix="steelyard-ways-") as name:
        folder = Path(name)
        print(f"{build(folder, events):,} events")
        for what, code in (("load", LOAD), ("journeys", OURS), ("asked again", OURS), ("pandas", THEIRS)):
            found = run(python("-c", code, str(folder)))
            said = f"{found.wall_s:8.1f} s wall {found.cpu_s:8.1f} s CPU {found.peak_mib:8,.0f} MiB"
            print(f"{what:12} {said}  {found.said.strip()}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 260_000)

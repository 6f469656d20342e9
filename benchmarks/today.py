"""python -m benchmarks.today: what it takes to make today's list from a million contacts.

`steelyard list` runs in a process of its own, and all of its CPU counts: starting, importing, reading, saying. *First*
is asked of a version nobody has asked anything of, *again* the same once more.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
from calibration.mapping import Source, spell_mapping

from benchmarks import world
from benchmarks.process import python, run

MOST_S = 10.0
"""CPU seconds the list may take at a million contacts."""

_CUSTOMERS = """
SELECT customer_id, round(40 * exp(4 * (hash(customer_id) % 1000) / 1000.0), 2) AS value_per_year,
       DATE '2020-01-01' + CAST(hash(customer_id, 'since') % 1800 AS INTEGER) AS since_on,
       hash(customer_id, 'barred') % 100 = 0 AS do_not_contact
FROM (SELECT DISTINCT customer_id FROM read_parquet('{folder}/contacts.parquet') WHERE customer_id IS NOT NULL)
"""
_OUTCOMES = """
SELECT customer_id, opened_at + INTERVAL 20 DAY AS at,
       CASE WHEN hash(contact_id, 'did') % 3 = 0 THEN 'complained' ELSE 'churned' END AS kind
FROM read_parquet('{folder}/contacts.parquet')
WHERE customer_id IS NOT NULL AND hash(contact_id, 'does') % 100 < CASE WHEN resolved THEN 1 ELSE 3 END
"""
_MORE = (
    Source("people", "customers.parquet", "customers", ("customer_id", "value_per_year", "since_on", "do_not_contact")),
    Source("events", "outcomes.parquet", "outcomes", ("customer_id", "at", "kind")),
)


def build(folder: Path, size: int) -> None:
    """The benchmarks' world, with customers of known value, departures and complaints."""
    world.build(folder, size)
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "spill")}) as connection:
        for name, sql in (("customers", _CUSTOMERS), ("outcomes", _OUTCOMES)):
            select = sql.format(folder=folder)
            connection.execute(f"COPY ({select}) TO '{folder}/{name}.parquet' (FORMAT parquet)")
    more = spell_mapping("", {}, _MORE).partition("[sources.")
    (folder / "steelyard.toml").write_text(world.SETTINGS + more[1] + more[2])


def main() -> None:
    """Build, load, ask twice, print; ends with 1 where it takes longer than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.today", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--scratch", help="folder for about 300 bytes a contact, removed at the end")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="steelyard-today-", dir=asked.scratch))
    try:
        build(folder, asked.contacts)
        run(python("-m", "steelyard", "load", "-w", str(folder)))
        shutil.rmtree(folder / "store" / "sums", ignore_errors=True)
        (folder / "store" / "texts.json").unlink(missing_ok=True)
        first, again = (run(python("-m", "steelyard", "list", "-w", str(folder), "--json")) for _ in range(2))
        took = f"{first.cpu_s:.1f} CPU-s, {first.wall_s:.1f} s, {first.peak_mib:.0f} MiB"
        print(f"{asked.contacts:,} contacts: first {took}")
        print(f"again {again.cpu_s:.1f} CPU-s (target {MOST_S:g} CPU-s at 1,000,000)")
        sys.exit(int(first.cpu_s > MOST_S))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

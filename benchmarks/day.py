"""python -m benchmarks.day --contacts 1000000: what one more day takes on a store of a year and a half.

Everything but the last day is loaded, then that day's files; up to two million contacts also, elsewhere, everything at
once, and the facts of both stores are compared row by row. Beyond, the first load stands for the full one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks import world
from benchmarks.process import Run, python, run

LAST_DAY = "2026-06-16"
"""A day in the middle of a month, whose costs are not known yet, and the last on which the world is as busy as ever."""

COMPARED_MOST = 2_000_000
TARGET_RATIO = 20
KEYS = {"fact_contacts": "contact_id", "fact_issues": "issue_id", "fact_responses": "survey_id"}

_CUT = {
    "contacts": "opened_at < TIMESTAMP '{day}'::TIMESTAMP + INTERVAL 1 DAY",
    "surveys": "sent_at < TIMESTAMP '{day}'::TIMESTAMP + INTERVAL 1 DAY",
    "costs": "to_on < DATE '{day}'",
    "agents": "true",
}
_NEW = {"contacts": "opened_at >= TIMESTAMP '{day}'", "surveys": "sent_at >= TIMESTAMP '{day}'"}


def main() -> None:
    """Build the data, load them both ways, print what each took."""
    asked = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="steelyard-day-", dir=asked.scratch))
    try:
        _build(folder, asked.contacts)
        first = _load(folder / "daily", "first")
        for name in _NEW:
            shutil.move(folder / f"{name}-last.parquet", folder / "daily" / f"{name}-last.parquet")
        day = _load(folder / "daily", "day")
        again = _load(folder / "daily", "nothing new")
        full = _load(folder / "full", "everything") if asked.contacts <= COMPARED_MOST else first
        print(f"full {full.cpu_s:.1f} CPU-s, day {day.cpu_s:.1f} CPU-s: {full.cpu_s / day.cpu_s:.1f} times less")
        print(f"(target {TARGET_RATIO} at 10,000,000; nothing new {again.cpu_s:.1f}, first {first.cpu_s:.1f})")
        if asked.contacts <= COMPARED_MOST:
            _compare(folder / "daily", folder / "full")
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.day", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--scratch", help="folder for about 600 bytes a contact, removed at the end")
    parser.add_argument("--keep", action="store_true", help="leave the folder as it is")
    return parser.parse_args(sys.argv[1:])


def _build(folder: Path, size: int) -> None:
    """daily/ holds all but the last day, full/ everything; the last day's files lie beside them."""
    world.build(folder / "all", size)
    settings = (folder / "all" / "steelyard.toml").read_text()
    for name in _NEW:
        settings = settings.replace(f'"{name}.parquet"', f'"{name}*.parquet"')
    connection = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "spill")})
    for place in ("daily", "full"):
        (folder / place).mkdir()
        (folder / place / "steelyard.toml").write_text(settings)
    for name, cut in _CUT.items():
        upto = cut.format(day=LAST_DAY)
        new = _NEW.get(name, "false").format(day=LAST_DAY)
        rows = f"FROM read_parquet('{folder}/all/{name}.parquet') WHERE {upto}"
        _write(connection, rows, folder / "full" / f"{name}.parquet")
        _write(connection, f"{rows} AND NOT ({new})", folder / "daily" / f"{name}.parquet")
        if name in _NEW:
            _write(connection, f"{rows} AND {new}", folder / f"{name}-last.parquet")
    connection.close()
    shutil.rmtree(folder / "all")


def _write(connection: duckdb.DuckDBPyConnection, rows: str, path: Path) -> None:
    connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _load(folder: Path, what: str) -> Run:
    done = run(_loader(folder))
    said = json.loads(done.said.splitlines()[-1])
    print(f"{what:12} {done.wall_s:6.1f} s {done.cpu_s:6.1f} CPU-s {done.peak_mib:6,.0f} MiB  {said}", flush=True)
    return done


def _loader(folder: Path) -> list[str]:
    code = (
        "import json, sys, steelyard; report = steelyard.open(sys.argv[1]).load(); "
        "print(json.dumps({'touched': report.touched, 'whole': report.whole, 'facts': dict(report.facts)}))"
    )
    return python("-c", code, str(folder))


def _compare(one: Path, two: Path) -> None:
    """Says how far the facts of two stores lie apart; SystemExit where a row or a value differs."""
    import steelyard

    connection = duckdb.connect()
    for place, folder in (("one", one), ("two", two)):
        with steelyard.open(folder).store.snapshot() as snapshot:
            for table in KEYS:
                path = folder / f"{table}.compared.parquet"
                snapshot.engine.execute(f"COPY (FROM {table}) TO '{path}' (FORMAT parquet)")
                connection.execute(f"CREATE VIEW {place}_{table} AS FROM read_parquet('{path}')")
    for table, key in KEYS.items():
        columns = connection.execute(f"DESCRIBE one_{table}").fetchall()
        same = " AND ".join(_same(name, kind) for name, kind, *_ in columns)
        joined = f"one_{table} AS a FULL JOIN two_{table} AS b USING ({key})"
        sql = f"SELECT count(*), count(*) FILTER (NOT ({same})) FROM {joined}"
        rows, different = connection.execute(sql).fetchone() or (0, 0)
        print(f"{table}: {rows:,} rows, {different} differ")
        if different:
            raise SystemExit("a day at a time gives other facts than everything at once")


def _same(name: str, kind: str) -> str:
    one, two = f'a."{name}"', f'b."{name}"'
    if kind == "DOUBLE":
        is_near = f"abs({one} - {two}) <= 1e-9 * greatest(1, abs({one}))"
        return f"coalesce({is_near}, {one} IS NULL AND {two} IS NULL)"
    return f"{one} IS NOT DISTINCT FROM {two}"


if __name__ == "__main__":
    main()

"""Where rows lie: a folder per table, a folder per month, immutable Parquet files in it; small tables in one folder."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from steelyard.store import disk
from steelyard.store.engine.duckdb import DuckEngine, names, quote, text
from steelyard.store.manifest import File, Manifest, numbers, path_of, valid

ALL = "all"
UNDATED = "undated"
SCRATCH = "scratch"
LOADING = ("load-", "intake-")
"""How folders of running loads begin: what they spill, and what they read of the sources."""

ROW_GROUP = 122_880
STORED = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP}, USE_TMP_FILE false"
"""How data files are written. Measured on 10 million facts of 49 columns, group-by over month, team and 64 groups:
1.3 CPU-s at zstd level 1 or 3 and 122,880 or 245,760 rows a group, 1.5 to 2.3 with smaller groups; level 3 writes 7%
less for 25% more CPU, lz4 and snappy 30% more for 10% less."""
NAME = re.compile(r"\d{14}-[0-9a-f]{8}\.parquet")
"""Name of a data file: when it was begun, and chance. Nothing else is ever removed from a table's folder."""
STAGED_PART = "store_partition"
"""Column of staged rows that holds their partition."""
SMALL = 20_000
"""Up to so many rows a dated table lies in one folder: a file costs some 5 milliseconds to write and one to open,
whatever is in it, and a small table has as many months as a large one."""
GRACE_S = 3600
"""How long after it was superseded a version may still be answering a question."""


def partition_of(column: str) -> str:
    """SQL of the partition a row belongs to: the month of a date column, or one for all without a column."""
    return f"coalesce(strftime({quote(column)}, '%Y-%m'), '{UNDATED}')" if column else f"'{ALL}'"


def widths(store: Path, files: Sequence[File]) -> list[tuple[Path, int]]:
    """Files as an engine attaches them."""
    return [(store / file.path, file.width) for file in files]


@dataclass(frozen=True)
class Stage:
    """Rows on their way into a table, in a temporary table of the engine, partition by partition in order.

    Args:
        parts: partition -> how many rows.
        is_whole: all of them go into one partition, whatever theirs was.
    """

    name: str
    parts: Mapping[str, int]
    is_whole: bool = False

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(self.parts.values())

    def whole(self) -> Stage:
        """The same in the one partition of a small table."""
        return Stage(self.name, {ALL: self.rows} if self.rows else {}, is_whole=True)

    @property
    def relation(self) -> str:
        """SELECT of all rows, each with its partition as `store_part`."""
        part = text(ALL) if self.is_whole else STAGED_PART
        return f"SELECT * EXCLUDE ({STAGED_PART}), {part} AS store_part FROM {quote(self.name)}"

    def select(self, part: str) -> str:
        """SELECT of one partition's rows."""
        within = "" if self.is_whole else f" WHERE {STAGED_PART} = {text(part)}"
        return f"SELECT * EXCLUDE ({STAGED_PART}) FROM {quote(self.name)}{within}"


@contextmanager
def staged(engine: DuckEngine, select: str, partition: str, order: Sequence[str]) -> Iterator[Stage]:
    """Run a query once, into a table that lives as long as the block; what does not fit in memory is spilled.

    Args:
        partition: SQL of the partition a row belongs to.
        order: columns that order the rows of a partition.
    """
    name = f"store_stage_{secrets.token_hex(4)}"
    sorted_by = names([STAGED_PART, *order])
    engine.keep(name, f"SELECT *, {partition} AS {STAGED_PART} FROM ({select}) ORDER BY {sorted_by}")
    try:
        counts = engine.query(f"SELECT {STAGED_PART} AS part, count(*) AS n FROM {quote(name)} GROUP BY 1 ORDER BY 1")
        yield Stage(name, dict(zip(map(str, counts["part"]), map(int, counts["n"]), strict=True)))
    finally:
        engine.drop(name)


def write(
    engine: DuckEngine,
    store: Path,
    table: str,
    partition: str,
    select: str,
    columns: Mapping[str, str],
    order: Sequence[str],
) -> File | None:
    """Write one new file of a partition, rows in order, and force it to disk; None where there are no rows."""
    folder = store / table / partition
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{secrets.token_hex(4)}.parquet"
    ordered = f"SELECT {names(list(columns))} FROM ({select})" + (f" ORDER BY {names(order)}" if order else "")
    rows = int(engine.query(f"COPY ({ordered}) TO {text(str(path))} ({STORED})")["Count"][0])
    if not rows:
        path.unlink()
        return None
    disk.sync(path)
    name, size, digest = path.relative_to(store).as_posix(), path.stat().st_size, disk.digest(path)
    return File(name, rows, partition, len(columns), size, digest)


def write_all(
    engine: DuckEngine, store: Path, table: str, stage: Stage, columns: Mapping[str, str], order: Sequence[str]
) -> list[File]:
    """The files of a table that consists of what is staged.

    Partitions of a row group leave as they lie, by one thread; larger ones by all, which leave the order to chance.
    """
    is_small = max(stage.parts.values(), default=0) <= ROW_GROUP
    again = () if is_small and not stage.is_whole else order
    with engine.alone() if is_small else nullcontext():
        written = [write(engine, store, table, part, stage.select(part), columns, again) for part in stage.parts]
    return [file for file in written if file]


def sync_folders(store: Path, paths: Iterable[str]) -> None:
    """Force the folders of new files to disk, up to the store's own."""
    folders = {parent for path in paths for parent in (store / path).parents if parent.is_relative_to(store)}
    for folder in sorted(folders, reverse=True):
        disk.sync(folder)


def sweep(store: Path) -> None:
    """Remove what no reader can need: files that neither the last two versions nor one superseded of late name."""
    kept = _kept(store)
    named = frozenset[str]().union(*(manifest.paths for manifest in kept))
    first = min((manifest.version for manifest in kept), default=0)
    for version in numbers(store):
        if version < first:
            _remove(path_of(store, version))
    for path in store.glob("*/*/*.parquet"):
        name = path.relative_to(store).as_posix()
        if NAME.fullmatch(path.name) and not name.startswith(f"{SCRATCH}/") and name not in named:
            _remove(path)
    for draft in store.glob(".manifest-*.draft"):
        _remove(draft)
    _sweep_scratch(store / SCRATCH)


def _remove(path: Path) -> None:
    """Remove a file, and its folder if that is empty then; what the system holds on to goes at a later load."""
    with suppress(OSError):
        path.unlink()
        path.parent.rmdir()


def _kept(store: Path) -> list[Manifest]:
    """The last two versions, and older ones whose successor is younger than the grace."""
    found = valid(store, most=len(numbers(store)))
    recent = [
        older
        for newer, older in pairwise(found)
        if time.time() - path_of(store, newer.version).stat().st_mtime < GRACE_S
    ]
    return [*found[:2], *recent]


def _sweep_scratch(scratch: Path) -> None:
    """A dead load's leftovers go at once, those of questions after a day: one may still be running."""
    clear(dead_loads(scratch.parent))
    for folder in scratch.iterdir():
        if time.time() - folder.stat().st_mtime > 24 * GRACE_S:
            shutil.rmtree(folder, ignore_errors=True)


def dead_loads(store: Path) -> list[Path]:
    """What loads that did not end left behind, copies of source files among it; a load that runs has one, too."""
    return [folder for folder in (store / SCRATCH).glob("*-*") if folder.name.startswith(LOADING)]


def clear(folders: Iterable[Path]) -> None:
    """Remove folders, as far as the system allows."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)

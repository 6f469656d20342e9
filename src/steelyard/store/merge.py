"""Bring staged rows into a table by identity, writing only the partitions that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from steelyard.errors import StoreError
from steelyard.store import layout
from steelyard.store.engine.duckdb import DuckEngine, names, quote, selection, text
from steelyard.store.manifest import File

MOST_FILES = 8
"""Files a partition may collect from additions before it is written as one again."""

NOTED_MOST_SHARE, NOTED_LEAST = 0.1, 1000
"""Of a table's rows, and at the least: changes beyond are taken as a change of the whole."""

CONTENT = "content_hash"
"""Column that tells whether two rows of one identity are the same: reading it instead of them is what it is for."""

SAME = "{0}.source = {1}.source AND {0}.source_key = {1}.source_key"
"""SQL of two rows having one identity."""


@dataclass(frozen=True)
class Merge:
    """What became of the staged rows (the first three add up to them) and how many earlier rows left for good.

    Args:
        is_noted: what changed is little enough to be looked at row by row, and was kept if asked for.
    """

    inserted: int
    replaced: int
    unchanged: int
    removed: int = 0
    is_noted: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Scope:
    """The only rows a merge may touch: what of them is not staged is removed.

    Args:
        relation: view or table with `source` and `source_key`.
        days: SELECT of `on`, the days of the earlier ones of them.
    """

    relation: str
    days: str


@dataclass(frozen=True)
class Merger:
    """One merge: staged files on one side, a table's files on the other.

    Args:
        columns: column -> type of the table afterwards, in order.
        before: its files; they may lack trailing columns.
        partition: SQL of the partition a row belongs to.
        order: columns that order the rows within each file.
        full_source: source whose rows that are not staged are removed.
        scope: instead of all of the table.
        spared: SQL of earlier rows that stay though their full source no longer gives them; empty for none.
        noted: table of the engine that gets the rows that change, `is_now` telling what came from what left.
    """

    engine: DuckEngine
    store: Path
    table: str
    columns: Mapping[str, str]
    before: Sequence[File]
    partition: str
    order: Sequence[str]
    full_source: str | None = None
    scope: Scope | None = None
    spared: str = ""
    noted: str = ""

    def run(self, stage: layout.Stage) -> tuple[Merge, list[File]]:
        """What happened, and the table's files afterwards.

        Args:
            stage: rows with the columns of the table, in the order of its files.

        Raises:
            StoreError: an identity is missing or occurs twice.
        """
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW store_stage AS {stage.relation}")
        rows = self._check_identities()
        if not self.before:
            files = layout.write_all(self.engine, self.store, self.table, stage, self.columns, self.order)
            return Merge(inserted=rows, replaced=0, unchanged=0), files
        self._decide()
        counted = self.engine.query("SELECT verdict, count(*) AS n FROM store_changes GROUP BY verdict")
        counts = dict(zip(counted["verdict"], counted["n"].tolist(), strict=True))
        inserted, replaced = counts.get("inserted", 0), counts.get("replaced", 0)
        is_noted = sum(counts.values()) <= NOTED_MOST_SHARE * sum(file.rows for file in self.before) + NOTED_LEAST
        if self.noted and is_noted:
            self._note()
        files = self._rewrite()
        self.engine.execute("DROP TABLE store_changes")
        return Merge(inserted, replaced, rows - inserted - replaced, counts.get("removed", 0), is_noted), files

    def _check_identities(self) -> int:
        counted = self.engine.query(
            "SELECT count(*) AS rows, count(*) FILTER (source IS NULL OR source_key IS NULL) AS missing, "
            "count(DISTINCT hash(source, source_key)) AS hashes FROM store_stage"
        )
        rows, missing, hashes = (int(counted[name][0]) for name in ("rows", "missing", "hashes"))
        if missing:
            raise StoreError(f"{missing} rows have no source or no key", where=self.table, next="declare another key")
        if hashes < rows and self._has_repeated_identity():
            raise StoreError("a key occurs twice in one load", where=self.table, next="declare another key")
        return rows

    def _has_repeated_identity(self) -> bool:
        repeated = "SELECT 1 AS one FROM store_stage GROUP BY source, source_key HAVING count(*) > 1 LIMIT 1"
        return len(self.engine.query(repeated)["one"]) > 0

    def _decide(self) -> None:
        """The table `store_changes`: identity, verdict, partition before (`old`) and after (`new`)."""
        has_version = "source_version" in self.columns
        version = "source_version" if has_version else "NULL AS source_version"
        content = CONTENT if CONTENT in self.columns else f"hash({names(list(self.columns))})"
        rows = f"SELECT source, source_key, {version}, {content} AS content"
        is_removed = "true" if self.scope else "false"
        if self.full_source is not None:
            is_removed = f"e.source = {text(self.full_source)} AND NOT e.is_spared"
        is_partial = self.full_source is None and self.scope is None
        earlier = self._select(self._candidates())
        within = f" SEMI JOIN {self.scope.relation} AS w ON {SAME.format('e', 'w')}" if self.scope else ""
        self.engine.execute(
            f"""CREATE OR REPLACE TEMP TABLE store_changes AS
            WITH s AS ({rows}, store_part AS part FROM store_stage),
                 e AS ({rows}, ({self.spared or "false"}) AS is_spared, {self.partition} AS part
                       FROM ({earlier}) AS e{within})
            SELECT coalesce(s.source, e.source) AS source, coalesce(s.source_key, e.source_key) AS source_key,
                   s.part AS new, e.part AS old,
                   CASE WHEN e.source_key IS NULL THEN 'inserted'
                        WHEN s.source_key IS NULL THEN CASE WHEN {is_removed} THEN 'removed' ELSE 'unchanged' END
                        WHEN s.content = e.content OR s.source_version < e.source_version THEN 'unchanged'
                        ELSE 'replaced' END AS verdict
            FROM s {"LEFT" if is_partial else "FULL"} JOIN e ON {SAME.format("s", "e")}
            WHERE verdict <> 'unchanged'"""
        )

    def _candidates(self) -> list[File]:
        """Files of the partitions that hold a staged identity or a row of the full source; reads keys only."""
        if self.scope:
            return within(self.engine, self.before, self.partition, self.scope.days)
        is_full = f"OR e.source = {text(self.full_source)}" if self.full_source is not None else ""
        found = self.engine.query(
            f"SELECT DISTINCT {self.partition} AS part FROM ({self._select(self.before)}) AS e "
            f"WHERE EXISTS (FROM store_stage AS s WHERE {SAME.format('s', 'e')}) {is_full}"
        )
        return [file for file in self.before if file.partition in set(found["part"])]

    def _note(self) -> None:
        """Keep the rows that come and those that leave, as long as the load lasts."""
        listed, files = names(list(self.columns)), self._select(self._leaving_files())
        coming = "(FROM store_changes WHERE verdict IN ('inserted', 'replaced')) AS c"
        leaving = "(FROM store_changes WHERE verdict IN ('replaced', 'removed')) AS c"
        rows = (
            f"SELECT {listed}, true AS is_now FROM store_stage AS s SEMI JOIN {coming} ON {SAME.format('s', 'c')} "
            f"UNION ALL BY NAME SELECT {listed}, false AS is_now FROM ({files}) AS e "
            f"SEMI JOIN {leaving} ON {SAME.format('e', 'c')}"
        )
        self.engine.execute(f"CREATE TEMP TABLE IF NOT EXISTS {quote(self.noted)} AS FROM ({rows}) LIMIT 0")
        self.engine.execute(f"INSERT INTO {quote(self.noted)} BY NAME {rows}")

    def _leaving_files(self) -> list[File]:
        leaving = self._changed("old", "verdict IN ('replaced', 'removed')")
        return [file for file in self.before if file.partition in leaving]

    def _rewrite(self) -> list[File]:
        """Partitions without changes keep their files; those that only gain rows gain a file while they have few."""
        leaving = self._changed("old", "verdict IN ('replaced', 'removed')")
        coming = self._changed("new", "verdict IN ('inserted', 'replaced')")
        files = [file for file in self.before if file.partition not in leaving | coming]
        for part in sorted(leaving | coming):
            stored = [file for file in self.before if file.partition == part]
            kept = stored if part not in leaving and len(stored) < MOST_FILES else []
            selects = [self._coming(part)] if part in coming else []
            if len(kept) < len(stored):
                selects.append(self._staying(part, stored))
            written = self._write(part, " UNION ALL ".join(selects))
            files += [*kept, *([written] if written else [])]
        return files

    def _changed(self, column: str, condition: str) -> set[str]:
        found = self.engine.query(f"SELECT DISTINCT {column} AS part FROM store_changes WHERE {condition}")
        return set(found["part"])

    def _coming(self, part: str) -> str:
        """Staged rows that enter a partition."""
        changes = f"(FROM store_changes WHERE new = {text(part)}) AS c"
        return (
            f"SELECT {names(list(self.columns))} FROM store_stage AS s "
            f"SEMI JOIN {changes} ON {SAME.format('s', 'c')} WHERE store_part = {text(part)}"
        )

    def _staying(self, part: str, stored: Sequence[File]) -> str:
        """Rows of a partition that no change replaces, removes or moves away."""
        changes = f"(FROM store_changes WHERE old = {text(part)}) AS c"
        return (
            f"SELECT {names(list(self.columns))} FROM ({self._select(stored)}) AS e "
            f"ANTI JOIN {changes} ON {SAME.format('e', 'c')}"
        )

    def _select(self, files: Sequence[File]) -> str:
        return selection(self.columns, layout.widths(self.store, files))

    def _write(self, part: str, select: str) -> File | None:
        return layout.write(self.engine, self.store, self.table, part, select, self.columns, self.order)


def within(engine: DuckEngine, files: Sequence[File], partition: str, days: str) -> list[File]:
    """The files in which rows of some days lie.

    Args:
        partition: SQL of the partition a row belongs to. days: SELECT of `on`.
    """
    found = set(engine.query(f"SELECT DISTINCT {partition} AS part FROM ({days})")["part"])
    return [file for file in files if file.partition in found]


def digested(sql: str) -> str:
    """A query's rows with `CONTENT` beside them."""
    return f"SELECT *, (hash(*COLUMNS(*)) >> 1)::BIGINT AS {CONTENT} FROM ({sql})"


def aligned(columns: Mapping[str, str], held: Mapping[str, str]) -> str:
    """SQL list of a table's columns out of rows that may lack some."""
    return ", ".join(
        quote(name) if name in held else f"CAST(NULL AS {kind}) AS {quote(name)}" for name, kind in columns.items()
    )

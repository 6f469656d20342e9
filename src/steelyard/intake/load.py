"""Everything the settings name, from files to a new version of the store with its facts, or nothing at all."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from steelyard.connectors.raw import literal, quoted
from steelyard.errors import SettingsError, did_you_mean
from steelyard.intake import linkage
from steelyard.intake.quarantine import renew
from steelyard.intake.staging import Fanout, Harvest, Part, Reason, harvest
from steelyard.settings.model import Settings, Source
from steelyard.store import Load, Manifest, Store, Writer, disk
from steelyard.store.layout import SCRATCH

Progress = Callable[[int, int, str], None]
FACT_ORDER = ("customer_group", "team", "on")


@dataclass(frozen=True)
class LoadReport:
    """What a load did.

    Args:
        version: of the store now; is_new: whether this load made it.
        accounts: per source and table; read = accepted + duplicate + folded + filtered + quarantined.
        set_aside: source and table -> values left out of rows that were kept.
        removed: rows of sources declared full that their files no longer hold.
        orphans: "surveys.contact_id" -> rows that point to a row nobody loaded.
        lacking: file -> mapped columns that only other files of its source have.
        facts: fact table -> rows.
    """

    version: int
    is_new: bool
    accounts: tuple[Load, ...]
    reasons: tuple[Reason, ...] = ()
    set_aside: Mapping[tuple[str, str], int] = field(default_factory=dict)
    removed: int = 0
    fanouts: tuple[Fanout, ...] = ()
    orphans: Mapping[str, int] = field(default_factory=dict)
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    horizon: datetime | None = None
    facts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def load(
    settings: Settings,
    store: Store,
    *,
    only: Sequence[str] | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> LoadReport:
    """Read the sources, merge them and build the facts; the version before stands until all is done.

    Args:
        only: names of sources to read; all of them unless told.
        progress: called with (steps done, steps in all, what is being done).
        now: naive UTC; instants over a day later are absurd.

    Raises:
        SettingsError: no such source. SourceError: a file. MappingError: a mapping. ConflictError: a key.
        BusyError: another load is running. StoreError: the disk.
    """
    begun = time.monotonic()
    chosen = _chosen(settings, only)
    steps = _Steps(len(chosen) + 3, progress)
    moment = now or datetime.now(UTC).replace(tzinfo=None)
    with (
        store.writer() as writer,
        disk.failing("the load cannot be written", where=str(store.folder)),
        tempfile.TemporaryDirectory(prefix="intake-", dir=writer.folder / SCRATCH) as scratch,
    ):
        harvests = _harvest_all(settings, chosen, Path(scratch), moment, steps)
        steps.next("merging")
        return _store(settings, writer, chosen, harvests, moment, steps, begun)


class _Steps:
    """Counts the steps of a load for a progress bar."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def show(self, label: str) -> None:
        if self.progress:
            self.progress(self.done, self.total, label)

    def next(self, label: str) -> None:
        self.done += 1
        self.show(label)


def _chosen(settings: Settings, only: Sequence[str] | None) -> tuple[Source, ...]:
    names = [source.name for source in settings.sources]
    for name in only or ():
        if name not in names:
            raise SettingsError(f"there is no source {name!r}", where="steelyard.toml", next=did_you_mean(name, names))
    chosen = tuple(source for source in settings.sources if only is None or source.name in only)
    if not chosen:
        raise SettingsError("no source is declared", where="steelyard.toml", next="steelyard init FILES...")
    return chosen


def _harvest_all(
    settings: Settings, sources: Sequence[Source], scratch: Path, now: datetime, steps: _Steps
) -> list[Harvest]:
    harvests = []
    for source in sources:
        folder = scratch / source.name
        folder.mkdir()
        steps.show(source.name)
        harvests.append(harvest(settings, source, folder, now, steps.show))
        steps.next(source.name)
    return harvests


def _store(
    settings: Settings,
    writer: Writer,
    sources: Sequence[Source],
    harvests: Sequence[Harvest],
    now: datetime,
    steps: _Steps,
    begun: float,
) -> LoadReport:
    before = writer.base
    merged = [
        _merge(writer, part, source, now)
        for source, harvest_ in zip(sources, harvests, strict=True)
        for part in harvest_.parts
    ]
    parts = [part for harvest_ in harvests for part in harvest_.parts]
    accounts = tuple(account for account, _, _ in merged)
    removed = sum(gone for _, _, gone in merged)
    is_changed = renew(writer, parts) or any(has_changed for _, has_changed, _ in merged)
    is_new = before is None or is_changed or before.settings != settings.fingerprint
    linkage.check_ids(writer)
    linkage.check_zone(writer, settings, _staged(parts))
    known = linkage.known(writer)
    horizon = linkage.horizon(writer, settings)
    orphans = linkage.orphans(writer, known)
    fanouts = tuple(harvest_.fanout for harvest_ in harvests if harvest_.fanout)
    manifest = before
    if is_new:
        steps.next("building facts")
        facts = _build(settings, writer, horizon, known, steps)
        notes = {**facts, **_notes(settings, fanouts, orphans)}
        manifest = writer.commit(
            horizon=horizon, settings=settings.fingerprint, loads=accounts, known=known, notes=notes
        )
    assert manifest is not None
    return LoadReport(
        version=manifest.version,
        is_new=is_new,
        accounts=accounts,
        reasons=tuple(reason for part in parts for reason in part.reasons),
        set_aside={(part.source, part.table): part.set_aside for part in parts if part.set_aside},
        removed=removed,
        fanouts=fanouts,
        orphans=orphans,
        lacking={file: names for harvest_ in harvests for file, names in harvest_.lacking.items()},
        horizon=manifest.horizon,
        facts=_fact_rows(manifest),
        seconds=time.monotonic() - begun,
    )


def _merge(writer: Writer, part: Part, source: Source, now: datetime) -> tuple[Load, bool, int]:
    """(accounting, whether the table changed, rows removed) of one part."""
    staged = _view(part)
    writer.engine.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(staged)} AS {part.select}")
    older = _older(writer, part, staged)
    result = writer.merge(part.table, staged, full_source=part.source if source.load == "full" else None)
    account = Load(
        source=part.source,
        table=part.table,
        read=part.read,
        accepted=result.inserted + result.replaced,
        duplicate=part.duplicate + result.unchanged - older,
        folded=part.folded + older,
        filtered=part.filtered,
        quarantined=part.quarantined,
        loaded_at=now,
    )
    return account, bool(result.inserted + result.replaced + result.removed), result.removed


def _view(part: Part) -> str:
    return f"staged_{part.source}_{part.table}"


def _staged(parts: Sequence[Part]) -> dict[str, list[str]]:
    """Table -> views of what was read of it."""
    views: dict[str, list[str]] = {}
    for part in parts:
        views.setdefault(part.table, []).append(_view(part))
    return views


def _older(writer: Writer, part: Part, staged: str) -> int:
    """Staged rows older than what an earlier load brought."""
    if part.table not in linkage.present(writer):
        return 0
    found = writer.engine.query(
        f"SELECT count(*) AS n FROM {quoted(staged)} AS s JOIN {quoted(part.table)} AS b "
        "ON s.source = b.source AND s.source_key = b.source_key AND s.source_version < b.source_version "
        f"WHERE b.source = {literal(part.source)}"
    )
    return int(found["n"][0])


def _build(
    settings: Settings,
    writer: Writer,
    horizon: datetime | None,
    known: Mapping[str, Mapping[str, int]],
    steps: _Steps,
) -> Mapping[str, object]:
    """Facts from all canonical tables; what their build counted. Without contacts there are none."""
    if horizon is None:
        return {}
    from steelyard.facts import build

    linkage.widen(writer, settings)
    selects = build.build(writer.engine, settings, horizon, known)
    steps.next("writing facts")
    for table, sql in selects.items():
        writer.replace(table, sql, partition="on", order=FACT_ORDER)
    return {"facts": dict(build.notes(writer.engine)), "ledger": dict(build.ledger_notes(writer.engine))}


def _notes(settings: Settings, fanouts: Sequence[Fanout], orphans: Mapping[str, int]) -> dict[str, object]:
    return {
        "time_zone": settings.time_zone,
        "orphans": dict(orphans),
        "views": {
            entry.source: {"inputs": dict(entry.inputs), "rejected": entry.rejected, "rows": entry.rows}
            for entry in fanouts
        },
        "invitations": {
            source.name: source.invitations
            for source in settings.sources
            if any(table.table == "surveys" for table in source.tables)
        },
    }


def _fact_rows(manifest: Manifest) -> dict[str, int]:
    return {
        table: sum(file.rows for file in files) for table, files in manifest.tables.items() if table.startswith("fact_")
    }

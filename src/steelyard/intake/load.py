"""Everything the settings name, from files to a new version of the store with its facts, or nothing at all."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from steelyard.errors import MappingError, SettingsError, did_you_mean
from steelyard.formats import find
from steelyard.formats.raw import literal, quoted
from steelyard.intake.fact_building import Built, build_facts
from steelyard.intake.incremental import references
from steelyard.intake.load_report import LoadReport
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.personal import follow_ups, stopped, stored
from steelyard.intake.personal import shield as shields
from steelyard.intake.personal.shield import Shield
from steelyard.intake.quarantine import renew, waiting
from steelyard.intake.sources import closings, unchanged_files
from steelyard.intake.sources.read_source import Fanout, Harvest, Part, harvest
from steelyard.intake.sources.sandbox import threads
from steelyard.settings.mapping import Source
from steelyard.settings.model import Settings
from steelyard.settings.shaping import KEPT, shaping
from steelyard.store import Load, Manifest, Store, Writer, disk
from steelyard.store.layout import SCRATCH
from steelyard.store.manifest import FORMAT

Progress = Callable[[int, int, str], None]


def load(
    settings: Settings,
    store: Store,
    *,
    only: Sequence[str] | None = None,
    again: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> LoadReport:
    """Read the sources, merge them and build the facts; the version before stands until all is done.

    Args:
        only: names of sources to read; all of them unless told.
        again: read files, too, that were read before and did not change since.
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
        shield = shields.of(settings, writer.base)
        stamped = {source.name: unchanged_files.stamps(settings, source) for source in chosen}
        passed = {
            source.name: frozenset[str]()
            if again
            else unchanged_files.passed(settings, source, stamped[source.name], writer.base)
            for source in chosen
        }
        writer.engine.limit(threads(writer.size_bytes + _size_bytes(settings, chosen)))
        harvests = _harvest_all(settings, chosen, Path(scratch), moment, steps, passed, stamped, shield)
        steps.next("merging")
        return _store(settings, writer, chosen, harvests, moment, steps, begun, _Files(stamped, passed), shield)


def _size_bytes(settings: Settings, sources: Sequence[Source]) -> int:
    """Of all files of some sources."""
    paths = (path for source in sources for files in source.files.values() for path in find(settings.data, files))
    return sum(path.stat().st_size for path in paths)


@dataclass(frozen=True)
class _Files:
    """Source -> its files' stamps, and source -> files that were not read."""

    stamped: Mapping[str, Mapping[str, tuple[int, int]]]
    passed: Mapping[str, frozenset[str]]

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """(source, file) of those not read."""
        return {(source, file) for source, files in self.passed.items() for file in files}


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
    settings: Settings,
    sources: Sequence[Source],
    scratch: Path,
    now: datetime,
    steps: _Steps,
    passed: dict[str, frozenset[str]],
    stamped: Mapping[str, Mapping[str, tuple[int, int]]],
    shield: Shield,
) -> list[Harvest]:
    harvests = []
    for source in sources:
        steps.show(source.name)
        skipped = passed[source.name]
        if skipped and skipped == stamped[source.name].keys():
            harvests.append(Harvest(()))
        else:
            harvests.append(_harvest(settings, source, scratch, now, steps, passed, shield))
        steps.next(source.name)
    return harvests


def _harvest(
    settings: Settings,
    source: Source,
    scratch: Path,
    now: datetime,
    steps: _Steps,
    passed: dict[str, frozenset[str]],
    shield: Shield,
) -> Harvest:
    """A source from its new files; from all, where these alone do not say how they are to be read."""
    folder = scratch / source.name
    folder.mkdir()
    skipped = passed[source.name]
    try:
        return harvest(settings, source, folder, now, steps.show, skipped, shield)
    except MappingError:
        if not skipped:
            raise
    passed[source.name] = frozenset()
    whole = scratch / f"{source.name} whole"
    whole.mkdir()
    return harvest(settings, source, whole, now, steps.show, shield=shield)


def _store(
    settings: Settings,
    writer: Writer,
    sources: Sequence[Source],
    harvests: Sequence[Harvest],
    now: datetime,
    steps: _Steps,
    begun: float,
    files: _Files,
    shield: Shield,
) -> LoadReport:
    before = writer.base
    hashed = stored.pseudonymise(writer, shield)
    merged = [
        _merge(writer, part, source, now, shield)
        for source, harvest_ in zip(sources, harvests, strict=True)
        for part in harvest_.parts
    ]
    parts = [part for harvest_ in harvests for part in harvest_.parts]
    accounts = tuple(account for account, _, _ in merged)
    removed = sum(gone for _, _, gone in merged)
    is_changed = renew(writer, parts, files.pairs) or any(has_changed for _, has_changed, _ in merged)
    is_new = before is None or is_changed or hashed or before.format < FORMAT or before.settings != settings.fingerprint
    references.check_ids(writer)
    references.check_zone(writer, settings, _staged(parts))
    known = references.known(writer)
    horizon = references.horizon(writer, settings)
    orphans = references.orphans(writer, known)
    fanouts = tuple(harvest_.fanout for harvest_ in harvests if harvest_.fanout)
    manifest, built = before, Built(touched=0)
    if is_new:
        steps.next("building facts")
        built = build_facts(settings, writer, horizon, known, steps.next)
        read = unchanged_files.noted(settings, files.stamped, waiting(writer), before)
        notes = {**built.notes, **_notes(settings, fanouts, orphans), "files": read, KEPT: shaping(settings)}
        notes |= shield.notes
        notes[closings.CLOSED_SINCE] = closings.closed_since(writer.engine, known)
        manifest = writer.commit(
            horizon=horizon,
            settings=settings.fingerprint,
            loads=accounts,
            known=known,
            notes=notes,
            views=built.views,
            is_alone=hashed,
        )
    assert manifest is not None
    if shield.stopped:
        stopped.keep(settings.folder, shield.stopped)
    if not shield.is_idle:
        follow_ups.rename(settings, shield.stopped, shield.pseudonyms)
    return LoadReport(
        version=manifest.version,
        is_new=is_new,
        accounts=accounts,
        reasons=tuple(reason for part in parts for reason in part.reasons),
        set_aside={(part.source, part.table): part.set_aside for part in parts if part.set_aside},
        joined_ids={(part.source, part.table): part.joined_ids for part in parts if part.joined_ids},
        replaced_answers=_answers_of(manifest, "replaced"),
        tied_answers=_answers_of(manifest, "tied"),
        removed=removed,
        is_pseudonymised=hashed,
        raw_files=_raw_files(settings, sources),
        fanouts=fanouts,
        orphans=orphans,
        lacking={file: names for harvest_ in harvests for file, names in harvest_.lacking.items()},
        empty=tuple(file for harvest_ in harvests for file in harvest_.empty),
        horizon=manifest.horizon,
        facts=_fact_rows(manifest),
        touched=built.touched,
        whole=built.whole,
        passed={name: len(gone) for name, gone in files.passed.items() if gone},
        seconds=time.monotonic() - begun,
    )


def _raw_files(settings: Settings, sources: Sequence[Source]) -> tuple[str, ...]:
    """Files of some sources that lie in the workspace and name customers; none where the store holds their ids, too."""
    if not settings.privacy.pseudonyms:
        return ()
    root = settings.folder.resolve()
    named = [source for source in sources if any(CUSTOMER in table.columns for table in source.tables)]
    paths = [path for source in named for globs in source.files.values() for path in find(settings.data, globs)]
    inside = (path.resolve() for path in paths)
    return tuple(sorted({str(path.relative_to(root)) for path in inside if path.is_relative_to(root)}))


def _merge(writer: Writer, part: Part, source: Source, now: datetime, shield: Shield) -> tuple[Load, bool, int]:
    """(accounting, whether the table changed, rows removed) of one part."""
    staged = _view(part)
    writer.engine.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(staged)} AS {part.select}")
    older = _older(writer, part, staged)
    result = writer.merge(
        part.table,
        staged,
        full_source=part.source if source.load == "full" else None,
        spared=shield.spared(part.table, writer.tables),
    )
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
    if not writer.rows(part.table):
        return 0
    found = writer.engine.query(
        f"SELECT count(*) AS n FROM {quoted(staged)} AS s JOIN {quoted(part.table)} AS b "
        "ON s.source = b.source AND s.source_key = b.source_key AND s.source_version < b.source_version "
        f"WHERE b.source = {literal(part.source)}"
    )
    return int(found["n"][0])


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


def _answers_of(manifest: Manifest, kind: str) -> dict[str, int]:
    """Source -> answers that do not count, of a kind that `facts.build.notes` tells apart."""
    told: Any = manifest.notes.get("facts", {})
    return {source: many[kind] for source, many in told.get("replaced_answers", {}).items() if many[kind]}


def _fact_rows(manifest: Manifest) -> dict[str, int]:
    return {
        table: sum(file.rows for file in files) for table, files in manifest.tables.items() if table.startswith("fact_")
    }

"""Over an engine's own tables: nothing is read out but sums; the facts are built in the engine and stay there.

What is kept on this machine is a manifest without files: the canonical views' SQL, counts, the horizon, and where the
facts lie. Where no schema is named for the facts, they are temporary tables, built anew for each question.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from steelyard import facts, schema
from steelyard.errors import ConflictError, SourceError, SteelyardError
from steelyard.facts import build
from steelyard.facts.build import earlier
from steelyard.intake.engine import views as tables
from steelyard.intake.incremental.references import ONE_ID, POINTERS, end_of
from steelyard.intake.load import Progress
from steelyard.intake.load_report import LoadReport
from steelyard.intake.sources import closings
from steelyard.intake.sources.read_source import Reason
from steelyard.settings.model import Settings
from steelyard.settings.shaping import KEPT, shaping
from steelyard.store import Load, Snapshot, Store, View
from steelyard.store.dialects import to_sql
from steelyard.store.engine import Engine
from steelyard.store.manifest import resting_name

if TYPE_CHECKING:
    from steelyard.facts.build.begun import Begun

WRITTEN = "written"
"""The manifest's note of fact -> the engine's table that holds it."""

IDENTIFIED = (*ONE_ID, "surveys", "survey_items", "evaluations")
"""Tables whose rows are joined by their identity: it may stand there once."""

_BESIDE = (build.ODDS, build.STATES)
"""Tables beside the facts, read as they lie."""

Counts = Mapping[str, Mapping[str, int]]


def load(
    settings: Settings, store: Store, engine: Engine, *, progress: Progress | None = None, now: datetime | None = None
) -> LoadReport:
    """Look at the engine's tables, build the facts in the engine, and keep what questions need to know of them.

    Args:
        progress: called with (steps done, steps in all, what is being done).
        now: naive UTC; instants over a day later are absurd.

    Raises:
        EngineError: there is no such table, or a value cannot be cast. MappingError: a column is lacking.
        ConflictError: an id stands on several rows. BusyError: another load is running.
    """
    begun, moment = time.monotonic(), now or datetime.now(UTC).replace(tzinfo=None)
    show = _steps(progress, len(settings.engine.tables) + 2)
    with store.publishing() as publish:
        seen = [_see(engine, settings, name, moment, show) for name in settings.engine.tables]
        known = {table.name: table.counts for table in seen if any(table.counts.values())}
        horizon = _horizon(engine, settings)
        orphans = _orphans(engine, known)
        show("building facts")
        made = build.begin(engine, settings, horizon, known)
        rests = made.at_rest()
        rests = {build.ODDS: made.odds("tmp_contacts"), **rests}
        shown = _shown(engine, settings, made)
        notes: dict[str, object] = {closings.CLOSED_SINCE: closings.closed_since(engine, known)}
        notes |= {"facts": dict(build.notes(engine)), "ledger": dict(build.ledger_notes(engine))}
        notes |= {KEPT: shaping(settings)} if settings.engine.facts else {}
        show("writing facts")
        with _written(engine, settings, rests) as written:
            manifest = publish(
                horizon=horizon,
                settings=settings.fingerprint,
                tables=dict.fromkeys((*known, *rests), ()),
                loads=tuple(table.account(moment) for table in seen),
                known=known,
                notes={**notes, "time_zone": settings.time_zone, "orphans": orphans, WRITTEN: written},
                views={**{table.name: table.view for table in seen}, **_views(engine, settings, written, shown)},
            )
        _forget(engine, store)
    return LoadReport(
        version=manifest.version,
        is_new=True,
        accounts=tuple(table.account(moment) for table in seen),
        reasons=tuple(reason for table in seen for reason in table.reasons()),
        orphans=orphans,
        horizon=horizon,
        joined_ids={(table.address, table.name): table.joined_ids for table in seen if table.joined_ids},
        facts={name: _count(engine, address) for name, address in written.items() if name not in _BESIDE},
        seconds=time.monotonic() - begun,
    )


def snapshot(settings: Settings, store: Store, engine: Engine) -> Snapshot:
    """The newest version of what `load` kept, in the engine; facts that lie nowhere are built first."""
    held = store.snapshot(engine, owns_engine=True)
    if not settings.engine.facts and held.manifest.horizon:
        begun = build.begin(engine, settings, held.manifest.horizon, held.manifest.known)
        for name, sql in begun.at_rest().items():
            engine.keep(name if name in _BESIDE else resting_name(name), sql)
        engine.keep(build.ODDS, begun.odds(resting_name("fact_contacts")))
        held.show(_shown(engine, settings, begun))
        held.results = None
    return held


@dataclass(frozen=True)
class _Seen:
    """A canonical table shown in the engine.

    Args:
        read: rows there; counts: column -> values of the rows that hold; asides: column -> values that cannot be.
        joined_ids: spellings of customers' ids that were folded into another one there.
    """

    name: str
    address: str
    view: View
    read: int
    accepted: int
    counts: Mapping[str, int]
    asides: Mapping[str, int]
    joined_ids: int = 0

    def account(self, at: datetime) -> Load:
        return Load(self.address, self.name, self.read, self.accepted, 0, 0, 0, self.read - self.accepted, at)

    def reasons(self) -> Iterator[Reason]:
        lost = self.read - self.accepted
        if lost:
            what = "a value that is required is missing, or the row contradicts itself"
            yield Reason(self.address, self.name, "row", "", what, lost, "")
        for column, count in self.asides.items():
            if count:
                yield Reason(self.address, self.name, "cell", column, "cannot be", count, "")


def _see(engine: Engine, settings: Settings, name: str, now: datetime, show: Callable[[str], None]) -> _Seen:
    """Shows one table under its canonical name, and counts what is in it in one scan."""
    show(name)
    address = settings.engine.tables[name]
    given = tables.look(
        engine,
        name,
        address,
        dimensions=settings.dimensions,
        zone=settings.time_zone,
        now=now,
        folds_ids=settings.engine.fold_ids,
    )
    rows = tables.marked(given)
    kept = tables.kept(given, rows)
    sql = _sql(engine, kept)
    engine.view(name, sql)
    asides = [column for column in rows.columns if column.startswith("aside:")]
    counts = rows.aggregate(
        read=rows.count(),
        accepted=rows.count(where=rows.is_kept).fill_null(0),
        **{f"n:{column}": rows[column].count(where=rows.is_kept) for column in kept.columns},
        **{column: rows.count(where=rows[column] & rows.is_kept).fill_null(0) for column in asides},
        **_spellings(rows),
    )
    found = {column: int(values[0]) for column, values in engine.query(_sql(engine, counts)).items()}
    if name in IDENTIFIED:
        _check_identity(engine, kept, name, address, found["accepted"])
    return _Seen(
        name,
        address,
        View(_canonical_columns(name, settings), {engine.dialect: sql}),
        found["read"],
        found["accepted"],
        {column: found[f"n:{column}"] for column in kept.columns},
        {column.partition(":")[2]: found[column] for column in asides},
        found.get("spelled", 0) - found.get("ids", 0),
    )


def _spellings(rows: ir.Table) -> dict[str, ir.Value]:
    """How many customers' ids there are as they are spelled, and as they are folded."""
    if tables.SPELLED not in rows.columns:
        return {}
    columns = {"spelled": rows[tables.SPELLED], "ids": rows.customer_id}
    return {name: column.nunique(where=rows.is_kept).fill_null(0) for name, column in columns.items()}


def _check_identity(engine: Engine, rows: ir.Table, name: str, address: str, count: int) -> None:
    identity = ONE_ID.get(name)
    ids = rows.select(identity) if identity else rows.select("source", "source_key")
    different = ids.distinct()
    found = engine.query(_sql(engine, different.aggregate(n=different.count())))
    repeated = count - int(found["n"][0])
    if repeated:
        key = identity or ", ".join(schema.table(name).key)
        raise ConflictError(
            f"{repeated} rows of {address} repeat the {key} of another",
            where=f"engine.tables.{name}",
            next="name a view of it that holds each once",
        )


def _horizon(engine: Engine, settings: Settings) -> datetime:
    """Up to when the contacts are complete: as declared, else the earliest last start over their sources."""
    found = engine.query("SELECT source, MAX(opened_at) AS last FROM contacts GROUP BY source")
    if not len(found["last"]):
        where = settings.engine.tables["contacts"]
        raise SourceError("no contact holds", where=where, next="check contact_id and opened_at there")
    if settings.engine.covers_until:
        return end_of(settings.engine.covers_until, settings.time_zone)
    last: datetime = found["last"].min().astype(datetime)
    return last


def _orphans(engine: Engine, known: Counts) -> dict[str, int]:
    """ "table.column" -> rows whose value points to no row; only where the table pointed to holds any."""
    found = {}
    for name, column, target, target_column in POINTERS:
        if known.get(name, {}).get(column) and target in known:
            rows = ibis.table({column: "string"}, name=name).filter(lambda t, c=column: t[c].notnull())
            others = ibis.table({target_column: "string"}, name=target).select(pointed=target_column)
            lost = rows.anti_join(others, rows[column] == others.pointed)
            found[f"{name}.{column}"] = int(engine.query(_sql(engine, lost.aggregate(n=lost.count())))["n"][0])
    return {name: count for name, count in found.items() if count}


@contextmanager
def _written(engine: Engine, settings: Settings, rests: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Fact -> the table written to the schema named, if one is; dropped again where the block fails."""
    written: dict[str, str] = {}
    try:
        for name, sql in rests.items() if settings.engine.facts else ():
            address = f"{settings.engine.facts}.{name}_{secrets.token_hex(6)}"
            engine.execute(f"CREATE TABLE {tables.quoted(address)} AS {sql}")
            written[name] = address
        yield written
    except BaseException:
        _drop(engine, written)
        raise


def _shown(engine: Engine, settings: Settings, begun: Begun) -> dict[str, View]:
    """Fact -> how it is read over its form at rest."""
    columns = {facts.fact(name).table: _fact_columns(name, settings) for name in facts.names()}
    texts = begun.reading(has_odds=True, has_states=True).texts(settings, engine.dialect)
    return {table: View(columns[table], {engine.dialect: sql}, begun.least_s) for table, sql in texts.items()}


def _views(
    engine: Engine, settings: Settings, written: Mapping[str, str], shown: Mapping[str, View]
) -> dict[str, View]:
    """How the facts written are read."""
    views = {}
    for name, address in written.items():
        if name in _BESIDE:
            views[name] = View(_beside(name), {engine.dialect: f"SELECT * FROM {tables.quoted(address)}"})
            continue
        columns = _fact_columns(name.removeprefix("fact_"), settings)
        views[resting_name(name)] = View(columns, {engine.dialect: f"SELECT * FROM {tables.quoted(address)}"})
        views[name] = shown[name]
    return views


def _forget(engine: Engine, store: Store) -> None:
    """Drop the facts of versions before the last two: a question may still be reading those."""
    for manifest in store.outdated():
        _drop(engine, dict(manifest.notes.get(WRITTEN, {})))  # type: ignore[call-overload]
        store.forget(manifest)


def _drop(engine: Engine, written: Mapping[str, str]) -> None:
    for address in written.values():
        with suppress(SteelyardError):
            engine.execute(f"DROP TABLE IF EXISTS {tables.quoted(address)}")


def _canonical_columns(name: str, settings: Settings) -> dict[str, str]:
    return {column.name: schema.SQL_TYPES[column.type] for column in schema.stored_columns(name, settings.dimensions)}


def _beside(name: str) -> dict[str, str]:
    """Column -> type of a table beside the facts."""
    if name == build.ODDS:
        return build.ODDS_COLUMNS
    types = {schema.IBIS_TYPES[kind]: schema.SQL_TYPES[kind] for kind in schema.SQL_TYPES}
    return {column: types[kind] for column, kind in earlier.columns().items()}


def _fact_columns(name: str, settings: Settings) -> dict[str, str]:
    declared = {column.name: schema.SQL_TYPES[column.type] for column in facts.fact(name).columns}
    return {**declared, **dict.fromkeys(settings.dimensions, "VARCHAR")}


def _count(engine: Engine, address: str) -> int:
    return int(engine.query(f"SELECT COUNT(*) AS n FROM {tables.quoted(address)}")["n"][0])


def _sql(engine: Engine, expression: ir.Table) -> str:
    return to_sql(expression, engine.dialect)


def _steps(progress: Progress | None, total: int) -> Callable[[str], None]:
    """Tells a progress bar what begins."""
    done = 0

    def show(label: str) -> None:
        nonlocal done
        if progress:
            progress(done, total, label)
        done += 1

    return show

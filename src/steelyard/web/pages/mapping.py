"""What is proposed for files that were brought, as a form beside their first rows, as they stand and as read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytz

from steelyard import schema
from steelyard.declare import Column, Page
from steelyard.errors import SteelyardError
from steelyard.intake.proposal.answering import (
    ZONE,
    Question,
    choosable,
    columns_of_table,
    constants,
    places,
    questions,
)
from steelyard.intake.proposal.model import Guess, Left, SourceProposal, TableProposal
from steelyard.intake.proposal.toml import absent, value_of
from steelyard.intake.sources.read_source import Reason
from steelyard.intake.trial import Tried, TriedTable
from steelyard.intake.uploads import drafts
from steelyard.intake.uploads.drafts import Draft
from steelyard.web.bringing import EDITORS, has_mapping
from steelyard.web.visit import Visit
from steelyard.wording import listed

SHOWN = 3
"""Values of a column that stand beside it."""


@dataclass(frozen=True)
class Asks:
    """A question that is open, and the answer given so far.

    Args:
        subject: what it is about, "resolved"; empty of the workspace's own questions.
        use: what "yes" would do, in words.
    """

    question: Question
    given: str
    subject: str
    use: str


@dataclass(frozen=True)
class Value:
    """One value: as it stands in the file, as it is read, and what is wrong with it."""

    raw: str
    read: str
    problem: str


@dataclass(frozen=True)
class Field:
    """A canonical column and the file's column it is read from.

    Args:
        name: the form's, "calls.contacts.opened_at". meaning: of the canonical column.
        column: the file's column, or "=phone" where it is that on every row; empty where neither.
        other: how it is filled where that is no single column.
        fitting, further: columns to choose from: whose values can be it, and the others. always: what it may always be.
        reason: why this one.
        values: of the first rows.
    """

    name: str
    title: str
    meaning: str
    is_required: bool
    column: str
    other: str
    fitting: tuple[str, ...]
    further: tuple[str, ...]
    always: tuple[str, ...]
    reason: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class TableForm:
    """A canonical table that a source fills.

    Args:
        filled, empty: fields with and without a column. tried: what a load would make of the rows; None before.
        gaps: required columns that are missing.
    """

    table: str
    meaning: str
    filled: tuple[Field, ...]
    empty: tuple[Field, ...]
    tried: TriedTable | None
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class SourceForm:
    """A source that is proposed, or that files are added to.

    Args:
        has_view: its rows are summed up before they are mapped, so that columns are not chosen here.
        error, next: why it cannot be loaded.
        lacking: file -> mapped columns it lacks.
    """

    name: str
    files: tuple[str, ...]
    rows: int
    has_view: bool
    tables: tuple[TableForm, ...]
    unused: tuple[tuple[str, str], ...]
    error: str
    next: str
    lacking: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class LeftForm:
    """Files that fill nothing, and why.

    Args:
        file: what the form calls them; empty where their columns could not be read.
        table: what a person says they fill.
    """

    names: str
    reason: str
    file: str
    table: str


@dataclass(frozen=True)
class MappingPage:
    """An upload on its way to a load.

    Args:
        adds_to: the source its files are added to; empty where sources are proposed.
        replaces: the file of that source whose place they take.
        alike: a source that is there whose columns these files have; empty where there is none.
        name: of the new workspace; empty where there is one already.
        asks: open questions; zones: to choose the time zone from, where that is open.
        left: files in which nothing was recognised; known: (table, meaning) of what they could fill.
        kept, read, rejected: rows over all tables, as a load would have them.
        can_load: something would be loaded, and nothing fails.
        error, next: why the files could not be looked at.
    """

    title: str
    id: str
    files: tuple[str, ...]
    adds_to: str
    replaces: str
    alike: str
    name: str
    is_first: bool
    asks: tuple[Asks, ...]
    zones: tuple[str, ...]
    sources: tuple[SourceForm, ...]
    left: tuple[LeftForm, ...]
    known: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    read: int
    kept: int
    rejected: int
    reasons: tuple[Reason, ...]
    can_load: bool
    error: str
    next: str


def load(visit: Visit) -> MappingPage:
    """As it was looked at last."""
    has_workspace, draft = has_mapping(visit), drafts.read(visit.served.folder, visit.path["draft"])
    alike = drafts.alike(draft, visit.served.workspace.settings) if has_workspace else ""
    return _shown(draft, has_workspace, alike)


def _shown(draft: Draft, has_workspace: bool, alike: str) -> MappingPage:
    proposal = draft.proposal
    tables = [table for tried in draft.tried for table in tried.tables]
    failed = any(tried.error for tried in draft.tried)
    sources = tuple(_sources(draft))
    asks = tuple(_asks(draft, has_workspace)) if proposal else ()
    return MappingPage(
        title="Check what was recognised" if not draft.source else f"Add files to {draft.source}",
        id=draft.id,
        files=tuple(path.name for path in draft.files),
        adds_to=draft.source,
        replaces=draft.replaces,
        alike=alike,
        name=draft.mapped.name if proposal and not has_workspace else "",
        is_first=not has_workspace,
        asks=asks,
        zones=tuple(pytz.common_timezones) if any(ask.question.id == ZONE for ask in asks) else (),
        sources=sources,
        left=tuple(_left(entry, draft.tables) for entry in proposal.left) if proposal else (),
        known=tuple((name, schema.table(name).meaning) for name in schema.names()),
        links=proposal.links if proposal else (),
        read=sum(table.read for table in tables),
        kept=sum(table.kept for table in tables),
        rejected=sum(table.quarantined for table in tables),
        reasons=tuple(reason for table in tables for reason in table.reasons),
        can_load=bool(tables) and not failed and not draft.error and any(table.kept for table in tables),
        error=draft.error,
        next=draft.next,
    )


def _asks(draft: Draft, has_workspace: bool) -> Iterator[Asks]:
    assert draft.proposal is not None
    for question in questions(draft.proposal, has_workspace=has_workspace):
        if question.id not in draft.columns:
            subject = question.id.rpartition(".")[2].replace("_", " ") if "." in question.id else ""
            yield Asks(question, draft.answers.get(question.id, ""), subject, _use(question))


def _use(question: Question) -> str:
    """What would be read from where: "Closure reason, where agent and customer mean yes"."""
    said: dict[str, list[str]] = {}
    for word, value in question.values.items():
        if value != "":
            said.setdefault("yes" if value is True else "no" if value is False else str(value), []).append(word)
    means = (f"{listed(words)} {'means' if len(words) == 1 else 'mean'} {value}" for value, words in said.items())
    where = f", where {'; '.join(means)}" if said else ""
    return f"{listed(question.columns)}{where}" if question.columns else question.proposed


def _left(left: Left, tables: Mapping[str, str]) -> LeftForm:
    named = ", ".join(name.rpartition("/")[2] for name in left.files)
    file = left.files[0]
    return LeftForm(named, left.reason, file if left.glimpses else "", tables.get(file, ""))


def _sources(draft: Draft) -> Iterator[SourceForm]:
    tried = {entry.source: entry for entry in draft.tried}
    if draft.source:
        yield from (_added(entry) for entry in draft.tried)
    elif draft.proposal is not None:
        try:
            yield from (_source(source, tried.get(source.name)) for source in draft.mapped.sources)
        except SteelyardError:
            yield from (_source(source, tried.get(source.name)) for source in draft.proposal.sources)


def _added(tried: Tried) -> SourceForm:
    """A source that is there, with what its files would give now."""
    tables = tuple(
        TableForm(table.table, schema.table(table.table).meaning, (), (), table, ()) for table in tried.tables
    )
    return SourceForm(tried.source, (), 0, False, tables, (), tried.error, tried.next, tried.lacking)


def _source(source: SourceProposal, tried: Tried | None) -> SourceForm:
    found = {table.table: table for table in tried.tables} if tried else {}
    tables = (_table(source, place, table, tried, found.get(table.table)) for place, table in places(source))
    return SourceForm(
        source.name,
        tuple(name.rpartition("/")[2] for name in source.files),
        source.rows,
        bool(source.view),
        tuple(tables),
        tuple((entry.column, entry.reason) for entry in source.unused),
        tried.error if tried else "",
        tried.next if tried else "",
        tried.lacking if tried else {},
    )


def _table(
    source: SourceProposal, place: str, table: TableProposal, tried: Tried | None, found: TriedTable | None
) -> TableForm:
    definition = schema.table(table.table)
    asked = set(definition.names) - set(choosable(source, place))
    fields = [
        _field(source, place, table, column, tried, found) for column in definition.columns if column.name not in asked
    ]
    filled = tuple(field for field in fields if field.column or field.other or field.is_required)
    empty = tuple(field for field in fields if field not in filled and (field.fitting or field.further or field.always))
    return TableForm(table.table, definition.meaning, filled, empty, found, absent(table))


def _field(
    source: SourceProposal,
    place: str,
    table: TableProposal,
    column: Column,
    tried: Tried | None,
    found: TriedTable | None,
) -> Field:
    guess = table.guess(column.name)
    used = guess if guess and guess.is_sure else None
    now = columns_of_table(place, table).get(f"{place}.{column.name}", "")
    fitting = tuple(source.readings.get(table.table, {}).get(column.name, {}))
    always = constants(column)
    known = () if source.view else tuple(source.glimpses)
    return Field(
        name=f"{place}.{column.name}",
        title=column.name.replace("_", " "),
        meaning=column.meaning,
        is_required=column.is_required,
        column=now,
        other=_other(used) if used and not now else "",
        fitting=tuple(dict.fromkeys((*([now] if now and not now.startswith("=") else []), *fitting))),
        further=tuple(name for name in known if name not in fitting and name != now),
        always=tuple(dict.fromkeys((*([now] if now.startswith("=") and now not in fitting else []), *always))),
        reason=used.reason if used else "",
        values=_values(used, column.name, tried, found) if used else (),
    )


def _other(guess: Guess) -> str:
    """How a column is filled that is read from no single column, in words."""
    mapping = guess.mapping
    if mapping.columns and not mapping.sql:
        return " and ".join(mapping.columns)
    return mapping.sql or value_of(mapping)


def _values(guess: Guess, name: str, tried: Tried | None, found: TriedTable | None) -> tuple[Value, ...]:
    if tried is None or found is None or name not in found.columns:
        return ()
    place = found.columns.index(name)
    columns = [tried.columns.index(column) for column in guess.mapping.columns if column in tried.columns]
    rows = zip(tried.rows, found.rows, found.problems, strict=True)
    return tuple(
        Value(" ".join(raw[column] for column in columns), read[place], problem if name in problem else "")
        for raw, read, problem in list(rows)[:SHOWN]
    )


PAGE = Page("mapping", "Check what was recognised", "/data/upload/{draft}", "mapping.html", load, roles=EDITORS)

"""What do these files hold, and how would they be mapped? Looks at every row where it must be certain."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from steelyard import schema
from steelyard.errors import SourceError
from steelyard.formats import check_name, peek, shaped, stage
from steelyard.formats.raw import SYSTEM_COLUMNS, Rejected
from steelyard.formats.raw import quoted as identifier
from steelyard.formats.shape import Shape
from steelyard.intake.mapping import macros
from steelyard.intake.proposal import file_groups, names, panel
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.evaluation_sheets import INPUT as SHEETS
from steelyard.intake.proposal.evaluation_sheets import find_sheet
from steelyard.intake.proposal.event_columns import INPUT
from steelyard.intake.proposal.events import Steps, find_log
from steelyard.intake.proposal.glimpse import glimpse
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.logs import settle_logs
from steelyard.intake.proposal.model import Guess, Left, SourceProposal, TableProposal, Unused
from steelyard.intake.proposal.people import settle_people
from steelyard.intake.proposal.profile import Profile, profile_columns
from steelyard.intake.proposal.readings import find_readings
from steelyard.intake.proposal.score_sheets import without_contact
from steelyard.intake.proposal.shared_ids import find_links, settle_ids
from steelyard.intake.proposal.surveys import is_answer
from steelyard.intake.proposal.tables import channel_by_name, find_tables, has_own_id
from steelyard.intake.proposal.toml import absent, left_lines, plain, source_lines, workspace_lines
from steelyard.intake.proposal.unused import find_unused, why_nothing
from steelyard.settings.mapping import Reading

_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "AUD", "CAD", "BRL", "ILS")
_MOST_MEMORY = "2GB"
_MOST_SHEETS = 5


@dataclass(frozen=True)
class Proposal:
    """A mapping that people correct.

    Args:
        sources: what would fill canonical tables.
        left: files that fill none, and why.
        links: sentences on ids that files share, and on sheets that are not read.
        currency, currency_reason: ISO code found in headers; empty where none was.
        time_zone: as a person named it; empty where nobody did.
        has_local_times: instants or dates without offset occur, so a time zone must be named.
    """

    name: str
    sources: tuple[SourceProposal, ...]
    left: tuple[Left, ...] = ()
    links: tuple[str, ...] = ()
    currency: str = ""
    currency_reason: str = ""
    has_local_times: bool = True
    time_zone: str = ""

    @property
    def is_in_force(self) -> bool:
        """Whether a load would read anything: some table has all it needs."""
        return any(not absent(table) for source in self.sources for table in source.tables)

    @property
    def has_money(self) -> bool:
        """Whether a column of amounts was found, so that a currency must be named."""
        return any(
            schema.table(table.table).column(guess.target).type == "money"
            for source in self.sources
            for table in source.tables
            for guess in table.guesses
        )

    @property
    def unsure(self) -> tuple[tuple[str, Guess], ...]:
        """(source and table, guess) of every guess that is not sure."""
        return tuple(
            (f"{source.name}.{table.table}", guess)
            for source in self.sources
            for table in source.tables
            for guess in table.guesses
            if not guess.is_sure and not guess.is_declined
        )

    @property
    def gaps(self) -> tuple[str, ...]:
        """A sentence for every table that is not in force until a column is named."""
        return tuple(
            f"{source.name}: {table.table} needs {' and '.join(missing)}"
            for source in self.sources
            for table in source.tables
            if (missing := absent(table))
        )

    def to_toml(self) -> str:
        """A steelyard.toml that `settings.read` takes: reasons as comments, what is unsure commented out."""
        zone = (
            "as answered"
            if self.time_zone
            else "no offset in the files: whose clocks are these? UTC until named"
            if self.has_local_times
            else "for days and hours; UTC until named"
        )
        currency = self.currency_reason or "no currency in any header"
        lines = [
            "# Proposed by steelyard init: how sure it is of each line (0 to 1), and why. Correct what is wrong.",
            "# Lines that begin with '# unsure:' are not in force: take the mark away where they hold.",
            *left_lines((), self.links),
            "",
            *workspace_lines(self.name, self.currency, currency, self.time_zone, zone),
            *(line for source in self.sources for line in source_lines(source)),
            *left_lines(self.left, ()),
        ]
        return "\n".join(lines) + "\n"

    def to_addition(self) -> str:
        """The sources alone, as what is put behind a steelyard.toml that is there."""
        lines = [
            "",
            "# Added by steelyard init --add: how sure it is of each line (0 to 1), and why.",
            *left_lines((), self.links),
            *(line for source in self.sources for line in source_lines(source)),
            *left_lines(self.left, ()),
        ]
        return "\n".join(lines) + "\n"


def propose(
    files: Sequence[Path],
    *,
    reading: Reading | None = None,
    data: Path | None = None,
    taken: Iterable[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Proposal:
    """Look at files and propose the mapping.

    Args:
        reading: how all of them are read; what it does not state is found out.
        data: the folder globs are written relative to; the first file's folder unless told.
        taken: names that no source is given.

    Raises:
        SourceError: there are no files, or not one of them can be read.
    """
    paths = [Path(path).absolute() for path in files]
    if not paths:
        raise SourceError("there are no files to look at", next="steelyard init exports/*.csv")
    root = Path(data).absolute() if data else paths[0].parent
    with tempfile.TemporaryDirectory(prefix="steelyard-") as scratch, duckdb.connect() as connection:
        connection.execute(
            f"SET memory_limit = '{_MOST_MEMORY}'; SET TimeZone = 'UTC'; SET temp_directory = '{scratch}'; "
            "SET enable_progress_bar = false"
        )
        macros.define(connection)
        looker = _Looker(connection, Path(scratch), root, progress, reading or Reading(), frozenset(taken))
        looker.look(paths)
        looker.sources = settle_people(connection, looker.sources, looker.files)
        looker.sources = settle_ids(connection, looker.sources)
        looker.sources = settle_logs(connection, looker.sources)
        links = tuple(find_links(connection, looker.sources))
        return looker.proposal(links)


@dataclass(frozen=True)
class _Filled:
    """What rows fill, and the relation they were looked at in."""

    tables: tuple[TableProposal, ...]
    relation: str
    view: str = ""
    notes: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    steps: Steps | None = None
    inputs: str = INPUT


class _Looker:
    """Stages, profiles and maps the files, one header family after the other."""

    def __init__(
        self,
        connection: Any,
        scratch: Path,
        root: Path,
        progress: Callable[[str], None] | None,
        reading: Reading,
        taken: frozenset[str],
    ) -> None:
        self.connection, self.scratch, self.root, self.progress = connection, scratch, root, progress
        self.reading, self.taken = reading, taken
        self.shapes: dict[Path, tuple[Reading, Shape]] = {}
        self.sources: list[tuple[SourceProposal, str]] = []
        self.left: list[Left] = []
        self.errors: list[SourceError] = []
        self.profiles: list[Profile] = []
        self.files: dict[str, File] = {}
        self.sheets: list[str] = []

    def look(self, paths: Sequence[Path]) -> None:
        """Every family of files; those that cannot be read or fill nothing are kept apart with the reason."""
        for place, family in enumerate(file_groups.group(self._headers(paths))):
            labels = tuple(file_groups.label(path, self.root) for path in family)
            try:
                self._look_at(family, f"raw{place}")
            except SourceError as error:
                self._refuse(labels, error)
            except duckdb.Error as error:
                what = f"the engine failed on it ({type(error).__name__}); is there room in memory and on disk?"
                self._refuse(labels, SourceError(what, where=labels[0]))
        if self.errors and not self.sources and len(self.left) == len(self.errors):
            raise self.errors[0]

    def proposal(self, links: tuple[str, ...]) -> Proposal:
        """What was found."""
        currency, reason = _currency(self.profiles)
        name = self.root.name.replace("-", " ").replace("_", " ").strip() or "Workspace"
        return Proposal(
            name=plain(name),
            sources=tuple(source for source, _ in self.sources),
            left=_by_reason(self.left),
            links=(*links, *self.sheets),
            currency=currency,
            currency_reason=reason,
            has_local_times=any(p.moment and not p.moment.has_offset and not p.moment.zone for p in self._read()),
        )

    def _read(self) -> list[Profile]:
        """The columns something is read from; all of them where that is said of none, as behind a view."""
        read = [
            self.files[source.name].profiles[column]
            for source, _ in self.sources
            if source.name in self.files
            for table in source.tables
            for guess in table.guesses
            for column in guess.mapping.columns
            if column in self.files[source.name].profiles
        ]
        is_told = read and all(source.name in self.files and not source.view for source, _ in self.sources)
        return read if is_told and not self.left else self.profiles

    def _refuse(self, labels: tuple[str, ...], error: SourceError) -> None:
        self.errors.append(error)
        self.left.append(Left(labels, error.what))

    def _headers(self, paths: Sequence[Path]) -> Iterator[tuple[Path, tuple[str, ...]]]:
        for path in paths:
            try:
                check_name(path)
                self.shapes[path] = shaped(path, self.reading, self.root)
                reading = self.shapes[path][0]
                yield path, (str(reading), *peek([path], reading, limit=20).columns)
            except SourceError as error:
                self._refuse((file_groups.label(path, self.root),), error)

    def _look_at(self, paths: list[Path], name: str) -> None:
        labels = tuple(file_groups.label(path, self.root) for path in paths)
        reading, shape = self.shapes[paths[0]]
        self.sheets += _unread_sheets(labels[0], reading.sheet, shape.others)
        staged = stage(self.connection, paths, reading, self.scratch, root=self.root, name=name, progress=self.progress)
        if not staged.rows and not staged.columns:
            self.left.append(Left(labels, "it holds no records"))
            return
        if not staged.rows:
            self.left.append(Left(labels, "it has a header and no rows"))
            return
        if len(staged.columns) < 2:
            self.left.append(Left(labels, _why_one_column(staged.files[0].reading.sheet)))
            return
        profiles = profile_columns(self.connection, staged.relation, staged.columns)
        self.profiles += profiles.values()
        stem = file_groups.stem(paths[0])
        titles = {column: shape.titles.get(place, "") for place, column in enumerate(staged.columns)}
        file, keys = self._file(profiles, staged.relation, stem, titles)
        found = self._fill(file, keys, staged.relation, stem, name)
        glimpses = {column: glimpse(profile) for column, profile in profiles.items()}
        if not found.tables:
            why = _headless(len(profiles), shape) or without_contact(file, stem)
            why = why or why_nothing(file, keys, shape.reason)
            self.left.append(Left(labels, why, glimpses, find_readings(file, schema.names()), staged.rows))
            return
        shown = ", ".join(labels[:3]) + (" ..." if len(labels) > 3 else "")
        invitations, reason = _invitations(profiles, found.tables)
        source = SourceProposal(
            name=self._name(stem),
            files=file_groups.globs(paths, self.root),
            tables=found.tables,
            rows=staged.rows,
            inputs=found.inputs if found.view else "",
            view=found.view,
            reading=reading,
            reading_reason=shape.reason,
            invitations=invitations,
            invitations_reason=reason,
            notes=(f"{shown}: {staged.rows:,} rows", *_rejected_note(staged.rejected), *found.notes),
            unused=found.unused,
            glimpses=glimpses,
            readings={} if found.view else find_readings(file, [table.table for table in found.tables]),
        )
        self.sources.append((source, found.relation))
        self.files[source.name] = file
        if found.steps:
            self._add_steps(source, found.steps, f"{name}_steps")

    def _add_steps(self, log: SourceProposal, steps: Steps, name: str) -> None:
        """A source of the same files that makes the steps of a log."""
        source = replace(
            log,
            name=self._name(f"{log.name} steps"),
            tables=(steps.table,),
            view=steps.view,
            notes=(f"the steps of the log{': ' if steps.note else ''}{steps.note}",),
            invitations="",
            invitations_reason="",
            unused=(),
            readings={},
        )
        self.sources.append((source, self._settled(steps.view, name)))

    def _fill(self, file: File, keys: Keys, relation: str, stem: str, name: str) -> _Filled:
        """The tables the rows fill as they are, or through a view where they are a log."""
        tables = find_tables(file, keys, self.connection, stem)
        first = tables[0].table if tables else ""
        if first in ("", "contacts", "surveys", "survey_items", "evaluations"):
            is_read = first == "evaluations" and not absent(tables[0])
            sheet = find_sheet(file, keys, stem, is_called=first == "contacts", is_read=is_read)
            if sheet is not None:
                self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {SHEETS} AS SELECT * FROM {relation}")
                settled = self._settled(sheet.view, name)
                unused = find_unused(file, (sheet.table,), sheet.view)
                return _Filled((sheet.table,), settled, sheet.view, (sheet.note,), unused, inputs=SHEETS)
        may_be_log = not tables or (tables[0].table in ("contacts", "customers") and not has_own_id(tables[0], file))
        log = find_log(file, keys, is_else=bool(tables)) if may_be_log else None
        if log is None:
            if not tables or not (tables[0].key or tables[0].table == "costs"):
                found_panel = self._panel(file, keys, relation, stem, name)
                if found_panel:
                    named = filter(None, (without_contact(file, stem),))
                    return replace(found_panel, notes=(*named, *found_panel.notes))
            return _Filled(tables, relation, unused=find_unused(file, tables) if tables else ())
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {INPUT} AS SELECT * FROM {relation}")
        settled = self._settled(log.view, name)
        if log.contacts:
            found: tuple[TableProposal, ...] = (_with_channel(log.contacts, stem),)
        else:
            found = self._tables_of_view(settled, stem)
        unused = find_unused(file, found, f"{log.view} {log.steps.view if log.steps else ''}")
        return _Filled(found, settled, log.view, (log.note,), unused, log.steps)

    def _panel(self, file: File, keys: Keys, relation: str, stem: str, name: str) -> _Filled | None:
        """Sums by unit and period, as they are or with a row for each; None where rows are none."""
        tables, notes = panel.find_panel(file, keys)
        if tables:
            return _Filled(tables, relation, notes=notes, unused=find_unused(file, tables))
        folded = panel.unfolded(file, keys, INPUT)
        if folded is None:
            return None
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {INPUT} AS SELECT * FROM {relation}")
        settled = self._settled(folded.view, name)
        columns = [row[0] for row in self.connection.execute(f"DESCRIBE {settled}").fetchall()]
        columns = [column for column in columns if column not in SYSTEM_COLUMNS]
        profiles = profile_columns(self.connection, settled, tuple(columns))
        tables, notes = panel.find_panel(*self._file(profiles, settled, stem))
        if not tables:
            return None
        tables = panel.of_one_measure(tables, stem)
        unused = find_unused(file, tables, folded.view)
        return _Filled(tables, settled, folded.view, (folded.note, *notes), unused)

    def _file(
        self, profiles: dict[str, Profile], relation: str, stem: str, titles: Mapping[str, str] | None = None
    ) -> tuple[File, Keys]:
        keys = Keys(self.connection, relation, tuple(profiles))
        spoken = names.nouns(stem)
        return File(profiles, spoken[-1] if spoken else "", keys.singles(profiles.values()), titles or {}), keys

    def _settled(self, view: str, name: str) -> str:
        """The rows of a view, as texts."""
        columns = [row[0] for row in self.connection.execute(f"DESCRIBE {view}").fetchall()]
        texts = ", ".join(f"CAST({identifier(column)} AS VARCHAR) AS {identifier(column)}" for column in columns)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(name)} AS SELECT {texts} FROM ({view})")
        return identifier(name)

    def _tables_of_view(self, relation: str, stem: str) -> tuple[TableProposal, ...]:
        columns = [row[0] for row in self.connection.execute(f"DESCRIBE {relation}").fetchall()]
        columns = [column for column in columns if column not in SYSTEM_COLUMNS]
        profiles = profile_columns(self.connection, relation, tuple(columns))
        file, keys = self._file(profiles, relation, stem)
        found = find_tables(file, keys, self.connection, stem)
        return tuple(replace(table, version="") for table in found)

    def _name(self, stem: str) -> str:
        """A name for the source that no other has."""
        base = names.source(stem)
        taken = {source.name for source, _ in self.sources} | self.taken
        return next(name for name in (base, *(f"{base}_{place}" for place in range(2, 999))) if name not in taken)


def _why_one_column(sheet: str) -> str:
    if sheet:
        return f"its sheet {sheet} has one column only; does another hold the table? steelyard init FILE --sheet NAME"
    return "it has one column only; is another sign between its fields? State the delimiter"


def _unread_sheets(label: str, sheet: str, others: Sequence[str]) -> Iterator[str]:
    """What to say of a workbook of several sheets, of which one is read."""
    if others:
        listed = ", ".join(others[:_MOST_SHEETS]) + (" ..." if len(others) > _MOST_SHEETS else "")
        count = f"{len(others)} other sheets are" if len(others) > 1 else "another sheet is"
        how = "steelyard init --add FILE --sheet NAME"
        yield f"{label}: its sheet {sheet} is read; {count} not: {listed}. To read one more: {how}"


def _rejected_note(rejected: Sequence[Rejected]) -> Iterator[str]:
    """What to say of rows that a load will send to quarantine as they are no rows of the table."""
    if rejected:
        many = f"{len(rejected):,} rows are" if len(rejected) > 1 else "1 row is"
        yield f"{many} not read: row {rejected[0].row:,} {rejected[0].reason}"


def _with_channel(table: TableProposal, stem: str) -> TableProposal:
    channel = channel_by_name(stem)
    return replace(table, guesses=(*table.guesses, channel)) if channel else table


def _by_reason(left: Sequence[Left]) -> tuple[Left, ...]:
    """Files with the same reason and columns in one entry."""
    found: dict[tuple[str, ...], Left] = {}
    for entry in left:
        alike = (entry.reason, *entry.glimpses)
        first = found.get(alike, replace(entry, files=(), rows=0))
        found[alike] = replace(first, files=(*first.files, *entry.files), rows=first.rows + entry.rows)
    return tuple(found.values())


def _currency(profiles: Iterable[Profile]) -> tuple[str, str]:
    found = [(word, p.name) for p in profiles for word in p.name.upper().split() if word.strip("()") in _CURRENCIES]
    return (found[0][0].strip("()"), f'0.85: "{found[0][1]}"') if found else ("", "")


def _invitations(profiles: dict[str, Profile], tables: Sequence[TableProposal]) -> tuple[str, str]:
    """Whether those who said nothing are in the file too."""
    score = next((guess for table in tables if table.table == "surveys" and (guess := table.guess("score"))), None)
    if score is None:
        return "", ""
    profile = profiles[score.mapping.columns[0]]
    silent = sum(count for value, count in profile.top.items() if not is_answer(score.mapping, value))
    share = (profile.known - silent) / profile.rows
    if share > 0.999:
        return "answers", "0.90: every row has a score; those who said nothing are not in it"
    if tables[0].table == "contacts":
        return "unknown", f"0.60: {share:.0%} of contacts have a score; whether the others were asked is not said"
    dated = next((guess for table in tables if (guess := table.guess("answered_at")) and guess.mapping.columns), None)
    when = profiles[dated.mapping.columns[0]].known_share if dated else share
    if when > share + 0.01:
        return "unknown", f"0.60: {share:.0%} of rows have a score, and {when:.0%} an instant of the answer"
    return "all", f"0.70: {share:.0%} of rows have a score, the others were asked and said nothing"


def _headless(columns: int, shape: Shape) -> str:
    """What to say of a file without a header; empty where it has one."""
    if shape.header or shape.columns:
        return ""
    hint = "steelyard init FILE --header 0 --columns contact_id,opened_at,..."
    return f"its first line is data, no header: name its {columns} columns in order: {hint}"

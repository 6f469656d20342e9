"""What do these files hold, and how would they be mapped? Looks at every row where it must be certain."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from steelyard.connectors import peek, stage
from steelyard.connectors.raw import quoted as identifier
from steelyard.errors import SourceError
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.events import INPUT, find_log
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.links import find_links
from steelyard.intake.proposal.model import Guess, Left, SourceProposal, TableProposal
from steelyard.intake.proposal.profile import Profile, profile_columns
from steelyard.intake.proposal.tables import channel_by_name, find_tables
from steelyard.intake.proposal.text import absent, left_lines, plain, source_lines, workspace_lines
from steelyard.settings.model import Reading

Ask = Callable[[str, Guess], bool]
"""(where it stands, the guess) -> whether it holds."""

_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "AUD", "CAD", "BRL", "ILS")
_ENDINGS = re.compile(
    r"(\.(csv|tsv|txt|tab|jsonl|ndjson|json|parquet|pq|xlsx|xls|xlsb|ods|gz|zst|zstd))+\Z", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_MOST_MEMORY = "2GB"


@dataclass(frozen=True)
class Proposal:
    """A mapping that people correct.

    Args:
        sources: what would fill canonical tables.
        left: files that fill none, and why.
        links: sentences on ids that files share.
        currency, currency_reason: ISO code found in headers; empty where none was.
        has_local_times: instants or dates without offset occur, so a time zone must be named.
    """

    name: str
    sources: tuple[SourceProposal, ...]
    left: tuple[Left, ...] = ()
    links: tuple[str, ...] = ()
    currency: str = ""
    currency_reason: str = ""
    has_local_times: bool = True

    @property
    def unsure(self) -> tuple[tuple[str, Guess], ...]:
        """(source and table, guess) of every guess that is not sure."""
        return tuple(
            (f"{source.name}.{table.table}", guess)
            for source in self.sources
            for table in source.tables
            for guess in table.guesses
            if not guess.is_sure
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

    def answered(self, ask: Ask) -> Proposal:
        """The proposal with a person's word on every guess that is not sure."""
        return replace(self, sources=tuple(_asked(source, ask) for source in self.sources))

    def to_toml(self) -> str:
        """A steelyard.toml that `settings.read` takes: reasons as comments, what is unsure commented out."""
        zone = (
            "no offset in the files: whose clocks are these? UTC until named"
            if self.has_local_times
            else "for days and hours; UTC until named"
        )
        currency = self.currency_reason or "no currency in any header"
        lines = [
            "# Proposed by steelyard init: how sure it is of each line (0 to 1), and why. Correct what is wrong.",
            "# Lines that begin with '# unsure:' are not in force: take the mark away where they hold.",
            *left_lines((), self.links),
            "",
            *workspace_lines(self.name, self.currency, currency, zone),
            *(line for source in self.sources for line in source_lines(source)),
            *left_lines(self.left, ()),
        ]
        return "\n".join(lines) + "\n"


def propose(
    files: Sequence[Path],
    *,
    ask: Ask | None = None,
    data: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> Proposal:
    """Look at files and propose the mapping.

    Args:
        ask: answers for guesses that are not sure; without it they stay marked.
        data: the folder globs are written relative to; the first file's folder unless told.

    Raises:
        SourceError: there are no files, or not one of them can be read.
    """
    paths = [Path(path).absolute() for path in files]
    if not paths:
        raise SourceError("there are no files to look at", next="steelyard init exports/*.csv")
    root = Path(data).absolute() if data else paths[0].parent
    with tempfile.TemporaryDirectory(prefix="steelyard-") as scratch, duckdb.connect() as connection:
        connection.execute(
            f"SET memory_limit = '{_MOST_MEMORY}'; SET TimeZone = 'UTC'; SET temp_directory = '{scratch}'"
        )
        looker = _Looker(connection, Path(scratch), root, progress)
        looker.look(paths)
        links = tuple(find_links(connection, looker.sources))
        proposal = looker.proposal(links)
    return proposal.answered(ask) if ask else proposal


class _Looker:
    """Stages, profiles and maps the files, one header family after the other."""

    def __init__(self, connection: Any, scratch: Path, root: Path, progress: Callable[[str], None] | None) -> None:
        self.connection, self.scratch, self.root, self.progress = connection, scratch, root, progress
        self.sources: list[tuple[SourceProposal, str]] = []
        self.left: list[Left] = []
        self.errors: list[SourceError] = []
        self.profiles: list[Profile] = []

    def look(self, paths: Sequence[Path]) -> None:
        """Every family of files; those that cannot be read or fill nothing are kept apart with the reason."""
        families = self._families(paths)
        for place, family in enumerate(families):
            labels = tuple(_label(path, self.root) for path in family)
            try:
                self._look_at(family, f"raw{place}")
            except SourceError as error:
                self._refuse(labels, error)
        if self.errors and not self.sources and len(self.left) == len(self.errors):
            raise self.errors[0]

    def proposal(self, links: tuple[str, ...]) -> Proposal:
        """What was found."""
        currency, reason = _currency(self.profiles)
        name = self.root.name.replace("-", " ").replace("_", " ").strip() or "Workspace"
        return Proposal(
            name=plain(name),
            sources=tuple(source for source, _ in self.sources),
            left=tuple(self.left),
            links=links,
            currency=currency,
            currency_reason=reason,
            has_local_times=any(p.moment and not p.moment.has_offset for p in self.profiles),
        )

    def _refuse(self, labels: tuple[str, ...], error: SourceError) -> None:
        self.errors.append(error)
        self.left.append(Left(labels, error.what))

    def _families(self, paths: Sequence[Path]) -> list[list[Path]]:
        """Files with the same header and the same name but for its numbers."""
        families: dict[tuple[Any, ...], list[Path]] = {}
        for path in paths:
            try:
                columns = peek([path], limit=20).columns
            except SourceError as error:
                self._refuse((_label(path, self.root),), error)
                continue
            shape = (path.parent, _DIGITS.sub("#", path.name), columns)
            families.setdefault(shape, []).append(path)
        return list(families.values())

    def _look_at(self, paths: list[Path], name: str) -> None:
        labels = tuple(_label(path, self.root) for path in paths)
        staged = stage(
            self.connection, paths, Reading(), self.scratch, root=self.root, name=name, progress=self.progress
        )
        if not staged.rows:
            self.left.append(Left(labels, "it has a header and no rows"))
            return
        if len(staged.columns) < 2:
            self.left.append(
                Left(labels, "it has one column only; is another sign between its fields? State the delimiter")
            )
            return
        relation = staged.relation
        profiles = profile_columns(self.connection, relation, staged.columns)
        self.profiles += profiles.values()
        stem = _ENDINGS.sub("", paths[0].name)
        file, keys = self._file(profiles, relation, stem, len(paths))
        tables, view, notes = find_tables(file, keys, self.connection, stem), "", ()
        if not tables or tables[0].table in ("contacts", "customers"):
            log = find_log(file, keys)
            if log:
                self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {INPUT} AS SELECT * FROM {relation}")
                view, notes = log.view, (log.note,)
                relation = self._settled(log.view, name)
                tables = (_with_channel(log.contacts, stem),) if log.contacts else self._tables_of_view(relation, stem)
        if not tables:
            self.left.append(Left(labels, _why_nothing(file)))
            return
        score = next((table.guess("score") for table in tables if table.table == "surveys"), None)
        invitations, reason = _invitations(score, profiles, [table.table for table in tables]) if not view else ("", "")
        source = SourceProposal(
            name=self._name(stem),
            files=_globs(paths, self.root),
            tables=tables,
            rows=staged.rows,
            inputs=INPUT if view else "",
            view=view,
            invitations=invitations,
            invitations_reason=reason,
            notes=(f"{', '.join(labels[:3])}{' ...' if len(labels) > 3 else ''}: {staged.rows:,} rows", *notes),
        )
        self.sources.append((source, relation))

    def _file(self, profiles: dict[str, Profile], relation: str, stem: str, count: int) -> tuple[File, Keys]:
        keys = Keys(self.connection, relation, tuple(profiles))
        spoken = names.nouns(stem)
        return File(profiles, spoken[-1] if spoken else "", keys.singles(profiles.values())), keys

    def _settled(self, view: str, name: str) -> str:
        """The rows of a view, as texts."""
        rows = (
            f"(SELECT COLUMNS(* EXCLUDE (_file, _row))::VARCHAR FROM ({view}))"
            if "SELECT *" in view
            else f"(SELECT COLUMNS(*)::VARCHAR FROM ({view}))"
        )
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(name)} AS SELECT * FROM {rows}")
        return identifier(name)

    def _tables_of_view(self, relation: str, stem: str) -> tuple[TableProposal, ...]:
        columns = [row[0] for row in self.connection.execute(f"DESCRIBE {relation}").fetchall()]
        profiles = profile_columns(self.connection, relation, tuple(columns))
        file, keys = self._file(profiles, relation, stem, 1)
        found = find_tables(file, keys, self.connection, stem)
        return tuple(replace(table, version="") for table in found)

    def _name(self, stem: str) -> str:
        """A name for the source that no other has."""
        spoken = [word for word in names.nouns(stem) if word.isascii() and word.isalpha()]
        base = "_".join(spoken) or "source"
        taken = {source.name for source, _ in self.sources}
        return next(name for name in (base, *(f"{base}_{place}" for place in range(2, 999))) if name not in taken)


def _asked(source: SourceProposal, ask: Ask) -> SourceProposal:
    """The source with a person's word on what is unsure: confirmed guesses are sure, the others go."""

    def settle(table: TableProposal) -> TableProposal:
        place = f"{source.name}.{table.table}"
        kept = [
            guess if guess.is_sure else replace(guess, confidence=1.0, reason=f"confirmed; {guess.reason}")
            for guess in table.guesses
            if guess.is_sure or ask(place, guess)
        ]
        return replace(table, guesses=tuple(kept))

    return replace(source, tables=tuple(settle(table) for table in source.tables))


def _with_channel(table: TableProposal, stem: str) -> TableProposal:
    channel = channel_by_name(stem)
    return replace(table, guesses=(*table.guesses, channel)) if channel else table


def _label(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _globs(paths: Sequence[Path], root: Path) -> tuple[str, ...]:
    """One glob where it means exactly these files, else their names."""
    if len(paths) > 1:
        pattern = _pattern([path.name for path in paths])
        if sorted(paths[0].parent.glob(pattern)) == sorted(paths):
            return (_label(paths[0].parent / pattern, root),)
    return tuple(_label(path, root) for path in paths)


def _pattern(texts: Sequence[str]) -> str:
    """What the names have in common at both ends, a star between."""
    start = _shared(texts)
    end = _shared([text[len(start) :][::-1] for text in texts])[::-1]
    return f"{start}*{end}"


def _shared(texts: Sequence[str]) -> str:
    """The longest beginning all texts share."""
    signs = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    return "".join(column[0] for column in signs)


def _currency(profiles: Iterable[Profile]) -> tuple[str, str]:
    found = [(word, p.name) for p in profiles for word in p.name.upper().split() if word.strip("()") in _CURRENCIES]
    return (found[0][0].strip("()"), f'0.85: "{found[0][1]}"') if found else ("", "")


def _invitations(score: Guess | None, profiles: dict[str, Profile], tables: list[str]) -> tuple[str, str]:
    """Whether those who said nothing are in the file too."""
    if score is None:
        return "", ""
    share = profiles[score.mapping.columns[0]].known_share
    if share > 0.999:
        return "answers", "0.90: every row has a score; those who said nothing are not in it"
    if "contacts" not in tables:
        return "all", f"0.70: {share:.0%} of rows have a score, the others were asked and said nothing"
    return "unknown", f"0.60: {share:.0%} of contacts have a score; whether the others were asked is not said"


def _why_nothing(file: File) -> str:
    has_moment = any(profile.moment for profile in file.profiles.values())
    what = "no contacts, answers, evaluations, costs, outcomes, customers or agents were recognised"
    return what if has_moment else f"{what}; it holds no date either"

"""A proposal as steelyard.toml: each line with its reason and how sure it is; unsure ones as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from steelyard import schema
from steelyard.intake.proposal.model import Guess, Left, SourceProposal, TableProposal
from steelyard.settings.mapping import ColumnMapping, Reading, Scalar

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def workspace_lines(name: str, currency: str, currency_reason: str, time_zone: str, zone_reason: str) -> Iterator[str]:
    """The workspace's own part; what is empty is proposed as a comment."""
    yield "[workspace]"
    yield f"name = {quoted(name)}"
    yield (
        f"currency = {quoted(currency)}{comment(currency_reason)}"
        if currency
        else f'# unsure: currency = "EUR"{comment(currency_reason)}'
    )
    yield (
        f"time_zone = {quoted(time_zone)}{comment(zone_reason)}"
        if time_zone
        else f'# unsure: time_zone = "Europe/Lisbon"{comment(zone_reason)}'
    )


def source_lines(source: SourceProposal) -> Iterator[str]:
    """One source; wholly commented out where it would fill no table."""
    live = [table for table in source.tables if not absent(table)]
    lead = "" if live else "# "
    yield ""
    for note in source.notes:
        yield f"# {plain(note)}"
    yield f"{lead}[sources.{source.name}]"
    files = _texts(source.files)
    yield f"{lead}files = {{ {source.inputs} = {files} }}" if source.view else f"{lead}files = {files}"
    yield from (f"{lead}{line}" for line in _reading_lines(source.reading, source.reading_reason))
    if source.invitations:
        yield f"{lead}invitations = {quoted(source.invitations)}{comment(source.invitations_reason)}"
    if source.view:
        yield f'{lead}view = """'
        yield from (f"{lead}{line}" for line in source.view.replace("\\", "\\\\").split("\n"))
        yield f'{lead}"""'
    several = {table.table for table in live if sum(other.table == table.table for other in live) > 1}
    for table in source.tables:
        yield from _table_lines(source.name, table, table.table in several)
    yield from _unused_lines(source)


def _unused_lines(source: SourceProposal) -> Iterator[str]:
    """Columns nothing is read from, those with one reason on one line."""
    if source.unused:
        yield ""
        yield f"# Not used of {source.name}:"
    columns: dict[str, list[str]] = {}
    for entry in source.unused:
        columns.setdefault(entry.reason, []).append(entry.column)
    yield from (f"#   {plain(', '.join(named))}: {plain(reason)}" for reason, named in columns.items())


def _reading_lines(reading: Reading, reason: str) -> Iterator[str]:
    """How the files are read, where it is stated; the reason stands behind the first line of the table's shape."""
    for key in ("format", "delimiter", "quote", "encoding", "sheet", "records"):
        if value := getattr(reading, key):
            yield f"{key} = {quoted(value)}"
    shape = {"skip": str(reading.skip)} if reading.skip else {}
    shape |= {"header": str(reading.header)} if reading.header != 1 else {}
    shape |= {"columns": _texts(reading.columns, always_list=True)} if reading.columns else {}
    for place, (key, value) in enumerate(shape.items()):
        yield f"{key} = {value}{comment(reason) if not place else ''}"


def absent(table: TableProposal) -> tuple[str, ...]:
    """Required columns nothing sure was found for."""
    required = [column.name for column in schema.table(table.table).columns if column.is_required]
    return tuple(name for name in required if not ((guess := table.guess(name)) and guess.is_sure))


def _table_lines(source: str, table: TableProposal, is_one_of_several: bool) -> Iterator[str]:
    gaps = absent(table)
    lead = "# " if gaps else ""
    yield ""
    if gaps:
        yield f"# unsure: {table.table} needs {' and '.join(gaps)}; name the column and take the # away"
    name = f"sources.{source}.{table.table}"
    yield f"{lead}[[{name}]]" if is_one_of_several else f"{lead}[{name}]"
    if table.key:
        yield f"{lead}key = {_texts(table.key, always_list=True)}{comment(table.key_reason)}"
    elif table.key_reason:
        yield f"# {table.key_reason}"
    if table.version:
        yield f"{lead}version = {quoted(table.version)}{comment('0.80: the later row replaces')}"
    if table.filter:
        yield f"{lead}filter = {quoted(table.filter)}{comment(table.filter_reason)}"
    if table.dimensions:
        yield f"{lead}dimensions = {_inline(table.dimensions)}{comment('0.60: kept to split by')}"
    yield ""
    yield f"{lead}[{name}.columns]"
    for guess in _ordered(table):
        yield _guess_line(guess, lead)
    if "opened_at" in gaps and table.guess("opened_at") is None:
        held = f"; dates stand in {', '.join(table.dated)}" if table.dated else ""
        yield f'# unsure: opened_at = "?"{comment(f"no column says when contacts began{held}")}'


def _ordered(table: TableProposal) -> list[Guess]:
    order = {name: place for place, name in enumerate(schema.table(table.table).names)}
    return sorted(table.guesses, key=lambda guess: order[guess.target])


def _guess_line(guess: Guess, lead: str) -> str:
    mark = lead if guess.is_sure else "# declined: " if guess.is_declined else "# unsure: "
    return f"{mark}{guess.target} = {value_of(guess.mapping)}{comment(f'{guess.confidence:.2f}: {guess.reason}')}"


def value_of(mapping: ColumnMapping) -> str:
    """A column mapping as TOML."""
    parts: dict[str, str] = {}
    if mapping.constant is not None:
        parts["constant"] = _scalar(mapping.constant)
    elif mapping.sql:
        parts["sql"] = quoted(mapping.sql)
    elif len(mapping.columns) == 1:
        parts["column"] = quoted(mapping.columns[0])
    else:
        parts["columns"] = _texts(mapping.columns)
    if mapping.formats:
        parts["format" if len(mapping.formats) == 1 else "formats"] = _texts(mapping.formats)
    for name in ("zone", "unit", "decimal", "missing_when", "lost_time", "prefix"):
        if text := getattr(mapping, name):
            parts[name] = quoted(text)
    if mapping.missing:
        parts["missing"] = _texts(mapping.missing, always_list=True)
    if mapping.values:
        parts["values"] = _inline(mapping.values)
    if list(parts) == ["column"]:
        return parts["column"]
    return "{ " + ", ".join(f"{key} = {value}" for key, value in parts.items()) + " }"


def left_lines(left: Sequence[Left], links: Sequence[str]) -> Iterator[str]:
    """What was noticed between files, and the files that fill no table."""
    if links:
        yield ""
        yield "# What files share, and sheets that are not read:"
        yield from (f"#   {plain(link)}" for link in links)
    if left:
        yield ""
        yield "# Not used:"
        yield from (f"#   {plain(', '.join(entry.files))}: {plain(entry.reason)}" for entry in left)


def comment(reason: str) -> str:
    """A reason behind a line."""
    return f"  # {plain(reason)}" if reason else ""


def plain(text: str) -> str:
    """A text on one line, as TOML's comments need it."""
    return _CONTROL.sub(" ", text)


def quoted(text: str) -> str:
    """A TOML string, the literal kind where that spares escapes."""
    if '"' in text and "'" not in text and not _CONTROL.search(text):
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _scalar(value: Scalar) -> str:
    return quoted(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)


def _texts(texts: Sequence[str], always_list: bool = False) -> str:
    if len(texts) == 1 and not always_list:
        return quoted(texts[0])
    return "[" + ", ".join(map(quoted, texts)) + "]"


def _inline(entries: Mapping[str, Scalar]) -> str:
    inside = ", ".join(
        f"{key if _BARE.match(key) else quoted(key)} = {_scalar(value)}" for key, value in entries.items()
    )
    return "{ " + inside + " }"

"""Which sign parts the fields of a CSV file, and what its columns are called."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from steelyard.formats import header
from steelyard.formats.raw import Input, unique_names
from steelyard.settings.mapping import Reading

DELIMITERS = (",", ";", "\t", "|", "^", "~")
FIELD_LIMIT = 16_000_000
_SAMPLE = 500


@dataclass(frozen=True)
class Dialect:
    """How fields are written. An empty quote means that nothing is quoted."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""

    def records(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """A csv reader; csv.Error for a record whose quotes do not match."""
        csv.field_size_limit(FIELD_LIMIT)
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            doublequote=not self.escape,
            escapechar=self.escape or None,
            strict=True,
        )


def detect(source: Input, sample: list[str]) -> tuple[Dialect, tuple[str, ...]]:
    """The dialect stated or found, and the columns' names.

    Args:
        sample: the first lines with their ends, after the skipped ones.

    Raises:
        SourceError: no line, or a stated delimiter that parts nothing while another would.
    """
    if not any(line.strip() for line in sample):
        raise source.error("there is no header: every line is blank")
    stated = source.reading
    best = max(_choices(stated, sample), key=lambda choice: _fit(choice, sample))
    names = header.names(source, [row for _, row in islice(_rows(best, sample), max(stated.header, 1))])
    if stated.delimiter and len(names) == 1:
        quote = best.quote
        other = max((Dialect(sign, quote) for sign in DELIMITERS), key=lambda choice: _fit(choice, sample))
        if _fit(other, sample)[0] > 0.9 and len(_header(other, sample)) > 1:
            raise source.error(
                f"the delimiter {stated.delimiter!r} parts nothing: one column was found",
                next=f"Write delimiter = {_spelled(other.delimiter)}.",
            )
    return best, unique_names(names)


def parted(source: Input, sample: list[str]) -> list[tuple[int, list[str]]]:
    """(lines before it, fields) of the first rows, by the delimiter that gives most of them as many fields.

    Unlike `detect` it does not take the first row for the header.
    """
    best = max(_choices(source.reading, sample), key=lambda choice: _evenness(choice, sample))
    return list(_rows(best, sample))


def _choices(stated: Reading, sample: list[str]) -> list[Dialect]:
    quote = {"none": "", "": '"'}.get(stated.quote, stated.quote)
    choices = [Dialect(sign, quote) for sign in ([stated.delimiter] if stated.delimiter else DELIMITERS)]
    if quote and any(f"\\{quote}" in line for line in sample):
        choices += [replace(choice, escape="\\") for choice in choices]
    return choices


def _evenness(dialect: Dialect, sample: list[str]) -> tuple[float, int]:
    """(share of rows with the most frequent number of fields, how many fields); one field is no fit."""
    counts = Counter(len(row) for _, row in _rows(dialect, sample))
    width = max((size for size in counts if size > 1), key=lambda size: (counts[size], size), default=0)
    return round(counts[width] / counts.total(), 1) if width else 0.0, width


def _spelled(sign: str) -> str:
    return '"tab"' if sign == "\t" else f'"{sign}"'


def _fit(dialect: Dialect, sample: list[str]) -> tuple[float, int]:
    """(share of rows with as many fields as the header, how many fields); one field is no fit."""
    counts = Counter(len(row) for _, row in _rows(dialect, sample))
    width = len(_header(dialect, sample))
    if width < 2:
        return 0.0, 0
    return round(counts[width] / max(sum(counts.values()), 1), 1), width


def _header(dialect: Dialect, sample: list[str]) -> list[str]:
    return next((row for _, row in _rows(dialect, sample)), [])


def _rows(dialect: Dialect, sample: list[str]) -> Iterator[tuple[int, list[str]]]:
    """(lines before it, fields) of rows that are not blank; one whose quotes do not match has no fields."""
    records = dialect.records(sample)
    for _ in range(_SAMPLE):
        place = records.line_num  # type: ignore[attr-defined]
        try:
            row = next(records)
        except StopIteration:
            return
        except csv.Error:
            yield place, []
            continue
        if row:
            yield place, row

"""A value of steelyard.toml that knows where it stands, so that every error can name the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from steelyard.errors import SettingsError, did_you_mean
from steelyard.parameters import FIRST_YEAR, LARGEST, LAST_YEAR
from steelyard.settings.lines import Path, line_of


@dataclass(frozen=True)
class Node:
    """One value and its place.

    Args:
        path: keys from the top; lines: path -> line; file: what errors call the text.
    """

    value: Any
    path: Path
    lines: Mapping[Path, int]
    file: str

    @property
    def line(self) -> int:
        """The line it stands in."""
        return line_of(self.lines, self.path)

    @property
    def name(self) -> str:
        """Its key, dotted."""
        return ".".join(str(part) for part in self.path if not isinstance(part, int))

    def error(self, what: str, *, next: str = "") -> SettingsError:
        """An error that names this line, or the flag or variable."""
        return SettingsError(what, where=f"{self.file}, line {self.line}" if self.lines else self.file, next=next)

    def child(self, key: str | int, value: Any) -> Node:
        """A value within this one."""
        return Node(value, (*self.path, key), self.lines, self.file)

    def table(self, known: Iterable[str] | None = None) -> dict[str, Node]:
        """Its entries; with `known`, any other key is an error that proposes."""
        if not isinstance(self.value, dict):
            raise self.error(f"{self.name} must be a table, not {_kind(self.value)}")
        entries = {key: self.child(key, value) for key, value in self.value.items()}
        names = None if known is None else set(known)
        for key, entry in entries.items():
            if names is not None and key not in names:
                place = self.name or "the settings"
                raise entry.error(f"{place} has no {key!r}", next=did_you_mean(key, names))
        return entries

    def tables(self) -> Iterator[Node]:
        """The table itself, or each table of a list of them."""
        if isinstance(self.value, list):
            yield from (self.child(place, value) for place, value in enumerate(self.value))
        else:
            yield self

    def text(self) -> str:
        """A text that is not blank."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error(f"{self.name} must be a text, not {_kind(self.value)}", next="Put it in quotes.")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A text or a list of texts (blank ones allowed: they may stand for missing)."""
        entries = self.value if isinstance(self.value, list) else [self.value]
        if not all(isinstance(entry, str) for entry in entries):
            raise self.error(f"{self.name} must be a text or a list of texts", next="Put each in quotes.")
        return tuple(entries)

    def number(self, low: float | None = None, high: float | None = None) -> float:
        """A number within limits."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.error(f"{self.name} must be a number, not {_kind(self.value)}")
        if not abs(self.value) <= LARGEST:
            raise self.error(f"{self.name} must be a number of usual size")
        if not (low is None or self.value >= low) or not (high is None or self.value <= high):
            span = f"at least {low:g}" if high is None else f"between {low:g} and {high:g}"
            raise self.error(f"{self.name} must be {span}, not {self.value}")
        return self.value

    def boolean(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.error(f"{self.name} must be true or false, not {_kind(self.value)}")
        return self.value

    def choice(self, choices: Iterable[str]) -> str:
        """One of the choices."""
        known = list(choices)
        if self.value not in known:
            hint = did_you_mean(str(self.value), known)
            raise self.error(f"{self.name} cannot be {self.value!r}", next=hint)
        return str(self.value)

    def day(self) -> date:
        """A date, written bare or in quotes."""
        try:
            is_day = isinstance(self.value, date) and not isinstance(self.value, datetime)
            found = self.value if is_day else date.fromisoformat(str(self.value))
        except ValueError:
            raise self.error(f"{self.name} must be a date", next="Write it as 2026-09-30.") from None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            what = f"{self.name} must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
            raise self.error(what, next="Write it as 2026-09-30.")
        return found

    def scalar(self) -> str | int | float | bool:
        """A text, number or boolean; dates become their ISO text."""
        if isinstance(self.value, str | int | float | bool):
            return self.value
        if isinstance(self.value, date):
            return self.value.isoformat()
        raise self.error(f"{self.name} must be one value, not {_kind(self.value)}")


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", dict: "a table", list: "a list", str: "a text", int: "a number", float: "a number"}
    return "a blank text" if value == "" else kinds.get(type(value), "a date")

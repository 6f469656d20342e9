"""What a file of the exchange holds, and how it is written and read: docs/exchange.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from steelyard.errors import SteelyardError

FORMAT, VERSION = "steelyard-exchange", 2
READ = (1, 2)
"""Versions that are read: the first has no topics."""

MOST_BYTES, MOST_COUNT = 20_000_000, 10**12


class ExchangeError(SteelyardError):
    """A file of the exchange cannot be read, or does not hold."""


@dataclass(frozen=True)
class Cell:
    """A measure of a month and channel, or of a topic of these.

    Args:
        month: "2026-03". topic: empty where the month is not split by topics. n: of what it rests on, to the nearest
            ten. value: to four digits.
        variance: of the value, by which customers called.
    """

    month: str
    channel: str
    metric: str
    n: int
    value: float
    variance: float
    topic: str = ""


@dataclass(frozen=True)
class Shared:
    """One company's figures.

    Args:
        company: how it calls itself. is_named: others may be told so.
        definitions: measure -> fingerprint of its definition and what it assumes.
        minimum: contacts and agents under which a month of a channel is left out.
        version: of the format it was written in.
    """

    company: str
    is_named: bool
    currency: str
    minimum: tuple[int, int]
    definitions: Mapping[str, str]
    cells: tuple[Cell, ...]
    version: int = VERSION

    def text(self) -> bytes:
        """What is signed: the same for the same content, wherever it is written."""
        told = {"format": FORMAT, **asdict(self)}
        if self.version == 1:
            told["cells"] = [{name: one for name, one in cell.items() if name != "topic"} for cell in told["cells"]]
        return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def parse(path: Path) -> tuple[Shared, Mapping[str, str]]:
    """A file's content, and its key and signature, which `signing.check` holds against it.

    Raises:
        ExchangeError: it is no such file, or of another version.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ExchangeError("the file is too large for an exchange", where=str(path))
        content = path.read_bytes()
    except OSError as error:
        raise ExchangeError(f"cannot be read: {error.strerror}", where=str(path)) from None
    return read(content, str(path))


def read(content: bytes, name: str) -> tuple[Shared, Mapping[str, str]]:
    """The same of a file's content, called so in errors."""
    try:
        told = json.loads(content.decode(), parse_constant=_refuse)
        held, seal = told["shared"], told["signed"]
        if held["format"] != FORMAT or held["version"] not in READ:
            raise ExchangeError(
                f"it is version {str(held['version'])[:20]} of the exchange; {READ[0]} to {READ[-1]} are read here",
                where=name,
                next="Use the same version of Steelyard on both sides.",
            )
        return _shared(held), {"key": str(seal["key"]), "signature": str(seal["signature"])}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError) as error:
        raise ExchangeError(
            f"this is no file of the exchange: {_why(error)}",
            where=name,
            next="Write one with: steelyard exchange export",
        ) from None


def _why(error: Exception) -> str:
    """What is wrong with it, without quoting it."""
    if isinstance(error, UnicodeDecodeError):
        return "it is no text in UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON (line {error.lineno}, column {error.colno})"
    if isinstance(error, KeyError):
        return "a field is missing"
    return "a field holds what it cannot"


def _refuse(text: str) -> float:
    raise ValueError(text)


def _shared(held: Mapping[str, Any]) -> Shared:
    least = held["minimum"]
    cells = tuple(_cell(entry, held["version"]) for entry in held["cells"])
    if len({(cell.metric, cell.month, cell.channel, cell.topic) for cell in cells}) < len(cells):
        raise ValueError("a cell stands twice")
    return Shared(
        _text(held["company"], 200),
        _flag(held["is_named"]),
        str(held["currency"])[:3],
        (int(least[0]), int(least[1])),
        {str(name): str(known) for name, known in dict(held["definitions"]).items()},
        cells,
        held["version"],
    )


def _flag(value: Any) -> bool:
    """Consent is said outright: no other value stands for it."""
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def _text(value: Any, most: int) -> str:
    """A text that may be printed: nothing in it moves a terminal's cursor."""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise ValueError("a text cannot be shown")
    return value


def _cell(entry: Mapping[str, Any], version: int) -> Cell:
    found = Cell(
        _text(entry["month"], 7),
        _text(entry["channel"], 100),
        _text(entry["metric"], 100),
        int(entry["n"]),
        float(entry["value"]),
        float(entry["variance"]),
        _text(entry["topic"], 100) if version > 1 else "",
    )
    if not 0 <= found.n <= MOST_COUNT or not 0 <= found.variance < float("inf") or abs(found.value) > 1e15:
        raise ValueError("a cell is impossible")
    return found

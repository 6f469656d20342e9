"""What a file of the exchange holds, and how it is written and read: docs/exchange.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from steelyard.errors import SteelyardError

FORMAT, VERSION = "steelyard-exchange", 1
MOST_BYTES = 20_000_000


class ExchangeError(SteelyardError):
    """A file of the exchange cannot be read, or does not hold."""


@dataclass(frozen=True)
class Cell:
    """A measure of a month and channel.

    Args:
        month: "2026-03". n: of what it rests on, to the nearest ten. value: to four digits.
        variance: of the value, by which customers called.
    """

    month: str
    channel: str
    metric: str
    n: int
    value: float
    variance: float


@dataclass(frozen=True)
class Shared:
    """One company's figures.

    Args:
        company: how it calls itself. is_named: others may be told so.
        definitions: measure -> fingerprint of its definition and what it assumes.
        minimum: contacts and agents under which a month of a channel is left out.
    """

    company: str
    is_named: bool
    currency: str
    minimum: tuple[int, int]
    definitions: Mapping[str, str]
    cells: tuple[Cell, ...]

    def text(self) -> bytes:
        """What is signed: the same for the same content, wherever it is written."""
        told = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def parse(path: Path) -> tuple[Shared, Mapping[str, str]]:
    """A file's content, and its key and signature, which `signing.check` holds against it.

    Raises:
        ExchangeError: it is no such file, or of another version.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ExchangeError("the file is too large for an exchange", where=str(path))
        told = json.loads(path.read_text("utf-8"), parse_constant=_refuse)
        held, seal = told["shared"], told["signed"]
        if (held["format"], held["version"]) != (FORMAT, VERSION):
            raise ExchangeError(
                f"it is version {held['version']!r} of the exchange; {VERSION} is read here",
                where=str(path),
                next="Use the same version of Steelyard on both sides.",
            )
        return _shared(held), {"key": str(seal["key"]), "signature": str(seal["signature"])}
    except OSError as error:
        raise ExchangeError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__.removesuffix('Error').lower()} error"
        raise ExchangeError(
            f"this is no file of the exchange ({reason})",
            where=str(path),
            next="Write one with: steelyard exchange export",
        ) from None


def _refuse(text: str) -> float:
    raise ValueError(text)


def _shared(held: Mapping[str, Any]) -> Shared:
    least = held["minimum"]
    return Shared(
        str(held["company"])[:200],
        bool(held["is_named"]),
        str(held["currency"])[:3],
        (int(least[0]), int(least[1])),
        {str(name): str(known) for name, known in dict(held["definitions"]).items()},
        tuple(_cell(entry) for entry in held["cells"]),
    )


def _cell(entry: Mapping[str, Any]) -> Cell:
    found = Cell(
        str(entry["month"])[:7],
        str(entry["channel"])[:100],
        str(entry["metric"])[:100],
        int(entry["n"]),
        float(entry["value"]),
        float(entry["variance"]),
    )
    if found.n < 0 or not 0 <= found.variance < float("inf") or abs(found.value) > 1e15:
        raise ValueError("a cell is impossible")
    return found

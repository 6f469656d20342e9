"""The register as a CSV file: out, and brought back, each row taken or refused by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from steelyard.desk import RegisteredDebt
from steelyard.desk.debts import Register
from steelyard.errors import DeskError, StaleError

MOST_BYTES = 5_000_000

COLUMNS = (
    *("debt", "version", "fracture", "by", "part", "state", "owner", "principal_low", "principal_high"),
    *("removable", "since", "repaired_on", "initiative", "follow_ups", "note"),
)
"""Of the register as a file; what is left empty is not changed."""


def row_of(debt: RegisteredDebt) -> Mapping[str, object]:
    """A debt as a row of the file."""
    low, high = debt.principal or ("", "")
    return {
        "debt": debt.id,
        "version": debt.version,
        "fracture": debt.fracture,
        "by": debt.by,
        "part": debt.part,
        "state": debt.state,
        "owner": debt.owner,
        "principal_low": low,
        "principal_high": high,
        "removable": "" if debt.removable is None else debt.removable,
        "since": debt.since or "",
        "repaired_on": debt.repaid_on or "",
        "initiative": debt.initiative,
        "follow_ups": " ".join(map(str, debt.follow_ups)),
        "note": "",
    }


@dataclass(frozen=True)
class Brought:
    """What became of a file's rows.

    Args:
        refused: (line of the file, why) of those that were not taken.
    """

    taken: int
    refused: tuple[tuple[int, str], ...] = ()


def written(debts: Sequence[RegisteredDebt]) -> str:
    """Debts as the text of a file that can be brought back."""
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS)
    writer.writeheader()
    for found in debts:
        writer.writerow({name: _safe(str(value)) for name, value in row_of(found).items()})
    return target.getvalue()


def bring(held: Register, who: str, content: bytes) -> Brought:
    """Take a file's rows: without a number a new debt, else what is changed of one that is there.

    Raises:
        DeskError: it is no such file.
    """
    refused, taken = [], 0
    for line, row in enumerate(_rows(content), start=2):
        try:
            _bring(held, who, row)
            taken += 1
        except DeskError as error:
            refused.append((line, error.what))
    return Brought(taken, tuple(refused))


def _bring(held: Register, who: str, row: Mapping[str, str]) -> None:
    """One row: a new debt, or what it changes of one that is there."""
    if row["debt"]:
        found = held.find(int(number_of(row["debt"])))
        if str(found.version) != row["version"]:
            raise StaleError("this was changed in between", next="Take the register anew and enter it again.")
    else:
        since = day_of(row["since"]) if row["since"] else None
        found = held.add(who, row["fracture"], row["by"], row["part"], "", since)
    if row["owner"] and row["owner"] != found.owner:
        found = held.own(found.id, who, found.version, row["owner"])
    principal = range_of(row["principal_low"], row["principal_high"])
    removable = number_of(row["removable"]) if row["removable"] else found.removable
    if (principal or found.principal) != found.principal or removable != found.removable:
        found = held.estimate(found.id, who, found.version, principal or found.principal, removable)
    if row["initiative"] not in ("", found.initiative) or (
        row["follow_ups"] and numbers_of(row["follow_ups"]) != found.follow_ups
    ):
        numbers = numbers_of(row["follow_ups"]) or found.follow_ups
        found = held.link(found.id, who, found.version, numbers, row["initiative"] or found.initiative)
    if row["repaired_on"] and day_of(row["repaired_on"]) != found.repaid_on:
        found = held.repair(found.id, who, found.version, day_of(row["repaired_on"]))
    if row["note"]:
        held.add_note(found.id, who, found.version, row["note"])


def _rows(content: bytes) -> list[dict[str, str]]:
    if len(content) > MOST_BYTES:
        raise DeskError("the file is larger than 5 MB", next="Send it in parts.")
    hint = f"Its columns are {', '.join(COLUMNS)}."
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        rows = [{name: _plain(row.get(name) or "") for name in COLUMNS} for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise DeskError("this is not a CSV file in UTF-8", next=hint) from None
    lacking = [name for name in ("debt", "fracture") if name not in (reader.fieldnames or ())]
    if lacking:
        raise DeskError(f"the file has no column {lacking[0]}", next=hint)
    return rows


def _plain(text: str) -> str:
    """A text without the apostrophe that a spreadsheet was given."""
    stripped = text.strip()
    return stripped[1:] if stripped[:1] == "'" and stripped[1:2] in tuple("=+-@") else stripped


def _safe(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def day_of(text: str) -> date:
    """A day as it is typed; DeskError where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DeskError(f"{text[:40]!r} is no day", next="Write it as 2026-09-30.") from None


def number_of(text: str) -> float:
    """A number as it is typed; DeskError where it is none."""
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        raise DeskError(f"{text[:40]!r} is no number", next="Write it in digits.") from None
    if found != found or abs(found) == float("inf"):
        raise DeskError(f"{text[:40]!r} is no number", next="Write it in digits.")
    return found


def numbers_of(text: str) -> tuple[int, ...]:
    """Whole numbers with spaces or commas between them."""
    return tuple(int(number_of(part)) for part in text.replace(",", " ").split())


def range_of(low: str, high: str) -> tuple[float, float] | None:
    """A range as it is typed; None where nothing is, one number for both ends."""
    if not low.strip() and not high.strip():
        return None
    ends = [number_of(one) for one in (low or high, high or low)]
    return ends[0], ends[1]

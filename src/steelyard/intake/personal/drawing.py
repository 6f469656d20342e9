"""Who of some customers is on which side of a lot, by the ids their systems write."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steelyard.errors import QuestionError, SettingsError, did_you_mean
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.personal import finding, keys, stopped
from steelyard.intake.personal.pseudonyms import Pseudonyms, says_nobody
from steelyard.measure.models import lots
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Initiative, Lot
from steelyard.store import Snapshot

COLUMNS = (CUSTOMER, "side")


@dataclass(frozen=True)
class Drawn:
    """How many customers a file tells the side of.

    Args:
        unclear: ids that are those of several customers on different sides, which are left out.
    """

    treated: int
    control: int
    unclear: int = 0


def lot_named(settings: Settings, name: str) -> Lot:
    """The lot of a registered initiative.

    Raises:
        QuestionError: there is no such initiative, or its customers are not drawn from a seed.
        SettingsError: the lot was drawn from other ids than the store holds.
    """
    known: dict[str, Initiative] = {one.name: one for one in settings.initiatives}
    if name not in known:
        hint = did_you_mean(name, known) if known else "Register it: steelyard register --treats customers --seed 7 ..."
        raise QuestionError(f"no initiative on contacts is called {name!r}", next=hint)
    lot = known[name].lot
    if lot is None:
        what = f"the customers of {name!r} are not drawn from a seed"
        raise QuestionError(what, next='Register it with treats = "customers" and a lot.')
    if (lot.ids == "pseudonyms") != settings.privacy.pseudonyms:
        what = f"the lot of {name!r} is drawn from {_CALLED[lot.ids]}, which are not what the store holds"
        raise SettingsError(what, where="steelyard.toml, initiatives", next=f"Draw it again for {_OTHER[lot.ids]}.")
    return lot


_CALLED = {"plain": "customers' ids", "pseudonyms": "pseudonyms"}
_OTHER = {"plain": "pseudonyms, as a new initiative", "pseudonyms": "ids, as a new initiative"}


def of_the_store(snapshot: Snapshot, settings: Settings, lot: Lot) -> list[tuple[str, str]]:
    """(id, side) of every customer of the store who was not erased.

    Raises:
        SettingsError: the store holds pseudonyms, which nobody who serves customers knows.
    """
    if settings.privacy.pseudonyms:
        hint = "Give them: steelyard lot NAME --customers ids.txt --out lot.csv"
        raise SettingsError("the store knows customers by pseudonyms alone", where="steelyard.toml, privacy", next=hint)
    shown = snapshot.manifest.columns
    tables = [name for name in ("contacts", "customers") if CUSTOMER in shown.get(name, {})]
    if not tables:
        raise QuestionError("no row of the store names a customer", next="Map contacts.customer_id and load.")
    told = f"NOT ({says_nobody(CUSTOMER)}) AND NOT starts_with({CUSTOMER}, '{stopped.MARK}')"
    rows = " UNION ".join(f"SELECT {CUSTOMER} AS id FROM {name} WHERE {told}" for name in tables)
    return [(one, lots.side_of(lot, one)) for one in sorted(set(map(str, snapshot.engine.query(rows)["id"])))]


def of_ids(snapshot: Snapshot | None, settings: Settings, lot: Lot, typed: Sequence[str]) -> list[tuple[str, str]]:
    """(id, side) of ids as their systems write them; the side is empty where an id stands for several customers.

    Args:
        snapshot: tells which customer an id of several sources is; None where nothing was loaded yet.
    """
    made = Pseudonyms(keys.of_pseudonyms(settings)) if settings.privacy.pseudonyms else None
    ways = finding.stored_forms(settings, typed)
    named = [tuple(made.of(form) if made else form for form in forms) for forms in ways]
    asked = sorted({one for names in named if len(names) > 1 for one in names})
    there = set(finding.held(snapshot.engine, snapshot.manifest.columns, asked)) if snapshot and asked else set()
    found = []
    for one, names in zip(typed, named, strict=True):
        kept = [name for name in names if name in there] or names[:1]
        sides = {lots.side_of(lot, name) for name in kept}
        found.append((one, sides.pop() if len(sides) == 1 else ""))
    return found


def read_ids(path: Path) -> list[str]:
    """One id a line, each once; a first line that says customer_id is none.

    Raises:
        QuestionError: it cannot be read, or holds none.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise QuestionError(
            f"the file of ids cannot be opened: {error.strerror or 'no reason is given'}",
            where=path.name,
            next="Name a file of UTF-8 text with one id a line.",
        ) from None
    except UnicodeDecodeError:
        raise QuestionError("the file of ids is no UTF-8 text", where=path.name, next="Save it as UTF-8.") from None
    found = [line.strip() for line in lines if line.strip()]
    if found and found[0].strip('"').lower() == CUSTOMER:
        found = found[1:]
    if not found:
        raise QuestionError("the file holds no id", next="Write one id a line.")
    return list(dict.fromkeys(found))


def write(path: Path, rows: Sequence[tuple[str, str]]) -> Drawn:
    """A CSV file of its owner's alone; ids without one side are left out.

    Raises:
        QuestionError: it is there already, or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise QuestionError("there is a file of that name already", next="Name another with --out.") from None
    except OSError as error:
        hint = "Does its folder exist, and may you write there?"
        raise QuestionError(f"the file cannot be written: {error.strerror}", next=hint) from None
    told = [row for row in rows if row[1]]
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((COLUMNS, *told))
    treated = sum(side == lots.TREATED for _, side in told)
    return Drawn(treated, len(told) - treated, len(rows) - len(told))

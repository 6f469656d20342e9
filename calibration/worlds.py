"""Loads worlds through the product's own intake, and asks it about them, some hundred worlds at a time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import steelyard
from calibration import drawn
from calibration.drawn import Setting
from steelyard.measure.sums.model import Sums
from steelyard.workspace import Workspace

AT_ONCE = 200
"""Worlds in one question: few enough for strata to stay what they are in everyday questions."""


@dataclass(frozen=True)
class Load:
    """Worlds as they lie in a store."""

    setting: Setting
    workspace: Workspace
    names: tuple[str, ...]
    customers: int
    contacts: int

    def batches(self) -> Iterator[tuple[str, ...]]:
        """The worlds' names, some at a time."""
        return chunks(self.names, AT_ONCE)


@contextmanager
def loaded(
    setting: Setting,
    count: int,
    customers: int,
    seed: int,
    *,
    until_day: int | None = None,
    scratch: Path | None = None,
    spoil: Callable[[Path], None] | None = None,
) -> Iterator[Load]:
    """Worlds written, loaded and removed again; `spoil` may change the files in between."""
    folder = Path(tempfile.mkdtemp(prefix="steelyard-worlds-", dir=scratch))
    try:
        contacts = drawn.write(setting, folder, worlds=count, customers=customers, seed=seed, until_day=until_day)
        if spoil is not None:
            spoil(folder)
        workspace = steelyard.open(folder)
        workspace.load()
        yield Load(setting, workspace, tuple(f"w{place:05d}" for place in range(count)), customers, contacts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def on(day: int) -> date:
    """The local date of a day of the worlds."""
    return (drawn.FIRST_DAY + timedelta(days=day)).date()


def one_chance(sums: Sums, chance: str = "customers") -> Sums:
    """The same sums with only one chance left: what an interval is that knows of no other."""
    return replace(
        sums,
        question=replace(sums.question, forced=(chance,)),
        groups={chance: sums.groups[chance]},
        strata={
            entry: {name: rows for name, rows in held.items() if name in ("", chance)}
            for entry, held in sums.strata.items()
        },
    )


def quiet(setting: Setting) -> Setting:
    """Nobody leaves: who is there does not change from month to month."""
    return replace(setting, kinds=tuple(replace(kind, churns=0) for kind in setting.kinds))


def chunks(names: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """Names, some at a time."""
    for first in range(0, len(names), size):
        yield tuple(names[first : first + size])

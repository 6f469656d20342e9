"""Broken files and settings: `init` and `load` end well or in an error of ours, and every row is accounted for.

The clock bounds it: STEELYARD_FUZZ_SECONDS (20 unless set), from STEELYARD_FUZZ_SEED on. What it once found stands in
test_odd_files.py.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from tests.end_to_end.mutation import FILES, SECRET, TOML, VIEW, broken, broken_toml, odd_rows

from steelyard import settings
from steelyard.errors import SteelyardError
from steelyard.intake.proposal.propose import propose
from steelyard.intake.sources.read_source import Part, harvest
from steelyard.intake.sources.sandbox import sandbox

SECONDS = float(os.environ.get("STEELYARD_FUZZ_SECONDS", "20"))
SEED = int(os.environ.get("STEELYARD_FUZZ_SEED", "1"))
NOW = datetime(2026, 6, 1)


def test_broken_files_and_settings(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    begun, seed = time.monotonic(), SEED
    while time.monotonic() - begun < SECONDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        attempt(folder, seed)
        shutil.rmtree(folder)
        seed += 1
    assert seed - SEED > SECONDS / 2, "too slow to find anything"
    said = capfd.readouterr()
    assert SECRET not in said.out + said.err


def attempt(folder: Path, seed: int) -> None:
    """One broken file, or broken settings over a whole one, proposed and read."""
    dice = random.Random(seed)
    name = dice.choice(list(FILES))
    content, toml = FILES[name](odd_rows(dice)), (VIEW if dice.random() < 0.2 else TOML).replace("FILE", name)
    is_settings, is_whole = dice.random() < 0.3, dice.random() < 0.3
    (folder / name).write_bytes(content if is_settings or is_whole else broken(content, name, dice))
    (folder / "steelyard.toml").write_bytes(broken_toml(toml, dice) if is_settings else toml.encode())
    try:
        if not is_settings:
            ended_well(lambda: proposed(folder, name))
        ended_well(lambda: read(folder))
    except Exception as error:
        raise AssertionError(f"seed {seed}, {name}: {type(error).__name__}") from error


def ended_well(run: Callable[[], None]) -> None:
    """It ends, or in an error of ours that says no value of a row."""
    said = ""
    try:
        run()
    except SteelyardError as error:
        said = str(error)
    assert SECRET not in said, said


def proposed(folder: Path, name: str) -> None:
    """A mapping that can be read again."""
    text = propose([folder / name], data=folder).to_toml()
    target = folder / "proposed"
    target.mkdir()
    (target / "steelyard.toml").write_text(text, "utf-8")
    settings.read(target, data=folder)


def read(folder: Path) -> None:
    """Every source staged and mapped; what was read is what became of it."""
    found = settings.read(folder)
    found = replace(found, limits=replace(found.limits, view_seconds=5, sheet_cells=1e6, unpacked_gb=0.1))
    for source in found.sources:
        scratch = folder / f"scratch-{source.name}"
        scratch.mkdir()
        for part in harvest(found, source, scratch, NOW).parts:
            accounted(scratch, part)


def accounted(scratch: Path, part: Part) -> None:
    with sandbox(scratch, "") as connection:
        try:
            accepted = connection.execute(f"SELECT count(*) FROM ({part.select})").fetchone()[0]
            listed = connection.execute(f"SELECT count(*) FROM ({part.quarantine}) WHERE kind = 'row'").fetchone()[0]
        except duckdb.Error as error:
            raise AssertionError("what was staged cannot be read") from error
    assert part.read == accepted + part.duplicate + part.folded + part.filtered + part.quarantined
    assert listed == part.quarantined

"""Files on disk in, rows of text out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from steelyard import formats
from steelyard.formats import Staged
from steelyard.settings.mapping import Reading


@dataclass(frozen=True)
class Rows:
    """What was read: the relation's description and its rows in order, `_file` and `_row` last."""

    staged: Staged
    rows: list[tuple[object, ...]]

    @property
    def values(self) -> list[tuple[object, ...]]:
        return [row[:-2] for row in self.rows]

    @property
    def numbers(self) -> list[object]:
        return [row[-1] for row in self.rows]

    @property
    def reading(self) -> Reading:
        return self.staged.files[0].reading


ReadFile = Callable[..., Rows]


@pytest.fixture
def read(tmp_path: Path) -> ReadFile:
    """(content, name, reading options) -> rows."""

    def run(content: bytes, name: str = "file.csv", **reading: object) -> Rows:
        (tmp_path / name).write_bytes(content)
        return read_paths(tmp_path, [tmp_path / name], Reading(**reading))  # type: ignore[arg-type]

    return run


def read_paths(folder: Path, paths: list[Path], reading: Reading) -> Rows:
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    connection = duckdb.connect(config={"preserve_insertion_order": "false"})
    staged = formats.stage(connection, paths, reading, scratch, root=folder)
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in (*staged.columns, "_file", "_row"))
    rows = connection.execute(f"SELECT {names} FROM {staged.relation} ORDER BY _file, _row").fetchall()
    return Rows(staged, rows)

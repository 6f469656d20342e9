"""Files that get their name only when they are whole."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from steelyard.errors import SourceError

Cells = Sequence[object]


class PartFile:
    """A file written under `NAME.part`; `commit` gives it its name, `discard` removes it.

    Attributes:
        path: the final name; `.gz` compresses.
        rows: rows written so far, without the header.
        text: where text goes, as UTF-8; bytes go to `text.buffer`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._part = path.with_name(path.name + ".part")
        self._raw: IO[bytes] = self._part.open("wb")
        self._packed = _pack(self._raw) if path.suffix == ".gz" else None
        self.text = io.TextIOWrapper(self._packed or self._raw, encoding="utf-8", newline="")

    def commit(self) -> None:
        """Makes the file whole on disk, then gives it its name."""
        self._close()
        self._part.replace(self.path)

    def discard(self) -> None:
        """Leaves nothing behind."""
        self._raw.close()
        self._part.unlink(missing_ok=True)

    def _close(self) -> None:
        self.text.flush()
        self.text.detach()
        if self._packed is not None:
            self._packed.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()


def _pack(raw: IO[bytes]) -> gzip.GzipFile:
    """A compressor that writes the same bytes whenever it runs."""
    return gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=5, mtime=0)


class CsvFile(PartFile):
    """A delimited file with a header."""

    def __init__(self, path: Path, header: Sequence[str], delimiter: str = ",", line_end: str = "\n") -> None:
        super().__init__(path)
        self._writer = csv.writer(self.text, delimiter=delimiter, lineterminator=line_end)
        self._writer.writerow(header)

    def write(self, columns: Sequence[Cells]) -> None:
        """Appends rows given column by column, all of the same length."""
        self._writer.writerows(zip(*columns, strict=True))
        self.rows += len(columns[0])

    def write_rows(self, rows: Iterable[Cells]) -> None:
        """Appends rows given one by one."""
        for row in rows:
            self._writer.writerow(row)
            self.rows += 1


def write_whole(path: Path, content: bytes) -> None:
    """Writes a small file under its final name in one step."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def make_folder(folder: Path) -> Path:
    """The folder, made if missing.

    Raises:
        SourceError: something else has that name, or it may not be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Name a folder that can be written."
        raise SourceError(f"cannot make the folder ({error.strerror})", where=str(folder), next=hint) from error
    return folder

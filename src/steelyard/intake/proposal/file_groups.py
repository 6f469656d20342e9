"""Files of one kind: the same header, and the same name but for its numbers and months. How a mapping names them."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

from steelyard.intake.mapping import words

_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_ENDINGS = re.compile(
    r"(\.(csv|tsv|txt|tab|jsonl|ndjson|json|parquet|pq|xlsx|xls|xlsb|ods|gz|zst|zstd))+\Z", re.IGNORECASE
)


def group(headers: Iterable[tuple[Path, tuple[str, ...]]]) -> list[list[Path]]:
    """Files with the same header and the same name but for its numbers and months."""
    families: dict[tuple[object, ...], list[Path]] = {}
    for path, columns in headers:
        families.setdefault((path.parent, _undated(path.name), columns), []).append(path)
    return list(families.values())


def _undated(name: str) -> str:
    """A name without its numbers and names of months: "calls May 2026.csv" -> "calls # #.csv"."""
    months = words.months()
    return _DIGITS.sub("#", _WORDS.sub(lambda found: "#" if found[0].lower() in months else found[0], name))


def stem(path: Path) -> str:
    """A file's name without its endings."""
    return _ENDINGS.sub("", path.name)


def label(path: Path, root: Path) -> str:
    """What a file is called: its path below the data folder, else its whole path."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    return name.encode("utf-8", "backslashreplace").decode()


def globs(paths: Sequence[Path], root: Path) -> tuple[str, ...]:
    """One glob where it means exactly these files, else their names; signs of a pattern in names are escaped."""
    if len(paths) > 1:
        pattern = _pattern([path.name for path in paths])
        if sorted(paths[0].parent.glob(pattern)) == sorted(paths):
            return (_escaped(paths[0].parent, root, pattern),)
    return tuple(_escaped(path.parent, root, glob.escape(path.name)) for path in paths)


def _escaped(folder: Path, root: Path, pattern: str) -> str:
    place = label(folder, root)
    return pattern if place == "." else (Path(glob.escape(place)) / pattern).as_posix()


def _pattern(texts: Sequence[str]) -> str:
    """What the names have in common at both ends, a star between."""
    start = _shared(texts)
    end = _shared([text[len(start) :][::-1] for text in texts])[::-1]
    return f"{glob.escape(start)}*{glob.escape(end)}"


def _shared(texts: Sequence[str]) -> str:
    """The longest beginning all texts share."""
    signs = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    return "".join(column[0] for column in signs)

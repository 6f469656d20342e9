"""In which line of a TOML text a key stands: tomllib gives values, people need places."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_KEY = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_LONG_TEXT = re.compile(r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''", re.DOTALL)


def locate(text: str) -> Mapping[Path, int]:
    """Path of every header and key (with indexes for arrays of tables) -> line, from 1.

    Keys of an inline table stand in the line of the table's own key, as TOML 1.0 has it.
    """
    found: dict[Path, int] = {}
    last: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(_without_long_texts(text).split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _indexed(_names(header.group(2)), last, is_list=header.group(1) == "[[")
            found.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            found.setdefault(table + _names(assignment.group(1)), number)
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the path, else of the nearest one above it; 1 where none is known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _without_long_texts(text: str) -> str:
    return _LONG_TEXT.sub(lambda found: re.sub(r"[^\n]+", '""', found.group()), text)


def _names(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))


def _indexed(names: Path, last: dict[Path, int], *, is_list: bool) -> Path:
    """A header's path, with the index of the array entry it speaks of."""
    path: Path = ()
    for place, name in enumerate(names):
        path = (*path, name)
        if is_list and place == len(names) - 1:
            last[path] = last.get(path, -1) + 1
        if path in last:
            path = (*path, last[path])
    return path

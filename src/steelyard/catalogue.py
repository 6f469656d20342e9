"""A file or a folder in the folder is an entry; it is loaded on first use. Third parties add theirs by entry points."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Any

from steelyard.errors import QuestionError, did_you_mean


def names(folder: str, constant: str) -> tuple[str, ...]:
    """The ids of every entry of a folder of the package, third parties' included, sorted.

    Args:
        folder: "metrics", "facts", "analyses", "charts", "schema", "formats".
        constant: the name each entry's file binds, "METRIC"; files without it are not entries.
    """
    return tuple(sorted(entries(folder, constant)))


def entry(folder: str, constant: str, name: str) -> Any:
    """The entry of that id; QuestionError with a hint where there is none."""
    known = entries(folder, constant)
    if name not in known:
        raise QuestionError(f"there is no {constant.lower()} called {name!r}", next=did_you_mean(name, known))
    return known[name]


@cache
def entries(folder: str, constant: str) -> dict[str, Any]:
    """id -> entry. Cached: the files of an installed package do not change while it runs."""
    package = import_module(f"steelyard.{folder}")
    found = {}
    for module in iter_modules(package.__path__):
        value = getattr(import_module(f"steelyard.{folder}.{module.name}"), constant, None)
        if value is not None:
            found[module.name] = value
    for point in entry_points(group=f"steelyard.{folder}"):
        found[point.name] = point.load()
    return found

"""A file or a folder in the folder is an entry; it is loaded on first use. Third parties add theirs by entry points."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
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


@cache
def entry(folder: str, constant: str, name: str) -> Any:
    """The entry of that id, loaded without the others; QuestionError with a hint where there is none."""
    value = optional(folder, constant, name)
    if value is None:
        hint = did_you_mean(name, entries(folder, constant))
        raise QuestionError(f"there is no {constant.lower()} called {name!r}", next=hint)
    return value


@cache
def optional(folder: str, constant: str, name: str) -> Any:
    """The entry of that id, loaded without the others; None where there is none."""
    place = _places(folder, constant).get(name)
    return place() if place else None


@cache
def entries(folder: str, constant: str) -> dict[str, Any]:
    """id -> entry. Cached: the files of an installed package do not change while it runs."""
    found = {name: place() for name, place in _places(folder, constant).items()}
    return {name: value for name, value in found.items() if value is not None}


@cache
def _places(folder: str, constant: str) -> dict[str, Callable[[], Any]]:
    """id -> what loads the entry; gives None where a file of the folder is none."""
    package = import_module(f"steelyard.{folder}")
    own = {module.name: partial(_bound, folder, constant, module.name) for module in iter_modules(package.__path__)}
    return {**own, **{point.name: point.load for point in entry_points(group=f"steelyard.{folder}")}}


def _bound(folder: str, constant: str, name: str) -> Any:
    return getattr(import_module(f"steelyard.{folder}.{name}"), constant, None)

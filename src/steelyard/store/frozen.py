"""Frozen values as text, and back: the package's own dataclasses of plain values, nothing that could run.

A value that stands in several places is written once. What is anything else is not written at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any

import numpy as np

PACKAGE = "steelyard"

_NUMBERS = "bif"
"""Kinds of arrays that are written: of truths, whole numbers and floating ones."""


class NotFrozenError(TypeError):
    """A value is made of something that is not written as text, or a text is not of frozen values."""


def encode(value: Any) -> bytes:
    """A value as UTF-8 text.

    Raises:
        NotFrozenError: it holds anything but numbers, arrays of them, texts, days, instants, tuples, mappings and
            dataclasses of the package.
    """
    writer = _Writer()
    top = writer.plain(value)
    return json.dumps([writer.written, top], separators=(",", ":")).encode()


def decode(text: bytes) -> Any:
    """The value that was encoded.

    Raises:
        NotFrozenError: the text is none that `encode` gives with the classes there are.
    """
    try:
        written, top = json.loads(text)
        made: list[Any] = []
        for name, values in written:
            made.append(_made(name, [_read(entry, made) for entry in values]))
        return _read(top, made)
    except (ValueError, TypeError, LookupError, AttributeError, ImportError) as error:
        raise NotFrozenError(str(error)) from None


class _Writer:
    """Collects dataclasses, each once, after those it is made of."""

    def __init__(self) -> None:
        self.written: list[tuple[str, list[Any]]] = []
        self._places: dict[int, int] = {}
        self._held: list[Any] = []

    def plain(self, value: Any) -> Any:
        """What JSON holds of a value: numbers and texts are themselves, tuples lists, all else [sign, content]."""
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            return value
        if kind is tuple:
            return [self.plain(entry) for entry in value]
        if isinstance(value, Mapping):
            return {"of": [[self.plain(key), self.plain(held)] for key, held in value.items()]}
        if kind in (date, datetime):
            return {kind.__name__: value.isoformat()}
        if is_dataclass(value) and kind.__module__.partition(".")[0] == PACKAGE:
            return {"at": self._place(value)}
        if isinstance(value, np.generic):
            return self.plain(value.item())
        if isinstance(value, np.ndarray) and value.dtype.kind in _NUMBERS:
            return {"array": [value.dtype.str, value.shape, value.ravel().tolist()]}
        raise NotFrozenError(f"{kind.__name__} is not written as text")

    def _place(self, value: Any) -> int:
        place = self._places.get(id(value))
        if place is None:
            values = [self.plain(getattr(value, entry.name)) for entry in fields(value)]
            place = self._places[id(value)] = len(self.written)
            self._held.append(value)
            self.written.append((f"{type(value).__module__}:{type(value).__qualname__}", values))
        return place


def _read(entry: Any, made: list[Any]) -> Any:
    if isinstance(entry, list):
        return tuple(_read(one, made) for one in entry)
    if not isinstance(entry, dict):
        return entry
    ((sign, content),) = entry.items()
    if sign == "at":
        return made[content]
    if sign == "of":
        return {_read(key, made): _read(held, made) for key, held in content}
    if sign == "array":
        kind, shape, numbers = content
        return np.array(numbers, dtype=kind).reshape(shape)
    return {"date": date, "datetime": datetime}[sign].fromisoformat(content)


def _made(name: str, values: list[Any]) -> Any:
    """A dataclass of the package by its name, with these values of its fields, in order."""
    module, _, named = name.partition(":")
    if module.partition(".")[0] != PACKAGE:
        raise NotFrozenError(f"{module} is not part of {PACKAGE}")
    found = getattr(import_module(module), named)
    if not (isinstance(found, type) and is_dataclass(found)):
        raise NotFrozenError(f"{name} is no dataclass")
    return found(**dict(zip((entry.name for entry in fields(found)), values, strict=True)))

"""The JSON schema of a frozen value as `answers.plain` writes it: read off its annotations and docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

REF = "#/components/schemas/"
_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": ["number", "null"], "description": "null where it is no finite number"},
    NoneType: {"type": "null"},
    date: {"type": "string", "description": "a local day, 2026-09-30"},
    datetime: {"type": "string", "description": "ISO 8601"},
    Path: {"type": "string"},
}


@dataclass
class Schemas:
    """Schemas by name, each written once and pointed at.

    Args:
        known: name -> schema, of all that was asked for.
    """

    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of an annotation; one that nothing is known of takes anything."""
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if isinstance(kind, type) and is_dataclass(kind):
            return self.named(kind)
        origin, args = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(args)}
        if origin in (Union, UnionType):
            return {"anyOf": [self.of(entry) for entry in args]}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1]) if len(args) == 2 else {}}
        if isinstance(origin, type) and issubclass(origin, tuple | Sequence | frozenset):
            return self._list(origin, args)
        return {}

    def _list(self, origin: type, args: tuple[Any, ...]) -> dict[str, Any]:
        if not issubclass(origin, tuple) or (len(args) == 2 and args[1] is Ellipsis):
            return {"type": "array", "items": self.of(args[0]) if args else {}}
        ends = {"minItems": len(args), "maxItems": len(args)}
        return {"type": "array", "prefixItems": [self.of(entry) for entry in args], **ends}

    def named(self, kind: type) -> dict[str, Any]:
        """A pointer to the schema of a dataclass, which is written where it is not yet."""
        name = _name(kind)
        if name not in self.known:
            self.known[name] = {}
            hints, told = _hints(kind), _told(kind)
            properties = {entry.name: self.of(hints.get(entry.name, Any)) for entry in fields(kind)}
            for part, words in told.items():
                if part in properties and "$ref" not in properties[part]:
                    properties[part] = {**properties[part], "description": words}
            self.known[name] = {
                "type": "object",
                "description": (inspect.getdoc(kind) or "").partition("\n")[0],
                "properties": properties,
                "required": list(properties),
            }
        return {"$ref": REF + name}


def given_back(ask: Callable[..., Any]) -> Any:
    """What a function is annotated to give back; None where that is not known."""
    try:
        return get_type_hints(ask).get("return")
    except (NameError, TypeError):
        return None


def _name(kind: type) -> str:
    """The class's name, with its module's where several are called alike."""
    return f"{kind.__module__.removeprefix('steelyard.').replace('.', '-')}-{kind.__qualname__}"


def _hints(kind: type) -> dict[str, Any]:
    """Field -> annotation; what is imported for the type checker alone is not known."""
    try:
        return get_type_hints(kind)
    except NameError:
        return {}


def _told(kind: type) -> dict[str, str]:
    """Field -> what its docstring says of it, where it says something of that field alone."""
    found: dict[str, str] = {}
    _, _, listed = (inspect.getdoc(kind) or "").partition("\n\n")
    for line in listed.splitlines()[1:]:
        name, colon, words = line.strip().partition(": ")
        if colon and name.isidentifier():
            found[name] = words
    return found

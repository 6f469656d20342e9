"""A proposal as JSON and back, so that it outlives the process that made it."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from typing import Any

from steelyard.intake.proposal.propose import Proposal


def to_json(proposal: Proposal) -> str:
    """All of a proposal."""
    return json.dumps(dataclasses.asdict(proposal), ensure_ascii=False)


def from_json(text: str) -> Proposal:
    """The proposal that `to_json` wrote.

    Raises:
        ValueError: it did not.
    """
    found: Proposal = value_from(Proposal, text)
    return found


def value_from(kind: Any, text: str) -> Any:
    """A frozen value from the JSON of its fields.

    Args:
        kind: a dataclass, or a tuple of one.

    Raises:
        ValueError: the text does not hold one.
    """
    try:
        return _read(kind, json.loads(text))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"this is no kept value: {error}") from None


def _read(kind: Any, value: Any) -> Any:
    """A plain value as the type that a field declares."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _read(hints[name], entry) for name, entry in value.items()})  # type: ignore[operator]
    if origin is tuple:
        return tuple(_read(inside[0], entry) for entry in value)
    if origin in (dict, Mapping):
        return {key: _read(inside[1], entry) for key, entry in value.items()}
    if origin in (types.UnionType, typing.Union, typing.Literal) or kind in (str, int, float, bool):
        return value
    raise TypeError(f"{kind} is not read")

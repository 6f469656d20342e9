"""Query parameters of the twins, as OpenAPI says them: what a question declares, with type, words and an example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from steelyard.parameters import Parameter, Required, as_count, as_day, as_days, as_number, as_two_parts
from steelyard.web.controls import ENDS, PERIOD_CHOICES, name_of

EXAMPLES = {
    "DATE": "2026-07-01",
    "FROM..TO": "2026-04-01..2026-06-30",
    "NAME=VALUE": "channel=phone",
    "NAME=A,B": "channel=phone,chat",
    "ID": "handle_time",
    "METRIC": "handle_time",
    "DIMENSION": "channel",
    "PERIOD": "month",
    "MONEY": 10,
    "NUMBER": 200,
    "MONTHS": 24,
    "SHARE": 0.05,
    "COLUMN": "-change",
    "PERSON": "anna@example.org",
    "KIND": "user.",
    "SOURCE": "calls",
    "REASON": "is negative",
}
"""What stands for a value in the help of a command -> such a value."""

DAY = {"type": "string", "format": "date"}


def queries(takes: Sequence[Parameter]) -> list[dict[str, Any]]:
    """Every parameter that can stand in an address; two for days, which pages also send as two dates."""
    return [entry for parameter in takes if name_of(parameter) for entry in _queries(parameter)]


def _queries(parameter: Parameter) -> Iterable[dict[str, Any]]:
    name, example = name_of(parameter), example_of(parameter)
    told = {"name": name, "in": "query", "required": parameter.default is Required, "description": parameter.help}
    if parameter.is_repeated:
        told |= {"style": "form", "explode": True}
        example = [example]
    yield {**told, "schema": _schema(parameter), "example": example}
    if parameter.read is as_two_parts:
        dimension, _, both = str(example_of(parameter)).partition("=")
        for end, part in zip(ENDS, both.split(","), strict=True):
            words = f"The same as two parts: {'the first' if end == ENDS[0] else 'the second'}."
            yield {**told, "name": f"{name}-{end}", "description": words, "schema": {"type": "string"}} | {
                "example": f"{dimension}={part}"
            }
    if parameter.read is as_days:
        for end, day in zip(("from", "to"), str(example_of(parameter)).split(".."), strict=True):
            words = f"The same as two dates: its {'first' if end == 'from' else 'last'} day."
            yield {**told, "name": f"{name}-{end}", "description": words, "schema": dict(DAY), "example": day}


def example_of(parameter: Parameter) -> Any:
    """A value it takes."""
    if parameter.choices:
        return parameter.choices[0]
    if parameter.metavar in EXAMPLES:
        return EXAMPLES[parameter.metavar]
    return max(1, ceil(parameter.least or 0)) if parameter.read in (as_count, as_number) else parameter.metavar.lower()


def _schema(parameter: Parameter) -> dict[str, Any]:
    found = _one(parameter)
    if isinstance(parameter.default, str | int | float) and parameter.default:
        found["default"] = parameter.default
    return {"type": "array", "items": found} if parameter.is_repeated else found


def _one(parameter: Parameter) -> dict[str, Any]:
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices)}
    if parameter.name == "period":
        return {"type": "string", "enum": list(PERIOD_CHOICES)}
    if parameter.read in (as_count, as_number):
        least = {} if parameter.least is None else {"minimum": parameter.least}
        return {"type": "integer" if parameter.read is as_count else "number", **least}
    if parameter.read is as_day:
        return dict(DAY)
    if parameter.read is as_days:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$"}
    return {"type": "string"}

"""What a journey would not hold if it worked, a kind of event a file. `fractures()` gives them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from steelyard import catalogue
from steelyard.declare import Fracture
from steelyard.settings.model import DeclaredFracture, Settings


def fractures(settings: Settings) -> Mapping[str, Fracture]:
    """Id -> fracture, those of third parties and those the workspace declares included, in the causal order."""
    known: dict[str, Fracture] = dict(catalogue.entries("fractures", "FRACTURE"))
    for told in settings.fractures:
        known[told.name] = _priced(known[told.name], told) if told.name in known else _declared(told)
    return dict(sorted(known.items(), key=lambda entry: (entry[1].place, entry[0])))


def _priced(fracture: Fracture, told: DeclaredFracture) -> Fracture:
    """A built-in one with what the workspace says it costs."""
    return replace(fracture, title=told.title or fracture.title, cost=told.cost, minutes=told.minutes)


def _declared(told: DeclaredFracture) -> Fracture:
    def count(walk: Any) -> Any:
        return walk.declared(told)

    needs = tuple(f"contacts.{name}" for name in told.columns) + (("steps.step",) if told.steps else ())
    return Fracture(
        told.name,
        told.title or told.name,
        "A step of a declared name; each counts. As steelyard.toml says under [[fractures]]."
        if told.steps
        else "A contact that meets the condition declared in steelyard.toml, under [[fractures]].",
        "It is as right as the condition that was declared.",
        told.place,
        count,
        charge=told.charge,
        needs=needs,
        cost=told.cost,
        minutes=told.minutes,
    )

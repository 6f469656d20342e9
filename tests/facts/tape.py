"""Builds that are alike run the SQL of the first: the compiler works once for all hand-made worlds of one shape.

A build is a function of the settings, the horizon, which columns hold anything, and what the engine answers while it
goes on. A tape keeps one build's questions with their answers and its statements. It is played to another world only
as long as every answer there leads the build the same way; otherwise that world is built in full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unittest import mock

import numpy as np

from steelyard.facts import build as builder
from steelyard.facts.build import census
from steelyard.facts.build.context import Context
from steelyard.settings.model import Settings
from steelyard.store.engine.duckdb import DuckEngine

Known = Mapping[str, Mapping[str, int]]
Answer = Mapping[str, np.ndarray]


@dataclass
class Tape:
    """What one build asked and did, in order: what holds anything, queries with their answers, statements."""

    events: list[tuple[Any, ...]] = field(default_factory=list)
    selects: Mapping[str, str] = field(default_factory=dict)


TAPES: dict[tuple[str, ...], list[Tape]] = defaultdict(list)


def build(engine: DuckEngine, settings: Settings, horizon: datetime, known: Known) -> Mapping[str, str]:
    """As `facts.build.build`, from a tape where one fits."""
    shelf = TAPES[(repr(settings), str(horizon), *sorted(known))]
    for tape in shelf:
        if all(_holds(event, known) for event in tape.events if event[0] == "has") and _played(tape, engine):
            return tape.selects
    shelf.append(_recorded(engine, settings, horizon, known))
    return shelf[-1].selects


def _holds(event: tuple[Any, ...], known: Known) -> bool:
    _, table, column, answer = event
    return (known.get(table, {}).get(column, 0) > 0) == answer


def _played(tape: Tape, engine: DuckEngine) -> bool:
    told: Answer = {}
    here: Answer = {}
    for kind, sql, *answers in tape.events:
        if kind == "execute":
            engine.execute(sql)
        if kind == "view":
            engine.view(sql, *answers)
        if kind == "query":
            told, told_before = answers[0], told
            here, here_before = engine.query(sql), here
            if _judged(told, told_before) != _judged(here, here_before):
                return False
    return True


def _judged(answer: Answer, before: Answer) -> tuple[Any, ...]:
    """What the build makes of an answer: of a lone count only whether it is none, and whether it is that before."""
    if set(answer) == {"n"}:
        return (int(answer["n"][0]) == 0, set(before) == {"n"} and int(answer["n"][0]) == int(before["n"][0]))
    if set(answer) == {"channel", "family", "n"}:
        return census.isolated_of(answer)
    return tuple(sorted(map(str, next(iter(answer.values())))))


def _recorded(engine: DuckEngine, settings: Settings, horizon: datetime, known: Known) -> Tape:
    tape = Tape()
    has, execute, view, query = Context.has, engine.execute, engine.view, engine.query

    def note_has(context: Context, table: str, column: str) -> bool:
        answer = has(context, table, column)
        tape.events.append(("has", table, column, answer))
        return answer

    def note_execute(sql: str) -> None:
        tape.events.append(("execute", sql))
        execute(sql)

    def note_view(name: str, sql: str) -> None:
        tape.events.append(("view", name, sql))
        view(name, sql)

    def note_query(sql: str) -> dict[str, np.ndarray]:
        answer = query(sql)
        tape.events.append(("query", sql, answer))
        return answer

    with (
        mock.patch.object(Context, "has", note_has),
        mock.patch.object(engine, "execute", note_execute),
        mock.patch.object(engine, "view", note_view),
        mock.patch.object(engine, "query", note_query),
    ):
        tape.selects = builder.build(engine, settings, horizon, known)
    return tape

"""What is read beside measures: nothing is forgotten, a difference is found wherever it is, what differs is refused."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import numpy as np
import pytest

from steelyard import analyses, measure, metrics
from steelyard.conformance import readings
from steelyard.conformance.asked import READINGS
from steelyard.conformance.golden import SETTINGS
from steelyard.conformance.readings import Piece, Reading
from steelyard.conformance.world import World, world
from steelyard.errors import EngineError
from steelyard.store.engine.duckdb import DuckEngine

OVER_OTHERS = {
    ("steelyard.measure.cells.cohorts", "cohorts"),
    ("steelyard.measure.sums.read", "_scales"),
    ("steelyard.measure.models.fractures", "reading"),
}
"""What reads an engine through readings that are asked themselves."""

EMBEDDED = {
    *(("steelyard.measure.models.remarks", name) for name in ("written", "readings_of", "why_none", "reads_here")),
    ("steelyard.measure.models.remark_asks", "told"),
    ("steelyard.measure.journeys.steps", "reads_here"),
    ("steelyard.measure.journeys.paths", "walked"),
}
"""What reads the embedded engine alone, and says so of others."""

WITHOUT_DATA = {("steelyard.measure.models.panels", "read"), ("steelyard.measure.models.in_need", "refusing")}
"""Readings of compared modules the golden data hold no rows for: sums by unit, and who is not to be contacted."""

SILENT = {
    ("steelyard.measure.missing", "check_refused"),
    ("steelyard.measure.models.in_need", "has_steps"),
    ("steelyard.measure.models.survey_items", "has_items"),
    ("steelyard.measure.models.evaluated", "has_evaluations"),
    ("steelyard.measure.models.homes", "at_home"),
    ("steelyard.measure.models.lots", "drawn"),
    ("steelyard.measure.models.afterwards", "_select"),
}
"""What takes a snapshot and asks no engine."""

SENDS = ("engine.query(", "look.rows(")


class Watched(DuckEngine):
    """The embedded engine, noting which functions of the product its queries come from."""

    def __init__(self) -> None:
        super().__init__(memory="1GB", threads=1)
        self.callers: set[tuple[str, str]] = set()

    def query(self, sql: str) -> dict[str, np.ndarray]:
        frame = sys._getframe(1)
        while frame:
            self.callers.add((frame.f_globals.get("__name__", ""), frame.f_code.co_name))
            frame = frame.f_back  # type: ignore[assignment]
        return super().query(sql)


@pytest.fixture(scope="module")
def watched() -> Iterator[World]:
    engine = Watched()
    with world(engine) as found:
        yield found
    engine.close()


@pytest.fixture(scope="module")
def pieces(watched: World) -> dict[str, tuple[Piece, ...]]:
    return {reading.name: reading.pieces(watched) for reading in READINGS}


def modules() -> Iterator[ModuleType]:
    for package in (measure, analyses):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def test_whatever_asks_an_engine_is_among_the_readings(watched: World, pieces: dict[str, tuple[Piece, ...]]) -> None:
    measure.measure(watched, SETTINGS, metrics.names(), where={"channel": ("phone",)})
    assert isinstance(watched.engine, Watched)
    reached = watched.engine.callers
    senders = {module.__name__ for module in modules() if any(word in inspect.getsource(module) for word in SENDS)}
    assert senders - {name for name, _ in reached} == set()
    readers = {
        (module.__name__, name)
        for module in modules()
        if module.__name__.startswith("steelyard.measure.")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "snapshot" in inspect.signature(function).parameters
    }
    assert len(readers) > 15
    unread = readers - reached
    assert unread == {*SILENT, *WITHOUT_DATA, *OVER_OTHERS, *EMBEDDED}


def test_the_golden_data_hold_something_for_every_reading(pieces: dict[str, tuple[Piece, ...]]) -> None:
    empty = {(name, piece.said) for name, found in pieces.items() for piece in found if not np.any(piece.values)}
    assert empty == set()
    repeated = {(name, piece.said) for name, found in pieces.items() for piece in found if _repeats(piece.labels)}
    assert repeated == set()


def _repeats(labels: tuple[str, ...]) -> bool:
    return len(set(labels)) < len(labels)


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
def test_what_differs_is_refused(watched: World, reading: Reading) -> None:
    watched.refused = {reading.refused[0]: "something"}
    with pytest.raises(EngineError, match="something differs"):
        reading.pieces(watched)
    watched.refused = {}


def compared(one: Piece, other: Piece, watched: World) -> list[tuple[str, str, str, int]]:
    pair = iter((one, other))
    reading = Reading("it", lambda _: (next(pair),), ("it",))
    _, found = readings.compare(watched, watched, (reading,))
    return [(entry.place, entry.expected, entry.found, entry.count) for entry in found]


COUNTS = Piece("rows", ("a", "b"), np.array([3.0, 4.0]))


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        (COUNTS, []),
        (Piece("rows", ("a", "b"), np.array([3.0, 4.0 + 1e-12])), [("rows, b", "4.0", "4.000000000001", 1)]),
        (Piece("rows", ("a", "c"), np.array([3.0, 4.0])), [("rows, b", "1 times", "0 times", 2)]),
        (Piece("rows", ("a", "b", "b"), np.array([3.0, 2.0, 2.0])), [("rows, b", "1 times", "2 times", 1)]),
        (Piece("rows", ("a", "b"), np.array([3.0, np.nan])), [("rows, b", "4.0", "nan", 1)]),
    ],
)
def test_counts_agree_to_the_last_digit_and_row_by_row(
    watched: World, other: Piece, wrong: list[tuple[str, str, str, int]]
) -> None:
    assert compared(COUNTS, other, watched) == wrong


def test_other_numbers_agree_to_nine_digits_of_what_they_are_the_remainder_of(watched: World) -> None:
    sums = Piece("sums", ("a",), np.array([0.1]))
    near, far = (Piece("sums", ("a",), np.array([0.1 + gap])) for gap in (1e-12, 1e-8))
    assert compared(sums, near, watched) == []
    assert len(compared(sums, far, watched)) == 1
    assert compared(Piece("sums", ("a",), np.array([0.1]), 100.0), far, watched) == []


def test_what_an_engine_cannot_answer_differs(watched: World) -> None:
    answers = iter((COUNTS,))

    def read(_: World) -> Iterator[Piece]:
        if (piece := next(answers, None)) is None:
            raise EngineError("the engine failed")
        yield piece

    _, found = readings.compare(watched, watched, (Reading("it", read, ("it",)),))
    assert found[0].found.endswith("the engine failed")
    assert found[0].metrics == ("it",)

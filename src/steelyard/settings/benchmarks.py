"""Figures of comparable companies: those that are published and shipped, and every [[benchmarks]] of steelyard.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from steelyard import catalogue
from steelyard.errors import did_you_mean
from steelyard.settings.model import Benchmark
from steelyard.settings.nodes import Node

GRADES = ("published", "vendor", "second-hand", "own")
FILE = "benchmarks.toml"

_TEXTS = ("source", "year", "definition", "country", "industry", "differs", "n", "grade", "url")
_NEEDED: Mapping[str, str] = {
    "metric": 'Write metric = "csat_top_box".',
    "value": "Write value = 0.81, shares from 0 to 1.",
    "source": "Say who published it.",
    "year": 'Write year = "2026".',
    "definition": "Say how they define it, so that nobody compares what differs.",
}


def read_benchmarks(node: Node) -> tuple[Benchmark, ...]:
    """The user's own.

    Raises:
        SettingsError: names the line, and what to write.
    """
    if not isinstance(node.value, list):
        raise node.error("benchmarks must be a list of tables", next="Begin each with [[benchmarks]].")
    return tuple(_benchmark(entry) for entry in node.tables())


@cache
def published() -> tuple[Benchmark, ...]:
    """The shipped ones, each with its source."""
    text = resources.files("steelyard.settings").joinpath(FILE).read_text("utf-8")
    return tuple(_benchmark(Node(entry, ("benchmarks", at), {}, FILE)) for at, entry in enumerate(_tables(text)))


def _tables(text: str) -> list[object]:
    return list(tomllib.loads(text)["benchmarks"])


def _benchmark(node: Node) -> Benchmark:
    entries = node.table(("metric", "value", *_TEXTS))
    for name, hint in _NEEDED.items():
        if name not in entries:
            raise node.error(f"a benchmark has no {name}", next=hint)
    known = catalogue.entries("metrics", "METRIC")
    metric = entries["metric"].text()
    if metric not in known:
        raise entries["metric"].error(f"there is no measure {metric!r}", next=did_you_mean(metric, known))
    value = float(entries["value"].number())
    if known[metric].unit == "share" and not 0 <= value <= 1:
        raise entries["value"].error(f"{metric} is a share, 0 to 1", next=f"Write {value / 100:g}?")
    texts = {name: entries[name].text() for name in _TEXTS if name in entries}
    if texts.get("grade", "own") not in GRADES:
        raise entries["grade"].error(f"grade cannot be {texts['grade']!r}", next=did_you_mean(texts["grade"], GRADES))
    return Benchmark(metric, value, **texts)

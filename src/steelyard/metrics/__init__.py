"""Metrics, one file each; the file's name is the id everywhere."""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Metric


def metric(name: str) -> Metric:
    """The metric of that id."""
    found: Metric = catalogue.entry("metrics", "METRIC", name)
    return found


def names() -> tuple[str, ...]:
    """Ids of all metrics."""
    return catalogue.names("metrics", "METRIC")

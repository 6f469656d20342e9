"""Metrics, one file each; the file's name is the id everywhere."""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Metric
from steelyard.errors import QuestionError, did_you_mean


def metric(name: str) -> Metric:
    """The metric of that id; QuestionError with a hint where there is none."""
    found: Metric = catalogue.entry("metrics", "METRIC", name)
    return found


def is_better(name: str, change: float | None) -> bool | None:
    """Whether a change of a measure is for the better; None where there is none, or neither direction is good."""
    better = metric(name).better
    return None if better == "neither" or not change else (change > 0) == (better == "high")


def find(name: str) -> Metric:
    """The metric people mean: by its id, its title or what else it is called, however it is spelled.

    Raises:
        QuestionError: there is none, or several.
    """
    known: dict[str, Metric] = catalogue.entries("metrics", "METRIC")
    if name in known:
        return known[name]
    meant = _plain(name)
    found = [entry for entry in known.values() if meant in map(_plain, (entry.id, entry.title, *entry.aliases))]
    if len(found) == 1:
        return found[0]
    called = {name for entry in known.values() for name in (entry.id, *entry.aliases)}
    hint = did_you_mean(meant.replace(" ", "_"), called)
    nearest = hint if hint.startswith("Did") else did_you_mean(meant, known)
    raise QuestionError(f"there is no metric called {name!r}", next=nearest)


def _plain(name: str) -> str:
    """Small letters and blanks, so that CSAT-score and csat_score are one."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


def names() -> tuple[str, ...]:
    """Ids of all metrics."""
    return catalogue.names("metrics", "METRIC")

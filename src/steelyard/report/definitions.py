"""What every measure on the page means, for the page's end and the links that lead there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steelyard import catalogue
from steelyard.analyses.explain.question import Explanation
from steelyard.answers import Answer
from steelyard.declare import Metric

BETTER = {"high": "More is better.", "low": "Less is better.", "neither": "Neither more nor less is better by itself."}


@dataclass(frozen=True)
class Definition:
    """A measure in words."""

    metric: str
    title: str
    meaning: str
    better: str
    excludes: str
    differs: str
    sources: tuple[str, ...]


def definitions(shown: Iterable[str], answers: Iterable[Answer]) -> dict[str, Definition]:
    """Metric -> definition, in the order shown; explanations given as answers come before the catalogue's words."""
    explained = {answer.metric: answer for answer in answers if isinstance(answer, Explanation)}
    known: dict[str, Metric] = catalogue.entries("metrics", "METRIC")
    found = {}
    for name in dict.fromkeys(shown):
        if name in explained:
            found[name] = _of_explanation(explained[name])
        elif name in known:
            found[name] = _of_metric(known[name])
    return found


def family(metric: str) -> str:
    """The family a measure is shown with; empty where it is not in the catalogue."""
    known: dict[str, Metric] = catalogue.entries("metrics", "METRIC")
    return known[metric].family if metric in known else ""


def title_of(metric: str) -> str:
    """A measure's title; its id in words where it is not in the catalogue."""
    known: dict[str, Metric] = catalogue.entries("metrics", "METRIC")
    return known[metric].title if metric in known else metric.replace("_", " ").capitalize()


def _of_metric(metric: Metric) -> Definition:
    return Definition(
        metric.id, metric.title, metric.meaning, BETTER[metric.better], metric.excludes, metric.differs, metric.sources
    )


def _of_explanation(answer: Explanation) -> Definition:
    better = BETTER.get(answer.better, "")
    return Definition(
        answer.metric, answer.title, answer.meaning, better, answer.excludes, answer.differs, answer.sources
    )

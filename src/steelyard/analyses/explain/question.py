"""What does a measure mean, and how is it computed?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard import measure, metrics
from steelyard.analyses.evidence.worst import worst
from steelyard.analyses.periods.choice import provenance
from steelyard.answers import Answer
from steelyard.metrics.words import formula_in_words, sums_in_words
from steelyard.settings.model import Settings
from steelyard.store import Snapshot


@dataclass(frozen=True)
class Explanation(Answer):
    """A metric laid open.

    Args:
        sums: name -> the row-level sum in words.
        formula: arithmetic over those names.
        query: the SQL it runs.
    """

    metric: str = ""
    meaning: str = ""
    unit: str = ""
    better: str = ""
    sums: Mapping[str, str] = field(default_factory=dict)
    formula: str = ""
    query: str = ""
    needs: tuple[str, ...] = ()
    excludes: str = ""
    differs: str = ""
    sources: tuple[str, ...] = ()


def ask(snapshot: Snapshot, settings: Settings, *, metric: str) -> Explanation:
    """The metric people mean by a name; QuestionError with a hint where there is none."""
    found = metrics.find(metric)
    metric = found.id
    lacking = measure.missing(snapshot, (metric,), settings)
    return Explanation(
        question="explain",
        title=found.title,
        sentences=(found.meaning, *(() if lacking else _worst_case(snapshot, settings, metric))),
        missing=lacking,
        provenance=provenance(snapshot, settings, None),
        metric=metric,
        meaning=found.meaning,
        unit=found.unit,
        better=found.better,
        sums=sums_in_words(found),
        formula=formula_in_words(found),
        query=measure.query(metric, settings, dialect=snapshot.engine.dialect),
        needs=found.needs,
        excludes=found.excludes,
        differs=found.differs,
        sources=found.sources,
    )


def _worst_case(snapshot: Snapshot, settings: Settings, metric: str) -> tuple[str, ...]:
    return worst(snapshot, settings, (metric,)) if snapshot.manifest.horizon is not None else ()

"""What a question's sums are: checked, found where they are kept, or summed now.

The compiler is imported only where there is something to sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from steelyard.measure.missing import missing
from steelyard.measure.question import CUSTOMERS, Question, ask
from steelyard.measure.sums.cache import kept
from steelyard.measure.sums.compiled import compiled
from steelyard.measure.sums.model import Sums
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot


def measure(
    snapshot: Snapshot,
    settings: Settings,
    metrics: Sequence[str],
    *,
    by: Sequence[str] = (),
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    cuts: Sums | None = None,
    chances: Sequence[str] = (),
) -> Sums:
    """The sums of metrics by dimensions and period.

    Args:
        metrics: ids; those the data cannot give are not asked from the engine and get no number.
        by: dimensions to split by.
        period: "day", "week", "month", "quarter" (local), or empty.
        where: dimension -> values wanted, "(none)" for missing ones.
        from_on, to_on: first and last local date.
        cuts: the sums of the whole, where these are one of its parts and to be merged: shares below quantiles are
            then counted at the whole's quantiles.
        chances: what is allowed to vary; what the question has unless told. Customers alone where no interval is used.

    Raises:
        QuestionError: a metric, dimension, value or period that does not exist.
    """
    agents = snapshot.manifest.known.get("contacts", {}).get("agent_id")
    question = ask(
        metrics,
        by=by,
        period=period,
        where=where,
        from_on=from_on,
        to_on=to_on,
        dimensions=settings.dimensions,
        has_agents=bool(agents),
    )
    check_values(snapshot, question)
    known = replace(
        question, missing=missing(snapshot, metrics, settings), scales=_scales(snapshot), forced=tuple(chances)
    )
    return read(snapshot, settings, known, cuts)


def _scales(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """The scales of every instrument that was asked on several: 1-5 high and 0-1 high."""
    counted: Any = getattr(snapshot.manifest, "notes", {}).get("facts", {})
    several = {name: list(scales) for name, scales in counted.get("scales", {}).items() if len(scales) > 1}
    return tuple((name, f"{', '.join(scales[:-1])} and {scales[-1]}") for name, scales in several.items())


def query(metric: str, settings: Settings, *, dialect: str) -> str:
    """The SQL of a metric's row-level sums by group of customers, one query per fact."""
    question = ask((metric,), dimensions=settings.dimensions)
    return compiled(("shown", question, dialect), lambda: _shown(question, dialect))


def _shown(question: Question, dialect: str) -> str:
    from steelyard.measure.sums import grouping
    from steelyard.store import dialects

    below = question.quantiles
    texts = [grouping.bins_query(question, quantile, dialect=dialect) for quantile in below]
    texts += [
        grouping.sums_query(question, f, atoms, (CUSTOMERS,), dialect=dialect) for f, atoms in question.atoms.items()
    ]
    for entry in question.stratified:
        for fact in dict.fromkeys((entry.count.fact, entry.total.fact)):
            atoms = tuple(atom for atom in (entry.count, entry.total, entry.answers) if atom.fact == fact)
            texts.append(grouping.sums_query(question, fact, atoms, (CUSTOMERS,), strata=entry.strata, dialect=dialect))
    return ";\n\n".join(dialects.pretty(text, dialect) for text in texts)


def read(snapshot: Snapshot, settings: Settings, question: Question, cuts: Sums | None = None) -> Sums:
    """The sums of a checked question: those kept with the version of the store, or else summed now."""

    question = replace(question, follow_days=snapshot.follow_days, odds=snapshot.odds)

    def fresh() -> Sums:
        from steelyard.measure.sums.run import summed

        return summed(snapshot, settings, question, cuts)

    return kept(snapshot, settings, question, fresh) if cuts is None else fresh()


def check_values(snapshot: Snapshot, question: Question) -> None:
    """QuestionError where a filter names a value that no row has."""
    if question.where:
        from steelyard.measure.sums import run

        run.check_values(snapshot, question)

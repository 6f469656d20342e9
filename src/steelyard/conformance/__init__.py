"""Proof that an engine gives the embedded engine's numbers: every fact, measure and other reading of golden data.

check(engine, "postgresql")        a Conformance: what was compared, what differs, which measures are refused
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from steelyard import facts, metrics
from steelyard.conformance import measures, readings, rows
from steelyard.conformance.asked import READINGS
from steelyard.conformance.gaps import GAPS
from steelyard.conformance.outcome import Conformance, Difference, Gap
from steelyard.conformance.world import World, world
from steelyard.errors import EngineError
from steelyard.facts.columns import KEYS
from steelyard.store.engine import Engine
from steelyard.store.engine.duckdb import DuckEngine

__all__ = ["GAPS", "Conformance", "Difference", "Gap", "check", "compare", "judge"]

MOST_NAMED = 3


def check(engine: Engine, kind: str, gaps: Sequence[Gap] = GAPS) -> Conformance:
    """Builds the facts of the golden data on an engine and on the embedded one, asks both everything, and compares.

    The data are put in as temporary tables and removed again.

    Args:
        kind: of the engine, as settings name it.
        gaps: declared differences.
    """
    reference = DuckEngine(memory="1GB", threads=1)
    try:
        with world(reference) as expected:
            compared, found = compare(expected, engine)
    finally:
        reference.close()
    return judge(kind, compared, found, gaps)


def judge(kind: str, compared: dict[str, int], found: Sequence[Difference], gaps: Sequence[Gap] = GAPS) -> Conformance:
    """What follows from the differences found and those declared."""
    declared = {gap.subject: gap for gap in gaps if gap.engine == kind}
    told = {entry.subject for entry in found}
    outcome = Conformance(
        question="conformance",
        title="Whether an engine gives the same numbers",
        engine=kind,
        compared=compared,
        differences=tuple(entry for entry in found if entry.subject not in declared),
        gaps=tuple((declared[entry.subject], entry) for entry in found if entry.subject in declared),
        closed=tuple(gap for subject, gap in declared.items() if subject not in told),
    )
    return replace(outcome, sentences=tuple(_sentences(outcome)))


def compare(expected: World, engine: Engine) -> tuple[dict[str, int], list[Difference]]:
    """What was compared, and what differs. An engine that cannot build the facts cannot give any measure."""
    compared: dict[str, int] = {}
    differences: list[Difference] = []
    try:
        with world(engine) as found:
            for name in facts.names():
                compared[f"fact_{name}"], wrong = rows.compare(expected.engine, engine, name)
                differences += [replace(entry, metrics=tuple(_resting_on(entry.subject))) for entry in wrong]
            compared["measures"], wrong = measures.compare(expected, found)
            differences += wrong
            compared["readings"], wrong = readings.compare(expected, found, READINGS)
            differences += wrong
    except EngineError as error:
        differences.append(Difference("build", "facts", "facts", error.what, metrics=_everything()))
    return compared, differences


def _everything() -> tuple[str, ...]:
    """All that can be refused."""
    return tuple(dict.fromkeys((*metrics.names(), *(name for reading in READINGS for name in reading.refused))))


def _resting_on(subject: str) -> tuple[str, ...]:
    """The measures that read a fact's column; where it names or places rows, all measures of the fact."""
    fact, _, column = subject.partition(".")
    definition = facts.fact(fact)
    is_shared = column in (definition.columns[0].name, *(entry.name for entry in KEYS), *definition.dimensions)
    reads = {name: measures.reads(metrics.metric(name)) for name in metrics.names()}
    return tuple(
        name
        for name, columns in reads.items()
        if (fact, column) in columns or (is_shared and fact in {read for read, _ in columns})
    )


def _sentences(outcome: Conformance) -> Iterable[str]:
    values = sum(outcome.compared.values())
    if outcome.has_passed:
        yield f"Passed: {outcome.engine} gives the embedded engine's numbers, all {values:,} of them."
    else:
        yield f"Not passed: {outcome.engine} differs in {_listed([entry.subject for entry in outcome.differences])}."
    for gap, _ in outcome.gaps:
        yield f"A known gap: {gap.subject}. {gap.why}"
    for gap in outcome.closed:
        yield f"Closed: {gap.subject} no longer differs. Remove its declaration."
    refused = [name for name in outcome.refused if name in metrics.names()]
    if refused:
        yield f"On this engine {len(refused)} of {len(metrics.names())} measures are refused."
    others = sorted(outcome.refused.keys() - set(refused))
    if others:
        yield f"Questions that read {_listed(others)} are refused."


def _listed(subjects: Sequence[str]) -> str:
    every = tuple(dict.fromkeys(subjects))
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return ", ".join(every[:MOST_NAMED]) + more

"""What can these data answer, what can they not, and what is odd about them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from steelyard import metrics
from steelyard.analyses.check import oddities
from steelyard.analyses.check.finding import Finding, Look
from steelyard.analyses.periods.choice import provenance
from steelyard.answers import Answer, Missing
from steelyard.declare import Metric
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.missing import check_refused, missing
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot
from steelyard.theme import counted

State = Literal["yes", "in part", "no"]

_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "Are customers' issues solved, once?": ("first_contact_resolution", "resolution_rate", "reopen_rate"),
    "How much value do customers receive for each unit of resource?": ("balance",),
    "Is speed bought at the customer's expense?": ("handle_time", "first_contact_resolution", "csat_score"),
    "Which teams, channels and topics differ?": ("first_contact_resolution", "csat_score", "handle_time"),
    "Is the service good enough to be made lean?": ("customer_rating", "interaction_quality"),
    "Do customers stay, and buy again?": ("churn_rate", "repurchase_rate"),
    "Was work moved to customers?": ("customer_time_per_issue", "unit_cost"),
    "Where does more effort stop paying?": ("resolution_rate", "customer_rating", "cost_per_contact"),
    "How long do customers wait, and how much of their time does it take?": ("wait_time", "customer_time_per_issue"),
    "Who answers surveys, and who does not?": ("survey_coverage", "survey_answer_rate"),
}
"""Question -> the measures it rests on."""

FAMILIES = ("effectiveness", "experience", "loyalty", "effort", "efficiency", "resources", "balance")


@dataclass(frozen=True)
class Ability:
    """Whether a question, or a family of measures, can be answered.

    Args:
        can, of: measures that can be computed, out of how many.
        lacking: what would unlock the rest; empty where nothing is missing.
    """

    question: str
    state: State
    can: int
    of: int
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unlock:
    """Something to map or declare, and the measures it alone would make possible."""

    what: str
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class Check(Answer):
    """What the data can and cannot do.

    Args:
        questions: what people ask; families: the measures by family.
        unlocks: what to supply next, the most useful first.
        findings: what is odd, warnings first.
    """

    questions: tuple[Ability, ...] = ()
    families: tuple[Ability, ...] = ()
    unlocks: tuple[Unlock, ...] = ()
    findings: tuple[Finding, ...] = ()


def ask(snapshot: Snapshot, settings: Settings) -> Check:
    """Look at one version of the store."""
    check_refused(snapshot, "check")
    known = [metrics.metric(name) for name in metrics.names()]
    lacking = {entry.metric: entry for entry in missing(snapshot, [metric.id for metric in known], settings)}
    lacking |= _refused(snapshot, settings, known, lacking)
    findings = oddities.find(Look(snapshot, settings))
    questions = tuple(_ability(question, names, lacking) for question, names in _QUESTIONS.items())
    families = tuple(
        _ability(family, [metric.id for metric in known if metric.family == family], lacking) for family in FAMILIES
    )
    unlocks = _unlocks(lacking.values())
    return Check(
        question="check",
        title="What the data can answer",
        sentences=_empty(snapshot, settings) or _sentences(questions, len(known), lacking, unlocks, findings),
        missing=tuple(lacking[metric.id] for metric in known if metric.id in lacking),
        provenance=provenance(snapshot, settings, None),
        questions=questions,
        families=families,
        unlocks=unlocks,
        findings=findings,
    )


def _refused(
    snapshot: Snapshot, settings: Settings, known: Iterable[Metric], lacking: Mapping[str, Missing]
) -> dict[str, Missing]:
    """Measures that rest on customers coming back, where too many contacts have no customer."""
    if "fact_contacts" not in snapshot.manifest.tables:
        return {}
    nobody = unidentified(snapshot, settings)
    inferred = [metric for metric in known if metric.is_inferred and metric.id not in lacking]
    found = {metric.id: nobody.missing(metric.id, metric.title) for metric in inferred}
    return {name: missing for name, missing in found.items() if missing}


def _ability(question: str, names: Sequence[str], lacking: Mapping[str, Missing]) -> Ability:
    gone = [name for name in names if name in lacking]
    state: State = "yes" if not gone else "no" if len(gone) == len(names) else "in part"
    ways = dict.fromkeys(lacking[name].unlock for name in gone)
    return Ability(question, state, len(names) - len(gone), len(names), tuple(ways))


def _unlocks(lacking: Iterable[Missing]) -> tuple[Unlock, ...]:
    """What each single thing would make possible by itself, the most useful first."""
    by_way: dict[str, list[str]] = {}
    for entry in lacking:
        if ";" not in entry.unlock:
            by_way.setdefault(entry.unlock, []).append(entry.metric)
    found = (Unlock(way, tuple(names)) for way, names in by_way.items())
    return tuple(sorted(found, key=lambda unlock: (-len(unlock.metrics), unlock.what)))


def _empty(snapshot: Snapshot, settings: Settings) -> tuple[str, ...]:
    """What to say of a store without a row, of which nothing else is worth saying; empty where it has some."""
    if settings.engine.tables or any(file.rows for file in snapshot.manifest.files):
        return ()
    return ("The store is empty: no source has given a row. Load files that hold some: steelyard load.",)


def _sentences(
    questions: Sequence[Ability],
    total: int,
    lacking: Mapping[str, Missing],
    unlocks: Sequence[Unlock],
    findings: Sequence[Finding],
) -> tuple[str, ...]:
    states = Counter(ability.state for ability in questions)
    warnings = sum(finding.weight == "warning" for finding in findings)
    lines = [
        f"The data answer {states['yes']} of {len(questions)} questions, {states['in part']} in part: "
        f"{total - len(lacking)} of {total} measures can be computed."
    ]
    if unlocks:
        count = len(unlocks[0].metrics)
        lines.append(f"To unlock most: {unlocks[0].what} (adds {counted(count, 'measures')}).")
    if findings:
        serious = f"{warnings or 'none'} of them serious" if len(findings) > 1 else "serious" if warnings else "minor"
        lines.append(f"{counted(len(findings), 'findings')} in the data, {serious}.")
    else:
        lines.append("No problems were found in the data.")
    return tuple(lines)

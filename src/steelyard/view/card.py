"""The answer card: the same parts for every answer, on every face."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from steelyard import catalogue
from steelyard.answers import Answer, Caveat, Evidence, Provenance
from steelyard.view.table import Table, estimates_table, missing_table
from steelyard.wording import capital

_WEIGHTS = ("refusal", "warning", "note")
_UTC = ZoneInfo("UTC")
_GRADES = {
    "randomised": "Randomised: cause and effect.",
    "quasi-experiment": "Quasi-experiment: cause and effect as far as the checks hold.",
    "adjusted": "Adjusted comparison: an association, not cause and effect.",
    "descriptive": "Descriptive: no claim about cause and effect.",
}
_CHECKS = {True: "passes", False: "fails", None: "cannot be tested here"}


@dataclass(frozen=True)
class Card:
    """What a reader sees of an answer.

    Args:
        headline: what is true, in one sentence; the rest follows in `sentences`.
        tabled: gives the tables, which are laid out where somebody looks at them.
        caveats: the heaviest first, each said once.
        foot: where it comes from: data, filters, assumptions.
        evidence: how it was reached, as (what, lines).
    """

    title: str
    headline: str
    sentences: tuple[str, ...]
    tabled: Callable[[], tuple[Table, ...]] = field(repr=False)
    missing: Table | None
    caveats: tuple[Caveat, ...]
    foot: tuple[str, ...]
    evidence: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The figures, laid out."""
        return self.tabled()


def card(answer: Answer) -> Card:
    """Lay out any answer. An answer whose question has a file in this folder is tabled by that file.

    A bare `Answer` says why a question was not asked; it has nothing to table.
    """
    return Card(
        title=answer.title,
        headline=answer.sentences[0] if answer.sentences else "",
        sentences=answer.sentences[1:],
        tabled=partial(_tables, answer),
        missing=missing_table(answer.missing) if answer.missing else None,
        caveats=warned(answer),
        foot=foot(answer.provenance),
        evidence=evidence_lines(answer.evidence) if answer.evidence else (),
    )


def _tables(answer: Answer) -> tuple[Table, ...]:
    tables = None if type(answer) is Answer else catalogue.optional("view.answers", "TABLES", answer.question)
    if tables:
        laid_out: tuple[Table, ...] = tables(answer)
        return laid_out
    return (estimates_table(answer.title, answer.estimates, answer.provenance.currency),) if answer.estimates else ()


def evidence_lines(evidence: Evidence) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How an answer was reached, as (what, lines); what does not apply is left out."""
    checks = tuple(f"{check.said.rstrip('.')}: {_CHECKS[check.passed]}." for check in evidence.checks)
    adjusted = (f"{', '.join(evidence.adjusted_for)}.",) if evidence.adjusted_for else ()
    found = (
        ("Grade", (_GRADES[evidence.grade],)),
        ("Adjusted for", adjusted),
        ("Checks", checks),
        ("Computed otherwise", evidence.sensitivity),
        ("What would change it", evidence.would_change),
    )
    return tuple((what, lines) for what, lines in found if lines)


def warned(answer: Answer) -> tuple[Caveat, ...]:
    """What is to be known beside an answer's claims, the heaviest first; its own failing checks included."""
    checks = answer.evidence.checks if answer.evidence else ()
    failing = (check.said.rstrip(".") for check in checks if check.passed is False)
    return ordered((*(Caveat("check_fails", f"a check fails: {said}", "warning") for said in failing), *answer.caveats))


def ordered(caveats: tuple[Caveat, ...]) -> tuple[Caveat, ...]:
    """Refusals, then warnings, then notes; what is the same is said once, of all measures it is of."""
    once: dict[tuple[str, str, bool], Caveat] = {}
    for caveat in caveats:
        key = (caveat.weight, caveat.plain, bool(caveat.of))
        known = once.get(key)
        once[key] = known.spoken_of((*known.of, *caveat.of)) if known and caveat.of else known or caveat
    said = (replace(caveat, text=_sentence(caveat.text)) for caveat in once.values())
    return tuple(sorted(said, key=lambda caveat: _WEIGHTS.index(caveat.weight)))


def _sentence(text: str) -> str:
    return capital(text).rstrip(".") + "."


def foot(provenance: Provenance) -> tuple[str, ...]:
    """Where an answer comes from, in short lines."""
    lines = [_data(provenance)] if provenance.version else []
    if provenance.where:
        lines.append(
            "Only " + "; ".join(f"{name}: {', '.join(values)}" for name, values in provenance.where.items()) + "."
        )
    if provenance.assumptions:
        lines.append(f"Assumed: {_listed(provenance.assumptions)}.")
    return tuple(lines)


def _data(provenance: Provenance) -> str:
    version = f"version {provenance.version} of the store"
    if provenance.horizon is None:
        return f"From {version}."
    local = provenance.horizon.replace(tzinfo=provenance.horizon.tzinfo or _UTC).astimezone(
        ZoneInfo(provenance.time_zone)
    )
    return f"Data to {local.day} {local:%B %Y, %H:%M} {provenance.time_zone}; {version}. Intervals are 95%."


def _listed(assumptions: Mapping[str, str]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in assumptions.items())

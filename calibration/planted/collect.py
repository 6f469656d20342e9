"""Asks every question about one centre and writes down what is claimed, in one flat form."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.answers import Estimate
from steelyard.workspace import Workspace

Days = dict[str, Any]
"""What periods are asked about; empty for those the product chooses."""


@dataclass(frozen=True)
class Claim:
    """Something that was, or could have been, claimed.

    Args:
        question, kind, name: what it is about: ("change", "term", "pace"), ("tradeoff", "outcome", "").
        is_claimed: whether it was said to be so, beyond sampling error. sign: of what was claimed, 0 where it has none.
        word: the outcome or place that was named. value, low, high: of the figure, where it has them.
    """

    question: str
    kind: str
    name: str
    is_claimed: bool
    sign: int = 0
    word: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Heard:
    """One question's claims, sentences and time; `error` where it broke."""

    claims: tuple[Claim, ...]
    sentences: tuple[str, ...]
    seconds: float
    error: str = ""


def collect(workspace: Workspace, days: Days | None = None, only: Sequence[str] = ()) -> dict[str, Heard]:
    """Ask every question once, or those named.

    Args:
        days: from_on, to_on and against where the product is not to choose; questions take what they know of it.
    """
    found = {}
    for question in only or QUESTIONS:
        begun = time.monotonic()
        asked = {name: value for name, value in (days or {}).items() if name != "against" or question in _COMPARE}
        try:
            answer = workspace.ask(question, **asked)
            heard = Heard(tuple(QUESTIONS[question](answer)), answer.sentences, time.monotonic() - begun)
        except Exception as error:
            heard = Heard((), (), time.monotonic() - begun, f"{type(error).__name__}: {error}")
        found[question] = heard
    return found


def figure(question: str, kind: str, name: str, estimate: Estimate | None, is_claimed: bool | None = None) -> Claim:
    """An estimate as a claim: by whether its interval leaves zero out, unless the answer says so itself."""
    value = None if estimate is None else estimate.value
    limits = None if estimate is None else estimate.interval
    low, high = (None, None) if limits is None else (limits.low, limits.high)
    if is_claimed is None:
        is_claimed = low is not None and high is not None and not low <= 0 <= high
    sign = 0 if not is_claimed or value is None else (value > 0) - (value < 0)
    return Claim(question, kind, name, bool(is_claimed), sign, "", value, low, high)


def outcome(question: str, name: str, word: str | None) -> Claim:
    """A named outcome; none is claimed where nothing was told apart."""
    return Claim(
        question, "outcome", name, word not in (None, "", "no_detectable_change", "cannot_tell"), word=word or ""
    )


def _scorecard(answer: Any) -> Iterator[Claim]:
    for line in answer.lines:
        if line.change is not None:
            yield figure("scorecard", "line", line.metric, line.change, line.is_claimed)


def _verdict(answer: Any) -> Iterator[Claim]:
    for rung in answer.rungs:
        yield Claim("verdict", "rung", rung.id, rung.state != "cannot_tell", (rung.state == "held") * 2 - 1, rung.state)


def _change(answer: Any) -> Iterator[Claim]:
    if answer.total is not None:
        yield figure("change", "total", "", answer.total)
    for term in answer.terms:
        yield figure("change", "term", term.factor, term.effect, term.is_claimed)
    parts = {part for term in answer.terms for part in term.parts}
    said = " ".join(answer.sentences)
    named = next((part for part in sorted(parts, key=len, reverse=True) if f" {part}" in said), "")
    yield Claim("change", "place", answer.by, bool(named), word=named)


def _tradeoff(answer: Any) -> Iterator[Claim]:
    if answer.whole is not None:
        yield outcome("tradeoff", "", answer.whole.outcome)
        for side in ("efficiency", "customers", "balance"):
            yield figure("tradeoff", "side", side, getattr(answer.whole, side))
    yield Claim("tradeoff", "place", answer.by, bool(answer.place), word=answer.place)
    placed = next((part for part in answer.parts if part.part == answer.place), None)
    if placed is not None:
        yield outcome("tradeoff", answer.place, placed.outcome)
    yield Claim("tradeoff", "topics", "", bool(answer.topics), word=", ".join(topic.part for topic in answer.topics))
    yield Claim("tradeoff", "shifted", "", bool(answer.is_shifted))
    for harm in answer.harms:
        yield figure("tradeoff", "harm", harm.metric, harm.effect, harm.is_claimed)


def _compare(answer: Any) -> Iterator[Claim]:
    for unit in answer.units:
        sign = {"better": 1, "higher": 1, "worse": -1, "lower": -1}.get(unit.verdict, 0)
        yield Claim("compare", "unit", unit.name, bool(unit.verdict), sign, answer.by)
    people = answer.people
    yield Claim("compare", "agents", "", people is not None and people.low is not None)


def _frontier(answer: Any) -> Iterator[Claim]:
    for place in answer.places:
        yield Claim("frontier", "behind", place.name, bool(place.is_behind))
        yield figure("frontier", "moved", place.name, place.catch_up, bool(place.has_moved))
    yield figure("frontier", "shift", "", answer.shift)


def _drivers(answer: Any) -> Iterator[Claim]:
    for driver in answer.drivers:
        yield figure("drivers", "driver", driver.name, driver.effect, bool(driver.is_claimed))
    for hazard in answer.hazards:
        limits = hazard.ratio.interval
        claimed = limits is not None and not limits.low <= 1 <= limits.high
        yield figure("drivers", "hazard", hazard.name, hazard.ratio, claimed)


def _participation(answer: Any) -> Iterator[Claim]:
    for shift in answer.shifts:
        word = shift.outcome
        yield Claim("participation", f"between {shift.between}", shift.title, bool(word), word=str(word or ""))


def _readings(answer: Any) -> Iterator[Claim]:
    yield Claim("readings", "findings", "", bool(answer.findings), word=", ".join(f.kind for f in answer.findings))
    yield Claim("readings", "questions", "", bool(answer.questions), word=", ".join(f.kind for f in answer.questions))


def _enough(answer: Any) -> Iterator[Claim]:
    for margin in answer.margins:
        line = margin.line
        yield figure("enough", "slope", f"{line.dose.id} on {line.response}", line.slope)
        yield Claim("enough", "bend", f"{line.dose.id} on {line.response}", line.knee is not None)


QUESTIONS: dict[str, Callable[[Any], Iterator[Claim]]] = {
    "scorecard": _scorecard,
    "verdict": _verdict,
    "change": _change,
    "tradeoff": _tradeoff,
    "compare": _compare,
    "frontier": _frontier,
    "drivers": _drivers,
    "participation": _participation,
    "readings": _readings,
    "enough": _enough,
}
_COMPARE = frozenset({"scorecard", "verdict", "change", "tradeoff", "participation"})

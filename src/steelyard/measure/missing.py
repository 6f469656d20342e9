"""Which measures the data cannot give, why, and what would unlock them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard import metrics as catalogue
from steelyard.answers import Caveat, Missing
from steelyard.errors import EngineError
from steelyard.metrics.needs import SPOKEN
from steelyard.settings.model import Settings
from steelyard.store.asked import asked
from steelyard.store.snapshot import Snapshot

FEW = 0.01
"""Up to this share nothing needs to be said."""

UNEVEN = 0.02
"""Months whose shares lie further apart are held equal."""

_DECLARED = "assumptions"
_OTHERWISE = "ask the embedded engine, or see: steelyard engine check"


@dataclass(frozen=True)
class Unidentified:
    """Inbound contacts in no issue: without a customer's id and without a link of the source's own.

    Args:
        share: of all inbound contacts; apart: by how much the months' shares differ at the most; limit: the share over
            which nothing rests on returns.
    """

    share: float
    apart: float
    limit: float

    @property
    def is_too_many(self) -> bool:
        """Whether no figure may rest on returns."""
        return self.share > self.limit

    @property
    def is_uneven(self) -> bool:
        """Whether months must be held equal by what is not corrected."""
        return self.apart > UNEVEN

    @property
    def refusal(self) -> str:
        """Why no figure may rest on returns."""
        return f"{self.share:.0%} of contacts have no customer id; above {self.limit:.0%} no figure on returns is given"

    def missing(self, question: str, title: str) -> Missing | None:
        """Why a question that rests on returns has no answer; None where it may have one."""
        if not self.is_too_many:
            return None
        return Missing(question, title, f"{self.refusal}.", "identify more customers: contacts.customer_id")

    def caveat(self, text: str) -> tuple[Caveat, ...]:
        """What is or is not corrected, where there is anything to correct.

        Args:
            text: follows "3% of contacts have no customer id; ".
        """
        if not self.share > FEW:
            return ()
        return (Caveat("unidentified", f"{self.share:.0%} of contacts have no customer id; {text}"),)


CORRECTED = "figures are corrected for the returns they may hide"


def missing(snapshot: Snapshot, metrics: Sequence[str], settings: Settings | None = None) -> tuple[Missing, ...]:
    """The metrics that cannot be computed, in the order asked.

    Args:
        settings: where declared assumptions may stand in for a column; without it they count as not declared.
    """
    found = []
    for name in dict.fromkeys(metrics):
        metric = catalogue.metric(name)
        lacking = [need for need in metric.needs if not any(is_met(snapshot, settings, way) for way in need.split("|"))]
        if lacking:
            reason = f"No column says {_either([_meaning(need) for need in lacking])}."
            found.append(Missing(name, metric.title, reason, "; ".join(unlock(need) for need in lacking)))
        elif name in snapshot.refused:
            reason = f"This engine gives another number: {snapshot.refused[name]} differs."
            found.append(Missing(name, metric.title, reason, _OTHERWISE))
    return tuple(found)


def check_refused(snapshot: Snapshot, name: str) -> None:
    """EngineError where the engine is known to give other numbers for a metric, or for what a module here reads."""
    if name in snapshot.refused:
        raise EngineError(
            f"this engine gives other numbers for {name}: {snapshot.refused[name]} differs",
            next=_OTHERWISE,
        )


def is_met(snapshot: Snapshot, settings: Settings | None, way: str) -> bool:
    """Whether the data, or a declared assumption, give one of the ways a need is written."""
    table, _, rest = way.partition(".")
    column, _, value = rest.partition("=")
    if table == _DECLARED:
        declared = getattr(settings.assumptions, column) if settings else None
        return bool(declared)
    if not snapshot.manifest.known.get(table, {}).get(column):
        return False
    return not value or _occurs(snapshot, table, column, value)


def _occurs(snapshot: Snapshot, table: str, column: str, value: str) -> bool:
    found = asked(snapshot, f"SELECT 1 AS n FROM {table} WHERE {column} = '{value}' LIMIT 1")
    return len(found["n"]) > 0


def _meaning(need: str) -> str:
    """What no column says; a measure of a third party may need what is not spoken of here."""
    if need in SPOKEN:
        return SPOKEN[need]
    ways = [way.partition("=")[0].removeprefix(f"{_DECLARED}.") for way in need.split("|")]
    return "what goes into " + " or ".join(ways)


def _either(clauses: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(clauses[:-1]), clauses[-1])))


def unlock(need: str) -> str:
    """What to map or set so that a need is met."""
    ways = [_spelled(way) for way in need.split("|")]
    return " or ".join(ways)


def _spelled(way: str) -> str:
    if way.startswith(_DECLARED):
        return f"set {way}"
    name, _, value = way.partition("=")
    return f"map {name} to {value}" if value else f"map {name}"

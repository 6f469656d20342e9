"""What a check of an engine found."""

from __future__ import annotations

from dataclasses import dataclass, field

from steelyard.answers import Answer

REFUSED = "the engine refused it"
"""What is found where an engine gave no answer at all."""

PARTS = "parts"
"""The subject where measures were not even of the same parts."""


@dataclass(frozen=True)
class Difference:
    """Something an engine gives otherwise than the embedded one.

    Args:
        subject: a fact's column ("issues.return_day"), a measure ("balance"), or what is read beside them ("cells").
        place: the first row, or part, in which it differs.
        expected, found: there, on the embedded engine and on the one checked.
        count: in how many values.
        metrics: what rests on it, and is refused: measures, and what is read beside them.
    """

    subject: str
    place: str
    expected: str
    found: str
    count: int = 1
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A difference that is known, and why it is there. Measures it touches are refused; the check passes.

    Args:
        engine: its kind.
        subject: as in `Difference`.
    """

    engine: str
    subject: str
    why: str


@dataclass(frozen=True)
class Conformance(Answer):
    """Whether an engine gives the embedded engine's numbers on the golden data.

    Args:
        engine: its kind.
        compared: what was compared -> how many values.
        differences: none that a declared gap explains.
        gaps: declared differences that are still there.
        closed: declared differences that are gone: their declaration must go too.
    """

    engine: str = ""
    compared: dict[str, int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    gaps: tuple[tuple[Gap, Difference], ...] = ()
    closed: tuple[Gap, ...] = ()

    @property
    def has_passed(self) -> bool:
        """Whether nothing differs but what is declared, and all that is declared still does."""
        return not self.differences and not self.closed

    @property
    def refused(self) -> dict[str, str]:
        """Measure, or what is read beside them -> what differs in it."""
        every = (*self.differences, *(difference for _, difference in self.gaps))
        return {metric: found.subject for found in reversed(every) for metric in found.metrics}

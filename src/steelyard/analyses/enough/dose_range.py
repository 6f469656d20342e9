"""The lines of a dose over several readings of the issues: what is said of them holds in every one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steelyard.analyses.enough.dose_response import Dose, Line, Thin, read
from steelyard.measure.cells.first_contact import Beginnings
from steelyard.measure.estimates.spanning import first_over


def read_over(sources: Sequence[Beginnings], dose: Dose, bend_level: float) -> list[Line] | Thin:
    """The lines of a dose, with the limits of all readings of the issues; a bend is told where all have it.

    Args:
        sources: joined, see `Beginnings.together`.
    """
    first, *ends = (read(source, dose, bend_level) for source in sources)
    if isinstance(first, Thin):
        return first
    return [_over(line, [_same(line, end) for end in ends]) for line in first]


def _same(line: Line, end: list[Line] | Thin) -> Line:
    """The line of the same response at an end; where it cannot be drawn there, one of which nothing is known."""
    lines = [] if isinstance(end, Thin) else end
    found = [other for other in lines if other.response == line.response and len(other.doses) == len(line.doses)]
    return found[0] if found else replace(line, slope=replace(line.slope, interval=None), knee=None, bend_p=None)


def _over(line: Line, ends: Sequence[Line]) -> Line:
    every = (line, *ends)
    lows, highs = ([getattr(one, name) for one in every] for name in ("lows", "highs"))
    told = replace(
        first_over(every, "slope"),
        lows=tuple(min(found) for found in zip(*lows, strict=True)),
        highs=tuple(max(found) for found in zip(*highs, strict=True)),
        bend_p=_largest([one.bend_p for one in every]),
    )
    if any(one.knee is None or one.before is None or one.after is None for one in every):
        return replace(told, knee=None, before=None, after=None)
    return first_over([told, *ends], "knee", "before", "after")


def _largest(found: Sequence[float | None]) -> float | None:
    known = [one for one in found if one is not None]
    return max(known) if len(known) == len(found) else None

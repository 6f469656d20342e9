"""The answer to how far places are from best practice: units, places and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Unit:
    """A place in a period.

    Attributes:
        efficiency: the share of its inputs that would do, corrected for what flatters, with its interval.
        seen: the same before correction; 1 where nobody in the data did better.
        alike: what `efficiency` would be in the mean if units differed by sampling error alone.
        is_behind: `seen` is below that beyond sampling error.
        saved: input -> the share of it that its target goes without.
        peers: (place, period in words, weight), the heaviest first.
    """

    place: str
    label: str
    efficiency: Estimate
    seen: float
    alike: float
    is_behind: bool
    saved: Mapping[str, float]
    peers: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Place:
    """A place over all its periods, in the order of the periods.

    Attributes:
        lag: the share of its inputs spent beyond best practice, less the same of equal places by sampling error.
        is_behind: `lag` is beyond sampling error, the number of places tested allowed for.
        catch_up, shift: change of nearness to the frontier, and of the frontier as seen from here, ln; None where
            there are too few periods. has_moved: `catch_up` is beyond sampling error.
        stake: the lag in money a year; None where costs are not known.
    """

    name: str
    units: tuple[Unit, ...]
    lag: Estimate
    is_behind: bool
    catch_up: Estimate | None = None
    shift: Estimate | None = None
    has_moved: bool = False
    stake: Estimate | None = None


@dataclass(frozen=True)
class Frontier(Answer):
    """Places against the best practice in the data.

    Attributes:
        by: the dimension; empty for the whole service as one place. period: month or quarter.
        places: in the order of their names, never ranked.
        inputs: what is taken, as names in `frontier_words.INPUTS`.
        outputs: the topic families behind each output.
        shift: how the frontier itself moved between the spans compared, ln.
        compared: those spans in words, before and after; empty where nothing is.
    """

    by: str = ""
    period: str = "month"
    places: tuple[Place, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[tuple[str, ...], ...] = ()
    shift: Estimate | None = None
    compared: tuple[str, str] = ("", "")

"""When signals add up to a finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steelyard.analyses.readings.signals import Reading, Signal, judged, weightiest

SURE = Signal("asked", "invitations", "Asked", "a", 1e-6, True)
TWIN = Signal("twin", "returns", "Twin", "b", 1e-5, True)
KIN = Signal("marked", "invitations", "Marked", "c", 1e-4, True)
UNKNOWN = Signal("flat", "answers", "Flat", "d")


def reading(*signals: Signal, part: str = "A", kind: str = "ratings") -> Reading:
    return Reading(kind, "Ratings", "site" if part else "", part, signals)


@pytest.mark.parametrize(
    ("signals", "state"),
    [
        ((SURE, TWIN), "finding"),
        ((SURE, KIN), "question"),
        ((SURE, UNKNOWN), "question"),
        ((replace(SURE, p=0.4), UNKNOWN), "quiet"),
        ((replace(SURE, is_suspect=False), replace(TWIN, is_suspect=False)), "quiet"),
        ((UNKNOWN,), "untold"),
    ],
)
def test_a_finding_takes_two_sorts_of_records(signals: tuple[Signal, ...], state: str) -> None:
    assert judged([reading(*signals)])[0].state == state


def test_many_looks_need_surer_signals() -> None:
    near = replace(SURE, p=0.03)
    assert judged([reading(near)])[0].state == "question"
    others = [reading(replace(near, p=0.5), part=str(place)) for place in range(20)]
    assert judged([reading(near), *others])[0].state == "quiet"


def test_what_is_shown() -> None:
    house, site = reading(SURE, TWIN, part=""), reading(replace(SURE, p=1e-3), TWIN)
    quiet = [reading(UNKNOWN, part=part, kind="marks") for part in ("B", "")]
    shown = weightiest(judged([house, site, *quiet]))
    assert [(one.kind, one.part) for one in shown] == [("ratings", "A"), ("ratings", ""), ("marks", "")]
    assert [one.unit for one in shown][1] == "the service as a whole"

"""For whom an initiative was otherwise, and whether other issues or other people stand behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steelyard import metrics
from steelyard.analyses.initiative import parts, people
from steelyard.analyses.initiative.designs import Layout, layout
from steelyard.analyses.initiative.panel import read
from steelyard.analyses.initiative.parts import Split
from steelyard.settings.undertaken import Initiative
from steelyard.workspace import Workspace

METRIC = metrics.metric("first_contact_resolution")
REGISTERED = Initiative("faster", "shorter waits", "site", {"Porto": date(2026, 1, 1)})


@pytest.fixture(scope="module")
def held(centre: Workspace) -> Layout:
    with centre.snapshot() as snapshot:
        found = read(snapshot, centre.settings, "site", [METRIC.id], date(2025, 6, 2), date(2026, 5, 31))
    return layout(found, REGISTERED)


@pytest.fixture(scope="module")
def splits(centre: Workspace, held: Layout) -> list[Split]:
    with centre.snapshot() as snapshot:
        return parts.splits(snapshot, centre.settings, "site", held, METRIC)


def thinned(held: Layout, split: Split, gone: str) -> Split:
    """The same where half of a part's weeks since it began are missing for those treated."""
    panel = split.panels[gone]
    after = held.after[held.treated][0]
    lost = held.treated[np.maximum(panel.unit, 0)] & after[panel.week] & (panel.unit >= 0)
    thin = replace(panel, unit=np.where(lost, -1, panel.unit), _figures={})
    return Split(split.dimension, {**split.panels, gone: thin})


def test_every_split_the_data_have(splits: list[Split]) -> None:
    assert {split.dimension for split in splits} == {"family", "channel", "segment", "tenure"}
    assert all(len(split.panels) > 1 for split in splits)


def test_effects_of_parts_come_with_intervals_and_are_tested_together(held: Layout, splits: list[Split]) -> None:
    found = parts.effects(held, METRIC, splits, "step of the weekly gap")
    assert len(found) > 4
    assert all(one.effect.n >= parts.LEAST and one.effect.interval for one in found)
    assert parts.said(found, "first contact resolution")
    assert parts.said((), "first contact resolution") == ()


def test_topics_that_went_elsewhere_fail(held: Layout, splits: list[Split]) -> None:
    (family,) = [split for split in splits if split.dimension == "family"]
    (calm,) = parts.same_mix(held, "site", METRIC, [family])
    assert calm.passed
    largest = max(family.panels, key=lambda name: len(family.panels[name].unit))
    (moved,) = parts.same_mix(held, "site", METRIC, [thinned(held, family, largest)])
    assert moved.passed is False
    assert "points, the most of" in moved.said
    assert parts.same_mix(held, "topic", METRIC, [family]) == ()


def test_a_channel_issues_were_moved_to_is_no_part(held: Layout, splits: list[Split]) -> None:
    (channel,) = [split for split in splits if split.dimension == "channel"]
    kept, said = parts.unmoved(held, METRIC, [channel])
    assert (kept, said) == ([channel], ())
    kept, said = parts.unmoved(held, METRIC, [thinned(held, channel, "phone")])
    assert not kept
    assert "part of what the initiative did" in said[0]


@pytest.mark.parametrize(("newcomers", "passed"), [(0, True), (6, False)])
def test_newcomers_who_take_over_fail(newcomers: int, passed: bool) -> None:
    seen = {(side, f"a{n}"): [50.0, 40.0 + n] for side in (True, False) for n in range(12)}
    seen |= {(True, f"a{n}"): [0.0, 40.0 + n] for n in range(newcomers)}
    (check,) = people._compared(seen)
    assert check.passed is passed


def test_agents_who_left_are_counted(centre: Workspace) -> None:
    with centre.snapshot() as snapshot:
        panel = read(snapshot, centre.settings, "agent_id", [METRIC.id], date(2025, 6, 2), date(2026, 5, 31))
        chosen = dict.fromkeys(panel.units[::3], date(2026, 1, 1))
        found = layout(panel, Initiative("x", "y", "agent_id", chosen))
        (check,) = people.same_people(snapshot, centre.settings, "agent_id", found, METRIC)
    assert "are still there in the newest weeks" in check.said
    last = panel.weeks[-6]
    gone = found.treated[np.maximum(panel.unit, 0)] & (panel.unit >= 0)
    lost = gone & np.array([panel.weeks[week] >= last for week in panel.week])
    fewer = replace(found, panel=replace(panel, unit=np.where(lost, -1, panel.unit), _figures={}))
    (failed,) = people._left(fewer, METRIC)
    assert failed.passed is False

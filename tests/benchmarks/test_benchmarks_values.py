"""Every side of a benchmark computes the same figures: what is timed is the same work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.weigh import CLOSE, EXACT, compare

from benchmarks import expert, ours, theirs, world


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,000 contacts of two teams, loaded."""
    place = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "TEAMS", 2)
        world.build(place, 3_000)
    spent = ours.load(place)
    assert set(spent) == {"intake", "facts"}
    return place


@pytest.fixture(scope="module")
def by_hand(folder: Path) -> ours.Figures:
    return theirs.by_hand(folder)


def test_ours_are_the_experts(folder: Path, by_hand: ours.Figures) -> None:
    figures = ours.measured(folder)
    most, middle = compare("measured", figures, by_hand)
    assert most <= EXACT
    assert middle <= CLOSE
    assert sum(value is not None for values in figures.values() for value in values) > 500


def test_one_chance_gives_the_same_figures(folder: Path) -> None:
    once, figures = ours.measured_once(folder), ours.measured(folder)
    assert once.keys() == figures.keys()
    for part, values in figures.items():
        np.testing.assert_allclose(np.array(once[part], dtype=float), np.array(values, dtype=float), rtol=1e-12)


@pytest.mark.parametrize("peer", ["polars", "pandas"])
def test_peers_are_the_experts(folder: Path, by_hand: ours.Figures, peer: str) -> None:
    pytest.importorskip(peer)
    step = f"in_{peer}"
    figures = getattr(theirs, step)(folder)
    assert figures.keys() == by_hand.keys()
    assert compare(step, figures, by_hand) <= (EXACT, EXACT)


def test_other_figures_are_refused(by_hand: ours.Figures) -> None:
    cell = next(iter(by_hand))
    wrong = by_hand | {cell: [(value or 0) * 1.001 for value in by_hand[cell]]}
    with pytest.raises(RuntimeError, match="does not agree"):
        compare("in_polars", wrong, by_hand)


def test_the_facts_by_hand_are_the_same_measures(folder: Path, by_hand: ours.Figures) -> None:
    import steelyard

    with steelyard.open(folder).snapshot() as snapshot:
        rows = snapshot.engine.query(expert.FACTS["contacts"])
    measures = [name for name in expert.CONTACTS if name not in ("contacts_per_hour", "cost_per_contact")]
    places = [expert.METRICS.index(name) for name in measures]
    columns = list(rows)[2 : 2 + len(measures)]
    for row, (month, team) in enumerate(zip(rows["month"], rows["team"], strict=True)):
        expected = [by_hand[f"{month!s:.10} {team}"][place] for place in places]
        assert [rows[name][row] for name in columns] == pytest.approx(expected, rel=1e-9), (month, team)


def test_the_other_parts_run(folder: Path) -> None:
    for part in (ours.quantiles, ours.change, ours.page_sums, theirs.load_by_hand, theirs.change_by_hand):
        part(folder)
    theirs.quantiles_by_hand(folder)
    assert len(list((folder / "by-hand").glob("month=*"))) >= 18
    assert list((folder / "store" / "sums").glob("*/*.npz"))

"""The simulated centre knows its truth; the product, given only the exported files, must find it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.workspaces import demo_mapping, loaded

from steelyard import measure, simulate
from steelyard.simulate.truth.truth import Truth
from steelyard.workspace import Workspace

SITES = ("Braga", "Faro", "Porto")
HALVES = {"1": (date(2025, 4, 10), date(2025, 12, 31)), "2": (date(2026, 1, 1), date(2026, 9, 10))}
FIGURES = {
    # A second issue of the same customer and family within the window looks like a return: about one point.
    "first_contact_resolution": ("issues", "fcr_fixed", 0.015),
    "contacts_per_issue": ("issues", "contacts_per_issue", 0.01),
    "experience": ("issues", "quality", 0.01),
    "abandonment_rate": ("work", "abandonment_rate", 0.002),
    "transfer_rate": ("work", "transfer_rate", 0.002),
    "handle_time": ("work", "handle_time_s", 2.0),
}
"""metric -> where the truth tells it, and how far its definition differs."""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Truth]:
    folder = tmp_path_factory.mktemp("judged")
    truth = simulate.export("handle-time-target", folder / "exports", contacts=80_000, seed=4)
    return loaded(folder, demo_mapping()), truth


@pytest.mark.slow
@pytest.mark.parametrize("half", sorted(HALVES))
def test_figures_of_every_site(judged: tuple[Workspace, Truth], half: str) -> None:
    workspace, truth = judged
    from_on, to_on = HALVES[half]
    with workspace.snapshot() as snapshot:
        sums = measure.measure(snapshot, workspace.settings, list(FIGURES), by=("site",), from_on=from_on, to_on=to_on)
        found = [entry for entry in measure.estimates(sums) if entry.part["site"] in SITES]
    assert len(found) == len(SITES) * len(FIGURES)
    missed = []
    for entry in found:
        table, name, slack = FIGURES[entry.metric]
        true = getattr(truth, table)[entry.part["site"]][half][name]
        assert entry.interval is not None
        if not entry.interval.low - slack <= true <= entry.interval.high + slack:
            missed.append((entry.metric, entry.part["site"], entry.value, true))
    assert len(missed) <= 1, missed


@pytest.mark.slow
def test_what_moved_the_balance(judged: tuple[Workspace, Truth]) -> None:
    workspace, truth = judged
    (before_from, before_to), (from_on, to_on) = HALVES["1"], HALVES["2"]
    change = workspace.change(from_on=from_on, to_on=to_on, against=(before_from, before_to))
    true = truth.factors["all"]
    terms = {term.factor: term.effect for term in change.terms}
    for factor in ("experience", "effectiveness", "onceness", "pace", "capacity", "price"):
        effect = terms[factor]
        assert effect.interval is not None
        assert effect.interval.low - 0.01 <= true[factor] <= effect.interval.high + 0.01, factor
    assert change.total is not None
    assert change.total.interval is not None
    assert change.total.interval.low - 0.01 <= true["balance"] <= change.total.interval.high + 0.01
    assert terms["pace"].value > 0 > terms["onceness"].value
    assert any("Porto" in sentence for sentence in change.sentences)

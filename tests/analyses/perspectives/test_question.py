"""Where perspectives agree and contradict, of figures made by hand and of the simulated centre."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steelyard.analyses.perspectives import question, wording
from steelyard.analyses.perspectives.answer import Perspectives
from steelyard.answers import Estimate, Interval
from steelyard.settings.model import Benchmark
from steelyard.workspace import Workspace


def entry(metric: str, value: float, half: float, unit: str = "score") -> Estimate:
    return Estimate(metric, unit, {}, value, Interval(value - half, value + half), n=400)


@pytest.mark.parametrize(
    ("own", "customers", "outcome", "said"),
    [
        ((93, 1), (71, 2), "unfelt", "Evaluations 93.0, customers 71.0: you score what customers do not feel."),
        (
            (80, 1),
            (90, 2),
            "unscored",
            "Evaluations 80.0, customers 90.0: customers are pleased with what you score low.",
        ),
        ((93, 1), (90, 2), "agree: at target", "both at target"),
        ((80, 1), (70, 2), "agree: short", "both short of their targets (91 and 85)"),
        ((91, 2), (70, 2), "cannot tell", "evaluations 91.0 (89.0–93.0) beside 91"),
    ],
)
def test_outcomes(
    centre: Workspace, own: tuple[float, float], customers: tuple[float, float], outcome: str, said: str
) -> None:
    found = {
        "interaction_quality": entry("interaction_quality", *own),
        "customer_rating": entry("customer_rating", *customers),
    }
    view = question._view("", found, centre.settings, 1)
    assert view.outcome == outcome
    assert said in wording.sentences(Perspectives("perspectives", "", whole=view))[0]


def test_of_many_parts_more_is_asked(centre: Workspace) -> None:
    found = {
        "interaction_quality": entry("interaction_quality", 93, 1.9),
        "customer_rating": entry("customer_rating", 71, 2),
    }
    assert question._view("", found, centre.settings, 1).outcome == "unfelt"
    assert question._view("", found, centre.settings, 12).outcome == "cannot tell"


def test_recommended_without_value(centre: Workspace) -> None:
    found = {
        "nps": entry("nps", 40, 9),
        "first_contact_resolution": entry("first_contact_resolution", 0.6, 0.02, "share"),
    }
    assert question._without_value(found, centre.settings) == "pleased without value"
    found["nps"] = entry("nps", 5, 9)
    assert question._without_value(found, centre.settings) == "cannot tell"


def test_figures_stand_beside_those_of_the_same_definition_alone(centre: Workspace) -> None:
    same = Benchmark("survey_coverage", 0.08, "Peers", "2026", "as here")
    other = replace(same, metric="first_contact_resolution", value=0.7, differs="by survey")
    asked = replace(centre, settings=replace(centre.settings, benchmarks=(other, same))).ask("perspectives", by="site")
    assert isinstance(asked, Perspectives)
    told = {one.benchmark: one.position for one in asked.beside}
    assert told[same] in ("above", "below", "within sampling error")
    assert all(not position for held, position in told.items() if held.differs)
    assert asked.beside[0].benchmark == same
    assert {view.part for view in asked.views} <= {"Porto", "Braga", "Faro"}
    assert "because definitions differ" in asked.sentences[-1]

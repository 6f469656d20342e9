from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from steelyard.simulate import list_scenarios
from steelyard.simulate.setting.scenario import describe_scenario
from steelyard.simulate.truth.truth import Truth
from steelyard.simulate.words import KNOBS, explain, page

UNITS = (
    r"shares?\b|log-odds|log units?\b|standard deviations|seconds|\bdays?\b|weeks|hours|euro|contacts|people|issues|"
    r"frequency|agents|power|shape|purchases|instead|the same|multiplied|relative|presence|how closely|rises"
)
WITHOUT_UNIT = re.compile(r"name|site|unit|team|topics?|zone|family|adoptions|is_\w+")
LISTS = {
    "sites",
    "segments",
    "target",
    "initiatives",
    "breaks",
    "gaming",
    "lost_ids",
    "routes",
    "traits",
    "second_scorers",
}
LISTS |= {"mix_changes", "staffing"}


def test_the_page_is_up_to_date() -> None:
    written = Path(__file__).resolve().parents[2] / "docs" / "simulator.md"
    assert written.read_text() == page(), "type: python -m steelyard.simulate.words > docs/simulator.md"


@pytest.mark.parametrize("kind", [*KNOBS, Truth], ids=lambda kind: kind.__name__)
def test_every_field_is_explained_once(kind: type) -> None:
    told = [name.strip() for names, _ in explain(kind) for name in names.split(",")]
    assert sorted(told) == sorted(field.name for field in fields(kind))


@pytest.mark.parametrize("kind", KNOBS, ids=lambda kind: kind.__name__)
def test_every_quantity_has_a_unit(kind: type) -> None:
    bare = [
        names
        for names, text in explain(kind)
        if not set(re.findall(r"\w+", names)) & LISTS
        and not WITHOUT_UNIT.fullmatch(names)
        and not re.search(UNITS, text)
    ]
    assert bare == []


@pytest.mark.parametrize("name", list_scenarios())
def test_every_scenario_says_what_must_and_must_not_be_found(name: str) -> None:
    text = describe_scenario(name)
    for head in ("Planted", "Must be found", "Must not be found"):
        assert len(re.findall(rf"^{head}: \S", text, re.MULTILINE)) == 1
    assert text.partition("\n")[0].endswith(".")

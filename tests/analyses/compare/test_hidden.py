"""Units too small to be shown still belong to the whole the others are held against."""

from __future__ import annotations

import re

import numpy as np
import pytest
from tests.workspaces import loaded

from steelyard.analyses.compare.answer import Comparison

TOML = """[workspace]
name = "Hidden"
[sources.calls]
files = "calls.csv"
covers_from = 2025-12-01
covers_until = 2026-06-30
[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "id"
agent_id = "agent"
team = "team"
channel = { constant = "phone" }
topic = "topic"
opened_at = "at"
ended_at = "at"
resolved = "solved"
"""

CASES = {"A": (700, 300), "B": (300, 700), "C": (600, 400), "D": (5, 25), "E": (30, 5), "F": (2, 30)}
"""Team -> easy and hard cases; the last three are too small to be shown."""

SOLVED = {"easy": 0.9, "hard": 0.5}
BESIDE = {"D": -0.4, "F": -0.4}

Case = tuple[str, str, bool]


def cases() -> list[Case]:
    """Team, topic and whether it was solved."""
    dice = np.random.default_rng(7)
    return [
        (team, topic, bool(dice.random() < SOLVED[topic] + BESIDE.get(team, 0.0)))
        for team, counts in CASES.items()
        for topic, count in zip(SOLVED, counts, strict=True)
        for _ in range(count)
    ]


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("hidden")
    rows = [
        f"{place},{team}{place % 8},{team},{topic},2026-02-{2 + place % 5:02}T10:00:00,{is_solved}"
        for place, (team, topic, is_solved) in enumerate(cases())
    ]
    space = loaded(folder, TOML, {"calls.csv": "\n".join(["id,agent,team,topic,at,solved", *rows])})
    return space.compare(by="team", from_on="2026-01-01", to_on="2026-03-31")


def share(chosen: list[Case]) -> float:
    return sum(is_solved for _, _, is_solved in chosen) / len(chosen)


def test_the_average_and_its_count_are_of_all_units(answer: Comparison) -> None:
    assert [unit.name for unit in answer.units] == ["A", "B", "C"]
    assert answer.silent_count == 3
    assert answer.target is not None
    assert answer.target.n == len(cases())
    assert answer.target.value == pytest.approx(share(cases()))


def test_case_mix_is_told_beside_all_the_others(answer: Comparison) -> None:
    """What the others, hidden ones too, show in B's cases less what they show in their own."""
    own = [case for case in cases() if case[0] == "B"]
    others = [case for case in cases() if case[0] != "B"]
    rate = {topic: share([case for case in others if case[1] == topic]) for topic in SOLVED}
    mix = float(np.mean([rate[topic] for _, topic, _ in own])) - share(others)
    told = re.search(
        r"Team B looks ([\d.]+) pt below the average, but its cases are harder: "
        r"with the same cases the others would be ([\d.]+) pt below their own figure",
        " ".join(answer.sentences),
    )
    assert told is not None
    assert float(told[1]) == pytest.approx(100 * (share(cases()) - share(own)), abs=0.06)
    assert float(told[2]) == pytest.approx(-100 * mix, abs=0.3)

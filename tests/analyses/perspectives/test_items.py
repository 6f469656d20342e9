"""What customers expected and what matters to them: of a small workspace whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from steelyard import open as opened
from steelyard.analyses.perspectives.answer import Perspectives
from steelyard.analyses.perspectives.expected import ItemTold
from steelyard.view.card import card

COUNT = 1600
THINGS = ("speed", "friendliness", "solution")
START = datetime(2026, 1, 5, 8)

TOML = """
[workspace]
name = "Items"
currency = "EUR"
time_zone = "UTC"
[sources.contacts]
files = "contacts.csv"
[sources.contacts.contacts.columns]
contact_id = "contact"
customer_id = "customer"
agent_id = "agent"
team = "team"
channel = { constant = "email" }
direction = { constant = "inbound" }
opened_at = "opened"
ended_at = "ended"
[sources.answers]
files = "answers.csv"
[sources.answers.surveys.columns]
survey_id = "survey"
contact_id = "contact"
instrument = { constant = "csat" }
score = "overall"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
[sources.items]
files = "items.csv"
[sources.items.survey_items.columns]
survey_id = "survey"
contact_id = "contact"
item = "item"
kind = "kind"
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
[sources.scores]
files = "scores.csv"
[sources.scores.evaluations.columns]
evaluation_id = "evaluation"
contact_id = "contact"
criterion = "criterion"
score = "points"
max_score = { constant = 10 }
purpose = { constant = "random" }
"""


def steps(values: np.ndarray) -> np.ndarray:
    return np.clip(np.round(values), 1, 5).astype(int)


def written(folder: Path, *, survey: str = "R", high: bool = False, seed: int = 4) -> Path:
    """Files in which a low "solution" costs, a high "friendliness" adds, and "speed" does both.

    Args:
        survey: what ids of surveys in the file of items begin with; "R" in that of the answers.
        high: every item is rated at its best.
    """
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=COUNT)
    rated = {name: steps(3.1 + 0.5 * mood + 1.1 * rng.normal(size=COUNT)) for name in THINGS}
    off = {name: values - 3.0 for name, values in rated.items()}
    total = 3.1 + 0.3 * off["speed"] + 0.55 * np.maximum(off["friendliness"], 0) + 0.55 * np.minimum(off["solution"], 0)
    overall = steps(total + 0.5 * rng.normal(size=COUNT))
    if high:
        rated = {name: np.where(rng.random(COUNT) < 0.9, 5, 4) for name in THINGS}
    matters = dict(zip(THINGS, (4.6, 2.6, 4.4), strict=True))
    asked = {
        "rating": rated,
        "importance": {name: steps(matters[name] + 0.6 * rng.normal(size=COUNT)) for name in THINGS},
        "expectation": {"speed": np.clip(rated["speed"] + rng.integers(0, 2, COUNT), 1, 5)},
    }
    contacts, answers, items, scores = ["contact,customer,agent,team,opened,ended"], [], [], []
    for n in range(COUNT):
        begun = START + timedelta(minutes=90 * n)
        team = ("North", "South")[n % 2]
        ended = begun + timedelta(minutes=30)
        contacts.append(f"T{n},C{n // 2},a{n % 8},{team},{begun.isoformat()}Z,{ended.isoformat()}Z")
        answers.append(f"R{n},T{n},{overall[n]}")
        for kind, held in asked.items():
            items += [f"{survey}{n},T{n},{name},{kind},{held[name][n]}" for name in held]
        if n % 4 == 0:
            scores.append(f"E{n},T{n},Speed,{rng.integers(9, 11)}")
    heads = {"answers": "survey,contact,overall", "items": "survey,contact,item,kind,score",
             "scores": "evaluation,contact,criterion,points"}  # fmt: skip
    rows = {"answers": answers, "items": items, "scores": scores}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contacts.csv").write_text("\n".join(contacts) + "\n")
    for name, head in heads.items():
        (folder / f"{name}.csv").write_text("\n".join([head, *rows[name]]) + "\n")
    (folder / "steelyard.toml").write_text(TOML)
    return folder


DAYS = {"from_on": START.date(), "to_on": (START + timedelta(minutes=90 * COUNT)).date()}


def asked(folder: Path, **more: object) -> Perspectives:
    workspace = opened(folder)
    workspace.load()
    found = workspace.ask("perspectives", **{**DAYS, **more})
    assert isinstance(found, Perspectives)
    return found


@pytest.fixture(scope="module")
def by_team(tmp_path_factory: pytest.TempPathFactory) -> Perspectives:
    return asked(written(tmp_path_factory.mktemp("items")), by="team")


def items(found: Perspectives) -> Mapping[str, ItemTold]:
    assert found.items is not None
    return {entry.item: entry for entry in found.items.items}


def test_kinds_are_those_planted(by_team: Perspectives) -> None:
    kinds = {name: entry.kind for name, entry in items(by_team).items()}
    assert kinds == {"speed": "performance", "friendliness": "excitement", "solution": "basic"}
    said = " ".join(by_team.sentences)
    assert "A low rating of “solution” is associated with an overall rating" in said
    assert "a basic requirement" in said


def test_what_was_expected_is_held_against_what_came_in_the_same_answer(by_team: Perspectives) -> None:
    gap = items(by_team)["speed"].gap
    assert gap is not None
    assert gap.value is not None
    assert gap.interval is not None
    assert -13 < gap.value < -8
    assert gap.interval.high < 0
    assert items(by_team)["solution"].gap is None
    assert any(text.startswith("Customers expected more of “speed” than they got") for text in by_team.sentences)


def test_stated_and_carried_importance_contradict_where_both_are_beyond_chance(by_team: Perspectives) -> None:
    held = items(by_team)["friendliness"]
    assert by_team.items is not None
    assert by_team.items.importance == "stated"
    assert held.stated is not None
    assert held.carried is not None
    assert held.stated.value is not None
    assert 35 < held.stated.value < 45
    assert held.conflict in ("", "felt, not said")
    shares = [entry.carried.value for entry in items(by_team).values() if entry.carried is not None]
    assert sum(value for value in shares if value is not None) == pytest.approx(1)


def test_a_criterion_scored_at_target_that_customers_rate_low_is_said(by_team: Perspectives) -> None:
    assert [(entry.item, entry.outcome) for entry in by_team.unfelt] == [("speed", "scored, not felt")]
    assert any("you score what customers do not feel" in text for text in by_team.sentences)


def test_parts_and_tables_hold_the_same_items(by_team: Perspectives) -> None:
    assert {part.part for part in by_team.item_parts} == {"North", "South"}
    titles = [table.title for table in card(by_team).tables]
    assert "What customers were asked about" in titles
    assert "What low and high ratings are associated with, by team" in titles
    whole = by_team.items
    assert whole is not None
    assert sum(part.answers for part in by_team.item_parts) == whole.answers


def test_items_of_another_survey_id_belong_to_the_answer_about_their_contact(
    tmp_path: Path, by_team: Perspectives
) -> None:
    found = items(asked(written(tmp_path, survey="X")))
    for name, entry in items(by_team).items():
        assert entry.penalty is not None
        assert found[name].kind == entry.kind
        assert found[name].penalty is not None
        assert found[name].penalty.value == pytest.approx(entry.penalty.value)


def test_ratings_at_the_ceiling_tell_nothing(tmp_path: Path) -> None:
    found = asked(written(tmp_path, high=True))
    assert all(not entry.kind for entry in items(found).values())
    assert all("low answers, of 100 needed" in entry.refusal for entry in items(found).values())
    assert not any("associated with an overall rating" in text for text in found.sentences)


def test_without_items_nothing_is_said_of_them(by_team: Perspectives) -> None:
    bare = replace(by_team, items=None, item_parts=(), unfelt=())
    assert not [table for table in card(bare).tables if "asked about" in table.title]

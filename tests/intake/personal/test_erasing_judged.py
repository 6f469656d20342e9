"""An erased customer's answers to single questions, and how their contacts were scored, stay without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.personal.reading import holding
from tests.intake.personal.world import customer, files, toml

import steelyard
from steelyard.analyses.perspectives.answer import Perspectives
from steelyard.workspace import Workspace

WHO = customer(28)
MORE = """
[sources.items]
files = "items.csv"
load = "full"

[sources.items.survey_items.columns]
survey_id = "survey"
contact_id = "call"
customer_id = "who"
item = "item"
kind = { constant = "rating" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }

[sources.scores]
files = "scores.csv"
load = "full"

[sources.scores.evaluations.columns]
evaluation_id = "number"
contact_id = "call"
criterion = "criterion"
score = "points"
max_score = { constant = 10 }
purpose = { constant = "random" }
"""
pytestmark = pytest.mark.usefixtures("facts")
TABLES = {"survey_items": "customer_id, source_key", "evaluations": "source_key"}


@pytest.fixture
def facts() -> None:
    """Facts are built in these tests."""


def judged() -> dict[str, str]:
    """Items that name who was asked, spelled as nobody else spells them, and two criteria of every second call."""
    items, scores = ["survey,call,who,item,score"], ["number,call,criterion,points"]
    for place, line in enumerate(files()["calls.csv"].splitlines()[1:]):
        call, name = line.split(",")[:2]
        if name:
            items += [
                f"I{place},{call},{name.upper()},{item},{1 + (place + at) % 5}" for at, item in enumerate(("a", "b"))
            ]
        scores += [f"E{place},{call},{one},{5 + (place + at) % 6}" for at, one in enumerate(("a", "tone"))]
    return {**files(), "items.csv": "\n".join(items) + "\n", "scores.csv": "\n".join(scores) + "\n"}


def made(folder: Path) -> Workspace:
    (folder / "exports").mkdir()
    (folder / "workspace").mkdir()
    for name, text in judged().items():
        (folder / "exports" / name).write_text(text, "utf-8")
    (folder / "workspace" / "steelyard.toml").write_text(toml() + MORE, "utf-8")
    workspace = steelyard.open(folder / "workspace", folder / "exports")
    workspace.load()
    return workspace


def rows(workspace: Workspace, table: str) -> list[tuple[object, ...]]:
    sql = f"SELECT * EXCLUDE ({TABLES[table]}) FROM {table} ORDER BY ALL"
    return list(workspace.sql(sql, most=1_000_000).rows)


def told(workspace: Workspace) -> tuple[object, ...]:
    found = workspace.ask("perspectives")
    assert isinstance(found, Perspectives)
    assert found.items is not None
    return found.whole.own, found.items.items, found.unfelt


def test_answers_and_scores_stay_and_nothing_says_whose_they_are(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    before, said = {table: rows(workspace, table) for table in TABLES}, told(workspace)
    assert before["survey_items"]
    assert holding(tmp_path / "workspace", [WHO])
    found = workspace.erase(WHO)
    assert found.rows["survey_items"] == 12
    assert "items.csv" in found.holding
    for again in (False, True):
        if again:
            workspace.load(again=True)
        assert holding(tmp_path / "workspace", [WHO]) == []
        assert {table: rows(workspace, table) for table in TABLES} == before
        assert told(workspace) == said
        names = "SELECT count(*), count(DISTINCT customer_id) FROM survey_items WHERE customer_id LIKE 'erased-%'"
        assert list(workspace.sql(names).rows) == [(12, 1)]

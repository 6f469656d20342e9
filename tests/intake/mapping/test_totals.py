"""A row that sums up the others is put aside with the reason, and is no contact, no answer, no cost."""

from __future__ import annotations

import pytest
from tests.intake.conftest import NewWorkspace

COSTS = """
[sources.pay]
files = "pay.csv"

[sources.pay.costs.columns]
from_on = "from"
to_on = "to"
team = "team"
kind = { constant = "labour" }
amount = "amount"
"""
ANSWERS = """
[sources.asked]
files = "asked.csv"

[sources.asked.surveys]
key = ["id"]

[sources.asked.surveys.columns]
survey_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
answered_at = "at"
"""


@pytest.mark.parametrize("word", ["Total", "Gesamt", "TOTAL GÉNÉRAL", "Grand total "])
def test_a_total_among_the_teams_is_no_cost(workspace: NewWorkspace, word: str) -> None:
    rows = ["from,to,team,amount"]
    rows += [f"2026-01-01,2026-01-31,{team},{amount}" for team, amount in (("A", 100), ("B", 200), (word, 300))]
    space = workspace(COSTS, {"pay.csv": "\n".join(rows)})
    space.load()
    assert space.values("SELECT CAST(sum(amount) AS DOUBLE) FROM costs") == [300]
    assert space.values("SELECT reason FROM quarantine") == ["sums up other rows"]


def test_an_average_among_the_answers_is_no_answer(workspace: NewWorkspace) -> None:
    rows = ["id,score,at", *(f"{n},5,2026-01-0{n}" for n in range(1, 6)), "Average,5,2026-01-31"]
    space = workspace(ANSWERS, {"asked.csv": "\n".join(rows)})
    space.load()
    assert space.values("SELECT count(*) FROM surveys") == [5]

"""Today's list says when its data are old, by the clock of whoever looks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.workspaces import loaded

from steelyard.analyses.list.age import aged, overdue
from steelyard.analyses.list.answer import Today
from steelyard.settings.model import Settings

UNTIL = datetime(2026, 3, 30, 18)


def test_old_data_are_said_first(tmp_path: Path) -> None:
    held = Settings(tmp_path, tmp_path)
    assert overdue(UNTIL, held, datetime(2026, 4, 1, 7)) == ""
    assert overdue(None, held) == ""
    said = overdue(UNTIL, held, datetime(2027, 3, 30, 18))
    assert said.startswith("The data end on 30 Mar 2026, 365 days ago: who is listed may have been helped since.")
    answer = Today(question="list", title="Today's list", sentences=("One.",), until=UNTIL)
    assert aged(answer, held, datetime(2027, 3, 30, 18)).sentences == (said, "One.")
    assert aged(answer, held, datetime(2026, 3, 31)) is answer


def test_answers_alone_are_no_reason_to_name_a_column_that_is_there(tmp_path: Path) -> None:
    mapping = """
[sources.answers]
files = "surveys.csv"
[sources.answers.surveys.columns]
survey_id = "id"
customer_id = "who"
score = "score"
answered_at = "at"
instrument = { constant = "csat" }
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
"""
    rows = "id,who,score,at\n" + "".join(f"s{n},c{n},1,2026-03-{n + 1:02d} 10:00\n" for n in range(20))
    found = loaded(tmp_path, mapping, {"surveys.csv": rows}).ask("list")
    assert found.sentences[0].startswith("Cannot tell who needs a follow-up: the list is as of the end of the contacts")

"""Reasons by the step at which customers' ways stop, on files with a history of steps."""

from __future__ import annotations

import pytest
from tests.workspaces import loaded

from steelyard.analyses.list.answer import Today
from steelyard.analyses.list.wording import cause_said

MAPPING = """
[sources.calls]
files = "contacts.csv"
covers_until = 2026-03-30
[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "start"
ended_at = "end"
channel = { constant = "phone" }
topic = "topic"
resolved = { column = "solved", values = { yes = true, no = false } }
promised = "promised"
due_at = "due"
kept_at = "kept"
[sources.history]
files = "steps.csv"
[sources.history.steps.columns]
contact_id = "call"
step = "what"
at = "at"
[sources.history.steps.columns.kind]
column = "what"
values = { "call answered" = "answered", "closed" = "closed" }
[assumptions]
placeholder_share = 1
"""


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Today:
    """Ninety promises at three steps alike; twenty of thirty after 'part ordered' are not kept, three of others."""
    calls = ["id,who,start,end,topic,solved,promised,due,kept"]
    steps = ["call,what,at"]
    for n in range(90):
        step = ("part ordered", "call answered", "letter sent")[n % 3]
        is_kept = n // 3 >= (20 if n % 3 == 0 else 3)
        kept = "2026-03-22 10:00" if is_kept else ""
        calls.append(f"k{n},c{n},2026-03-20 10:00,2026-03-20 10:10,repair,no,callback,2026-03-23 10:00,{kept}")
        steps += [f"k{n},call answered,2026-03-20 10:00", f"k{n},{step},2026-03-20 10:09"]
        steps += [f"k{n},closed,2026-03-20 11:00"]
    files = {"contacts.csv": "\n".join(calls) + "\n", "steps.csv": "\n".join(steps) + "\n"}
    found = loaded(tmp_path_factory.mktemp("steps"), MAPPING, files).ask("list")
    assert isinstance(found, Today)
    return found


def test_a_promise_broken_at_one_step_is_told_with_what_was_to_be_expected(today: Today) -> None:
    claimed = [cause for cause in today.causes if cause.is_claimed]
    assert [(cause.by, cause.part, cause.n, cause.of) for cause in claimed] == [("step", "part ordered", 20, 26)]
    assert claimed[0].expected == pytest.approx(26 / 3)
    assert cause_said(claimed[0]).startswith("Of 26 customers with a promise that was not kept, 20 had it at the step")


def test_an_item_says_at_which_step_it_stopped(today: Today) -> None:
    steps = {entry.step for item in today.items for entry in item.why}
    assert steps <= {"part ordered", "call answered", "letter sent"}
    assert "part ordered" in steps

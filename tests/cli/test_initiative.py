"""initiative: its name is typed bare."""

from __future__ import annotations

from steelyard import cli
from steelyard.analyses.initiative.answer import Evaluation


def test_the_name_reaches_the_question(run, answering) -> None:
    answering.answers["initiative"] = Evaluation("initiative", "Initiative: script", ("Script was neutral.",))
    code, out, _ = run("initiative", "script")
    assert code == cli.FINE
    assert out.startswith("Script was neutral.")
    assert answering.asked["initiative"]["name"] == "script"
    assert run("initiative")[0] == cli.FINE
    assert not answering.asked["initiative"]["name"]

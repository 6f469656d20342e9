"""steelyard check: readable on a narrow terminal, whole as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from steelyard.analyses.check.oddities import Finding
from steelyard.analyses.check.question import Ability, Check, Unlock
from steelyard.answers import Missing

CHECK = Check(
    "check",
    "What the data can answer",
    ("The data answer 1 of 2 questions.",),
    missing=(Missing("hold_time", "Hold, mean", "The data do not say contacts: time on hold.", "map contacts.hold_s"),),
    questions=(
        Ability("Are customers' issues solved, once?", "yes", 3, 3),
        Ability("Do customers stay, and buy again?", "no", 0, 2, ("map outcomes.kind to churned",)),
    ),
    families=(Ability("loyalty", "no", 0, 3),),
    unlocks=(Unlock("map contacts.hold_s", ("hold_time",)),),
    findings=(
        Finding("midnight", "ended_at at exactly midnight", "calls: ended_at", 701, 17_182, "Wrong.", "Add lost_time."),
        Finding("gives_away", "the csat score all but tells it", "surveys: csat score", 90, 0, "Made.", "Ask."),
    ),
)


@pytest.fixture
def checked(answering):
    answering.answers["check"] = CHECK
    return answering


@pytest.mark.parametrize("width", [80, 140])
def test_it_says_what_can_be_answered_and_what_is_odd(run, checked, monkeypatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    code, out, _ = run("check")
    assert code == 0
    assert max(len(line) for line in out.splitlines()) <= width
    for words in ("The data answer 1 of 2 questions.", "Loyalty", "0 of 3", "701", "4.1%"):
        assert words in out
    assert "Hold, mean" not in out
    assert "1 measures" not in out
    assert "steelyard check --all" in out


def test_all_lists_every_measure_that_is_missing(run, checked) -> None:
    out = run("check", "--all")[1]
    assert "Hold, mean" in out
    assert "--all" not in out


def test_json_holds_everything(run, checked) -> None:
    plain = json.loads(run("check", "--json")[1])
    assert plain["findings"][0]["count"] == 701
    assert plain["questions"][1]["lacking"] == ["map outcomes.kind to churned"]
    assert plain["missing"][0]["metric"] == "hold_time"


def test_without_findings_there_is_no_table_of_them(run, checked) -> None:
    checked.answers["check"] = replace(CHECK, findings=(), missing=())
    out = run("check")[1]
    assert "What is odd" not in out
    assert "--all" not in out

"""What a question says of its own numbers, and numbers that stand for no answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from steelyard.intake.proposal.labels import Labels, read_labels
from steelyard.intake.proposal.model import TableProposal
from steelyard.intake.proposal.propose import propose


def found(folder: Path, question: str, scores: Sequence[object]) -> TableProposal:
    rows = [f"R{n},T{n},2026-03-{n % 28 + 1:02d} 09:00:00,{score}" for n, score in enumerate(scores)]
    path = folder / "survey.csv"
    path.write_text("\n".join([f'Response ID,Ticket ID,Submitted,"{question}"', *rows]) + "\n", "utf-8")
    return propose([path], data=folder).sources[0].tables[0]


def told(table: TableProposal) -> dict[str, object]:
    constants = ("scale_min", "scale_max", "better")
    return {target: guess.mapping.constant for target in constants if (guess := table.guess(target)) and guess.is_sure}


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("How satisfied are you? (1 = very satisfied, 5 = very dissatisfied)", Labels((1, 5), frozenset(), "low")),
        ("Tevredenheid (1: zeer ontevreden; 7: zeer tevreden; 9: n.v.t.)", Labels((1, 7), frozenset({9.0}), "high")),
        ("How much effort? (1 = very low, 7 = very high)", Labels((1, 7))),
        ("Overall satisfaction (1-5)", Labels()),
        ("Started at 10:30", Labels()),
    ],
)
def test_a_question_says_its_ends_and_what_is_no_answer(question: str, labels: Labels) -> None:
    assert read_labels(question) == labels


def test_a_scale_whose_one_is_best_is_read_so_and_its_code_is_no_answer(tmp_path: Path) -> None:
    question = "Hoe tevreden bent u? (1 = zeer tevreden, 5 = zeer ontevreden, 99 = geen mening)"
    table = found(tmp_path, question, [1, 1, 2, 5, 99, 4, 3, 1] * 10)
    assert told(table) == {"scale_min": 1, "scale_max": 5, "better": "low"}
    score = table.guess("score")
    assert score is not None
    assert score.mapping.missing == ("99",)


@pytest.mark.parametrize("code", [-1, 99])
def test_a_code_beside_a_scale_is_no_answer_though_nothing_says_it(tmp_path: Path, code: int) -> None:
    table = found(tmp_path, "CSAT", [1, 2, 3, 4, 5, 5, 4, code] * 10)
    assert told(table) == {"scale_min": 1, "scale_max": 5, "better": "high"}
    score = table.guess("score")
    assert score is not None
    assert str(code) in score.mapping.missing


def test_of_a_hundred_points_ninety_nine_are_a_score(tmp_path: Path) -> None:
    table = found(tmp_path, "CSAT (0-100)", [10, 99, 55, 70, 85, 100, 0, 99] * 10)
    score = table.guess("score")
    assert score is not None
    assert score.mapping.missing == ()

"""What a report asks: one version of the store, and a refusal where a question cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from report import sample
from steelyard.answers import Answer
from steelyard.errors import QuestionError
from steelyard.report import asking
from steelyard.report.asking import ask


@dataclass(frozen=True)
class Version:
    """Stands for a version that is held open."""

    number: int
    expected: list[int]

    def expect_much(self) -> None:
        self.expected.append(self.number)


@dataclass
class Desk:
    """Stands for a workspace whose questions are answered from the sample; notes what was asked of which version."""

    has_before: bool = True
    sites: int = 3
    opened: int = 0
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    expected: list[int] = field(default_factory=list)

    @contextmanager
    def snapshot(self) -> Iterator[Version]:
        self.opened += 1
        yield Version(self.opened, self.expected)

    def put(self, snapshot: Version, question: str, by: str = "") -> Answer:
        self.asked.append((question, by, snapshot.number))
        if question == "change" and not self.has_before:
            raise QuestionError("there are no days before Jul 2026 to compare with")
        found = next(answer for answer in sample.answers() if answer.question == question)
        return replace(found, by=by, parts=found.parts[: self.sites]) if question == "scorecard" else found  # type: ignore[attr-defined, call-arg]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk()
    monkeypatch.setattr(asking, "sections", lambda: ())
    return desk


def test_every_question_is_asked_of_one_version(desk: Desk) -> None:
    answers = ask(desk)  # type: ignore[arg-type]
    assert [answer.question for answer in answers] == ["verdict", "balance", "change", "scorecard", "returns"]
    assert {snapshot for _, _, snapshot in desk.asked} == {1}
    assert desk.expected == [1]


def test_scorecard_is_split_where_there_are_parts(desk: Desk) -> None:
    ask(desk)  # type: ignore[arg-type]
    assert [by for question, by, _ in desk.asked if question == "scorecard"] == ["site"]
    desk.asked, desk.sites = [], 1
    ask(desk)  # type: ignore[arg-type]
    assert [by for question, by, _ in desk.asked if question == "scorecard"] == ["site", "team"]


def test_without_days_before_the_change_is_refused(desk: Desk) -> None:
    desk.has_before = False
    change = ask(desk)[2]  # type: ignore[arg-type]
    assert change.question == "change"
    assert [caveat.text for caveat in change.caveats] == ["There are no days before Jul 2026 to compare with."]
    assert change.caveats[0].weight == "refusal"

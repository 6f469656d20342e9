"""Jobs in processes of their own: what they give, and what they raise, comes back whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard.analyses.verdict.question import Verdict
from steelyard.errors import QuestionError
from steelyard.web.served import Served
from steelyard.web.work import Pending, Work


@pytest.fixture(scope="module")
def work(centre: Path) -> Iterator[Work]:
    found = Work(Served(centre))
    yield found
    found.close()


def test_an_answer_comes_back_from_a_process_of_its_own(work: Work) -> None:
    job = {"question": "verdict", "given": {}}
    answer = work.result("ask", job, wait_s=240)
    assert isinstance(answer, Verdict)
    assert answer.sentences
    assert work.result("ask", job, wait_s=0) is answer


def test_what_it_raises_comes_back_with_what_to_do(work: Work) -> None:
    with pytest.raises(QuestionError) as raised:
        work.result("ask", {"question": "scorecard", "given": {"by": "nothing"}}, wait_s=240)
    assert raised.value.what
    assert raised.value.next


def test_a_page_does_not_wait_longer_than_told(work: Work) -> None:
    found = work.result("ask", {"question": "balance", "given": {"period": "week"}}, wait_s=0)
    assert isinstance(found, Pending)

"""Jobs in processes of their own: what they give, and what they raise, comes back whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path
from time import monotonic

import pytest

from steelyard.analyses.verdict.question import Verdict
from steelyard.errors import QuestionError
from steelyard.web.served import Served
from steelyard.web.work import FailedError, Pending, Work


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


def test_what_is_being_done_is_said_in_words_of_its_own(centre: Path) -> None:
    """A slow question says its stages; one behind it says so; asked again, it is the same job."""
    own = Work(Served(centre))
    try:
        job = {"question": "frontier", "given": {"by": "team"}}
        said: list[str] = []
        begun = monotonic()
        while isinstance(found := own.result("ask", job, wait_s=0.02, lane="slow"), Pending):
            behind = own.result("ask", {"question": "worth", "given": {}}, wait_s=0, lane="slow")
            assert isinstance(behind, Pending)
            assert behind.stage == "behind 1 other"
            said.append(found.stage)
            assert monotonic() - begun < 240
        stages = [stage for stage in dict.fromkeys(said) if stage]
        assert any(stage.startswith("sums ") for stage in stages) or any("draws" in stage for stage in stages), stages
        assert found.question == "frontier"
    finally:
        own.close()


def test_a_worker_that_dies_is_replaced(centre: Path) -> None:
    own = Work(Served(centre))
    try:
        assert own.result("parts", {}, wait_s=240)
        job = {"question": "balance", "given": {"period": "day"}}
        before = set(active_children())
        assert isinstance(own.result("ask", job, wait_s=0), Pending)
        for child in before:
            child.kill()
        with pytest.raises(FailedError) as raised:
            own.result("ask", job, wait_s=60)
        assert "Reload" in raised.value.next
        assert own.result("ask", {"question": "explain", "given": {"metric": "handle_time"}}, wait_s=240)
    finally:
        own.close()


def test_what_is_stopped_is_asked_anew(centre: Path) -> None:
    own = Work(Served(centre))
    try:
        job = {"question": "verdict", "given": {}}
        own.result("ask", job, wait_s=0)
        own.close()
        assert isinstance(own.result("ask", job, wait_s=240), Verdict)
    finally:
        own.close()


def test_settings_written_again_as_they_were_ask_nothing_anew(tmp_path: Path) -> None:
    served, file = Served(tmp_path), tmp_path / "steelyard.toml"
    without = served.state(1)
    file.write_text('name = "Porto"\n')
    first = served.state(1)
    file.write_text('name = "Porto"\n')
    os.utime(file, ns=(1, 1))
    assert served.state(1) == first != without
    file.write_text('name = "Lyon"\n')
    assert served.state(1) != first
    file.unlink()
    assert served.state(1) == without

"""How far a question is, told to who listens."""

from __future__ import annotations

import threading

from steelyard.stages import Stage, each, listening, tell


def test_whoever_listens_hears_in_order() -> None:
    heard: list[str] = []
    with listening(lambda stage: heard.append(str(stage))):
        assert list(each("sums", ["one", "two"])) == ["one", "two"]
        tell("draws", 1_000, 2_000)
        tell("what bots begin")
    tell("nobody hears this")
    assert heard == ["sums 1 of 2", "sums 2 of 2", "draws 1,000 of 2,000", "what bots begin"]


def test_each_thread_has_its_own_listener() -> None:
    heard: list[Stage] = []
    with listening(heard.append):
        thread = threading.Thread(target=tell, args=("elsewhere",))
        thread.start()
        thread.join()
    assert heard == []


def test_an_inner_listener_gives_way_to_the_outer() -> None:
    outer: list[str] = []
    with listening(lambda stage: outer.append(stage.what)):
        with listening(lambda _: None):
            tell("inner")
        tell("outer")
    assert outer == ["outer"]

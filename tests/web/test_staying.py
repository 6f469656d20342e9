"""Pages stay with a version until what is commonly asked of the next one is answered."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from steelyard.store.manifest import path_of
from steelyard.web.served import Served
from steelyard.web.work import QUICK, SLOW, Work
from web.conftest import served as application

Asked = list[tuple[tuple[Any, ...], Future[Any]]]


class Kept(Executor):
    """Does nothing by itself: the test says when something is done."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def submit(self, _: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked.append((given, future))
        return future


class Broken(Executor):
    def submit(self, *_: Any, **named: Any) -> Future[Any]:
        raise RuntimeError


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    path_of(tmp_path / "store", 1).write_text("{}")
    return tmp_path / "store"


def working(store: Path, start: Callable[[], Executor]) -> Work:
    return Work(Served(store.parent), start, common=lambda: [("parts", {}, QUICK), ("scope", {}, SLOW)])


def test_the_next_version_is_shown_when_it_is_answered(store: Path) -> None:
    asked: Asked = []
    work = working(store, lambda: Kept(asked))
    work.notice()
    assert (work.served.version, len(asked)) == (1, 1)
    path_of(store, 2).write_text("{}")
    work.notice()
    assert (work.served.version, work.served.newest) == (1, 2)
    (_, _, version, name, _, _), future = asked[-1]
    assert (version, name) == (2, "parts")
    future.set_result({})
    assert work.served.version == 1
    (_, _, version, name, _, _), future = asked[-1]
    assert (version, name) == (2, "scope")
    future.set_exception(MemoryError())
    assert work.served.version == 2


def test_what_a_page_asks_is_of_the_version_it_shows(store: Path) -> None:
    asked: Asked = []
    work = working(store, lambda: Kept(asked))
    work.notice()
    path_of(store, 2).write_text("{}")
    work.result("sums", {"metric": "fcr"}, wait_s=0)
    assert [given[2:4] for given, _ in asked] == [(1, "parts"), (2, "parts"), (1, "sums")]
    work.result("sums", {"metric": "fcr"}, wait_s=0, version=2)
    assert asked[-1][0][2:4] == (2, "sums")


def test_a_version_that_is_gone_is_shown_no_longer(store: Path) -> None:
    work = working(store, lambda: Kept([]))
    work.notice()
    path_of(store, 2).write_text("{}")
    work.notice()
    assert work.served.version == 1
    path_of(store, 1).unlink()
    assert work.served.version == 2


def test_where_nothing_can_be_answered_the_next_one_is_shown(store: Path) -> None:
    work = working(store, Broken)
    work.notice()
    path_of(store, 2).write_text("{}")
    work.notice()
    assert work.served.version == 2


def test_an_open_page_says_what_is_to_come(centre: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = application(centre)
    with TestClient(app) as client:
        monkeypatch.setattr(Served, "newest", 2)
        monkeypatch.setattr(app.state.work, "notice", lambda: None)
        assert "as soon as" in client.get("/stale?version=1").text
        app.state.served._shown = 1
        assert "Reload" in client.get("/stale?version=0").text
        assert client.get("/stale?version=2").status_code == 204

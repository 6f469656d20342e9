"""What a request may send is bounded in size and time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from steelyard.web.access import bodies


def scope(path: str, length: int | None = None) -> dict[str, Any]:
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    return {"path": path, "headers": headers}


def test_a_body_that_says_it_is_too_large_is_refused_at_once(browser: Callable[[], TestClient]) -> None:
    client = browser()
    answer = client.post("/sign-in", content=b"a" * (bodies.MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_one_that_does_not_say_is_stopped_when_it_is(browser: Callable[[], TestClient]) -> None:
    def sent() -> Iterator[bytes]:
        for _ in range(20):
            yield b"a" * 100_000

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser().post("/sign-in", content=sent(), headers=kind).status_code == 413


def test_files_may_be_sent_where_they_are_taken_and_nowhere_else() -> None:
    for path in ("/data/upload", "/data/upload/add"):
        assert bodies.most_of(scope(path)) == bodies.MOST_UPLOAD_BYTES
    for path in ("/", "/data", "/data/uploads", "/sign-in"):
        assert bodies.most_of(scope(path)) == bodies.MOST_BYTES


def test_one_that_comes_too_slowly_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_S", 0.05)

    async def slowly() -> AsyncIterator[None]:
        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"a", "more_body": True}

        within = bodies.bounded(receive, 1_000)
        for _ in range(10):
            await within()
            yield

    async def read() -> int:
        return len([None async for _ in slowly()])

    with pytest.raises(bodies.TooSlowError):
        asyncio.run(read())


def test_who_sends_quickly_has_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_S", 0.05)
    parts = [{"type": "http.request", "body": b"a" * 100_000, "more_body": number < 5} for number in range(6)]

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return parts.pop(0)

    async def read() -> int:
        within, count = bodies.bounded(receive, 10_000_000), 0
        while parts:
            count += len((await within())["body"])
        return count

    assert asyncio.run(read()) == 600_000

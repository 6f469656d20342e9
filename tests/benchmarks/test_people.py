"""The benchmark of people who browse: what it counts."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

from benchmarks.people import Waits

from benchmarks import people


def test_a_line_says_how_long_pages_took_and_what_failed() -> None:
    waits = Waits(errors=["/: 500"], pending=2)
    for nth in range(100):
        waits.note("/" if nth % 2 else "/scorecard", nth / 1000)
    assert " ".join(waits.row.split()) == "100 pages median 50 ms p95 95 ms 1 errors, 2 not ready"
    assert len(waits.by_page["/"]) == 50


def test_a_page_that_asks_for_the_rest_of_itself_is_not_ready() -> None:
    assert people._is_pending('<section hx-get="/ask/change" hx-trigger="load delay:1500ms">')
    assert not people._is_pending('<div hx-get="/stale" hx-trigger="every 60s">')


def test_people_open_pages_until_it_is_over_and_what_breaks_is_counted() -> None:
    waits, opened = Waits(), []

    async def open_page(page: str) -> None:
        opened.append(page)
        if len(opened) == 3:
            raise RuntimeError

    asyncio.run(people._browse(1, 0.001, waits, lambda: len(opened) >= 5, open_page))
    assert len(waits.seconds) == 5
    assert waits.errors == [f"{opened[2]}: RuntimeError"]
    assert set(opened) <= set(people.PAGES)


def test_memory_is_that_of_a_process_and_all_it_started() -> None:
    alone = people._tree_mib(os.getpid())
    held = "x = bytearray(64 << 20); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        both = people._tree_mib(os.getpid())
        child.communicate(b"\n")
    assert alone > 0
    assert both > alone + 60

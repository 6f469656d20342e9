"""The first page: understood at once, its figures those of the answers, and nothing claimed before it is known."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from web.conftest import served


class WithoutSlow(ThreadPoolExecutor):
    """The slow questions never end."""

    def submit(self, call: Any, /, *given: Any, **named: Any) -> Future[Any]:
        question = given[4].get("question") if len(given) > 4 else None
        if question in ("frontier", "drivers", "enough", "readings", "participation", "worth", "tradeoff", "compare"):
            return Future()
        return super().submit(call, *given, **named)


@pytest.fixture(scope="module")
def home(centre: Path) -> Iterator[TestClient]:
    with TestClient(served(centre, start=lambda: WithoutSlow(1))) as client:
        yield client


def test_page_and_twin_say_the_same(home: TestClient) -> None:
    page, twin = home.get("/"), home.get("/balance.json").json()
    text = unescape(page.text).replace("\u00a0", " ")
    assert page.status_code == 200
    assert f"<h1>{twin['headline']}</h1>" in text
    assert all(said in text for said in twin["lead"])
    assert set(twin["answers"]) >= {"verdict", "balance", "change", "scorecard"}


def test_what_may_still_come_is_said_and_looked_for_again(home: TestClient) -> None:
    home.get("/")
    page, twin = home.get("/"), home.get("/balance.json").json()
    assert "Still being computed" in page.text
    assert set(twin["waiting"]) >= {"Best practice", "Worth"}
    assert 'hx-select="#findings"' in page.text
    assert "by what is known so far" in page.text or not twin["do"]


def test_figures_lead_to_their_measures_about_the_same_days(home: TestClient) -> None:
    text = home.get("/?period=month").text
    assert 'href="/measure/first_contact_resolution?period=month"' in text
    assert 'href="/ask/change?period=month"' in text


def test_nothing_is_claimed_before_the_first_answers_are_there(centre: Path) -> None:
    class Never(ThreadPoolExecutor):
        def submit(self, call: Any, /, *given: Any, **named: Any) -> Future[Any]:
            return Future()

    with TestClient(served(centre, start=lambda: Never(1), patience_s=0.01)) as client:
        page, twin = client.get("/"), client.get("/balance.json")
    assert page.status_code == twin.status_code == 202
    assert "The balance is being computed" in page.text
    assert "Scorecard</b> is being computed" in page.text
    assert "<h1>" not in page.text
    assert "pending" in twin.json()


def test_each_part_is_shown_as_soon_as_it_is_there(centre: Path) -> None:
    class OnlyVerdict(ThreadPoolExecutor):
        def submit(self, call: Any, /, *given: Any, **named: Any) -> Future[Any]:
            told = given[4] if len(given) > 4 else {}
            return super().submit(call, *given, **named) if told.get("question") == "verdict" else Future()

    with TestClient(served(centre, start=lambda: OnlyVerdict(1), patience_s=60.0)) as client:
        client.app.state.work._patience_s = 0.0  # type: ignore[attr-defined]
        client.get("/ask/verdict.csv")
        page = client.get("/")
    assert page.status_code == 202
    assert "Effectiveness first" in page.text
    assert "Verdict</b> is there" in page.text
    assert "Change</b> is being computed" in page.text


def test_what_is_still_computed_stands_where_it_will_be_said(home: TestClient) -> None:
    begun = '<li class="quiet"><a href="/ask/tradeoff">Trade-off</a> is being computed'
    text = next((text for _ in range(50) if begun in (text := home.get("/").text)), "")
    assert text, "the first of the slow questions was never begun"
    assert '<li class="quiet"><a href="/ask/worth">Worth</a> comes in its turn' in text


_SLOW = {"frontier", "drivers", "enough", "worth", "tradeoff", "compare"}


def test_the_first_page_keeps_no_other_page_behind_all_its_questions(centre: Path) -> None:
    asked: list[str] = []

    class Noted(WithoutSlow):
        def submit(self, call: Any, /, *given: Any, **named: Any) -> Future[Any]:
            asked.append(given[4].get("question", "") if len(given) > 4 else "")
            return super().submit(call, *given, **named)

    with TestClient(served(centre, start=lambda: Noted(1))) as client:
        for _ in range(50):
            assert client.get("/").status_code == 200
            if _SLOW & set(asked):
                break
        for _ in range(2):
            assert client.get("/").status_code == 200
    assert len([name for name in asked if name in _SLOW]) == 1

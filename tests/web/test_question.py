"""Question pages follow from the catalogue: controls, answer, refusal, twin and files."""

from __future__ import annotations

import csv
import io
import threading
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from steelyard import catalogue
from steelyard.declare import GROUPS, Analysis
from steelyard.parameters import WHERE
from steelyard.web import controls
from steelyard.web.menu import ASK, groups, questions
from steelyard.web.work import Work
from web.conftest import served

QUICK = ("change", "verdict", "returns", "compare")


@pytest.mark.parametrize("question", QUICK)
def test_page_twin_and_figures_agree(client: TestClient, question: str) -> None:
    page, twin = client.get(f"/ask/{question}"), client.get(f"/ask/{question}.json")
    assert page.status_code == twin.status_code == 200
    answer = twin.json()
    assert answer["question"] == question
    assert answer["sentences"][0].split("(")[0].strip()[:40] in page.text.replace("&#39;", "'")
    rows = list(csv.DictReader(io.StringIO(client.get(f"/ask/{question}.csv").text)))
    assert [row["metric"] for row in rows] == [entry["metric"] for entry in answer["estimates"]]


def test_every_question_has_a_page_in_the_list(client: TestClient) -> None:
    listed = client.get("/ask").text
    for entry in questions():
        assert f'href="/ask/{entry.id}"' in listed
    assert set(catalogue.entries("analyses", "ANALYSIS")) - {entry.id for entry in questions()} == {
        "check",
        "explain",
        "list",
    }


def test_questions_stand_in_groups_and_any_other_stands_last() -> None:
    held = groups("change")
    assert [entry.address for group in held for entry in group.entries if entry.is_here] == ["/ask/change"]
    assert sorted(entry.address for group in held for entry in group.entries) == sorted(
        f"{ASK}{entry.id}" for entry in questions()
    )
    assert {entry.group for entry in questions()} <= set(GROUPS)
    assert Analysis("holds", "How long?", print).group == GROUPS[-1]


def test_controls_hold_what_the_address_says(client: TestClient) -> None:
    text = client.get("/ask/change?period=month&by=site&where=site%3DPorto").text
    assert '<option value="month" selected>' in text
    assert '<option value="site" selected>' in text
    assert 'value="site=Porto" checked' in text


def test_parts_to_choose_are_said_as_people_say_them() -> None:
    parts = {"weekday": ("7", "1"), "hour": ("09", "08"), "topic": ("late_delivery",), "team": ("a_team",)}
    (one,) = controls.controls([WHERE], {}, parts, {})
    assert dict(one.groups)["Weekday"] == (("weekday=1", "Monday"), ("weekday=7", "Sunday"))
    assert [words for _, words in dict(one.groups)["Hour"]] == ["08:00", "09:00"]
    assert [words for name in ("Topic", "Team") for _, words in dict(one.groups)[name]] == ["late delivery", "a_team"]


def test_what_cannot_be_asked_is_said_on_the_page_and_in_its_twin(client: TestClient) -> None:
    page, twin = client.get("/ask/change?by=nothing"), client.get("/ask/change.json?by=nothing")
    assert page.status_code == twin.status_code == 422
    assert 'class="card refused"' in page.text
    assert twin.json()["error"]["what"]
    assert "<form" in page.text
    assert client.get("/ask/no_such_question").status_code == 422


def test_a_picture_is_drawn_and_can_be_downloaded(client: TestClient) -> None:
    assert 'data-chart="/chart/change.json' in client.get("/ask/change").text
    for address in ("/chart/change.json?width=900", "/chart/change.json?width=326&narrow=1"):
        assert "vega-lite" in client.get(address).json()["$schema"]
    assert client.get("/ask/change.png").content[:4] == b"\x89PNG"
    assert client.get("/ask/change.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("address", ["/ask/verdict.png", "/ask/change.tables.png"])
def test_tables_are_pictures_too(client: TestClient, address: str) -> None:
    """Of an answer without a picture, and beside one; nothing of it is an error's page."""
    found = client.get(address)
    assert found.status_code == 200
    assert found.headers["content-type"] == "image/png"
    assert found.content[:4] == b"\x89PNG"
    assert len(found.content) > 5_000


def test_two_dates_are_a_span_and_empty_choices_are_none() -> None:
    takes = catalogue.entry("analyses", "ANALYSIS", "change").takes
    query = {"against-from": ("2026-01-01",), "against-to": ("2026-03-31",), "narrow": ("1",)}
    assert controls.given(takes, query) == {"against": "2026-01-01..2026-03-31"}
    assert controls.address("/ask/change", takes, query) == "/ask/change?against=2026-01-01..2026-03-31"
    assert controls.address("/ask/change", takes, {}) == "/ask/change"


def test_every_parameter_that_can_be_typed_has_a_control() -> None:
    known: dict[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")
    for analysis in known.values():
        made = controls.controls(analysis.takes, {}, {"site": ("A", "B")}, {"nps": "NPS"})
        assert [control.name for control in made] == [
            name for parameter in analysis.takes if (name := controls.name_of(parameter))
        ]


class Never(Executor):
    """Never begins."""

    def submit(self, *call: Any, **given: Any) -> Future[Any]:  # type: ignore[override]
        return Future()


def test_what_is_not_ready_is_said_and_asked_for_again(centre: Path) -> None:
    with TestClient(served(centre, start=Never, patience_s=0.01)) as client:
        page, twin = client.get("/ask/change?period=month"), client.get("/ask/change.json?period=month")
    assert page.status_code == twin.status_code == 202
    assert 'hx-get="/ask/change?period=month"' in page.text
    assert twin.json()["pending"]["since_s"] >= 0


class Breaks(Executor):
    """Every job breaks."""

    def submit(self, *call: Any, **given: Any) -> Future[Any]:  # type: ignore[override]
        future: Future[Any] = Future()
        future.set_exception(MemoryError())
        return future


def test_what_failed_is_said_and_tried_again(centre: Path) -> None:
    app = served(centre, start=Breaks)
    with TestClient(app) as client:
        assert client.get("/ask/change").status_code == 500
        assert "failed (MemoryError)" in client.get("/ask/change").text
        work: Work = app.state.work
        assert not work._held


def test_one_job_serves_all_who_ask(centre: Path) -> None:
    begun: list[int] = []

    class Counts(Never):
        def submit(self, *call: Any, **given: Any) -> Future[Any]:  # type: ignore[override]
            begun.append(1)
            return Future()

    with TestClient(served(centre, start=Counts, patience_s=0.01)) as client:
        work: Work = client.app.state.work  # type: ignore[attr-defined]
        asking = [threading.Thread(target=lambda: work.result("parts", {}, wait_s=0.01)) for _ in range(5)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    assert begun == [1]


def test_a_new_version_is_asked_before_anybody_asks(centre: Path) -> None:
    begun: list[str] = []

    class Runs(Executor):
        def submit(self, *call: Any, **given: Any) -> Future[Any]:  # type: ignore[override]
            begun.append(call[5].get("question", call[4]))
            future: Future[Any] = Future()
            future.set_result({})
            return future

    with TestClient(served(centre, start=Runs, is_warmed=True)):
        assert begun[:5] == ["parts", "verdict", "balance", "change", "scorecard"]
        assert {"tradeoff", "worth", "frontier"} <= set(begun)


def test_single_issues_are_those_of_the_days_and_parts_asked(client: TestClient) -> None:
    given = {"period": "month", "where": "channel=phone"}
    told = client.get("/ask/verdict.json", params=given).json()["provenance"]
    place = f"/issues?from={told['from_on']}&amp;to={told['to_on']}&amp;where=channel%3Dphone"
    assert f'href="{place}"' in client.get("/ask/verdict", params=given).text
    listed = client.get(place.replace("&amp;", "&").replace("/issues", "/issues.json")).json()
    assert listed["lines"]
    assert {line["channel"] for line in listed["lines"]} == {"phone"}


def test_two_parts_are_chosen_not_typed(client: TestClient) -> None:
    page = client.get("/ask/change").text
    assert '<select name="compare-one"' in page
    assert '<optgroup label="Channel">' in page
    chosen = {"compare-one": "channel=phone", "compare-other": "channel=chat"}
    typed = client.get("/ask/change.json", params={"compare": "channel=phone,chat"}).json()
    assert client.get("/ask/change.json", params=chosen).json() == typed
    shown = client.get("/ask/change", params=chosen).text
    assert '<option value="channel=phone" selected>' in shown
    assert "compare-one=channel%3Dphone&amp;compare-other=channel%3Dchat" in shown
    assert '<option value="channel=chat" selected>' in client.get("/ask/change?compare=channel=phone,chat").text
    of_one = client.get("/ask/change", params={"compare-one": "channel=phone"})
    assert of_one.status_code == 200
    assert '<option value="channel=phone" selected>' in of_one.text
    apart = client.get("/ask/change.json", params={"compare-one": "channel=phone", "compare-other": "team=Day"})
    assert apart.status_code == 422
    assert "channel=phone and team=Day" in apart.json()["error"]["what"]

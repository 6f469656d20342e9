"""An agent's own page: their figures beside what is expected of their cases, and nothing of anybody else's."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests import workspaces
from tests.web.browsers import chromium, serious, visit

from steelyard.analyses.compare import person
from steelyard.web import app
from steelyard.web.access.viewer import Viewer
from web.conftest import served
from web.screenshots import serving

TOML = """
[workspace]
name = "Acme"

[sources.calls]
files = "calls.csv"
load = "full"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
agent_id = "agent"
channel = "channel"
topic = "topic"
opened_at = "begun"
resolved = "solved"
handle_s = "seconds"
"""

AGENTS = tuple(f"agent-{number:02d}-x" for number in range(12))
SLOW, FEW, SHARED = AGENTS[0], AGENTS[1], AGENTS[10:]
"""Who takes longer; who has few contacts; two who alone work on one topic."""


@dataclass(frozen=True)
class Row:
    """One contact, as it was made."""

    agent: str
    topic: str
    on: date
    seconds: int


def rows() -> list[Row]:
    chance, found = random.Random(11), []
    for agent in AGENTS:
        for _ in range(12 if agent == FEW else 240):
            topic = "returns" if agent in SHARED else chance.choice(("bill", "fault"))
            usual = {"bill": 300, "fault": 600, "returns": 450}[topic] * (1.6 if agent == SLOW else 1.0)
            on = date(2026, 1, 1) + timedelta(days=chance.randrange(120))
            found.append(Row(agent, topic, on, round(usual * chance.uniform(0.6, 1.4))))
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row]]:
    folder, held, chance = tmp_path_factory.mktemp("own"), rows(), random.Random(7)
    lines = ["id,customer,agent,channel,topic,begun,solved,seconds"]
    for number, row in enumerate(held):
        begun = f"{row.on} {chance.randrange(8, 19):02d}:{chance.randrange(60):02d}"
        solved = str(chance.random() < 0.8).lower()
        lines.append(f"{number},C{chance.randrange(1800)},{row.agent},phone,{row.topic},{begun},{solved},{row.seconds}")
    workspaces.loaded(folder, TOML, {"calls.csv": "\n".join([*lines, ""])})
    return folder, held


def opened(folder: Path, agent_id: str) -> FastAPI:
    def as_agent(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("eve", "agent", agent_id=agent_id)

    return served(folder, access=as_agent)


def told(folder: Path, agent_id: str, path: str = "/own.json") -> dict[str, Any]:
    with TestClient(opened(folder, agent_id)) as client:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def of(answer: dict[str, Any], metric: str) -> dict[str, Any]:
    return next(figure for figure in answer["figures"] if figure["metric"] == metric)


def within(held: list[Row], answer: dict[str, Any]) -> list[Row]:
    begin, end = (date.fromisoformat(answer["provenance"][name]) for name in ("from_on", "to_on"))
    return [row for row in held if begin <= row.on <= end]


@pytest.fixture(scope="module")
def slow(made: tuple[Path, list[Row]]) -> dict[str, Any]:
    return told(made[0], SLOW)


def test_the_figures_are_the_persons_own_beside_what_others_show(
    made: tuple[Path, list[Row]], slow: dict[str, Any]
) -> None:
    days = within(made[1], slow)
    own = [row for row in days if row.agent == SLOW]
    assert slow["handled"] == len(own)
    unit = of(slow, "handle_time")["unit"]
    assert unit["raw"]["n"] == len(own)
    assert unit["raw"]["value"] == pytest.approx(fmean(row.seconds for row in own))
    assert unit["raw"]["interval"]["low"] < unit["raw"]["value"] < unit["raw"]["interval"]["high"]
    others = [row for row in days if row.agent not in (SLOW, *SHARED)]
    usual = {topic: fmean(row.seconds for row in others if row.topic == topic) for topic in ("bill", "fault")}
    assert unit["expected"]["value"] == pytest.approx(fmean(usual[row.topic] for row in own), rel=0.03)
    assert unit["verdict"] == "higher"
    off = of(slow, "handle_time")["distance"]
    assert off["interval"]["low"] > 0
    assert "Higher than others show in such cases" in of(slow, "handle_time")["said"]


def test_page_and_twin_say_the_same(made: tuple[Path, list[Row]], slow: dict[str, Any]) -> None:
    with TestClient(opened(made[0], SLOW)) as client:
        text = client.get("/own").text
    assert slow["sentences"][0] in text
    for figure in slow["figures"]:
        assert figure["title"] in text
        assert figure["said"].split("(")[0].strip() in text


@pytest.mark.parametrize("agent", [SLOW, FEW, SHARED[0]])
def test_no_colleague_is_named_or_ranked(made: tuple[Path, list[Row]], agent: str) -> None:
    with TestClient(opened(made[0], agent)) as client:
        texts = [client.get(path).text for path in ("/own", "/own.json")]
    for text in texts:
        assert set(re.findall(r"agent-\d\d-x", text)) <= {agent}
    for figure in told(made[0], agent)["figures"]:
        assert figure["unit"] is None or figure["unit"]["lowest_share"] is figure["unit"]["highest_share"] is None


def test_what_would_be_one_colleagues_is_not_told(
    made: tuple[Path, list[Row]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two work alone on one topic: what is expected of the one is what the other shows."""
    figure = of(told(made[0], SHARED[0]), "handle_time")
    assert figure["unit"] is None
    assert "no colleague can be read off" in figure["said"]
    monkeypatch.setattr(person, "_is_of_many", lambda *_: True)
    assert of(told(made[0], SHARED[0]), "handle_time")["said"] != figure["said"]


def test_from_few_cases_nothing_is_said_but_why(made: tuple[Path, list[Row]]) -> None:
    answer = told(made[0], FEW)
    assert 0 < answer["handled"] < 40
    for figure in answer["figures"]:
        assert figure["unit"] is figure["distance"] is None
        assert figure["said"]
    assert "under 40 nothing is said of a person" in of(answer, "handle_time")["said"]
    assert "more contacts" in of(answer, "handle_time")["unlock"]


def test_where_chance_explains_it_all_it_is_said_so(slow: dict[str, Any]) -> None:
    """Nobody differs in what was drawn by one chance for all."""
    figure = of(slow, "first_contact_resolution")
    assert figure["unit"] is None or not figure["unit"]["verdict"]
    assert "sampling error" in figure["said"]


def test_an_address_chooses_nothing(made: tuple[Path, list[Row]], slow: dict[str, Any]) -> None:
    for query in (f"agent_id={AGENTS[3]}", f"where=agent_id%3D{AGENTS[3]}", "period=month", "from=2026-01-01"):
        assert told(made[0], SLOW, f"/own.json?{query}") == slow


def test_an_id_that_no_contact_carries(made: tuple[Path, list[Row]]) -> None:
    answer = told(made[0], "nobody' OR '1'='1")
    assert answer["figures"] == []
    assert "carries your agent id" in answer["sentences"][0]


def test_an_agent_gets_nothing_else_of_loaded_data(made: tuple[Path, list[Row]]) -> None:
    with TestClient(opened(made[0], SLOW)) as client:
        for path in (
            "/", "/balance.json", "/scorecard.json", "/ask/compare.json?by=agent", "/ask/compare.csv?by=agent",
            "/chart/compare.json?by=agent", "/measure/handle_time.json", "/issues.json", "/data.json",
        ):  # fmt: skip
            assert client.get(path).status_code == 403, path


def test_nobody_else_has_such_a_page(made: tuple[Path, list[Row]]) -> None:
    with TestClient(served(made[0])) as client:
        assert client.get("/own").status_code == 403


@pytest.fixture(scope="module")
def address(made: tuple[Path, list[Row]]) -> Iterator[str]:
    with serving(opened(made[0], SLOW)) as found:
        yield found


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_in_a_browser(address: str, axe: str, width: int, scheme: str) -> None:
    with chromium() as browser:
        page, said = visit(browser, f"{address}/own", width, scheme)
        page.wait_for_selector("h1")
        assert page.locator("nav a").all_inner_texts() == ["Your work"]
        assert "Yours, of" in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".own").count() == len(person.MEASURES)
        assert serious(page, axe) == []
        assert said == []

"""A real browser, from an empty folder to the first verdict: files sent, questions answered, loaded, read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from tests.postgres import free_port
from tests.web.browsers import serious
from tests.web.conftest import served

from steelyard import background, simulate

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
SENT = ("telephone_calls.csv", "helpdesk_tickets.csv", "survey_invitations.csv.gz")
PATIENCE_MS = 300_000


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the systems of a small simulated centre export."""
    folder = tmp_path_factory.mktemp("exports")
    simulate.export("handle-time-target", folder, contacts=2_500, seed=1, has_effects=False)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "our-support"
    yield place
    background.stop(place)


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Where the application over an empty folder is served, until the test ends."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(served(folder, patience_s=1.5), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


VIEWS = [
    pytest.param((1440, "light"), id="wide", marks=pytest.mark.thorough),
    pytest.param((390, "dark"), id="narrow and dark"),
]


@pytest.fixture(params=VIEWS)
def page(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A browser's page; whatever its console complains of fails the test."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    width, scheme = request.param
    complaints: list[str] = []
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        view = {"width": width, "height": 900}
        found = browser.new_context(viewport=view, color_scheme=scheme, bypass_csp=True).new_page()
        found.set_default_timeout(PATIENCE_MS)
        found.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        found.on("request", lambda asked: complaints.append(asked.url) if "127.0.0.1" not in asked.url else None)
        yield found
        browser.close()
    assert complaints == []


def fits(page: Any) -> bool:
    """Whether nothing stands over the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_from_nothing_to_a_verdict(page: Any, address: str, exports: Path, folder: Path, axe: str) -> None:
    page.goto(f"{address}/start")
    assert fits(page)
    page.get_by_role("link", name="Bring your files").click()
    page.set_input_files("input[type=file]", [str(exports / name) for name in SENT])
    page.get_by_role("button", name="Look at the files").click()
    page.wait_for_url("**/data/upload/*")
    assert "rows would be loaded" in page.inner_text("h1")
    assert fits(page)
    assert serious(page, axe) == []
    page.get_by_label("What shall the workspace be called?").fill("Our support")
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    page.locator("input[type=radio][value=yes]").first.check()
    page.get_by_role("button", name="Check again").click()
    page.wait_for_load_state()
    assert page.get_by_label("Time zone").input_value() == "Europe/Lisbon"
    page.get_by_role("button", name="Load").click()
    page.wait_for_url("**/data/loading")
    page.get_by_role("link", name="Open the balance").wait_for()
    assert page.inner_text("h1").startswith("Loaded.")
    assert fits(page)
    page.wait_for_function("document.querySelector('h1').textContent.trim() !== 'Loaded.'")
    page.get_by_role("link", name="Rejected rows, with reasons").click()
    page.wait_for_url("**/data/quarantine")
    assert "rejected" in page.inner_text("h1")
    assert fits(page)
    page.goto(f"{address}/data")
    page.get_by_text("What would unlock the rest").first.wait_for(state="attached")
    assert fits(page)
    assert 'name = "Our support"' in (folder / "steelyard.toml").read_text("utf-8")
    page.goto(f"{address}/issues")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.wait_for_url("**/issue/*")
    assert fits(page)


def test_everything_is_reached_by_keyboard(page: Any, address: str) -> None:
    page.goto(f"{address}/start")
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Skip to the content", "Bring your files", "Open the demo"} <= reached

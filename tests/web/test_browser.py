"""The application in a browser: the main path, the keyboard, both widths and themes, and what axe says."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.browsers import chromium

from web.conftest import served
from web.screenshots import serving

pytestmark = pytest.mark.browser

READY_MS = 120_000
PAGES = (
    "/", "/scorecard?by=site", "/measure/balance", "/ask", "/ask/change", "/ask/change?by=nothing", "/issues",
    "/settings", "/settings/people", "/data/upload", "/no-such-page",
)  # fmt: skip
OUTSIDE = """
[...document.querySelectorAll("main td, main th, main p, main text, main select, main input")]
    .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.textContent)
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(centre: Path) -> Iterator[str]:
    with serving(served(centre, patience_s=1.0)) as found:
        yield found


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe, from npm; it is not part of this repository."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed: axe is not run")
    folder = tmp_path_factory.mktemp("axe")
    fetched = subprocess.run([npm, "install", "--silent", "--prefix", folder, "axe-core@4"], capture_output=True)
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if fetched.returncode or not source.exists():
        pytest.skip("axe cannot be fetched from npm: it is not run")
    return source.read_text("utf-8")


def visit(browser: Any, place: str, width: int = 1440, scheme: str = "light") -> tuple[Any, list[str]]:
    """The page open and ready, and everything the browser complains about or asks of others."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(READY_MS)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(place[:22]) else None)
    page.goto(place)
    page.wait_for_selector(".waiting", state="detached")
    page.wait_for_load_state("networkidle")
    return page, said


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "light"), (390, "dark")])
def test_nothing_scrolls_sideways_or_complains(browser: Any, address: str, path: str, width: int, scheme: str) -> None:
    page, said = visit(browser, address + path, width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(key => key.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert [line for line in said if "422" not in line and "404" not in line] == []
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, address: str, axe: str, path: str, scheme: str) -> None:
    page, _ = visit(browser, address + path, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(key => key.open = true)")
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(it => it.violations)")
    serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
    page.context.close()
    assert serious == []


def test_from_the_first_page_to_an_address_to_share(browser: Any, address: str) -> None:
    page, _ = visit(browser, address)
    assert page.locator("h1").is_visible()
    page.locator("#change-title a").click()
    page.wait_for_selector("#answer figure svg")
    page.get_by_label("Period").select_option("month")
    page.wait_for_url("**period=month**")
    page.wait_for_selector(".waiting", state="detached")
    page.wait_for_selector("#answer figure svg")
    headline = page.locator("#answer h1").text_content()
    shared, _ = visit(browser, page.url)
    assert shared.locator("#answer h1").text_content() == headline
    page.go_back()
    assert "period=month" not in page.url


def test_all_of_it_by_keyboard(browser: Any, address: str) -> None:
    page, _ = visit(browser, f"{address}/ask/change")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_label("Split by").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**by=**")
    page.wait_for_selector(".waiting", state="detached")
    page.locator("#answer summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#answer details[open] table").first.is_visible()


def test_pictures_answer_to_the_pointer_and_follow_the_theme(browser: Any, address: str) -> None:
    page, said = visit(browser, f"{address}/ask/change", scheme="dark")
    page.wait_for_selector("#answer figure svg")
    assert page.locator("figure [role=img]").get_attribute("aria-label")
    page.locator("figure svg .mark-rect path").first.hover()
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "Factor" in page.locator("#vg-tooltip-element").text_content()
    assert said == []

"""The page in a browser: both widths, both themes, keyboard, print."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steelyard.theme import DARK, LIGHT

pytestmark = pytest.mark.browser

OUTSIDE = """
[...document.querySelectorAll("main td, main th, main p, main text")]
    .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.textContent)
"""
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, full_html: str, thin_html: str) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, html in (("full", full_html), ("thin", thin_html)):
        (folder / f"{name}.html").write_text(html, "utf-8")
    return {name: folder / f"{name}.html" for name in ("full", "thin")}


def visit(browser: Any, path: Path, width: int = 1440, scheme: str = "light") -> tuple[Any, list[str]]:
    """The page open, and everything the browser complains about or asks the network for."""
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, said


@pytest.mark.parametrize("name", ["full", "thin"])
@pytest.mark.parametrize("width", [1440, 900, 640, 390, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_or_complains(
    browser: Any, pages: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    page, said = visit(browser, pages[name], width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(key => key.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert said == []


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1440, "wide", "narrow"), (390, "narrow", "wide")])
def test_one_drawing_is_shown(browser: Any, pages: dict[str, Path], width: int, shown: str, hidden: str) -> None:
    page, _ = visit(browser, pages["full"], width)
    assert page.locator(f"#balance .{shown} svg").is_visible()
    assert not page.locator(f"#balance .{hidden} svg").is_visible()


@pytest.mark.parametrize(("scheme", "colors"), [("light", LIGHT), ("dark", DARK)])
def test_drawings_follow_the_theme(browser: Any, pages: dict[str, Path], scheme: str, colors: dict[str, str]) -> None:
    page, _ = visit(browser, pages["full"], scheme=scheme)
    pan = page.evaluate(f"getComputedStyle(document.querySelector('#balance .wide [fill=\"{LIGHT['value']}\"]')).fill")
    channels = ", ".join(str(int(colors["value"][place : place + 2], 16)) for place in (1, 3, 5))
    assert pan == f"rgb({channels})"


def test_keyboard_reaches_main_and_tables(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = visit(browser, pages["full"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#change summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#change details table").first.is_visible()


def test_prints_in_light_without_navigation(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = visit(browser, pages["full"], scheme="dark")
    assert page.pdf(format="A4")[:5] == b"%PDF-"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')") == LIGHT["ink"]

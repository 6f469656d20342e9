"""A headless Chromium for tests that look at pages as people do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

READY_MS = 120_000
OUTSIDE = """
[...document.querySelectorAll("main td, main th, main p, main text, main select, main input")]
    .filter(each => getComputedStyle(each.closest("thead") || each).position !== "absolute")
    .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.textContent)
"""
"""Texts and fields of a page that stand over its right side."""

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, closed when the block is left. Skips where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    place = next((found for name in NAMES if (found := shutil.which(name))), None)
    if place is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=place, args=sandbox)
        yield browser
        browser.close()


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


def serious(page: Any, axe: str) -> list[tuple[str, str]]:
    """What axe finds serious or critical on a page with all that it can open: its rule, and where."""
    page.evaluate("document.querySelectorAll('details').forEach(key => key.open = true)")
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(it => it.violations)")
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]

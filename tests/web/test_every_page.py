"""Every page there is in a browser: nothing serious for axe, nothing over the side, nothing asked of others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web import screenshots
from tests.web.browsers import OUTSIDE, chromium, serious, visit

from steelyard.web.access.opening import access
from steelyard.web.rendering import pages
from web.conftest import served
from web.screenshots import serving

pytestmark = pytest.mark.browser

VIEWS = ((1440, "light"), (390, "dark"))
APART = {"own": "tests/web/test_own.py", "mapping": "tests/web/test_bringing_in_a_browser.py"}
"""Pages that need a viewer or files of their own: where they are looked at."""


@pytest.fixture(scope="module")
def address(centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A centre with a place for what people enter."""
    folder = tmp_path_factory.mktemp("pages") / "centre"
    shutil.copytree(centre, folder)
    with serving(served(folder, access=access(folder, is_near=True), patience_s=60.0)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def reached(browser: Any, address: str) -> dict[str, str]:
    """Name -> address of every page."""
    return screenshots.every_page(browser, address)


def test_no_page_is_left_out(reached: dict[str, str]) -> None:
    seen = [place.partition("?")[0].split("/", 3)[-1].split("/")[0] for place in reached.values()]
    for page in pages():
        first = page.path.strip("/").split("/")[0]
        assert first in seen or page.id in APART, page.path


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing_serious_and_nothing_hangs_over(
    browser: Any, address: str, reached: dict[str, str], axe: str, width: int, scheme: str
) -> None:
    wrong: dict[str, Any] = {}
    for name, place in reached.items():
        page, said = visit(browser, place, width, scheme)
        found = serious(page, axe)
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        outside = page.evaluate(OUTSIDE)
        said = [line for line in said if not any(code in line for code in ("404", "422", "409"))]
        page.context.close()
        if found or wide or outside or said:
            wrong[name] = (found, wide, outside, said)
    assert wrong == {}


def test_the_arrow_keys_lead_through_the_list(browser: Any, address: str) -> None:
    page, _ = visit(browser, f"{address}/list")
    links = page.locator("table.follow tbody th a")
    assert links.count() > 1
    links.first.focus()
    for key, place in (("ArrowDown", 1), ("End", links.count() - 1), ("ArrowDown", links.count() - 1), ("Home", 0)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.getAttribute('href')") == links.nth(place).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/list/*")
    page.context.close()

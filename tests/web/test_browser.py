"""The application in a browser: the main path, the keyboard, pictures; `test_every_page` looks at all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.browsers import chromium, visit

from web.conftest import served
from web.screenshots import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(centre: Path) -> Iterator[str]:
    with serving(served(centre, patience_s=1.0)) as found:
        yield found


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


def test_the_menu_of_questions_opens_and_closes_by_keyboard(browser: Any, address: str) -> None:
    page, _ = visit(browser, f"{address}/ask/change")
    row = page.locator(".asking").bounding_box()
    assert row["height"] < 2 * page.locator(".asking .row a").first.bounding_box()["height"]
    summary = page.locator(".asking summary")
    summary.focus()
    page.keyboard.press("Enter")
    other = page.locator(".menu a", has_text="Journeys")
    assert other.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not other.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "All questions"
    page.keyboard.press("Enter")
    other.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/journeys")
    page.context.close()

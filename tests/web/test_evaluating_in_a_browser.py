"""Evaluations scored with keys in a browser; pages that nobody reaches without contacts to score."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.analyses.evaluations.world import World, centre
from tests.web.browsers import chromium, serious, visit
from tests.web.screenshots import serving

from steelyard import rubrics
from steelyard.desk import Desk, Drawn
from steelyard.settings import read
from steelyard.web.access.opening import access
from web.conftest import served

pytestmark = pytest.mark.browser
CHAT = rubrics.shipped()["chat"]
FULL = {entry.id: entry.most for entry in CHAT.criteria}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = centre(tmp_path_factory.mktemp("centre"), World(contacts=60, doubles=0)).settings.folder
    desk = Desk.open(read(folder))
    drawn = [Drawn(f"c{number}", "random", 0.1, "North", "North") for number in range(3)]
    desk.evaluations.keep_plan(CHAT, "2026-03-02", "2026-03-08", 7, 1, [], drawn, "ann")
    desk.evaluations.calibrate("March", CHAT, ["c8", "c9"], ["bea", "cid"], "ann")
    for who in ("bea", "cid"):
        for task in desk.evaluations.queue(who):
            if task.calibration_id:
                desk.evaluations.save(task.id, who, task.version, CHAT, FULL, is_done=True)
    desk.close()
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(served(folder, access=access(folder, is_near=True), patience_s=60.0)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def test_a_contact_is_scored_by_keys_and_the_draft_is_kept(browser: Any, address: str, folder: Path) -> None:
    page = browser.new_page()
    page.goto(f"{address}/evaluate/1", wait_until="networkidle")
    page.keyboard.press("1")
    page.locator("[data-saved]", has_text="Draft kept.").wait_for()
    page.reload(wait_until="networkidle")
    assert page.eval_on_selector_all("input:checked", "held => held.map(each => each.value)") == ["1"]
    for entry in CHAT.criteria[1:]:
        page.keyboard.press("n" if entry.may_not_apply else str(entry.most))
    page.click("button[accesskey=d]")
    page.wait_for_url(f"{address}/evaluate/2")
    page.context.close()
    desk = Desk.open(read(folder))
    scored = next(task for task in desk.evaluations.done() if task.id == 1)
    desk.close()
    assert scored.points == {**FULL, "tone": 1, "data": "n/a"}


def test_keys_typed_in_a_run_are_all_kept_before_it_says_so(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/evaluate/3", wait_until="networkidle")
    assert page.evaluate("document.activeElement.name") == CHAT.criteria[0].id
    for entry in CHAT.criteria[:4]:
        page.keyboard.press(str(entry.most))
    page.locator("[data-saved]", has_text="Draft kept.").wait_for()
    page.reload(wait_until="networkidle")
    assert page.locator("input:checked").count() == 4
    assert page.evaluate("document.activeElement.name") == CHAT.criteria[4].id
    with page.expect_navigation():
        page.click("text=Clear")
    assert page.locator("input:checked").count() == 0
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("path", ["/evaluate", "/evaluate/3", "/calibrations/1"])
def test_axe_finds_nothing_serious(browser: Any, address: str, axe: str, path: str, width: int, scheme: str) -> None:
    page, said = visit(browser, address + path, width, scheme)
    found = serious(page, axe)
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    page.context.close()
    assert (found, wide, said) == ([], False, [])

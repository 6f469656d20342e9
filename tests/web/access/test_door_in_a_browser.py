"""The door's own pages in a browser: signing in, one's account and a second factor, on a phone and by keyboard."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.desk.conftest import PASSWORD
from tests.web.browsers import OUTSIDE, chromium, serious
from tests.web.screenshots import serving

from steelyard import settings
from steelyard.desk import Desk
from steelyard.web.access.opening import access
from steelyard.web.app import create

pytestmark = pytest.mark.browser
WIDTH = 390


@pytest.mark.usefixtures("_quick")
def test_nothing_hangs_over_and_axe_finds_nothing_serious(tmp_path: Path, axe: str) -> None:
    (tmp_path / "steelyard.toml").write_text('[workspace]\nname = "Acme"\n')
    desk = Desk.open(settings.read(tmp_path))
    desk.users.add("anna", "administrator", by="test", password=PASSWORD)
    desk.close()
    app = create(tmp_path, access=access(tmp_path, is_near=True), start=lambda: ThreadPoolExecutor(1))
    with chromium() as browser, serving(app) as address:
        page = browser.new_context(viewport={"width": WIDTH, "height": 900}, bypass_csp=True).new_page()
        page.goto(f"{address}/account")
        _is_fit(page, axe)
        page.get_by_label("Name").fill("anna")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/account")
        _is_fit(page, axe)
        page.get_by_role("link", name="Set one up").click()
        page.wait_for_url("**/account/factor")
        _is_fit(page, axe)


def _is_fit(page: Any, axe: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url
    assert page.evaluate(OUTSIDE) == [], page.url
    assert serious(page, axe) == [], page.url

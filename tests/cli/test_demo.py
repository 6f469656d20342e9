"""The demo from its exports to the report: the loss is found, and where it came from, without being told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.web.browsers import chromium

import steelyard
from steelyard import cli

SCREENS = 8.2
"""How many a reader goes through at 1440 pixels: eight, and a few lines for the fonts of another machine."""


@pytest.mark.browser
def test_the_demo_tells_its_story(run, tmp_path: Path) -> None:
    code, out, _ = run("demo", str(tmp_path / "centre"), "--json")
    assert code == cli.FINE
    told = json.loads(out)
    page = Path(told["report"]).read_text("utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "Porto" in page

    found = told["list"]
    assert found["found"] > found["at_random"]
    assert found["silent"] > 0
    assert found["values"][0] > 2 * found["values"][1]
    assert _screens(Path(told["report"])) <= SCREENS

    workspace = steelyard.open(tmp_path / "centre")
    answer = workspace.change()
    effects = {term.factor: term.effect.value or 0.0 for term in answer.terms if term.is_claimed}
    assert effects["pace"] > 0.03
    assert effects["onceness"] < -0.02
    assert answer.by == "site"
    assert any("site Porto, where handling got faster from " in sentence for sentence in answer.sentences)

    lines = {line.metric: line for line in workspace.scorecard(where={"site": ("Porto",)}).lines}
    faster, solved = lines["handle_time"].change, lines["first_contact_resolution"].change
    assert lines["handle_time"].is_claimed
    assert lines["first_contact_resolution"].is_claimed
    assert faster is not None
    assert solved is not None
    assert faster.value is not None
    assert solved.value is not None
    assert faster.value < -0.1
    assert solved.value < -0.03


def _screens(report: Path) -> float:
    """How many screens of 900 pixels the page takes at a width of 1440."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(report.as_uri())
        return float(page.evaluate("document.documentElement.scrollHeight")) / 900

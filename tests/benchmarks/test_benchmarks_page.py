"""The page is what the results say, and says of each target whether it is held."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.comparisons import COMPARISONS, COSTS
from benchmarks.weigh import STEPS, Cost, Weighed, weighed_of

from benchmarks import page


def weighed(contacts: int, **cpu_s: float) -> Weighed:
    costs = {step: Cost(cpu_s.get(step, contacts / 1e6), 1.0, 900.0) for step in (*STEPS, "facts")}
    return Weighed(contacts, "2026-11-22", "a machine", costs, {}, {"measured": (1e-15, 0.007)})


def test_committed_page_is_the_one_its_results_give() -> None:
    assert page.PAGE.read_text() == page.text(page.read()), "type: python -m benchmarks"


def test_results_survive_being_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(page, "PAGE", tmp_path / "page.md")
    first, second, newer = weighed(10_000), weighed(20_000), weighed(10_000, measured=7.0)
    page.keep([first, second], {"help_s": 0.04})
    page.keep([newer], {"help_s": 0.05})
    kept = json.loads((tmp_path / "results.json").read_text())["sizes"]
    assert {size: weighed_of(content) for size, content in kept.items()} == {"10000": newer, "20000": second}
    assert (tmp_path / "page.md").read_text() == page.text(page.read())


def test_every_comparison_stands_in_the_table() -> None:
    rows = page.ratios([weighed(10_000_000)]).splitlines()[2:]
    assert len(rows) == len(COMPARISONS)
    assert all("= **1.00**" in row for row in rows)


def test_targets_are_judged_where_they_are_stated() -> None:
    sizes = [weighed(1_000_000, measured=5.0), weighed(10_000_000, measured=9.9), weighed(50_000_000, measured=51.0)]
    row = next(line for line in page.ratios(sizes).splitlines() if "| 1 |" in line)
    cells = row.split(" | ")[-3:]
    assert [cell[-1] for cell in (cells[0].rstrip(" |"), cells[1], cells[2].rstrip(" |"))] == ["*", "✓", "✗"]


def test_slope_of_cost_that_is_linear_is_one() -> None:
    rows = page.costs([weighed(100_000), weighed(1_000_000), weighed(10_000_000, page=100.0)]).splitlines()
    lines = [row.strip("| ").split(" | ") for row in rows[2 : 2 + len(COSTS)]]
    slopes = {cells[0]: cells[-1] for cells in lines}
    assert slopes[COSTS["load"]] == "1.00"
    assert slopes[COSTS["page"]] == "2.00"


def test_what_was_left_out_is_told() -> None:
    size = weighed(1_000_000)
    del size.costs["on_spark"]
    size.left_out["on_spark"] = "Java is not installed"
    content = {"sizes": {"1000000": size.to_dict()}, "start": {}}
    told = page.text(content)
    assert "left out" in told
    assert "Left out (Java is not installed): on_spark." in told

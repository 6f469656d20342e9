"""The page is what its results say."""

from __future__ import annotations

from calibration.parts import PARTS
from calibration.results import RESULTS, read

from calibration import judging, page


def test_page_is_what_the_results_give() -> None:
    results = read(RESULTS)
    assert (RESULTS.parent.parent / "calibration.md").read_text("utf-8") == page.page(results)


def test_every_section_rests_on_results() -> None:
    results = read(RESULTS)
    assert page.is_whole(results)
    assert results.keys() <= PARTS.keys()


def test_pictures_are_there() -> None:
    for name in page.pictures(read(RESULTS)):
        drawn = (RESULTS.parent / name).read_text("utf-8")
        assert drawn.startswith("<svg")
        assert "<style>@media (prefers-color-scheme:dark)" in drawn


def test_what_is_outside_its_limits_is_marked() -> None:
    few = {"figures": 2_000, "covered": 1_700}
    many = {"figures": 2_000, "covered": 2_000}
    right = {"figures": 2_000, "covered": 1_900}
    by_chance = {"figures": 2_000, "covered": 1_855}
    states = [judging.judge("p", "f", e, least=0.93, most=0.97).state for e in (few, many, right, by_chance)]
    assert states == ["narrow", "wide", "holds", "chance"]


def test_a_remark_on_how_parts_came_about_stands_once_with_all_their_names() -> None:
    results = {name: {**part, "remark": []} for name, part in read(RESULTS).items()}
    assert "worked by lamplight" not in page.page(results)
    for name in ("coverage-60", "coverage-400"):
        results[name]["remark"] = ["worked by lamplight"]
    assert page.page(results).count("- `coverage-60`, `coverage-400`: worked by lamplight") == 1

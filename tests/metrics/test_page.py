"""docs/measures.md is what the catalogue says."""

from __future__ import annotations

from pathlib import Path

from docs import measures

from steelyard import metrics
from steelyard.metrics import words

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text() == measures.page(), "type: python -m docs.measures > docs/measures.md"


def test_every_metric_is_on_the_page_once() -> None:
    lines = measures.page().splitlines()
    assert sorted(line.split("`")[1] for line in lines if line.startswith("`")) == list(metrics.names())


def test_sums_are_told_in_words() -> None:
    told = words.sums_in_words(metrics.metric("first_contact_resolution"))
    assert told["fixed"] == "number of issues where is_first_mature and is_fixed_first"
    assert told["issues"] == "number of issues where is_first_mature and is_fixed_first is known"


def test_a_quantile_says_which() -> None:
    metric = metrics.metric("handle_time_p90")
    assert words.formula_in_words(metric) == "the 90% quantile of work_s"
    assert "quantile" in words.sums_in_words(metric)


def test_better_follows_the_measure_and_neither_is_no_way() -> None:
    assert metrics.is_better("first_contact_resolution", 0.1) is True
    assert metrics.is_better("capacity", 0.1) is None
    assert metrics.is_better("contacts_per_issue", -0.1) is True
    assert (
        metrics.is_better("first_contact_resolution", None) is metrics.is_better("first_contact_resolution", 0) is None
    )

"""Notebook display: complete, escaped, self-contained."""

from __future__ import annotations

from steelyard.answers import Answer, Estimate


def test_a_notebook_shows_the_card(scorecard) -> None:
    html = scorecard._repr_html_()
    assert "64.1% of issues were solved the first time." in html
    assert "<caption>What customers got</caption>" in html
    assert html.count("<table>") == html.count("</table>") == 5
    assert "http" not in html


def test_text_from_the_data_is_escaped() -> None:
    answer = Answer("other", "Other", estimates=(Estimate("f", "share", {"topic": "<script>alert(1)</script>"}, 0.5),))
    assert "<script>" not in answer._repr_html_()
    assert "&lt;script&gt;" in answer._repr_html_()

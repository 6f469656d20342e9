"""What the page is, and what is on it."""

from __future__ import annotations

from calibration.page import centres
from calibration.results import Results


def write(results: Results) -> str:
    """The title and the list of sections."""
    days = sorted({part["on"] for part in results.values()})
    return f"""# Calibration

Does an interval that says 95% hold the truth 95 times in a hundred? Here thousands of small contact centres, whose true
figures are set and not measured, go through the product's own intake, and the product is asked about them.

This page and its pictures are generated from [the results](calibration/results.json) of `make calibrate`, last run on
{days[-1]}. It says what was tried, what came out, where it misses, and what the product then says.

- [In short](#in-short)
- [The worlds](#the-worlds)
- [Every measure](#every-measure)
- [What moved the balance](#what-moved-the-balance)
- [The newest month](#the-newest-month)
- [Worse data](#worse-data)
- [Where nothing happens](#where-nothing-happens)
{"- [Centres of another maker](#centres-of-another-maker)" + chr(10) if centres.parts(results) else ""}\
- [Where it misses](#where-it-misses)
- [How it was run](#how-it-was-run)
"""

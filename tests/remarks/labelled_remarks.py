"""Labelled remarks that nothing learns from, and how often readings agree with them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from steelyard.remarks import LANGUAGES, Reading
from steelyard.remarks.examples import OTHER, Example, parsed

FOLDER = Path(__file__).parent / "labelled"


@cache
def labelled() -> tuple[Example, ...]:
    """Remarks written apart from the examples that the package ships."""
    return tuple(
        example
        for language in (*LANGUAGES, OTHER)
        for example in parsed((FOLDER / f"{language}.txt").read_text(encoding="utf-8"), language)
    )


def claims(reading: Reading) -> set[str]:
    """What a reading says of a remark."""
    found = {*reading.asks, reading.feeling, "leaving" if reading.leaving else ""}
    return found - {""}


def agreement(shown: Sequence[Example], readings: Sequence[Reading], label: str) -> tuple[int, int, int]:
    """Claims that are right, claims, and remarks that have the label."""
    pairs = [
        (label in example.labels, label in claims(reading)) for example, reading in zip(shown, readings, strict=True)
    ]
    return sum(map(all, pairs)), sum(claimed for _, claimed in pairs), sum(true for true, _ in pairs)

"""Every face of an answer, as texts and plain values that can be searched for what no face may show."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from steelyard import charts
from steelyard.answers import Answer
from steelyard.view.files import write_rows

NO_NUMBER = re.compile(r"\b(?:nan|NaN|inf|Infinity|NaT|None(?! of))\b")
"""What is printed where a number is none."""


def text(answer: Answer, _: Path) -> str:
    """As a terminal of 80 columns shows it."""
    return answer.to_text(80)


def notebook(answer: Answer, _: Path) -> str:
    """As a notebook shows it, without its style."""
    return re.sub(r"<style>.*?</style>", "", answer._repr_html_(), flags=re.DOTALL)


def strict_json(answer: Answer, _: Path) -> str:
    """As strict JSON, of nothing but plain values."""
    return json.dumps(answer.to_dict(), allow_nan=False)


def rows(answer: Answer, folder: Path) -> str:
    """Flat rows, as CSV and as strict JSON."""
    found = answer.to_rows()
    path = folder / "rows.csv"
    write_rows(found, path)
    return json.dumps(found, allow_nan=False) + path.read_text("utf-8")


def pandas(answer: Answer, _: Path) -> str:
    """As a data frame of the same rows."""
    frame = answer.to_pandas()
    assert len(frame) == len(answer.to_rows())
    return ""


def picture(answer: Answer, _: Path) -> str:
    """The specification of its picture, and what a screen reader says of it."""
    if not charts.draws(answer):
        return ""
    return specification(charts.specification(answer, is_narrow=True)) + charts.of(answer).describe(answer)


def specification(drawn: Any) -> str:
    """A picture as strict JSON; its grammar is checked by the pictures' own tests."""
    return json.dumps(drawn, allow_nan=False)


FACES = {"text": text, "notebook": notebook, "json": strict_json, "rows": rows, "pandas": pandas, "picture": picture}
"""Name -> (answer, a folder to write into) -> what it shows."""


def numbers(plain: Any) -> Iterator[float]:
    """Every number in plain values."""
    if isinstance(plain, dict):
        for value in plain.values():
            yield from numbers(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from numbers(value)
    elif isinstance(plain, float):
        yield plain


def is_finite(answer: Answer) -> bool:
    """Whether every number of an answer is one."""
    return all(math.isfinite(value) for value in numbers(answer.to_dict()))

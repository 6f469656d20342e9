"""One picture a file: from an answer to a Vega-Lite specification and its description in words."""

from __future__ import annotations

from typing import Any

from steelyard import catalogue
from steelyard.answers import Answer
from steelyard.declare import Chart
from steelyard.errors import QuestionError


def chart(answer: Answer, *, width: float | None = None, is_narrow: bool = False) -> Any:
    """The picture of an answer as an Altair chart, ready for a notebook or `save`.

    Args:
        width: pixels; the picture's own where not told.
        is_narrow: the drawing made for a phone.

    Raises:
        QuestionError: no picture is made for this kind of answer.
    """
    import altair

    return altair.Chart.from_dict(specification(answer, width=width, is_narrow=is_narrow))


def specification(answer: Answer, *, width: float | None = None, is_narrow: bool = False) -> dict[str, Any]:
    """The same picture as plain values in Vega-Lite's grammar, for a page; QuestionError where none is made."""
    draw = of(answer).draw
    found: dict[str, Any] = draw(answer, is_narrow=is_narrow) if width is None else draw(answer, width, is_narrow)
    return found


def of(answer: Answer) -> Chart:
    """The entry that draws an answer: the one named after its question before any other."""
    known: dict[str, Chart] = catalogue.entries("charts", "CHART")
    fitting = _fitting(answer)
    if not fitting:
        drawn = ", ".join(sorted({entry.answers for entry in known.values()}))
        raise QuestionError(f"there is no picture of {answer.question!r}", next=f"Pictures are made of: {drawn}")
    return next((entry for entry in fitting if entry.id == answer.question), fitting[0])


def draws(answer: Answer) -> bool:
    """Whether any picture is made of this kind of answer."""
    return bool(_fitting(answer))


def _fitting(answer: Answer) -> list[Chart]:
    """The entries that draw it; a bare `Answer` says why a question was not asked, and has nothing to draw."""
    if type(answer) is Answer:
        return []
    known: dict[str, Chart] = catalogue.entries("charts", "CHART")
    return [entry for entry in known.values() if entry.answers == answer.question]

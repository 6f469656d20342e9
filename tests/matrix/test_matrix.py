"""Every question, in every face, on every workspace of the shelf.

Whatever the data lack, an answer is words and finite figures: no error of another kind, no "nan", no limit without end,
no number from under ten, no claim where nothing can be known; what cannot be said is said with its reason.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from tests.matrix import sentences
from tests.matrix.asking import QUESTIONS, Options, ways
from tests.matrix.claims import differences
from tests.matrix.conftest import Asked, Loaded
from tests.matrix.faces import FACES, NO_NUMBER, is_finite, specification
from tests.matrix.shelf import SHELF, UNABLE

from steelyard import cli, report
from steelyard.answers import Answer
from steelyard.errors import SteelyardError
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.report import pictures

PLACES = list(SHELF)

EVERYDAY = frozenset({"plain", "no_customers", "everything_open", "few_rows_a_team", "three_rows"})
"""The workspaces that are asked before every change; the rest of the shelf is asked by `make thorough`."""


def _cell(place: str, *rest: str) -> Any:
    """A workspace's cells run on one worker, which loads it once."""
    marks = [pytest.mark.xdist_group(place), *([] if place in EVERYDAY else [pytest.mark.thorough])]
    return pytest.param(place, *rest, marks=marks, id="-".join((place, *rest)))


def test_what_is_asked_every_day_is_on_the_shelf() -> None:
    assert set(PLACES) >= EVERYDAY


@pytest.mark.parametrize(("place", "question"), [_cell(place, name) for place in PLACES for name in QUESTIONS])
def test_an_answer_holds_in_every_face(loaded: Loaded, asked: Asked, tmp_path: Path, place: str, question: str) -> None:
    for options in ways(question, PLACES.index(place)):
        try:
            answer = _answer(loaded, asked, place, question, options)
        except SteelyardError as refused:
            assert not refused.what.startswith("there is no metric"), options  # noqa: PT017
            continue
        check(answer, options, tmp_path)
        sentences.note(place, answer)
        assert place not in UNABLE or not differences(answer), (options, differences(answer))


@pytest.mark.parametrize("place", [_cell(name) for name in PLACES])
def test_the_report_is_written(asked: Asked, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """The page and the pictures on it, which are looked at as specifications and not drawn."""
    drawn: list[str] = []
    monkeypatch.setattr(pictures, "svg", lambda chart: Markup(drawn.append(specification(chart)) or "<svg></svg>"))
    try:
        answers = asked(place)
    except SteelyardError:
        return
    html = report.render(answers, name=place)
    for shown in (html, *drawn):
        assert not NO_NUMBER.search(shown)


@pytest.mark.xdist_group("month_begun_late")
@pytest.mark.parametrize("command", [("weigh", "--json"), ("export", "{folder}/figures.csv"), ("tradeoff", "--json")])
def test_commands_on_a_month_begun_late(
    loaded: Loaded, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """Whole words or strict JSON, and no error that is not meant for people."""
    folder = loaded("month_begun_late").settings.folder
    with pytest.raises(SystemExit):
        cli.main([*(word.format(folder=folder) for word in command), "-w", str(folder)])
    out, err = capsys.readouterr()
    assert "Unexpected" not in err
    assert out or err.startswith("Error: ")
    if out and "--json" in command:
        json.loads(out, parse_constant=lambda text: pytest.fail(text))


def _answer(loaded: Loaded, asked: Asked, place: str, question: str, options: Options) -> Answer:
    """The report's answer where that was asked the same, so that nothing is asked twice."""
    if not options and question != "scorecard":
        with suppress(Exception):
            return next(answer for answer in asked(place) if answer.question == question)
    return loaded(place).ask(question, **options)


def check(answer: Answer, options: object, folder: Path) -> None:
    """An answer holds in every face, and says why where it has no figure."""
    for name, face in FACES.items():
        shown = face(answer, folder)
        found = NO_NUMBER.search(shown)
        assert found is None, (options, name, shown[max(found.start() - 80, 0) : found.end() + 20])
    assert is_finite(answer), options
    assert not sentences.faulty(answer), options
    assert answer.sentences or answer.missing or answer.caveats or answer.question in ("explain", "check"), options
    for estimate in answer.estimates:
        is_counted = estimate.n_unit and estimate.unit != "count"
        assert not is_counted or estimate.value is None or not 0 < estimate.n < FEWEST, (options, estimate)
        assert estimate.value is not None or estimate.caveats, (options, estimate)
        assert estimate.interval is None or estimate.value is not None, (options, estimate)

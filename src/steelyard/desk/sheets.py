"""Evaluations as sheets: what is to be scored out, scores in, and scores as a source reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from steelyard.desk.evaluations import DONE, GOLD, Calibration, Evaluations, Task
from steelyard.errors import DeskError, SteelyardError
from steelyard.rubrics import NOT_APPLICABLE, Rubric

HEADS = ("evaluation", "version", "contact_id", "team", "rubric", "purpose", "evaluator")
"""Before the columns of criteria."""

SCORES = (
    "evaluation_id", "contact_id", "evaluator_id", "rubric", "criterion", "dimension", "score", "max_score", "critical",
    "evaluated_at", "purpose", "chance", "scorer",
)  # fmt: skip
MOST_BYTES = 5_000_000
_HIDDEN = ("second", "gold", "random", "calibration")
"""Purposes an evaluator is not told apart: a second scoring looks like a first."""


@dataclass(frozen=True)
class Refused:
    """A row that was not taken. line: in the file, the head being 1. contact: its id, as the file has it."""

    line: int
    what: str
    next: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Entered:
    """What became of the rows of a sheet that hold points.

    Args:
        taken, known: how many were, and how many had been with the same points. refused: those that were not.
    """

    taken: int
    known: int
    refused: tuple[Refused, ...]


def sheet(tasks: Iterable[Task], rubric: Rubric) -> list[list[Any]]:
    """The head and a row for each contact to be scored, with a column for each criterion; drafts are filled in."""
    names = [entry.id for entry in rubric.criteria]
    rows: list[list[Any]] = [[*HEADS, *names]]
    for task in tasks:
        if task.rubric == rubric.id and task.state != DONE:
            shown = "evaluation" if task.purpose in _HIDDEN else task.purpose
            texts = (task.contact_id, task.team, task.rubric, shown, task.evaluator)
            rows.append([task.id, task.version, *map(safe, texts), *(task.points.get(name, "") for name in names)])
    return rows


def entered(
    held: Evaluations,
    rows: Sequence[Mapping[str, str]],
    rubric_of: Callable[[str], Rubric],
    who: str = "",
    teams: Sequence[str] = (),
    named: Callable[[str], str] = str,
) -> Entered:
    """Take scores, row by row. Rows without any points are passed over.

    Args:
        who: whose scores they are; as each row says where empty. named: spells a name as its account does.
    """
    taken, known, refused = 0, 0, []
    for line, row in enumerate(rows, start=2):
        given = {name: text.strip() for name, text in row.items() if name not in HEADS and text and text.strip()}
        if not given:
            continue
        try:
            number, version = _whole(row.get("evaluation", "")), _whole(row.get("version", ""))
            name = who or named(row.get("evaluator", "").strip())
            if not name:
                raise DeskError("the row names no evaluator", next="Write who scored it in the column evaluator.")
            rubric = rubric_of(row.get("rubric", "").strip())
            points = {one: _points(text) for one, text in given.items()}
            if _is_known(held, number, name, points, teams):
                known += 1
                continue
            held.save(number, name, version, rubric, points, is_done=True, teams=teams)
            taken += 1
        except SteelyardError as error:
            refused.append(Refused(line, error.what, error.next, row.get("contact_id", "").strip()))
    return Entered(taken, known, tuple(refused))


def _is_known(held: Evaluations, number: int, name: str, points: Mapping[str, Any], teams: Sequence[str]) -> bool:
    task = held.find(number, name, teams)
    return task.state == DONE and dict(task.points) == dict(points)


def scores(done: Iterable[Task], calibrations: Iterable[Calibration], *, is_for_people: bool = True) -> list[list[Any]]:
    """The head and a row for each criterion of each evaluation, as the table of evaluations has it; gold ones last.

    Args:
        is_for_people: ids that a spreadsheet would run as formulas are made safe; a load reads them as they are.
    """
    told_as = safe if is_for_people else str
    rows: list[list[Any]] = [list(SCORES)]
    for task in done:
        assert task.done_at is not None
        told = (told_as(task.contact_id), told_as(task.evaluator), task.series)
        rows += _rows(f"E{task.id}", told, task.scored, task.done_at, task.purpose, task.chance)
    for session in calibrations:
        for place, (contact, scored) in enumerate(sorted(session.scored.items())):
            assert session.closed_at is not None
            told = (told_as(contact), GOLD, session.series)
            rows += _rows(f"G{session.id}-{place}", told, scored, session.closed_at, "gold", None)
    return rows


def _rows(
    number: str, told: Sequence[str], scored: Iterable[Sequence[Any]], at: datetime, purpose: str, chance: float | None
) -> list[list[Any]]:
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    end = [stamp, purpose, "" if chance is None else chance, "person"]
    return [[number, *told, *row[:4], str(bool(row[4])).lower(), *end] for row in scored]


def to_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """As CSV in UTF-8."""
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()


def to_xlsx(rows: Sequence[Sequence[Any]], rubric: Rubric) -> bytes:
    """As a workbook: the sheet, and the rubric's words beside it."""
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        scored, words = book.add_worksheet("Scores"), book.add_worksheet("Rubric")
        for place, row in enumerate(rows):
            scored.write_row(place, 0, row)
        scored.freeze_panes(1, len(HEADS))
        scored.set_column(0, 1, 10)
        scored.set_column(2, len(HEADS) + len(rubric.criteria) - 1, 16)
        for place, entry in enumerate(rubric.criteria, start=len(HEADS)):
            given = [*map(str, entry.anchors), *([NOT_APPLICABLE] if entry.may_not_apply else [])]
            told = f"Give {', '.join(given)}. The words are on the sheet Rubric."
            scored.data_validation(
                1,
                place,
                max(len(rows) - 1, 1),
                place,
                {"validate": "list", "source": given, "error_title": entry.title[:32], "error_message": told[:255]},
            )
        words.set_column(0, 4, 16)
        words.set_column(1, 1, 40)
        words.set_column(5, 5, 90)
        words.write_row(0, 0, ["criterion", "title", "dimension", "weight", "points", "when"])
        at = 1
        for entry in rubric.criteria:
            anchors: list[tuple[Any, str]] = list(entry.anchors.items())
            anchors += [(NOT_APPLICABLE, "It does not apply.")] if entry.may_not_apply else []
            for points, said in anchors:
                words.write_row(at, 0, [entry.id, entry.title, entry.dimension, entry.weight, points, said])
                at += 1
    return target.getvalue()


def read(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a sheet that came back, CSV or XLSX, by its head.

    Raises:
        DeskError: it is neither, too large, or lacks a column.
    """
    if len(content) > MOST_BYTES:
        raise DeskError("the file is larger than 5 MB", next="Send it in parts.")
    rows = _of_workbook(content) if name.lower().endswith(".xlsx") else _of_text(content)
    heads = rows[0] if rows else []
    lacking = [head for head in ("evaluation", "version", "rubric") if head not in heads]
    if lacking:
        raise DeskError(f"the file has no column {lacking[0]}", next=f"Its columns begin with {', '.join(HEADS)}.")
    if len(set(heads)) < len(heads):
        raise DeskError("two columns of the file have the same head", next="Take the sheet out again.")
    return [dict(zip(heads, [*row, *[""] * len(heads)], strict=False)) for row in rows[1:]]


def _of_text(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise DeskError(
            "this is not a CSV file in UTF-8", next="Send CSV or XLSX, as the sheet was taken out."
        ) from None


def _of_workbook(content: bytes) -> list[list[str]]:
    import python_calamine

    try:
        found = python_calamine.CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except Exception:
        raise DeskError("this is no workbook that can be read", next="Send CSV or XLSX, as taken out.") from None
    return [[_text(value) for value in row] for row in found]


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def _points(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text


def _whole(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 10):
        raise DeskError(
            "the row has no number of an evaluation and version", next="Leave both columns as they were taken out."
        )
    return int(text)


def safe(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text

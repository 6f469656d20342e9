"""Single questions of surveys in the shapes survey tools write them: what is asked about what, or asked back."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from steelyard.intake.proposal.model import TableProposal
from steelyard.intake.proposal.propose import Proposal, propose

COUNT = 150
SATISFIED = ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")
EXPECTED = ("Worse than expected", "As expected", "Better than expected")
IMPORTANT = (
    "Not at all important",
    "Slightly important",
    "Moderately important",
    "Very important",
    "Extremely important",
)
THINGS = ("Speed", "Friendliness", "Competence", "Solution")


def proposed(folder: Path, name: str, rows: Sequence[Sequence[object]], sign: str = ",") -> Proposal:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=sign).writerows(rows)
    return propose([folder / name])


def answers(columns: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows with an id, a ticket and a value of each column's choices."""
    rng = random.Random(7)
    return [[f"R{n}", f"T{n}", *(rng.choice(values) for values in columns)] for n in range(COUNT)]


def items(found: Proposal, *, is_sure: bool = True) -> set[tuple[str, str]]:
    """(item, kind) of the tables in force, or of those asked about."""
    tables = [table for source in found.sources for table in source.tables if table.table == "survey_items"]
    return {(_constant(table, "item"), _constant(table, "kind")) for table in tables if _in_force(table) == is_sure}


def _constant(table: TableProposal, target: str) -> str:
    guess = table.guess(target)
    assert guess is not None
    return str(guess.mapping.constant)


def _in_force(table: TableProposal) -> bool:
    needed = ("survey_id", "item", "kind", "score", "scale_min", "scale_max")
    return all((guess := table.guess(target)) and guess.is_sure for target in needed)


def overall(found: Proposal) -> list[str]:
    """The columns that are read as ratings of the whole."""
    tables = [table for source in found.sources for table in source.tables if table.table == "surveys"]
    return [guess.mapping.columns[0] for table in tables if (guess := table.guess("score"))]


FIVE = (1, 2, 3, 4, 5)


def test_columns_of_plain_names(tmp_path: Path) -> None:
    head = ["Response ID", "Ticket ID", "Overall satisfaction", *THINGS, *(f"Importance of {one}" for one in THINGS)]
    found = proposed(tmp_path, "survey.csv", [head, *answers([FIVE] * 9)])
    things = {one.lower() for one in THINGS}
    assert items(found) == {(one, kind) for one in things for kind in ("rating", "importance")}
    assert overall(found) == ["Overall satisfaction"]


def test_a_grid_of_a_form_in_words(tmp_path: Path) -> None:
    asked = [f"How satisfied were you with the following? [{one}]" for one in THINGS]
    compared = [f"Compared with your expectations, how was the following? [{one}]" for one in THINGS]
    head = ["Response ID", "Ticket number", "How satisfied were you overall?", *asked, *compared]
    columns = [SATISFIED] * 5 + [EXPECTED] * 4
    found = proposed(tmp_path, "Feedback (Responses).csv", [head, *answers(columns)])
    things = {one.lower() for one in THINGS}
    assert items(found) == {(one, kind) for one in things for kind in ("rating", "disconfirmation")}
    assert overall(found) == ["How satisfied were you overall?"]


def test_german_headings(tmp_path: Path) -> None:
    things = ("Schnelligkeit", "Freundlichkeit", "Kompetenz")
    head = ["Antwort-ID", "Ticketnummer", "Gesamtzufriedenheit", *(f"Zufriedenheit mit {one}" for one in things)]
    head += [f"Wichtigkeit {one}" for one in things]
    found = proposed(tmp_path, "Kundenbefragung.csv", [head, *answers([FIVE] * 7)], ";")
    assert items(found) == {(one.lower(), kind) for one in things for kind in ("rating", "importance")}
    assert overall(found) == ["Gesamtzufriedenheit"]


def test_questions_in_a_second_row(tmp_path: Path) -> None:
    head = ["ResponseId", "ExternalReference", "Q1", *(f"Q2_{n}" for n in range(4)), *(f"Q3_{n}" for n in range(4))]
    asked = ["Response ID", "External Data Reference", "Overall, how satisfied are you with our support?"]
    asked += [f"How satisfied were you with each of these? - {one}" for one in THINGS]
    asked += [f"How important is each of these to you? - {one}" for one in THINGS]
    marks = [f'{{"ImportId":"{n}"}}' for n in range(len(head))]
    found = proposed(tmp_path, "qualtrics.csv", [head, asked, marks, *answers([FIVE] * 9)])
    assert items(found) == {(one.lower(), kind) for one in THINGS for kind in ("rating", "importance")}
    assert overall(found) == ["Q1"]


def test_questions_once_above_what_they_ask_about(tmp_path: Path) -> None:
    head = ["Respondent ID", "Custom Data 1", "Overall, how satisfied are you with our service?"]
    head += ["How would you rate us on the following?", "", "", "", "How important are these to you?", "", "", ""]
    below = ["", "", "Response", *THINGS, *THINGS]
    rows = [[11_000 + n, *row[1:]] for n, row in enumerate(answers([SATISFIED] * 5 + [IMPORTANT] * 4))]
    found = proposed(tmp_path, "surveymonkey.csv", [head, below, *rows])
    assert items(found) == {(one.lower(), kind) for one in THINGS for kind in ("rating", "importance")}


def test_a_row_for_each_question(tmp_path: Path) -> None:
    rng = random.Random(3)
    rows = [
        [f"R{n}", f"T{n}", question, rng.choice(FIVE)]
        for n in range(COUNT)
        for question in ("Overall satisfaction", *THINGS)
    ]
    found = proposed(tmp_path, "survey_answers.csv", [["Response ID", "Ticket ID", "Question", "Answer"], *rows])
    (surveys,) = (table for table in found.sources[0].tables if table.table == "surveys")
    (told,) = (table for table in found.sources[0].tables if table.table == "survey_items")
    assert "Overall satisfaction" in surveys.filter
    assert "NOT IN" in told.filter
    item = told.guess("item")
    assert item is not None
    assert set(item.mapping.values.values()) == {one.lower() for one in THINGS}
    assert _in_force(told)


def test_a_row_for_each_item_with_its_kinds_beside_each_other(tmp_path: Path) -> None:
    rng = random.Random(3)
    rows = [[f"R{n}", f"T{n}", one, rng.choice(FIVE), rng.choice(range(1, 11))] for n in range(COUNT) for one in THINGS]
    head = ["Response ID", "Ticket ID", "Attribute", "Performance", "Importance"]
    found = proposed(tmp_path, "survey_items.csv", [head, *rows])
    told = [table for table in found.sources[0].tables if table.table == "survey_items"]
    assert {_constant(table, "kind") for table in told} == {"rating", "importance"}


def test_what_was_expected_or_how_it_compared_is_asked_where_values_do_not_tell(tmp_path: Path) -> None:
    head = ["Response ID", "Ticket ID", "Overall satisfaction", *THINGS, *(f"Expectation {one}" for one in THINGS)]
    found = proposed(tmp_path, "survey.csv", [head, *answers([FIVE] * 9)])
    assert items(found, is_sure=False) == {(one.lower(), "expectation") for one in THINGS}
    centred = proposed(tmp_path, "survey.csv", [head, *answers([FIVE] * 5 + [(-2, -1, 0, 1, 2)] * 4)])
    assert (THINGS[0].lower(), "disconfirmation") in items(centred)


def test_items_alone_are_no_rating_of_the_whole(tmp_path: Path) -> None:
    head = ["Response ID", "Ticket ID", *(f"Satisfaction with {one.lower()}" for one in THINGS)]
    found = proposed(tmp_path, "survey.csv", [head, *answers([FIVE] * 4)])
    assert not overall(found)
    assert items(found) == {(one.lower(), "rating") for one in THINGS}


@pytest.mark.parametrize("column", ["Priority", "Number of employees", "Reopens", "Importance", "Age group"])
def test_other_numbers_of_a_survey_are_no_items(tmp_path: Path, column: str) -> None:
    found = proposed(
        tmp_path, "survey.csv", [["Response ID", "Ticket ID", "CSAT", column], *answers([FIVE, (1, 2, 3, 4)])]
    )
    assert not items(found)
    assert not items(found, is_sure=False)
    assert overall(found) == ["CSAT"]

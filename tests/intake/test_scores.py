"""Answers of a survey file: what was asked, on which scale, and which rows are answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.propose import Proposal, propose


def looked_at(folder: Path, header: str, rows: Sequence[str], name: str = "answers.csv") -> Proposal:
    body = "".join(f"S{n},C{n},{row}\n" for n, row in enumerate(rows))
    (folder / name).write_text(f"Response ID,Contact ID,{header}\n{body}", "utf-8")
    return propose([folder / name])


def answers(folder: Path, header: str, values: Sequence[object], name: str = "answers.csv") -> TableProposal:
    rows = [str(values[n % len(values)]) for n in range(120)]
    return looked_at(folder, header, rows, name).sources[0].tables[0]


def guess(table: TableProposal, target: str) -> Guess:
    found = table.guess(target)
    assert found is not None
    return found


def scale(table: TableProposal) -> tuple[object, object]:
    return guess(table, "scale_min").mapping.constant, guess(table, "scale_max").mapping.constant


@pytest.mark.parametrize(
    ("header", "values", "ends", "is_sure"),
    [
        ("CSAT", range(1, 6), (1, 5), True),
        ("CSAT", (3, 4, 5), (1, 5), True),
        ("CSAT", (1, 2, 3, 4), (1, 5), False),
        ("CSAT", (1, 2, 3), (1, 5), False),
        ("CSAT", range(1, 8), (1, 7), True),
        ("CSAT", range(11), (0, 10), True),
        ("CSAT", range(1, 11), (1, 10), False),
        ("CSAT", (0, 1), (0, 1), True),
        ("CSAT (1-4)", (1, 2, 3, 4), (1, 4), True),
        ("CSAT /10", (7, 8, 9), (0, 10), True),
        ("NPS", (4, 8, 9, 10), (0, 10), True),
        ("NPS", (1, 2, 3, 4, 5), (0, 10), False),
    ],
)
def test_a_scale_is_in_force_where_its_ends_are_said_or_reached(
    tmp_path: Path, header: str, values: Sequence[int], ends: tuple[int, int], is_sure: bool
) -> None:
    table = answers(tmp_path, header, values)
    assert scale(table) == ends
    assert guess(table, "scale_max").is_sure == is_sure


@pytest.mark.parametrize(
    ("values", "ends", "meanings"),
    [
        (("5/5", "3/5", "1/5"), (1, 5), {"5/5": 5, "3/5": 3, "1/5": 1}),
        (("5 - very good", "1 - bad", "3"), (1, 5), {"5 - very good": 5, "1 - bad": 1, "3": 3}),
        (("★★★★★", "★★☆☆☆"), (1, 5), {"★★★★★": 5, "★★☆☆☆": 2}),
        (("good", "bad", "offered"), (0, 1), {"good": 1, "bad": 0, "offered": ""}),
        (("Very satisfied", "Neutral", "Dissatisfied"), (1, 5), {"Very satisfied": 5, "Neutral": 3, "Dissatisfied": 2}),
        (("Extremely happy", "Neutral"), (1, 5), {"Extremely happy": 5, "Neutral": 3}),
        (("Excellent", "Good", "Average", "Poor"), (1, 5), {"Excellent": 5, "Good": 4, "Average": 3, "Poor": 2}),
    ],
)
def test_scores_are_read_from_labels_stars_and_words(
    tmp_path: Path, values: Sequence[str], ends: tuple[int, int], meanings: dict[str, object]
) -> None:
    table = answers(tmp_path, "Satisfaction rating", values)
    read = guess(table, "score").mapping.values
    assert {value: read.get(value) for value in meanings} == meanings
    assert scale(table) == ends
    assert all(guess(table, target).is_sure for target in ("score", "scale_min", "instrument"))


@pytest.mark.parametrize("values", [("so-so", "meh"), ("good", "purple"), ("A", "B", "C")])
def test_words_of_no_known_scale_are_listed(tmp_path: Path, values: Sequence[str]) -> None:
    proposal = looked_at(tmp_path, "Satisfaction rating", [values[n % len(values)] for n in range(90)])
    assert proposal.sources == ()
    assert "Satisfaction rating: 90 values" in proposal.left[0].reason


@pytest.mark.parametrize(
    ("header", "values", "name", "instrument", "is_sure"),
    [
        ("How likely are you to recommend us?", range(11), "answers.csv", "nps", True),
        ("Score", range(11), "answers.csv", "nps", False),
        ("Score", range(11), "nps-2026.csv", "nps", True),
        ("Rating", range(11), "answers.csv", "nps", False),
        ("Rating", range(1, 6), "answers.csv", "csat", True),
        ("Score", range(1, 6), "answers.csv", "csat", False),
        ("Score", range(1, 6), "csat.csv", "csat", True),
        ("Satisfaction score", range(11), "answers.csv", "csat", True),
        ("How easy was it to get help?", range(1, 8), "answers.csv", "ces", True),
    ],
)
def test_what_was_asked_is_told_by_the_question_or_asked_about(
    tmp_path: Path, header: str, values: Sequence[int], name: str, instrument: str, is_sure: bool
) -> None:
    found = guess(answers(tmp_path, header, values, name), "instrument")
    assert (found.mapping.constant, found.is_sure) == (instrument, is_sure)


def test_groups_or_a_question_beside_the_score_say_what_was_asked(tmp_path: Path) -> None:
    grouped = [f"{n % 11},{'Promoter' if n % 11 > 8 else 'Detractor'}" for n in range(99)]
    (table,) = looked_at(tmp_path, "Score,NPS type", grouped).sources[0].tables
    assert (guess(table, "instrument").mapping.constant, guess(table, "instrument").is_sure) == ("nps", True)
    asked = [f"{n % 11},Would you recommend us?" for n in range(99)]
    (table,) = looked_at(tmp_path, "Score,Question", asked).sources[0].tables
    assert (guess(table, "instrument").mapping.constant, guess(table, "instrument").is_sure) == ("nps", True)


def test_the_overall_question_is_taken_and_the_others_are_items(tmp_path: Path) -> None:
    rows = [f"{n % 5 + 1},{n % 4 + 2},{n % 3 + 3}" for n in range(90)]
    proposal = looked_at(tmp_path, "Satisfaction with speed (1-5),Overall satisfaction (1-5),Friendliness (1-5)", rows)
    (table, *others) = proposal.sources[0].tables
    assert guess(table, "score").mapping.columns == ("Overall satisfaction (1-5)",)
    assert [(other.table, guess(other, "item").mapping.constant) for other in others] == [
        ("survey_items", "speed"),
        ("survey_items", "friendliness"),
    ]
    assert not proposal.sources[0].unused


def test_previews_and_unfinished_answers_are_left_out(tmp_path: Path) -> None:
    rows = [f"{n % 5 + 1},{'Survey Preview' if n == 0 else 'IP Address'},{n % 9 != 1}" for n in range(90)]
    (table,) = looked_at(tmp_path, "CSAT,Status,Finished", rows).sources[0].tables
    assert table.filter == "coalesce(\"Status\", '') NOT IN ('Survey Preview') AND \"Finished\" = 'True'"
    assert "12.2% of rows" in table.filter_reason


@pytest.mark.parametrize(
    ("answered", "invitations"), [(lambda n: "2026-03-02", "unknown"), (lambda n: "2026-03-02" if n % 3 else "", "all")]
)
def test_a_row_without_a_score_is_an_invitation_where_it_has_no_answer_at_all(
    tmp_path: Path, answered: object, invitations: str
) -> None:
    assert callable(answered)
    rows = [f"{n % 5 + 1 if n % 3 else ''},{answered(n)}" for n in range(90)]
    assert looked_at(tmp_path, "CSAT,Answered at", rows).sources[0].invitations == invitations


def test_answers_without_contact_or_customer_say_what_they_lack(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("Response ID,CSAT\n" + "".join(f"S{n},{n % 5 + 1}\n" for n in range(90)))
    assert "CSAT holds answers, but no column says whose" in propose([tmp_path / "answers.csv"]).left[0].reason


@pytest.mark.parametrize(
    ("name", "row", "low", "high", "better"),
    [
        ("Schulnote", lambda n: 1 + n % 5, 1, 6, "low"),
        ("Note", lambda n: 1 + n % 5, 1, 5, ""),
        ("Satisfaction", lambda n: ("1 - very satisfied", "5 - very dissatisfied", "3", "2", "4")[n % 5], 1, 5, "low"),
        ("Satisfaction", lambda n: ("5 - very satisfied", "1 - very dissatisfied", "3", "2", "4")[n % 5], 1, 5, "high"),
    ],
)
def test_which_end_is_good_is_told_by_labels_or_the_kind_of_grade_or_asked(
    tmp_path: Path, name: str, row: Callable[[int], object], low: int, high: int, better: str
) -> None:
    lines = [f"Antwort-ID,Ticketnummer,{name}", *(f"R{n},T{n},{row(n)}" for n in range(60))]
    (tmp_path / "umfrage.csv").write_text("\n".join(lines), "utf-8")
    table = propose([tmp_path / "umfrage.csv"]).sources[0].tables[0]
    found = {guess.target: guess for guess in table.guesses}
    assert (found["scale_min"].mapping.constant, found["scale_max"].mapping.constant) == (low, high)
    assert (str(found["better"].mapping.constant) if found["better"].is_sure else "") == better


def test_several_answers_of_one_customer_are_told_apart(tmp_path: Path) -> None:
    lines = ["Timestamp,Customer ID,How satisfied were you with our service?"]
    lines += [f"2026-03-{1 + n % 28:02d} 09:{n:02d}:00,c{n % 20},{1 + n % 5}" for n in range(60)]
    (tmp_path / "answers.csv").write_text("\n".join(lines), "utf-8")
    table = propose([tmp_path / "answers.csv"]).sources[0].tables[0]
    told = next(guess for guess in table.guesses if guess.target == "survey_id")
    assert told.mapping.columns == ("Timestamp", "Customer ID")


def test_totals_of_several_months_files_leave_their_id_unique(tmp_path: Path) -> None:
    for month in (1, 2, 3):
        lines = ["Anruf-Nr.,Kundennummer,Datum,Gesprächszeit"]
        lines += [f"{100 * month + n},k{n % 9},0{month}.03.2026 09:{n:02d}:00,0:04:{n:02d}" for n in range(40)]
        (tmp_path / f"Anrufe {('Januar', 'Februar', 'März')[month - 1]}.csv").write_text(
            "\n".join([*lines, f"Gesamt,,,3:{month}:00"]), "utf-8"
        )
    (source,) = propose(sorted(tmp_path.glob("*.csv"))).sources
    table = source.tables[0]
    told = next(guess for guess in table.guesses if guess.target == "contact_id")
    assert told.mapping.columns == ("Anruf-Nr.",)

"""Evaluations as other tools export them: read so that their mean is the tool's own, or asked about."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from steelyard.intake.proposal.model import TableProposal
from steelyard.intake.proposal.propose import Proposal, propose

EVALUATORS = ("Anna Kranz", "Ben Ito", "Cem Ak", "Dora Li")
COUNT = 120


def proposed(
    folder: Path, name: str, head: Sequence[str], rows: Sequence[Sequence[object]], sign: str = ","
) -> Proposal:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=sign)
        writer.writerows([head, *rows])
    return propose([folder / name])


def table(found: Proposal) -> TableProposal:
    return next(entry for source in found.sources for entry in source.tables if entry.table == "evaluations")


def shares(found: Proposal, path: Path, sign: str = ",") -> dict[str, float]:
    """Evaluation -> points over points possible, as the facts add them up."""
    held = table(found)
    source = next(source for source in found.sources if held in source.tables)
    id, fails = held.guess("evaluation_id"), "fails" if held.guess("critical") else "FALSE"
    assert id is not None
    named = " || '/' || ".join(f'"{column}"' for column in id.mapping.columns)
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE VIEW sheets AS SELECT * FROM "
            f"read_csv('{path}', all_varchar = true, delim = '{sign}', header = true)"
        )
        rows = connection.execute(
            f"SELECT {named}, CASE WHEN bool_or({fails}) THEN 0 ELSE sum(points) / sum(possible) END "
            f"FROM ({source.view}) GROUP BY 1"
        ).fetchall()
    return dict(rows)


def wide(rng: random.Random, weights: dict[str, int], most: int, none: str) -> tuple[list[list[object]], list[float]]:
    """Rows of points on each criterion, and the share a tool makes of them with weights."""
    rows: list[list[object]] = []
    truth = []
    for number in range(COUNT):
        points = {name: rng.randint(0, most) if rng.random() < 0.9 else None for name in weights}
        if all(value is None for value in points.values()):
            points[next(iter(weights))] = most
        known = {name: value for name, value in points.items() if value is not None}
        truth.append(sum(weights[n] * v / most for n, v in known.items()) / sum(weights[n] for n in known))
        values = [none if value is None else value for value in points.values()]
        rows.append([f"E{number}", f"T{number}", rng.choice(EVALUATORS), f"2026-03-{number % 28 + 1:02}", *values])
    return rows, truth


HEAD = ["Evaluation ID", "Ticket ID", "Evaluator", "Date"]


@pytest.mark.parametrize(
    "weights", [{"Tone": 1, "Solution": 1, "Upsell": 1}, {"Tone": 10, "Solution": 60, "Upsell": 30}]
)
def test_criteria_are_read_as_they_add_up_to_the_tools_own_total(tmp_path: Path, weights: dict[str, int]) -> None:
    rows, truth = wide(random.Random(1), weights, 5, "N/A")
    for row, share in zip(rows, truth, strict=True):
        row.append(f"{100 * share:.1f}%")
    found = proposed(tmp_path, "qa.csv", [*HEAD, *weights, "Total %"], rows)
    assert not found.gaps
    assert table(found).guess("criterion") is not None
    read = shares(found, tmp_path / "qa.csv")
    assert [read[f"E{n}"] for n in range(COUNT)] == pytest.approx(truth, abs=0.01)


def test_criteria_that_do_not_add_up_give_way_to_the_total(tmp_path: Path) -> None:
    rng = random.Random(2)
    rows, _ = wide(rng, {"Tone": 1, "Solution": 1}, 5, "N/A")
    totals = [rng.randint(40, 100) for _ in rows]
    for row, total in zip(rows, totals, strict=True):
        row.append(f"{total}%")
    found = proposed(tmp_path, "qa.csv", [*HEAD, "Tone", "Solution", "Total %"], rows)
    assert table(found).guess("criterion") is None
    assert "do not add up" in found.to_toml()
    read = shares(found, tmp_path / "qa.csv")
    assert [read[f"E{n}"] for n in range(COUNT)] == pytest.approx([total / 100 for total in totals])


def test_a_fail_counts_nothing_whatever_the_points(tmp_path: Path) -> None:
    rows, truth = wide(random.Random(3), {"Tone (0-5)": 1, "Solution (0-5)": 1}, 5, "")
    for place, row in enumerate(rows):
        row.append("X" if place % 10 == 0 else "")
    found = proposed(tmp_path, "qa.csv", [*HEAD, "Tone (0-5)", "Solution (0-5)", "Auto-fail"], rows)
    assert not found.gaps
    read = shares(found, tmp_path / "qa.csv")
    expected = [0 if place % 10 == 0 else share for place, share in enumerate(truth)]
    assert [read[f"E{n}"] for n in range(COUNT)] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("head", "value", "share"),
    [
        ("QA score", lambda n: f"{60 + n % 40}%", lambda n: (60 + n % 40) / 100),
        ("Note /20", lambda n: f"{10 + n % 11}", lambda n: (10 + n % 11) / 20),
        ("Result", lambda n: f"{10 + n % 8}/20", lambda n: (10 + n % 8) / 20),
        ("Score", lambda n: f"{0.5 + n % 50 / 100:.2f}", lambda n: 0.5 + n % 50 / 100),
        ("Punkte (0-5)", lambda n: f"{n % 11 / 2}".replace(".", ","), lambda n: n % 11 / 10),
        ("Score", lambda n: ("Pass", "Fail")[n % 2], lambda n: 1 - n % 2),
        ("Score", lambda n: 50 + n % 51, lambda n: (50 + n % 51) / 100),
    ],
)
def test_a_whole_alone_in_many_ways(
    tmp_path: Path, head: str, value: Callable[[int], object], share: Callable[[int], float]
) -> None:
    rows = [[f"E{n}", f"T{n}", EVALUATORS[n % 4], value(n)] for n in range(COUNT)]
    found = proposed(tmp_path, "evaluations.csv", ["eval no", "ticket", "QA analyst", head], rows, ";")
    assert not found.gaps
    read = shares(found, tmp_path / "evaluations.csv", ";")
    assert [read[f"E{n}"] for n in range(COUNT)] == pytest.approx([share(n) for n in range(COUNT)])


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        (["A", "B", "C", "F"], "letters"),
        (["8", "12", "17"], "is the most that occurs"),
        (["80%", "104%"], "more than 100%"),
    ],
)
def test_what_is_not_said_is_asked(tmp_path: Path, values: list[str], asked: str) -> None:
    rows = [[f"E{n}", f"T{n}", EVALUATORS[n % 4], values[n % len(values)]] for n in range(COUNT)]
    found = proposed(tmp_path, "evaluations.csv", ["evaluation_id", "ticket_id", "evaluator", "Score"], rows)
    assert found.gaps == ("evaluations: evaluations needs score and max_score",)
    assert asked in found.to_toml()


def test_columns_of_yes_and_no_without_a_total_are_asked_about(tmp_path: Path) -> None:
    rows = [
        [f"E{n}", f"T{n}", EVALUATORS[n % 4], ("Yes", "No", "NA")[n % 3], ("Yes", "No")[n % 2]] for n in range(COUNT)
    ]
    found = proposed(tmp_path, "qa.csv", ["evaluation_id", "ticket_id", "reviewer", "Greeted", "Escalated"], rows)
    assert found.gaps
    assert "are Greeted and Escalated all of them" in found.to_toml()


def test_several_forms_in_one_file_are_several_rubrics(tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for n in range(COUNT):
        points = [1 + n % 5, 1 + n // 5 % 5]
        own = [*points, "", ""] if n % 2 else ["", "", *points]
        rows.append([f"E{n}", f"T{n}", ("Chat", "Voice")[n % 2], EVALUATORS[n % 4], *own, 10 * sum(points)])
    head = [
        "evaluation_id",
        "ticket_id",
        "form_name",
        "evaluator_name",
        "Hold",
        "Closing",
        "Typing",
        "Emoji",
        "total_score",
    ]
    found = proposed(tmp_path, "qa_results.csv", head, rows)
    rubric = table(found).guess("rubric")
    assert rubric is not None
    assert rubric.mapping.columns == ("form_name",)
    read = shares(found, tmp_path / "qa_results.csv")
    assert [read[f"E{n}"] for n in range(COUNT)] == pytest.approx([row[-1] / 100 for row in rows])  # type: ignore[operator]


def test_a_long_sheet_of_ticks_leaves_out_what_does_not_apply(tmp_path: Path) -> None:
    ticks = ("Yes", "No", "N/A")
    rows = [
        [f"S{n}", f"T{n}", EVALUATORS[n % 4], name, ticks[(n + place) % 3]]
        for n in range(COUNT)
        for place, name in enumerate(("Greeting", "Cause", "Close"))
    ]
    found = proposed(
        tmp_path, "scorecards.csv", ["Scorecard ID", "Call ID", "Reviewer", "Question", "Answer score"], rows
    )
    assert not found.gaps
    read = shares(found, tmp_path / "scorecards.csv")
    assert set(read.values()) == {0.5}


def test_two_scorings_of_a_contact_without_an_id_are_told_apart(tmp_path: Path) -> None:
    rows = [[f"T{n // 2}", EVALUATORS[n % 4], f"2026-03-{n % 28 + 1:02}", n % 6] for n in range(COUNT)]
    found = proposed(tmp_path, "qa_sheet.csv", ["Ticket", "Auditor", "Audit date", "Tone (0-5)"], rows)
    id = table(found).guess("evaluation_id")
    assert id is not None
    assert id.mapping.columns == ("Ticket", "Auditor")


def test_evaluations_that_name_agents_and_calls_are_no_contacts(tmp_path: Path) -> None:
    rows = [
        [
            f"E{n}",
            f"C{n}",
            f"A{n % 7}",
            f"Team {n % 3}",
            f"2026-03-{n % 28 + 1:02}",
            EVALUATORS[n % 4],
            f"{60 + n % 40}%",
        ]
        for n in range(COUNT)
    ]
    head = ["Evaluation ID", "Call ID", "Agent", "Team", "Call date", "Quality analyst", "Score"]
    found = proposed(tmp_path, "calls_evaluated.csv", head, rows)
    assert [entry.table for source in found.sources for entry in source.tables] == ["evaluations"]
    evaluator = table(found).guess("evaluator_id")
    assert evaluator is not None
    assert evaluator.mapping.columns == ("Quality analyst",)


def test_points_in_a_contacts_own_row_are_evaluations_of_it(tmp_path: Path) -> None:
    rows = [
        [f"T{n}", f"C{n % 40}", f"2026-03-{n % 28 + 1:02} 10:00:00", f"A{n % 7}", "phone", "billing",
         "" if n % 3 else 70 + 10 * (n % 4), "" if n % 3 else EVALUATORS[n % 4]]
        for n in range(COUNT)
    ]  # fmt: skip
    head = ["ticket_id", "customer_id", "created_at", "agent", "channel", "topic", "QA score", "QA reviewer"]
    found = proposed(tmp_path, "tickets.csv", head, rows)
    assert [entry.table for source in found.sources for entry in source.tables] == ["contacts", "evaluations"]
    assert table(found).filter
    assert not found.gaps


def test_a_survey_is_no_evaluation(tmp_path: Path) -> None:
    rows = [[f"S{n}", f"T{n}", f"2026-03-{n % 28 + 1:02}", 1 + n % 5] for n in range(COUNT)]
    found = proposed(tmp_path, "survey_answers.csv", ["survey_id", "ticket_id", "answered_at", "satisfaction"], rows)
    assert [entry.table for source in found.sources for entry in source.tables] == ["surveys"]


@pytest.mark.parametrize("per_day", [1, 3])
@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("quality_scores.csv", ("Date", "Agent", "Evaluator", "Score", "Out of", "Greeting", "Knowledge")),
        ("qa_simple.csv", ("Date", "Agent", "QA score %")),
        ("june.csv", ("Date", "Agent", "Evaluated by", "Score", "Out of", "Greeting", "Knowledge")),
    ],
)
def test_scores_without_a_contact_are_told_so_and_are_no_evaluations(
    tmp_path: Path, name: str, head: tuple[str, ...], per_day: int
) -> None:
    """By agent and day alone: sums for initiatives where each has one a day, and nothing where they have several."""
    drawn = random.Random(3)
    rows = []
    for place in range(COUNT):
        row = {"Date": f"2026-0{1 + place // 90}-{1 + place // (3 * per_day) % 28:02}", "Agent": f"A{place % 3}"}
        row |= {"Evaluator": drawn.choice(EVALUATORS), "Evaluated by": drawn.choice(EVALUATORS), "Out of": "10"}
        rows.append([row.get(column, str(drawn.randint(0, 9))) for column in head])
    found = proposed(tmp_path, name, head, rows)
    tables = {entry.table for source in found.sources for entry in source.tables}
    told = [*(note for source in found.sources for note in source.notes), *(left.reason for left in found.left)]
    assert "evaluations" not in tables
    assert any("name no contact" in one for one in told), told

"""Rows of evaluation sheets that say more than points: drafts, fails, second scores, models, totals among criteria."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from steelyard.intake.proposal.model import TableProposal
from steelyard.intake.proposal.propose import Proposal, propose

COUNT = 60
EVALUATORS = ("Anna Kranz", "Ben Ito", "Cem Ak", "Dora Li")
HEAD = ("Evaluation ID", "Ticket ID", "Evaluator", "Evaluation date")
Row = Sequence[object]


def own(n: int) -> list[object]:
    return [f"E{n}", f"T{n}", EVALUATORS[n % 4], f"2026-03-{n % 28 + 1:02}"]


def proposed(folder: Path, head: Row, rows: Sequence[Row], name: str = "qa.csv") -> Proposal:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    return propose([folder / name])


def table(found: Proposal) -> TableProposal:
    return next(entry for source in found.sources for entry in source.tables if entry.table == "evaluations")


def scored(found: Proposal, path: Path, where: str = "TRUE") -> dict[str, float]:
    """Evaluation -> share of points, as the facts add them up."""
    assert not found.gaps
    held = table(found)
    id = held.guess("evaluation_id")
    assert id is not None
    source = next(source for source in found.sources if held in source.tables)
    fails = "fails" if held.guess("critical") else "FALSE"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW sheets AS SELECT * FROM read_csv('{path}', all_varchar = true)")
        keys = ", ".join(f'"{column}"' for column in held.key)
        twice = f"SELECT count(*) FROM (SELECT {keys} FROM ({source.view}) GROUP BY ALL HAVING count(*) > 1)"
        assert connection.execute(twice).fetchone() == (0,)
        return dict(
            connection.execute(
                f'SELECT "{id.mapping.columns[0]}", CASE WHEN bool_or({fails}) THEN 0 '
                f"ELSE sum(points) / sum(possible) END FROM ({source.view}) WHERE {where} GROUP BY 1"
            ).fetchall()
        )


def exact(truth: Mapping[str, float]) -> object:
    return pytest.approx(dict(truth), abs=1e-9)


def test_drafts_and_deleted_evaluations_are_left_out(tmp_path: Path) -> None:
    states = ("Completed", "Draft", "Completed", "Deleted")
    rows = [[*own(n), states[n % 4], f"{60 + n % 40}%"] for n in range(COUNT)]
    found = proposed(tmp_path, [*HEAD, "Status", "QA score"], rows)
    truth = {f"E{n}": (60 + n % 40) / 100 for n in range(0, COUNT, 2)}
    assert scored(found, tmp_path / "qa.csv") == exact(truth)
    assert 'rows whose "Status" is Deleted and Draft are left out' in found.to_toml().replace(
        "Draft and Deleted", "Deleted and Draft"
    )


def test_a_total_of_nought_over_given_points_is_a_fail(tmp_path: Path) -> None:
    rows, truth = [], {}
    for n in range(COUNT):
        points = (n % 6, n // 6 % 6)
        truth[f"E{n}"] = 0.0 if n % 7 == 0 else sum(points) / 10
        rows.append([*own(n), *points, f"{100 * truth[f'E{n}']:.0f}%"])
    found = proposed(tmp_path, [*HEAD, "Tone", "Solution", "Final score"], rows)
    assert table(found).guess("criterion") is not None
    assert scored(found, tmp_path / "qa.csv") == exact(truth)


def test_a_marked_fail_that_leaves_the_tools_total_alone_is_said(tmp_path: Path) -> None:
    rows = [[*own(n), f"{60 + n % 40}%", ("Yes", "No")[n % 5 > 0]] for n in range(COUNT)]
    found = proposed(tmp_path, [*HEAD, "QA score", "Fatal errors"], rows)
    assert scored(found, tmp_path / "qa.csv") == exact(
        {f"E{n}": (60 + n % 40) / 100 if n % 5 else 0 for n in range(COUNT)}
    )
    assert "12 failed evaluations, which count 0 here" in found.to_toml()


@pytest.mark.parametrize("is_event", [True, False])
def test_what_fails_an_evaluation_is_no_criterion_that_is_critical(tmp_path: Path, is_event: bool) -> None:
    rows: list[Row] = []
    truth = {}
    for n in range(COUNT):
        failed, points = n % 7 == 0, {"Tone": 1 + n % 5, "Data protection": 0 if n % 9 == 0 else 5}
        for name, given in points.items():
            marked = failed and name == "Data protection" if is_event else name == "Data protection"
            rows.append([*own(n), name, given, 5, "Yes" if marked else "No"])
        truth[f"E{n}"] = 0.0 if (failed if is_event else n % 9 == 0) else sum(points.values()) / 10
    head = [*HEAD, "Question", "Points", "Max points", "Auto-fail"]
    found = proposed(tmp_path, head, rows)
    if is_event:
        assert scored(found, tmp_path / "qa.csv") == exact(truth)
    else:
        critical = table(found).guess("critical")
        assert critical is not None
        assert critical.mapping.columns == ("Auto-fail",), "rows as they are: no points on it fail the whole"


def test_answers_of_a_long_sheet_weigh_as_their_column_says(tmp_path: Path) -> None:
    weights = {"Greeting": 10, "Cause": 60, "Close": 30}
    rows: list[Row] = []
    truth = {}
    for n in range(COUNT):
        ticks = {name: ("Yes", "No", "N/A")[(n + place) % 3] for place, name in enumerate(weights)}
        rows += [[*own(n), name, tick, f"{weights[name]}%"] for name, tick in ticks.items()]
        told = {name: tick == "Yes" for name, tick in ticks.items() if tick != "N/A"}
        truth[f"E{n}"] = sum(weights[name] * tick for name, tick in told.items()) / sum(map(weights.get, told))  # type: ignore[arg-type]
    found = proposed(tmp_path, [*HEAD, "Question", "Answer", "Weight"], rows)
    assert scored(found, tmp_path / "qa.csv") == exact(truth)


def test_rows_that_sum_up_others_or_do_not_apply_are_no_criteria(tmp_path: Path) -> None:
    rows: list[Row] = []
    truth = {}
    for n in range(COUNT):
        tone, fix, is_left = n % 6, n % 31, n % 4 == 0
        rows.append([*own(n), "Soft", "Tone", 0 if is_left else tone, 5, "true" if is_left else "false"])
        rows.append([*own(n), "Hard", "Fix", fix, 30, "false"])
        rows += [[*own(n), "Soft", "", tone, 5, "false"], [*own(n), "Hard", "", fix, 30, "false"]]
        rows.append([*own(n), "", "Total", tone + fix, 35, "false"])
        truth[f"E{n}"] = fix / 30 if is_left else (tone + fix) / 35
    head = [*HEAD, "Section", "Question", "Points", "Max points", "Not applicable"]
    found = proposed(tmp_path, head, rows)
    assert scored(found, tmp_path / "qa.csv") == exact(truth)


def test_a_second_score_in_the_same_row_is_a_second_scoring(tmp_path: Path) -> None:
    rows = [[f"T{n}", EVALUATORS[n % 4], f"{60 + n % 40}%", EVALUATORS[(n + 1) % 4], "90%"] for n in range(COUNT)]
    found = proposed(tmp_path, ["Ticket ID", "Evaluator 1", "Score 1", "Evaluator 2", "Score 2"], rows)
    path = tmp_path / "qa.csv"
    purpose = table(found).guess("purpose")
    assert purpose is not None
    assert sorted(scored(found, path, "why IS NULL").values()) == pytest.approx(
        sorted((60 + n % 40) / 100 for n in range(COUNT))
    )
    assert list(scored(found, path, "why = 'second'").values()) == pytest.approx([0.9] * COUNT)


@pytest.mark.parametrize("heads", [("QA score", "AI score"), ("Tone (0-100)", "AI Tone (0-100)")])
def test_a_models_points_beside_peoples_are_its_own(tmp_path: Path, heads: tuple[str, str]) -> None:
    rows = [[*own(n), 100 - n % 41, 95] for n in range(COUNT)]
    found = proposed(tmp_path, [*HEAD, *heads], rows)
    scorer = table(found).guess("scorer")
    assert scorer is not None
    people = scored(found, tmp_path / "qa.csv", "what = 'person'")
    assert people == exact({f"E{n}": (100 - n % 41) / 100 for n in range(COUNT)})
    assert set(scored(found, tmp_path / "qa.csv", "what = 'model'").values()) == {0.95}


@pytest.mark.parametrize(
    ("head", "values", "target", "meant"),
    [
        ("Evaluation method", ("Manual", "AI"), "scorer", {"Manual": "person", "AI": "model"}),
        ("Auswahl", ("Zufall", "Beschwerde"), "purpose", {"Zufall": "random", "Beschwerde": "complaint"}),
        ("Evaluation type", ("Standard", "Self evaluation"), "purpose", {"Self evaluation": "coaching"}),
        ("Tipo de evaluación", ("Aleatorio", "Calibración"), "purpose", {"Calibración": "calibration"}),
    ],
)
def test_why_and_by_whom_is_read_in_the_words_of_tools(
    tmp_path: Path, head: str, values: tuple[str, str], target: str, meant: Mapping[str, str]
) -> None:
    rows = [[*own(n), values[n % 4 == 0], f"{60 + n % 40}%"] for n in range(COUNT)]
    guess = table(proposed(tmp_path, [*HEAD, head, "QA score"], rows)).guess(target)
    assert guess is not None
    assert guess.is_sure
    assert meant.items() <= guess.mapping.values.items()


def test_agents_who_score_themselves_and_evaluators_that_are_models_are_told_apart(tmp_path: Path) -> None:
    rows = [[*own(n)[:2], "Ada Moss", ("Ada Moss", "AutoQA", "Ben Ito")[n % 3], "90%"] for n in range(COUNT)]
    found = table(proposed(tmp_path, ["Evaluation ID", "Ticket ID", "Agent", "Evaluator", "QA score"], rows))
    purpose, scorer = found.guess("purpose"), found.guess("scorer")
    assert purpose is not None
    assert '"Evaluator") = trim("Agent")' in purpose.mapping.sql
    assert scorer is not None
    assert "'AutoQA'" in scorer.mapping.sql


@pytest.mark.parametrize(
    ("name", "head", "value"),
    [
        ("qualitaetsbewertungen.csv", ["Bewertungs-ID", "Ticketnummer", "Bewerter", "Ergebnis in %"], "80,5"),
        ("evaluations_appels.csv", ["Évaluation ID", "N° appel", "Évaluateur", "Note globale (%)"], "80,5"),
        ("evaluaciones_calidad.csv", ["ID evaluación", "Nº ticket", "Evaluador", "Nota final"], "80,5%"),
        ("beoordelingen.csv", ["Beoordeling nr", "Ticketnummer", "Beoordelaar", "Totaalscore"], "80,5%"),
        ("qa.csv", ["Evaluation ID", "Ticket ID", "Evaluator", "Score [100]"], "80.5"),
    ],
)
def test_heads_in_other_languages_and_scales_in_brackets(tmp_path: Path, name: str, head: Row, value: str) -> None:
    top = "100%" if "%" in value else "100"
    rows = [[f"E{n}", f"T{n}", EVALUATORS[n % 4], value if n else top] for n in range(COUNT)]
    found = proposed(tmp_path, head, rows, name)
    assert scored(found, tmp_path / name)["E1"] == pytest.approx(0.805)

"""The card: the same parts for every answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steelyard.answers import Answer, Caveat, Check, Estimate, Evidence, Provenance
from steelyard.view.card import card, foot, ordered


def test_an_answer_without_a_table_of_its_own_shows_its_figures() -> None:
    shown = card(
        Answer("something_new", "Something new", ("One.", "Two."), estimates=(Estimate("f", "share", value=0.5),))
    )
    assert (shown.headline, shown.sentences) == ("One.", ("Two.",))
    assert [table.title for table in shown.tables] == ["Something new"]


def test_tables_are_laid_out_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: list[str] = []
    monkeypatch.setattr("steelyard.view.card.estimates_table", lambda title, *_: laid_out.append(title) or "a table")
    shown = card(Answer("something_new", "Something new", ("One.",), estimates=(Estimate("f", "share", value=0.5),)))
    assert (shown.headline, laid_out) == ("One.", [])
    assert (shown.tables, shown.tables, laid_out) == (("a table",), ("a table",), ["Something new"])


def test_caveats_come_heaviest_first_and_once() -> None:
    note, refusal = Caveat("a", "a note"), Caveat("b", "no ids", "refusal")
    assert [(entry.id, entry.text) for entry in ordered((note, refusal, note))] == [
        ("b", "No ids."),
        ("a", "A note."),
    ]


def test_the_foot_names_data_filters_and_assumptions(scorecard) -> None:
    lines = foot(scorecard.provenance)
    assert lines[1:] == ("Only site: Porto.", "Assumed: hourly cost 28 EUR.")
    assert foot(Provenance()) == ()


def test_terms_are_tabled_with_words(change) -> None:
    main, parts = card(change).tables
    assert [row[3].text for row in main.rows] == ["lowered it", "cannot tell", "lowered it"]
    assert [cell.text for cell in parts.rows[0][:3]] == [
        "Porto",
        "Onceness: how few contacts it took",
        "−6.2",
    ]


def test_later_rungs_are_grey(verdict) -> None:
    rows = card(verdict).tables[0].rows
    assert [row[4].tone for row in rows] == ["bad", "unsure"]


@pytest.mark.parametrize("name", ["scorecard", "verdict", "balance", "change", "returns", "explanation"])
def test_every_row_has_a_cell_for_every_column(name: str, request: pytest.FixtureRequest) -> None:
    tables = card(request.getfixturevalue(name)).tables
    assert tables
    for table in tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_evidence_says_how_an_answer_was_reached() -> None:
    evidence = Evidence(
        "adjusted",
        adjusted_for=("topic", "channel"),
        checks=(Check("overlap", "9 of 10 topics are shared.", True), Check("chance", "Agents are unknown.", None)),
        would_change=("Agents' ids.",),
    )
    shown = dict(card(Answer("q", "Q", evidence=evidence)).evidence)
    assert shown == {
        "Grade": ("Adjusted comparison: an association, not cause and effect.",),
        "Adjusted for": ("topic, channel.",),
        "Checks": ("9 of 10 topics are shared: passes.", "Agents are unknown: cannot be tested here."),
        "What would change it": ("Agents' ids.",),
    }
    assert card(Answer("q", "Q")).evidence == ()


def test_a_question_that_was_not_asked_has_no_tables() -> None:
    reason = Caveat("not_asked", "There is nothing before to compare with.", "refusal")
    shown = card(Answer("tradeoff", "What was saved?", caveats=(reason,)))
    assert shown.tables == ()
    assert shown.caveats == (reason,)


def test_what_is_said_of_several_measures_is_said_once_of_all() -> None:
    told = Caveat("as_told", "as told by 9%", "warning")
    one, two = told.spoken_of(["Balance", "Value", "Unit cost"]), told.spoken_of(["Rating", "Balance"])
    (said,) = ordered((one, two))
    assert said.text == "Balance, Value and 2 more: as told by 9%."
    assert said.of == ("Balance", "Value", "Unit cost", "Rating")
    assert len(ordered((one, told))) == 2, "of the data, and of some measures"
    assert len(ordered((one, replace(told, text="as told by 8%").spoken_of(["Rating"])))) == 2


def test_a_check_that_fails_stands_beside_the_claims() -> None:
    checks = (
        Check("a", "63% are known; 80% is required.", False),
        Check("b", "Days.", True),
        Check("c", "Luck.", None),
    )
    answer = Answer(
        "new",
        "New",
        ("A claim.",),
        caveats=(Caveat("w", "w", "warning"),),
        evidence=Evidence("adjusted", checks=checks),
    )
    assert [caveat.text for caveat in card(answer).caveats] == ["A check fails: 63% are known; 80% is required.", "W."]

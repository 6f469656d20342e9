"""What a way goes with, who pays, and where help would pay most, as tables."""

from __future__ import annotations

from steelyard.view.answers.participation import tables
from view.participation_sample import participation, thin_participation


def test_a_row_a_measure_with_the_way_named_once_and_its_kind_apart() -> None:
    effects = tables(participation())[0]
    rows = [[cell.text for cell in row] for row in effects.rows]
    assert rows[0] == [
        "Begun with the bot (32.3%, was 15.1%)",
        "First contact resolution",
        "−34.0 pt",
        "−36.0 to −32.0",
        "+3.0 pt",
        "2.0–4.0",
    ]
    assert rows[1][0] == ""
    assert rows[2][0] == "With several contacts (22%)"
    assert [row[2].tone for row in effects.rows] == ["bad", "good", "good"]


def test_who_pays_over_time_stands_apart_from_ways() -> None:
    _, periods, ways, _ = tables(participation())
    assert "Apr–Jun 2025 to Apr–Jun 2026" in periods.title
    assert [row[-1].text for row in periods.rows] == ["moved work to customers", "cannot tell"]
    assert periods.rows[0][-1].note == "with a probability of over 99%"
    assert [(row[0].text, row[-1].tone) for row in ways.rows] == [
        ("Begun with the bot", "good"),
        ("Begun by chat", "bad"),
    ]


def test_help_shows_hours_and_money_and_nothing_known_no_table() -> None:
    row = tables(participation())[-1].rows[0]
    assert [cell.text for cell in row] == [
        "Technical",
        "further contacts",
        "1,878",
        "355",
        "20,500 €",
        "18,400–22,600",
    ]
    assert tables(thin_participation()) == ()  # type: ignore[arg-type]

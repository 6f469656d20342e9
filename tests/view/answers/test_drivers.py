"""The tables of what matters."""

from __future__ import annotations

from dataclasses import replace

from charts.driving import drivers
from steelyard.view.answers.drivers import tables


def test_what_each_table_says() -> None:
    shares, tails, later, apart = tables(drivers())
    assert shares.title == "Shares of the explained variation in customer retention"
    assert [cell.text for cell in shares.rows[0]] == ["Waiting time", "62%", "50–74", "50.0%", "10.0%", "yes"]
    assert shares.rows[0][0].tone == ""
    assert (shares.rows[2][0].tone, shares.rows[2][5].note) == ("unsure", "within sampling error")
    assert [cell.text for cell in tails.rows[0]] == [
        "Waiting time",
        "−8.4 pt",
        "−10.0 to −7.0",
        "+5.0 pt",
        "+1.0 pt",
        "must-be",
    ]
    assert tails.rows[0][4].tone == "unsure"
    assert [cell.text for cell in tails.rows[2]] == ["Handling time", "", "", "", "", ""]
    assert [cell.text for cell in later.rows[0]] == ["Abandoned attempt", "1.90", "1.70–2.10", "80.0%"]
    assert [row[1].tone for row in later.rows] == ["", "unsure"]
    assert [cell.text for cell in apart.rows[0]] == ["Score", "57.0%", "95.1%"]
    assert apart.rows[1][2].text == ""


def test_nothing_to_show() -> None:
    assert tables(replace(drivers(), drivers=(), leaks=(), hazards=())) == ()


def test_it_fits_a_terminal() -> None:
    text = drivers().to_text(80)
    assert max(map(len, text.splitlines())) <= 80
    assert "Rate of leaving, month by month" in text

"""Effort as tables: conditions, slopes, money."""

from __future__ import annotations

from charts.efforts import enough, thin_enough
from steelyard.view.answers.enough import tables


def test_conditions_stand_first() -> None:
    optimised, _, _ = tables(enough())
    assert [[cell.text for cell in row][:5] for row in optimised.rows] == [
        ["Interaction quality", "93.0", "92.0–94.0", "91", "yes"],
        ["Customers' rating", "80.0", "79.0–81.0", "85", "not yet"],
        ["The next unit no longer pays", "−70 €", "−80 to −60", "none", "yes"],
    ]


def test_slopes_are_grey_within_chance() -> None:
    _, slopes, _ = tables(enough())
    first = slopes.rows[0]
    assert [cell.text for cell in first] == [
        "One more minute of handling",
        "value",
        "+3.00",
        "+2.00 to +4.00",
        "5.0",
        "+2.00",
        "−5.00",
    ]
    assert [row[2].tone for row in slopes.rows] == ["", "unsure", "", "unsure", "unsure", ""]
    assert slopes.rows[2][4].text == "no bend"


def test_money_says_up_to_where_it_pays() -> None:
    _, _, money = tables(enough())
    told = {row[0].text: row[-1].text for row in money.rows}
    assert told == {
        "One more minute of handling": "nowhere",
        "One more minute of waiting": "cost not known",
        "One more reply": "nowhere",
        "One more point of interaction quality": "cost not known",
    }


def test_every_row_has_a_cell_for_every_column() -> None:
    for table in (*tables(enough()), *tables(thin_enough())):
        assert {len(row) for row in table.rows} <= {len(table.columns)}

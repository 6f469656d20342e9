"""The trade-off and the worth of a point as tables."""

from __future__ import annotations

from charts.tradeoffs import thin_tradeoff, thin_worth, tradeoff, worth
from steelyard.view.answers import tradeoff as tradeoffs
from steelyard.view.answers import worth as worths


def test_every_part_has_both_movements_and_its_outcome() -> None:
    main, topics, later = tradeoffs.tables(tradeoff())
    assert [row[0].text for row in main.rows] == ["All together", "Porto", "Braga", "<script>alert"]
    porto = main.rows[1]
    assert (porto[1].text, porto[3].text) == ("−9.1%", "−20.0%")
    assert (porto[5].text, porto[5].tone) == ("false economy", "bad")
    assert porto[2].text.startswith("−9")
    assert topics.title.endswith("in Porto")
    assert later.rows[0][1].text == "+1.0 pt"
    assert tradeoffs.tables(thin_tradeoff()) == ()


def test_a_point_and_the_gap() -> None:
    points, gaps = worths.tables(worth())
    assert [cell.text for cell in points.rows[0]] == [
        "Resolution",
        "24.3",
        "20.8–27.8",
        "21,700 €",
        "16,800–26,600",
        "−900 €",
    ]
    assert [cell.text for cell in gaps.rows[0]][:4] == ["Customers' rating", "73.5", "85", "11.5"]
    assert worths.tables(thin_worth()) == ()


def test_every_row_has_a_cell_for_every_column() -> None:
    for table in (*tradeoffs.tables(tradeoff()), *worths.tables(worth())):
        assert {len(row) for row in table.rows} == {len(table.columns)}

"""Tables as one drawing: everything they say stands in it, and nothing over its edge."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from steelyard.view import drawing
from steelyard.view.table import Cell, Column, Table

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def table(rows: int = 2, text: str = "Team <A> & co\x01") -> Table:
    heads = (Column("Where"), Column("Figure", is_number=True), Column("Trend"))
    return Table("Who differs", heads, ((Cell(text, "bad", "a note"), Cell("64.1%"), Cell("unseen")),) * rows)


def test_everything_is_said_and_a_trend_is_not() -> None:
    said = texts(drawing.drawn("Teams differ.", [table()], ["Data to 30 September 2026."]))
    assert said[0] == "Teams differ."
    assert said[1:4] == ["Who differs", "Where", "Figure"]
    assert said.count("Team <A> & co") == said.count("a note") == said.count("64.1%") == 2
    assert said[-1] == "Data to 30 September 2026."
    assert "unseen" not in said


def test_what_is_left_out_is_said() -> None:
    found = texts(drawing.drawn("", [table(150), table(150), table(3)]))
    assert sum(text == "64.1%" for text in found) == drawing.MOST_ROWS
    assert "100 more rows are in the Excel and CSV files." in found
    assert "3 more rows are in the Excel and CSV files." in found


def test_long_texts_are_broken_and_all_stands_within() -> None:
    svg = drawing.drawn("A headline " * 20, [table(1, "one word after the other " * 12)], ["foot " * 60])
    root = ElementTree.fromstring(svg)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for found in root.iter(f"{SVG}text"):
        assert 0 < float(found.attrib["x"]) < width
        assert 0 < float(found.attrib["y"]) < height
        assert len(found.text or "") <= max(drawing.WRAP, int(width / 6.6))
    assert not re.search(r"\{right\}", svg)


def test_flat_rows_are_a_table() -> None:
    found = drawing.table_of([{"at_stake": 12.5, "team": None}, {"at_stake": 1200, "team": "A", "late": True}])
    assert [column.title for column in found.columns] == ["At stake", "Team", "Late"]
    assert [column.is_number for column in found.columns] == [True, False, False]
    assert [[cell.text for cell in row] for row in found.rows] == [["12.5", "–", "–"], ["1,200", "A", "yes"]]


def test_no_rows_are_a_drawing_too() -> None:
    assert texts(drawing.drawn("Nothing.", [drawing.table_of([])])) == ["Nothing."]

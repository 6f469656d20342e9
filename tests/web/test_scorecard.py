"""The scorecard's state lives in its address: measures, split, days, order."""

from __future__ import annotations

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient

from steelyard.analyses.scorecard.question import Scorecard
from steelyard.web.pages.scorecard import _ordered

ROWS = re.compile(r'<th role="rowheader" scope="row"><a href="/measure/(\w+)')


def test_it_shows_the_measures_asked_for_alone(client: TestClient) -> None:
    address = "/scorecard?metric=first_contact_resolution&metric=handle_time&by=site"
    page, twin = client.get(address), client.get(address.replace("?", ".json?"))
    assert page.status_code == twin.status_code == 200
    assert set(ROWS.findall(page.text)) == {"first_contact_resolution", "handle_time"}
    assert {line["metric"] for line in twin.json()["lines"]} == {"first_contact_resolution", "handle_time"}
    assert 'value="handle_time" checked' in page.text


@pytest.mark.parametrize("sort", ["measure", "now", "change"])
def test_columns_sort_both_ways_and_say_so(client: TestClient, sort: str) -> None:
    up, down = client.get(f"/scorecard?sort={sort}").text, client.get(f"/scorecard?sort=-{sort}").text
    assert 'aria-sort="ascending"' in up
    assert f"sort=-{sort}" in up
    assert 'aria-sort="descending"' in down


def test_what_has_no_figure_stands_last_either_way(scorecard: Scorecard) -> None:
    for sort in ("measure", "-measure", "now", "-change"):
        lines = _ordered(scorecard.lines, sort)
        known = [line.now.value is not None for line in lines]
        assert known == sorted(known, reverse=True)
        assert {line.metric for line in lines} == {line.metric for line in scorecard.lines}


def test_parts_sort_by_a_measure(client: TestClient) -> None:
    def order(sort: str) -> list[str]:
        text = client.get(f"/scorecard?metric=handle_time&by=site&sort={sort}").text
        table = text[text.index('class="parts"') :]
        return re.findall(r"<bdi>(?!no )([^<]+)</bdi>", table[: table.index("</table>")])

    assert len(order("handle_time")) > 1
    assert order("handle_time") == order("-handle_time")[::-1]


def test_its_files_hold_what_its_address_says(client: TestClient) -> None:
    page = client.get("/scorecard?metric=handle_time&where=site%3DPorto").text
    assert 'href="/ask/scorecard.csv?metric=handle_time&amp;where=site%3DPorto"' in page
    text = client.get("/ask/scorecard.csv?metric=handle_time&where=site%3DPorto").text
    assert {row["metric"] for row in csv.DictReader(io.StringIO(text))} == {"handle_time"}

"""A measure's page: its figure is what the formula makes of the sums beside it."""

from __future__ import annotations

import numpy as np
import pytest
from fastapi.testclient import TestClient

from steelyard.measure.formula import evaluate
from steelyard.metrics import find

SUMMED = ("first_contact_resolution", "balance", "unit_cost", "contacts_per_issue", "customer_rating", "handle_time")


@pytest.mark.parametrize("metric", SUMMED)
def test_the_formula_of_the_sums_is_the_figure(client: TestClient, metric: str) -> None:
    told = client.get(f"/measure/{metric}.json").json()
    figure = told["answers"]["scorecard"]["lines"][0]["now"]["value"]
    values = {name: np.array(np.nan if value is None else value) for name, value in told["sums"].items()}
    assert float(evaluate(find(metric).formula, {**values, "odds": np.array(1.0)})) == pytest.approx(figure, rel=1e-9)


def test_the_page_shows_figure_interval_and_sums(client: TestClient) -> None:
    page, told = client.get("/measure/fcr").text, client.get("/measure/fcr.json").json()
    assert "<h1>First contact resolution</h1>" in page
    assert "95% interval" in page
    for name in told["sums"]:
        assert f"<code>{name}</code>" in page


def test_a_quantile_says_what_it_is(client: TestClient) -> None:
    told = client.get("/measure/handle_time_median.json")
    assert told.status_code == 200
    assert "quantile" not in told.json()["sums"]
    assert "quantile of" in client.get("/measure/handle_time_median").text


def test_what_is_no_measure_or_no_days_is_said(client: TestClient) -> None:
    assert client.get("/measure/nothing_such.json").status_code == 422
    page = client.get("/measure/fcr?from=1999-01-01&to=1999-02-01")
    assert page.status_code == 422
    assert 'class="card refused"' in page.text

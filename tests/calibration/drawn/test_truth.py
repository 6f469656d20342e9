"""The closed forms against very large draws, counted without the product."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.drawn import Regime, Setting, draw, figures, split

SETTING = Setting()
CUSTOMERS = 120_000


@pytest.fixture(scope="module")
def counted() -> dict[str, float]:
    """Plain counts over one draw of all its contacts, answers and outcomes."""
    drawn = draw(SETTING, 1, CUSTOMERS, seed=3)
    rows = drawn.contacts
    answered = ~rows["abandoned"]
    issues = len(np.unique(rows["issue"]))
    live = rows["channel"] == 0
    work_s = (rows["handle_s"] + rows["wrap_s"])[answered]
    by_issue = np.bincount(rows["issue"][answered])
    first = np.unique(np.where(answered, rows["issue"], -1), return_index=True)[1][1:]
    fixed = (by_issue[rows["issue"][first]] == 1) & (rows["reopens"][first] == 0) & rows["resolved"][first]
    csat = drawn.surveys["instrument"] == 0
    score = drawn.surveys["score"]
    bought = ~drawn.outcomes["is_churn"]
    return {
        "first_contact_resolution": fixed.mean(),
        "contacts_per_issue": answered.sum() / issues,
        "resolution_rate": rows["is_solved"][first].mean(),
        "abandonment_rate": rows["abandoned"][live].mean(),
        "abandonment_rate_queued": rows["abandoned"][live].mean(),
        "contacts_resolved": rows["resolved"][answered].mean(),
        "handle_time": work_s.mean(),
        "handle_time_median": np.median(work_s),
        "handle_time_p90": np.quantile(work_s, 0.9),
        "transfer_rate": (rows["transfers"][answered] > 0).mean(),
        "customer_time_per_issue": rows["customer_s"].sum() / issues,
        "churn_rate": drawn.outcomes["is_churn"].sum() / issues,
        "repurchase_rate": bought.sum() / issues,
        "csat_score": 100 * (np.nanmean(score[csat]) - 1) / 4,
        "csat_top_box": (score[csat] == 5).sum() / np.isfinite(score[csat]).sum(),
        "survey_answer_rate": np.isfinite(score).mean(),
        "closing_time": (rows["ended_s"] - rows["opened_s"])[answered].mean(),
        "closing_time_median": np.median((rows["ended_s"] - rows["opened_s"])[answered]),
    }


@pytest.mark.parametrize(
    "name",
    [
        "first_contact_resolution",
        "contacts_per_issue",
        "resolution_rate",
        "abandonment_rate",
        "abandonment_rate_queued",
        "contacts_resolved",
        "handle_time",
        "handle_time_median",
        "handle_time_p90",
        "transfer_rate",
        "customer_time_per_issue",
        "churn_rate",
        "repurchase_rate",
        "csat_score",
        "csat_top_box",
        "survey_answer_rate",
        "closing_time",
        "closing_time_median",
    ],
)
def test_formula_meets_the_count(counted: dict[str, float], name: str) -> None:
    assert counted[name] == pytest.approx(figures(SETTING)[name], rel=0.02)


def test_identity_multiplies_out() -> None:
    """The factors of the balance, each from a formula of its own, give the balance."""
    true = figures(SETTING)
    hours_of_issue = true["contacts_per_issue"] / true["pace"]
    cost_of_hour = true["cost_per_issue"] / hours_of_issue
    factors = true["experience"] * true["effectiveness"] * true["onceness"] * true["pace"] / cost_of_hour
    assert 1000 * factors == pytest.approx(true["balance"])


def test_split_adds_up_to_the_change() -> None:
    later = Regime(returns=0.8, resolved=1.05, rating=0.9, handle=0.9, first_share=-0.2, capacity=0.8, price=33)
    terms = split(replace(SETTING, later=later))
    whole = terms.pop("balance")
    assert whole == pytest.approx(sum(terms.values()))
    labour = terms["capacity"] / np.log(0.8 / 0.7)
    assert 0.9 < labour < 1, "labour's share of cost; the rest is booked on each contact"
    assert terms["other"] == pytest.approx(0, abs=1e-12), "and costs the same for each"
    assert terms["price"] < 0
    assert terms["experience"] == pytest.approx(np.log(0.9), rel=0.02)


def test_nothing_planted_moves_nothing() -> None:
    assert split(SETTING) == pytest.approx(dict.fromkeys(split(SETTING), 0.0), abs=1e-12)

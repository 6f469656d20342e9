"""Hand-made answers: every state a face must be able to show."""

from __future__ import annotations

from datetime import datetime

import pytest

from steelyard.analyses.balance.question import Balance
from steelyard.analyses.change.question import Change, Term
from steelyard.analyses.explain.question import Explanation
from steelyard.analyses.returns.question import Returns
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.analyses.verdict.question import Rung, Verdict
from steelyard.answers import Caveat, Estimate, Interval, Missing, Provenance
from steelyard.settings.model import Target

PROVENANCE = Provenance(
    version=3,
    horizon=datetime(2026, 9, 30, 22, 58),
    time_zone="Europe/Lisbon",
    currency="EUR",
    where={"site": ("Porto",)},
    assumptions={"hourly cost": "28 EUR"},
)


def figure(metric: str, unit: str, value: float, half: float, n: int = 52_912, n_unit: str = "issues") -> Estimate:
    """An estimate with a symmetric interval."""
    return Estimate(metric, unit, value=value, interval=Interval(value - half, value + half), n=n, n_unit=n_unit)


FIXED = figure("first_contact_resolution", "share", 0.641, 0.009)
REFUSED = Estimate("csat_score", "score", caveats=(Caveat("few", "Under 10 answers.", "refusal"),))


@pytest.fixture
def scorecard() -> Scorecard:
    """Two sides, a split, a figure that cannot be said and a measure that is missing."""
    trend = tuple(figure("first_contact_resolution", "share", value, 0.01) for value in (0.70, 0.71, 0.66, 0.64))
    fixed = Line(
        "first_contact_resolution",
        "First contact resolution",
        "customers",
        FIXED,
        change=figure("first_contact_resolution", "share", -0.043, 0.01),
        is_claimed=True,
        trend=trend,
    )
    rating = Line("csat_score", "CSAT, mean", "customers", REFUSED)
    handled = Line(
        "handle_time",
        "Handle time",
        "resources",
        figure("handle_time", "seconds", 402, 3, 152_912, "contacts"),
        change=figure("handle_time", "ln", -0.12, 0.01),
        is_claimed=True,
    )
    cost = Line(
        "cost_per_resolved_issue",
        "Cost per resolved issue",
        "resources",
        figure("cost_per_resolved_issue", "money", 38.6, 0.7, 33_999, "resolved issues"),
        change=figure("cost_per_resolved_issue", "ln", 0.02, 0.05),
    )
    return Scorecard(
        "scorecard",
        "Both kinds of measure",
        ("64.1% of issues were solved the first time.",),
        estimates=(FIXED, handled.now, cost.now),
        missing=(Missing("sla_met", "SLA met", "no contact says so", "map contacts.sla_met"),),
        caveats=(Caveat("a", "A note.", "note"), Caveat("b", "60% of callers are unidentified.", "warning")),
        provenance=PROVENANCE,
        lines=(fixed, rating, handled, cost),
        parts=(("Porto", (fixed,)), ("Braga", (fixed,))),
        by="site",
    )


@pytest.fixture
def verdict() -> Verdict:
    """The first rung not held, the last cannot be told."""
    rungs = (
        Rung("effective", "Effective", "not_yet", FIXED, Target(0.70, "a benchmark"), True, "below the target"),
        Rung("lean", "Lean", "cannot_tell", None, None, False, "no budget is set"),
    )
    return Verdict(
        "verdict",
        "Verdict",
        ("Too few issues are solved the first time.",),
        estimates=(FIXED,),
        rungs=rungs,
        constraint="effective",
    )


@pytest.fixture
def change() -> Change:
    """One claimed term with parts, one that chance explains."""
    onceness = figure("onceness", "ln", -0.062, 0.01)
    mix = figure("mix", "ln", 0.004, 0.01)
    terms = (
        Term("onceness", onceness, is_claimed=True, parts={"Porto": onceness}),
        Term("mix", mix),
    )
    total = figure("balance", "ln", -0.058, 0.015)
    return Change(
        "change",
        "What moved the balance",
        ("The balance fell.",),
        total=total,
        terms=terms,
        label_before="Apr–Jun 2025",
        label_after="Apr–Jun 2026",
        by="site",
        provenance=PROVENANCE,
    )


@pytest.fixture
def balance() -> Balance:
    """Where the beam stands, and before."""
    stands = figure("balance", "value_per_1000", 23.6, 0.55, 1_204, "rated issues")
    return Balance(
        "balance",
        "The balance",
        ("The balance stands at 23.6.",),
        estimates=(stands,),
        provenance=PROVENANCE,
        now=stands,
        before=figure("balance", "value_per_1000", 25.4, 0.6, 1_100, "rated issues"),
        provider_cost=figure("provider_cost", "money", 1_750_000, 21_000),
        period="Apr–Jun 2026",
        period_before="Apr–Jun 2025",
    )


@pytest.fixture
def returns() -> Returns:
    """A curve of three days."""
    shares = tuple(figure("return_curve", "share", value, 0.01) for value in (0.01, 0.06, 0.09))
    return Returns("returns", "Customers who came back", days=(0, 1, 2), returned=shares, at_risk=(900, 850, 800))


@pytest.fixture
def explanation() -> Explanation:
    """A metric laid open."""
    return Explanation(
        "explain",
        "Handle time",
        metric="handle_time",
        meaning="Talk, hold and after-contact work.",
        sums={"work": "adds up work_s of contacts"},
        formula="work / contacts",
        query="SELECT sum(work_s) FROM fact_contacts",
    )

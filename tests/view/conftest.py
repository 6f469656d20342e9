"""Hand-made answers: every state a face must be able to show."""

from __future__ import annotations

from datetime import datetime

import pytest

from steelyard.analyses.change import Change, Term
from steelyard.analyses.scorecard import Line, Scorecard
from steelyard.analyses.verdict import Rung, Verdict
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


def figure(
    metric: str, unit: str, value: float, half: float, n: int = 52_912, n_unit: str = "issues"
) -> Estimate:
    """An estimate with a symmetric interval."""
    return Estimate(
        metric, unit, value=value, interval=Interval(value - half, value + half), n=n, n_unit=n_unit
    )


FIXED = figure("first_contact_resolution", "share", 0.641, 0.009)
REFUSED = Estimate("csat_score", "score", caveats=(Caveat("few", "Under 10 answers.", "refusal"),))


@pytest.fixture
def scorecard() -> Scorecard:
    """Two sides, a split, a figure that cannot be said and a measure that is missing."""
    trend = tuple(
        figure("first_contact_resolution", "share", value, 0.01) for value in (0.70, 0.71, 0.66, 0.64)
    )
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
        Rung(
            "effective", "Effective", "not_yet", FIXED, Target(0.70, "a benchmark"), True, "below the target"
        ),
        Rung("lean", "Lean", "cannot_tell", None, None, False, "no budget is set"),
    )
    return Verdict(
        "verdict",
        "Verdict",
        ("Too few issues are solved the first time.",),
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
        provenance=PROVENANCE,
    )
